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
	const char *name;        /* "tracepoint" */
	const char *aliases[4];  /* "t" */
	const char *shape;       /* "tracepoint:SUBSYSTEM:EVENT", for messages and documentation */
	u8 min_parts, max_parts; /* the provider's own name included */
	bool user_space; /* the clause runs in sonde itself: BEGIN, END, interval, self … */
	bool in_file;    /* target is the path of a program or library */
	bool listed;     /* sonde -l can enumerate it */
};

/* A form of attach points that documentation names beside the shape. */
struct provider_form {
	enum provider provider;
	const char *text;
	const char *why_not; /* NULL: as the provider itself */
};
const struct provider_form *provider_form(u32 i); /* NULL at the end */

const struct provider_info *provider_info(enum provider p);
/* By name or alias, any letter case for BEGIN/END. NULL if unknown. */
const struct provider_info *provider_find(const char *name);

/* One concrete probe. Strings are in the arena. */
struct probe {
	enum provider provider;
	const char *name;   /* canonical: "kprobe:vfs_read": what the builtin `probe` prints */
	const char *target; /* tracepoint: subsystem; uprobe, usdt: binary's path; kprobe: module or
	                     * NULL; interval, profile: unit; software, hardware: event's name;
	                     * watchpoint: mode ("rwx"); iter: pin file or NULL; self: "signal" */
	const char *func;   /* function or event; usdt: probe's name; iter: kind of object;
	                     * self: signal's name; bench, test: name; NULL: by address alone */
	const char *ns;     /* usdt: provider namespace, or NULL; watchpoint of a function's
	                     * argument: the program that has it */
	const struct usdt_site *usdt; /* usdt: this place's arguments and semaphore (usdt.h) */
	u64 offset;  /* kprobe, uprobe: bytes into func; watchpoint: length in bytes */
	u64 address; /* kprobe: absolute address or 0; uprobe: file offset, func's offset
	              * included; watchpoint: address, or func's file offset */
	u64 period;  /* watchpoint of an argument: which. interval: ns. profile: ns (freq false) or
	              * Hz (freq true).  software, hardware: events a sample, never 0 */
	bool freq;
	u32 event_id;       /* tracepoint: private, use probe_event_id() */
	const char *format; /* tracepoint: private, use probe_format() */
	u32 id;             /* index in the session's list, given by sema */
	struct span span;   /* the attach point that it came from */
	bool missing_ok;    /* one of a comma list: if it turns out at attach that it does not
	                     * exist, warn and go on */
	bool left_out;      /* set when it is attached: that was so */
};

struct tracefs; /* tracefs.h */
struct probe_env {
	struct arena *arena;
	struct tracefs *tracefs;   /* may be NULL: no tracefs, errors say how to mount it */
	int tracefs_err;           /* why it is NULL: as tracefs_open() said; 0 counts as -ENOENT */
	const char *machine;       /* of a recording: uname -m; NULL: this kernel is traced */
	int pid;                   /* -p: uprobe/usdt of a running process; 0: none */
	const char *program;       /* file of that process; NULL: none */
	u32 max_probes;            /* BPFTRACE_MAX_PROBES (default 512; 0.26: 1024) */
	const struct hash *kfuncs; /* private cache of traceable kernel functions */
	void *cache;               /* private */
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
 * A tracepoint's format text and event ID, read when first asked for (starting up with 360 probes
 * must not read 360 files that nobody needs). NULL, 0: cannot be read, and *err (may be NULL) why.
 */
const char *probe_format(struct probe_env *env, struct probe *p, int *err);
u32 probe_event_id(struct probe_env *env, struct probe *p, int *err);

/*
 * Kernel functions by name. Expanding "kprobe:NAME" does not look NAME up (the list takes tens of
 * milliseconds to read): attach, and if that fails ask here for what to tell the user.
 */
bool probe_kfunc_exists(struct probe_env *env, const char *name);
const char *probe_kfunc_nearest(struct probe_env *env, const char *name); /* NULL if none */
/* Its place is a function of the kernel: kprobes, fentry and their returns. */
bool probe_is_kernel_func(const struct probe *p);
/* Can this kernel (or recorded tree) place kprobes at all: kprobe_events or the kprobe PMU. */
bool probe_have_kprobes(struct probe_env *env);

/*
 * sonde -l [GLOB]: every probe whose canonical name matches (NULL: all; a bare glob without ':'
 * matches in any provider; "kprobe:vfs_*" enumerates only that provider). fn returns false to stop.
 */
int probe_enumerate(struct probe_env *env, const char *glob,
                    bool (*fn)(const struct probe *p, void *arg), void *arg, struct diag *diag);

#endif
