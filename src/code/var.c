// SPDX-License-Identifier: GPL-2.0-or-later
#include "code/var.h"

#include <string.h>

#include "plan/plan_impl.h"

/* Scratch offsets are kept as positive, stack offsets as negative numbers. */
struct mem var_mem(const struct gen *g, const struct sym *s)
{
	(void)g;
	return (struct mem){s->stack_off < 0 ? R10 : R7, s->stack_off};
}

static u32 var_size(const struct sym *s)
{
	u32 size = s->type ? plan_store_size(s->type) : 8;

	return size ? size : 8;
}

/* Variables hold it up to its NUL: what follows is not defined. */
bool is_long_string(const struct type *t)
{
	return t && t->kind == TY_STR && t->size > SMALL;
}

void var_clear(struct gen *g, const struct sym *s)
{
	mem_zero(g, var_mem(g, s), is_long_string(s->type) ? 8 : var_size(s));
}

static bool find_write(struct expr *e, void *found)
{
	bool writes = e->kind == EXPR_INCDEC || e->kind == EXPR_BLOCK ||
	              (e->kind == EXPR_CALL && e->call.builtin && e->call.builtin->func == FN_FIND);

	if (writes)
		*(bool *)found = true;
	return !writes;
}

struct val keep(struct gen *g, struct val v, struct expr *later)
{
	bool writes = false;

	ast_walk_expr(later, find_write, &writes);
	if (writes && v.kind == VAL_LOAD) {
		to_reg(g, R0, v);
		v = val_r0();
	}
	return spill(g, v);
}

void vars_place(struct gen *g)
{
	const struct variant *v = g->clause->variant;

	for (u32 i = 0; i < v->nsyms; i++) {
		struct sym *s = v->syms[i];
		bool shared = in_kernel(g) && g->clause->loops_over_maps;
		struct mem m = shared ? scratch_alloc(g, var_size(s)) : mem_alloc(g, var_size(s));

		s->stack_off = m.off;
		if (!(s->assignments == 1 && s->only && (type_is_scalar(s->type) || m.reg == R7)))
			var_clear(g, s);
	}
}

/* A value of record, array or tuple type: where it is. */
bool gen_place(struct gen *g, struct expr *e, struct lvalue *lv)
{
	const struct type *t = e->type;

	*lv = (struct lvalue){.in_mem = true};
	if (e->kind == EXPR_VAR) {
		lv->mem = var_mem(g, e->var.sym);
		return true;
	}
	if ((e->kind == EXPR_FIELD || e->kind == EXPR_INDEX || e->kind == EXPR_TUPLE_FIELD) &&
	    !use_slot(g, e))
		return gen_lvalue(g, e, lv);
	if (e->kind == EXPR_UNARY && e->unary.op == OP_DEREF && !use_slot(g, e)) {
		t = e->unary.expr->type;
		to_reg(g, R0, gen_val(g, e->unary.expr));
		*lv = (struct lvalue){.user = t->user, .own = t->own};
		return true;
	}
	if (!t->size) {
		gen_error(g, e->span, "the size of this value is not known");
		return false;
	}
	lv->mem = mem_alloc(g, t->size);
	gen_to_mem(g, e, lv->mem, t, true);
	return true;
}

static bool lvalue_field(struct gen *g, struct expr *e, struct lvalue *lv)
{
	const struct type *t = e->field.base->type;
	struct member m;

	if (t->kind == TY_PTR) {
		to_reg(g, R0, gen_val(g, e->field.base));
		*lv = (struct lvalue){.user = t->user, .own = t->own};
		t = t->elem;
	} else if (!gen_place(g, e->field.base, lv)) {
		return false;
	}
	if (!e->field.name || t->kind == TY_TUPLE) {
		u32 i = e->field.index;

		if (e->field.name)
			for (i = 0; i < t->nfields; i++)
				if (t->fields[i].name && !strcmp(t->fields[i].name, e->field.name))
					break;
		if (i >= t->nfields) {
			gen_error(g, e->span, "no such field");
			return false;
		}
		lv->off += t->fields[i].offset;
		return true;
	}
	if (types_member(g->sema->types, t, e->field.name, &m)) {
		gen_error(g, e->span, "no member '%s'", e->field.name);
		return false;
	}
	if (m.data_loc || m.rel_loc) {
		gen_error(g, e->span, "'%s' cannot be used here", e->field.name);
		return false;
	}
	lv->off += m.offset;
	lv->bit_offset = m.bit_offset;
	lv->bit_size = m.bit_size;
	return true;
}

/*
 * An element of an array or string in the program's memory whose index is known at run time only.
 * The whole is put into scratch, where an address may be computed, with one zero element behind it:
 * that is what an index out of range gives. The place is left in r8.
 */
static void index_memory(struct gen *g, const struct type *t, struct val i, struct lvalue *lv)
{
	u32 size = t->kind == TY_STR ? 1 : t->elem->size, count = t->size / size;
	u32 ok = label_new(g);
	struct mem all = scratch_alloc(g, t->size + size);

	mem_copy(g, all, mem_at(lv->mem, lv->off), t->size);
	mem_zero(g, mem_at(all, (s32)t->size), size);
	to_reg(g, R0, i);
	jump_imm(g, BPF_JLT, R0, count, ok);
	mov_imm(g, R0, count);
	label_here(g, ok);
	alu_imm(g, BPF_MUL, R0, size);
	mov_reg(g, R8, R7);
	alu_reg(g, BPF_ADD, R8, R0);
	lv->mem = (struct mem){R8, all.off};
	lv->off = 0;
}

/* What is indexed, where it is a value: of a long string in a variable, a copy that ends in NULs.
 */
static bool index_place(struct gen *g, struct expr *base, struct lvalue *lv)
{
	if (base->kind != EXPR_VAR || !is_long_string(base->type) || use_slot(g, base))
		return gen_place(g, base, lv);
	*lv = (struct lvalue){.in_mem = true, .mem = mem_alloc(g, base->type->size)};
	gen_to_mem(g, base, lv->mem, base->type, true);
	return true;
}

static bool lvalue_index(struct gen *g, struct expr *e, struct lvalue *lv)
{
	struct expr *base = e->index.base, *index = e->index.index;
	const struct type *t = base->type;
	u32 size = t->elem && t->elem->size ? t->elem->size : 1;
	struct val i;

	if (index->is_const) {
		if (t->kind == TY_PTR) {
			to_reg(g, R0, gen_val(g, base));
			*lv = (struct lvalue){.user = t->user, .own = t->own};
		} else if (!index_place(g, base, lv)) {
			return false;
		}
		lv->off += (s32)(index->const_value * size);
		return true;
	}
	i = spill(g, gen_val(g, index));
	if (t->kind == TY_PTR) {
		to_reg(g, R0, gen_val(g, base));
		*lv = (struct lvalue){.user = t->user, .own = t->own};
	} else if (!index_place(g, base, lv)) {
		return false;
	}
	if (lv->in_mem) {
		index_memory(g, t, i, lv);
		return true;
	}
	if (lv->off)
		alu_imm(g, BPF_ADD, R0, lv->off);
	lv->off = 0;
	to_reg(g, R1, i);
	alu_imm(g, BPF_MUL, R1, size);
	alu_reg(g, BPF_ADD, R0, R1);
	return true;
}

bool gen_lvalue(struct gen *g, struct expr *e, struct lvalue *lv)
{
	if (e->kind == EXPR_INDEX)
		return lvalue_index(g, e, lv);
	return lvalue_field(g, e, lv);
}
