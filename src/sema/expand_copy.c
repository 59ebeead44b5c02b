// SPDX-License-Identifier: GPL-2.0-or-later
/* The copy of a macro's or a function's body that stands for one call of it. */
#include <string.h>

#include "sema/expand.h"

/* One copy in the making. */
struct copy {
	struct ast_visitor visitor;
	struct copies *all;
	const struct function *f;
	struct expr *args; /* of the call, in the order of the parameters */
	struct source *src;
	u32 number;
	struct expr *result; /* functions that return something: the variable for it */
};

const char *function_kind(const struct function *f)
{
	return f->is_macro ? "macro" : "function";
}

char arg_sigil(const struct expr *arg)
{
	if (arg->kind == EXPR_VAR)
		return '$';
	return arg->kind == EXPR_MAP && !arg->map.key ? '@' : 0;
}

static const struct expr *nth(const struct expr *list, u32 n)
{
	while (list && n--)
		list = list->next;
	return list;
}

/* A node of a tree that is not the parser's. */
struct expr *expr_new(struct analysis *an, enum expr_kind kind, struct span at)
{
	struct expr *e = arena_new_of(an->s->arena, struct expr);

	e->kind = kind;
	e->span = at;
	e->slot = EXPR_NO_SLOT;
	e->height = 1;
	return e;
}

struct stmt *stmt_new(struct analysis *an, enum stmt_kind kind, struct span at)
{
	struct stmt *s = arena_new_of(an->s->arena, struct stmt);

	s->kind = kind;
	s->span = at;
	return s;
}

static struct expr *variable(struct copy *c, const char *name, struct span at)
{
	struct expr *e = expr_new(c->all->an, EXPR_VAR, at);

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

	if (c->all->nodes > MAX_COPY_NODES)
		return;
	e = ast_clone_expr(c->all->an->s->arena, arg);
	ast_walk_expr(e, count_node, &c->all->nodes);
	if (arg_sigil(arg)) {
		block = expr_new(c->all->an, EXPR_BLOCK, arg->span);
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
		diag_error(c->all->an->s->diag, e->span,
		           "a macro can use only the maps that it is given, not @%s", e->map.name);
		diag_hint(c->all->an->s->diag, "make it a parameter: macro %s(@%s)", c->f->name,
		          e->map.name);
	}
}

/* A type that the call gives for a name. */
static struct type_name *type_argument(const struct copy *c, const char *name)
{
	const struct expr *arg = name ? argument(c, 0, name) : NULL, *copy;

	if (!arg || arg->kind != EXPR_TYPE)
		return NULL;
	copy = ast_clone_expr(c->all->an->s->arena, arg);
	return copy->type_arg;
}

/* sizeof(x), offsetof(x, …): x may stand for a type. */
static bool copy_measured(struct copy *c, struct expr **of, struct type_name **name)
{
	const struct expr *index = *of && (*of)->kind == EXPR_INDEX ? (*of)->index.index : NULL;
	const struct expr *base = index ? (*of)->index.base : *of;
	struct type_name *inner;

	if (!base || base->kind != EXPR_IDENT || (index && index->kind != EXPR_INT))
		return false;
	inner = type_argument(c, base->ident.name);
	if (!inner)
		return false;
	if (index) { /* x[2] is an array of the type */
		*name = arena_new_of(c->all->an->s->arena, struct type_name);
		(*name)->span = (*of)->span;
		(*name)->inner = inner;
		(*name)->ndims = 1;
		(*name)->dims[0] = index->i.value;
	} else {
		*name = inner;
	}
	*of = NULL;
	return true;
}

