// SPDX-License-Identifier: GPL-2.0-or-later
/* Operators. Arithmetic is in 64 bits; unsigned if either side is. */
#include "sema/check.h"

static bool is_compare(enum op op)
{
	return op >= OP_EQ && op <= OP_GE;
}

static bool is_logic(enum op op)
{
	return op == OP_LAND || op == OP_LOR;
}

/* Of what computing with it gives: a truth value is 0 or 1 of either kind. */
static bool computes_signed(const struct type *t)
{
	return t->is_signed || t->kind == TY_BOOL;
}

static bool acts_signed(const struct expr *e)
{
	return computes_signed(e->type) || expr_is_weak(e);
}

static void warn_signs(struct check *c, const struct expr *e)
{
	const struct expr *l = e->binary.left, *r = e->binary.right;

	if (l->type->is_signed == r->type->is_signed || expr_is_weak(l) || expr_is_weak(r))
		return;
	if (l->type->kind != TY_INT || r->type->kind != TY_INT)
		return;
	check_warn(c, e->binary.op_span,
	           "comparison of integers of different signs: '%s' and '%s' can lead to "
	           "undefined behavior",
	           type_text(c, l->type), type_text(c, r->type));
}

static const struct type *mismatch(struct check *c, const struct expr *e)
{
	const struct type *l = e->binary.left->type, *r = e->binary.right->type;

	if (l->kind == r->kind)
		check_error(c, e->binary.op_span,
		            "the %s operator cannot be used on values of type '%s' and '%s'",
		            op_text(e->binary.op), type_text(c, l), type_text(c, r));
	else
		check_error(c, e->binary.op_span, "type mismatch for '%s': '%s' and '%s'",
		            op_text(e->binary.op), type_text(c, l), type_text(c, r));
	if (l->kind == TY_STR && r->kind == TY_STR && is_compare(e->binary.op))
		check_hint(c, "strings can be compared with == and !=");
	else if ((l->kind == TY_STR && r->kind == TY_PTR) ||
	         (r->kind == TY_STR && l->kind == TY_PTR))
		check_hint(c, "str() reads the string at an address");
	return NULL;
}

static bool is_word(const struct type *t)
{
	return type_is_integer(t) || t->kind == TY_PTR;
}

static bool comparable(enum op op, const struct type *l, const struct type *r)
{
	bool equality = op == OP_EQ || op == OP_NE;

	if (is_word(l) && is_word(r))
		return true;
	if (!equality || l->kind != r->kind)
		return false;
	switch (l->kind) {
	case TY_STR:
	case TY_KSYM:
	case TY_USERNAME:
	case TY_PROBE:
		return true;
	case TY_ARRAY:
		return l->count == r->count && type_is_integer(l->elem) &&
		       type_is_integer(r->elem) && l->elem->size == r->elem->size;
	case TY_TUPLE:
		if (l->nfields != r->nfields)
			return false;
		for (u32 i = 0; i < l->nfields; i++) {
			u32 k = type_element(r, l, i);

			if (k >= r->nfields ||
			    !comparable(op, l->fields[i].type, r->fields[k].type))
				return false;
		}
		return true;
	default:
		return false;
	}
}

static const struct type *check_compare(struct check *c, struct expr *e)
{
	const struct type *l = e->binary.left->type, *r = e->binary.right->type;

	if (!comparable(e->binary.op, l, r))
		return mismatch(c, e);
	if (type_is_integer(l) && type_is_integer(r))
		warn_signs(c, e);
	return &type_bool;
}

static const struct type *check_logic(struct check *c, struct expr *e)
{
	const char *what = op_text(e->binary.op);
	bool l = check_condition(c, e->binary.left, what);
	bool r = check_condition(c, e->binary.right, what);

	return l && r ? &type_bool : NULL;
}

