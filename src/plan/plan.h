/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plan: the contract of all backends. Made from the typed program, it says what every clause
 * captures (slots), what it keeps (maps), what it sends to user space (records) and how much
 * scratch it needs. A backend decides from the plan alone whether and how it can run a program.
 */
#ifndef SONDE_PLAN_H
#define SONDE_PLAN_H

#include "sema/sema.h"

/*
 * A capture slot: a root, then constant steps, then a form.
 *   v = root; for each step: v = *(pointer *)(v + step.off)
 *   FORM_INT with deref:    result = *(intN *)(v + off), bits [bit_offset, +bit_size) if bit_size
 *   FORM_INT without deref: result = v + off
 *   FORM_STR:               the C string at v + off (deref is implied), at most len bytes with NUL
 *   FORM_BYTES:             len bytes at v + off
 * ROOT_FIELD: v is the address of the record's field (off starts at 0 there): field tells which.
 */
struct slot_step {
	s32 off;
	bool user; /* the pointer is read from user memory */
};

enum slot_form { FORM_INT, FORM_STR, FORM_BYTES };

struct slot {
	enum root root;
	u32 arg;             /* ROOT_ARG, ROOT_SARG: index; ROOT_NSECS: enum clock */
	const char *name;    /* ROOT_FIELD: field's name; ROOT_REG: register */
	struct member field; /* ROOT_FIELD */
	u32 field_index;     /* ROOT_FIELD: index among the fields that are not common_* */
	const struct slot_step *steps;
	u32 nsteps;
	s32 off;
	bool deref;
	bool user;      /* the last read is from user memory */
	bool via_var;   /* reached through a $variable that is set once: a program in the kernel may
	                 * rather use the variable's value */
	bool typed;     /* a pointer that a helper takes: in the kernel read by plain loads, so that
	                 * the verifier knows what it points at */
	bool any_space; /* it is not known whose memory: try user, then kernel (str(arg1)) */
	bool kept;      /* a string that is kept behind its pointer, in a map */
	bool unread;    /* the value of a variable that is only followed, never used itself */
	enum slot_form form;
	u8 size;        /* FORM_INT: bytes read (1, 2, 4, 8) */
	bool is_signed; /* FORM_INT */
	u8 bit_offset, bit_size;
	u32 len;          /* FORM_STR, FORM_BYTES: bytes of the destination; stacks: depth */
	u8 stack_mode;    /* ROOT_KSTACK, ROOT_USTACK */
	struct span span; /* first place that needs it */
};

/* Something a clause does that only a program inside the kernel can do. */
struct need {
	struct span span;
	bool memory;      /* only memory of the kernel is read */
	const char *what; /* "follows a pointer that is not an argument of this event" */
	const char *way_out;
};

struct plan_clause {
	u32 id;
	struct variant *variant;
	bool in_user; /* runs in sonde: BEGIN, END, interval */
	bool loops_over_maps;
	bool counts_maps; /* len(@map) */
	u32 warning;      /* -k: 1 + the record of a helper that failed; 0: none is wanted */
	struct slot *slots;
	u32 nslots;
	struct need *needs; /* empty: the clause can run outside the kernel */
	u32 nneeds;
};

/* join(): slots of a word's text and of the pointer to it. */
struct join_word {
	s32 text, pointer;
};
#define PLAN_JOIN_WORDS 16

/* What a record makes user space do. */
enum action {
	ACT_PRINTF, /* args after the format */
	ACT_ERRORF,
	ACT_WARNF,
	ACT_DEBUGF,
	ACT_PRINT_VALUE, /* print(expr): one arg */
	ACT_PRINT_MAP,   /* map; top, div are constants in the call or args */
	ACT_PRINT_KEY,   /* print(@m[k]): args: key, value */
	ACT_CLEAR,
	ACT_ZERO,
	ACT_TIME,
	ACT_EXIT, /* arg: u64 code, if given */
	ACT_JOIN,
	ACT_CAT,
	ACT_SYSTEM,       /* printf-like */
	ACT_HELPER_ERROR, /* args: what the helper gave, the helper, begin and end in the source */
	ACT_UNWATCH,      /* arg: the address */
	ACT_PACKET,       /* skboutput(): format is the file, top the bytes to leave out */
};

struct record_arg {
	u32 offset; /* from the record's start */
	const struct type *type;
	struct span span;
	bool packed; /* a u32 at offset says where the bytes are, from the record's start */
};

/*
 * An output record, in memory:
 *   struct record_header, then the arguments at their offsets, then what is packed.
 * Long strings are packed: only the bytes that are there, with their NUL. Others take type->size
 * bytes. size is that of the record without what is packed, a multiple of 8.
 */
struct record_header {
	u32 id;    /* index in plan->records */
	u32 probe; /* attach point's id, where the clause knows it, else ~0 */
	u64 time;  /* ns, CLOCK_MONOTONIC; 0 where the transport keeps order by itself */
};

