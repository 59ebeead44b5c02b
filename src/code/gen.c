// SPDX-License-Identifier: GPL-2.0-or-later
/* One clause to one program: prologue, filter, body, epilogue. */
#include <string.h>

#include "code/gen.h"
#include "code/trim.h"
#include "code/var.h"
#include "probe/arch.h"

/* Bytes into an iterator's context: behind its meta data, the object that it is at. */
#define ITER_OBJECT 8

/* Leave at once unless this is one of our system calls. The number is left in r0. */
static void syscall_check(struct gen *g, u32 out)
{
	const struct code_opts *o = g->opts;
	const struct arch *a = arch_host();
	const struct arch_reg *nr = a->syscall_nr ? arch_reg(a, a->syscall_nr) : NULL;
	struct mem tmp;

	if (o->syscall_exit) {
		load(g, R0, (struct mem){R6, 0}, 8, false);
		alu_imm(g, BPF_ADD, R0, nr ? nr->offset : 0);
		tmp = stack_alloc(g, 8);
		read_memory(g, tmp, a->word, false, false);
		load(g, R0, tmp, a->word, false);
	} else {
		load(g, R0, (struct mem){R6, 8}, 8, false);
	}
	if (o->syscall_nr >= 0) {
		jump_imm(g, BPF_JNE, R0, o->syscall_nr, out);
		return;
	}
	tmp = stack_alloc(g, 8);
	store(g, tmp, 4, R0);
	address(g, R2, tmp);
	load_map(g, R1, g->sema->nmaps + SPECIAL_NR);
	call(g, BPF_FUNC_map_lookup_elem);
	jump_imm(g, BPF_JEQ, R0, 0, out);
	load(g, R0, (struct mem){R0, 0}, 4, false);
	jump_imm(g, BPF_JEQ, R0, 0, out);
	alu_imm(g, BPF_SUB, R0, 1);
	tmp = stack_alloc(g, 8);
	g->probe_id = tmp.off;
	store(g, tmp, 4, R0);
}

/* A 32-bit task's system calls have other numbers: syscall tracepoints do not see them either. */
static void compat_check(struct gen *g, u32 out)
{
	const struct code_opts *o = g->opts;
	struct mem tmp;

	if (o->compat_offset < 0)
		return;
	call(g, BPF_FUNC_get_current_task);
	alu_imm(g, BPF_ADD, R0, o->compat_offset);
	tmp = stack_alloc(g, 8);
	read_memory(g, tmp, 4, false, false);
	load(g, R0, tmp, 4, false);
	jump_imm(g, BPF_JSET, R0, o->compat_mask, out);
}

/* r7 = scratch of this CPU, unless a program that we interrupted is using it. */
static void take_scratch(struct gen *g, u32 out)
{
	struct mem key = stack_alloc(g, 8);
	u32 idle = label_new(g);

	store_imm(g, key, 4, 0);
	address(g, R2, key);
	load_map(g, R1, g->sema->nmaps + SPECIAL_SCRATCH);
	call(g, BPF_FUNC_map_lookup_elem);
	jump_imm(g, BPF_JEQ, R0, 0, out);
	mov_reg(g, R7, R0);
	if (!in_kernel(g))
		return;
	load(g, R1, (struct mem){R7, 0}, 8, false);
	jump_imm(g, BPF_JEQ, R1, 0, idle);
	count_lost(g, LOST_SCRATCH);
	jump(g, out);
	label_here(g, idle);
	store_imm(g, (struct mem){R7, 0}, 8, 1);
}

static void attach_cookie(struct gen *g)
{
	struct mem tmp = stack_alloc(g, 8);

	mov_reg(g, R1, R6);
	call(g, BPF_FUNC_get_attach_cookie);
	store(g, tmp, 8, R0);
	g->probe_id = tmp.off;
}

/* An iterator runs its program once more after the last object, without one. */
static void iter_check(struct gen *g, u32 out)
{
	struct mem tmp = stack_alloc(g, 8);

	mov_reg(g, R0, R6);
	alu_imm(g, BPF_ADD, R0, ITER_OBJECT);
	read_memory(g, tmp, 8, false, false);
	load(g, R0, tmp, 8, false);
	jump_imm(g, BPF_JEQ, R0, 0, out);
}

static void gen_program(struct gen *g)
{
	struct clause *c = g->clause->variant->clause;
	bool kernel = in_kernel(g);
	u32 out = label_new(g);

	g->end = label_new(g);
	g->result = label_new(g);
	mov_reg(g, R6, R1);
	if (kernel && g->opts->syscall_filter) {
		syscall_check(g, out);
		compat_check(g, out);
	}
	if (kernel && g->opts->context == CTX_ITER)
		iter_check(g, out);
	if (kernel && g->opts->probe_id == PROBE_ID_COOKIE && g->clause->variant->uses_probe)
		attach_cookie(g);
	if (g->has_scratch)
		take_scratch(g, out);
	vars_place(g);
	if (c->filter && !g->opts->no_filter) {
		g->at = c->filter->span;
		gen_branch(g, c->filter, false, g->end);
	}
	gen_stmts(g, c->body);
	label_here(g, g->end);
	if (g->has_scratch && kernel)
		store_imm(g, (struct mem){R7, 0}, 8, 0);
	label_here(g, out);
	/* 1 would let a perf event's sample through to its ring */
	mov_imm(g, R0, 0);
	label_here(g, g->result);
	emit(g, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
	move_bodies(g);
	resolve_labels(g);
}

static void gen_start(struct gen *g, const struct plan *p, const struct plan_clause *c,
                      const struct code_opts *opts, struct diag *diag, struct code *out)
{
	memset(g, 0, sizeof(*g));
	memset(out, 0, sizeof(*out));
	out->plan = p;
	out->clause = c;
	g->plan = p;
	g->clause = c;
	g->opts = opts;
	g->sema = p->sema;
	g->diag = diag;
	g->arena = p->arena;
	g->code = out;
	g->at = c->variant->clause->span;
}

static int check_length(struct gen *g)
{
	u32 max = in_kernel(g) ? g->opts->caps->max_insns : 1000000;

	if (max && g->code->ninsns > max)
		gen_error(g, g->clause->variant->clause->span,
		          "this clause takes %u instructions; this kernel's BPF allows %u",
		          g->code->ninsns, max);
	return g->err;
}

int code_clause(const struct plan *p, const struct plan_clause *c, const struct code_opts *opts,
                struct diag *diag, struct code *out)
{
	struct gen g;

	/* Whether scratch is needed shows only when all is generated: then once more, with it. */
	gen_start(&g, p, c, opts, diag, out);
	gen_program(&g);
	if (g.scratch_high && !g.err) {
		gen_start(&g, p, c, opts, diag, out);
		g.has_scratch = true;
		gen_program(&g);
	}
	if (!g.err)
		code_trim(out);
	out->stack = g.stack_high;
	out->scratch = g.scratch_high;
	return g.err ? g.err : check_length(&g);
}
