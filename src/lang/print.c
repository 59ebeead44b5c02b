/* SPDX-License-Identifier: GPL-2.0-or-later */
/* --dump=ast: one node a line, two spaces of indent a level. */
#include "lang/parse.h"

#include <inttypes.h>

#include "lang/unparse.h"

static void print_expr(struct buf *out, const struct expr *e, u32 depth);
static void print_stmts(struct buf *out, const struct stmt *s, u32 depth);

static void line(struct buf *out, u32 depth, const char *fmt, ...) PRINTF_LIKE(3, 4);

static void line(struct buf *out, u32 depth, const char *fmt, ...)
{
	va_list ap;

	buf_addn(out, ' ', 2 * (size_t)depth);
	va_start(ap, fmt);
	buf_vaddf(out, fmt, ap);
	va_end(ap);
	buf_addc(out, '\n');
}

/* "WORD TYPE" and what its typeof holds. */
static void print_type(struct buf *out, const char *word, const struct type_name *t, u32 depth)
{
	buf_addn(out, ' ', 2 * (size_t)depth);
	buf_addf(out, "%s ", word);
	unparse_type(out, t);
	buf_addc(out, '\n');
}

static void print_list(struct buf *out, const struct expr *e, u32 depth)
{
	for (; e; e = e->next)
		print_expr(out, e, depth);
}

static void print_string(struct buf *out, const struct expr *e, u32 depth)
{
	buf_addn(out, ' ', 2 * (size_t)depth);
	buf_adds(out, "string ");
	unparse_string(out, e->str.data, e->str.len);
	buf_addc(out, '\n');
}

static void print_tuple(struct buf *out, const struct expr *e, u32 depth)
{
	const struct expr *elem = e->tuple.elems;

	line(out, depth, e->tuple.names ? "record" : "tuple");
	for (u32 i = 0; elem; elem = elem->next, i++) {
		if (e->tuple.names)
			line(out, depth + 1, "field %s", e->tuple.names[i]);
		print_expr(out, elem, depth + (e->tuple.names ? 2 : 1));
	}
}

static void print_offsetof(struct buf *out, const struct expr *e, u32 depth)
{
	buf_addn(out, ' ', 2 * (size_t)depth);
	buf_adds(out, "offsetof ");
	for (u32 i = 0; i < e->offset_of.npath; i++)
		buf_addf(out, "%s%s", i ? "." : "", e->offset_of.path[i]);
	buf_addc(out, '\n');
	if (e->offset_of.name)
		print_type(out, "type", e->offset_of.name, depth + 1);
	else
		print_expr(out, e->offset_of.expr, depth + 1);
}

/* Nodes that have expressions under them. */
static void print_inner(struct buf *out, const struct expr *e, u32 depth)
{
	switch (e->kind) {
	case EXPR_FIELD:
		line(out, depth, "field %s%s", e->field.arrow ? "->" : ".", e->field.name);
		print_expr(out, e->field.base, depth + 1);
		break;
	case EXPR_TUPLE_FIELD:
		line(out, depth, "field .%u", e->field.index);
		print_expr(out, e->field.base, depth + 1);
		break;
	case EXPR_INDEX:
		line(out, depth, "index");
		print_expr(out, e->index.base, depth + 1);
		print_expr(out, e->index.index, depth + 1);
		break;
	case EXPR_CALL:
		line(out, depth, "call %s", e->call.name);
		print_list(out, e->call.args, depth + 1);
		break;
	case EXPR_CAST:
		print_type(out, "cast", e->cast.to, depth);
		print_expr(out, e->cast.expr, depth + 1);
		break;
	case EXPR_UNARY:
		line(out, depth, "unary %s", op_text(e->unary.op));
		print_expr(out, e->unary.expr, depth + 1);
		break;
	case EXPR_INCDEC:
		line(out, depth, "%s %s", e->incdec.prefix ? "prefix" : "postfix",
		     op_text(e->incdec.op));
		print_expr(out, e->incdec.expr, depth + 1);
		break;
	case EXPR_BINARY:
		line(out, depth, "binary %s", op_text(e->binary.op));
		print_expr(out, e->binary.left, depth + 1);
		print_expr(out, e->binary.right, depth + 1);
		break;
	case EXPR_TERNARY:
		line(out, depth, "ternary");
		print_expr(out, e->ternary.cond, depth + 1);
		print_expr(out, e->ternary.then, depth + 1);
		print_expr(out, e->ternary.other, depth + 1);
		break;
	case EXPR_SIZEOF:
		line(out, depth, "sizeof");
		if (e->size_of.name)
			print_type(out, "type", e->size_of.name, depth + 1);
		else
			print_expr(out, e->size_of.expr, depth + 1);
		break;
	case EXPR_BLOCK:
		line(out, depth, "block");
		print_stmts(out, e->block.stmts, depth + 1);
		if (e->block.value) {
			line(out, depth + 1, "value");
			print_expr(out, e->block.value, depth + 2);
		}
		break;
	default:
		line(out, depth, "comptime");
		print_expr(out, e->comptime.expr, depth + 1);
		break;
	}
}

