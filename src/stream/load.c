/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The capture slots of a clause, filled from a sample. */
#include <string.h>

#include "stream/stream.h"
#include "sym/sym.h"

#define MAX_FRAMES 127

u64 load_int(const u8 *at, u8 size, bool sign)
{
	u64 v8;
	u32 v4;
	u16 v2;

	switch (size) {
	case 1:
		return sign ? (u64)(s64)(s8)*at : *at;
	case 2:
		memcpy(&v2, at, 2);
		return sign ? (u64)(s64)(s16)v2 : v2;
	case 4:
		memcpy(&v4, at, 4);
		return sign ? (u64)(s64)(s32)v4 : v4;
	default:
		memcpy(&v8, at, 8);
		return v8;
	}
}

static u64 swapped_int(const u8 *at, u8 size, bool sign)
{
	u8 bytes[8];

	for (u32 i = 0; i < size; i++)
		bytes[i] = at[size - 1 - i];
	return load_int(bytes, size, sign);
}

static u64 load_raw(const struct load *l, const struct parts *p, bool swap)
{
	u64 v;

	if (l->off + l->size > p->raw_size)
		return 0;
	v = swap ? swapped_int(p->raw + l->off, l->size, l->is_signed && !l->bit_size)
	         : load_int(p->raw + l->off, l->size, l->is_signed && !l->bit_size);
	if (l->bit_size) {
		v <<= 64 - l->bit_offset - l->bit_size;
		v = l->is_signed ? (u64)((s64)v >> (64 - l->bit_size)) : v >> (64 - l->bit_size);
	}
	return v + (u64)l->add;
}

static void set_data(struct vm_slot *slot, const void *data, u32 len)
{
	slot->data = data;
	slot->len = len;
	slot->value = 0;
}

static void set_string(struct vm_slot *slot, const struct load *l, const u8 *at, u32 room)
{
	u32 max = l->len ? l->len - 1 : 0;

	set_data(slot, at, (u32)strnlen((const char *)at, room < max ? room : max));
}

static void load_memory(const struct load *l, const struct parts *p, bool swap,
                        struct vm_slot *slot)
{
	u32 word, off = l->off, len;

	if (off + 4 > p->raw_size) {
		set_data(slot, NULL, 0);
		return;
	}
	if (l->kind == LOAD_RAW_STR) {
		set_string(slot, l, p->raw + off, p->raw_size - off);
		return;
	}
	if (l->kind == LOAD_RAW_BYTES) {
		len = l->len < p->raw_size - off ? l->len : p->raw_size - off;
		set_data(slot, p->raw + off, len);
		return;
	}
	memcpy(&word, p->raw + off, sizeof(word));
	word = swap ? __builtin_bswap32(word) : word;
	off = (word & 0xffff) + (l->kind == LOAD_RAW_REL ? off + 4 : 0) + (u32)l->add;
	if (off > p->raw_size) {
		set_data(slot, NULL, 0);
		return;
	}
	len = word >> 16;
	len = len < p->raw_size - off ? len : p->raw_size - off;
	if (l->is_string && l->len)
		set_string(slot, l, p->raw + off, len);
	else
		set_data(slot, p->raw + off, len);
}

static s64 load_stack(struct backend_run *r, const struct parts *p, const struct load *l, bool user)
{
	u64 frames[MAX_FRAMES];
	u32 max = l->len && l->len < MAX_FRAMES ? l->len : MAX_FRAMES, n = 0;
	u64 context = PERF_CONTEXT_KERNEL;

	for (u32 i = 0; i < p->nchain && n < max; i++) {
		if (p->chain[i] >= PERF_CONTEXT_MAX)
			context = p->chain[i];
		else if (context == (user ? PERF_CONTEXT_USER : PERF_CONTEXT_KERNEL))
			frames[n++] = p->chain[i];
	}
	return n ? stacks_id(r->stacks, frames, n) : -EFAULT;
}

