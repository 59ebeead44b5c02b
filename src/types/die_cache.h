/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside src/types: where names are in the kernel's DWARF, which has hundreds of megabytes, kept
 * from one run to the next in $XDG_CACHE_HOME/sonde, else $HOME/.cache/sonde. Only names that were
 * asked for are in it. Where nothing can be written, nothing is kept.
 */
#ifndef SONDE_TYPES_DIE_CACHE_H
#define SONDE_TYPES_DIE_CACHE_H

#include "util/arena.h"

/* Beside the BK_BIT()s of types, what a name can be of. */
#define DIE_ENUMERATOR 0x40000000u
#define DIE_FUNCTION   0x80000000u

struct die_cache;

/* For the ELF file at path, as it is now. NULL: there is no place for a cache. */
struct die_cache *die_cache_open(struct arena *a, const char *path);
void die_cache_close(struct die_cache *c); /* NULL is fine; writes what is new */
/* 0: *offset is where it is, 0 for a name that is not there; -ENOENT: it was never asked for. */
int die_cache_get(const struct die_cache *c, u32 kinds, const char *name, u64 *offset);
void die_cache_put(struct die_cache *c, u32 kinds, const char *name, u64 offset);

#endif
