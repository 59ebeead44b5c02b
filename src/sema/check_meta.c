// SPDX-License-Identifier: GPL-2.0-or-later
/* What is decided while the program is compiled: comptime, typeinfo(), is_str() …, fail(). */
#include <stdio.h>
#include <string.h>

#include "sema/check_call.h"

static const char *kind_of(const struct type *t)
{
	switch (t->kind) {
	case TY_NONE:
		return "none";
	case TY_INT:
		return "int";
	case TY_BOOL:
		return "bool";
	case TY_ENUM:
		return "enum";
	case TY_STR:
		return "string";
	case TY_PTR:
		return "pointer";
	case TY_ARRAY:
		return "array";
	case TY_TUPLE:
		return "tuple";
	case TY_RECORD:
		return "record";
	case TY_BUF:
		return "buffer";
	default:
		return NULL;
	}
}

/* Aggregates and what is only printed: the kind is the name, without its size: "count". */
static const char *kind_text(struct check *c, const struct type *t)
{
	const char *kind = kind_of(t), *text;

	if (kind)
		return kind;
	text = type_text(c, t);
	return arena_strndup(c->s->arena, text, strcspn(text, "[ ("));
}

static void set_text(struct expr *e, const char *text)
{
	e->str.data = text;
	e->str.len = (u32)strlen(text);
}

const struct type *check_typeinfo_of(struct check *c, struct expr *e)
{
	struct expr *kind = e->tuple.elems->next, *of = e->tuple.typeinfo_of;
	const struct type *t =
	        of->kind == EXPR_MAP && !of->map.key ? NULL : type_said(of, check_expr(c, of));

	if (of->kind == EXPR_MAP && !of->map.key) {
		struct map_info *m = map_named(c->an, of->map.name, of->span);

		t = m->map.value;
	}
	if (!t)
		return NULL;
	set_text(kind, kind_text(c, t));
	set_text(kind->next, type_text(c, t));
	return t;
}

/* (btf_id=0, base_ty="int", full_ty="uint64"): bpftrace's first element numbers its types, which
 * are not ours. */
const struct type *check_typeinfo(struct check *c, struct expr *e)
{
	static const enum expr_kind kinds[] = {EXPR_INT, EXPR_STR, EXPR_STR};
	static const char *names[] = {"btf_id", "base_ty", "full_ty"};
	struct expr tuple = {.kind = EXPR_TUPLE, .slot = EXPR_NO_SLOT}, *elem;

	tuple.tuple.typeinfo_of = e->call.args;
	tuple.tuple.n = ARRAY_LEN(kinds);
	tuple.tuple.names = names;
	for (size_t i = ARRAY_LEN(kinds); i-- > 0;) {
		elem = arena_new_of(c->s->arena, struct expr);
		elem->kind = kinds[i];
		elem->span = e->span;
		elem->slot = EXPR_NO_SLOT;
		elem->next = tuple.tuple.elems;
		if (kinds[i] == EXPR_STR)
			set_text(elem, "");
		tuple.tuple.elems = elem;
	}
	expr_become(e, &tuple);
	return check_expr(c, e);
}

const struct expr *comptime_value(const struct expr *e)
{
	const struct expr *base, *x;

	switch (e->kind) {
	case EXPR_BLOCK:
		return e->block.value && !e->block.stmts ? comptime_value(e->block.value) : NULL;
	case EXPR_COMPTIME:
		return comptime_value(e->comptime.expr);
	case EXPR_TUPLE_FIELD:
		base = comptime_value(e->field.base);
		if (!base || base->kind != EXPR_TUPLE)
			return NULL;
		x = base->tuple.elems;
		for (u32 i = 0; x && i < e->field.index; i++)
			x = x->next;
		return x ? comptime_value(x) : NULL;
	case EXPR_STR:
		return e;
	case EXPR_TUPLE:
		for (x = e->tuple.elems; x; x = x->next)
			if (!comptime_value(x))
				return NULL;
		return e;
	default:
		return e->is_const ? e : NULL;
	}
}

/* 1: the same, 0: not, -1: that cannot be said. */
static int same_value(const struct expr *a, const struct expr *b)
{
	const struct expr *x, *y;

	a = comptime_value(a);
	b = comptime_value(b);
	if (!a || !b)
		return -1;
	if (a->kind == EXPR_STR && b->kind == EXPR_STR)
		return a->str.len == b->str.len && !memcmp(a->str.data, b->str.data, a->str.len);
	if (a->is_const && b->is_const)
		return a->const_value == b->const_value;
	if (a->kind != EXPR_TUPLE || b->kind != EXPR_TUPLE || a->tuple.n != b->tuple.n)
		return -1;
	for (x = a->tuple.elems, y = b->tuple.elems; x; x = x->next, y = y->next) {
		int same = same_value(x, y);

		if (same != 1)
			return same;
	}
	return 1;
}

void fold_literals(struct expr *e)
{
	int same;

	if (e->is_const || (e->binary.op != OP_EQ && e->binary.op != OP_NE))
		return;
	same = same_value(e->binary.left, e->binary.right);
	if (same < 0)
		return;
	e->is_const = true;
	e->const_value = same == (e->binary.op == OP_EQ);
}

