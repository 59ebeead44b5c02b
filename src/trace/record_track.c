// SPDX-License-Identifier: GPL-2.0-or-later
/* A track's buffer in the kernel: an instance of our own, or the top level, which is put back. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/buffer.h"
#include "trace/record_impl.h"
#include "util/glob.h"
#include "util/mem.h"

/* What the kernel's own buffers have. */
#define KERNEL_BUFFER_KB 1408

const char *track_path(struct track *t, const char *path)
{
	return arena_printf(t->recorder->arena, "%s%s", t->dir, path);
}

/*
 * What to write so that a file is again as it is now, from its text. NULL: it has lines of its own,
 * which one write does not bring back.
 */
static const char *former(struct arena *a, const char *text)
{
	const char *begin, *expanded = strstr(text, "(expanded: "), *end = strchr(text, '\n');

	if (*text == '#' || !strcmp(text, "no pid\n")) /* "#### all functions enabled ####" */
		return "";
	if (expanded) /* a buffer that will have its size when it is used first */
		return arena_printf(a, "%lu", strtoul(expanded + 11, NULL, 10));
	if (!strcmp(text, "none\n")) /* a filter */
		return "0";
	begin = strchr(text, '[');
	if (begin && strchr(begin, ']')) /* the one of several that is chosen */
		return arena_strndup(a, begin + 1, strcspn(begin + 1, "]"));
	if (end && end[1])
		return NULL;
	return arena_strndup(a, text, strcspn(text, "\n"));
}

int recorder_set(struct recorder *r, const char *path, const char *text, int flags)
{
	struct buf now = BUF_INIT;
	int err = r->opts.keep ? tracefs_write(r->tracefs, path, text, flags)
	                       : tracefs_read(r->tracefs, path, &now);
	const char *old = err || r->opts.keep ? NULL : former(r->arena, buf_str(&now));

	buf_free(&now);
	if (err || r->opts.keep)
		return err;
	if (!old)
		return diag_error(r->diag, NO_SPAN,
		                  "%s of the top level is in use, and sonde does not take it away",
		                  path);
	undo_add(r->undo, UNDO_RESTORE, path, old);
	err = tracefs_write(r->tracefs, path, text, flags);
	if (err)
		undo_forget_last(r->undo);
	return err;
}

int track_set(struct track *t, const char *path, const char *text, int flags)
{
	if (!*t->dir)
		return recorder_set(t->recorder, path, text, flags);
	return tracefs_write(t->recorder->tracefs, track_path(t, path), text, flags);
}

int track_must_set(struct track *t, const char *path, const char *text)
{
	int err = track_set(t, path, text, O_TRUNC);

	if (err)
		diag_error(t->recorder->diag, NO_SPAN, "cannot write '%s' to %s%s: %s", text, path,
		           *t->dir ? " of the instance" : "", strerror(-err));
	return err;
}

/* The name in the kernel: with it of the buffer, for who looks there. */
static int make_instance(struct track *t)
{
	struct recorder *r = t->recorder;
	char owner[UNDO_OWNER_SIZE];
	const char *path;
	int err;

	undo_owner_name(owner);
	path = arena_printf(r->arena, "instances/%s%s%s", owner, *t->opts.name ? "." : "",
	                    t->opts.name);
	undo_add(r->undo, UNDO_INSTANCE, path, NULL);
	err = tracefs_mkdir(r->tracefs, path);
	if (err) {
		undo_forget_last(r->undo);
		diag_error(r->diag, NO_SPAN, "cannot make an instance of tracefs: %s",
		           strerror(-err));
		if (err == -EACCES || err == -EPERM)
			diag_hint(r->diag, "recording needs root");
		return err;
	}
	t->dir = arena_printf(r->arena, "%s/", path);
	t->made = true;
	return 0;
}

