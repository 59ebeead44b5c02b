/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a record to the clauses' runs: the slots are filled, then the VM runs the program. */
#include "backends/perf/perf.h"

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

static void run_targets(struct backend_run *r, struct target *t, struct parts *p)
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

static void run_sample(struct backend_run *r, const struct sample *s)
{
	struct feed *src = feed_by_id(r, s->id);
	struct parts p;

	if (!src)
		return;
	src->received++;
	if (!sample_parse(r, src, s, &p))
		return;
	if (src->one_process && p.pid != (u32)r->opts.pid)
		return;
	if (src->wants.fast)
		user_early(r, s);
	run_targets(r, sample_targets(src, &p), &p);
}

void exec_record(struct backend_run *r, const struct sample *s)
{
	const u64 *w = (const u64 *)(s->header + 1);
	struct feed *src;

	switch (s->header->type) {
	case PERF_RECORD_SAMPLE:
		run_sample(r, s);
		break;
	case PERF_RECORD_LOST: /* id, lost */
		src = feed_by_id(r, w[0]);
		if (src)
			src->lost += w[1];
		else
			r->side_lost += w[1];
		break;
	default:
		if (r->images)
			images_record(r->images, s->header);
		if (r->tasks)
			tasks_record(r->tasks, s->header);
	}
}
