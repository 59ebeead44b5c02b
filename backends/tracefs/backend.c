/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tracefs backend: an instance's buffer holds the events, our VM runs the clauses. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backends/tracefs/instance.h"
#include "util/mem.h"

/* An event is in its buffer at the latest so long after its time was taken. */
#define SLACK_NS 1000000

static void run_init(struct backend_run *r, const struct plan *p, const struct backend_opts *o)
{
	stream_init(r, p, o);
	if (o->known) {
		r->caps = *(const struct stream_caps *)o->known;
		return;
	}
	instance_caps(&r->caps, o->tracefs, p->arena, false);
	instance_caps_ustack(&r->caps, o->tracefs, p);
}

static struct reason unusable(const struct plan *p, const struct backend_opts *o, int err)
{
	struct reason why = {NO_SPAN, NULL, NULL};
	u32 n;

	if (!o->tracefs) {
		why.what = tracefs_why(o->tracefs_err ? o->tracefs_err : err);
	} else if (err == -EOPNOTSUPP) {
		why.what = "this kernel's tracing buffers have no clock that all CPUs share";
	} else if (err == -EBUSY) {
		why.what = arena_printf(
		        p->arena,
		        "this kernel has one tracing buffer for all, and it is in use: %s",
		        top_in_use(o->tracefs, perf_online_cpus(p->arena, &n)[0]));
	} else {
		why.what = arena_printf(p->arena,
		                        "the kernel refuses an instance of tracefs to read: %s",
		                        strerror(-err));
		if (err == -EACCES || err == -EPERM)
			why.way_out = "run as root; a kernel that is locked down refuses it too";
	}
	return why;
}

static int instance_can_run(const struct plan *p, const struct backend_opts *o, struct verdict *out)
{
	struct backend_run r = {0};

	run_init(&r, p, o);
	out->known = arena_memdup(p->arena, &r.caps, sizeof(r.caps));
	out->executor = r.caps.top ? "sonde's VM over the one tracing buffer of this kernel"
	                           : "sonde's VM over an instance of tracefs";
	out->can = false;
	if (r.caps.usable && stream_traces(p)) {
		*ARENA_PUSH(p->arena, out->why_not, out->nwhy_not) = unusable(p, o, r.caps.usable);
		return 0;
	}
	out->can = feeds_make(&r, out) == 0;
	return 0;
}

static void run_close(struct backend_run *r)
{
	instance_close(r);
	free(r->instance);
	stream_free(r);
}

static int run_open(const struct plan *p, const struct backend_opts *o, struct backend_run **out)
{
	struct backend_run *r = mem_alloc(1, sizeof(*r));
	int err;

	r->instance = mem_alloc(1, sizeof(*r->instance));
	r->instance->epoll = r->instance->timer = -1;
	run_init(r, p, o);
	err = feeds_make(r, NULL);
	if (err)
		diag_error(o->diag, NO_SPAN, "the tracefs backend cannot run this program");
	else
		err = exec_open(r);
	if (err) {
		run_close(r);
		return err;
	}
	r->stacks = stacks_new();
	*out = r;
	return 0;
}

static int run_attach(struct backend_run *r)
{
	int err;

	if (!r->nfeeds)
		return 0;
	stream_clocks(r);
	err = instance_open(r);
	if (err)
		instance_close(r);
	return err;
}

static int run_fd(struct backend_run *r)
{
	return r->instance->epoll;
}

/* Events up to limit (CLOCK_MONOTONIC): in portions that fit into the queues. */
static int deliver(struct backend_run *r, u64 limit)
{
	u32 n, sum = 0;
	bool more;

	if (limit != UINT64_MAX)
		limit -= (u64)r->instance->offset;
	r->instance->limit = limit;
	do {
		more = buffers_fill(r, r->users ? record_early : NULL);
		n = buffers_merge(r, limit, record_run);
		sum += n;
	} while (more && n &&
	         (r->instance->stopped || !r->opts.go_on || r->opts.go_on(r->opts.arg)));
	return (int)sum;
}

static int run_poll(struct backend_run *r)
{
	u64 start = stream_now(CLOCK_MONOTONIC), ticks;

	if (!r->instance->path)
		return 0;
	if (read(r->instance->timer, &ticks, sizeof(ticks)) < 0)
		ticks = 0; /* not due yet */
	stream_clocks(r);
	return deliver(r, start - SLACK_NS);
}

static int run_stop(struct backend_run *r)
{
	int n;

	if (!r->instance->path)
		return 0;
	instance_stop(r);
	n = deliver(r, UINT64_MAX);
	r->instance->lost = instance_lost(r);
	stream_say(r, instance_lost_tasks(r),
	           "records of the tasks' life were lost: names and pids may be wrong");
	stream_say(r, r->instance->buffers.damaged, "pages of the kernel's buffer made no sense");
	instance_close(r);
	stream_say(r, r->user_misses, "strings could not be read: their processes had ended");
	return n;
}

static void run_lost(struct backend_run *r, struct lost_events *out)
{
	stream_lost(r, out);
	out->ring = r->instance->path ? instance_lost(r) : r->instance->lost;
	out->stacks += r->instance->stack_misses;
}

const struct backend backend_tracefs = {
        .name = "tracefs",
        .doc = "programs run in sonde, over events that an instance of tracefs records",
        .features = instance_features,
        .can_run = instance_can_run,
        .open = run_open,
        .attach = run_attach,
        .fd = run_fd,
        .poll = run_poll,
        .stop = run_stop,
        .close = run_close,
        .map = stream_map,
        .map_read = maps_read,
        .map_clear = maps_clear,
        .map_zero = maps_zero,
        .stack = stream_stack,
        .lost = run_lost,
        .nprobes = stream_nprobes,
        .wants = tracefs_wants,
};
