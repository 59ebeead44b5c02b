// SPDX-License-Identifier: GPL-2.0-or-later
/* Expressions that stand for a function: it is replaced by what it means in the language itself. */
#include "sema/check_call.h"

struct expr *build_node(struct check *c, enum expr_kind kind, struct span at)
{
	struct expr *e = arena_new_of(c->s->arena, struct expr);

	e->kind = kind;
	e->span = at;
	e->slot = EXPR_NO_SLOT;
	return e;
}

/* base->name */
struct expr *build_arrow(struct check *c, struct expr *base, const char *name)
{
	struct expr *e = build_node(c, EXPR_FIELD, base->span);

	e->field.base = base;
	e->field.name = name;
	e->field.name_span = base->span;
	e->field.arrow = true;
	return e;
}

/* name(arg) */
struct expr *build_call(struct check *c, const char *name, struct expr *arg, struct span at)
{
	struct expr *e = build_node(c, EXPR_CALL, at);

	e->call.name = name;
	e->call.name_span = at;
	e->call.args = arg;
	e->call.nargs = 1;
	return e;
}

const struct type *build_becomes(struct check *c, struct expr *e, const struct expr *as)
{
	expr_become(e, as);
	return check_expr(c, e);
}

/* (name)expr */
struct expr *build_cast(struct check *c, const char *name, u32 pointers, struct expr *expr)
{
	struct expr *e = build_node(c, EXPR_CAST, expr->span);

	e->cast.to = arena_new_of(c->s->arena, struct type_name);
	e->cast.to->span = expr->span;
	e->cast.to->name = name;
	e->cast.to->pointers = pointers;
	e->cast.expr = expr;
	return e;
}