/* What skboutput() sends: struct packet_record, then len bytes of the packet, then padding. */
struct packet_record {
	struct record_header header; /* its time is set */
	u64 len;
};
#define MAX_PACKET 0xfffffu /* bytes that the kernel sends of one */

struct format_piece; /* output/printf.c */

struct plan_record {
	u32 id;
	enum action action;
	struct span span;
	const char *format; /* PRINTF … SYSTEM, TIME (strftime format); JOIN: delimiter */
	struct map *map;    /* PRINT_MAP, CLEAR, ZERO, PRINT_KEY */
	u64 top, div;       /* PRINT_MAP */
	struct record_arg *args;
	u32 nargs;
	u32 size;
	u32 packed; /* bytes that packed arguments take at most */
	/* output_prepare()'s: the format taken apart. 0: not yet, each record's is parsed anew */
	const struct format_piece *pieces;
	u32 npieces;
};

/* Maps that sonde needs beside the program's own; ids follow those of plan->sema->maps. */
enum special_map {
	SPECIAL_RING,    /* ring buffer, or perf event array */
	SPECIAL_SCRATCH, /* per-CPU array, one element: struct scratch_header, then what code asks
	                  */
	SPECIAL_LOST,    /* per-CPU array of u64 counters: enum lost */
	SPECIAL_NR,      /* array: syscall number → probe id + 1 (syscalls by raw tracepoint) */
	SPECIAL_PACKETS, /* perf event array of skboutput() */
	SPECIAL_STACKS,  /* stack traces: one map for each depth in plan->stack_depths */
	SPECIAL_COUNT = SPECIAL_STACKS + 4
};

#define STACK_MAPS (SPECIAL_COUNT - SPECIAL_STACKS)

/* Scratch starts with this; busy guards against a program that interrupts another. */
struct scratch_header {
	u64 busy;
};

enum lost { LOST_OUTPUT, LOST_SCRATCH, LOST_MAP_FULL, LOST_STACK, LOST_COUNT };

struct plan {
	struct arena *arena;
	struct sema *sema; /* config, probes, variants, maps */
	struct plan_clause *clauses;
	u32 nclauses;
	struct plan_record *records;
	u32 nrecords;
	const char **strings; /* strftime formats, cgroup globs: by the index stored in values */
	u32 nstrings;
	u16 stack_depths[STACK_MAPS]; /* distinct depths asked for, 0: unused */
	bool special[SPECIAL_COUNT];  /* which are used */
};

/* NULL after diagnostics. The plan lives in sema's arena. */
struct plan *plan_make(struct sema *s);
void plan_dump(struct buf *out, const struct plan *p); /* --dump=plan */

/* Argument i of the record at rec; NULL: it would lie beyond the record's size bytes. */
const void *plan_record_arg(const struct plan_record *r, u32 i, const void *rec, u32 size);

/* Index in plan->stack_depths of a KSTACK's or USTACK's depth. */
u32 plan_stack_map(const struct plan *p, const struct type *stack);

/*
 * str(@m[k]) of a map that keeps the strings behind its pointers: that map. Else NULL. Only in
 * clauses that a probe runs, and only where our VM runs them.
 */
struct map *plan_kept(const struct expr *e);
/* Bytes of the map's value in our VM: the string is behind the pointer. */
u32 plan_vm_value_size(const struct map *m);

/* Layout of one value of a map in one CPU's share; all kinds are multiples of 8 bytes. */
struct agg_count {
	u64 count;
};
struct agg_sum {
	u64 sum, count;
}; /* count: how many values; 0: absent */
struct agg_minmax {
	u64 value, count;
};
struct agg_avg {
	u64 sum, count;
}; /* AVG and STATS */
/*
 * One interval of a TSERIES: epoch is the time of day (ns since 1970) / the interval's length;
 * count is how many values, or (SERIES_LAST) the last one's time. 0: absent. SERIES_AVG: value is
 * the sum.
 */
struct agg_series {
	u64 value, count, epoch;
};
/*
 * HIST, LHIST and TSERIES: the key is followed by a u64 bucket; the value is struct agg_count, or
 * struct agg_series of an interval whose epoch modulo the number of intervals is the bucket.
 */
u32 plan_map_key_size(const struct map *m); /* bucket included; 0 is stored as one u32 */
u32 plan_map_value_size(const struct map *m);
/*
 * Shorten the strings in a map's key until it has at most max bytes, bucket included. Before code
 * is generated. False: it cannot be done; nothing has changed then.
 */
bool plan_narrow_key(struct plan *p, struct map *m, u32 max);
bool plan_map_is_percpu(const struct map *m);
u32 plan_hist_buckets(const struct type *t); /* HIST, LHIST, TSERIES: number of buckets */

/*
 * Merge the shares of n CPUs (stride bytes apart) of an aggregate into one value at out.
 * User space's own share is one more.
 */
void plan_map_merge(const struct type *value, void *out, const void *shares, u32 n, u32 stride);

#endif
