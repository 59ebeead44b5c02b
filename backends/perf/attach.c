/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening the feeds on every CPU. Everything is opened disabled, bound to the rings and filtered,
 * then enabled. What is held by descriptors is gone when the process is; kprobe_events and
 * uprobe_events are in the undo journal.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "backends/perf/perf.h"
#include "util/files.h"
#include "util/mem.h"

#define SAMPLE_CGROUP (1u << 21) /* PERF_SAMPLE_CGROUP, 5.7 */
#define UNWIND_BYTES  16384      /* of the user stack, for ustack(dwarf) */
#define STACK_BYTES   2048       /* of the user stack, for strings that are there */
#define MAX_THREADS   64         /* of -p: more, and every process is probed */

static void sample_attr(struct backend_run *r, struct feed *s, struct perf_event_attr *attr)
{
	const struct wants *w = &s->wants;

	attr->sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
	                    (r->caps.identifier ? PERF_SAMPLE_IDENTIFIER : PERF_SAMPLE_ID);
	if (w->addr)
		attr->sample_type |= PERF_SAMPLE_ADDR;
	if (w->period)
		attr->sample_type |= PERF_SAMPLE_PERIOD;
	if (w->kstack || w->ustack) {
		attr->sample_type |= PERF_SAMPLE_CALLCHAIN;
		attr->exclude_callchain_user = !w->ustack;
		attr->exclude_callchain_kernel = !w->kstack;
		/* the depth is that of both parts together */
		if (r->caps.max_stack && w->kstack != w->ustack && w->depth && w->depth < 127)
			attr->sample_max_stack = (u16)w->depth;
	}
	if (w->raw)
		attr->sample_type |= PERF_SAMPLE_RAW;
	if (w->regs && w->regs_user) {
		attr->sample_type |= PERF_SAMPLE_REGS_USER;
		attr->sample_regs_user = w->regs;
	} else if (w->regs) {
		attr->sample_type |= PERF_SAMPLE_REGS_INTR;
		attr->sample_regs_intr = w->regs;
	}
	if (w->unwind) {
		attr->sample_type |= PERF_SAMPLE_REGS_USER | PERF_SAMPLE_STACK_USER;
		attr->sample_regs_user = arch_perf_mask(r->arch);
	}
	if (w->stack || w->unwind) {
		attr->sample_type |= PERF_SAMPLE_STACK_USER;
		attr->sample_stack_user = w->unwind ? UNWIND_BYTES : STACK_BYTES;
	}
	if (w->cgroup)
		attr->sample_type |= SAMPLE_CGROUP;
	attr->sample_id_all = 1;
	attr->use_clockid = r->caps.clockid;
	attr->clockid = r->caps.clockid ? CLOCK_MONOTONIC : 0;
	attr->watermark = !w->fast;
	if (w->fast)
		attr->wakeup_events = 1;
	attr->disabled = 1;
	s->sample_type = attr->sample_type;
}

/* No samples: read(2) tells how many there were. */
static void counter_attr(struct perf_event_attr *attr)
{
	attr->sample_period = 0;
	attr->sample_type = 0;
	attr->disabled = 1;
}

static u32 tracepoint_id(struct backend_run *r, const char *system, const char *event)
{
	struct buf text = BUF_INIT;
	char path[128];
	u32 id = 0;

	snprintf(path, sizeof(path), "events/%s/%s/id", system, event);
	if (r->opts.tracefs && tracefs_read(r->opts.tracefs, path, &text) == 0)
		id = (u32)strtoul(buf_str(&text), NULL, 10);
	buf_free(&text);
	return id;
}

