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

/* Calls within the bodies of each other; nodes of all copies; height of a tree (the parser's). */
#define MAX_CALLS  64
#define MAX_NODES  200000
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
	u32 copies, nodes;         /* so far */
	bool full;                 /* has been reported */
};

/* One copy in the making. */
struct copy {
	struct ast_visitor visitor;
	struct expander *x;
	const struct function *f;
	struct expr *args; /* of the call, in the order of the parameters */
	struct source *src;
	u32 number;
	struct expr *result; /* functions that return something: the variable for it */
};

static const char *kind_name(const struct function *f)
{
	return f->is_macro ? "macro" : "function";
}

static char sigil(const struct expr *arg)
{
	if (arg->kind == EXPR_VAR)
		return '$';
	return arg->kind == EXPR_MAP && !arg->map.key ? '@' : 0;
}

static bool takes(const struct param *p, const struct expr *arg)
{
	char c = p->name[0];

	return (c != '$' && c != '@') || sigil(arg) == c;
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

static const struct expr *nth(const struct expr *list, u32 n)
{
	while (list && n--)
		list = list->next;
	return list;
}

static void mismatch(struct expander *x, const struct expr *call, const struct function *f,
                     u32 nargs)
{
	struct diag *diag = x->an->s->diag;
	const struct expr *arg = call->kind == EXPR_CALL ? call->call.args : NULL;

	if (f->nparams != nargs) {
		diag_error(diag, call->span, "%s() takes %u argument%s (%u provided)", f->name,
		           f->nparams, f->nparams == 1 ? "" : "s", nargs);
		diag_note(diag, f->span, "this is the %s", kind_name(f));
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

/* A node of a tree that is not the parser's. */
static struct expr *node(struct expander *x, enum expr_kind kind, struct span at)
{
	struct expr *e = arena_new_of(x->an->s->arena, struct expr);

	e->kind = kind;
	e->span = at;
	e->slot = EXPR_NO_SLOT;
	e->height = 1;
	return e;
}

static struct stmt *statement(struct expander *x, enum stmt_kind kind, struct span at)
{
	struct stmt *s = arena_new_of(x->an->s->arena, struct stmt);

	s->kind = kind;
	s->span = at;
	return s;
}

static struct expr *variable(struct copy *c, const char *name, struct span at)
{
	struct expr *e = node(c->x, EXPR_VAR, at);

	e->var.name = name;
	e->var.copy = c->number;
	return e;
}

static struct span moved(const struct copy *c, struct span at)
{
	if (at.src == c->f->span.src)
		at.src = c->src;
	return at;
}

/* What the call gives for a name of the macro. */
static const struct expr *argument(const struct copy *c, char sigil, const char *name)
{
	u32 i = 0;

	for (const struct param *p = c->f->params; c->f->is_macro && p; p = p->next, i++) {
		const char *bare = p->name + (p->name[0] == '$' || p->name[0] == '@');

		if (!strcmp(bare, name) && (bare == p->name ? 0 : p->name[0]) == sigil)
			return nth(c->args, i);
	}
	return NULL;
}

static bool count_node(struct expr *e, void *arg)
{
	(void)e;
	++*(u32 *)arg;
	return true;
}

/* The argument's text; a variable or map in braces, for its value is meant. */
static void put_argument(struct copy *c, struct expr **place, const struct expr *arg)
{
	struct expr *e, *block;

	if (c->x->nodes > MAX_NODES)
		return;
	e = ast_clone_expr(c->x->an->s->arena, arg);
	ast_walk_expr(e, count_node, &c->x->nodes);
	if (sigil(arg)) {
		block = node(c->x, EXPR_BLOCK, arg->span);
		block->block.value = e;
		e = block;
	}
	e->next = (*place)->next;
	*place = e;
}

static void copy_var(struct copy *c, struct expr *e)
{
	const struct expr *arg = argument(c, '$', e->var.name);

	e->var.copy = arg ? arg->var.copy : c->number;
	if (arg)
		e->var.name = arg->var.name;
}

static void copy_map(struct copy *c, struct expr *e)
{
	const struct expr *arg = argument(c, '@', e->map.name);

	if (arg) {
		e->map.name = arg->map.name;
	} else if (c->f->is_macro) {
		diag_error(c->x->an->s->diag, e->span,
		           "a macro can use only the maps that it is given, not @%s", e->map.name);
		diag_hint(c->x->an->s->diag, "make it a parameter: macro %s(@%s)", c->f->name,
		          e->map.name);
	}
}

/* Put the copy's names and spans into an expression of it. */
static void copy_expr(struct ast_visitor *v, struct expr **place)
{
	struct copy *c = (struct copy *)v;
	struct expr *e = *place;
	const struct expr *arg;

	c->x->nodes++;
	e->span = moved(c, e->span);
	switch (e->kind) {
	case EXPR_VAR:
		copy_var(c, e);
		break;
	case EXPR_MAP:
		copy_map(c, e);
		break;
	case EXPR_IDENT:
		arg = argument(c, 0, e->ident.name);
		if (arg) {
			put_argument(c, place, arg);
			return;
		}
		break;
	case EXPR_CALL:
		e->call.name_span = moved(c, e->call.name_span);
		break;
	case EXPR_FIELD:
		e->field.name_span = moved(c, e->field.name_span);
		break;
	case EXPR_BINARY:
		e->binary.op_span = moved(c, e->binary.op_span);
		break;
	default:
		break;
	}
	ast_expr_children(e, v);
}

static void copy_type(struct ast_visitor *v, struct type_name **place)
{
	struct copy *c = (struct copy *)v;
	const struct expr *arg;

	if (!*place)
		return;
	(*place)->span = moved(c, (*place)->span);
	arg = (*place)->name ? argument(c, 0, (*place)->name) : NULL;
	if (arg && arg->kind == EXPR_IDENT)
		(*place)->name = arg->ident.name;
}

/* return x; of a function: { result = x; leave } */
static void copy_return(struct copy *c, struct stmt *s)
{
	struct diag *diag = c->x->an->s->diag;
	struct stmt *leave = statement(c->x, STMT_LEAVE, s->span), *set;
	struct expr *value = s->ret.value;

	if (!value != !c->result) {
		diag_error(diag, s->span, value ? "%s() returns nothing" : "%s() returns a value",
		           c->f->name);
		diag_hint(diag,
		          value ? "give it a type: fn %s(…) : TYPE { … }"
		                : "return VALUE; is missing its value in %s()",
		          c->f->name);
	}
	s->kind = STMT_BLOCK;
	s->body = leave;
	if (!value || !c->result)
		return;
	set = statement(c->x, STMT_ASSIGN, s->span);
	set->assign.target = variable(c, c->result->var.name, value->span);
	set->assign.value = value;
	set->next = leave;
	s->body = set;
}

static void check_let(struct copy *c, const struct stmt *s)
{
	const char *name = s->let.var->var.name;

	if (!argument(c, '$', name))
		return;
	diag_error(c->x->an->s->diag, moved(c, s->span), "let declares the parameter $%s again",
	           name);
}

static void copy_stmts(struct ast_visitor *v, struct stmt **place)
{
	struct copy *c = (struct copy *)v;

	for (struct stmt *s = *place; s; s = s->next) {
		c->x->nodes++;
		s->span = moved(c, s->span);
		if (s->kind == STMT_LET)
			check_let(c, s);
		ast_stmt_children(s, v);
		if (s->kind == STMT_RETURN && !c->f->is_macro)
			copy_return(c, s);
	}
}

static struct copy copy_begin(struct expander *x, const struct function *f, const struct expr *call)
{
	struct arena *a = x->an->s->arena;
	struct copy c = {.visitor = {copy_expr, copy_stmts, copy_type}, .x = x, .f = f};

	c.args = call->kind == EXPR_CALL ? call->call.args : NULL;
	c.number = ++x->copies;
	c.src = arena_memdup(a, f->span.src, sizeof(*c.src));
	if (call->kind == EXPR_CALL && call->span.src == f->span.src &&
	    call->span.begin == f->span.begin)
		return c; /* check_uncalled() */
	if (!f->is_builtin)
		c.src->copy_of = arena_printf(a, "%s %s()", kind_name(f), f->name);
	c.src->call = arena_memdup(a, &call->span, sizeof(call->span));
	return c;
}

static void copy_macro(struct copy *c, struct expr *block)
{
	struct arena *a = c->x->an->s->arena;

	block->block.stmts = ast_clone_stmts(a, c->f->body);
	block->block.value = ast_clone_expr(a, c->f->value);
	ast_expr_children(block, &c->visitor);
}

/* let $p : T = arg; … let result : T; FRAME { body }; the value is result */
static void copy_function(struct copy *c, struct expr *block)
{
	struct arena *a = c->x->an->s->arena;
	struct stmt **tail = &block->block.stmts, *s;
	struct expr *arg = c->args, *next = NULL;

	for (const struct param *p = c->f->params; p; p = p->next, arg = next) {
		if (arg) {
			next = arg->next;
			arg->next = NULL;
		}
		s = statement(c->x, STMT_LET, arg ? arg->span : p->span);
		s->let.var = variable(c, p->name + 1, moved(c, p->span));
		s->let.type = arena_memdup(a, p->type, sizeof(*p->type));
		s->let.value = arg;
		*tail = s;
		tail = &s->next;
	}
	if (c->f->returns) {
		c->result = variable(c, arena_printf(a, "%s()", c->f->name), block->span);
		s = statement(c->x, STMT_LET, block->span);
		s->let.var = variable(c, c->result->var.name, moved(c, c->f->returns->span));
		s->let.type = arena_memdup(a, c->f->returns, sizeof(*c->f->returns));
		*tail = s;
		tail = &s->next;
		block->block.value = c->result;
	}
	s = statement(c->x, STMT_FRAME, block->span);
	s->body = ast_clone_stmts(a, c->f->body);
	*tail = s;
	copy_stmts(&c->visitor, &s->body);
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

	if (x->nodes <= MAX_NODES && e->height <= MAX_HEIGHT && x->calls < MAX_CALLS)
		return false;
	if (!x->full)
		diag_error(diag, e->span,
		           "%s() is too much: macros and functions make this program too %s",
		           f->name, x->nodes > MAX_NODES ? "long" : "deep");
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
	diag_error(x->an->s->diag, e->span, "%s %s() calls itself: %s > %s", kind_name(f), f->name,
	           f->name, chain);
	return true;
}

static void put_copy(struct expander *x, struct expr *e, struct function *f)
{
	struct frame frame = {x->frame, f};
	struct expr *block = node(x, EXPR_BLOCK, e->span);
	struct copy c = copy_begin(x, f, e);
	struct measure m = {{measure_expr, measure_stmts, NULL}, 0};

	if (f->is_macro)
		copy_macro(&c, block);
	else
		copy_function(&c, block);
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
	       sigil(e->block.value) != '@') {
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
	struct expr *e = node(x, EXPR_CALL, f->span);

	e->call.name = f->name;
	put_copy(x, e, f);
	cl->span = f->span;
	cl->points = arena_new_of(a, struct attach_point);
	cl->points->span = f->span;
	cl->points->parts = arena_memdup(a, parts, sizeof(parts));
	cl->points->part_spans = &cl->points->span;
	cl->points->nparts = 1;
	cl->body = statement(x, STMT_EXPR, f->span);
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
	struct expander x = {.visitor = {expand_expr, expand_stmts, NULL}, .an = an};
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