static void drop_instance(struct track *t)
{
	struct recorder *r = t->recorder;
	const char *path = arena_strndup(r->arena, t->dir, strlen(t->dir) - 1);

	if (!tracefs_rmdir(r->tracefs, path))
		undo_forget(r->undo, UNDO_INSTANCE, path, NULL);
	t->made = false;
}

/* Nobody else may be using the top level: their events would be ours, and ours theirs. */
static int take_top(struct track *t)
{
	static const struct {
		const char *path, *idle;
	} states[] = {{"current_tracer", "nop\n"}, {"set_event", ""}};
	struct recorder *r = t->recorder;

	t->dir = "";
	for (u32 i = 0; i < r->ntracks; i++)
		if (!*r->tracks[i]->dir && r->tracks[i] != t)
			return diag_error(r->diag, NO_SPAN,
			                  "this kernel has the tracer %s in its top-level buffer "
			                  "alone, and only one buffer can be that",
			                  t->opts.tracer);
	for (u32 i = 0; i < ARRAY_LEN(states); i++) {
		struct buf b = BUF_INIT;
		bool idle = tracefs_read(r->tracefs, states[i].path, &b) ||
		            !strcmp(buf_str(&b), states[i].idle) ||
		            !strcmp(buf_str(&b), TRACEFS_PRINTK_EVENT "\n");

		buf_free(&b);
		if (idle)
			continue;
		diag_error(r->diag, NO_SPAN,
		           "this kernel has the tracer %s in its top-level buffer alone, and that "
		           "is in use (%s)",
		           t->opts.tracer, states[i].path);
		diag_hint(r->diag, "end the other tracing first; sonde reset does it whosever it "
		                   "is");
		return -EBUSY;
	}
	return 0;
}

static int set_clock(struct track *t)
{
	struct recorder *r = t->recorder;
	struct buf b = BUF_INIT;
	int err = track_set(t, "trace_clock", t->opts.clock, O_TRUNC);

	if (!err)
		return 0;
	diag_error(r->diag, NO_SPAN, "no clock '%s'", t->opts.clock);
	if (!tracefs_read(r->tracefs, "trace_clock", &b))
		diag_hint(r->diag, "this kernel's: %.*s", (int)strcspn(buf_str(&b), "\n"),
		          buf_str(&b));
	buf_free(&b);
	return err;
}

/* By the option's own file, which says what it was. */
static int set_option(struct track *t, const char *word)
{
	struct recorder *r = t->recorder;
	const char *path = arena_printf(r->arena, "options/%s", word), *value = "1";

	if (!tracefs_has(r->tracefs, track_path(t, path)) && !strncmp(word, "no", 2)) {
		path = arena_printf(r->arena, "options/%s", word + 2);
		value = "0";
	}
	if (!tracefs_has(r->tracefs, track_path(t, path)))
		return tracefs_write(r->tracefs, track_path(t, "trace_options"), word, 0);
	return track_set(t, path, value, O_TRUNC);
}

static int set_options(struct track *t)
{
	const struct words *o = &t->opts.options;

	for (u32 i = 0; i < o->n; i++) {
		int err = set_option(t, o->items[i]);

		if (err)
			return diag_error(t->recorder->diag, NO_SPAN, "no trace option '%s': %s",
			                  o->items[i], strerror(-err));
	}
	if (!t->recorder->opts.keep)
		track_set(t, "options/record-tgid", "1", O_TRUNC); /* not every kernel has it */
	if (t->opts.stack && track_must_set(t, "options/stacktrace", "1"))
		return -EINVAL;
	return t->opts.clock ? set_clock(t) : 0;
}

int track_set_pids(struct track *t, const char *pids, bool follow)
{
	int err = 0;

	if (t->existing)
		return 0;
	if (follow)
		err = track_must_set(t, "options/event-fork", "1");
	if (!err)
		err = track_must_set(t, "set_event_pid", pids);
	/* the function tracers have a list of their own */
	if (!err && t->opts.tracer) {
		if (follow)
			err = track_must_set(t, "options/function-fork", "1");
		if (!err)
			err = track_must_set(t, "set_ftrace_pid", pids);
	}
	return err;
}

