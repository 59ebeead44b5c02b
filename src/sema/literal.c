// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What sizeof(), typeof() and typeinfo() say of integer literals, and of variables that only
 * literals are stored in: the smallest signed type that holds them, as bpftrace since 0.26. They
 * are computed with and stored as 64 bits all the same: no value depends on it.
 */
#include "sema/check.h"

bool expr_is_literal(const struct expr *e)
{
	switch (e->kind) {
	case EXPR_INT:
		return e->is_const;
	case EXPR_UNARY:
		return e->is_const && e->unary.op != OP_NOT && expr_is_literal(e->unary.expr);
	case EXPR_BINARY:
		return e->is_const && e->type && e->type->kind == TY_INT &&
		       expr_is_literal(e->binary.left) && expr_is_literal(e->binary.right);
	default:
		return false;
	}
}

u32 literal_size(const struct expr *e)
{
	s64 v = (s64)e->const_value;

	for (u32 size = 1; size < 8; size *= 2)
		if (v >= -(1LL << (size * 8 - 1)) && v < 1LL << (size * 8 - 1))
			return size;
	return 8;
}

const struct type *type_said(const struct expr *e, const struct type *t)
{
	const struct sym *sym = e->kind == EXPR_VAR ? e->var.sym : NULL;

	if (!t || t->kind != TY_INT)
		return t;
	if (expr_is_literal(e))
		return (s64)e->const_value < 0 && !t->is_signed ? t
		                                                : type_int(literal_size(e), true);
	if (sym && !sym->fixed && sym->literal)
		return type_int(sym->literal, true);
	return t;
}