const struct type *check_comptime(struct check *c, struct expr *e)
{
	struct expr *x = e->comptime.expr;
	const struct type *t = check_value(c, x);
	const struct expr *value;

	if (!t)
		return NULL;
	value = comptime_value(x);
	if (!value)
		return check_error(c, x->span, "the value is not known at compile time");
	if (value->is_const) {
		e->is_const = true;
		e->const_value = value->const_value;
	} else if (c->an->final) {
		expr_become(e, value);
		return value->type;
	}
	return t;
}

enum liveness comptime_branch(struct check *c, struct expr *cond)
{
	(void)c;
	if (!cond->type || !cond->is_const)
		return cond->kind == EXPR_COMPTIME ? LIVE_NEITHER : LIVE_BOTH;
	return cond->const_value ? LIVE_THEN : LIVE_OTHER;
}

static bool is_literal(const struct expr *e)
{
	if (e->kind == EXPR_BLOCK && !e->block.stmts && e->block.value)
		return is_literal(e->block.value);
	if (e->kind == EXPR_IDENT)
		return !strcmp(e->ident.name, "true") || !strcmp(e->ident.name, "false");
	if (e->kind == EXPR_UNARY && e->unary.op == OP_NEG)
		return is_literal(e->unary.expr);
	return e->kind == EXPR_INT || e->kind == EXPR_STR || e->kind == EXPR_PARAM;
}

static const struct {
	enum func func;
	u32 kinds; /* 1 << enum type_kind */
} tests[] = {
        {FN_IS_STR, 1u << TY_STR},
        {FN_IS_PTR, 1u << TY_PTR},
        {FN_IS_ARRAY, 1u << TY_ARRAY},
        {FN_IS_INTEGER, 1u << TY_INT | 1u << TY_ENUM},
        {FN_IS_UNSIGNED, 1u << TY_INT | 1u << TY_ENUM},
};

static bool passes(const struct expr *e, const struct type *t)
{
	enum func func = e->call.builtin->func;

	if (func == FN_IS_LITERAL)
		return is_literal(e->call.args);
	for (size_t i = 0; i < ARRAY_LEN(tests); i++)
		if (tests[i].func == func)
			return tests[i].kinds & 1u << t->kind &&
			       !(func == FN_IS_UNSIGNED && t->is_signed);
	return false;
}

/* is_str(x) and the like. x is not evaluated: the call becomes true or false. */
const struct type *check_type_test(struct check *c, struct expr *e)
{
	struct expr name = {.kind = EXPR_IDENT, .slot = EXPR_NO_SLOT};
	const struct type *t = check_value(c, e->call.args);

	if (!t)
		return NULL;
	expr_set_int(e, &type_bool, passes(e, t));
	if (!c->an->final)
		return e->type;
	name.ident.name = e->const_value ? "true" : "false";
	expr_become(e, &name);
	return check_expr(c, e);
}

/* One argument of fail(), as its conversion shows it. false: it is no literal. */
static bool fail_value(struct check *c, struct expr *arg, char conv, struct buf *out)
{
	const struct expr *value;

	if (conv == 's' && arg->kind == EXPR_PARAM) {
		const char *text = param_text(c->s, arg->param.index);

		buf_adds(out, text ? text : "");
		return true;
	}
	value = check_value(c, arg) ? comptime_value(arg) : NULL;
	if (!value)
		return false;
	if (value->kind == EXPR_STR)
		buf_add(out, value->str.data, value->str.len);
	else if (value->is_const && conv == 'x')
		buf_addf(out, "%llx", (unsigned long long)value->const_value);
	else if (value->is_const && value->type->is_signed)
		buf_addf(out, "%lld", (long long)value->const_value);
	else if (value->is_const)
		buf_addf(out, "%llu", (unsigned long long)value->const_value);
	else
		return false;
	return true;
}

static bool fail_text(struct check *c, const struct expr *e, struct buf *out)
{
	const struct expr *fmt = comptime_value(e->call.args);
	struct expr *arg = e->call.args->next;
	const char *s;

	if (!fmt || fmt->kind != EXPR_STR) {
		check_error(c, e->call.args->span, "fail() expects a string literal here");
		return false;
	}
	for (s = fmt->str.data; *s; s++) {
		if (s[0] != '%' || s[1] == '%') {
			buf_add(out, s, 1);
			s += s[0] == '%';
			continue;
		}
		s += 1 + strspn(s + 1, "-+ #0123456789.hljztq");
		if (!*s || !arg) {
			check_error(c, e->span, "fail() has too few arguments for its format");
			return false;
		}
		if (!fail_value(c, arg, *s, out)) {
			check_error(c, arg->span,
			            "fail() happens at compile time: this is not known then");
			return false;
		}
		arg = arg->next;
	}
	return true;
}

/* Where the program cannot come, it does nothing. */
const struct type *check_fail(struct check *c, struct expr *e)
{
	struct buf text = BUF_INIT;

	if (c->an->final && !c->dead && fail_text(c, e, &text))
		check_error(c, e->span, "%s", buf_str(&text));
	buf_free(&text);
	if (c->an->final)
		expr_become(e, &(struct expr){.kind = EXPR_BLOCK, .slot = EXPR_NO_SLOT});
	return &type_none;
}

/* Calls that fit have been put in place; the others have been told what is wrong. */
const struct type *check_library(struct check *c, struct expr *e)
{
	return check_error(c, e->span, "%s() cannot be called here", e->call.name);
}
