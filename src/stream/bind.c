/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A capture slot as something that a feed's samples hold. */
#include <stdio.h>
#include <string.h>

#include "stream/stream.h"
#include "sym/sym.h"

/* Roots that are the same for every feed. task: comm or the tasks' life must be known. */
static const struct {
	enum root root;
	enum load_kind kind;
	bool task;
} simple_roots[] = {
        {ROOT_PID, LOAD_PID, true},          {ROOT_TID, LOAD_TID, false},
        {ROOT_COMM, LOAD_COMM, true},        {ROOT_PCOMM, LOAD_PCOMM, true},
        {ROOT_CPU, LOAD_CPU, false},         {ROOT_NSECS, LOAD_TIME, false},
        {ROOT_ELAPSED, LOAD_ELAPSED, false}, {ROOT_NUMAID, LOAD_NUMAID, false},
        {ROOT_RAND, LOAD_CONST, false},      {ROOT_PROBE, LOAD_CONST, false},
        {ROOT_KSTACK, LOAD_KSTACK, false},   {ROOT_USTACK, LOAD_USTACK, false},
        {ROOT_UID, LOAD_UID, true},          {ROOT_GID, LOAD_GID, true},
        {ROOT_PPID, LOAD_PPID, true},        {ROOT_CGROUP, LOAD_CGROUP, false},
        {ROOT_PERF_ADDR, LOAD_ADDR, false},  {ROOT_PERF_PERIOD, LOAD_PERIOD, false},
};

/* Roots that no feed has, with what to say of them. */
static const struct {
	enum root root;
	const char *why, *way_out;
} no_roots[] = {
        {ROOT_CURTASK, "needs the address of the task, which no event records",
         "pid, tid, comm, uid and cgroup are available without BPF"},
        {ROOT_CTX, "needs the probe's context, which only a program in the kernel has", NULL},
        {ROOT_JIFFIES, "needs the kernel's tick counter, which no event records",
         "nsecs is recorded with every event"},
};

static bool is_function_root(enum root root)
{
	return root == ROOT_ARG || root == ROOT_SARG || root == ROOT_RETVAL || root == ROOT_REG ||
	       root == ROOT_FUNC;
}

/* Why a value that every event of perf has is not in those of an instance. */
static const char *not_in_instance(const struct stream_caps *caps, enum root root)
{
	switch (root) {
	case ROOT_KSTACK:
		return caps->no_kstack;
	case ROOT_USTACK:
		return caps->no_ustack;
	case ROOT_PID:
	case ROOT_TID:
	case ROOT_COMM:
	case ROOT_UID:
	case ROOT_GID:
	case ROOT_PPID:
	case ROOT_CURTASK:
	case ROOT_CGROUP:
		return caps->no_tasks;
	case ROOT_PERF_ADDR:
	case ROOT_PERF_PERIOD:
		return "is in the samples of perf events only";
	default:
		return NULL;
	}
}

/* ustack(dwarf) */
static const char *no_unwind(const struct backend_run *r, const char **way_out)
{
	*way_out = "ustack without a mode is walked by frame pointers";
	if (!usym_can_unwind())
		return "needs libdw, which this build of sonde is without";
	if (r->caps.tracefs || r->caps.replay)
		return "needs the registers and the stack of samples of perf events";
	if (!r->caps.regs_user || !arch_perf_mask(r->arch))
		return "needs user registers, which this kernel's samples do not hold";
	*way_out = NULL;
	return NULL;
}

static bool bind_simple(struct backend_run *r, struct feed *s, const struct slot *slot,
                        struct load *out)
{
	struct wants *w = &s->wants;
	u32 i = 0;

	while (i < ARRAY_LEN(simple_roots) && simple_roots[i].root != slot->root)
		i++;
	if (i == ARRAY_LEN(simple_roots) || slot->nsteps ||
	    (slot->deref && slot->root != ROOT_COMM && slot->root != ROOT_PCOMM))
		return false;
	out->kind = simple_roots[i].kind;
	out->add = slot->off;
	w->task |= simple_roots[i].task;
	if (out->kind == LOAD_USTACK && slot->stack_mode == STACK_DWARF)
		out->kind = LOAD_USTACK_DWARF;
	w->unwind |= out->kind == LOAD_USTACK_DWARF;
	w->task |= w->unwind;
	w->kstack |= out->kind == LOAD_KSTACK;
	w->ustack |= out->kind == LOAD_USTACK;
	if ((out->kind == LOAD_KSTACK || out->kind == LOAD_USTACK) && slot->len > w->depth)
		w->depth = slot->len;
	w->addr |= out->kind == LOAD_ADDR;
	w->period |= out->kind == LOAD_PERIOD;
	if (out->kind == LOAD_TIME)
		out->off = slot->arg;
	if (out->kind == LOAD_CGROUP && !r->caps.cgroup) {
		out->kind = LOAD_CGROUP_PROC;
		w->task = true;
	}
	w->cgroup |= out->kind == LOAD_CGROUP;
	return true;
}