static const struct type *pointer_arithmetic(struct check *c, struct expr *e)
{
	const struct type *l = e->binary.left->type, *r = e->binary.right->type;
	enum op op = e->binary.op;

	if (l->kind == TY_PTR && type_is_integer(r) && (op == OP_ADD || op == OP_SUB))
		return l;
	if (r->kind == TY_PTR && type_is_integer(l) && op == OP_ADD) {
		struct expr *swap = e->binary.left; /* the code generator scales the right side */

		e->binary.left = e->binary.right;
		e->binary.right = swap;
		return r;
	}
	mismatch(c, e);
	if (l->kind == TY_PTR && r->kind == TY_PTR)
		check_hint(c, "cast pointers to uint64 to compute with addresses");
	else if (op != OP_ADD && op != OP_SUB)
		check_hint(c, "only + and - take a pointer: cast it to uint64");
	else
		check_hint(c, "the pointer must be on the left");
	return NULL;
}

static const struct type *check_arithmetic(struct check *c, struct expr *e)
{
	struct expr *left = e->binary.left, *right = e->binary.right;
	const struct type *l = left->type, *r = right->type;
	enum op op = e->binary.op;

	if (is_word(l) && is_word(r) && (l->kind == TY_PTR || r->kind == TY_PTR))
		return pointer_arithmetic(c, e);
	if (!type_is_integer(l) || !type_is_integer(r))
		return mismatch(c, e);
	if ((op == OP_DIV || op == OP_MOD) && right->is_const && !right->const_value)
		return check_error(c, right->span, "division by zero");
	if ((op == OP_SHL || op == OP_SHR) && right->is_const && right->const_value > 63)
		check_warn(c, right->span, "shift by %lld: a value has 64 bits",
		           (long long)right->const_value);
	if (op == OP_SHL || op == OP_SHR)
		return type_int(8, computes_signed(l));
	return type_int(8, computes_signed(l) && computes_signed(r));
}

static void fold(struct expr *e)
{
	const struct expr *l = e->binary.left, *r = e->binary.right;
	enum op op = e->binary.op;
	bool is_signed;

	if (!l->is_const || !r->is_const)
		return;
	if (is_compare(op))
		is_signed = acts_signed(l) && acts_signed(r);
	else if (op == OP_SHR)
		is_signed = computes_signed(l->type);
	else
		is_signed = computes_signed(l->type) && computes_signed(r->type);
	e->is_const = fold_binary(op, l->const_value, r->const_value, is_signed, &e->const_value);
}

const struct type *check_operands(struct check *c, struct expr *e)
{
	const struct type *t;

	t = is_compare(e->binary.op) ? check_compare(c, e) : check_arithmetic(c, e);
	if (t) {
		fold(e);
		fold_literals(e);
	}
	return t;
}

const struct type *check_binary(struct check *c, struct expr *e)
{
	const struct type *l, *r, *t;

	if (is_logic(e->binary.op)) {
		t = check_logic(c, e);
		if (t)
			fold(e);
		return t;
	}
	l = check_value(c, e->binary.left);
	r = check_value(c, e->binary.right);
	return l && r ? check_operands(c, e) : NULL;
}

/* &$x, &@x, &@x[key]: where the program itself keeps it. */
static const struct type *check_address(struct check *c, struct expr *e)
{
	struct expr *x = e->unary.expr;
	const struct type *t;
	struct type *own;

	if (x->kind != EXPR_VAR && x->kind != EXPR_MAP) {
		check_error(c, e->span, "& takes the address of a variable or a map only");
		check_hint(c, "store the value in a $variable first");
		return NULL;
	}
	t = check_value(c, x);
	if (!t)
		return NULL;
	if (x->kind == EXPR_MAP && type_is_aggregate(x->map.map->value)) {
		check_error(c, e->span, "@%s has no address: its %s is spread over the CPUs",
		            x->map.name, type_text(c, x->map.map->value));
		check_hint(c, "store it in a $variable first");
		return NULL;
	}
	if (c->an->final)
		unstable_used(c->an, UNSTABLE_ADDR, e->span);
	own = arena_new_of(c->s->arena, struct type);
	*own = *type_ptr(c->s->arena, t, false);
	own->own = 1;
	return own;
}

