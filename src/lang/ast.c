/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies of trees, and walks over them. */
#include "lang/ast.h"

#include <string.h>

static const char *const op_texts[] = {
        [OP_NONE] = "=", [OP_ADD] = "+",   [OP_SUB] = "-",   [OP_MUL] = "*",  [OP_DIV] = "/",
        [OP_MOD] = "%",  [OP_AND] = "&",   [OP_OR] = "|",    [OP_XOR] = "^",  [OP_SHL] = "<<",
        [OP_SHR] = ">>", [OP_LAND] = "&&", [OP_LOR] = "||",  [OP_EQ] = "==",  [OP_NE] = "!=",
        [OP_LT] = "<",   [OP_LE] = "<=",   [OP_GT] = ">",    [OP_GE] = ">=",  [OP_NEG] = "-",
        [OP_NOT] = "!",  [OP_BNOT] = "~",  [OP_DEREF] = "*", [OP_ADDR] = "&", [OP_INC] = "++",
        [OP_DEC] = "--",
};

const char *op_text(enum op op)
{
	return op_texts[op];
}

/* The type is named by an expression: typeof(x). */
static void type_child(struct type_name *t, struct ast_visitor *v)
{
	if (t->type_of)
		v->expr(v, &t->type_of);
}

static void type_place(struct type_name **t, struct ast_visitor *v)
{
	if (!*t)
		return;
	if (v->type && !v->type(v, t))
		return;
	type_child(*t, v);
	type_place(&(*t)->inner, v);
}

static void expr_place(struct expr **e, struct ast_visitor *v)
{
	for (; *e; e = &(*e)->next)
		v->expr(v, e);
}

void ast_expr_children(struct expr *e, struct ast_visitor *v)
{
	switch (e->kind) {
	case EXPR_INT:
	case EXPR_STR:
	case EXPR_IDENT:
	case EXPR_PARAM:
	case EXPR_NPARAMS:
	case EXPR_VAR:
		break;
	case EXPR_MAP:
		expr_place(&e->map.key, v);
		break;
	case EXPR_FIELD:
	case EXPR_TUPLE_FIELD:
		expr_place(&e->field.base, v);
		break;
	case EXPR_INDEX:
		expr_place(&e->index.base, v);
		expr_place(&e->index.index, v);
		break;
	case EXPR_CALL:
		expr_place(&e->call.args, v);
		break;
	case EXPR_CAST:
		type_place(&e->cast.to, v);
		expr_place(&e->cast.expr, v);
		break;
	case EXPR_UNARY:
		expr_place(&e->unary.expr, v);
		break;
	case EXPR_INCDEC:
		expr_place(&e->incdec.expr, v);
		break;
	case EXPR_BINARY:
		expr_place(&e->binary.left, v);
		expr_place(&e->binary.right, v);
		break;
	case EXPR_TERNARY:
		expr_place(&e->ternary.cond, v);
		expr_place(&e->ternary.then, v);
		expr_place(&e->ternary.other, v);
		break;
	case EXPR_TUPLE:
		expr_place(&e->tuple.elems, v);
		break;
	case EXPR_SIZEOF:
		type_place(&e->size_of.name, v);
		expr_place(&e->size_of.expr, v);
		break;
	case EXPR_OFFSETOF:
		type_place(&e->offset_of.name, v);
		expr_place(&e->offset_of.expr, v);
		break;
	case EXPR_BLOCK:
		v->stmts(v, &e->block.stmts);
		expr_place(&e->block.value, v);
		break;
	case EXPR_COMPTIME:
		expr_place(&e->comptime.expr, v);
		break;
	case EXPR_TYPE:
		type_place(&e->type_arg, v);
		break;
	}
}

