/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The universe of C types that a program can name. One internal form, BTF
 * (Documentation/bpf/btf.rst): a base (the kernel's own, or a file given with --btf), read lazily
 * and never copied, and a split part that tracefs formats, structs of the script and DWARF are
 * added to. Our own reader: it works in builds without libbpf and costs nothing until a program
 * names a struct.
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

/* Is there kernel BTF? Loads it. 0 or negative errno (-ENOENT: the kernel has none). */
int types_have_btf(struct types *t);

/*
 * A type by its C name: "struct sock", "union x", "enum pid_type", "size_t", "unsigned int",
 * "u32", "uint64" (bpftrace's spellings too). A bare word that is no typedef nor base type is tried
 * as a struct, union and enum tag (bpftrace allows "(sock *)x"). NULL if unknown.
 */
const struct type *types_find(struct types *t, const char *name);

/* A member of a record, found through anonymous members. */
struct member {
	u32 offset;    /* bytes from the record's start; of the storage unit for a bitfield */
	u8 bit_offset; /* bitfields: from the unit's least significant bit (little endian) */
	u8 bit_size;   /* 0: not a bitfield */
	bool data_loc; /* tracefs __data_loc: u32 at offset: length << 16 | offset in the record */
	bool rel_loc;  /* likewise __rel_loc, offset counts from the end of this word */
	const struct type *type; /* bitfield: the integer type; data_loc: the array or string */
};

/* 0, or -ENOENT. rec is a TY_RECORD. */
int types_member(struct types *t, const struct type *rec, const char *name, struct member *out);
/* The i-th named member in order of declaration (anonymous ones are entered). -ENOENT at the end.*/
int types_member_at(struct types *t, const struct type *rec, u32 i, const char **name,
                    struct member *out);
/* For a hint: the nearest member name, or NULL. In the arena. */
const char *types_nearest_member(struct types *t, const struct type *rec, const char *name);

/* An enumerator (of any enum of the script or the kernel): 0 or -ENOENT. */
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

/*
 * The arguments of a tracepoint as a record (context = 1), from its tracefs format text
 * (ABI: Documentation/trace/events.rst). Offsets are from the start of the trace record, common
 * fields included, as both a BPF tracepoint context and a perf raw sample have them. Common fields
 * are members too ("common_pid"). `const char *` and `struct x *` fields are pointers; in
 * syscalls/ they are user pointers. id receives the event's ID.
 */
const struct type *types_tracepoint(struct types *t, const char *system, const char *name,
                                    const char *format_text, u32 *id);

/* Raw tracepoint arguments, from BTF's btf_trace_NAME typedef: as func_sig, first arg dropped. */
int types_raw_tracepoint(struct types *t, const char *name, struct func_sig *out);

#endif
