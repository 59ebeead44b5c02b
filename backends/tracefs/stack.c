/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacks: with the instance's options stacktrace and userstacktrace the kernel puts a record with
 * the stack behind every event. Interrupts may put theirs in between; a stack is of the same task
 * and context as its event.
 */
#include <string.h>

#include "backends/tracefs/instance.h"
#include "sym/sym.h"
#include "trace/stack.h"
#include "util/mem.h"

#define MAX_FRAMES MAX_STACK_FRAMES
#define LOOK_AHEAD 256       /* records */
#define WAIT_NS    300000000 /* for a stack: longer than a CPU of a guest may stand still */

static u32 add_frames(struct backend_run *r, enum side side, const struct trace_event *e, u32 n)
{
	struct instance *in = r->instance;
	struct stack_record s = {e->data, e->size, in->sides[side].caller,
	                         side == SIDE_KSTACK ? in->sides[side].size : 0,
	                         &in->buffers.format};

	if (!in->syms)
		in->syms = sym_cache_new(NULL);
	return frames_add(in->frames, n, 2 * MAX_FRAMES, &s, side == SIDE_KSTACK ? in->syms : NULL);
}

/* What has been read of the stack of an event. */
enum found {
	FOUND,
	NO_STACK, /* and none will come */
	NOT_YET,  /* all that has been read was looked at */
};

static enum found find(struct backend_run *r, const struct cpu_buffer *c,
                       const struct trace_event *e, enum side side, struct trace_event *out)
{
	struct instance *in = r->instance;
	struct lookahead l;

	lookahead_begin(&l, c);
	for (u32 i = 0; i < LOOK_AHEAD; i++) {
		u16 type;

		if (!lookahead_next(&l, &in->buffers, out))
			return l.page >= c->n ? NOT_YET : NO_STACK;
		if (out->size < 8 || !stack_same_context(e->data, out->data))
			continue;
		memcpy(&type, out->data, sizeof(type));
		if (type == in->sides[side].type)
			return out->size > in->sides[side].caller ? FOUND : NO_STACK;
		/* the other kind of stack may be first; an event ends it */
		if (type != in->sides[SIDE_KSTACK].type && type != in->sides[SIDE_USTACK].type)
			return NO_STACK;
	}
	return NO_STACK;
}

bool stack_awaited(struct backend_run *r, const struct cpu_buffer *c, const struct trace_event *e,
                   bool kernel, bool user)
{
	struct instance *in = r->instance;
	struct trace_event ignored;

	if (in->stopped || e->time + WAIT_NS < in->limit)
		return false;
	return (kernel && find(r, c, e, SIDE_KSTACK, &ignored) == NOT_YET) ||
	       (user && find(r, c, e, SIDE_USTACK, &ignored) == NOT_YET);
}

u32 stack_frames(struct backend_run *r, const struct cpu_buffer *c, const struct trace_event *e,
                 bool kernel, bool user)
{
	struct instance *in = r->instance;
	struct trace_event found;
	u32 n = 0;

	if (!in->frames)
		in->frames = mem_alloc(2 * MAX_FRAMES + 2, sizeof(*in->frames));
	if (kernel) {
		in->frames[n++] = PERF_CONTEXT_KERNEL;
		if (find(r, c, e, SIDE_KSTACK, &found) == FOUND)
			n = add_frames(r, SIDE_KSTACK, &found, n);
		else
			in->stack_misses++;
	}
	if (user) {
		in->frames[n++] = PERF_CONTEXT_USER;
		if (find(r, c, e, SIDE_USTACK, &found) == FOUND)
			n = add_frames(r, SIDE_USTACK, &found, n);
	}
	return n;
}
