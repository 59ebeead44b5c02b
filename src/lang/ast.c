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

static struct type_name *clone_type(struct arena *a, const struct type_name *t)
{
	struct type_name *copy;

	if (!t)
		return NULL;
	copy = arena_memdup(a, t, sizeof(*t));
	copy->type_of = ast_clone_expr(a, t->type_of);
	return copy;
}

static struct expr *clone_list(struct arena *a, const struct expr *e)
{
	struct expr *first = NULL, **tail = &first;

	for (; e; e = e->next) {
		*tail = ast_clone_expr(a, e);
		tail = &(*tail)->next;
	}
	return first;
}

struct expr *ast_clone_expr(struct arena *a, const struct expr *e)
{
	struct expr *c;

	if (!e)
		return NULL;
	c = arena_memdup(a, e, sizeof(*e));
	c->next = NULL;
	switch (e->kind) {
	case EXPR_INT:
	case EXPR_STR:
	case EXPR_IDENT:
	case EXPR_PARAM:
	case EXPR_NPARAMS:
	case EXPR_VAR:
		break;
	case EXPR_MAP:
		c->map.key = ast_clone_expr(a, e->map.key);
		break;
	case EXPR_FIELD:
	case EXPR_TUPLE_FIELD:
		c->field.base = ast_clone_expr(a, e->field.base);
		break;
	case EXPR_INDEX:
		c->index.base = ast_clone_expr(a, e->index.base);
		c->index.index = ast_clone_expr(a, e->index.index);
		break;
	case EXPR_CALL:
		c->call.args = clone_list(a, e->call.args);
		break;
	case EXPR_CAST:
		c->cast.to = clone_type(a, e->cast.to);
		c->cast.expr = ast_clone_expr(a, e->cast.expr);
		break;
	case EXPR_UNARY:
		c->unary.expr = ast_clone_expr(a, e->unary.expr);
		break;
	case EXPR_INCDEC:
		c->incdec.expr = ast_clone_expr(a, e->incdec.expr);
		break;
	case EXPR_BINARY:
		c->binary.left = ast_clone_expr(a, e->binary.left);
		c->binary.right = ast_clone_expr(a, e->binary.right);
		break;
	case EXPR_TERNARY:
		c->ternary.cond = ast_clone_expr(a, e->ternary.cond);
		c->ternary.then = ast_clone_expr(a, e->ternary.then);
		c->ternary.other = ast_clone_expr(a, e->ternary.other);
		break;
	case EXPR_TUPLE:
		c->tuple.elems = clone_list(a, e->tuple.elems);
		break;
	case EXPR_SIZEOF:
		c->size_of.name = clone_type(a, e->size_of.name);
		c->size_of.expr = ast_clone_expr(a, e->size_of.expr);
		break;
	case EXPR_OFFSETOF:
		c->offset_of.name = clone_type(a, e->offset_of.name);
		c->offset_of.expr = ast_clone_expr(a, e->offset_of.expr);
		break;
	case EXPR_BLOCK:
		c->block.stmts = ast_clone_stmts(a, e->block.stmts);
		c->block.value = ast_clone_expr(a, e->block.value);
		break;
	case EXPR_COMPTIME:
		c->comptime.expr = ast_clone_expr(a, e->comptime.expr);
		break;
	}
	return c;
}

static struct stmt *clone_stmt(struct arena *a, const struct stmt *s)
{
	struct stmt *c = arena_memdup(a, s, sizeof(*s));

	c->next = NULL;
	switch (s->kind) {
	case STMT_EXPR:
		c->expr = ast_clone_expr(a, s->expr);
		break;
	case STMT_ASSIGN:
		c->assign.target = ast_clone_expr(a, s->assign.target);
		c->assign.value = ast_clone_expr(a, s->assign.value);
		break;
	case STMT_LET:
		c->let.var = ast_clone_expr(a, s->let.var);
		c->let.type = clone_type(a, s->let.type);
		c->let.value = ast_clone_expr(a, s->let.value);
		break;
	case STMT_IF:
		c->if_.cond = ast_clone_expr(a, s->if_.cond);
		c->if_.then = ast_clone_stmts(a, s->if_.then);
		c->if_.other = ast_clone_stmts(a, s->if_.other);
		break;
	case STMT_WHILE:
		c->while_.cond = ast_clone_expr(a, s->while_.cond);
		c->while_.body = ast_clone_stmts(a, s->while_.body);
		break;
	case STMT_UNROLL:
		c->unroll.count = ast_clone_expr(a, s->unroll.count);
		c->unroll.body = ast_clone_stmts(a, s->unroll.body);
		break;
	case STMT_FOR_RANGE:
		c->range.var = ast_clone_expr(a, s->range.var);
		c->range.from = ast_clone_expr(a, s->range.from);
		c->range.to = ast_clone_expr(a, s->range.to);
		c->range.body = ast_clone_stmts(a, s->range.body);
		break;
	case STMT_FOR_MAP:
		c->each.var = ast_clone_expr(a, s->each.var);
		c->each.map = ast_clone_expr(a, s->each.map);
		c->each.body = ast_clone_stmts(a, s->each.body);
		break;
	case STMT_RETURN:
		c->ret.value = ast_clone_expr(a, s->ret.value);
		break;
	case STMT_BLOCK:
		c->body = ast_clone_stmts(a, s->body);
		break;
	case STMT_BREAK:
	case STMT_CONTINUE:
		break;
	}
	return c;
}