static void print_expr(struct buf *out, const struct expr *e, u32 depth)
{
	switch (e->kind) {
	case EXPR_INT:
		line(out, depth, "int %" PRIu64 "%s%s", e->i.value, e->i.is_unsigned ? "u" : "",
		     e->i.is_long ? "l" : "");
		break;
	case EXPR_STR:
		print_string(out, e, depth);
		break;
	case EXPR_IDENT:
		line(out, depth, "ident %s", e->ident.name);
		break;
	case EXPR_PARAM:
		line(out, depth, "param $%u", e->param.index);
		break;
	case EXPR_NPARAMS:
		line(out, depth, "param $#");
		break;
	case EXPR_VAR:
		line(out, depth, "var $%s", e->var.name);
		break;
	case EXPR_MAP:
		line(out, depth, "map @%s", e->map.name);
		if (e->map.key)
			print_expr(out, e->map.key, depth + 1);
		break;
	case EXPR_TUPLE:
		print_tuple(out, e, depth);
		break;
	case EXPR_TYPE:
		print_type(out, "type", e->type_arg, depth);
		break;
	case EXPR_OFFSETOF:
		print_offsetof(out, e, depth);
		break;
	default:
		print_inner(out, e, depth);
	}
}

static void print_part(struct buf *out, const char *name, const struct stmt *s, u32 depth)
{
	line(out, depth, "%s", name);
	print_stmts(out, s, depth + 1);
}

static void print_loop(struct buf *out, const struct stmt *s, u32 depth)
{
	switch (s->kind) {
	case STMT_WHILE:
		line(out, depth, "while");
		print_expr(out, s->while_.cond, depth + 1);
		print_part(out, "body", s->while_.body, depth + 1);
		break;
	case STMT_UNROLL:
		line(out, depth, "unroll");
		print_expr(out, s->unroll.count, depth + 1);
		print_part(out, "body", s->unroll.body, depth + 1);
		break;
	case STMT_FOR_RANGE:
		line(out, depth, "for $%s", s->range.var->var.name);
		print_expr(out, s->range.from, depth + 1);
		print_expr(out, s->range.to, depth + 1);
		print_part(out, "body", s->range.body, depth + 1);
		break;
	default:
		line(out, depth, "for $%s", s->each.var->var.name);
		print_expr(out, s->each.map, depth + 1);
		print_part(out, "body", s->each.body, depth + 1);
		break;
	}
}

