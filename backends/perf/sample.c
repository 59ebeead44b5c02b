/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a sample holds, found by the order that perf_event_open(2) gives. */
#include <string.h>

#include "backends/perf/perf.h"

#define NO_TID (~0u)

/* A task past its exit has no id any more, but the record of the tracepoint has it. */
static void late_task(const struct backend_run *r, struct parts *p)
{
	s32 tid;

	if (p->tid != NO_TID || p->raw_size < 8)
		return;
	memcpy(&tid, p->raw + 4, sizeof(tid)); /* common_pid */
	p->tid = (u32)tid;
	p->pid = r->tasks ? tasks_get(r->tasks, p->tid, p->tid, p->s->cpu)->pid : p->tid;
}

static const u64 *registers(const struct feed *src, struct parts *p, const u64 *w)
{
	p->abi = *w++;
	if (p->abi == PERF_SAMPLE_REGS_ABI_NONE)
		return w;
	p->regs = w;
	return w + __builtin_popcountll(src->wants.regs);
}

bool sample_parse(const struct backend_run *r, const struct feed *src, const struct sample *s,
                  struct parts *p)
{
	const u64 *w = (const u64 *)(s->header + 1) + 2 + (r->caps.identifier ? 1 : 0);
	const u64 *end = (const u64 *)((const char *)s->header + s->header->size);
	u64 type = src->sample_type;
	u32 size;

	memset(p, 0, sizeof(*p));
	p->s = s;
	p->tid = s->tid;
	p->pid = s->pid;
	if (type & PERF_SAMPLE_ADDR)
		p->addr = *w++;
	w += !r->caps.identifier;
	if (type & PERF_SAMPLE_PERIOD)
		p->period = *w++;
	if (type & PERF_SAMPLE_CALLCHAIN) {
		if (w >= end || *w > (u64)(end - w - 1))
			return false;
		p->nchain = (u32)*w++;
		p->chain = w;
		w += p->nchain;
	}
	if (type & PERF_SAMPLE_RAW) {
		memcpy(&size, w, sizeof(size));
		if (size > (size_t)((const u8 *)end - (const u8 *)w) - 4)
			return false;
		p->raw = (const u8 *)w + 4;
		p->raw_size = size;
		w = (const u64 *)((const u8 *)w + ALIGN_UP(size + 4, 8));
	}
	if (type & PERF_SAMPLE_REGS_USER)
		w = registers(src, p, w);
	if (type & PERF_SAMPLE_STACK_USER) {
		u64 room = *w++;

		p->stack = room ? (const u8 *)w : NULL;
		w += room / 8;
		p->stack_size = room && w < end ? (u32)*w++ : 0;
		p->sp = p->regs ? p->regs[src->sp_index] : 0;
	}
	if (type & PERF_SAMPLE_REGS_INTR)
		w = registers(src, p, w);
	if (type & (1u << 21))
		p->cgroup = *w++;
	if (w > end)
		return false;
	late_task(r, p);
	return true;
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

struct target *sample_targets(const struct feed *src, const struct parts *p)
{
	return src->by_nr ? syscall_targets(src, p) : src->targets;
}
