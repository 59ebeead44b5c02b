/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inside src/types: the universe's state, and what its files give each other. */
#ifndef SONDE_UNIVERSE_H
#define SONDE_UNIVERSE_H

#include "types/btf.h"
#include "types/types.h"
#include "util/hash.h"

/*
 * Ids of the universe: the kernel's own types keep their BTF ids, each module's follow in order of
 * loading, and what was added (structs of the script, tracepoints) has ADDED | index.
 */
#define ADDED     0x80000000u
#define MAX_DEPTH 32

struct dwarf_file;

struct unit {
	struct btf_file *btf;
	u32 first; /* universe id of its first own type */
	char *module;
};

/* A BTF type; unit NULL: void, or an id out of range. */
struct ref {
	const struct unit *unit;
	u32 id; /* in the file: below unit->btf->first_id never */
};

/* A field of an added record. */
struct field {
	const char *name; /* NULL: an anonymous record whose fields count as this record's */
	struct member m;  /* m.type NULL: not resolved yet, see text */
	const char *text; /* tracefs: the type's words, "const char *" */
	u32 size, count;  /* tracefs: bytes in the record; elements if array, 0: not said */
	bool array, is_signed, user;
};

struct added {
	struct type *type; /* RECORD or ENUM */
	struct field *fields;
	u32 nfields;
	const struct enum_value *values;
	u32 nvalues;
	bool complete;
	void (*read)(struct added *rec, void *arg); /* fields are still to be read: call once */
	void *read_arg;
};

/* A program or library whose DWARF is asked when a name is not known otherwise. */
struct program {
	const char *path;
	struct dwarf_file *file;
	int err; /* 1: not opened yet; 0; negative errno */
};

struct types {
	struct arena *a;
	const char *btf_path; /* NULL: the kernel's */
	int btf_state;        /* 1: not tried yet; 0; negative errno */
	struct unit **units;  /* the kernel, then modules */
	u32 nunits;
	bool all_modules; /* all are loaded */
	u32 next_id;
	struct hash by_id; /* u32 → struct type */
	struct hash found; /* name as given to types_find() → struct type */
	struct hash names; /* "struct x", typedef names of the script → struct type */
	struct added **added;
	u32 nadded;
	struct dwarf_file *kernel; /* of a kernel without BTF; NULL: none */
	bool kernel_tried;
	struct program *programs;
	u32 nprograms;
	bool (*more)(void *arg); /* types_on_miss() */
	void *more_arg;
};

/* universe.c */
bool types_more(struct types *t); /* are there more types now? */
struct ref types_ref(const struct types *t, u32 id);
struct ref types_ref_in(const struct types *t, const struct unit *unit, u32 file_id);
u32 types_ref_id(struct ref r);
const struct btf_entry *types_entry(struct ref r); /* NULL for void */
/* The n-th module's unit, loading what is needed; NULL at the end. Unit 0 is the kernel. */
const struct unit *types_unit(struct types *t, u32 n);
const struct unit *types_module(struct types *t, const char *module);
/* By name, in the kernel and then in the modules. kinds: BK_BIT()s. */
struct ref types_lookup(struct types *t, const char *name, u32 kinds);
struct added *types_added(const struct types *t, u32 id); /* NULL if the id is not of those */
struct added *types_add(struct types *t, const char *tag, enum type_kind kind);

/* kernel.c: the kernel's own, where there is no BTF. NULL, -ENOENT: not known. kinds: BK_BIT()s. */
const struct type *types_of_kernel(struct types *t, const char *name, u32 kinds);
int types_kernel_function(struct types *t, const char *name, struct func_sig *out);
const struct type *types_kernel_enumerator(struct types *t, const char *name, s64 *value);
/* The i-th place where a kernel's vmlinux with debug information may be; NULL at the end. */
const char *types_vmlinux_path(struct arena *a, const char *release, u32 i);

/* program.c: a type of the programs' DWARF, or NULL. kinds: BK_BIT()s. */
const struct type *types_of_programs(struct types *t, const char *name, u32 kinds);
void types_close_programs(struct types *t);

/* convert.c: never NULL. */
const struct type *types_from_ref(struct types *t, struct ref r);

/* find.c: int, u64, size_t …: spellings that need no BTF; NULL if it is none. */
const struct type *types_basic(const char *name);
const struct type *types_copy_named(struct types *t, const struct type *from, const char *name);
/* type_ptr() over elem, n times */
const struct type *types_pointers(struct types *t, const struct type *elem, u32 n, bool user);

/* format.c: sets f->m.type. */
void types_resolve_field(struct types *t, struct field *f);

/* member.c: where bits [at, at + n) of a record of size bytes are read: sets offset, bit_offset,
 * bit_size and type. -ERANGE if no load of up to 8 bytes covers them. */
int types_place_bits(struct member *m, const struct type *declared, u64 at, u32 n, u32 size);

#endif
