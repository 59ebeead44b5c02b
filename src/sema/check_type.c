// SPDX-License-Identifier: GPL-2.0-or-later
/* Types as written: casts, sizeof, offsetof, declarations. */
#include <string.h>

#include "sema/check.h"

static bool is_record_name(const char *name)
{
	return !strncmp(name, "struct ", 7) || !strncmp(name, "union ", 6) ||
	       !strncmp(name, "enum ", 5);
}

static const char *nearest_basic(const char *name, struct nearest *near)
{
	static const char *const basics[] = {"int8",   "int16",  "int32",  "int64", "uint8",
	                                     "uint16", "uint32", "uint64", "int",   "char",
	                                     "long",   "short",  "bool",   "size_t"};

	nearest_init(near, name);
	for (size_t i = 0; i < ARRAY_LEN(basics); i++)
		nearest_feed(near, basics[i]);
	return near->best[0] ? near->best : NULL;
}

const struct type *no_type(struct check *c, struct span at, const char *name)
{
	bool record = is_record_name(name);
	struct nearest near;
	int err;

	if (record)
		check_error(c, at, "unknown %s: '%s'",
		            !strncmp(name, "enum", 4) ? "enum" : "struct/union", name);
	else
		check_error(c, at, "unknown type: '%s'", name);
	if (!record && nearest_basic(name, &near)) {
		check_hint(c, "did you mean %s?", near.best);
		return NULL;
	}
	err = types_have_btf(c->s->types);
	if (err)
		check_hint(c,
		           "there is no kernel BTF here (%s), which describes the kernel's "
		           "types, and no vmlinux with debug information: --btf FILE names "
		           "either for this kernel",
		           strerror(-err));
	return NULL;
}

/* typeof(x). A bare name that is no value may be a type's. */
static const struct type *type_of_expr(struct check *c, struct expr *e)
{
	const struct type *t = NULL;

	if (e->kind == EXPR_IDENT && !builtin_find(e->ident.name, false))
		t = types_find(c->s->types, e->ident.name);
	if (!t && e->kind == EXPR_MAP && !e->map.key) {
		struct map_info *m = map_named(c->an, e->map.name, e->span);

		if (m->map.key) /* as in bpftrace: what can be looked up in it */
			return m->map.key;
	}
	return t ? t : type_said(e, check_value(c, e));
}

const struct type *check_type_name(struct check *c, struct type_name *n)
{
	const struct type *t;

	if (n->inner)
		t = check_type_name(c, n->inner);
	else if (n->type_of)
		t = type_of_expr(c, n->type_of);
	else if (!strcmp(n->name, "string"))
		t = type_str(c->s->arena, n->ndims == 1 && n->dims[0] ? (u32)n->dims[0]
		                                                      : c->s->config.max_strlen);
	else
		t = types_find(c->s->types, n->name);
	if (!t && n->name && preamble_type(c->an, n->name))
		t = types_find(c->s->types, preamble_type(c->an, n->name));
	if (!t)
		return !n->name ? NULL : no_type(c, n->span, n->name);
	if (t->kind == TY_STR && n->name)
		return t;
	for (u32 i = 0; i < n->pointers; i++)
		t = type_ptr(c->s->arena, t, false);
	for (u32 i = n->ndims; i-- > 0;) {
		if (!t->size)
			return check_error(c, n->span, "'%s' has no size", type_text(c, t));
		t = type_array(c->s->arena, t, (u32)n->dims[i]);
	}
	return t;
}

static bool is_user_value(struct check *c, const struct expr *x)
{
	const struct expr *base = x->kind == EXPR_FIELD ? x->field.base : NULL;

	if (x->type->user || in_user_function(c))
		return true;
	return base && base->type && base->type->context && c->provider == PROVIDER_TRACEPOINT &&
	       !strcmp(c->v->probes[0]->target, "syscalls");
}

static const struct type *bad_cast(struct check *c, const struct expr *e, const struct type *to)
{
	check_error(c, e->span, "cannot cast from '%s' to '%s'", type_text(c, e->cast.expr->type),
	            type_text(c, to));
	if (to->kind == TY_RECORD)
		check_hint(c, "cast to a pointer: *(%s *)", type_text(c, to));
	return NULL;
}