struct stmt *ast_clone_stmts(struct arena *a, const struct stmt *s)
{
	struct stmt *first = NULL, **tail = &first;

	for (; s; s = s->next) {
		*tail = clone_stmt(a, s);
		tail = &(*tail)->next;
	}
	return first;
}

static void walk_type(struct type_name *t, bool (*fn)(struct expr *, void *), void *arg)
{
	if (t)
		ast_walk_expr(t->type_of, fn, arg);
}

static void walk_list(struct expr *e, bool (*fn)(struct expr *, void *), void *arg)
{
	for (; e; e = e->next)
		ast_walk_expr(e, fn, arg);
}

void ast_walk_expr(struct expr *e, bool (*fn)(struct expr *, void *), void *arg)
{
	if (!e || !fn(e, arg))
		return;
	switch (e->kind) {
	case EXPR_INT:
	case EXPR_STR:
	case EXPR_IDENT:
	case EXPR_PARAM:
	case EXPR_NPARAMS:
	case EXPR_VAR:
		break;
	case EXPR_MAP:
		ast_walk_expr(e->map.key, fn, arg);
		break;
	case EXPR_FIELD:
	case EXPR_TUPLE_FIELD:
		ast_walk_expr(e->field.base, fn, arg);
		break;
	case EXPR_INDEX:
		ast_walk_expr(e->index.base, fn, arg);
		ast_walk_expr(e->index.index, fn, arg);
		break;
	case EXPR_CALL:
		walk_list(e->call.args, fn, arg);
		break;
	case EXPR_CAST:
		walk_type(e->cast.to, fn, arg);
		ast_walk_expr(e->cast.expr, fn, arg);
		break;
	case EXPR_UNARY:
		ast_walk_expr(e->unary.expr, fn, arg);
		break;
	case EXPR_INCDEC:
		ast_walk_expr(e->incdec.expr, fn, arg);
		break;
	case EXPR_BINARY:
		ast_walk_expr(e->binary.left, fn, arg);
		ast_walk_expr(e->binary.right, fn, arg);
		break;
	case EXPR_TERNARY:
		ast_walk_expr(e->ternary.cond, fn, arg);
		ast_walk_expr(e->ternary.then, fn, arg);
		ast_walk_expr(e->ternary.other, fn, arg);
		break;
	case EXPR_TUPLE:
		walk_list(e->tuple.elems, fn, arg);
		break;
	case EXPR_SIZEOF:
		walk_type(e->size_of.name, fn, arg);
		ast_walk_expr(e->size_of.expr, fn, arg);
		break;
	case EXPR_OFFSETOF:
		walk_type(e->offset_of.name, fn, arg);
		ast_walk_expr(e->offset_of.expr, fn, arg);
		break;
	case EXPR_BLOCK:
		ast_walk_stmts(e->block.stmts, fn, arg);
		ast_walk_expr(e->block.value, fn, arg);
		break;
	case EXPR_COMPTIME:
		ast_walk_expr(e->comptime.expr, fn, arg);
		break;
	}
}

static void walk_stmt(struct stmt *s, bool (*fn)(struct expr *, void *), void *arg)
{
	switch (s->kind) {
	case STMT_EXPR:
		ast_walk_expr(s->expr, fn, arg);
		break;
	case STMT_ASSIGN:
		ast_walk_expr(s->assign.value, fn, arg);
		ast_walk_expr(s->assign.target, fn, arg);
		break;
	case STMT_LET:
		walk_type(s->let.type, fn, arg);
		ast_walk_expr(s->let.value, fn, arg);
		ast_walk_expr(s->let.var, fn, arg);
		break;
	case STMT_IF:
		ast_walk_expr(s->if_.cond, fn, arg);
		ast_walk_stmts(s->if_.then, fn, arg);
		ast_walk_stmts(s->if_.other, fn, arg);
		break;
	case STMT_WHILE:
		ast_walk_expr(s->while_.cond, fn, arg);
		ast_walk_stmts(s->while_.body, fn, arg);
		break;
	case STMT_UNROLL:
		ast_walk_expr(s->unroll.count, fn, arg);
		ast_walk_stmts(s->unroll.body, fn, arg);
		break;
	case STMT_FOR_RANGE:
		ast_walk_expr(s->range.from, fn, arg);
		ast_walk_expr(s->range.to, fn, arg);
		ast_walk_expr(s->range.var, fn, arg);
		ast_walk_stmts(s->range.body, fn, arg);
		break;
	case STMT_FOR_MAP:
		ast_walk_expr(s->each.map, fn, arg);
		ast_walk_expr(s->each.var, fn, arg);
		ast_walk_stmts(s->each.body, fn, arg);
		break;
	case STMT_RETURN:
		ast_walk_expr(s->ret.value, fn, arg);
		break;
	case STMT_BLOCK:
		ast_walk_stmts(s->body, fn, arg);
		break;
	case STMT_BREAK:
	case STMT_CONTINUE:
		break;
	}
}

void ast_walk_stmts(struct stmt *s, bool (*fn)(struct expr *, void *), void *arg)
{
	for (; s; s = s->next)
		walk_stmt(s, fn, arg);
}
