// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions whose value is a string, or is printed as one. */
#include <arpa/inet.h>
#include <string.h>

#include "sema/check_call.h"

/* str($1), str($1 + 2): the parameter's text. */
static const struct type *str_of_param(struct check *c, struct expr *e, const struct expr *param,
                                       u64 skip)
{
	const char *text = param_text(c->s, param->param.index);
	struct expr lit = {.kind = EXPR_STR, .slot = EXPR_NO_SLOT};
	size_t n = text ? strlen(text) : 0;

	if (skip > n) {
		check_error(c, e->span,
		            "cannot use offset %llu: the parameter \"%s\" has %zu bytes",
		            (unsigned long long)skip, text ? text : "", n);
		return NULL;
	}
	lit.str.data = text ? text + skip : "";
	lit.str.len = (u32)strlen(lit.str.data);
	expr_become(e, &lit);
	return check_expr(c, e);
}

static const struct type *param_string(struct check *c, struct expr *e, struct expr *arg,
                                       bool *is_param)
{
	struct expr *l, *r;

	*is_param = true;
	if (arg->kind == EXPR_PARAM)
		return str_of_param(c, e, arg, 0);
	if (arg->kind == EXPR_BINARY && arg->binary.op == OP_ADD) {
		l = arg->binary.left;
		r = arg->binary.right;
		if (l->kind == EXPR_PARAM && check_value(c, r) && r->is_const)
			return str_of_param(c, e, l, r->const_value);
		if (r->kind == EXPR_PARAM && check_value(c, l) && l->is_const)
			return str_of_param(c, e, r, l->const_value);
	}
	*is_param = false;
	return NULL;
}

/* A literal of at most len bytes. */
static const struct type *cut_literal(struct check *c, struct expr *e, const struct expr *len)
{
	if (len->is_const && len->const_value < e->str.len) {
		struct expr lit = *e;

		lit.str.len = (u32)len->const_value;
		lit.str.data = arena_strndup(c->s->arena, e->str.data, lit.str.len);
		expr_become(e, &lit);
		return check_expr(c, e);
	}
	return e->type ? e->type : check_expr(c, e);
}

static bool is_string_like(const struct type *t)
{
	return t->kind == TY_STR ||
	       ((t->kind == TY_ARRAY || t->kind == TY_PTR) && t->elem->size == 1);
}

/* Bytes of the result: the length asked for and its NUL, within max_strlen. */
static u32 str_size(struct check *c, const struct expr *len)
{
	u32 max = c->s->config.max_strlen;

	if (!len || !len->is_const || len->const_value >= max)
		return max;
	return (u32)len->const_value + 1;
}

const struct type *check_str_call(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args, *len = arg->next;
	const struct type *t;
	bool is_param, full;
	u32 size;

	if (len && !wants_integer(c, e, len))
		return NULL;
	t = param_string(c, e, arg, &is_param);
	if (is_param)
		return t && len ? cut_literal(c, e, len) : t;
	t = check_value(c, arg);
	if (!t)
		return NULL;
	if (len && len->is_const && (s64)len->const_value < 0)
		return check_error(c, len->span, "str() cannot use a negative length");
	if (!type_is_integer(t) && t->kind != TY_PTR && !is_string_like(t)) {
		check_error(c, arg->span, "str() expects an integer or a pointer, not '%s'",
		            type_text(c, t));
		return NULL;
	}
	if (t->kind == TY_PTR && t->elem->size > 1 && t->elem->kind != TY_INT)
		check_warn(c, arg->span, "str() of a value of type '%s'", type_text(c, t));
	size = str_size(c, len);
	full = size == c->s->config.max_strlen;
	if (t->kind == TY_STR && t->size <= size)
		return type_str(c->s->arena, t->size ? t->size : 1);
	if (t->kind == TY_ARRAY && t->count && t->count <= size)
		return type_str(c->s->arena, t->count);
	return full ? type_str_cut(c->s->arena, size) : type_str(c->s->arena, size ? size : 1);
}