/* Put the copy's names and spans into an expression of it. */
static void copy_expr(struct ast_visitor *v, struct expr **place)
{
	struct copy *c = (struct copy *)v;
	struct expr *e = *place;
	const struct expr *arg;

	c->all->nodes++;
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
	case EXPR_SIZEOF:
		if (copy_measured(c, &e->size_of.expr, &e->size_of.name))
			return;
		break;
	case EXPR_OFFSETOF:
		if (copy_measured(c, &e->offset_of.expr, &e->offset_of.name))
			return;
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

static bool copy_type(struct ast_visitor *v, struct type_name **place)
{
	struct copy *c = (struct copy *)v;
	struct type_name *t = *place, *given;
	const struct expr *arg, *of = t->type_of;

	t->span = moved(c, t->span);
	given = type_argument(c, of && of->kind == EXPR_IDENT ? of->ident.name : t->name);
	if (given) {
		t->inner = given;
		t->type_of = NULL;
		return false; /* it is the caller's */
	}
	arg = t->name ? argument(c, 0, t->name) : NULL;
	if (arg && arg->kind == EXPR_IDENT)
		t->name = arg->ident.name;
	return true;
}

/* return x; of a function: { result = x; leave } */
static void copy_return(struct copy *c, struct stmt *s)
{
	struct diag *diag = c->all->an->s->diag;
	struct stmt *leave = stmt_new(c->all->an, STMT_LEAVE, s->span), *set;
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
	set = stmt_new(c->all->an, STMT_ASSIGN, s->span);
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
	diag_error(c->all->an->s->diag, moved(c, s->span), "let declares the parameter $%s again",
	           name);
}

static void copy_stmts(struct ast_visitor *v, struct stmt **place)
{
	struct copy *c = (struct copy *)v;

	for (struct stmt *s = *place; s; s = s->next) {
		c->all->nodes++;
		s->span = moved(c, s->span);
		if (s->kind == STMT_LET)
			check_let(c, s);
		ast_stmt_children(s, v);
		if (s->kind == STMT_RETURN && !c->f->is_macro)
			copy_return(c, s);
	}
}

static struct copy copy_begin(struct copies *all, const struct function *f, const struct expr *call)
{
	struct arena *a = all->an->s->arena;
	struct copy c = {.visitor = {copy_expr, copy_stmts, copy_type}, .all = all, .f = f};

	c.args = call->kind == EXPR_CALL ? call->call.args : NULL;
	c.number = ++all->n;
	c.src = arena_memdup(a, f->span.src, sizeof(*c.src));
	if (call->kind == EXPR_CALL && call->span.src == f->span.src &&
	    call->span.begin == f->span.begin)
		return c; /* check_uncalled() */
	if (!f->is_builtin)
		c.src->copy_of = arena_printf(a, "%s %s()", function_kind(f), f->name);
	c.src->call = arena_memdup(a, &call->span, sizeof(call->span));
	return c;
}

static void copy_macro(struct copy *c, struct expr *block)
{
	struct arena *a = c->all->an->s->arena;

	block->block.stmts = ast_clone_stmts(a, c->f->body);
	block->block.value = ast_clone_expr(a, c->f->value);
	ast_expr_children(block, &c->visitor);
}

/* let $p : T = arg; … let result : T; FRAME { body }; the value is result */
static void copy_function(struct copy *c, struct expr *block)
{
	struct arena *a = c->all->an->s->arena;
	struct stmt **tail = &block->block.stmts, *s;
	struct expr *arg = c->args, *next = NULL;

	for (const struct param *p = c->f->params; p; p = p->next, arg = next) {
		if (arg) {
			next = arg->next;
			arg->next = NULL;
		}
		s = stmt_new(c->all->an, STMT_LET, arg ? arg->span : p->span);
		s->let.var = variable(c, p->name + 1, moved(c, p->span));
		s->let.type = arena_memdup(a, p->type, sizeof(*p->type));
		s->let.value = arg;
		*tail = s;
		tail = &s->next;
	}
	if (c->f->returns) {
		c->result = variable(c, arena_printf(a, "%s()", c->f->name), block->span);
		s = stmt_new(c->all->an, STMT_LET, block->span);
		s->let.var = variable(c, c->result->var.name, moved(c, c->f->returns->span));
		s->let.type = arena_memdup(a, c->f->returns, sizeof(*c->f->returns));
		*tail = s;
		tail = &s->next;
		block->block.value = c->result;
	}
	s = stmt_new(c->all->an, STMT_FRAME, block->span);
	s->body = ast_clone_stmts(a, c->f->body);
	*tail = s;
	copy_stmts(&c->visitor, &s->body);
}

void copy_body(struct copies *all, const struct function *f, const struct expr *call,
               struct expr *block)
{
	struct copy c = copy_begin(all, f, call);

	if (f->is_macro)
		copy_macro(&c, block);
	else
		copy_function(&c, block);
}
