/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a record to the clauses' runs: the slots are filled, then the VM runs the program. */
#include <stdlib.h>
#include <string.h>

#include "backends/perf/perf.h"
#include "util/mem.h"

#define MAX_FRAMES 127
#define USER_BYTES 1024 /* of a process's memory, for one slot */
#define NO_TID     (~0u)

/* Where the parts of a sample are. */
struct parts {
	const struct sample *s;
	const u8 *raw;
	u32 raw_size;
	u64 addr, period, cgroup;
	const u64 *chain;
	u32 nchain;
	const u64 *regs; /* NULL: the task has none */
	u64 abi;         /* of the registers */
	u32 tid, pid;
	struct task *task;
};

static bool parse(const struct backend_run *r, const struct feed *src, const struct sample *s,
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
	if (type & (PERF_SAMPLE_REGS_USER | PERF_SAMPLE_REGS_INTR)) {
		p->abi = *w++;
		if (p->abi != PERF_SAMPLE_REGS_ABI_NONE) {
			p->regs = w;
			w += __builtin_popcountll(src->wants.regs);
		}
	}
	if (type & (1u << 21))
		p->cgroup = *w++;
	return w <= end;
}

/* A task past its exit has no id any more, but the record of the tracepoint has it. */
static void late_task(struct backend_run *r, struct parts *p)
{
	s32 tid;

	if (p->tid != NO_TID || p->raw_size < 8)
		return;
	memcpy(&tid, p->raw + 4, sizeof(tid)); /* common_pid */
	p->tid = (u32)tid;
	p->pid = r->tasks ? tasks_get(r->tasks, p->tid, p->tid, p->s->cpu)->pid : p->tid;
}

static u64 load_int(const u8 *at, u8 size, bool sign)
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

static u64 load_raw(const struct load *l, const struct parts *p)
{
	u64 v;

	if (l->off + l->size > p->raw_size)
		return 0;
	v = load_int(p->raw + l->off, l->size, l->is_signed && !l->bit_size);
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

static void load_memory(const struct load *l, const struct parts *p, struct vm_slot *slot)
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
	off = (word & 0xffff) + (l->kind == LOAD_RAW_REL ? off + 4 : 0) + (u32)l->add;
	if (off > p->raw_size) {
		set_data(slot, NULL, 0);
		return;
	}
	len = word >> 16;
	len = len < p->raw_size - off ? len : p->raw_size - off;
	if (l->size == 0 || l->len == 0 || slot->len == ~0ull)
		set_data(slot, p->raw + off, len);
	else
		set_string(slot, l, p->raw + off, len);
}

static void load_user(struct backend_run *r, const struct load *l, const struct parts *p,
                      struct vm_slot *slot)
{
	char *copy = (char *)(uintptr_t)slot->value; /* its buffer: see exec_open() */
	u32 max = l->len < USER_BYTES ? l->len : USER_BYTES, n = 0;
	u64 at = 0;

	if (l->off + l->size <= p->raw_size)
		at = load_int(p->raw + l->off, l->size, false) + (u64)l->add;
	if (at)
		n = proc_memory(p->pid, at, copy, max ? max - 1 : 0, l->kind == LOAD_USER_STR);
	if (at && !n)
		r->user_misses++;
	slot->data = copy;
	slot->len = n;
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

static struct task *task_of(struct backend_run *r, struct parts *p)
{
	if (!p->task)
		p->task = tasks_get(r->tasks, p->tid, p->pid, p->s->cpu);
	return p->task;
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
		return load_raw(l, p);
	case LOAD_REG:
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
	case LOAD_CGROUP:
		return p->cgroup;
	default:
		return load_creds(r, p, l->kind);
	}
}

static void fill(struct backend_run *r, const struct target *t, struct parts *p)
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
			load_memory(l, p, slot);
			break;
		case LOAD_USER_STR:
		case LOAD_USER_BYTES:
			load_user(r, l, p, slot);
			break;
		case LOAD_COMM:
			set_data(slot, task_of(r, p)->comm, sizeof(p->task->comm));
			break;
		default:
			slot->value = load_scalar(r, p, l);
		}
	}
}

