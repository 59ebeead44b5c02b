/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What this kernel lets us do, found by trying. One table for "sonde features" and for those that
 * choose; the bpf backend appends its rows to the same table.
 */
#ifndef SONDE_PROBE_FEATURE_H
#define SONDE_PROBE_FEATURE_H

#include "probe/tracefs.h"

struct feature {
	const char *name;   /* "kprobe_events" */
	const char *group;  /* "tracefs", "fetch-args", "perf", "security" … */
	int err;            /* 0: works. Negative errno of what was tried */
	const char *detail; /* a value ("2"), a reason, or NULL */
};

struct features {
	struct arena *arena;
	struct feature *items;
	u32 n;
	int tracefs_err; /* features_probe_tracefs(): why there is none, or 0 */
};

/* Append a row; name and group are not copied. detail NULL or a format. */
void features_add(struct features *f, const char *group, const char *name, int err,
                  const char *detail, ...) PRINTF_LIKE(5, 6);
/* NULL if there is no such row. */
const struct feature *features_find(const struct features *f, const char *group, const char *name);
/* There is such a row and it works. */
bool features_have(const struct features *f, const char *group, const char *name);

/*
 * Files of tracefs, what its README says of fetch-args, triggers. t NULL: err says why. Nothing is
 * tried by writing to a trigger, filter or probe file (a 5.4 kernel oopses on some triggers); an
 * instance is made and removed. For a recorded tree, what the tree shows.
 */
void features_probe_tracefs(struct features *f, struct tracefs *t, int err);
/* perf_event_open(2) in the ways that backends use it. t may be NULL: no tracepoints. */
void features_probe_perf(struct features *f, struct tracefs *t);
/* What may deny things: paranoid, kptr_restrict, lockdown, capabilities. */
void features_probe_security(struct features *f);

#endif
