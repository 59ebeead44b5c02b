/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The clauses' programs and the VM that they run in. */
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "sym/sym.h"
#include "util/mem.h"

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
		}
	}
	return 0;
}

/* kaddr() of a name: looked up while the programs are loaded, never while they run. */
static u64 kernel_symbol(void *arg, const char *name)
{
	struct sym_opts opts = {0};
	struct sym_cache *syms = sym_cache_new(&opts);
	u64 addr = 0;

	(void)arg;
	if (ksym_addr(syms, name, &addr))
		addr = 0;
	sym_cache_free(syms);
	return addr;
}

static void vm_start(struct backend_run *r)
{
	struct vm_opts o = {.plan = r->plan,
	                    .maps = r->maps,
	                    .output = r->opts.output,
	                    .arg = r->opts.arg,
	                    .start = r->opts.start,
	                    .ksym = kernel_symbol};

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
		                      .compat_offset = -1,
		                      .no_filter = r->filtered && r->filtered[i]};

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