static void run_targets(struct backend_run *r, struct target *t, struct parts *p)
{
	int err;

	for (; t; t = t->then) {
		fill(r, t, p);
		vm_run(r->vm, t->prog, t->event, &err);
		r->runaways += err != 0;
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

static void run_sample(struct backend_run *r, const struct sample *s)
{
	struct feed *src = feed_by_id(r, s->id);
	struct parts p;

	if (!src)
		return;
	src->received++;
	if (!parse(r, src, s, &p))
		return;
	late_task(r, &p);
	run_targets(r, src->by_nr ? syscall_targets(src, &p) : src->targets, &p);
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
		if (r->tasks)
			tasks_record(r->tasks, s->header);
	}
}

static struct vm_event *new_event(struct backend_run *r, const struct plan_clause *c)
{
	struct vm_event *ev = arena_alloc(r->arena, VM_SLOT_OFFSET(c->nslots));

	ev->priv = r;
	return ev;
}

static bool names_probe(const struct code *code)
{
	for (u32 i = 0; i < code->nrelocs; i++)
		if (code->relocs[i].kind == RELOC_PROBE_ID)
			return true;
	return false;
}

static int load_failed(struct backend_run *r, const struct plan_clause *c, int err)
{
	diag_error(r->opts.diag, c->variant->clause->span,
	           "the VM refuses this clause's program: %s", strerror(-err));
	return err;
}

/* The programs of one clause: one, or one for each probe where they must tell which it was. */
static int load_programs(struct backend_run *r, const struct code *code)
{
	const struct plan_clause *c = code->clause;
	bool each = names_probe(code);
	struct vm_prog *prog = NULL;
	int err = 0;

	r->events[c->id] = new_event(r, c);
	for (u32 i = 0; i < r->nfeeds; i++) {
		for (struct target *t = r->feeds[i]->targets; t; t = t->next) {
			if (t->clause != c)
				continue;
			if (!prog || each) {
				prog = vm_load(r->vm, code, t->probe->id, &err);
				if (!prog)
					return load_failed(r, c, err);
				*ARENA_PUSH(r->arena, r->progs, r->nprogs) = prog;
			}
			t->prog = prog;
			t->event = r->events[c->id];
			for (u32 k = 0; k < t->nloads; k++)
				if (t->loads[k].kind == LOAD_USER_STR ||
				    t->loads[k].kind == LOAD_USER_BYTES)
					t->event->slots[t->loads[k].slot].value =
					        (u64)(uintptr_t)arena_alloc(r->arena, USER_BYTES);
		}
	}
	return 0;
}

static u64 ksym(void *arg, const char *name)
{
	(void)arg;
	(void)name;
	return 0;
}

static void vm_start(struct backend_run *r)
{
	struct vm_opts o = {.plan = r->plan,
	                    .maps = r->maps,
	                    .output = r->opts.output,
	                    .arg = r->opts.arg,
	                    .start = r->opts.start,
	                    .ksym = ksym};

	r->vm = vm_new(&o);
}

int exec_open(struct backend_run *r)
{
	const struct plan *p = r->plan;
	struct code *codes = arena_array(r->arena, struct code, p->nclauses);
	struct code_caps caps = {.jmp_lt = true, .jmp32 = true, .ringbuf = true};
	u32 scratch = 0;
	int err = 0;

	r->events = arena_array(r->arena, struct vm_event *, p->nclauses);
	for (u32 i = 0; i < p->nclauses && !err; i++) {
		struct code_opts o = {.exec = EXEC_VM,
		                      .caps = &caps,
		                      .context = p->clauses[i].variant->context,
		                      .syscall_nr = -1,
		                      .compat_offset = -1};

		if (p->clauses[i].in_user)
			continue;
		err = code_clause(p, &p->clauses[i], &o, r->opts.diag, &codes[i]);
		if (codes[i].scratch > scratch)
			scratch = codes[i].scratch;
	}
	if (err)
		return err;
	maps_make(r, scratch);
	vm_start(r);
	for (u32 i = 0; i < p->nclauses && !err; i++)
		if (!p->clauses[i].in_user)
			err = load_programs(r, &codes[i]);
	return err;
}

void exec_close(struct backend_run *r)
{
	for (u32 i = 0; i < r->nprogs; i++)
		vm_prog_free(r->progs[i]);
	if (r->vm)
		vm_free(r->vm);
	maps_free(r);
}
