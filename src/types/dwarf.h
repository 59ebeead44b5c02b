/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside src/types: types and functions of a file's DWARF (dwarfstd.org, versions 2 to 5). Only
 * what is reached is converted: a record's fields when one of them is first asked for.
 */
#ifndef SONDE_TYPES_DWARF_H
#define SONDE_TYPES_DWARF_H

#include "types/universe.h"

struct dwarf_file;

/* user: pointers in these types are of user space. NULL and *err: see debuginfo_open(). */
struct dwarf_file *dwarf_file_open(struct types *t, const char *path, bool user, int *err);
void dwarf_file_close(struct dwarf_file *f); /* NULL is fine; types made of it must not be used */
/* The defined function of that name or linkage name. 0 or -ENOENT. */
int dwarf_file_function(struct dwarf_file *f, const char *name, struct func_sig *out);
/* kinds: BK_BIT()s of BK_STRUCT, BK_UNION, BK_ENUM, BK_TYPEDEF. NULL if there is none. */
const struct type *dwarf_file_find(struct dwarf_file *f, const char *name, u32 kinds);
/* The enumeration with that enumerator, and its value. NULL if there is none. */
const struct type *dwarf_file_enumerator(struct dwarf_file *f, const char *name, s64 *value);

#endif
