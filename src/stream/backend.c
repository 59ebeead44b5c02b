/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the backends over a stream share of backend.h. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "stream/stream.h"

u64 stream_now(clockid_t clock)
{
	struct timespec t;

	return clock_gettime(clock, &t) ? 0 : (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

void stream_clocks(struct backend_run *r)
{
	u64 mono = stream_now(CLOCK_MONOTONIC);

	r->clocks[NSECS_MONO] = 0;
	r->clocks[NSECS_BOOT] = stream_now(CLOCK_BOOTTIME) - mono;
	r->clocks[NSECS_TAI] = r->clocks[NSECS_SW_TAI] = stream_now(CLOCK_TAI) - mono;
	r->clocks[NSECS_REAL] = stream_now(CLOCK_REALTIME) - mono;
}

void stream_init(struct backend_run *r, const struct plan *p, const struct backend_opts *o)
{
	r->plan = p;
	r->opts = *o;
	r->arena = p->arena;
	r->arch = arch_host();
	r->cpus = perf_online_cpus(r->arena, &r->ncpus);
}

void stream_free(struct backend_run *r)
{
	exec_close(r);
	tasks_free(r->tasks);
	users_free(r->users);
	stacks_free(r->stacks);
	free(r);
}

bool stream_traces(const struct plan *p)
{
	for (u32 i = 0; i < p->nclauses; i++)
		if (!p->clauses[i].in_user)
			return true;
	return false;
}

struct vm_map *stream_map(struct backend_run *r, u32 index)
{
	return index < r->nmaps ? r->maps[index] : NULL;
}

int stream_stack(struct backend_run *r, const struct type *t, s64 id, u64 *ips, u32 max)
{
	(void)t;
	return stacks_get(r->stacks, id, ips, max);
}

u32 stream_nprobes(struct backend_run *r)
{
	return r->attached;
}

void stream_say(struct backend_run *r, u64 n, const char *what)
{
	if (n)
		diag_warn(r->opts.diag, NO_SPAN, "%llu %s", (unsigned long long)n, what);
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
