/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/sema: assert(), static_assert() and what else is written in the language. */
#ifndef SONDE_SEMA_PRELUDE_H
#define SONDE_SEMA_PRELUDE_H

#include "sema/check.h"

/* Behind the program's own macros, if it calls one of them. */
void prelude_add(struct analysis *an);

#endif
