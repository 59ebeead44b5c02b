/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What every source of events needs: dynamic events, clocks, and words for what fails. */
#include <string.h>
#include <time.h>

#include "backends/stream/stream.h"

bool probe_is_return(const struct probe *p)
{
	return p->provider == PROVIDER_KRETPROBE || p->provider == PROVIDER_URETPROBE;
}

struct undo *stream_undo(struct backend_run *r)
{
	if (!r->undo)
		r->undo = undo_new(r->arena, r->opts.tracefs, NULL);
	return r->undo;
}

bool feed_event_spec(const struct feed *s, u32 words, struct dynevent_spec *spec, struct buf *args)
{
	const struct probe *p = s->probe;
	bool kernel = s->mech == MECH_KPROBE_EVENT, differs = !words;

	*spec = (struct dynevent_spec){.target = p->target,
	                               .func = kernel ? p->func : NULL,
	                               .offset = kernel ? p->offset : p->address,
	                               .address = kernel ? p->address : 0};
	if (s->mech == MECH_SYSCALL_KPROBE)
		*spec = (struct dynevent_spec){.kind = DYN_KPROBE, .func = s->func};
	else if (kernel)
		spec->kind = probe_is_return(p) ? DYN_KRETPROBE : DYN_KPROBE;
	else
		spec->kind = probe_is_return(p) ? DYN_URETPROBE : DYN_UPROBE;
	buf_clear(args);
	for (u32 i = 0; i < s->nargs; i++) {
		const struct fetch_arg *f = &s->args[i];

		differs |= f->alternative != NULL;
		buf_addf(args, "%sa%u=%s", i ? " " : "", i,
		         words && f->alternative ? f->alternative : f->text);
	}
	spec->args = buf_str(args);
	return differs && words < 2;
}

int feed_make_event(struct backend_run *r, struct feed *s)
{
	struct buf args = BUF_INIT;
	struct dynevent_spec spec;
	struct dynevent ev;
	int err = 0;

	if (!r->dynevents)
		r->dynevents = dynevents_new(r->arena, r->opts.tracefs, stream_undo(r));
	for (u32 words = 0; feed_event_spec(s, words, &spec, &args); words++) {
		err = dynevent_create(r->dynevents, &spec, &ev);
		if (!err)
			break;
	}
	buf_free(&args);
	if (err)
		return err;
	s->event_id = ev.id;
	s->system = ev.group;
	s->event = ev.name;
	return bind_args(r, s, &ev);
}

int feed_attach_error(struct backend_run *r, const struct feed *s, int err)
{
	const struct unattached u = {.probe = (struct probe *)s->probe,
	                             .err = err,
	                             .how = feed_text(r->arena, s),
	                             .kernel_says = r->dynevents ? dynevent_last_error(r->dynevents)
	                                                         : NULL,
	                             .capabilities = "CAP_PERFMON"};

	return sema_unattached(r->plan->sema, &u);
}

static u64 now(clockid_t clock)
{
	struct timespec t;

	return clock_gettime(clock, &t) ? 0 : (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

/* Other clocks' distance from CLOCK_MONOTONIC, which changes when they are set. */
void stream_clocks(struct backend_run *r)
{
	u64 mono = now(CLOCK_MONOTONIC);

	r->clocks[NSECS_MONO] = 0;
	r->clocks[NSECS_BOOT] = now(CLOCK_BOOTTIME) - mono;
	r->clocks[NSECS_TAI] = r->clocks[NSECS_SW_TAI] = now(CLOCK_TAI) - mono;
	r->clocks[NSECS_REAL] = now(CLOCK_REALTIME) - mono;
}

/* A program of BEGIN, END and interval alone needs nothing of the kernel. */
bool stream_traces(const struct plan *p)
{
	for (u32 i = 0; i < p->nclauses; i++)
		if (!p->clauses[i].in_user)
			return true;
	return false;
}

static u64 lost_counter(struct backend_run *r, enum lost which)
{
	struct vm_map *m = r->maps[r->plan->sema->nmaps + SPECIAL_LOST];
	u32 key = which;
	const u64 *n = m->ops->lookup(m, &key);

	return n ? *n : 0;
}

void stream_lost(struct backend_run *r, struct lost_events *out)
{
	memset(out, 0, sizeof(*out));
	if (!r->maps)
		return;
	out->output = lost_counter(r, LOST_OUTPUT);
	out->map_full = lost_counter(r, LOST_MAP_FULL);
	out->stacks = lost_counter(r, LOST_STACK);
}