static const struct type *cast_to_pointer(struct check *c, struct expr *e, const struct type *to)
{
	const struct type *from = e->cast.expr->type;

	if (!type_is_integer(from) && from->kind != TY_PTR && from->kind != TY_ARRAY)
		return bad_cast(c, e, to);
	if (from->own) {
		struct type *own = arena_new_of(c->s->arena, struct type);

		*own = *to;
		own->own = 1;
		return own;
	}
	return is_user_value(c, e->cast.expr) ? type_ptr(c->s->arena, to->elem, true) : to;
}

static bool casts_to_integer(const struct type *from, const struct type *to)
{
	switch (from->kind) {
	case TY_INT:
	case TY_BOOL:
	case TY_ENUM:
	case TY_PTR:
	case TY_KSYM:
	case TY_USERNAME:
		return true;
	case TY_ARRAY:
	case TY_STR:
		return from->size <= to->size;
	default:
		return false;
	}
}

/* (uint8[])x has as many elements as x has room for. */
static const struct type *cast_to_array(struct check *c, struct expr *e, const struct type *to)
{
	const struct type *from = e->cast.expr->type;

	if (!type_is_integer(from) && from->kind != TY_ARRAY && from->kind != TY_STR)
		return bad_cast(c, e, to);
	if (!to->count && to->elem->size && from->size % to->elem->size == 0)
		to = type_array(c->s->arena, to->elem, from->size / to->elem->size);
	return to->size == from->size || (type_is_integer(from) && to->size <= 8)
	               ? to
	               : bad_cast(c, e, to);
}

const struct type *check_cast(struct check *c, struct expr *e)
{
	struct expr *x = e->cast.expr;
	const struct type *to = check_type_name(c, e->cast.to);
	const struct type *from = check_value(c, x);

	if (!to || !from)
		return NULL;
	if (to->kind == TY_PTR) {
		to = cast_to_pointer(c, e, to);
	} else if (type_is_integer(to)) {
		if (to->kind == TY_BOOL && from->kind == TY_STR)
			return to; /* true if it is not empty */
		if (!casts_to_integer(from, to))
			return bad_cast(c, e, to);
	} else if (to->kind == TY_ARRAY) {
		return cast_to_array(c, e, to);
	} else if (to->kind == TY_RECORD && to->size && to->size == from->size &&
	           (from->kind == TY_ARRAY || from->kind == TY_RECORD)) {
		return to;
	} else if (to->kind == TY_STR && from->kind == TY_STR) {
		return from;
	} else {
		return bad_cast(c, e, to);
	}
	if (to && x->is_const && type_is_integer(from)) {
		e->is_const = true;
		e->const_value = fold_cast(to, x->const_value);
	}
	return to;
}

const struct type *check_sizeof(struct check *c, struct expr *e)
{
	const struct type *t =
	        e->size_of.name ? check_type_name(c, e->size_of.name)
	                        : type_said(e->size_of.expr, check_value(c, e->size_of.expr));

	if (!t)
		return NULL;
	expr_set_int(e, &type_u64, t->size);
	return e->type;
}

const struct type *check_offsetof(struct check *c, struct expr *e)
{
	const struct type *t = e->offset_of.name ? check_type_name(c, e->offset_of.name)
	                                         : check_value(c, e->offset_of.expr);
	u64 offset = 0;

	if (!t)
		return NULL;
	if (t->kind == TY_PTR && !e->offset_of.name)
		t = t->elem;
	for (u32 i = 0; i < e->offset_of.npath; i++) {
		const char *name = e->offset_of.path[i], *near;
		struct member m;

		if (t->kind != TY_RECORD)
			return check_error(c, e->span, "'%s' is not a struct or union",
			                   type_text(c, t));
		if (types_member(c->s->types, t, name, &m)) {
			near = types_nearest_member(c->s->types, t, name);
			check_error(c, e->span, "'%s' has no member named '%s'", type_text(c, t),
			            name);
			if (near)
				check_hint(c, "did you mean %s?", near);
			return NULL;
		}
		if (m.bit_size)
			return check_error(c, e->span, "'%s' is a bit field: it has no offset",
			                   name);
		offset += m.offset;
		t = m.type;
	}
	expr_set_int(e, &type_u64, offset);
	return e->type;
}