static const char *bind_field_pointer(struct feed *s, const struct slot *slot, struct load *out,
                                      const char **way_out)
{
	bool user = slot->steps[0].user || slot->user || slot->any_space;

	*way_out = "run where BPF is available";
	if (slot->form != FORM_STR)
		return "follows a pointer of a tracepoint's record, which holds only the pointer";
	if (slot->nsteps > 1)
		return "follows more than one pointer from a tracepoint's record";
	if (!user)
		return "reads kernel memory behind a tracepoint's field, which the record does not "
		       "hold";
	if (slot->field.data_loc || slot->field.rel_loc)
		return "follows a pointer inside of a field of variable size";
	out->kind = LOAD_USER_STR;
	out->off = slot->field.offset + (u32)slot->steps[0].off;
	out->size = slot->field.type && slot->field.type->kind == TY_PTR
	                    ? (u8)slot->field.type->size
	                    : 8;
	out->add = slot->off;
	s->wants.fast = true;
	s->wants.task = true;
	return NULL;
}

static const char *bind_field(struct feed *s, const struct slot *slot, struct load *out,
                              const char **way_out)
{
	const struct member *m = &slot->field;

	if (s->mech != MECH_TRACEPOINT && s->mech != MECH_RAW_SYSCALLS)
		return "this probe has no record with fields";
	s->wants.raw = true;
	if (slot->nsteps)
		return bind_field_pointer(s, slot, out, way_out);
	out->off = m->offset + (u32)slot->off;
	if (m->data_loc || m->rel_loc) {
		out->kind = m->data_loc ? LOAD_RAW_DYN : LOAD_RAW_REL;
		out->off = m->offset;
		out->add = slot->off;
		return slot->form == FORM_INT && slot->deref ? "is a field of variable size" : NULL;
	}
	if (slot->form == FORM_STR) {
		out->kind = LOAD_RAW_STR;
		return NULL;
	}
	if (slot->form == FORM_BYTES) {
		out->kind = LOAD_RAW_BYTES;
		return NULL;
	}
	if (!slot->deref)
		return "is the address of a record, which is gone when the event is handled";
	out->kind = LOAD_RAW;
	return NULL;
}

static const char *bind_register(struct backend_run *r, struct feed *s, const struct slot *slot,
                                 struct load *out, const char **way_out)
{
	bool user = s->mech == MECH_UPROBE_PMU;
	const struct arch_reg *reg;

	if (slot->root == ROOT_ARG)
		reg = arch_arg(r->arch, slot->arg, user);
	else
		reg = arch_reg(r->arch, slot->root == ROOT_RETVAL ? r->arch->ret : slot->name);
	if (!reg || reg->perf < 0)
		return "is in no register that a sample holds";
	out->kind = LOAD_REG;
	out->off = (u32)reg->perf;
	out->add = slot->off;
	out->size = r->arch->word;
	out->is_signed = slot->root == ROOT_RETVAL;
	s->wants.regs |= 1ull << reg->perf;
	s->wants.regs_user = user && r->caps.regs_user;
	return NULL;
}

s32 feed_arg(struct backend_run *r, struct feed *s, const char *text, const char *alternative)
{
	u32 i = 0;

	while (i < s->nargs && strcmp(s->args[i].text, text))
		i++;
	if (i == s->nargs)
		*ARENA_PUSH(r->arena, s->args, s->nargs) = (struct fetch_arg){text, alternative};
	return (s32)i;
}

static const char *bind_fetch(struct backend_run *r, struct feed *s, const struct slot *slot,
                              struct load *out, const char **way_out)
{
	struct fetch_arg arg;
	const char *why = NULL;

