// SPDX-License-Identifier: GPL-2.0-or-later
/* Expressions: dispatch, literals, names, tuples; the diagnostics of all checks. */
#include <string.h>
#include <unistd.h>

#include "sema/check.h"

/* The parser limits what is written; #define can nest on. */
#define MAX_DEPTH 1100

/* Variants of one clause repeat their diagnostics: the first at a place is the one that is shown.
 */
static bool first_time(struct check *c, struct span at)
{
	return !hash_put(&c->an->reported, &at, sizeof(at), c->an);
}

/* The text if the diagnostic is to be shown, else NULL. */
static char *admit(struct check *c, struct span at, const char *fmt, va_list ap)
{
	struct buf text = BUF_INIT;
	char *copy;

	c->shown = false;
	if (!c->an->final)
		return NULL;
	c->shown = first_time(c, at);
	if (!c->shown)
		return NULL;
	buf_vaddf(&text, fmt, ap);
	copy = arena_strdup(c->s->arena, buf_str(&text));
	buf_free(&text);
	return copy;
}

const struct type *check_error(struct check *c, struct span at, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = admit(c, at, fmt, ap);
	va_end(ap);
	if (text)
		diag_error(c->s->diag, at, "%s", text);
	return NULL;
}

void check_warn(struct check *c, struct span at, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = admit(c, at, fmt, ap);
	va_end(ap);
	if (text)
		diag_warn(c->s->diag, at, "%s", text);
}

void check_note(struct check *c, struct span at, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	if (!c->shown)
		return;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	diag_note(c->s->diag, at, "%s", buf_str(&text));
	buf_free(&text);
}

void check_hint(struct check *c, const char *fmt, ...)
{
	struct buf text = BUF_INIT;
	va_list ap;

	if (!c->shown)
		return;
	va_start(ap, fmt);
	buf_vaddf(&text, fmt, ap);
	va_end(ap);
	diag_hint(c->s->diag, "%s", buf_str(&text));
	buf_free(&text);
}

const char *type_text(struct check *c, const struct type *t)
{
	struct buf text = BUF_INIT;
	const char *copy;

	if (!t || t->kind == TY_NONE)
		return "nothing";
	type_print(&text, t);
	copy = arena_strdup(c->s->arena, buf_str(&text));
	buf_free(&text);
	return copy;
}

void expr_become(struct expr *e, const struct expr *as)
{
	struct expr *next = e->next;
	struct span span = e->span;

	*e = *as;
	e->next = next;
	e->span = span;
}

void expr_set_int(struct expr *e, const struct type *t, u64 value)
{
	e->type = t;
	e->is_const = true;
	e->const_value = value;
}

static const struct type *check_int(struct check *c, struct expr *e)
{
	bool is_unsigned = e->i.value > INT64_MAX;

	expr_set_int(e, e->i.is_char ? &type_s8 : type_int(8, !is_unsigned), e->i.value);
	return e->type;
}

/* The tuple's integers are 64 bits wide, as in maps and variables. */
static const struct type *check_tuple(struct check *c, struct expr *e)
{
	const struct type **elems = arena_array(c->s->arena, const struct type *, e->tuple.n + 1);
	u32 i = 0;
	bool known = !e->tuple.typeinfo_of || check_typeinfo_of(c, e);

	for (struct expr *x = e->tuple.elems; x; x = x->next, i++) {
		elems[i] = type_stored(check_value(c, x));
		known = known && elems[i];
		if (elems[i] && (!is_copyable(elems[i]) || elems[i]->kind == TY_TIMESTAMP)) {
			check_error(c, x->span, "a value of type '%s' cannot be in a tuple",
			            type_text(c, elems[i]));
			hint_not_copyable(c, elems[i]);
			known = false;
		}
	}
	return known ? type_tuple(c->s->arena, elems, e->tuple.n, e->tuple.names) : NULL;
}

static const struct type *check_block_expr(struct check *c, struct expr *e)
{
	struct scope sc;
	const struct type *t;

	scope_enter(c, &sc);
	check_stmts(c, e->block.stmts);
	t = e->block.value ? check_expr(c, e->block.value) : &type_none;
	scope_leave(c);
	return t;
}

