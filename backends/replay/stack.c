// SPDX-License-Identifier: GPL-2.0-or-later
/* Stacks (trace-cmd record -T, sonde record -T): records behind their events. */
#include <string.h>

#include "backends/replay/replay.h"
#include "sym/sym.h"
#include "util/mem.h"

void stacks_find(struct backend_run *r)
{
	struct replay *p = r->replay;

	trace_stacks_find(&p->stacks, r->arena, r->opts.recording);
	for (u32 i = 0; i < r->nfeeds; i++) {
		p->want_kstack |= r->feeds[i]->wants.kstack;
		p->want_ustack |= r->feeds[i]->wants.ustack;
	}
}

u32 replay_frames(struct backend_run *r, const struct trace_record *e)
{
	const struct trace_file *f = r->opts.recording;
	struct replay *p = r->replay;
	u32 n = 0;

	if (!p->frames)
		p->frames = mem_alloc(2 * MAX_STACK_FRAMES + 2, sizeof(*p->frames));
	p->frames[n++] = PERF_CONTEXT_KERNEL;
	if (p->want_kstack)
		n = trace_stack_frames(p->reader, f, &p->stacks, e, false, p->syms, p->frames, n,
		                       MAX_STACK_FRAMES + 1);
	p->frames[n++] = PERF_CONTEXT_USER;
	if (p->want_ustack)
		n = trace_stack_frames(p->reader, f, &p->stacks, e, true, NULL, p->frames, n,
		                       2 * MAX_STACK_FRAMES + 2);
	return n;
}
