// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Aggregates read as integers. In the VM the backend merges the shares. A program in the kernel
 * goes over the CPUs' shares itself; what BEGIN and interval have added in user space it does not
 * see.
 */
#include "code/gen.h"

#define MAP_LOOKUP_PERCPU_ELEM 195 /* 5.19 */

/* Two words on the stack: the value so far, and how many values or whether there is one. */
struct merged {
	struct mem value, count;
};

static void add_word(struct gen *g, struct mem to, s32 off)
{
	load(g, R1, (struct mem){R0, off}, 8, false);
	load(g, R2, to, 8, false);
	alu_reg(g, BPF_ADD, R1, R2);
	store(g, to, 8, R1);
}

static void merge_extreme(struct gen *g, const struct type *t, const struct merged *m)
{
	u32 first = label_new(g), worse = label_new(g);
	u8 op = t->kind == TY_MAX ? (t->is_signed ? BPF_JSLE : BPF_JLE)
	                          : (t->is_signed ? BPF_JSGE : BPF_JGE);

	load(g, R1, (struct mem){R0, offsetof(struct agg_minmax, count)}, 8, false);
	jump_imm(g, BPF_JEQ, R1, 0, worse);
	load(g, R1, (struct mem){R0, 0}, 8, false);
	load(g, R2, m->count, 8, false);
	jump_imm(g, BPF_JEQ, R2, 0, first);
	load(g, R2, m->value, 8, false);
	jump_reg(g, op, R1, R2, worse);
	label_here(g, first);
	store(g, m->value, 8, R1);
	store_imm(g, m->count, 8, 1);
	label_here(g, worse);
}

/* r0: one CPU's share */
static void merge_share(struct gen *g, const struct type *t, const struct merged *m)
{
	if (t->kind == TY_MIN || t->kind == TY_MAX) {
		merge_extreme(g, t, m);
		return;
	}
	add_word(g, m->value, 0);
	if (t->kind == TY_AVG)
		add_word(g, m->count, offsetof(struct agg_avg, count));
}

static bool can_read(struct gen *g, const struct expr *e)
{
	const struct code_caps *c = g->opts->caps;

	if (c->lookup_percpu && c->bounded_loops)
		return true;
	gen_error(g, e->span,
	          "the value of @%s, kept for each CPU, cannot be read in a program of this kernel "
	          "(since 5.19); read it in END or an interval probe",
	          e->map.map->name);
	return false;
}

static struct val read_in_kernel(struct gen *g, struct expr *e, struct mem key)
{
	const struct map *m = e->map.map;
	u32 top = label_new(g), done = label_new(g);
	struct merged sum = {stack_alloc(g, 8), stack_alloc(g, 8)};

	if (!can_read(g, e))
		return val_imm(0);
	store_imm(g, sum.value, 8, 0);
	store_imm(g, sum.count, 8, 0);
	mov_imm(g, R9, 0);
	label_here(g, top);
	address(g, R2, key);
	load_map(g, R1, m->id);
	mov_reg(g, R3, R9);
	call(g, MAP_LOOKUP_PERCPU_ELEM);
	jump_imm(g, BPF_JEQ, R0, 0, done);
	merge_share(g, m->value, &sum);
	alu_imm(g, BPF_ADD, R9, 1);
	jump_imm(g, BPF_JLT, R9, g->opts->caps->ncpus ? g->opts->caps->ncpus : 1, top);
	label_here(g, done);
	if (m->value->kind != TY_AVG)
		return val_load(sum.value, 8, false);
	load(g, R0, sum.value, 8, false);
	load(g, R1, sum.count, 8, false);
	gen_divide(g, m->value->is_signed);
	return val_r0();
}

struct val gen_agg_read(struct gen *g, struct expr *e, struct mem key)
{
	if (in_kernel(g))
		return read_in_kernel(g, e, key);
	mov_reg(g, R1, R6);
	load_map(g, R2, e->map.map->id);
	address(g, R3, key);
	call(g, VM_AGG_READ);
	return val_r0();
}
