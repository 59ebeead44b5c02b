/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of values in programs. A struct type is immutable once made, lives in the session's arena
 * and is compared with type_equal(), never by address.
 */
#ifndef SONDE_TYPE_H
#define SONDE_TYPE_H

#include "util/arena.h"
#include "util/buf.h"

enum type_kind {
	TY_NONE, /* no value: what a call like clear() gives; also C void */
	TY_INT,  /* size 1, 2, 4, 8; is_signed. Values in registers are always 64 bits, extended */
	TY_BOOL,
	TY_ENUM,   /* an integer with names: record_id in the universe */
	TY_PTR,    /* elem; user */
	TY_STR,    /* size bytes with the NUL; zero padded */
	TY_BUF,    /* buf(): u32 length, then size - 4 bytes */
	TY_RECORD, /* struct or union: record_id; lives in memory at an address (user says whose) */
	TY_ARRAY,  /* elem, count */
	TY_TUPLE,  /* fields */
	TY_KSTACK, /* s64 stack id; stack_mode, stack_depth */
	TY_USTACK, /* {s64 stack id; u32 pid; u32 probe id} */
	TY_KSYM,   /* u64 address */
	TY_USYM,   /* {u64 address; u32 pid; u32 probe id} */
	TY_INET,   /* {u32 family; u8 addr[16]} */
	TY_MAC,    /* u8[6] */
	TY_USERNAME,    /* u64 uid */
	TY_TIMESTAMP,   /* strftime(): {u64 nsecs; u32 format index; u32 clock} */
	TY_PROBE,       /* u64 attach point's id: printed as its name */
	TY_CGROUP_PATH, /* {u64 cgroup id; u64 glob string index} */
	TY_STRERROR,    /* u64 errno */
	TY_ERRNAME,     /* reserved */
	TY_TASKNAME,    /* comm(pid): u64 process id */
	TY_SYSCALL,     /* u64 system call number: printed as its name */
	/* values of maps only: */
	TY_COUNT,
	TY_SUM,   /* is_signed */
	TY_MIN,   /* is_signed */
	TY_MAX,   /* is_signed */
	TY_AVG,   /* is_signed */
	TY_STATS, /* is_signed */
	TY_HIST,
	TY_LHIST,
	TY_TSERIES, /* is_signed */
};

/* What becomes of several values in one interval of a time series. */
enum series { SERIES_LAST, SERIES_AVG, SERIES_MAX, SERIES_MIN, SERIES_SUM };

enum stack_mode { STACK_BPFTRACE, STACK_PERF, STACK_RAW, STACK_BUILD_ID, STACK_DWARF };

struct type_field {
	const char *name; /* NULL in tuples */
	u32 offset;       /* bytes */
	const struct type *type;
};

struct type {
	enum type_kind kind;
	u8 is_signed;
	u8 user; /* PTR, RECORD, ARRAY: the address is a user one */
	u8 own;  /* PTR: into the program's own memory: &$x, &@x */
	u8 is_union;
	u8 context; /* RECORD: lies in the probe's context, not behind a pointer (tracepoint args)
	             */
	u8 cut;     /* STR: of str(): full means that the string went on */
	u32 size;   /* bytes when stored */
	u32 align;
	const struct type *elem; /* PTR, ARRAY; PTR to TY_NONE: void * */
	u32 count;        /* ARRAY: elements (0: flexible); HIST: bits; LHIST: steps; TSERIES:
	                   * intervals */
	const char *name; /* RECORD, ENUM: the tag; INT: typedef name or NULL */
	u32 record_id;    /* RECORD, ENUM: type id in the universe (types.h) */
	const struct type_field *fields; /* TUPLE */
	u32 nfields;
	u8 stack_mode;                        /* KSTACK, USTACK */
	u16 stack_depth;                      /* KSTACK, USTACK */
	s64 lhist_min, lhist_max, lhist_step; /* LHIST; TSERIES: step is an interval's ns */
	u8 series;                            /* TSERIES: enum series */
};

extern const struct type type_none, type_bool;
extern const struct type type_u8, type_u16, type_u32, type_u64;
extern const struct type type_s8, type_s16, type_s32, type_s64;
extern const struct type type_char; /* s8 */

const struct type *type_int(u32 size, bool is_signed);
const struct type *type_ptr(struct arena *a, const struct type *elem, bool user);
const struct type *type_str(struct arena *a, u32 size);
/* The same, whose values are marked as cut off when they fill it: what str() gives. */
const struct type *type_str_cut(struct arena *a, u32 size);
const struct type *type_buf(struct arena *a, u32 len);
const struct type *type_array(struct arena *a, const struct type *elem, u32 count);
/* Offsets by natural alignment, size rounded up to the widest: as bpftrace lays tuples out. */
const struct type *type_tuple(struct arena *a, const struct type *const *elems, u32 n,
                              const char *const *names);
/* The types whose layout is fixed by their kind (KSTACK … STRERROR, COUNT … STATS). */
const struct type *type_simple(struct arena *a, enum type_kind kind, bool is_signed);

bool type_equal(const struct type *a, const struct type *b);
/* The least type that holds values of both, element by element: NULL if there is none. */
const struct type *type_wider(struct arena *a, const struct type *l, const struct type *r);
bool type_is_scalar(const struct type *t);  /* INT, BOOL, ENUM, PTR and one-word opaque kinds */
bool type_is_integer(const struct type *t); /* INT, BOOL, ENUM */
bool type_is_named(const struct type *t);   /* a TUPLE whose elements have names */
/* Which element of `to` takes element i of `from`: by name where both have names. Or UINT32_MAX. */
u32 type_element(const struct type *to, const struct type *from, u32 i);
bool type_is_aggregate(const struct type *t); /* COUNT … TSERIES: values of maps only */
/* HIST, LHIST, TSERIES: a key has several elements in the map, each with its bucket's number. */
bool type_has_buckets(const struct type *t);
/* As a user reads it: "uint64", "struct sock *", "(int64,string[16])", "hist_t". */
void type_print(struct buf *out, const struct type *t);

#endif