const struct type *check_unary(struct check *c, struct expr *e)
{
	enum op op = e->unary.op;
	struct expr *x = e->unary.expr;
	const struct type *t;

	if (op == OP_DEREF)
		return check_deref(c, e);
	if (op == OP_ADDR)
		return check_address(c, e);
	if (op == OP_NOT) {
		if (!check_condition(c, x, "!"))
			return NULL;
		t = &type_bool;
	} else {
		t = check_value(c, x);
		if (!t)
			return NULL;
		if (!type_is_integer(t)) {
			check_error(c, e->span,
			            "the %s operator cannot be used on a value of type '%s'",
			            op_text(op), type_text(c, t));
			return NULL;
		}
		t = type_int(8, computes_signed(t) || (op == OP_NEG && x->is_const));
	}
	if (x->is_const) {
		e->is_const = true;
		e->const_value = fold_unary(op, x->const_value);
	}
	return t;
}

/* @x++ makes the map if nothing else does. */
static const struct type *incdec_map(struct check *c, struct expr *x)
{
	struct map_info *m = map_use(c, x);

	if (!m)
		return NULL;
	if ((!m->map.value || m->map.value->kind == TY_BOOL) &&
	    !map_store(c, x, &type_s64, true, x->span))
		return NULL;
	return x->type = m->map.value;
}

static const struct type *changed_var(struct check *c, struct expr *x)
{
	if (!var_changed(c, x))
		return NULL;
	if (x->type && x->type->kind == TY_BOOL)
		var_widen(c, x);
	return x->type;
}

const struct type *check_incdec(struct check *c, struct expr *e)
{
	struct expr *x = e->incdec.expr;
	const char *op = op_text(e->incdec.op);
	const struct type *t;

	if (x->kind != EXPR_MAP && x->kind != EXPR_VAR)
		return check_error(c, e->span, "%s can only be used on a map or a variable", op);
	if (x->kind == EXPR_MAP)
		t = incdec_map(c, x);
	else
		t = changed_var(c, x);
	if (!t || is_word(t))
		return t;
	check_error(c, e->span, "the %s operator cannot be used on a value of type '%s'", op,
	            type_text(c, t));
	if (t->kind == TY_COUNT)
		check_hint(c, "@%s = count() counts one more", x->map.name);
	return NULL;
}

/* comptime if: only the branch that is taken has a type, and is what remains. */
static const struct type *comptime_ternary(struct check *c, struct expr *e)
{
	enum liveness live = comptime_branch(c, e->ternary.cond);
	struct expr *taken = live == LIVE_THEN ? e->ternary.then : e->ternary.other;

	if (live == LIVE_NEITHER)
		return NULL;
	check_expr(c, taken);
	if (c->an->final)
		expr_become(e, taken);
	else
		e->is_const = false;
	return taken->type;
}

static const struct type *check_arm(struct check *c, struct expr *e, bool dead)
{
	const struct type *t;

	c->dead += dead;
	t = check_expr(c, e);
	c->dead -= dead;
	return t;
}

const struct type *check_ternary(struct check *c, struct expr *e)
{
	bool cond = check_condition(c, e->ternary.cond, "?:");
	enum liveness live = comptime_branch(c, e->ternary.cond);
	const struct type *a, *b, *t;
	bool weak = false;

	if (e->ternary.cond->kind == EXPR_COMPTIME)
		return comptime_ternary(c, e);
	c->branches++;
	a = check_arm(c, e->ternary.then, live == LIVE_OTHER);
	b = check_arm(c, e->ternary.other, live == LIVE_THEN);
	c->branches--;
	if (!cond || !a || !b)
		return NULL;
	weak = expr_is_weak(e->ternary.then);
	t = type_merge(c, type_stored(a), &weak, type_stored(b), expr_is_weak(e->ternary.other));
	if (!t)
		return check_error(c, e->span,
		                   "ternary operator must have values of the same type: '%s' and "
		                   "'%s'",
		                   type_text(c, a), type_text(c, b));
	if (e->ternary.cond->is_const && e->ternary.then->is_const && e->ternary.other->is_const) {
		e->is_const = true;
		e->const_value = e->ternary.cond->const_value ? e->ternary.then->const_value
		                                              : e->ternary.other->const_value;
	}
	return t;
}
