// SPDX-License-Identifier: GPL-2.0-or-later
/* The type of a place that several values are stored in: a map's key or value, a variable. */
#include "sema/check.h"

bool expr_is_weak(const struct expr *e)
{
	return e && e->is_const && (s64)e->const_value >= 0;
}

bool is_copyable(const struct type *t)
{
	return (t->kind != TY_RECORD && t->kind != TY_ARRAY) || (t->size && !t->context);
}

void hint_not_copyable(struct check *c, const struct type *t)
{
	if (t->context)
		check_hint(c, "args is no value of its own: use its fields");
	else if (!is_copyable(t))
		check_hint(c, "its size is not known: keep a pointer to it");
}

const struct type *type_stored(const struct type *t)
{
	return t && t->kind == TY_INT ? type_int(8, t->is_signed) : t;
}

static const struct type *merge_ints(const struct type *a, bool *a_weak, const struct type *b,
                                     bool b_weak)
{
	const struct type *strong = *a_weak && !b_weak ? b : a;

	if (a->kind == b->kind && a->kind != TY_INT && type_equal(a, b)) {
		*a_weak = *a_weak && b_weak;
		return a;
	}
	*a_weak = *a_weak && b_weak;
	if (strong->kind != TY_INT)
		return &type_s64;
	return type_int(8, strong->is_signed);
}

static const struct type *merge_tuples(struct check *c, const struct type *a, bool *a_weak,
                                       const struct type *b, bool b_weak)
{
	const struct type **elems;
	const char **names;

	if (a->nfields != b->nfields || !a->nfields)
		return NULL;
	elems = arena_array(c->s->arena, const struct type *, a->nfields);
	names = arena_array(c->s->arena, const char *, a->nfields);
	for (u32 i = 0; i < a->nfields; i++) {
		u32 k = type_element(b, a, i);
		bool weak = *a_weak;

		if (k >= b->nfields)
			return NULL;
		elems[i] = type_merge(c, a->fields[i].type, &weak, b->fields[k].type, b_weak);
		names[i] = a->fields[i].name;
		if (!elems[i])
			return NULL;
	}
	return type_tuple(c->s->arena, elems, a->nfields, names[0] ? names : NULL);
}

const struct type *type_merge(struct check *c, const struct type *a, bool *a_weak,
                              const struct type *b, bool b_weak)
{
	if (type_is_integer(a) && type_is_integer(b))
		return merge_ints(a, a_weak, b, b_weak);
	if (a->kind == TY_PTR && type_is_integer(b) && b_weak)
		return a;
	if (b->kind == TY_PTR && type_is_integer(a) && *a_weak) {
		*a_weak = false;
		return b;
	}
	if (a->kind != b->kind)
		return NULL;
	switch (a->kind) {
	case TY_STR:
	case TY_BUF:
		return a->size >= b->size ? a : b;
	case TY_PTR:
		/* void * takes any pointer's value */
		if (a->elem->kind == TY_NONE || b->elem->kind == TY_NONE)
			return a;
		break;
	case TY_TUPLE:
		return merge_tuples(c, a, a_weak, b, b_weak);
	case TY_SUM:
	case TY_MIN:
	case TY_MAX:
	case TY_AVG:
	case TY_STATS: /* as integers: the sign of the first that is no literal */
		a = *a_weak && !b_weak ? b : a;
		*a_weak = *a_weak && b_weak;
		return a;
	case TY_TSERIES:
		if (a->count != b->count || a->lhist_step != b->lhist_step ||
		    a->series != b->series)
			return NULL;
		a = *a_weak && !b_weak ? b : a;
		*a_weak = *a_weak && b_weak;
		return a;
	default:
		break;
	}
	return type_equal(a, b) ? a : NULL;
}
