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

/* The registers of mask; NULL: the task has none. */
static const u64 *registers(const u64 *w, u64 mask, u64 *abi, const u64 **regs)
{
	*abi = *w++;
	if (*abi == PERF_SAMPLE_REGS_ABI_NONE)
		return w;
	*regs = w;
	return w + __builtin_popcountll(mask);
}

/* The user's registers, and its stack. */
static const u64 *user_state(const struct backend_run *r, const struct feed *src, struct parts *p,
                             const u64 *w)
{
	const struct wants *wants = &src->wants;

	if (!wants->unwind)
		return registers(w, wants->regs, &p->abi, &p->regs);
	w = registers(w, arch_perf_mask(r->arch), &p->user_abi, &p->user_regs);
	if (wants->regs_user) {
		p->regs = p->user_regs;
		p->abi = p->user_abi;
	}
	return w;
}

/* Of the stack pointer, among all registers that a sample can hold. */
static u32 sp_index(const struct arch *a)
{
	u64 below = (1ull << arch_reg(a, a->sp)->perf) - 1;

	return (u32)__builtin_popcountll(arch_perf_mask(a) & below);
}

static const u64 *user_stack(const struct backend_run *r, const struct feed *src, struct parts *p,
                             const u64 *w, const u64 *end)
{
	u64 room = *w++;

	p->stack = room ? (const u8 *)w : NULL;
	w += room / 8;
	p->stack_size = room && w < end ? (u32)*w++ : 0;
	if (src->wants.unwind && p->user_regs)
		p->sp = p->user_regs[sp_index(r->arch)];
	else if (p->regs)
		p->sp = p->regs[src->sp_index];
	return w;
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
		w = user_state(r, src, p, w);
	if (type & PERF_SAMPLE_STACK_USER)
		w = user_stack(r, src, p, w, end);
	if (type & PERF_SAMPLE_REGS_INTR)
		w = registers(w, src->wants.regs, &p->abi, &p->regs);
	if (type & (1u << 21))
		p->cgroup = *w++;
	if (w > end)
		return false;
	late_task(r, p);
	return true;
}

void sample_task(struct tasks *t, const struct perf_event_header *h)
{
	const u32 *w = (const u32 *)(h + 1);

	switch (h->type) {
	case PERF_RECORD_COMM: /* pid, tid, comm */
		tasks_comm(t, w[0], w[1], (const char *)(w + 2));
		break;
	case PERF_RECORD_FORK: /* pid, ppid, tid, ptid */
		tasks_fork(t, w[0], w[2], w[1], w[3]);
		break;
	case PERF_RECORD_EXIT:
		tasks_exit(t, w[2]);
		break;
	}
}

void sample_early(struct backend_run *r, const struct sample *s)
{
	struct feed *f = s->header->type == PERF_RECORD_SAMPLE ? feed_by_id(r, s->id) : NULL;
	struct parts p;

	if (!user_is_new(r, s, s->pos + s->header->size))
		return;
	if (f && f->wants.fast && sample_parse(r, f, s, &p))
		user_early(r, event_targets(f, &p), &p);
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
		sample_early(r, s);
	targets_run(r, event_targets(src, &p), &p);
}

void sample_record(struct backend_run *r, const struct sample *s)
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
			r->perf->side_lost += w[1];
		break;
	default:
		if (r->perf->images)
			images_record(r->perf->images, s->header);
		if (r->tasks)
			sample_task(r->tasks, s->header);
	}
}