/*
 * Made of a few pages, as buffers are until they are used. Before 6.6 one that is used lets the
 * kernel forget of all others that they are not yet of their size.
 */
static bool is_tiny(struct track *t)
{
	struct buf b = BUF_INIT;
	bool tiny = !tracefs_read(t->recorder->tracefs, track_path(t, "buffer_size_kb"), &b) &&
	            strtoul(buf_str(&b), NULL, 10) < 32;

	buf_free(&b);
	return tiny;
}

/* The top level, or the instance of that name, without what was set in it before. */
static int take_named(struct track *t)
{
	struct recorder *r = t->recorder;
	const char *path = arena_printf(r->arena, "instances/%s", t->opts.name);
	int err = *t->opts.name ? tracefs_mkdir(r->tracefs, path) : 0;

	if (err && err != -EEXIST)
		return diag_error(r->diag, NO_SPAN, "cannot make the instance %s: %s", t->opts.name,
		                  strerror(-err));
	t->dir = *t->opts.name ? arena_printf(r->arena, "%s/", path) : "";
	if (t->opts.tracer && !tracer_is_in(r, t->dir, t->opts.tracer))
		return diag_error(r->diag, NO_SPAN, "this kernel has no %s in instances",
		                  t->opts.tracer);
	if (!t->opts.buffer_kb && is_tiny(t))
		t->opts.buffer_kb = KERNEL_BUFFER_KB;
	buffer_reset(r->tracefs, t->dir);
	return 0;
}

static u32 default_kb(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_CONF);
	u32 kb = DEFAULT_BUFFERS_KB / (cpus > 0 ? (u32)cpus : 1);

	kb = kb > DEFAULT_BUFFER_KB ? DEFAULT_BUFFER_KB : kb;
	return kb < KERNEL_BUFFER_KB ? KERNEL_BUFFER_KB : kb;
}

static int take_own(struct track *t)
{
	const struct track_opts *o = &t->opts;
	int err = make_instance(t);

	if (err || !o->tracer || tracer_is_in(t->recorder, t->dir, o->tracer))
		return err;
	drop_instance(t);
	return take_top(t);
}

/* Any event may be in a buffer that others have filled. */
static void may_hold_all(struct track *t)
{
	struct recorder *r = t->recorder;
	const char **systems = tracefs_events(r->tracefs, NULL);

	for (u32 i = 0; systems[i]; i++) {
		const char **events = tracefs_events(r->tracefs, systems[i]);

		for (u32 k = 0; events[k] && strcmp(systems[i], "ftrace"); k++)
			*ARENA_PUSH(r->arena, t->enabled.items, t->enabled.n) =
			        arena_printf(r->arena, "%s/%s", systems[i], events[k]);
	}
}

int track_make(struct track *t)
{
	const struct track_opts *o = &t->opts;
	struct recorder *r = t->recorder;
	char size[32];
	int err;

	if (t->existing) {
		t->dir = *o->existing ? arena_printf(r->arena, "instances/%s/", o->existing) : "";
		if (tracefs_has(r->tracefs, track_path(t, "per_cpu"))) {
			may_hold_all(t);
			return 0;
		}
		return diag_error(r->diag, NO_SPAN, "no instance '%s'", o->existing);
	}
	err = tracer_check(r, o);
	if (!err)
		err = r->opts.keep ? take_named(t) : take_own(t);
	if (err)
		return err;
	if (track_must_set(t, "tracing_on", "0"))
		return -EINVAL;
	snprintf(size, sizeof(size), "%u", o->buffer_kb ? o->buffer_kb : default_kb());
	if ((!r->opts.keep || t->opts.buffer_kb) && track_must_set(t, "buffer_size_kb", size))
		return -EINVAL;
	if (!*t->dir) /* what others have left in the buffer is not of this recording */
		tracefs_write(r->tracefs, "trace", "", O_TRUNC);
	if (o->cpumask && track_must_set(t, "tracing_cpumask", o->cpumask))
		return -EINVAL;
	if (tracer_set(t) || set_options(t))
		return -EINVAL;
	return o->pids ? track_set_pids(t, o->pids, o->follow) : 0;
}

