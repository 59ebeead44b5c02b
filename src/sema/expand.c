// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Macros and functions: a call becomes a block, a copy of the body.
 *
 * A macro's expr parameters stand for the text of the arguments, which is evaluated wherever the
 * body names them; $v and @m stand for the variable and the map that the call gives. A function's
 * parameters are variables of the copy, set once. Variables of a body belong to the copy (the
 * number in var.copy), so no name of it can meet one of the caller's. The spans of a copy are in a
 * source of its own, which knows the call: diagnostics point there.
 */
#include "sema/expand.h"

#include <string.h>

#include "sema/prelude.h"

/* Calls within the bodies of each other; height of a tree (the parser's). */
#define MAX_CALLS  64
#define MAX_HEIGHT 1000

struct frame {
	const struct frame *outer;
	const struct function *f;
};

/* visitor is the first member: the callbacks are given it. */
struct expander {
	struct ast_visitor visitor;
	struct analysis *an;
	const struct frame *frame; /* whose body is being searched; NULL: a clause's */
	u32 calls;                 /* frames */
	struct copies copies;
	bool full; /* has been reported */
};

static bool takes(const struct param *p, const struct expr *arg)
{
	char c = p->name[0];

	return (c != '$' && c != '@') || arg_sigil(arg) == c;
}

/* How far the arguments are from what the macro takes; 0: they fit. */
static u32 distance(const struct function *f, const struct expr *args, u32 nargs)
{
	u32 d = 1024 * (f->nparams > nargs ? f->nparams - nargs : nargs - f->nparams);

	if (!f->is_macro)
		return d;
	for (const struct param *p = f->params; p && args; p = p->next, args = args->next)
		d += !takes(p, args);
	return d;
}

/* Does every call that fits later fit first as well? */
static bool same_calls(const struct function *first, const struct function *later)
{
	const struct param *p = first->params, *q = later->params;

	if (first->nparams != later->nparams)
		return false;
	if (!first->is_macro || !later->is_macro)
		return true;
	for (; p; p = p->next, q = q->next)
		if ((p->name[0] == '$' || p->name[0] == '@') && p->name[0] != q->name[0])
			return false;
	return true;
}

static struct function *closest(const struct expander *x, const char *name, const struct expr *args,
                                u32 nargs)
{
	struct function *best = NULL;

	for (struct function *f = x->an->s->program->functions; f; f = f->next)
		if (!strcmp(f->name, name) &&
		    (!best || distance(f, args, nargs) < distance(best, args, nargs)))
			best = f;
	return best;
}

static void mismatch(struct expander *x, const struct expr *call, const struct function *f,
                     u32 nargs)
{
	struct diag *diag = x->an->s->diag;
	const struct expr *arg = call->kind == EXPR_CALL ? call->call.args : NULL;

	if (f->nparams != nargs) {
		diag_error(diag, call->span, "%s() takes %u argument%s (%u provided)", f->name,
		           f->nparams, f->nparams == 1 ? "" : "s", nargs);
		diag_note(diag, f->span, "this is the %s", function_kind(f));
		return;
	}
	for (const struct param *p = f->params; p && arg; p = p->next, arg = arg->next) {
		if (takes(p, arg))
			continue;
		diag_error(diag, arg->span, "%s() expects a %s for %s", f->name,
		           p->name[0] == '@' ? "map" : "variable", p->name);
		diag_note(diag, p->span, "this is the parameter");
	}
}

struct measure {
	struct ast_visitor visitor;
	u32 height;
};

static void measure_stmts(struct ast_visitor *v, struct stmt **place)
{
	for (struct stmt *s = *place; s; s = s->next)
		ast_stmt_children(s, v);
}

/* The height of a new tree, left in all of its nodes. */
static void measure_expr(struct ast_visitor *v, struct expr **place)
{
	struct measure *m = (struct measure *)v, below = {m->visitor, 0};

	ast_expr_children(*place, &below.visitor);
	(*place)->height = below.height + 1;
	if ((*place)->height > m->height)
		m->height = (*place)->height;
}

static bool too_much(struct expander *x, const struct expr *e, const struct function *f)
{
	struct diag *diag = x->an->s->diag;

	if (x->copies.nodes <= MAX_COPY_NODES && e->height <= MAX_HEIGHT && x->calls < MAX_CALLS)
		return false;
	if (!x->full)
		diag_error(diag, e->span,
		           "%s() is too much: macros and functions make this program too %s",
		           f->name, x->copies.nodes > MAX_COPY_NODES ? "long" : "deep");
	x->full = true;
	return true;
}

static bool is_recursive(struct expander *x, const struct expr *e, const struct function *f)
{
	const struct frame *fr = x->frame;
	const char *chain = f->name;

	while (fr && fr->f != f) {
		chain = arena_printf(x->an->s->arena, "%s > %s", fr->f->name, chain);
		fr = fr->outer;
	}
	if (!fr)
		return false;
	diag_error(x->an->s->diag, e->span, "%s %s() calls itself: %s > %s", function_kind(f),
	           f->name, f->name, chain);
	return true;
}

