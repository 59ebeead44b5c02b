// SPDX-License-Identifier: GPL-2.0-or-later
/* Scalar expressions: everything that ends in one 64-bit register. */
#include "code/gen.h"

#include "code/var.h"

static const u8 alu_ops[] = {
        [OP_ADD] = BPF_ADD, [OP_SUB] = BPF_SUB, [OP_MUL] = BPF_MUL, [OP_DIV] = BPF_DIV,
        [OP_MOD] = BPF_MOD, [OP_AND] = BPF_AND, [OP_OR] = BPF_OR,   [OP_XOR] = BPF_XOR,
        [OP_SHL] = BPF_LSH, [OP_SHR] = BPF_RSH,
};

/* Does computing it leave r0 alone (and does its value not change until it is loaded)? */
bool is_leaf(const struct gen *g, const struct expr *e)
{
	const struct slot *s;

	if (e->is_const || e->kind == EXPR_INT || e->kind == EXPR_VAR)
		return true;
	if (!use_slot(g, e))
		return false;
	if (!in_kernel(g))
		return true;
	s = &g->clause->slots[e->slot];
	return s->root == ROOT_FIELD && !s->nsteps && g->opts->context == CTX_TRACEPOINT;
}

void wrap(struct gen *g, const struct type *t)
{
	u32 bits = 64 - t->size * 8;

	if (t->kind == TY_BOOL) {
		u32 done = label_new(g);

		jump_imm(g, BPF_JEQ, R0, 0, done);
		mov_imm(g, R0, 1);
		label_here(g, done);
		return;
	}
	if (!type_is_integer(t) || t->size >= 8 || !t->size)
		return;
	alu_imm(g, BPF_LSH, R0, bits);
	alu_imm(g, t->is_signed ? BPF_ARSH : BPF_RSH, R0, bits);
}

/* Left in r0, right in r1 or (if it is an immediate) in *imm. */
static bool gen_operands(struct gen *g, struct expr *l, struct expr *r, s64 *imm)
{
	struct marks m = marks(g);
	struct val a = gen_val(g, l), b;

	if (!is_leaf(g, r))
		a = keep(g, a, r);
	b = gen_val(g, r);
	release(g, m);
	if (b.kind == VAL_IMM) {
		*imm = b.imm;
		to_reg(g, R0, a);
		return true;
	}
	if (b.kind == VAL_R0)
		mov_reg(g, R1, R0);
	to_reg(g, R0, a);
	if (b.kind != VAL_R0)
		to_reg(g, R1, b);
	return false;
}

/*
 * r0 op= r1. A division by zero gives 0, and its remainder the dividend; but before 4.16 it ended
 * the program, with the scratch area still taken.
 */
static void divide(struct gen *g, u8 op)
{
	u32 done = label_new(g), divisible = label_new(g);
	bool ends = in_kernel(g) && !g->opts->caps->jmp32;

	if (ends) {
		jump_imm(g, BPF_JNE, R1, 0, divisible);
		if (op == BPF_DIV)
			mov_imm(g, R0, 0);
		jump(g, done);
	}
	label_here(g, divisible);
	alu_reg(g, op, R0, R1);
	label_here(g, done);
}

/*
 * eBPF divides unsigned only. Signed: divide the magnitudes, then give the quotient the sign of
 * both, the remainder that of the dividend. Operands in r0 and r1.
 */
static void signed_divide(struct gen *g, u8 op)
{
	u32 l_done = label_new(g), r_done = label_new(g), done = label_new(g);

	mov_reg(g, R2, R0);
	if (op == BPF_DIV)
		alu_reg(g, BPF_XOR, R2, R1);
	jump_imm(g, BPF_JSGE, R0, 0, l_done);
	emit(g, BPF_ALU64 | BPF_NEG, R0, 0, 0, 0);
	label_here(g, l_done);
	jump_imm(g, BPF_JSGE, R1, 0, r_done);
	emit(g, BPF_ALU64 | BPF_NEG, R1, 0, 0, 0);
	label_here(g, r_done);
	divide(g, op);
	jump_imm(g, BPF_JSGE, R2, 0, done);
	emit(g, BPF_ALU64 | BPF_NEG, R0, 0, 0, 0);
	label_here(g, done);
}

void gen_divide(struct gen *g, bool is_signed)
{
	if (is_signed)
		signed_divide(g, BPF_DIV);
	else
		divide(g, BPF_DIV);
}

