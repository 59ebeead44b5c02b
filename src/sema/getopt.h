/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/sema: the options of the script. */
#ifndef SONDE_SEMA_GETOPT_H
#define SONDE_SEMA_GETOPT_H

#include "sema/check.h"

/*
 * Puts the value of each getopt() in its place, and fills sema.script_options and wants_help.
 * Macros must have been expanded. 0, or -EINVAL after diagnostics.
 */
int getopt_read(struct analysis *an);

#endif