	*way_out = "run where BPF is available";
	if (!fetch_text(r, s->probe, slot, s->nargs, &arg, &why))
		return why;
	out->arg = feed_arg(r, s, arg.text, arg.alternative);
	out->kind = slot->form == FORM_STR     ? LOAD_RAW_DYN
	            : slot->form == FORM_BYTES ? LOAD_RAW_BYTES
	                                       : LOAD_RAW;
	out->add = slot->form == FORM_INT && !slot->deref ? slot->off : 0;
	if (slot->form == FORM_INT && !slot->deref) {
		out->size = r->arch->word;
		/* functions return a long: negative errors stay negative */
		out->is_signed = slot->root == ROOT_RETVAL;
	}
	s->wants.raw = true;
	return NULL;
}

static const char *bind_function(struct backend_run *r, struct feed *s, const struct slot *slot,
                                 struct load *out, const char **way_out)
{
	bool events = s->mech == MECH_KPROBE_EVENT || s->mech == MECH_UPROBE_EVENT;

	if (slot->root == ROOT_FUNC) {
		/* the record begins with the common fields and the probe's address */
		out->kind = LOAD_RAW;
		out->off = 8;
		out->size = r->arch->word;
		s->wants.raw = true;
		return NULL;
	}
	if (events)
		return bind_fetch(r, s, slot, out, way_out);
	if (s->mech == MECH_SAMPLING && slot->root == ROOT_REG && r->caps.regs_intr)
		return bind_register(r, s, slot, out, way_out);
	if (s->mech != MECH_KPROBE_PMU && s->mech != MECH_UPROBE_PMU)
		return "this probe has no arguments in registers";
	return bind_register(r, s, slot, out, way_out);
}

const char *bind_slot(struct backend_run *r, struct feed *s, const struct slot *slot,
                      struct load *out, const char **way_out)
{
	const char *why;

	*way_out = NULL;
	out->arg = -1;
	out->len = slot->len;
	out->size = slot->size;
	out->is_signed = slot->is_signed;
	out->is_string = slot->form == FORM_STR;
	out->bit_offset = slot->bit_offset;
	out->bit_size = slot->bit_size;
	if (slot->root == ROOT_FIELD &&
	    (s->mech == MECH_SYSCALL_KPROBE || s->mech == MECH_SYSCALL_EPROBE))
		return syskprobe_bind(r, s, slot, out);
	if (slot->root == ROOT_FIELD)
		return bind_field(s, slot, out, way_out);
	why = r->caps.tracefs ? not_in_instance(&r->caps, slot->root) : NULL;
	if (!why && slot->stack_mode == STACK_DWARF)
		why = no_unwind(r, way_out);
	if (why || bind_simple(r, s, slot, out))
		return why;
	if (slot->root == ROOT_CURTASK)
		return curtask_bind(r, s, slot, out, way_out);
	if (is_function_root(slot->root))
		return bind_function(r, s, slot, out, way_out);
	for (u32 i = 0; i < ARRAY_LEN(no_roots); i++) {
		if (no_roots[i].root != slot->root)
			continue;
		*way_out = no_roots[i].way_out;
		return no_roots[i].why;
	}
	return "no event records this value";
}

const char *stream_why_no_root(enum root root)
{
	u32 i = 0;

	while (i < ARRAY_LEN(simple_roots) && simple_roots[i].root != root)
		i++;
	if (i < ARRAY_LEN(simple_roots) || root == ROOT_FIELD || is_function_root(root))
		return NULL;
	for (i = 0; i < ARRAY_LEN(no_roots); i++)
		if (no_roots[i].root == root)
			return no_roots[i].why;
	return "no event records this value";
}

int bind_args(struct backend_run *r, struct feed *s, const struct dynevent *ev)
{
	struct types *types = r->plan->sema->types;
	const struct type *rec;
	const char *format;
	int err = 0;
	u32 id;

	format = tracefs_format(r->opts.tracefs, ev->group, ev->name, &err);
	rec = format ? types_tracepoint(types, ev->group, ev->name, format, &id) : NULL;
	if (!rec)
		return err ? err : -EINVAL;
	for (struct target *t = s->targets; t; t = t->next) {
		for (u32 i = 0; i < t->nloads; i++) {
			struct load *l = &t->loads[i];
			struct member m;
			char name[16];

			if (l->arg < 0)
				continue;
			snprintf(name, sizeof(name), "a%d", l->arg);
			if (types_member(types, rec, name, &m))
				return -ENOENT;
			l->off = m.offset + l->skip;
			if (l->kind == LOAD_RAW_DYN && !m.data_loc)
				l->kind = LOAD_RAW_STR;
		}
	}
	return 0;
}
