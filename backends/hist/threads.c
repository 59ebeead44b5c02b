/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hist triggers know threads; which process a thread is of, this tells, also when it has ended: all
 * that ran at the start are known from /proc, and a table of task:task_newtask has all that were
 * made since, with who made them.
 */
#include <stdlib.h>
#include <string.h>

#include "backends/hist/hist.h"
#include "util/mem.h"

#define MAX_CHAIN 64 /* threads that made the thread that made … */

struct thread_row {
	u32 tid, maker;
};

/* Only threads of the maker's process: the flag is CLONE_THREAD. */
#define TRIGGER "hist:keys=pid,common_pid:size=32768 if clone_flags & 65536"

static const struct hist_spec spec = {
        .keys = {{HIST_NUMBER, "pid", "pid", NULL},
                 {HIST_NUMBER, "common_pid", "common_pid", NULL}},
        .nkeys = 2,
};

static void add(void *arg, const struct hist_row *row)
{
	struct hists *h = arg;

	h->threads = mem_realloc(h->threads, (h->nthreads + 1) * sizeof(*h->threads));
	h->threads[h->nthreads++] =
	        (struct thread_row){(u32)row->cells[0].number, (u32)row->cells[1].number};
}

static int by_tid(const void *a, const void *b)
{
	const struct thread_row *x = a, *y = b;

	return x->tid < y->tid ? -1 : x->tid > y->tid;
}

int threads_attach(struct backend_run *r)
{
	int err = hist_write_trigger(r, "task", "task_newtask", TRIGGER, &r->hists->threads_info);

	if (err)
		return diag_error(r->opts.diag, NO_SPAN,
		                  "the event of new threads (task:task_newtask) cannot be had: %s",
		                  strerror(-err));
	r->tasks = tasks_new();
	tasks_scan(r->tasks);
	return 0;
}

void threads_read(struct backend_run *r)
{
	struct hists *h = r->hists;
	struct buf text = BUF_INIT;
	struct hist_totals totals;

	h->nthreads = 0;
	if (h->threads_info && !hist_read_file(r, "task", "task_newtask", "hist", &text))
		hist_parse(buf_str(&text), h->threads_info, &spec, add, h, &totals);
	buf_free(&text);
	if (h->nthreads)
		qsort(h->threads, h->nthreads, sizeof(*h->threads), by_tid);
}

u32 threads_pid(const struct backend_run *r, u32 tid)
{
	const struct hists *h = r->hists;
	const struct task *t;

	for (u32 i = 0; i < MAX_CHAIN && h->nthreads; i++) {
		struct thread_row key = {.tid = tid};
		const struct thread_row *row =
		        bsearch(&key, h->threads, h->nthreads, sizeof(key), by_tid);

		if (!row)
			break;
		tid = row->maker;
	}
	t = r->tasks ? tasks_find(r->tasks, tid) : NULL;
	return t ? t->pid : tid;
}
