/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * str(args.filename) of syscalls:sys_enter_*: the tracepoint records only the pointer. Where the
 * kernel has kprobes, one on the system call's function records the string with the event; where it
 * has not, an event probe on the tracepoint may (syseprobe.c).
 */
#include <string.h>

#include "stream/stream.h"
#include "probe/sysnum.h"

#define MANY       64   /* kprobes take a millisecond each to make and to remove */
#define MAX_BEHIND 2048 /* bytes of one value */

/* Functions of a system call. regs: its only argument is the task's struct pt_regs. */
static const struct {
	const char *arch, *prefix;
	bool regs;
} functions[] = {
        {"x86_64", "__x64_sys_", true},
        {"i386", "__ia32_sys_", true},
        {"aarch64", "__arm64_sys_", true},
        {"riscv64", "__riscv_sys_", true},
        {"s390x", "__s390x_sys_", true},
        {NULL, "SyS_", false},
        {NULL, "sys_", false},
};

/* Memory behind an argument: the tracepoint has only the pointer. */
static bool wants_memory(const struct plan_clause *c)
{
	for (u32 i = 0; i < c->nslots; i++)
		if (c->slots[i].root == ROOT_FIELD && c->slots[i].nsteps)
			return true;
	return false;
}

/* Event probes take no arrays of what is behind a field. */
static bool wants_bytes(const struct plan_clause *c)
{
	for (u32 i = 0; i < c->nslots; i++)
		if (c->slots[i].root == ROOT_FIELD && c->slots[i].form == FORM_BYTES)
			return true;
	return false;
}

static bool is_number(const struct slot *s)
{
	return !strcmp(s->name, "__syscall_nr") || !strcmp(s->name, "nr");
}

/* Can the slot be had from the function's arguments? */
static bool slot_fits(const struct slot *s)
{
	if (s->root == ROOT_KSTACK)
		return false;
	if (s->root != ROOT_FIELD)
		return true;
	if (!strncmp(s->name, "common_", 7))
		return strcmp(s->name, "common_type") != 0;
	if (s->field.data_loc || s->field.rel_loc || s->field_index > 6)
		return false;
	if (s->nsteps == 1 && !s->deref && s->form == FORM_INT) /* args.buf + 8 */
		return !s->steps[0].off;
	if (s->nsteps)
		return !s->steps[0].off && (s->form != FORM_BYTES || s->len <= MAX_BEHIND) &&
		       s->deref && !s->bit_size;
	return s->form == FORM_INT && s->deref && !s->nsteps && !s->off && !s->bit_size;
}

enum mech syskprobe_serves(struct backend_run *r, const struct plan_clause *c,
                           const struct probe *p)
{
	bool is_exit;
	s32 nr;

	if (!syscall_probe(p, &is_exit, &nr) || is_exit || nr < 0 || c->variant->nprobes > MANY ||
	    !wants_memory(c))
		return MECH_NONE;
	for (u32 i = 0; i < c->nslots; i++)
		if (!slot_fits(&c->slots[i]))
			return MECH_NONE;
	/* an event probe has every system call of every task take the slow way: second choice */
	if (r->caps.kprobe_events && syskprobe_func(r, p, NULL))
		return MECH_SYSCALL_KPROBE;
	return !wants_bytes(c) && syseprobe_works(r) ? MECH_SYSCALL_EPROBE : MECH_NONE;
}

const char *syskprobe_func(struct backend_run *r, const struct probe *p, bool *regs)
{
	struct probe_env *env = r->plan->sema->env;

	for (u32 i = 0; i < ARRAY_LEN(functions); i++) {
		const char *name;

		if (functions[i].arch && strcmp(functions[i].arch, r->arch->name) &&
		    !(r->arch->aliases && r->arch->aliases[0] &&
		      !strcmp(functions[i].arch, r->arch->aliases[0])))
			continue;
		name = arena_printf(r->arena, "%s%s", functions[i].prefix,
		                    p->func + strlen("sys_enter_"));
		if (regs)
			*regs = functions[i].regs;
		if (probe_kfunc_exists(env, name))
			return name;
	}
	return NULL;
}

/* An argument of the call: "$filename" of an event probe, "+104(%di)" or, where the function takes
 * it directly, a register. */
static const char *argument(struct backend_run *r, const struct feed *f, const struct slot *s)
{
	const struct arch_reg *reg, *first = arch_arg(r->arch, 0, false);
	u32 n = s->field_index - 1;

	if (f->mech == MECH_SYSCALL_EPROBE)
		return arena_printf(r->arena, "$%s", s->name);
	if (!f->func_regs) {
		reg = arch_arg(r->arch, n, false);
		return reg && reg->fetch ? arena_printf(r->arena, "%%%s", reg->fetch) : NULL;
	}
	reg = n < 6 && r->arch->syscall_args[n] ? arch_reg(r->arch, r->arch->syscall_args[n])
	                                        : NULL;
	if (!reg || !first || !first->fetch)
		return NULL;
	return arena_printf(r->arena, "+%u(%%%s)", reg->offset, first->fetch);
}

/* Memory of the task's, behind the pointer that the argument is. user: in the words of kernels that
 * tell it from their own. */
static const char *behind(struct backend_run *r, const char *arg, const struct slot *s, bool user,
                          u32 index)
{
	for (u32 i = 1; i < s->nsteps; i++)
		fetch_deref(r->arena, &arg, s->steps[i].off, user);
	if (s->form == FORM_BYTES)
		return fetch_bytes_text(r->arena, arg, s->off, s->len, user, index);
	/* a string's kind says itself whose memory it is in */
	fetch_deref(r->arena, &arg, s->off, user && s->form != FORM_STR);
	if (s->form == FORM_STR)
		return arena_printf(r->arena, "%s:%s", arg, user ? "ustring" : "string");
	return arena_printf(r->arena, "%s:u%u", arg, s->size * 8u);
}

const char *syskprobe_bind(struct backend_run *r, struct feed *f, const struct slot *slot,
                           struct load *out)
{
	const char *arg;

	f->wants.raw = true;
	if (!strncmp(slot->name, "common_", 7)) {
		out->kind = LOAD_RAW;
		out->off = slot->field.offset;
		return NULL;
	}
	if (is_number(slot)) {
		out->kind = LOAD_CONST;
		out->add = syscall_number(f->probe->func + strlen("sys_enter_"));
		return NULL;
	}
	arg = argument(r, f, slot);
	if (!arg)
		return "this argument is in no register";
	if (slot->nsteps && slot->deref) {
		out->kind = slot->form == FORM_STR     ? LOAD_RAW_DYN
		            : slot->form == FORM_BYTES ? LOAD_RAW_BYTES
		                                       : LOAD_RAW;
		out->arg = feed_arg(r, f, behind(r, arg, slot, true, f->nargs),
		                    behind(r, arg, slot, false, f->nargs));
	} else {
		out->kind = LOAD_RAW;
		out->add = slot->off;
		out->arg = feed_arg(r, f, arena_printf(r->arena, "%s:u%u", arg, r->arch->word * 8),
		                    NULL);
		if (r->arch->big_endian)
			out->skip = r->arch->word - slot->size;
	}
	return NULL;
}
