/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many of syscalls:sys_enter_* (sys_exit_*) at once: one event, raw_syscalls:sys_enter, whose
 * record has the same fields at the same offsets, and the number to tell them apart. Opening and
 * above all closing hundreds of tracepoints takes seconds. Single ones too, for a kernel stack.
 */
#include <string.h>

#include "stream/stream.h"
#include "probe/sysnum.h"

#define FEW        4  /* so many are opened each by itself */
#define MAX_RANGES 24 /* of numbers, in an event filter */

bool syscall_probe(const struct probe *p, bool *is_exit, s32 *nr)
{
	if (p->provider != PROVIDER_TRACEPOINT || strcmp(p->target, "syscalls"))
		return false;
	*is_exit = !strncmp(p->func, "sys_exit_", 9);
	if (!*is_exit && strncmp(p->func, "sys_enter_", 10))
		return false;
	*nr = syscall_number(p->func + (*is_exit ? 9 : 10));
	return true;
}

/* Has the record of raw_syscalls all that the clause wants? */
static bool record_fits(const struct plan_clause *c)
{
	for (u32 i = 0; i < c->nslots; i++) {
		const struct slot *s = &c->slots[i];

		if (s->root == ROOT_FIELD &&
		    (s->field.data_loc || s->field.rel_loc || !strncmp(s->name, "common_type", 11)))
			return false;
	}
	return true;
}

/* The kernel's part of the stack is in samples of raw_syscalls, not in those of syscalls. */
static bool takes_kstack(const struct plan_clause *c)
{
	for (u32 i = 0; i < c->nslots; i++)
		if (c->slots[i].root == ROOT_KSTACK)
			return true;
	return false;
}

void syscalls_count(struct backend_run *r)
{
	for (u32 i = 0; i < r->plan->nclauses; i++) {
		const struct plan_clause *c = &r->plan->clauses[i];
		bool is_exit;
		s32 nr;

		for (u32 k = 0; k < c->variant->nprobes && !c->in_user; k++)
			if (syscall_probe(c->variant->probes[k], &is_exit, &nr) && nr >= 0 &&
			    record_fits(c))
				r->nsyscalls[is_exit]++;
	}
}

bool syscalls_share(const struct backend_run *r, const struct plan_clause *c, const struct probe *p)
{
	bool is_exit;
	s32 nr;

	/* in an instance each is switched on with a write */
	return !r->caps.tracefs && !r->caps.replay && syscall_probe(p, &is_exit, &nr) && nr >= 0 &&
	       record_fits(c) && (r->nsyscalls[is_exit] > FEW || takes_kstack(c));
}

/* The filter "id == 1 || (id >= 3 && id <= 9)"; NULL if it were long: the VM's side is faster. */
static const char *number_filter(struct arena *a, const struct feed *s)
{
	struct buf b = BUF_INIT;
	const char *text = NULL;
	u32 ranges = 0;

	for (u32 nr = 0; nr < s->nnr && ranges <= MAX_RANGES; nr++) {
		u32 first = nr;

		if (!s->by_nr[nr])
			continue;
		while (nr + 1 < s->nnr && s->by_nr[nr + 1])
			nr++;
		buf_adds(&b, ranges++ ? " || " : "");
		if (nr == first)
			buf_addf(&b, "id == %u", nr);
		else
			buf_addf(&b, "(id >= %u && id <= %u)", first, nr);
	}
	if (ranges <= MAX_RANGES)
		text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

void syscalls_finish(struct backend_run *r, struct feed *s)
{
	bool is_exit;
	s32 nr;

	for (struct target *t = s->targets; t; t = t->next)
		if (syscall_probe(t->probe, &is_exit, &nr) && nr >= (s32)s->nnr)
			s->nnr = (u32)nr + 1;
	s->by_nr = arena_array(r->arena, struct target *, s->nnr);
	for (struct target *t = s->targets; t; t = t->next) {
		struct target **at;

		syscall_probe(t->probe, &is_exit, &nr);
		for (at = &s->by_nr[nr]; *at; at = &(*at)->then)
			;
		*at = t;
		t->then = NULL;
	}
	s->wants.raw = true; /* for the number */
	s->filter = number_filter(r->arena, s);
	if (r->caps.compat && r->caps.regs_user && !s->wants.regs) {
		/* a sample of a task's registers says whether it is a 32-bit task */
		s->wants.regs = 1ull << arch_reg(r->arch, r->arch->sp)->perf;
		s->wants.regs_user = true;
		s->check_abi = true;
	}
}
