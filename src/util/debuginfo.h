/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The DWARF of an ELF file: its own, or that of its separate debug file, which libdwfl finds by
 * build-id or .gnu_debuglink under /usr/lib/debug. Built --without-dwarf nothing is ever found.
 */
#ifndef SONDE_UTIL_DEBUGINFO_H
#define SONDE_UTIL_DEBUGINFO_H

#include "util/base.h"

#ifdef HAVE_LIBDW
#include <elfutils/libdw.h>
#else
typedef struct Dwarf Dwarf;
#endif

struct debuginfo;

/* NULL and *err: -ENODATA if it has none, -EOPNOTSUPP in a build without libdw, or why not. */
struct debuginfo *debuginfo_open(const char *path, int *err);
void debuginfo_close(struct debuginfo *d); /* NULL is fine */
Dwarf *debuginfo_dwarf(const struct debuginfo *d);
/* One line for the user: why there is no debug information. */
const char *debuginfo_why(int err);

#endif
