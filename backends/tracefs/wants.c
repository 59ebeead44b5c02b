// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde record --for: the feeds of a program, to be recorded instead of run. */
#include <string.h>

#include "backends/tracefs/instance.h"

/* What no recording holds. */
static const struct {
	enum load_kind kind;
	const char *what;
} unrecorded[] = {
        {LOAD_USER_STR, "the string behind this pointer can be recorded by a kprobe only, and this "
                        "kernel has none"},
        {LOAD_UID, "no event records the user's id"},
        {LOAD_GID, "no event records the group's id"},
        {LOAD_PPID, "no event records the parent's id"},
        {LOAD_CGROUP, "no event records the cgroup"},
        {LOAD_CGROUP_PROC, "no event records the cgroup"},
        {LOAD_NUMAID, "no event records the CPU's node"},
        {LOAD_PARENT_COMM, "no event records the parent's name"},
};

static int check_loads(struct backend_run *r, const struct target *t)
{
	int err = 0;

	for (u32 i = 0; i < t->nloads; i++)
		for (u32 k = 0; k < ARRAY_LEN(unrecorded); k++)
			if (t->loads[i].kind == unrecorded[k].kind)
				err = diag_error(r->opts.diag,
				                 t->clause->slots[t->loads[i].slot].span,
				                 "cannot be recorded: %s", unrecorded[k].what);
	return err;
}

static void add(struct backend_run *r, struct recording_wants *w, const char *system,
                const char *event, const char *filter)
{
	const char *name = arena_printf(r->arena, "%s:%s", system, event);

	for (u32 i = 0; i < w->n; i++) {
		struct wanted_event *e = &w->events[i];

		if (strcmp(e->name, name))
			continue;
		e->filter = e->filter && filter
		                    ? arena_printf(r->arena, "(%s) || (%s)", e->filter, filter)
		                    : NULL;
		return;
	}
	*ARENA_PUSH(r->arena, w->events, w->n) = (struct wanted_event){name, filter};
}

static int want_feed(struct backend_run *r, struct feed *f, struct recording_wants *w)
{
	int err = 0;

	for (struct target *t = f->targets; t; t = t->next) {
		int bad = check_loads(r, t);

		err = err ? err : bad;
	}
	if (err)
		return err;
	if (f->mech == MECH_TRACEPOINT) {
		f->system = f->probe->target;
		f->event = f->probe->func;
	} else {
		err = feed_make_event(r, f);
		if (err)
			return feed_attach_error(r, f, err);
	}
	if (f->mech == MECH_SYSCALL_KPROBE)
		*ARENA_PUSH(r->arena, w->formats, w->nformats) =
		        arena_printf(r->arena, "%s/%s", f->probe->target, f->probe->func);
	add(r, w, f->system, f->event, f->filter);
	w->kstack |= f->wants.kstack;
	w->ustack |= f->wants.ustack;
	return 0;
}

static void say_why_not(struct backend_run *r, const struct verdict *v)
{
	for (u32 i = 0; i < v->nwhy_not; i++) {
		diag_error(r->opts.diag, v->why_not[i].span, "cannot be recorded: %s",
		           v->why_not[i].what);
		if (v->why_not[i].way_out)
			diag_hint(r->opts.diag, "%s", v->why_not[i].way_out);
	}
}

int tracefs_wants(const struct plan *p, const struct backend_opts *o, struct undo *undo,
                  struct recording_wants *w)
{
	struct backend_run r = {
	        .plan = p, .opts = *o, .arena = p->arena, .arch = arch_host(), .undo = undo};
	struct verdict v = {0};
	int err = 0;

	*w = (struct recording_wants){0};
	instance_caps(&r.caps, o->tracefs, p->arena, false);
	if (r.caps.usable)
		return diag_error(o->diag, NO_SPAN, "nothing can be recorded: %s",
		                  o->tracefs
		                          ? strerror(-r.caps.usable)
		                          : tracefs_why(o->tracefs_err ? o->tracefs_err : -ENOENT));
	instance_caps_ustack(&r.caps, o->tracefs, p);
	r.caps.no_tasks = NULL;       /* /proc is not asked */
	r.caps.eprobe = EPROBE_FAILS; /* what is recorded is read as the tracepoint's */
	w->clock = r.caps.clock;
	if (feeds_make(&r, &v)) {
		say_why_not(&r, &v);
		return -EOPNOTSUPP;
	}
	for (u32 i = 0; i < r.nfeeds && !err; i++)
		err = want_feed(&r, r.feeds[i], w);
	if (err)
		return err;
	if (!w->n)
		return diag_error(o->diag, NO_SPAN, "this program has nothing to record");
	/* the names and processes of tasks, at each time */
	if (r.want_tasks && tracefs_has(o->tracefs, "events/task/task_newtask"))
		add(&r, w, "task", "task_newtask", NULL);
	if (r.want_tasks && tracefs_has(o->tracefs, "events/task/task_rename"))
		add(&r, w, "task", "task_rename", NULL);
	return 0;
}
