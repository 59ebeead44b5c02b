// SPDX-License-Identifier: GPL-2.0-or-later
/* Fields and elements: what a.b, a->b, a[i] and *a mean. */
#include <string.h>

#include "sema/check.h"

/* A member of something in user memory is in user memory, and so is what it points at. */
static const struct type *as_user(struct check *c, const struct type *t, bool user)
{
	struct type *copy;

	if (!user || t->user || (t->kind != TY_PTR && t->kind != TY_RECORD && t->kind != TY_ARRAY))
		return t;
	copy = arena_memdup(c->s->arena, t, sizeof(*t));
	copy->user = 1;
	return copy;
}

/* A dynamic string of a tracepoint has no length of its own. */
static const struct type *member_type(struct check *c, const struct member *m, bool user)
{
	if (m->type->kind == TY_STR && !m->type->size)
		return type_str_cut(c->s->arena, c->s->config.max_strlen);
	return as_user(c, m->type, user);
}

static const struct type *no_member(struct check *c, const struct expr *e, const struct type *rec)
{
	const char *near = types_nearest_member(c->s->types, rec, e->field.name);

	if (rec->context)
		check_error(c, e->field.name_span, "%s has no argument named '%s'",
		            c->v->probes[0]->name, e->field.name);
	else
		check_error(c, e->field.name_span, "'%s' has no member named '%s'",
		            type_text(c, rec), e->field.name);
	if (near)
		check_hint(c, "did you mean %s?", near);
	return NULL;
}

/* curtask is a number until somebody looks inside. */
static void curtask_as_pointer(struct check *c, struct expr *base)
{
	const struct type *task;

	if (base->kind != EXPR_IDENT || !base->ident.builtin ||
	    base->ident.builtin->root != ROOT_CURTASK)
		return;
	task = types_find(c->s->types, "struct task_struct");
	base->type = task ? type_ptr(c->s->arena, task, false)
	                  : no_type(c, base->span, "struct task_struct");
}

static const struct type *check_tuple_field(struct check *c, struct expr *e, const struct type *t)
{
	if (e->field.name) {
		u32 i = 0;

		while (i < t->nfields &&
		       (!t->fields[i].name || strcmp(t->fields[i].name, e->field.name)))
			i++;
		if (i == t->nfields)
			return check_error(c, e->field.name_span, "'%s' has no field named '%s'",
			                   type_text(c, t), e->field.name);
		e->kind = EXPR_TUPLE_FIELD;
		e->field.index = i;
		e->field.name = NULL;
	}
	if (e->field.index >= t->nfields)
		return check_error(c, e->span, "invalid tuple index %u: '%s' has %u elements",
		                   e->field.index, type_text(c, t), t->nfields);
	return t->fields[e->field.index].type;
}

bool is_args(const struct expr *e)
{
	return e->kind == EXPR_IDENT && !strcmp(e->ident.name, "args");
}

static const struct type *not_a_record(struct check *c, const struct expr *e, const struct type *t)
{
	if (e->kind == EXPR_TUPLE_FIELD)
		return check_error(c, e->span, "a value of type '%s' is not a tuple",
		                   type_text(c, t));
	check_error(c, e->span, "cannot access field '%s' on type '%s'", e->field.name,
	            type_text(c, t));
	if (t->kind == TY_INT && t->size == 8)
		check_hint(c, "cast it to a pointer to a struct: ((struct NAME *)...)->%s",
		           e->field.name);
	return NULL;
}

const struct type *check_field(struct check *c, struct expr *e)
{
	struct expr *base = e->field.base;
	const struct type *t, *rec;
	struct member m;

	if (is_args(base) && e->field.name && has_named_args(c))
		return named_arg(c, e);
	t = is_args(base) ? check_expr(c, base) : check_value(c, base);
	if (!t)
		return NULL;
	curtask_as_pointer(c, base);
	t = base->type;
	if (!t)
		return NULL;
	if (t->kind == TY_TUPLE)
		return check_tuple_field(c, e, t);
	rec = t->kind == TY_PTR ? t->elem : t;
	if (rec->kind != TY_RECORD || !e->field.name)
		return not_a_record(c, e, t);
	if (types_member(c->s->types, rec, e->field.name, &m))
		return no_member(c, e, rec);
	return member_type(c, &m, rec->context ? false : t->user);
}

static bool index_in_range(struct check *c, const struct expr *e, const struct type *t)
{
	const struct expr *i = e->index.index;
	u32 count = t->kind == TY_STR ? t->size : t->count;

	if (t->kind == TY_PTR || !count || !i->is_const || i->const_value < count)
		return true;
	check_error(c, i->span, "the index %lld is out of bounds of '%s'",
	            (long long)i->const_value, type_text(c, t));
	return false;
}

/* $t[1] is $t.1 */
static const struct type *index_tuple(struct check *c, struct expr *e, const struct type *t)
{
	struct expr *base = e->index.base, *i = e->index.index;

	if (!i->is_const || (s64)i->const_value < 0) {
		check_error(c, i->span, "the index of a tuple must be known at compile time");
		check_hint(c, "its elements have types of their own");
		return NULL;
	}
	e->kind = EXPR_TUPLE_FIELD;
	memset(&e->field, 0, sizeof(e->field));
	e->field.base = base;
	e->field.index = i->const_value > UINT32_MAX ? UINT32_MAX : (u32)i->const_value;
	return check_tuple_field(c, e, t);
}

const struct type *check_index(struct check *c, struct expr *e)
{
	const struct type *t = check_value(c, e->index.base);
	const struct type *i = check_value(c, e->index.index);

	if (!t || !i)
		return NULL;
	if (!type_is_integer(i))
		return check_error(c, e->index.index->span,
		                   "the index must be an integer, not '%s'", type_text(c, i));
	if (t->kind == TY_TUPLE)
		return index_tuple(c, e, t);
	if (t->kind == TY_STR)
		return index_in_range(c, e, t) ? &type_s8 : NULL;
	if (t->kind != TY_ARRAY && t->kind != TY_PTR)
		return check_error(c, e->span,
		                   "the [] operator cannot be used on a value of type '%s'",
		                   type_text(c, t));
	if (t->elem->kind == TY_NONE)
		return check_error(c, e->span, "elements of '%s' have no size", type_text(c, t));
	return index_in_range(c, e, t) ? as_user(c, t->elem, t->user) : NULL;
}

const struct type *check_deref(struct check *c, struct expr *e)
{
	struct expr *x = e->unary.expr;
	const struct type *t = check_value(c, x);

	if (!t)
		return NULL;
	if (t->kind == TY_PTR && t->elem->kind != TY_NONE)
		return as_user(c, t->elem, t->user);
	if (t->kind == TY_INT && !x->is_const) /* an address: the word there */
		return &type_u64;
	check_error(c, e->span, "cannot dereference a value of type '%s'", type_text(c, t));
	if (t->kind == TY_PTR)
		check_hint(c, "cast it to a pointer to what is there");
	return NULL;
}