static void print_stmt(struct buf *out, const struct stmt *s, u32 depth)
{
	switch (s->kind) {
	case STMT_EXPR:
		if (s->discard)
			line(out, depth++, "discard");
		print_expr(out, s->expr, depth);
		break;
	case STMT_ASSIGN:
		line(out, depth, "assign %s%s", s->assign.op ? op_text(s->assign.op) : "", "=");
		print_expr(out, s->assign.target, depth + 1);
		print_expr(out, s->assign.value, depth + 1);
		break;
	case STMT_LET:
		line(out, depth, "let $%s", s->let.var->var.name);
		if (s->let.type)
			print_type(out, "type", s->let.type, depth + 1);
		if (s->let.value)
			print_expr(out, s->let.value, depth + 1);
		break;
	case STMT_IF:
		line(out, depth, "if");
		print_expr(out, s->if_.cond, depth + 1);
		print_part(out, "then", s->if_.then, depth + 1);
		if (s->if_.other)
			print_part(out, "else", s->if_.other, depth + 1);
		break;
	case STMT_BREAK:
		line(out, depth, "break");
		break;
	case STMT_CONTINUE:
		line(out, depth, "continue");
		break;
	case STMT_RETURN:
		line(out, depth, "return");
		if (s->ret.value)
			print_expr(out, s->ret.value, depth + 1);
		break;
	case STMT_BLOCK:
		print_part(out, "block", s->body, depth);
		break;
	case STMT_FRAME:
		print_part(out, "function", s->body, depth);
		break;
	case STMT_LEAVE:
		line(out, depth, "leave");
		break;
	default:
		print_loop(out, s, depth);
	}
}

static void print_stmts(struct buf *out, const struct stmt *s, u32 depth)
{
	for (; s; s = s->next)
		print_stmt(out, s, depth);
}

static void print_c_def(struct buf *out, const struct c_def *d)
{
	static const char *const kinds[] = {"c", "define", "include", "undef"};
	static const char *const conditions[] = {
	        [C_WITHOUT_BTF] = " without-btf", [C_WITH_BTF] = " with-btf", [C_ALWAYS] = ""};

	buf_addf(out, "%s%s ", kinds[d->kind], conditions[d->when]);
	if (d->kind == C_INCLUDE)
		buf_addf(out, d->angle ? "<%s>" : "\"%s\"", d->text);
	else if (d->kind == C_DEFINE || d->kind == C_UNDEF)
		buf_adds(out, d->text);
	else
		unparse_c(out, d->text);
	buf_addc(out, '\n');
}

static void print_function(struct buf *out, const struct function *f)
{
	line(out, 0, "%s %s", f->is_macro ? "macro" : "fn", f->name);
	for (const struct param *p = f->params; p; p = p->next) {
		line(out, 1, "param %s", p->name);
		if (p->type)
			print_type(out, "type", p->type, 2);
	}
	if (f->returns)
		print_type(out, "returns", f->returns, 1);
	print_part(out, "body", f->body, 1);
	if (f->value) {
		line(out, 1, "value");
		print_expr(out, f->value, 2);
	}
}

static void print_clause(struct buf *out, const struct clause *c)
{
	line(out, 0, "probe");
	for (const struct attach_point *ap = c->points; ap; ap = ap->next) {
		buf_adds(out, "  point ");
		if (ap->label)
			buf_addf(out, "%s=", ap->label);
		for (u32 i = 0; i < ap->nparts; i++)
			buf_addf(out, "%s%s", i ? ":" : "", ap->parts[i]);
		buf_addc(out, '\n');
	}
	if (c->filter) {
		line(out, 1, "filter");
		print_expr(out, c->filter, 2);
	}
	print_part(out, "body", c->body, 1);
}

void ast_print(struct buf *out, const struct program *p)
{
	for (const struct c_def *d = p->c_defs; d; d = d->next)
		print_c_def(out, d);
	for (const struct config_item *c = p->config; c; c = c->next)
		line(out, 0, c->is_string ? "config %s \"%s\"" : "config %s %s", c->name, c->value);
	for (const struct import *i = p->imports; i; i = i->next)
		line(out, 0, "import \"%s\"", i->name);
	for (const struct map_decl *m = p->map_decls; m; m = m->next)
		line(out, 0, "map @%s %s %" PRIu64, m->name, m->type, m->max_entries);
	for (const struct function *f = p->functions; f; f = f->next)
		print_function(out, f);
	for (const struct clause *c = p->clauses; c; c = c->next)
		print_clause(out, c);
}
