/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a backend is: a way to make the plan's probes fire and its clauses run. src/run knows
 * backends only through this table, and chooses by asking.
 */
#ifndef SONDE_BACKEND_H
#define SONDE_BACKEND_H

#include "plan/plan.h"
#include "probe/feature.h"
#include "probe/tracefs.h"
#include "vm/vm.h"

struct sym_cache;
struct trace_file;
struct undo;
struct trace_probes;

struct backend_opts {
	struct diag *diag;
	struct tracefs *tracefs; /* NULL: tracefs_err says why */
	int tracefs_err;         /* 0: as -ENOENT */
	const char *btf_path;    /* --btf, or NULL */
	int pid;                 /* -p or the -c child: uprobes, usdt of it; 0: none */
	u32 buffer_pages;        /* a CPU's ring, in pages; 0: default */
	bool verbose;            /* verifier logs, mechanisms as they attach: to stderr */
	bool hide_reader;        /* this process only reads events: none of its own, if can be */
	const void *known;       /* verdict.known of this backend, or NULL */
	u64 start;               /* session's start, ns CLOCK_MONOTONIC */
	struct sym_cache *syms;  /* walks user stacks; set when the backend is opened */
	struct trace_file *recording;               /* what the replay backend reads */
	const struct trace_probes *recorded_probes; /* … and the dynamic events that it has */
	/* A record (struct record_header first) that user space must act on, in order of time. */
	int (*output)(void *arg, const void *record, u32 size);
	/* poll() asks after each record or event: false: return soon, something else waits. It
	 * may be NULL. */
	bool (*go_on)(void *arg);
	void *arg;
};

/* Why not, or why not exactly: for one place in the program. */
struct reason {
	struct span span; /* NO_SPAN: the whole program */
	const char *what;
	const char *way_out; /* NULL: none */
};

struct mechanism {
	const struct probe *probe;
	const char *text; /* "raw tracepoint sys_enter, filter nr == 257", "kprobe_multi", … */
};

/* The answer to "can you run this plan?": for `auto`, for explain, and for errors. In the arena. */
struct verdict {
	bool can;
	struct reason *why_not;
	u32 nwhy_not;
	struct reason *inexact;
	u32 ninexact;
	struct mechanism *mechanisms; /* one a probe that the backend would attach */
	u32 nmechanisms;
	const void
	        *known; /* what the backend learnt of this kernel: spares open() trying it again */
	const char *executor; /* "kernel (BPF)", "sonde's VM over perf rings" */
};

/* All of a map: n keys and values side by side. Freed by map_data_free(). */
struct map_data {
	u32 n;
	u32 key_size, value_size; /* as laid out by plan: bucket included in hist keys */
	u8 *keys;                 /* n * key_size */
	u8 *values; /* n * value_size: merged over CPUs (plan_map_merge) for aggregates */
};
void map_data_free(struct map_data *d);

struct lost_events {
	u64 output;   /* records that found the ring full */
	u64 scratch;  /* events dropped because a program interrupted another */
	u64 map_full; /* updates refused by full maps */
	u64 stacks;   /* stacks that could not be kept */
	u64 ring;     /* events that the kernel dropped before we saw them (perf, tracefs) */
	u64 skipped;  /* program runs the kernel skipped: recursion misses */
};

/* What must be recorded so that a program can be replayed. */
struct wanted_event {
	const char *name;   /* "SYSTEM:EVENT" */
	const char *filter; /* of the kernel; NULL: all of them */
};

struct recording_wants {
	struct wanted_event *events;
	u32 n;
	const char **formats; /* "SYSTEM/EVENT" of events that others stand for */
	u32 nformats;
	bool kstack, ustack; /* with each event */
	const char *clock;   /* NULL: the kernel's default */
};

struct backend_run; /* a plan being run; each backend has its own */

struct backend {
	const char *name;
	const char *doc; /* one line for --help and features */
	/* Try what this backend needs, and add rows to the table. */
	void (*features)(struct features *out, struct tracefs *tracefs);
	/* Would it run? Cheap enough to be asked before every start; leaves nothing behind. */
	int (*can_run)(const struct plan *p, const struct backend_opts *o, struct verdict *out);
	/* Compile, create maps, load. Nothing fires yet, BEGIN can use the maps. */
	int (*open)(const struct plan *p, const struct backend_opts *o, struct backend_run **out);
	/* Attach every probe. 0, or negative errno after a diagnostic with all undone. */
	int (*attach)(struct backend_run *r);
	/*
	 * Run a clause of BEGIN, END or interval in the kernel, once, as probe id: one that does
	 * what only the kernel can (plan_clause.needs), so that our VM cannot run it. After open().
	 * NULL: this backend cannot. can_run() has said whether it will work.
	 */
	int (*run_clause)(struct backend_run *r, const struct plan_clause *c, u32 probe_id);
	/* A descriptor that polls readable when poll() has work; -1: call it every 10 ms. */
	int (*fd)(struct backend_run *r);
	/* Deliver what is there, in order of time, up to now. Returns records or events handled. */
	int (*poll)(struct backend_run *r);
	/* Bring the maps up to date before user space looks at them. NULL: they always are. */
	void (*settle)(struct backend_run *r);
	/*
	 * Of recordings; NULL: events come by themselves, and poll() delivers them. Run those
	 * before `until`, on their clock, or some of them. *next: the time of the first that is
	 * left. 1, or 0 when none is left.
	 */
	int (*replay)(struct backend_run *r, u64 until, u64 *next);
	/* Detach, then deliver the rest. Maps stay readable. */
	int (*stop)(struct backend_run *r);
	void (*close)(struct backend_run *r);

	/* Map i of sema->maps (or special map) as the VM sees it, for clauses run in user space. */
	struct vm_map *(*map)(struct backend_run *r, u32 index);
	int (*map_read)(struct backend_run *r, const struct map *m, struct map_data *out);
	int (*map_clear)(struct backend_run *r, const struct map *m);
	int (*map_zero)(struct backend_run *r, const struct map *m);
	/* Frames of a stack, innermost first. Count, or negative errno. */
	int (*stack)(struct backend_run *r, const struct type *t, s64 id, u64 *ips, u32 max);
	/* unwatch(): the watchpoints of the address end. NULL: this backend has none. */
	void (*unwatch)(struct backend_run *r, u64 address);
	void (*lost)(struct backend_run *r, struct lost_events *out);
	/* After stop(): how lost_events.ring divides among the events; i from 0 on, 0 at the end.
	 * NULL: it is not known. */
	u64 (*lost_of)(struct backend_run *r, u32 i, const char **event);
	u32 (*nprobes)(struct backend_run *r); /* attached, for "Attaching N probes..." */

	/*
	 * sonde record --for: NULL: it does not record. Dynamic events are made, and undone by
	 * undo: they must be there as long as it is recorded. 0, or negative errno after
	 * diagnostics. All is in the plan's arena.
	 */
	int (*wants)(const struct plan *p, const struct backend_opts *o, struct undo *undo,
	             struct recording_wants *out);

	/* For the language's table: how it raises a provider's events; NULL: it does not, and *why.
	 */
	const char *(*how)(enum provider p, const char **why);
	/* Why a program on this backend cannot have the value; NULL: it can. */
	const char *(*why_no_root)(enum root root);
};

/* The table, best first; ends with NULL. In src/run/backends.c: the only list of backends. */
extern const struct backend *const backends[];
extern const struct backend backend_replay; /* not in the table: -i asks for it */
extern const struct backend backend_bpf, backend_hist, backend_perf, backend_tracefs;

#endif