void ast_stmt_children(struct stmt *s, struct ast_visitor *v)
{
	switch (s->kind) {
	case STMT_EXPR:
		expr_place(&s->expr, v);
		break;
	case STMT_ASSIGN:
		expr_place(&s->assign.value, v);
		expr_place(&s->assign.target, v);
		break;
	case STMT_LET:
		type_place(&s->let.type, v);
		expr_place(&s->let.value, v);
		expr_place(&s->let.var, v);
		break;
	case STMT_IF:
		expr_place(&s->if_.cond, v);
		v->stmts(v, &s->if_.then);
		v->stmts(v, &s->if_.other);
		break;
	case STMT_WHILE:
		expr_place(&s->while_.cond, v);
		v->stmts(v, &s->while_.body);
		break;
	case STMT_UNROLL:
		expr_place(&s->unroll.count, v);
		v->stmts(v, &s->unroll.body);
		break;
	case STMT_FOR_RANGE:
		expr_place(&s->range.from, v);
		expr_place(&s->range.to, v);
		expr_place(&s->range.var, v);
		v->stmts(v, &s->range.body);
		break;
	case STMT_FOR_MAP:
		expr_place(&s->each.map, v);
		expr_place(&s->each.var, v);
		v->stmts(v, &s->each.body);
		break;
	case STMT_RETURN:
		expr_place(&s->ret.value, v);
		break;
	case STMT_BLOCK:
	case STMT_FRAME:
		v->stmts(v, &s->body);
		break;
	case STMT_BREAK:
	case STMT_CONTINUE:
	case STMT_LEAVE:
		break;
	}
}

/* visitor is the first member: the callbacks are given it. */
struct cloner {
	struct ast_visitor visitor;
	struct arena *arena;
};

static bool clone_type(struct ast_visitor *v, struct type_name **place)
{
	*place = arena_memdup(((struct cloner *)v)->arena, *place, sizeof(**place));
	return true;
}

static void clone_expr(struct ast_visitor *v, struct expr **place)
{
	*place = arena_memdup(((struct cloner *)v)->arena, *place, sizeof(**place));
	ast_expr_children(*place, v);
}

static void clone_stmts(struct ast_visitor *v, struct stmt **place)
{
	for (; *place; place = &(*place)->next) {
		*place = arena_memdup(((struct cloner *)v)->arena, *place, sizeof(**place));
		ast_stmt_children(*place, v);
	}
}

static struct cloner cloner(struct arena *a)
{
	return (struct cloner){{clone_expr, clone_stmts, clone_type}, a};
}

struct expr *ast_clone_expr(struct arena *a, const struct expr *e)
{
	struct cloner c = cloner(a);
	struct expr *copy = (struct expr *)e;

	if (!e)
		return NULL;
	clone_expr(&c.visitor, &copy);
	copy->next = NULL;
	return copy;
}

struct stmt *ast_clone_stmts(struct arena *a, const struct stmt *s)
{
	struct cloner c = cloner(a);
	struct stmt *copy = (struct stmt *)s;

	clone_stmts(&c.visitor, &copy);
	return copy;
}

struct walker {
	struct ast_visitor visitor;
	bool (*fn)(struct expr *, void *);
	void *arg;
};

static void walk_expr(struct ast_visitor *v, struct expr **place)
{
	struct walker *w = (struct walker *)v;

	if (w->fn(*place, w->arg))
		ast_expr_children(*place, v);
}

static void walk_stmts(struct ast_visitor *v, struct stmt **place)
{
	for (struct stmt *s = *place; s; s = s->next)
		ast_stmt_children(s, v);
}

void ast_walk_expr(struct expr *e, bool (*fn)(struct expr *, void *), void *arg)
{
	struct walker w = {{walk_expr, walk_stmts, NULL}, fn, arg};

	if (e)
		walk_expr(&w.visitor, &e);
}

void ast_walk_stmts(struct stmt *s, bool (*fn)(struct expr *, void *), void *arg)
{
	struct walker w = {{walk_expr, walk_stmts, NULL}, fn, arg};

	walk_stmts(&w.visitor, &s);
}
