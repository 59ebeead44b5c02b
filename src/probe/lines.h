/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the code of a line of source is. */
#ifndef SONDE_PROBE_LINES_H
#define SONDE_PROBE_LINES_H

#include "util/base.h"

/*
 * The lowest address (virtual, as linked) of the line's code in each place that the compiler put
 * it: at most max. file: a name, or the end of a path. Returns how many, -ENOENT if no code is of
 * that line, or why nothing is known: see debuginfo_why(). nearest: with -ENOENT, the next line of
 * the file that has code, 0 if there is none.
 */
int lines_find(const char *binary, const char *file, u32 line, u64 *addresses, u32 max,
               u32 *nearest);

#endif
