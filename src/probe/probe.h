/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Probe points: what an attach point's text means on this machine. Nothing here opens a perf fd or
 * writes to the kernel (see perf.h, dynevent.h for that).
 */
#ifndef SONDE_PROBE_H
#define SONDE_PROBE_H

#include "util/arena.h"
#include "util/diag.h"
#include "util/hash.h"

enum provider {
	PROVIDER_BEGIN,
	PROVIDER_END,
	PROVIDER_INTERVAL,
	PROVIDER_PROFILE,
	PROVIDER_TRACEPOINT,
	PROVIDER_RAWTRACEPOINT,
	PROVIDER_KPROBE,
	PROVIDER_KRETPROBE,
	PROVIDER_UPROBE,
	PROVIDER_URETPROBE,
	PROVIDER_USDT,
	PROVIDER_SOFTWARE,
	PROVIDER_HARDWARE,
	PROVIDER_FENTRY,
	PROVIDER_FEXIT,
	PROVIDER_ITER,
	PROVIDER_WATCHPOINT,
	PROVIDER_ASYNCWATCHPOINT,
	PROVIDER_SELF,
	PROVIDER_BENCH,
	PROVIDER_TEST,
	PROVIDER_COUNT
};

/* One row a provider; the table is the only place that knows names, aliases and part shapes. */
struct provider_info {
	enum provider provider;
	const char *name;      /* "tracepoint" */
	const char *aliases[4]; /* "t" */
	const char *shape;     /* "tracepoint:SUBSYSTEM:EVENT", for messages and documentation */
	u8 min_parts, max_parts; /* the provider's own name included */
	bool user_space;       /* the clause runs in sonde itself: BEGIN, END, interval, self … */
	bool listed;	       /* sonde -l can enumerate it */
};

const struct provider_info *provider_info(enum provider p);
/* By name or alias, any letter case for BEGIN/END. NULL if unknown. */
const struct provider_info *provider_find(const char *name);

/* One concrete probe. Strings are in the arena. */
struct probe {
	enum provider provider;
	const char *name;   /* canonical: "kprobe:vfs_read": what the builtin `probe` prints */
	const char *target; /* tracepoint: subsystem; uprobe, usdt: binary's path; kprobe: module or NULL;
			     * interval, profile: unit; software, hardware: event's name */
	const char *func;   /* function or event; usdt: probe's name */
	const char *ns;	    /* usdt: provider namespace, or NULL */
	u64 offset;	    /* kprobe, uprobe: bytes into func */
	u64 address;	    /* kprobe: absolute address, uprobe: file offset (0 until resolved) */
	u64 period;	    /* interval: ns. profile: ns (freq false) or Hz (freq true).
			     * software, hardware: events a sample (0: kernel's default) */
	bool freq;
	u32 event_id;	    /* tracepoint: its ID */
	const char *format; /* tracepoint: text of its format file */
	u32 id;		    /* index in the session's list, given by sema */
	struct span span;   /* the attach point that it came from */
};

struct tracefs;	 /* tracefs.h */
struct probe_env {
	struct arena *arena;
	struct tracefs *tracefs; /* may be NULL: no tracefs, errors say how to mount it */
	int pid;		 /* -p: uprobe/usdt of a running process; 0: none */
	u32 max_probes;		 /* BPFTRACE_MAX_PROBES (default 512; 0.26: 1024) */
	const struct hash *kfuncs; /* private cache of traceable kernel functions */
	void *cache;		   /* private */
};

struct probe_list {
	struct probe **items;
	u32 n;
};

/*
 * Expand an attach point's parts (ast.h: struct attach_point) into concrete probes, globs included,
 * appended to out. A point that matches nothing: missing_ok makes it a warning (a point in a comma
 * list with others) and returns 0, else an error with the nearest name as a hint.
 * 0 or negative errno after a diagnostic.
 */
int probe_expand(struct probe_env *env, const char *const *parts, const struct span *part_spans,
		 u32 nparts, struct span span, bool missing_ok, struct diag *diag,
		 struct probe_list *out);

/*
 * sonde -l [GLOB]: every probe whose canonical name matches (NULL: all; a bare glob without ':'
 * matches in any provider; "kprobe:vfs_*" enumerates only that provider). fn returns false to stop.
 */
int probe_enumerate(struct probe_env *env, const char *glob,
		    bool (*fn)(const struct probe *p, void *arg), void *arg, struct diag *diag);

#endif
