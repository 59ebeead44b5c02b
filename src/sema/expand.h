/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/sema: macros and functions in place of their calls. */
#ifndef SONDE_SEMA_EXPAND_H
#define SONDE_SEMA_EXPAND_H

#include "sema/check.h"

/* In all clauses of the program, before they become variants. 0, or -EINVAL after diagnostics. */
int expand_calls(struct analysis *an);

#endif