static bool event_matches(const char *glob, const char *system, const char *event)
{
	size_t n = strcspn(glob, ":/");
	char *head;
	bool match;

	if (!glob[n])
		return !strcmp(glob, "all") || glob_match(glob, system) || glob_match(glob, event);
	head = strndup(glob, n);
	if (!head)
		mem_out();
	match = glob_match(head, system) && glob_match(glob[n + 1] ? glob + n + 1 : "*", event);
	free(head);
	return match;
}

static int set_trigger(struct track *t, const char *path, const char *trigger)
{
	struct recorder *r = t->recorder;
	bool undo = !*t->dir && !r->opts.keep;
	int err;

	if (undo)
		undo_add(r->undo, UNDO_RESTORE, path, arena_printf(r->arena, "!%s", trigger));
	err = tracefs_write(r->tracefs, track_path(t, path), trigger, 0);
	if (err && undo)
		undo_forget_last(r->undo);
	return err;
}

static int enable(struct track *t, const char *system, const char *event, const char *filter,
                  const char *trigger)
{
	struct recorder *r = t->recorder;
	const char *dir = arena_printf(r->arena, "events/%s/%s", system, event), *name;
	int err;

	if (filter) {
		err = track_set(t, arena_printf(r->arena, "%s/filter", dir), filter, O_TRUNC);
		if (err)
			return diag_error(r->diag, NO_SPAN, "%s:%s cannot be filtered by '%s': %s",
			                  system, event, filter, strerror(-err));
	}
	if (trigger) {
		err = set_trigger(t, arena_printf(r->arena, "%s/trigger", dir), trigger);
		if (err)
			return diag_error(r->diag, NO_SPAN, "%s:%s has no trigger '%s': %s", system,
			                  event, trigger, strerror(-err));
	}
	name = dir + strlen("events/");
	for (u32 i = 0; i < t->enabled.n; i++)
		if (!strcmp(t->enabled.items[i], name))
			return 0;
	err = track_set(t, arena_printf(r->arena, "%s/enable", dir), "1", O_TRUNC);
	if (err)
		return diag_error(r->diag, NO_SPAN, "cannot enable %s:%s: %s", system, event,
		                  strerror(-err));
	*ARENA_PUSH(r->arena, t->enabled.items, t->enabled.n) = name;
	return 0;
}

int track_event(struct track *t, const char *glob, const char *filter, const char *trigger)
{
	struct recorder *r = t->recorder;
	const char **systems = tracefs_events(r->tracefs, NULL);
	struct nearest near;
	int n = 0;

	nearest_init(&near, glob);
	for (u32 i = 0; systems[i]; i++) {
		const char **events = tracefs_events(r->tracefs, systems[i]);

		if (!strcmp(systems[i], "ftrace"))
			continue;
		nearest_feed(&near, systems[i]);
		for (u32 k = 0; events[k]; k++) {
			nearest_feed(&near, strpbrk(glob, ":/")
			                            ? arena_printf(r->arena, "%s:%s", systems[i],
			                                           events[k])
			                            : events[k]);
			if (!event_matches(glob, systems[i], events[k]))
				continue;
			if (enable(t, systems[i], events[k], filter, trigger))
				return -EINVAL;
			n++;
		}
	}
	if (!n) {
		diag_error(r->diag, NO_SPAN, "no event '%s'", glob);
		if (*near.best)
			diag_hint(r->diag, "did you mean %s?", near.best);
		return -ENOENT;
	}
	return n;
}