static const struct type *check_str(struct check *c, struct expr *e)
{
	return type_str(c->s->arena, e->str.len + 1);
}

static const struct type *check_nparams(struct check *c, struct expr *e)
{
	expr_set_int(e, &type_s64, (u64)c->s->nparams);
	return e->type;
}

static const struct type *check_type_arg(struct check *c, struct expr *e)
{
	check_error(c, e->span, "a type is no value");
	check_hint(c, "as an argument, typeof() is for macros that use it as a type");
	return NULL;
}

typedef const struct type *check_fn(struct check *c, struct expr *e);

static check_fn *const checks[] = {
        [EXPR_INT] = check_int,           [EXPR_STR] = check_str,
        [EXPR_IDENT] = check_ident,       [EXPR_PARAM] = check_param,
        [EXPR_NPARAMS] = check_nparams,   [EXPR_VAR] = check_var,
        [EXPR_MAP] = check_map,           [EXPR_FIELD] = check_field,
        [EXPR_TUPLE_FIELD] = check_field, [EXPR_INDEX] = check_index,
        [EXPR_CALL] = check_call,         [EXPR_CAST] = check_cast,
        [EXPR_UNARY] = check_unary,       [EXPR_INCDEC] = check_incdec,
        [EXPR_BINARY] = check_binary,     [EXPR_TERNARY] = check_ternary,
        [EXPR_TUPLE] = check_tuple,       [EXPR_SIZEOF] = check_sizeof,
        [EXPR_OFFSETOF] = check_offsetof, [EXPR_BLOCK] = check_block_expr,
        [EXPR_COMPTIME] = check_comptime, [EXPR_TYPE] = check_type_arg,
};

const struct type *check_expr(struct check *c, struct expr *e)
{
	if (c->depth > MAX_DEPTH)
		return check_error(c, e->span, "the expression is nested too deeply");
	c->depth++;
	e->is_const = false;
	e->type = checks[e->kind](c, e);
	c->depth--;
	return e->type;
}

const struct type *check_value(struct check *c, struct expr *e)
{
	const struct type *t;

	if (is_args(e))
		args_as_record(c, e);
	t = check_expr(c, e);
	if (!t || t->kind != TY_NONE)
		return t;
	if (e->kind == EXPR_CALL)
		return check_error(c, e->span,
		                   "%s() should not be used in an assignment or expression: it has "
		                   "no value",
		                   e->call.name);
	check_error(c, e->span, "the expression has no value");
	if (e->kind == EXPR_BLOCK && e->block.stmts)
		check_hint(c, "a function returns its value; that of a block or macro is its last "
		              "expression, without a ';'");
	return NULL;
}

/* Without a probe: only what needs none is looked at. */
static bool needs_probe(struct expr *e, void *arg)
{
	bool *found = arg;

	switch (e->kind) {
	case EXPR_IDENT:
		*found |= builtin_find(e->ident.name, false) != NULL;
		break;
	case EXPR_INT:
	case EXPR_UNARY:
	case EXPR_BINARY:
	case EXPR_TERNARY:
	case EXPR_CAST:
	case EXPR_SIZEOF:
		break;
	default:
		*found = true;
		break;
	}
	return true;
}

bool check_constant(struct check *c, struct expr *e)
{
	bool final = c->an->final, found = false;

	ast_walk_expr(e, needs_probe, &found);
	if (found)
		return false;
	c->an->final = false;
	check_value(c, e);
	c->an->final = final;
	return e->type && e->is_const;
}

bool check_condition(struct check *c, struct expr *e, const char *what)
{
	const struct type *t = check_value(c, e);

	if (!t)
		return false;
	if (type_is_integer(t) || t->kind == TY_PTR || t->kind == TY_KSYM)
		return true;
	check_error(c, e->span, "invalid condition in %s: '%s' is neither integer nor pointer",
	            what, type_text(c, t));
	if (t->kind == TY_STR)
		check_hint(c, "compare it: != \"\"");
	return false;
}
