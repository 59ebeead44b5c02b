// SPDX-License-Identifier: GPL-2.0-or-later
/* Conditions: comparisons and logic compiled to jumps. */
#include "code/gen.h"
#include "code/var.h"

static enum op negate(enum op op)
{
	static const enum op table[] = {
	        [OP_EQ] = OP_NE, [OP_NE] = OP_EQ, [OP_LT] = OP_GE,
	        [OP_GE] = OP_LT, [OP_GT] = OP_LE, [OP_LE] = OP_GT,
	};

	return table[op];
}

static u8 jump_code(enum op op, bool sign)
{
	switch (op) {
	case OP_EQ:
		return BPF_JEQ;
	case OP_NE:
		return BPF_JNE;
	case OP_LT:
		return sign ? BPF_JSLT : BPF_JLT;
	case OP_LE:
		return sign ? BPF_JSLE : BPF_JLE;
	case OP_GT:
		return sign ? BPF_JSGT : BPF_JGT;
	default:
		return sign ? BPF_JSGE : BPF_JGE;
	}
}

static bool takes_sign(const struct expr *e)
{
	return e->type->is_signed || e->type->kind == TY_BOOL ||
	       (e->is_const && (s64)e->const_value >= 0);
}

/* Compared as signed unless one side is unsigned; a literal that is not negative takes any side. */
static bool compare_signed(const struct expr *l, const struct expr *r)
{
	return takes_sign(l) && takes_sign(r);
}

static bool is_string(const struct type *t)
{
	return t->kind == TY_STR;
}

static bool is_memory(const struct type *t)
{
	return !type_is_scalar(t);
}

static void compare_branch(struct gen *g, struct expr *e, bool when, u32 label)
{
	struct expr *l = e->binary.left, *r = e->binary.right;
	enum op op = when ? e->binary.op : negate(e->binary.op);
	struct marks m = marks(g);
	struct val a, b;
	u8 jmp;

	if (is_string(l->type) && is_string(r->type)) {
		gen_string_compare(g, l, r, UINT32_MAX, op == OP_EQ, label);
		return;
	}
	if (is_memory(l->type) || is_memory(r->type)) {
		gen_memory_compare(g, l, r, op == OP_EQ, label);
		return;
	}
	jmp = jump_code(op, compare_signed(l, r));
	a = gen_val(g, l);
	if (!is_leaf(g, r))
		a = keep(g, a, r);
	b = gen_val(g, r);
	release(g, m);
	if (b.kind == VAL_R0)
		mov_reg(g, R1, R0);
	to_reg(g, R0, a);
	if (b.kind == VAL_IMM) {
		jump_imm(g, jmp, R0, b.imm, label);
		return;
	}
	if (b.kind == VAL_LOAD)
		to_reg(g, R1, b);
	jump_reg(g, jmp, R0, R1, label);
}

/* a && b, a || b: "jump to label when the whole is (not) true" */
static void logic_branch(struct gen *g, struct expr *e, bool when, u32 label)
{
	bool is_and = e->binary.op == OP_LAND;
	u32 skip;

	if (is_and != when) {
		/* !(a && b), a || b: either decides */
		gen_branch(g, e->binary.left, when, label);
		gen_branch(g, e->binary.right, when, label);
		return;
	}
	skip = label_new(g);
	gen_branch(g, e->binary.left, !when, skip);
	gen_branch(g, e->binary.right, when, label);
	label_here(g, skip);
}

void gen_branch(struct gen *g, struct expr *e, bool when, u32 label)
{
	struct marks m = marks(g);

	if (g->err)
		return;
	if (e->is_const) {
		if ((e->const_value != 0) == when)
			jump(g, label);
		return;
	}
	if (e->kind == EXPR_BINARY && (e->binary.op == OP_LAND || e->binary.op == OP_LOR)) {
		logic_branch(g, e, when, label);
	} else if (e->kind == EXPR_BINARY && e->binary.op >= OP_EQ && e->binary.op <= OP_GE) {
		compare_branch(g, e, when, label);
	} else if (e->kind == EXPR_UNARY && e->unary.op == OP_NOT) {
		gen_branch(g, e->unary.expr, !when, label);
	} else if (e->type->kind == TY_STR) {
		/* a string is true if it is not empty */
		struct mem s = mem_alloc(g, e->type->size);

		gen_to_mem(g, e, s, e->type, true);
		load(g, R0, s, 1, false);
		jump_imm(g, when ? BPF_JNE : BPF_JEQ, R0, 0, label);
	} else {
		to_reg(g, R0, gen_val(g, e));
		jump_imm(g, when ? BPF_JNE : BPF_JEQ, R0, 0, label);
	}
	release(g, m);
}

/* The condition as 0 or 1. */
struct val gen_bool(struct gen *g, struct expr *e)
{
	u32 no = label_new(g), done = label_new(g);

	gen_branch(g, e, false, no);
	mov_imm(g, R0, 1);
	jump(g, done);
	label_here(g, no);
	mov_imm(g, R0, 0);
	label_here(g, done);
	return val_r0();
}