const struct type *check_strncmp(struct check *c, struct expr *e)
{
	struct expr *a = e->call.args, *b = a->next, *n = b->next;

	for (struct expr *x = a; x != n; x = x->next) {
		const struct type *t = check_value(c, x);

		if (!t)
			return NULL;
		if (t->kind != TY_STR)
			return check_error(c, x->span, "strncmp() expects a string, not '%s'",
			                   type_text(c, t));
	}
	if (!wants_const(c, e, n, "length"))
		return NULL;
	if ((s64)n->const_value < 0)
		return check_error(c, n->span, "strncmp() expects a length that is not negative");
	return &type_s64;
}

const struct type *check_strftime(struct check *c, struct expr *e)
{
	struct expr *fmt = e->call.args;

	if (!wants_literal(c, e, fmt) || !check_value(c, fmt) || !wants_integer(c, e, fmt->next))
		return NULL;
	return type_simple(c->s->arena, TY_TIMESTAMP, false);
}

const struct type *check_strerror(struct check *c, struct expr *e)
{
	return wants_integer(c, e, e->call.args) ? type_simple(c->s->arena, TY_STRERROR, false)
	                                         : NULL;
}

static bool is_address_bytes(const struct type *t)
{
	u32 n = t->kind == TY_ARRAY ? t->size : t->kind == TY_STR ? t->size : 0;

	return n == 4 || n == 16;
}

const struct type *check_ntop(struct check *c, struct expr *e)
{
	struct expr *addr = e->call.args;
	const struct type *t;

	if (addr->next) {
		if (!wants_integer(c, e, addr))
			return NULL;
		addr = addr->next;
	}
	t = check_value(c, addr);
	if (!t)
		return NULL;
	if (!type_is_integer(t) && !is_address_bytes(t)) {
		check_error(c, addr->span,
		            "ntop() expects an integer or an array of 4 or 16 bytes, not '%s'",
		            type_text(c, t));
		return NULL;
	}
	return type_simple(c->s->arena, TY_INET, false);
}

const struct type *check_pton(struct check *c, struct expr *e)
{
	const struct expr *arg = e->call.args;
	u8 addr[16];
	bool v6;

	if (!wants_literal(c, e, arg) || !check_value(c, e->call.args))
		return NULL;
	v6 = strchr(arg->str.data, ':') != NULL;
	if (inet_pton(v6 ? AF_INET6 : AF_INET, arg->str.data, addr) != 1)
		return check_error(c, arg->span, "invalid address: \"%s\"", arg->str.data);
	return type_array(c->s->arena, &type_u8, v6 ? 16 : 4);
}

const struct type *check_macaddr(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	const struct type *t = check_value(c, arg);

	if (!t)
		return NULL;
	if (!type_is_integer(t) && t->kind != TY_PTR &&
	    !((t->kind == TY_ARRAY || t->kind == TY_STR) && t->size == 6))
		return check_error(c, arg->span, "macaddr() expects an array of 6 bytes, not '%s'",
		                   type_text(c, t));
	return type_simple(c->s->arena, TY_MAC, false);
}

const struct type *check_buf(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args, *len = arg->next;
	const struct type *t = check_value(c, arg);
	u32 max = c->s->config.max_strlen, size = max;

	if ((len && !wants_integer(c, e, len)) || !t)
		return NULL;
	if (!type_is_integer(t) && t->kind != TY_PTR && t->kind != TY_ARRAY && t->kind != TY_STR)
		return check_error(c, arg->span, "buf() expects an address or an array, not '%s'",
		                   type_text(c, t));
	if (!len && (type_is_integer(t) || t->kind == TY_PTR)) {
		check_error(c, e->span, "buf() expects a length for a value of type '%s'",
		            type_text(c, t));
		return NULL;
	}
	if (len && len->is_const) {
		if ((s64)len->const_value < 1)
			return check_error(c, len->span, "buf() expects a positive length");
		size = len->const_value < max ? (u32)len->const_value : max;
	} else if (!len && t->size && t->size < max) {
		size = t->size;
	}
	return type_buf(c->s->arena, size);
}

const struct type *check_cgroup_path(struct check *c, struct expr *e)
{
	struct expr *id = e->call.args;

	if (!wants_integer(c, e, id) ||
	    (id->next && (!wants_literal(c, e, id->next) || !check_value(c, id->next))))
		return NULL;
	return type_simple(c->s->arena, TY_CGROUP_PATH, false);
}
