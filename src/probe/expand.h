/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/probe: what the files that expand attach points share. */
#ifndef SONDE_PROBE_EXPAND_H
#define SONDE_PROBE_EXPAND_H

#include "probe/probe.h"

/* One attach point on its way to probes. */
struct expansion {
	struct probe_env *env;
	const struct provider_info *info;
	const char *const *parts; /* parts[0] is the provider as written */
	const struct span *part_spans;
	u32 nparts;
	struct span span;
	bool missing_ok;
	struct diag *diag;
	struct probe_list *out;
};

/* A new probe of x's provider at the end of its list, named; fails when there are too many. */
struct probe *expansion_add(struct expansion *x, const char *fmt, ...) PRINTF_LIKE(2, 3);
struct span expansion_span(const struct expansion *x, u32 part);
/* "there is no such …", at a part: an error, or a warning (and 0) if x->missing_ok. */
int expansion_missing(struct expansion *x, u32 part, const char *fmt, ...) PRINTF_LIKE(3, 4);
/* 0, or a diagnostic that says why there is no tracefs. */
int expansion_need_tracefs(struct expansion *x);

int expand_tracepoint(struct expansion *x);
int expand_rawtracepoint(struct expansion *x);
int expand_kprobe(struct expansion *x); /* and kretprobe, fentry, fexit */
int expand_uprobe(struct expansion *x); /* and uretprobe */
int expand_usdt(struct expansion *x);
int expand_timer(struct expansion *x); /* interval, profile */
int expand_event(struct expansion *x); /* software, hardware */

/* Unsigned number: decimal, 0x hex, 1e6, 1_000. The first byte after it, or NULL if there is none
 * or it does not fit. */
const char *parse_number(const char *s, u64 *value);

/* A sorted set of strings, to list in. */
struct name_set {
	const char **names;
	u32 n;
};
void name_set_add(struct arena *a, struct name_set *s, const char *name);
void name_set_sort(struct name_set *s); /* and drop duplicates */

/* Every "SYSTEM:EVENT" where both match, sorted as one string; glob NULL: all. */
struct name_set tracepoint_names(struct probe_env *env, const char *system, const char *event);

/* kfuncs.c: the kernel's functions that a kprobe can go to. */
struct kfunc {
	const char *name;
	const char *module; /* NULL: vmlinux */
};
struct kfuncs {
	struct kfunc *funcs; /* sorted by name, then module */
	u32 n;
	int err; /* neither list could be read: why */
};
/* Read once; never NULL. */
const struct kfuncs *kfuncs_get(struct probe_env *env);
/* The parts of it, for tests: each appends what text lists. */
void kfuncs_add_traceable(struct arena *a, struct kfuncs *k, const char *text);
void kfuncs_add_kallsyms(struct arena *a, struct kfuncs *k, const char *text);
/* Sort, and drop duplicates and the names that blacklist (NULL, or debugfs text) has. */
void kfuncs_finish(struct kfuncs *k, const char *blacklist);

#endif
