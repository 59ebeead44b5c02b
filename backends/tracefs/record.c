/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a record of the buffer to the clauses that run for it. */
#include <string.h>

#include "backends/tracefs/instance.h"

#define COMMON_SIZE 8 /* common_type, _flags, _preempt_count, _pid: as long as there is ftrace */

static const struct record_type *type_of(const struct instance *in, const struct trace_event *e)
{
	u16 type;

	if (e->size < COMMON_SIZE)
		return NULL;
	memcpy(&type, e->data, sizeof(type));
	return in->by_type[type];
}

/* in_turn: the tasks are as they were at the event; else a thread's own number must do. */
static void parts_of(struct backend_run *r, const struct cpu_buffer *c, const struct trace_event *e,
                     bool in_turn, u64 pos, struct sample *s, struct parts *p)
{
	s32 tid;

	memcpy(&tid, e->data + 4, sizeof(tid));
	*s = (struct sample){.time = e->time + (u64)r->instance->offset,
	                     .tid = (u32)tid,
	                     .cpu = c->cpu,
	                     .ring = c->index,
	                     .pos = pos};
	*p = (struct parts){.s = s, .raw = e->data, .raw_size = e->size, .tid = s->tid};
	s->pid = r->tasks && in_turn ? tasks_get(r->tasks, s->tid, s->tid, c->cpu)->pid : s->tid;
	p->pid = s->pid;
}

static void run_feed(struct backend_run *r, struct feed *f, const struct cpu_buffer *c,
                     const struct trace_event *e)
{
	struct sample s;
	struct parts p;

	f->received++;
	parts_of(r, c, e, true, c->pos, &s, &p);
	if (f->one_process && p.pid != (u32)r->opts.pid)
		return;
	if (f->wants.kstack || f->wants.ustack) {
		p.nchain = stack_frames(r, c, e, f->wants.kstack, f->wants.ustack);
		p.chain = r->instance->frames;
	}
	targets_run(r, event_targets(f, &p), &p);
}

/* Some feed of this type of record wants a stack that has not come yet. */
static bool must_wait(struct backend_run *r, const struct record_type *t,
                      const struct cpu_buffer *c, const struct trace_event *e)
{
	bool kernel = false, user = false;

	for (u32 i = 0; i < t->nfeeds; i++) {
		kernel |= t->feeds[i]->wants.kstack;
		user |= t->feeds[i]->wants.ustack;
	}
	return (kernel || user) && stack_awaited(r, c, e, kernel, user);
}

enum turn record_run(struct backend_run *r, const struct cpu_buffer *c, const struct trace_event *e)
{
	const struct record_type *t = type_of(r->instance, e);
	bool go_on;

	if (t && !c->tasks && must_wait(r, t, c, e))
		return TURN_LATER;
	if (t && (c->tasks || r->caps.top) && r->tasks)
		side_record(r, t->side, e);
	for (u32 i = 0; t && !c->tasks && i < t->nfeeds; i++)
		run_feed(r, t->feeds[i], c, e);
	go_on = r->instance->stopped || !r->opts.go_on || r->opts.go_on(r->opts.arg);
	return go_on ? TURN_NEXT : TURN_LAST;
}

void record_early(struct backend_run *r, const struct cpu_buffer *c, const struct trace_event *e,
                  u64 pos)
{
	const struct record_type *t = type_of(r->instance, e);
	struct sample s;
	struct parts p;

	for (u32 i = 0; t && !c->tasks && i < t->nfeeds; i++) {
		struct feed *f = t->feeds[i];

		if (!f->wants.fast)
			continue;
		parts_of(r, c, e, false, pos, &s, &p);
		user_early(r, event_targets(f, &p), &p);
	}
}
