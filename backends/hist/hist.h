/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of the hist backend: the kernel's hist triggers (Documentation/trace/histogram.rst) count
 * events in an instance of tracefs, by the values of the fields that a clause depends on. No event
 * is recorded.
 *
 * A row of such a table stands for all events that are alike to the clause. So the clause runs in
 * our VM once for each row, as if for one event, and what it adds to its maps is taken as often as
 * the row says. The language has no second implementation here, and maps are ours: print, clear and
 * reading them are as in any other backend. What does not only add to maps is refused (match.c).
 */
#ifndef SONDE_BACKENDS_HIST_H
#define SONDE_BACKENDS_HIST_H

#include "stream/stream.h"
#include "util/hash.h"

#define HIST_KEYS  3
#define HIST_VALS  2
#define HIST_DEPTH 16 /* frames of a stack */

/* --- text.c: a table as the file "hist" shows it; pure --- */

enum hist_kind {
	HIST_NUMBER,
	HIST_STRING,
	HIST_EXECNAME, /* a number, and the name that the thread had when it was first seen */
	HIST_STACK,    /* lines of symbols */
};

struct hist_key {
	enum hist_kind kind;
	const char *text;  /* as it stands in keys= */
	const char *label; /* as it is shown */
	const char *other; /* … by other kernels; NULL: the same */
};

struct hist_spec {
	struct hist_key keys[HIST_KEYS];
	u32 nkeys;
	const char *vals[HIST_VALS]; /* beside the hit count: sums of these fields */
	u32 nvals;
};

struct hist_cell {
	u64 number;
	const char *text; /* strings without their padding, and a stack's lines */
	u32 len;
};

struct hist_row {
	struct hist_cell cells[HIST_KEYS];
	u64 hits, vals[HIST_VALS];
};

struct hist_totals {
	u64 hits, entries, dropped;
};

/*
 * fn for every row of the table whose "trigger info" is info (without the state in brackets).
 * Cells point into text. 0; -ENOENT: no such table; -EINVAL: it is not as spec says.
 */
int hist_parse(const char *text, const char *info, const struct hist_spec *spec,
               void (*fn)(void *arg, const struct hist_row *row), void *arg,
               struct hist_totals *totals);
/* The line in the text of a "trigger" file that is not in the older text, without its state. */
const char *hist_new_line(struct arena *a, const char *before, const char *after);
/* Frames of a stack's lines, as addresses: addr() of a symbol, 0 if it is not known. */
u32 hist_frames(const char *lines, u32 len, u64 (*addr)(void *arg, const char *name), void *arg,
                u64 ips[HIST_DEPTH]);

/* --- match.c: what a clause does with its slots --- */

enum hist_use {
	USE_KEY = 1,   /* in a map's key */
	USE_SUM = 2,   /* it is what sum(), avg() or stats() adds up */
	USE_VALUE = 4, /* anything else */
	USE_FILTER = 8,
};

struct hist_sum {
	const struct map *map;
	u32 slot;
};

struct hist_match {
	u8 *uses; /* one a slot: enum hist_use */
	struct hist_sum *sums;
	u32 nsums;
	struct span span; /* … and what: why it cannot be */
	const char *what;
};

/* false: the clause does not only add to its maps. */
bool hist_match(struct arena *a, const struct plan_clause *c, struct hist_match *out);

/* --- caps.c --- */

struct hist_caps {
	const char *why_not; /* NULL: this kernel has hist triggers, and we may use them */
	const char *way_out;
	u32 max_keys;
	bool common_cpu; /* by this name, else "cpu" */
	bool cpu;
	bool eprobe_comm; /* event probes record $comm */
};

/* By what README says: nothing is tried with triggers, which some kernels do not survive. */
void hist_caps_readme(struct hist_caps *out, const char *readme);
/* t NULL: why says why. */
void hist_caps_find(struct hist_caps *out, struct tracefs *t, int why);
/* Can event probes record the name of the task? One is made and removed. */
void hist_caps_eprobe(struct hist_caps *out, struct backend_run *r);
void hist_features(struct features *out, struct tracefs *t);

/* --- columns.c --- */

/* Where a key's value belongs in the event that is made of a row. */
enum hist_dest { DEST_NONE, DEST_FIELD, DEST_TID, DEST_CPU, DEST_COMM, DEST_STACK };

struct hist_column {
	enum hist_dest dest;
	u32 load;      /* DEST_FIELD: index in target->loads */
	u32 off, size; /* DEST_FIELD of a tracepoint's record: the field's place; size 0: as load */
};

struct table;

/* One clause at one probe: one trigger. */
struct hist {
	struct feed *feed;
	struct target *target;
	struct hist_match match;
	struct hist_spec spec;
	struct hist_column columns[HIST_KEYS];
	u32 val_slots[HIST_VALS];
	const char *filter;         /* for the trigger, or NULL */
	bool eprobe;                /* the trigger is on an event probe of the tracepoint */
	struct buf args;            /* … whose fetch-args these are */
	bool wants_pid;             /* threads must be told by process */
	bool one_process;           /* rows of other processes than that of -p do not count */
	const char *system, *event; /* once attached */
	const char *info;           /* the kernel's words for the trigger */
	struct hash rows;           /* what is known of each row: struct counted */
	u64 dropped;
};

struct hists {
	struct hist_caps caps;
	struct hist *items;
	u32 n;
	struct vm_map **work; /* of the VM; r->maps are the results */
	const char *path;     /* the instance; NULL: not made */
	int fd;               /* an epoll without members: nothing ever wakes us */
	struct sym_cache *syms;
	const char *threads_info; /* of the trigger on task:task_newtask; NULL: not wanted */
	struct thread_row *threads;
	u32 nthreads;
	u64 cut;     /* strings that were as long as a key can hold */
	bool *whole; /* one a clause: the kernel checks its whole filter */
};

/* After feeds_make(): the triggers. 0, or -EOPNOTSUPP with reasons in v (may be NULL). */
int hists_make(struct backend_run *r, struct verdict *v);
/* "hist:keys=…", in the arena */
const char *hist_definition(struct backend_run *r, const struct hist *h);

/* --- attach.c --- */

int hists_attach(struct backend_run *r);
void hists_detach(struct backend_run *r);
/* Add a trigger. info: the kernel's words for it. 0 or negative errno. */
int hist_write_trigger(struct backend_run *r, const char *system, const char *event,
                       const char *text, const char **info);
/* A file of an event in our instance. */
int hist_read_file(struct backend_run *r, const char *system, const char *event, const char *file,
                   struct buf *out);

/* --- threads.c: which process a thread is of, by a table of all that were made --- */

int threads_attach(struct backend_run *r);
void threads_read(struct backend_run *r);
u32 threads_pid(const struct backend_run *r, u32 tid);

/* --- read.c: bring the maps up to date --- */

void hists_sync(struct backend_run *r);
void hists_free(struct backend_run *r);

#endif
