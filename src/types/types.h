/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The universe of C types that a program can name: the kernel's BTF (Documentation/bpf/btf.rst), or
 * that of a file given with --btf, read lazily and in place, its modules', and above these what is
 * added: tracefs formats and what the script defines, which shadows names of the kernel. Our own
 * reader: it works in builds without libbpf and costs nothing until a program names a struct.
 * Names that these functions return belong to the universe: valid until types_free().
 */
#ifndef SONDE_TYPES_H
#define SONDE_TYPES_H

#include "types/type.h"

struct types;

struct types_opts {
	const char *btf_path; /* NULL: /sys/kernel/btf/vmlinux */
};

struct types *types_new(struct arena *a, const struct types_opts *opts);
void types_free(struct types *t);

/* Called once, when the first name is not known; true: look again. */
void types_on_miss(struct types *t, bool (*more)(void *arg), void *arg);

/* Is there kernel BTF? Loads it. 0 or negative errno (-ENOENT: the kernel has none). */
int types_have_btf(struct types *t);
/* … or, where there is none, the DWARF of a vmlinux, which serves as well for types? Opens it. */
bool types_have_dwarf(struct types *t);

/*
 * A type by its C name: "struct sock", "union x", "enum pid_type", "size_t", "unsigned int",
 * "u32", "uint64" (bpftrace's spellings too). A bare word that is no typedef nor base type is tried
 * as a struct, union and enum tag (bpftrace allows "(sock *)x"). Stars at the end make pointers;
 * qualifiers are skipped, but "__user" marks the pointer. NULL if unknown.
 */
const struct type *types_find(struct types *t, const char *name);

/* Names that are not known otherwise are looked for in this program's or library's DWARF. */
void types_add_program(struct types *t, const char *path);

/* A member of a record, found through anonymous members. */
struct member {
	u32 offset;    /* bytes from the record's start; of the storage unit for a bitfield */
	u8 bit_offset; /* bitfields: from the unit's least significant bit (little endian) */
	u8 bit_size;   /* 0: not a bitfield */
	bool data_loc; /* tracefs __data_loc: u32 at offset: length << 16 | offset in the record */
	bool rel_loc;  /* likewise __rel_loc, offset counts from the end of this word */
	const struct type *type; /* bitfield: the integer of the unit that is read;
	                          * data_loc: the array with count 0, or the string with size 0 */
};

/* 0, or -ENOENT. rec is a TY_RECORD. */
int types_member(struct types *t, const struct type *rec, const char *name, struct member *out);
/* The i-th named member in order of declaration (anonymous ones are entered). -ENOENT at the end.*/
int types_member_at(struct types *t, const struct type *rec, u32 i, const char **name,
                    struct member *out);
/* For a hint: the nearest member name, or NULL. */
const char *types_nearest_member(struct types *t, const struct type *rec, const char *name);

/* An enumerator of the script, a constant of constants.def, an enumerator of the kernel: 0 or
 * -ENOENT. */
int types_enumerator(struct types *t, const char *name, s64 *value, const struct type **type);
/* The name of value in an enum type; NULL if it has none. */
const char *types_enum_name(struct types *t, const struct type *enum_type, s64 value);

/* A kernel function's prototype. */
struct func_sig {
	u32 nargs;
	const char *names[16];
	const struct type *types[16];
	const struct type *ret; /* type_none for void */
};
/* module NULL or "": vmlinux first, then modules. -ENOENT: BTF does not know it. */
int types_function(struct types *t, const char *module, const char *name, struct func_sig *out);
/* A function of a program or library, from its DWARF; pointers are the user's. 0, -ENOENT: it does
 * not say, or why there is none: see debuginfo_why(). */
int types_program_function(struct types *t, const char *path, const char *name,
                           struct func_sig *out);
/* Where BTF has a function: its id as the kernel counts, and the module whose BTF that is ("":
 * vmlinux), owned by the universe. 0 or -ENOENT. */
int types_function_btf(struct types *t, const char *module, const char *name, u32 *id,
                       const char **in);
/* Is there a function that BPF programs may call? */
bool types_is_kfunc(struct types *t, const char *name);

/*
 * The arguments of a tracepoint as a record (context = 1), from its tracefs format text
 * (ABI: Documentation/trace/events.rst). Offsets are from the start of the trace record, common
 * fields included, as both a BPF tracepoint context and a perf raw sample have them. Common fields
 * are members too ("common_pid"). `const char *` and `struct x *` fields are pointers; in
 * syscalls/ they are user pointers. id receives the event's ID. char arrays are TY_STR of their
 * size. Members' types are found when they are asked for, so that a format costs no BTF. NULL if
 * the text is no format.
 */
const struct type *types_tracepoint(struct types *t, const char *system, const char *name,
                                    const char *format_text, u32 *id);

/* Raw tracepoint arguments, from BTF's btf_trace_NAME typedef: as func_sig, first arg dropped. */
int types_raw_tracepoint(struct types *t, const char *name, struct func_sig *out);

/*
 * Definitions of the script: laid out as the C compiler does.
 *
 *   b = types_begin_record(t, "foo", false);    from here on types_find("struct foo") is known
 *   types_add_field(b, "x", &type_s32, -1);     bits: -1, or the width of a bitfield
 *   types_end_record(b);
 *
 * begin: tag NULL for an anonymous one; NULL if the script has defined that tag already.
 * declare: the record that a later definition completes ("struct foo;").
 * add_field: name NULL for an anonymous record, whose members count as this one's, or with bits for
 * padding. -EEXIST: there is a member of that name; -EINVAL: the type has no size yet or cannot
 * have that width; -E2BIG.
 */
struct record_builder;
struct record_builder *types_begin_record(struct types *t, const char *tag, bool is_union);
/* Before the fields: their alignment is at most pack (0: no limit), the record's at least align. */
void types_record_attrs(struct record_builder *b, u32 pack, u32 align);
/* Of the next field only. */
void types_field_attrs(struct record_builder *b, bool packed, u32 align);
int types_add_field(struct record_builder *b, const char *name, const struct type *type, int bits);
const struct type *types_end_record(struct record_builder *b);
void types_drop_record(struct record_builder *b); /* it is not known */
const struct type *types_declare_record(struct types *t, const char *tag, bool is_union);
int types_add_typedef(struct types *t, const char *name, const struct type *type); /* or -EEXIST */

/* Does a listing ask for types: "struct x*", "union y", "enum z"? */
bool types_is_tagged(const char *pattern);
/*
 * Those of the kernel and its modules (btf_path NULL), or of that file, whose "struct x" matches,
 * sorted: their names, or their definitions in C. 0, or negative errno: there is no BTF.
 */
int types_spell(struct arena *a, const char *btf_path, const char *pattern, bool definitions,
                void (*each)(const char *text, void *arg), void *arg);

struct enum_value {
	const char *name;
	s64 value;
};
/* The enum's values take as few bytes as they fit in. */
void types_pack_enum(struct types *t, const struct type *e);
/* tag NULL: anonymous. NULL if the script has defined that enum already. Everything is copied. */
const struct type *types_add_enum(struct types *t, const char *tag, const struct enum_value *values,
                                  u32 n);

#endif