static u32 pointer_scale(const struct expr *e)
{
	return e->type && e->type->kind == TY_PTR && e->type->elem && e->type->elem->size
	               ? e->type->elem->size
	               : 1;
}

/* r0 op= r1 (or imm), as the types want it. */
static void gen_alu(struct gen *g, const struct expr *e, enum op op, bool is_imm, s64 imm)
{
	bool sign = e->type->is_signed;
	u8 alu = alu_ops[op];

	if ((op == OP_DIV || op == OP_MOD) && sign) {
		if (is_imm)
			mov_imm(g, R1, imm);
		signed_divide(g, alu);
		return;
	}
	if (op == OP_SHL || op == OP_SHR) {
		if (is_imm)
			imm &= 63;
		else
			alu_imm(g, BPF_AND, R1, 63);
	}
	if (is_imm && (op == OP_DIV || op == OP_MOD) && imm == 0) {
		if (op == OP_DIV)
			mov_imm(g, R0, 0);
		return;
	}
	if (is_imm)
		alu_imm(g, alu, R0, imm);
	else if (op == OP_DIV || op == OP_MOD)
		divide(g, alu);
	else
		alu_reg(g, alu, R0, R1);
}

static struct val gen_binary(struct gen *g, struct expr *e)
{
	enum op op = e->binary.op;
	u32 scale;
	s64 imm = 0;
	bool is_imm;

	if (op >= OP_LAND && op <= OP_GE)
		return gen_bool(g, e);
	is_imm = gen_operands(g, e->binary.left, e->binary.right, &imm);
	scale = op == OP_ADD || op == OP_SUB ? pointer_scale(e->binary.left) : 1;
	if (scale != 1) {
		if (is_imm)
			imm *= scale;
		else
			alu_imm(g, BPF_MUL, R1, scale);
	}
	gen_alu(g, e, op, is_imm, imm);
	wrap(g, e->type);
	return val_r0();
}

/*
 * Where x is kept. It goes through memory, behind which verifiers see a number: nobody shifts,
 * prints or compares a pointer to the stack.
 */
static struct val gen_address(struct gen *g, struct expr *x)
{
	struct mem m = scratch_alloc(g, 8);

	if (x->kind == EXPR_VAR)
		address(g, R0, var_mem(g, x->var.sym));
	else
		map_lookup(g, x->map.map, gen_key(g, x->map.map, x->map.key, 0));
	store(g, m, 8, R0);
	return val_load(m, 8, false);
}

static struct val gen_unary(struct gen *g, struct expr *e)
{
	struct expr *x = e->unary.expr;
	struct mem tmp;

	switch (e->unary.op) {
	case OP_NOT:
		return gen_bool(g, e);
	case OP_ADDR:
		return gen_address(g, x);
	case OP_DEREF:
		to_reg(g, R0, gen_val(g, x));
		tmp = stack_alloc(g, 8);
		read_pointed(g, tmp, e->type->size, x->type->user, x->type->own);
		return val_load(tmp, e->type->size, e->type->is_signed);
	default:
		to_reg(g, R0, gen_val(g, x));
		if (e->unary.op == OP_NEG)
			emit(g, BPF_ALU64 | BPF_NEG, R0, 0, 0, 0);
		else
			alu_imm(g, BPF_XOR, R0, -1);
		wrap(g, e->type);
		return val_r0();
	}
}

static struct val gen_ternary(struct gen *g, struct expr *e)
{
	u32 other = label_new(g), done = label_new(g);

	gen_branch(g, e->ternary.cond, false, other);
	to_reg(g, R0, gen_val(g, e->ternary.then));
	jump(g, done);
	label_here(g, other);
	to_reg(g, R0, gen_val(g, e->ternary.other));
	label_here(g, done);
	return val_r0();
}

static struct val gen_cast(struct gen *g, struct expr *e)
{
	const struct type *from = e->cast.expr->type;
	struct val v;

