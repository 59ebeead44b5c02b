/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From an event to the clauses' runs: the slots are filled, then the VM runs the program. */
#include <string.h>

#include "stream/stream.h"

/* A `while` that does not end would keep us from everything else: its clause is given up. */
static void give_up(struct backend_run *r, struct target *t)
{
	struct span at = t->clause->variant->clause->span;

	for (u32 i = 0; i < r->nfeeds; i++)
		for (struct target *u = r->feeds[i]->targets; u; u = u->next)
			if (u->clause == t->clause)
				u->prog = NULL;
	diag_warn(r->opts.diag, at,
	          "this clause was stopped after 100 million instructions, and is not run again");
}

void targets_run(struct backend_run *r, struct target *t, struct parts *p)
{
	int err;

	for (; t; t = t->then) {
		if (!t->prog)
			continue;
		slots_fill(r, t, p);
		vm_run(r->vm, t->prog, t->event, &err);
		if (err)
			give_up(r, t);
	}
}

/* By the number in the record of raw_syscalls. */
static struct target *syscall_targets(const struct feed *src, const struct parts *p)
{
	u32 nr;

	if (p->raw_size < 12 || (src->check_abi && p->abi == PERF_SAMPLE_REGS_ABI_32))
		return NULL;
	memcpy(&nr, p->raw + 8, sizeof(nr));
	return nr < src->nnr ? src->by_nr[nr] : NULL;
}

struct target *event_targets(const struct feed *src, const struct parts *p)
{
	return src->by_nr ? syscall_targets(src, p) : src->targets;
}
