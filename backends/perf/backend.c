/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The perf backend: the kernel records, our VM runs the clauses. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backends/perf/perf.h"
#include "util/mem.h"

/* A record is in its ring at the latest so long after its time was taken. */
#define SLACK_NS 1000000

static void run_init(struct backend_run *r, const struct plan *p, const struct backend_opts *o)
{
	stream_init(r, p, o);
	if (o->known)
		r->caps = *(const struct stream_caps *)o->known;
	else
		perf_caps_probe(&r->caps, o->tracefs);
}

static int perf_can_run(const struct plan *p, const struct backend_opts *o, struct verdict *out)
{
	struct backend_run r = {0};

	run_init(&r, p, o);
	out->known = arena_memdup(p->arena, &r.caps, sizeof(r.caps));
	out->executor = "sonde's VM over perf rings";
	out->can = false;
	if (r.caps.usable && stream_traces(p)) {
		*ARENA_PUSH(p->arena, out->why_not, out->nwhy_not) = (struct reason){
		        NO_SPAN,
		        arena_printf(p->arena, "the kernel refuses system-wide perf events: %s",
		                     strerror(-r.caps.usable)),
		        r.caps.usable == -EACCES || r.caps.usable == -EPERM
		                ? "run as root, or with CAP_PERFMON"
		                : NULL};
		return 0;
	}
	out->can = feeds_make(&r, out) == 0;
	return 0;
}

static void perf_close(struct backend_run *r)
{
	feeds_detach(r);
	rings_close(r);
	images_free(r->perf->images);
	free(r->perf->fds);
	free(r->perf->ids);
	free(r->perf->by_id);
	free(r->perf);
	stream_free(r);
}

static int perf_open_plan(const struct plan *p, const struct backend_opts *o,
                          struct backend_run **out)
{
	struct backend_run *r = mem_alloc(1, sizeof(*r));
	int err;

	r->perf = mem_alloc(1, sizeof(*r->perf));
	run_init(r, p, o);
	err = feeds_make(r, NULL);
	if (err)
		diag_error(o->diag, NO_SPAN, "the perf backend cannot run this program");
	else
		err = exec_open(r);
	if (err) {
		perf_close(r);
		return err;
	}
	r->stacks = stacks_new();
	*out = r;
	return 0;
}

static u32 file_string(struct backend_run *r, u32 pid, u64 addr, char *out, u32 size)
{
	return images_string(r->perf->images, pid, addr, out, size);
}

/* Strings of processes that have ended are looked for in the files they had mapped. */
static bool want_images(const struct backend_run *r)
{
	for (u32 i = 0; i < r->nfeeds; i++)
		if (r->feeds[i]->wants.fast)
			return r->caps.mmap2 && r->caps.comm_exec;
	return false;
}

static int perf_attach(struct backend_run *r)
{
	int err;

	if (!r->nfeeds)
		return 0;
	if (want_images(r)) {
		r->perf->images = images_new();
		r->file_string = file_string;
	}
	err = rings_open(r);
	if (err) {
		diag_error(r->opts.diag, NO_SPAN, "cannot open the event rings: %s",
		           strerror(-err));
		rings_close(r);
		return err;
	}
	if (r->want_tasks) {
		r->tasks = tasks_new();
		tasks_scan(r->tasks);
	}
	for (u32 i = 0; i < r->nfeeds && !r->users; i++)
		if (r->feeds[i]->wants.fast)
			r->users = users_new(r->ncpus);
	stream_clocks(r);
	return feeds_attach(r);
}

static int perf_fd(struct backend_run *r)
{
	return r->perf->rings ? rings_fd(r->perf->rings) : -1;
}

static int perf_poll(struct backend_run *r)
{
	u64 start = stream_now(CLOCK_MONOTONIC);

	if (!r->perf->rings)
		return 0;
	rings_wait_done(r->perf->rings);
	stream_clocks(r);
	if (r->users)
		rings_scan(r, sample_early);
	/* no CPU can still deliver an event of before the rings were looked at */
	return (int)rings_merge(r, start - SLACK_NS, sample_record);
}

static int perf_stop(struct backend_run *r)
{
	int n = 0;

	if (!r->perf->rings)
		return 0;
	feeds_disable(r);
	feeds_settle(r);
	if (r->users)
		rings_scan(r, sample_early);
	n = (int)rings_merge(r, UINT64_MAX, sample_record);
	r->perf->missing = feeds_missing(r);
	feeds_detach(r);
	stream_say(r, r->user_misses, "strings could not be read: their processes had ended");
	return n;
}

static void perf_lost(struct backend_run *r, struct lost_events *out)
{
	stream_lost(r, out);
	out->ring = r->perf->missing;
	for (u32 i = 0; i < r->nfeeds && !r->perf->missing; i++)
		out->ring += r->feeds[i]->lost;
}

/* The i-th of those that lost any. */
static u64 perf_lost_of(struct backend_run *r, u32 i, const char **event)
{
	for (u32 k = 0; k < r->nfeeds; k++) {
		const struct feed *f = r->feeds[k];

		if (!f->lost || i--)
			continue;
		*event = f->mech != MECH_RAW_SYSCALLS ? f->probe->name
		         : f->is_exit                 ? "tracepoint:raw_syscalls:sys_exit"
		                                      : "tracepoint:raw_syscalls:sys_enter";
		return f->lost;
	}
	return 0;
}

const struct backend backend_perf = {
        .name = "perf",
        .doc = "programs run in sonde, over events that perf_event_open(2) records",
        .features = perf_features,
        .can_run = perf_can_run,
        .open = perf_open_plan,
        .attach = perf_attach,
        .fd = perf_fd,
        .poll = perf_poll,
        .settle = feeds_settle,
        .stop = perf_stop,
        .close = perf_close,
        .map = stream_map,
        .map_read = maps_read,
        .map_clear = maps_clear,
        .map_zero = maps_zero,
        .stack = stream_stack,
        .lost = perf_lost,
        .lost_of = perf_lost_of,
        .nprobes = stream_nprobes,
        .how = stream_how,
        .why_no_root = stream_why_no_root,
};