	if (from->kind == TY_STR && e->type->kind == TY_BOOL)
		return gen_bool(g, e->cast.expr);
	if (from->kind == TY_STR || from->kind == TY_ARRAY || from->kind == TY_BUF) {
		/* (uint64)"abcd": the bytes themselves */
		u32 size = ALIGN_UP(from->size, 8);
		struct mem m = mem_alloc(g, size);

		if (from->size != size)
			store_imm(g, mem_at(m, (s32)size - 8), 8, 0);
		gen_to_mem(g, e->cast.expr, m, from, true);
		return val_load(m, e->type->size, e->type->is_signed);
	}
	v = gen_val(g, e->cast.expr);
	if (!type_is_integer(e->type) || (e->type->size == 8 && e->type->kind != TY_BOOL))
		return v;
	to_reg(g, R0, v);
	wrap(g, e->type);
	return val_r0();
}

/* The scalar of type t at m, which is a bitfield of it if lv says so. */
static struct val value_at(struct gen *g, const struct lvalue *lv, struct mem m,
                           const struct type *t)
{
	if (!lv->bit_size && m.reg != R8)
		return val_load(m, t->size, t->is_signed);
	load(g, R0, m, t->size, !lv->bit_size && t->is_signed);
	if (!lv->bit_size)
		return val_r0();
	alu_imm(g, BPF_LSH, R0, 64 - lv->bit_offset - lv->bit_size);
	alu_imm(g, t->is_signed ? BPF_ARSH : BPF_RSH, R0, 64 - lv->bit_size);
	return val_r0();
}

/* A member behind a pointer, or an element of an array, that is no slot: read it now. */
static struct val gen_field(struct gen *g, struct expr *e)
{
	struct mem tmp = stack_alloc(g, 8);
	struct lvalue lv;

	if (!gen_lvalue(g, e, &lv))
		return val_imm(0);
	if (lv.in_mem)
		return value_at(g, &lv, mem_at(lv.mem, lv.off), e->type);
	if (lv.off)
		alu_imm(g, BPF_ADD, R0, lv.off);
	read_pointed(g, tmp, e->type->size, lv.user, lv.own);
	return value_at(g, &lv, tmp, e->type);
}

static struct val gen_incdec(struct gen *g, struct expr *e)
{
	struct expr *x = e->incdec.expr;
	s64 step = (e->incdec.op == OP_INC ? 1 : -1) * (s64)pointer_scale(x);
	struct mem m;

	if (x->kind == EXPR_MAP)
		return gen_map_incdec(g, e, true);
	m = var_mem(g, x->var.sym);
	load(g, R0, m, 8, false);
	if (!e->incdec.prefix)
		mov_reg(g, R1, R0);
	alu_imm(g, BPF_ADD, R0, step);
	wrap(g, x->type);
	store(g, m, 8, R0);
	if (!e->incdec.prefix)
		mov_reg(g, R0, R1);
	return val_r0();
}

static struct val gen_block(struct gen *g, struct expr *e)
{
	gen_stmts(g, e->block.stmts);
	if (!e->block.value)
		return val_imm(0);
	return gen_val(g, e->block.value);
}

struct val gen_val(struct gen *g, struct expr *e)
{
	struct span at = g->at;
	struct val v = val_imm(0);

	if (g->err)
		return v;
	if (e->is_const)
		return val_imm(e->const_value);
	g->at = e->span;
	if (use_slot(g, e)) {
		v = fetch_int(g, e->slot);
		g->at = at;
		return v;
	}
	switch (e->kind) {
	case EXPR_INT:
		v = val_imm(e->i.value);
		break;
	case EXPR_VAR:
		v = val_load(var_mem(g, e->var.sym), 8, false);
		break;
	case EXPR_MAP:
		v = gen_map_read(g, e);
		break;
	case EXPR_UNARY:
		v = gen_unary(g, e);
		break;
	case EXPR_BINARY:
		v = gen_binary(g, e);
		break;
	case EXPR_TERNARY:
		v = gen_ternary(g, e);
		break;
	case EXPR_CAST:
		v = gen_cast(g, e);
		break;
	case EXPR_FIELD:
	case EXPR_INDEX:
	case EXPR_TUPLE_FIELD:
		v = gen_field(g, e);
		break;
	case EXPR_INCDEC:
		v = gen_incdec(g, e);
		break;
	case EXPR_CALL:
		v = gen_call_val(g, e);
		break;
	case EXPR_BLOCK:
		v = gen_block(g, e);
		break;
	case EXPR_COMPTIME:
		v = gen_val(g, e->comptime.expr);
		break;
	default:
		gen_error(g, e->span, "this expression has no value here");
	}
	g->at = at;
	return v;
}
