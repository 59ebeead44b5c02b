/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reader of BTF (Documentation/bpf/btf.rst): one file, checked when it is opened, read in place.
 * A split file (a module's) continues the ids and the strings of its base.
 * Opening makes one pass over the types; a look-up by name is a search in the strings and a pass of
 * integer comparisons, so that no table of names is ever built.
 */
#ifndef SONDE_BTF_H
#define SONDE_BTF_H

#include "util/base.h"

enum btf_kind {
	BK_VOID,
	BK_INT,
	BK_PTR,
	BK_ARRAY,
	BK_STRUCT,
	BK_UNION,
	BK_ENUM,
	BK_FWD,
	BK_TYPEDEF,
	BK_VOLATILE,
	BK_CONST,
	BK_RESTRICT,
	BK_FUNC,
	BK_FUNC_PROTO,
	BK_VAR,
	BK_DATASEC,
	BK_FLOAT,
	BK_DECL_TAG,
	BK_TYPE_TAG,
	BK_ENUM64,
	BK_COUNT
};

#define BK_BIT(kind) (1u << (kind))

/* As in the file. What follows a type depends on its kind. */
struct btf_entry {
	u32 name;
	u32 info;
	union {
		u32 size;
		u32 type;
	};
};
struct btf_array {
	u32 elem, index, count;
};
struct btf_member {
	u32 name, type, offset;
};
struct btf_enumerator {
	u32 name;
	s32 value;
};
struct btf_enumerator64 {
	u32 name, low, high;
};
struct btf_param {
	u32 name, type;
};

struct btf_file {
	const struct btf_file *base; /* NULL; else it outlives this file */
	const u8 *types;
	const char *strings; /* each offset below strings_len is a C string */
	u32 types_len, strings_len;
	u32 first_id, n;       /* ids of this file: first_id … first_id + n - 1 */
	u32 first_string;      /* offset of this file's strings */
	u32 *index;            /* the place of every 16th type */
	bool signs_in_enums;   /* the producer knew of signed enums: others are unsigned */
	const void *map, *mem; /* what close() gives back */
	size_t map_len;
};

static inline enum btf_kind btf_kind_of(const struct btf_entry *e)
{
	return e->info >> 24 & 31;
}
static inline u32 btf_count(const struct btf_entry *e)
{
	return e->info & 0xffff;
}
static inline bool btf_flag(const struct btf_entry *e)
{
	return e->info >> 31;
}

/* 0 or negative errno: that of open(2), -EINVAL for what is no well-formed BTF.
 * BTF as such, or an ELF file with a .BTF section. */
int btf_file_open(const char *path, const struct btf_file *base, struct btf_file **out);
/* The bytes are borrowed, and aligned to 4. */
int btf_file_parse(const void *bytes, size_t len, const struct btf_file *base,
                   struct btf_file **out);
void btf_file_close(struct btf_file *b); /* NULL is fine */

/* Of an ELF file the .BTF section, of anything else all of it. -ENODATA: it has none; -EINVAL. */
int btf_elf_section(const u8 *bytes, size_t len, const u8 **section, size_t *n);

/* NULL for void (id 0) and for ids that are in neither the file nor its base. */
const struct btf_entry *btf_file_entry(const struct btf_file *b, u32 id);
/* Never NULL; "" for what is out of range. */
const char *btf_file_string(const struct btf_file *b, u32 offset);
/* Where a name is among the strings; 0 if it is not. */
u32 btf_file_find_string(const struct btf_file *b, const char *name);
/* The first type of this file (not of its base) with that name; kinds: BK_BIT()s. 0: none. */
u32 btf_file_find(const struct btf_file *b, u32 name, u32 kinds);
/* The enum and the number of the first enumerator with that name; 0: none. */
u32 btf_file_find_enumerator(const struct btf_file *b, u32 name, u32 *nth);
/* The entry after e, which is one of this file; not for the last. */
const struct btf_entry *btf_next(const struct btf_entry *e);

#endif
