// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions that look into strings. They take what reads as one: arrays of and pointers to char. */
#include <string.h>

#include "sema/check_call.h"

static bool is_byte(const struct type *t)
{
	return t && t->kind == TY_INT && t->size == 1;
}

/* arg becomes str(arg), which is checked in its turn. */
static const struct type *read_string(struct check *c, struct expr *arg)
{
	struct expr call = {.kind = EXPR_CALL, .slot = EXPR_NO_SLOT};

	call.call.args = arena_memdup(c->s->arena, arg, sizeof(*arg));
	call.call.args->next = NULL;
	call.call.name = "str";
	call.call.name_span = arg->span;
	call.call.nargs = 1;
	expr_become(arg, &call);
	return check_value(c, arg);
}

/* The type of a string; an argument that is none is replaced by one that reads it. */
static const struct type *wants_string(struct check *c, const struct expr *call, struct expr *arg)
{
	const struct type *t = check_value(c, arg);

	if (!t || t->kind == TY_STR)
		return t;
	if ((t->kind == TY_ARRAY || t->kind == TY_PTR) && is_byte(t->elem))
		return read_string(c, arg);
	check_error(c, arg->span, "%s() expects a string, not '%s'", call->call.name,
	            type_text(c, t));
	if (type_is_integer(t) || t->kind == TY_PTR)
		check_hint(c, "str() reads the string at an address");
	return NULL;
}

const struct type *check_strlen(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;

	if (!wants_string(c, e, arg))
		return NULL;
	if (arg->kind == EXPR_STR && c->an->final) {
		struct expr number = {.kind = EXPR_INT, .slot = EXPR_NO_SLOT};

		number.i.value = strnlen(arg->str.data, arg->str.len);
		number.i.is_unsigned = true;
		expr_become(e, &number);
		check_expr(c, e);
	}
	return &type_u64;
}

/* What a string has room for; of a pointer nobody knows it: strlen() */
const struct type *check_strcap(struct check *c, struct expr *e)
{
	struct expr number = {.kind = EXPR_INT, .slot = EXPR_NO_SLOT};
	struct expr *arg = e->call.args;
	const struct type *t = check_value(c, arg);

	if (!t)
		return NULL;
	if (t->kind == TY_PTR && is_byte(t->elem)) {
		e->call.name = "strlen";
		return check_call(c, e);
	}
	if (t->kind != TY_STR && !(t->kind == TY_ARRAY && is_byte(t->elem)))
		return check_error(c, arg->span, "strcap() expects a string, not '%s'",
		                   type_text(c, t));
	if (c->an->final) {
		number.i.value = t->size;
		expr_become(e, &number);
		check_expr(c, e);
	}
	return &type_s64;
}

const struct type *check_strstr(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;

	if (!wants_string(c, e, arg) || !wants_string(c, e, arg->next))
		return NULL;
	return e->call.builtin->func == FN_STRSTR ? &type_s64 : &type_bool;
}

static bool has_bytes(const struct type *t)
{
	return t->kind == TY_STR || (t->kind == TY_ARRAY && t->size);
}

/* Memory at an address, as buf() reads it, has a length of its own in front: not for memcmp(). */
const struct type *check_memcmp(struct check *c, struct expr *e)
{
	struct expr *l = e->call.args, *r = l->next, *n = r->next;
	const struct type *t;

	for (struct expr *x = l; x != n; x = x->next) {
		t = check_value(c, x);
		if (t && t->kind == TY_PTR && is_byte(t->elem))
			t = read_string(c, x);
		if (!t)
			return NULL;
		if (!has_bytes(t))
			return check_error(c, x->span,
			                   "memcmp() expects a string or an array, not '%s'",
			                   type_text(c, t));
	}
	if (!wants_integer(c, e, n))
		return NULL;
	for (struct expr *x = l; n->is_const && x != n; x = x->next)
		if (n->const_value > x->type->size)
			return check_error(c, n->span, "memcmp() of %lld bytes: '%s' has only %u",
			                   (long long)n->const_value, type_text(c, x->type),
			                   x->type->size);
	return &type_s64;
}

const struct type *check_globmatch(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args, *pattern = arg->next;

	if (!wants_string(c, e, arg))
		return NULL;
	if (pattern->kind == EXPR_PARAM) /* $1: its text */
		read_string(c, pattern);
	else if (!check_value(c, pattern)) /* str($1) becomes its text too */
		return NULL;
	if (!wants_literal(c, e, pattern))
		return NULL;
	return &type_bool;
}
