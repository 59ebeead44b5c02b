/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tracepoints of a task's life tell: names, and which process a thread belongs to. */
#include <sched.h>
#include <string.h>

#include "backends/tracefs/instance.h"

static const struct {
	enum side side;
	const char *system, *event;
	const char *pid, *comm, *flags, *size, *caller;
} events[] = {
        {SIDE_FORK, "task", "task_newtask", .pid = "pid", .flags = "clone_flags"},
        {SIDE_RENAME, "task", "task_rename", .pid = "pid", .comm = "newcomm"},
        {SIDE_EXIT, "sched", "sched_process_exit", .pid = "pid"},
        {SIDE_KSTACK, "ftrace", "kernel_stack", .size = "size", .caller = "caller"},
        {SIDE_USTACK, "ftrace", "user_stack", .caller = "caller"},
};

static u32 offset_of(struct types *types, const struct type *rec, const char *name)
{
	struct member m;

	return name && types_member(types, rec, name, &m) == 0 ? m.offset : 0;
}

void sides_find(struct backend_run *r, struct instance *in)
{
	struct types *types = r->plan->sema->types;

	for (u32 i = 0; i < ARRAY_LEN(events); i++) {
		struct side_fields *f = &in->sides[events[i].side];
		const char *format;
		const struct type *rec;
		int err;
		u32 id;

		format = tracefs_format(in->tracefs, events[i].system, events[i].event, &err);
		rec = format ? types_tracepoint(types, events[i].system, events[i].event, format,
		                                &id)
		             : NULL;
		if (!rec)
			continue;
		f->type = id;
		f->pid = offset_of(types, rec, events[i].pid);
		f->comm = offset_of(types, rec, events[i].comm);
		f->flags = offset_of(types, rec, events[i].flags);
		f->size = offset_of(types, rec, events[i].size);
		f->caller = offset_of(types, rec, events[i].caller);
	}
}

static u32 number(const struct trace_event *e, u32 off)
{
	u32 v = 0;

	if (off + sizeof(v) <= e->size)
		memcpy(&v, e->data + off, sizeof(v));
	return v;
}

void side_record(struct backend_run *r, enum side side, const struct trace_event *e)
{
	const struct side_fields *f = &r->instance->sides[side];
	u32 self = number(e, 4), tid = f->pid ? number(e, f->pid) : self;
	struct task *parent;
	char comm[16];

	switch (side) {
	case SIDE_FORK:
		parent = tasks_get(r->tasks, self, self, 0);
		tasks_fork(r->tasks, number(e, f->flags) & CLONE_THREAD ? parent->pid : tid, tid,
		           parent->pid, self);
		break;
	case SIDE_RENAME:
		if (!f->comm || f->comm + sizeof(comm) > e->size)
			break;
		memcpy(comm, e->data + f->comm, sizeof(comm));
		comm[sizeof(comm) - 1] = '\0';
		tasks_comm(r->tasks, tid, tid, comm);
		break;
	case SIDE_EXIT:
		tasks_exit(r->tasks, tid);
		break;
	default:
		break;
	}
}
