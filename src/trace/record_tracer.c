// SPDX-License-Identifier: GPL-2.0-or-later
/* Tracers of the kernel (function, function_graph …) and what they are told to look at. */
#include <fcntl.h>
#include <string.h>

#include "trace/record_impl.h"

bool tracer_is_in(struct recorder *r, const char *dir, const char *tracer)
{
	const char *path = arena_printf(r->arena, "%savailable_tracers", dir), *at;
	struct buf b = BUF_INIT;
	size_t n = strlen(tracer);
	bool found = false;

	if (!tracefs_read(r->tracefs, path, &b))
		for (at = buf_str(&b); *at && !found; at += strspn(at, " \n")) {
			size_t len = strcspn(at, " \n");

			found = len == n && !memcmp(at, tracer, n);
			at += len;
		}
	buf_free(&b);
	return found;
}

/* Their result is one text, of the longest latency; there are no events to move. */
static bool is_latency(const char *tracer)
{
	static const char *const names[] = {"wakeup",     "wakeup_rt",      "wakeup_dl", "irqsoff",
	                                    "preemptoff", "preemptirqsoff", NULL};
	u32 i = 0;

	while (names[i] && strcmp(names[i], tracer))
		i++;
	return names[i] != NULL;
}

int tracer_check(struct recorder *r, const struct track_opts *o)
{
	struct buf b = BUF_INIT;

	if (!o->tracer) {
		if (o->functions.n || o->notrace.n || o->graph.n || o->max_depth)
			return diag_error(
			        r->diag, NO_SPAN,
			        "-l, -n, -g and --max-graph-depth are of a tracer: which? "
			        "Say -p function or -p function_graph");
		return 0;
	}
	if (is_latency(o->tracer) && !r->opts.keep) {
		diag_error(r->diag, NO_SPAN, "%s keeps a text of the longest latency, no events",
		           o->tracer);
		diag_hint(r->diag, "sonde start -p %s, then sonde show", o->tracer);
		return -EOPNOTSUPP;
	}
	if (tracer_is_in(r, "", o->tracer))
		return 0;
	diag_error(r->diag, NO_SPAN, "this kernel has no tracer '%s'", o->tracer);
	if (!tracefs_read(r->tracefs, "available_tracers", &b))
		diag_hint(r->diag, "it has: %.*s", (int)strcspn(buf_str(&b), "\n"), buf_str(&b));
	buf_free(&b);
	return -ENOENT;
}

static int tell(struct track *t, const char *what, const char *text, int err)
{
	struct diag *d = t->recorder->diag;

	if (d->errors) /* said already */
		return err;
	diag_error(d, NO_SPAN, "cannot write '%s' to %s: %s", text, what, strerror(-err));
	if (err == -EPERM)
		diag_hint(d, "this kernel forbids it, whoever asks; -e kprobe:FUNCTION may do, or "
		             "events (-e)");
	else if (err == -ENOENT)
		diag_hint(d, "this kernel is built without it");
	else if (err == -EINVAL)
		diag_hint(d, "functions that can be traced are in available_filter_functions");
	return err;
}

/* A list of functions: of the track, or of all (graph). */
static int set_functions(struct track *t, const char *file, const struct words *w, bool global)
{
	int err = 0;

	for (u32 i = 0; i < w->n && !err; i++) {
		int flags = i ? O_APPEND : O_TRUNC;

		/* what was there before must be noted once */
		if (i && (global || !*t->dir))
			err = tracefs_write(t->recorder->tracefs, file, w->items[i], flags);
		else if (global)
			err = recorder_set(t->recorder, file, w->items[i], flags);
		else
			err = track_set(t, file, w->items[i], flags);
		if (err)
			tell(t, file, w->items[i], err);
	}
	return err;
}

int tracer_set(struct track *t)
{
	const struct track_opts *o = &t->opts;
	char depth[16];
	int err;

	if (!o->tracer)
		return 0;
	/* first what limits it: all functions at once are much */
	err = set_functions(t, "set_ftrace_filter", &o->functions, false);
	if (!err)
		err = set_functions(t, "set_ftrace_notrace", &o->notrace, false);
	if (!err)
		err = set_functions(t, "set_graph_function", &o->graph, true);
	if (!err && o->max_depth) {
		snprintf(depth, sizeof(depth), "%u", o->max_depth);
		err = recorder_set(t->recorder, "max_graph_depth", depth, O_TRUNC);
		if (err)
			tell(t, "max_graph_depth", depth, err);
	}
	if (err)
		return err;
	err = track_set(t, "current_tracer", o->tracer, O_TRUNC);
	return err ? tell(t, "current_tracer", o->tracer, err) : 0;
}