static void put_copy(struct expander *x, struct expr *e, struct function *f)
{
	struct frame frame = {x->frame, f};
	struct expr *block = expr_new(x->an, EXPR_BLOCK, e->span);
	struct measure m = {{measure_expr, measure_stmts, NULL}, 0};

	copy_body(&x->copies, f, e, block);
	f->called = true;
	expr_become(e, block);
	measure_expr(&m.visitor, &e);
	if (too_much(x, e, f))
		return;
	x->frame = &frame;
	x->calls++;
	ast_expr_children(e, &x->visitor);
	x->calls--;
	x->frame = frame.outer;
}

static void expand_expr(struct ast_visitor *v, struct expr **place)
{
	struct expander *x = (struct expander *)v;
	struct expr *e = *place, *args = NULL;
	struct function *f;
	const char *name;
	u32 nargs = 0;

	ast_expr_children(e, v);
	if (e->kind != EXPR_CALL && e->kind != EXPR_IDENT)
		return;
	name = e->kind == EXPR_CALL ? e->call.name : e->ident.name;
	if (e->kind == EXPR_CALL) {
		args = e->call.args;
		nargs = e->call.nargs;
	}
	f = closest(x, name, args, nargs);
	if (!f || x->full || (e->kind == EXPR_IDENT && !f->is_macro))
		return;
	if (distance(f, args, nargs)) {
		if (!builtin_find(name, e->kind == EXPR_CALL))
			mismatch(x, e, f, nargs);
	} else if (!is_recursive(x, e, f)) {
		put_copy(x, e, f);
	}
}

static void expand_stmts(struct ast_visitor *v, struct stmt **place)
{
	for (struct stmt *s = *place; s; s = s->next)
		ast_stmt_children(s, v);
}

/* { $x } is $x, { f() } is f(). A whole map as an argument stays in its braces: f({ @m }). */
static void unwrap_expr(struct ast_visitor *v, struct expr **place)
{
	struct expr *e = *place;

	while (e->kind == EXPR_BLOCK && !e->block.stmts && e->block.value &&
	       arg_sigil(e->block.value) != '@') {
		e->block.value->next = e->next;
		*place = e = e->block.value;
	}
	ast_expr_children(e, v);
}

static void unwrap_stmts(struct ast_visitor *v, struct stmt **place)
{
	for (struct stmt *s = *place; s; s = s->next)
		ast_stmt_children(s, v);
}

/* A function that nobody calls is checked as if BEGIN did, with nothing for its arguments. */
static void check_uncalled(struct expander *x, struct function *f)
{
	static const char *const parts[] = {"BEGIN"};
	struct arena *a = x->an->s->arena;
	struct clause *cl = arena_new_of(a, struct clause);
	struct expr *e = expr_new(x->an, EXPR_CALL, f->span);

	e->call.name = f->name;
	put_copy(x, e, f);
	cl->span = f->span;
	cl->points = arena_new_of(a, struct attach_point);
	cl->points->span = f->span;
	cl->points->parts = arena_memdup(a, parts, sizeof(parts));
	cl->points->part_spans = &cl->points->span;
	cl->points->nparts = 1;
	cl->body = stmt_new(x->an, STMT_EXPR, f->span);
	cl->body->expr = e;
	cl->next = x->an->uncalled;
	x->an->uncalled = cl;
}

static void check_names(struct analysis *an, const struct function *f)
{
	for (const struct param *p = f->params; p; p = p->next)
		for (const struct param *q = f->params; q != p; q = q->next)
			if (!strcmp(p->name, q->name))
				diag_error(an->s->diag, p->span, "parameter %s is there twice",
				           p->name);
	if (!f->is_macro && builtin_find(f->name, true))
		diag_error(an->s->diag, f->span, "%s() is a builtin function", f->name);
}

/* No two definitions may fit the same call: the later must be the one that takes more. */
static void check_definitions(struct analysis *an)
{
	for (const struct function *f = an->s->program->functions; f; f = f->next) {
		check_names(an, f);
		for (const struct function *g = an->s->program->functions; g != f; g = g->next) {
			if (strcmp(f->name, g->name) || f->is_builtin || !same_calls(g, f))
				continue;
			diag_error(an->s->diag, f->span, "%s() is defined twice", f->name);
			diag_note(an->s->diag, g->span, "this is the first definition");
			break;
		}
	}
}

int expand_calls(struct analysis *an)
{
	u32 errors = an->s->diag->errors;
	struct expander x = {
	        .visitor = {expand_expr, expand_stmts, NULL}, .an = an, .copies = {.an = an}};
	struct ast_visitor unwrap = {unwrap_expr, unwrap_stmts, NULL};

	prelude_add(an);
	if (!an->s->program->functions)
		return 0;
	check_definitions(an);
	for (struct clause *c = an->s->program->clauses; c; c = c->next) {
		if (c->filter) {
			expand_expr(&x.visitor, &c->filter);
			unwrap_expr(&unwrap, &c->filter);
		}
		expand_stmts(&x.visitor, &c->body);
		unwrap_stmts(&unwrap, &c->body);
	}
	for (struct function *f = an->s->program->functions; f; f = f->next)
		if (!f->is_macro && !f->called && an->s->diag->errors == errors)
			check_uncalled(&x, f);
	return an->s->diag->errors == errors ? 0 : -EINVAL;
}