static int feed_attr(struct backend_run *r, struct feed *s, struct perf_event_attr *attr)
{
	const struct probe *p = s->probe;
	const struct perf_event_name *e;
	int err = 0;

	memset(attr, 0, sizeof(*attr));
	switch (s->mech) {
	case MECH_TRACEPOINT:
		s->event_id = probe_event_id(r->plan->sema->env, (struct probe *)p, &err);
		if (!s->event_id)
			return err ? err : -ENOENT;
		perf_attr_tracepoint(attr, s->event_id);
		return 0;
	case MECH_RAW_SYSCALLS:
		s->event_id =
		        tracepoint_id(r, "raw_syscalls", s->is_exit ? "sys_exit" : "sys_enter");
		perf_attr_tracepoint(attr, s->event_id);
		return s->event_id ? 0 : -ENOENT;
	case MECH_KPROBE_EVENT:
	case MECH_SYSCALL_KPROBE:
	case MECH_UPROBE_EVENT:
		err = feed_make_event(r, s);
		if (!err)
			perf_attr_tracepoint(attr, s->event_id);
		return err;
	case MECH_KPROBE_PMU:
		return perf_attr_kprobe(attr, &r->caps.kprobe, p->func,
		                        p->func ? p->offset : p->address, probe_is_return(p));
	case MECH_UPROBE_PMU:
		return perf_attr_uprobe(attr, &r->caps.uprobe, p->target, p->address,
		                        probe_is_return(p), 0);
	case MECH_SAMPLING:
		if (p->provider == PROVIDER_PROFILE) {
			attr->type = PERF_TYPE_SOFTWARE;
			attr->config = PERF_COUNT_SW_CPU_CLOCK;
			attr->freq = p->freq;
			attr->sample_period = p->period; /* a union with sample_freq */
			return 0;
		}
		e = perf_event_find(p->provider == PROVIDER_SOFTWARE, p->target);
		if (!e)
			return -ENOENT;
		attr->type = e->type;
		attr->config = e->config;
		attr->sample_period = p->period;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static void grow_ids(struct backend_run *r)
{
	u32 mask = r->perf->id_mask ? r->perf->id_mask * 2 + 1 : 255;
	struct feed **by_id = mem_alloc(mask + 1, sizeof(*by_id));
	u64 *ids = mem_alloc(mask + 1, sizeof(*ids));

	for (u32 i = 0; r->perf->by_id && i <= r->perf->id_mask; i++) {
		u32 at = (u32)r->perf->ids[i] & mask;

		if (!r->perf->by_id[i])
			continue;
		while (by_id[at])
			at = (at + 1) & mask;
		by_id[at] = r->perf->by_id[i];
		ids[at] = r->perf->ids[i];
	}
	free(r->perf->by_id);
	free(r->perf->ids);
	r->perf->by_id = by_id;
	r->perf->ids = ids;
	r->perf->id_mask = mask;
}

static void add_id(struct backend_run *r, u64 id, struct feed *s)
{
	u32 at;

	if (!r->perf->by_id || r->perf->nids > r->perf->id_mask / 2)
		grow_ids(r);
	at = (u32)id & r->perf->id_mask;
	while (r->perf->by_id[at])
		at = (at + 1) & r->perf->id_mask;
	r->perf->by_id[at] = s;
	r->perf->ids[at] = id;
	r->perf->nids++;
}

struct feed *feed_by_id(const struct backend_run *r, u64 id)
{
	u32 at = (u32)id & r->perf->id_mask;

	for (; r->perf->by_id && r->perf->by_id[at]; at = (at + 1) & r->perf->id_mask)
		if (r->perf->ids[at] == id)
			return r->perf->by_id[at];
	return NULL;
}

static int open_one(struct backend_run *r, struct feed *s, struct perf_event_attr *attr, int pid,
                    u32 cpu)
{
	int owner = rings_owner(r->perf->rings, cpu), fd;
	u64 id;

	if (owner < 0)
		return 0;
	attr->inherit = pid > 0;
	fd = perf_open(attr, pid, (int)r->cpus[cpu], -1, 0);
	if (fd == -EMFILE && files_room(4 * r->perf->nfds + 1024) == 0)
		fd = perf_open(attr, pid, (int)r->cpus[cpu], -1, 0);
	if (fd < 0)
		return fd == -ENODEV ? 0 : fd;
	r->perf->fds = mem_realloc(r->perf->fds, (r->perf->nfds + 1) * sizeof(*r->perf->fds));
	r->perf->fds[r->perf->nfds++] = fd;
	s->nfds++;
	if (s->filter && ioctl(fd, PERF_EVENT_IOC_SET_FILTER, s->filter)) {
		s->filter = NULL; /* the clause checks it all the same */
		if (s->counting)
			return -EOPNOTSUPP;
	}
	if (s->counting)
		return 0;
	if (ioctl(fd, PERF_EVENT_IOC_SET_OUTPUT, owner) || ioctl(fd, PERF_EVENT_IOC_ID, &id))
		return -errno;
	add_id(r, id, s);
	return 0;
}

static int open_feed(struct backend_run *r, struct feed *s)
{
	bool user = s->mech == MECH_UPROBE_PMU || s->mech == MECH_UPROBE_EVENT;
	bool inherits = s->mech == MECH_UPROBE_EVENT && r->opts.pid;
	u32 tids[MAX_THREADS], n = inherits ? proc_threads(r->opts.pid, tids, MAX_THREADS) : 0;
	struct perf_event_attr attr;
	int err = feed_attr(r, s, &attr);

	if (err)
		return err;
	if (s->counting)
		counter_attr(&attr);
	else
		sample_attr(r, s, &attr);
	s->one_process = user && r->opts.pid;
	s->first_fd = r->perf->nfds;
	for (u32 cpu = 0; cpu < r->ncpus && !err; cpu++) {
		for (u32 i = 0; i < n && !err; i++)
			err = open_one(r, s, &attr, (int)tids[i], cpu);
		if (!n)
			err = open_one(r, s, &attr, -1, cpu);
	}
	return err ? err : s->nfds ? 0 : -ENODEV;
}

/* The kernel cannot check the filter, so every event is sampled, and the clause checks it. */
static int open_sampling(struct backend_run *r, struct feed *s)
{
	while (r->perf->nfds > s->first_fd)
		close(r->perf->fds[--r->perf->nfds]);
	s->nfds = 0;
	s->counting = false;
	return open_feed(r, s);
}

int feeds_attach(struct backend_run *r)
{
	int err = 0;

	for (u32 i = 0; i < r->nfeeds && !err; i++) {
		struct feed *s = r->feeds[i];

		err = open_feed(r, s);
		if (err == -EOPNOTSUPP && s->counting)
			err = open_sampling(r, s);
		if (err)
			err = feed_attach_error(r, s, err);
		else
			for (struct target *t = s->targets; t; t = t->next)
				r->attached++;
	}
	for (u32 i = 0; i < r->perf->nfds && !err; i++)
		if (ioctl(r->perf->fds[i], PERF_EVENT_IOC_ENABLE, 0))
			err = -errno;
	if (!err && r->nfeeds && !r->attached) {
		diag_error(r->opts.diag, NO_SPAN, "none of the probes exists on this kernel");
		err = -ENOENT;
	}
	if (err)
		feeds_detach(r);
	else
		r->perf->running = true;
	return err;
}

void feeds_disable(struct backend_run *r)
{
	for (u32 i = 0; i < r->perf->nfds && r->perf->running; i++)
		ioctl(r->perf->fds[i], PERF_EVENT_IOC_DISABLE, 0);
	r->perf->running = false;
}

static u64 feed_count(const struct backend_run *r, const struct feed *s)
{
	u64 sum = 0, n;

	for (u32 k = 0; k < s->nfds; k++)
		if (read(r->perf->fds[s->first_fd + k], &n, sizeof(n)) == sizeof(n))
			sum += n;
	return sum;
}

void feeds_settle(struct backend_run *r)
{
	for (u32 i = 0; i < r->nfeeds; i++)
		if (r->feeds[i]->counting && r->feeds[i]->nfds)
			feed_counted(r, r->feeds[i], feed_count(r, r->feeds[i]));
}

/* Events of period 1 are counted one by one: what was counted and has not come was lost. */
u64 feeds_missing(struct backend_run *r)
{
	u64 missing = 0;

	for (u32 i = 0; i < r->nfeeds; i++) {
		struct feed *s = r->feeds[i];
		u64 counted = s->mech == MECH_SAMPLING ? 0 : feed_count(r, s);

		if (counted > s->received + s->lost)
			s->lost = counted - s->received;
		missing += s->lost;
	}
	return missing;
}

void feeds_detach(struct backend_run *r)
{
	feeds_disable(r);
	while (r->perf->nfds)
		close(r->perf->fds[--r->perf->nfds]);
	for (u32 i = 0; i < r->nfeeds; i++)
		r->feeds[i]->nfds = 0;
	if (r->undo)
		undo_play(r->undo);
}