/* A task of another word size than ours has other tables and registers: where it is, no more. */
static s64 unwind_stack(struct backend_run *r, const struct parts *p, const struct load *l)
{
	u64 frames[MAX_FRAMES];
	u32 max = l->len && l->len < MAX_FRAMES ? l->len : MAX_FRAMES, n;
	struct unwind_state in = {.arch = r->arch,
	                          .regs = p->user_regs,
	                          .mask = arch_perf_mask(r->arch),
	                          .stack = p->stack,
	                          .stack_size = p->stack_size,
	                          .sp = p->sp};

	if (!p->user_regs || !r->opts.syms)
		return -EFAULT;
	if (p->user_abi != (r->arch->word == 8 ? PERF_SAMPLE_REGS_ABI_64 : PERF_SAMPLE_REGS_ABI_32))
		in.stack_size = 0;
	n = usym_unwind(r->opts.syms, p->pid, &in, frames, max);
	return n ? stacks_id(r->stacks, frames, n) : -EFAULT;
}

static struct task *task_of(struct backend_run *r, struct parts *p)
{
	if (!p->task)
		p->task = tasks_get(r->tasks, p->tid, p->pid, p->s->cpu);
	return p->task;
}

static struct task *leader_of(struct backend_run *r, struct parts *p)
{
	return tasks_get(r->tasks, p->pid, p->pid, p->s->cpu);
}

static u64 load_creds(struct backend_run *r, struct parts *p, enum load_kind kind)
{
	struct task *t = task_of(r, p);

	task_creds(t, p->s->time);
	switch (kind) {
	case LOAD_UID:
		return t->uid;
	case LOAD_GID:
		return t->gid;
	case LOAD_PPID:
		return t->ppid;
	default:
		return t->cgroup;
	}
}

static struct task *parent_of(struct backend_run *r, struct parts *p)
{
	struct task *t = task_of(r, p);

	task_creds(t, p->s->time);
	return tasks_get(r->tasks, t->ppid, t->ppid, 0);
}

static u64 numa_node(const struct backend_run *r, u32 cpu)
{
	for (u32 i = 0; i < r->ncpus; i++)
		if (r->cpus[i] == cpu)
			return r->numa ? r->numa[i] : 0;
	return 0;
}

static u64 load_scalar(struct backend_run *r, struct parts *p, const struct load *l)
{
	switch (l->kind) {
	case LOAD_RAW:
		return load_raw(l, p, r->swap);
	case LOAD_REG:
		if (p->regs && l->size == 4 && l->is_signed)
			return (u64)(s64)(s32)p->regs[l->off] + (u64)l->add;
		return p->regs ? p->regs[l->off] + (u64)l->add : 0;
	case LOAD_CONST:
		return (u64)l->add;
	case LOAD_PID:
		return p->pid + (u64)l->add;
	case LOAD_TID:
		return p->tid + (u64)l->add;
	case LOAD_CPU:
		return p->s->cpu + (u64)l->add;
	case LOAD_TIME:
		return p->s->time + r->clocks[l->off] + (u64)l->add;
	case LOAD_ELAPSED:
		return p->s->time - r->opts.start + (u64)l->add;
	case LOAD_NUMAID:
		return numa_node(r, p->s->cpu);
	case LOAD_ADDR:
		return p->addr;
	case LOAD_PERIOD:
		return p->period;
	case LOAD_KSTACK:
	case LOAD_USTACK:
		return (u64)load_stack(r, p, l, l->kind == LOAD_USTACK);
	case LOAD_USTACK_DWARF:
		return (u64)unwind_stack(r, p, l);
	case LOAD_CGROUP:
		return p->cgroup;
	default:
		return load_creds(r, p, l->kind);
	}
}

void slots_fill(struct backend_run *r, const struct target *t, struct parts *p)
{
	struct vm_event *ev = t->event;

	ev->time = p->s->time;
	ev->cpu = p->s->cpu;
	ev->probe = t->probe->id;
	for (u32 i = 0; i < t->nloads; i++) {
		const struct load *l = &t->loads[i];
		struct vm_slot *slot = &ev->slots[l->slot];

		switch (l->kind) {
		case LOAD_RAW_STR:
		case LOAD_RAW_BYTES:
		case LOAD_RAW_DYN:
		case LOAD_RAW_REL:
			load_memory(l, p, r->swap, slot);
			break;
		case LOAD_USER_STR:
			user_load(r, p, slot);
			break;
		case LOAD_COMM:
			set_data(slot, task_of(r, p)->comm, sizeof(p->task->comm));
			break;
		case LOAD_PCOMM:
			set_data(slot, leader_of(r, p)->comm, sizeof(p->task->comm));
			break;
		case LOAD_PARENT_COMM:
			set_data(slot, parent_of(r, p)->comm, sizeof(p->task->comm));
			break;
		default:
			slot->value = load_scalar(r, p, l);
		}
	}
}
