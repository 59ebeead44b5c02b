/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trees back to source. Parsing the result gives the same tree. */
#include "lang/unparse.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "lang/parse.h"

static void unparse_stmts(struct buf *out, const struct stmt *s);

static void add_char(struct buf *out, char c, char quote)
{
	static const char names[] = "ntr\\", values[] = "\n\t\r\\";
	const char *at = c ? strchr(values, c) : NULL;

	if (at)
		buf_addf(out, "\\%c", names[at - values]);
	else if (c == quote)
		buf_addf(out, "\\%c", c);
	else if ((unsigned char)c < ' ' || c == 0x7f)
		buf_addf(out, "\\x%02x", (unsigned char)c);
	else
		buf_addc(out, c);
}

void unparse_string(struct buf *out, const char *s, u32 len)
{
	buf_addc(out, '"');
	for (u32 i = 0; i < len; i++)
		add_char(out, s[i], '"');
	buf_addc(out, '"');
}

void unparse_c(struct buf *out, const char *text)
{
	bool space = false;

	for (; *text; text++) {
		if (isspace((unsigned char)*text)) {
			space = true;
			continue;
		}
		if (space)
			buf_addc(out, ' ');
		space = false;
		buf_addc(out, *text);
	}
}

void unparse_type(struct buf *out, const struct type_name *t)
{
	if (t->inner) {
		buf_adds(out, "typeof(");
		unparse_type(out, t->inner);
		buf_addc(out, ')');
	} else if (t->type_of) {
		buf_adds(out, "typeof(");
		ast_unparse_expr(out, t->type_of);
		buf_addc(out, ')');
	} else {
		buf_adds(out, t->name);
	}
	if (t->pointers)
		buf_addc(out, ' ');
	buf_addn(out, '*', t->pointers);
	for (u32 i = 0; i < t->ndims; i++) {
		if (t->dims[i])
			buf_addf(out, "[%" PRIu64 "]", t->dims[i]);
		else
			buf_adds(out, "[]");
	}
}

/* Operands that need parentheses under another operator. */
static bool is_compound(const struct expr *e)
{
	return e->kind == EXPR_BINARY || e->kind == EXPR_TERNARY || e->kind == EXPR_COMPTIME;
}

static void unparse_in(struct buf *out, const struct expr *e, bool parens)
{
	if (parens)
		buf_addc(out, '(');
	ast_unparse_expr(out, e);
	if (parens)
		buf_addc(out, ')');
}

static void unparse_operand(struct buf *out, const struct expr *e)
{
	unparse_in(out, e, is_compound(e));
}

/* The operand of a prefix operator: "- -x" is not "--x". */
static void unparse_prefixed(struct buf *out, const struct expr *e)
{
	unparse_in(out, e, is_compound(e) || e->kind == EXPR_UNARY || e->kind == EXPR_INCDEC);
}

static void unparse_base(struct buf *out, const struct expr *e)
{
	unparse_in(out, e,
	           is_compound(e) || e->kind == EXPR_UNARY || e->kind == EXPR_INCDEC ||
	                   e->kind == EXPR_CAST || e->kind == EXPR_INT);
}

static void unparse_list(struct buf *out, const struct expr *e)
{
	for (const char *sep = ""; e; e = e->next, sep = ", ") {
		buf_adds(out, sep);
		ast_unparse_expr(out, e);
	}
}

static void unparse_int(struct buf *out, const struct expr *e)
{
	if (e->i.is_char) {
		buf_addc(out, '\'');
		add_char(out, (char)e->i.value, '\'');
		buf_addc(out, '\'');
		return;
	}
	buf_addf(out, "%" PRIu64 "%s%s", e->i.value, e->i.is_unsigned ? "u" : "",
	         e->i.is_long ? "l" : "");
}

static void unparse_tuple(struct buf *out, const struct expr *e)
{
	const struct expr *elem = e->tuple.elems;

	buf_addc(out, '(');
	for (u32 i = 0; elem; elem = elem->next, i++) {
		if (i)
			buf_adds(out, ", ");
		if (e->tuple.names)
			buf_addf(out, "%s = ", e->tuple.names[i]);
		ast_unparse_expr(out, elem);
	}
	if (e->tuple.n == 1 && !e->tuple.names)
		buf_addc(out, ',');
	buf_addc(out, ')');
}

static void unparse_type_or_expr(struct buf *out, const struct type_name *t, const struct expr *e)
{
	if (t)
		unparse_type(out, t);
	else
		ast_unparse_expr(out, e);
}

static void unparse_offsetof(struct buf *out, const struct expr *e)
{
	buf_adds(out, "offsetof(");
	unparse_type_or_expr(out, e->offset_of.name, e->offset_of.expr);
	for (u32 i = 0; i < e->offset_of.npath; i++)
		buf_addf(out, "%s%s", i ? "." : ", ", e->offset_of.path[i]);
	buf_addc(out, ')');
}

static void unparse_block(struct buf *out, const struct expr *e)
{
	buf_adds(out, "{ ");
	unparse_stmts(out, e->block.stmts);
	if (e->block.value) {
		ast_unparse_expr(out, e->block.value);
		buf_addc(out, ' ');
	}
	buf_addc(out, '}');
}

static void unparse_inner(struct buf *out, const struct expr *e)
{
	switch (e->kind) {
	case EXPR_FIELD:
		unparse_base(out, e->field.base);
		buf_addf(out, "%s%s", e->field.arrow ? "->" : ".", e->field.name);
		break;
	case EXPR_TUPLE_FIELD:
		unparse_base(out, e->field.base);
		buf_addf(out, ".%u", e->field.index);
		break;
	case EXPR_INDEX:
		/* A map with its key would take the index for the key. */
		unparse_in(out, e->index.base,
		           e->index.base->kind == EXPR_MAP && !e->index.base->map.key);
		buf_addc(out, '[');
		ast_unparse_expr(out, e->index.index);
		buf_addc(out, ']');
		break;
	case EXPR_CALL:
		buf_addf(out, "%s(", e->call.name);
		unparse_list(out, e->call.args);
		buf_addc(out, ')');
		break;
	case EXPR_CAST:
		buf_addc(out, '(');
		unparse_type(out, e->cast.to);
		buf_addc(out, ')');
		unparse_prefixed(out, e->cast.expr);
		break;
	case EXPR_UNARY:
		buf_adds(out, op_text(e->unary.op));
		unparse_prefixed(out, e->unary.expr);
		break;
	case EXPR_INCDEC:
		if (e->incdec.prefix)
			buf_adds(out, op_text(e->incdec.op));
		ast_unparse_expr(out, e->incdec.expr);
		if (!e->incdec.prefix)
			buf_adds(out, op_text(e->incdec.op));
		break;
	case EXPR_BINARY:
		unparse_operand(out, e->binary.left);
		buf_addf(out, " %s ", op_text(e->binary.op));
		unparse_operand(out, e->binary.right);
		break;
	case EXPR_TERNARY:
		unparse_operand(out, e->ternary.cond);
		buf_adds(out, " ? ");
		unparse_operand(out, e->ternary.then);
		buf_adds(out, " : ");
		unparse_operand(out, e->ternary.other);
		break;
	default:
		buf_adds(out, "comptime ");
		unparse_operand(out, e->comptime.expr);
		break;
	}
}

void ast_unparse_expr(struct buf *out, const struct expr *e)
{
	switch (e->kind) {
	case EXPR_INT:
		unparse_int(out, e);
		break;
	case EXPR_STR:
		unparse_string(out, e->str.data, e->str.len);
		break;
	case EXPR_IDENT:
		buf_adds(out, e->ident.name);
		break;
	case EXPR_PARAM:
		buf_addf(out, "$%u", e->param.index);
		break;
	case EXPR_NPARAMS:
		buf_adds(out, "$#");
		break;
	case EXPR_VAR:
		buf_addf(out, "$%s", e->var.name);
		break;
	case EXPR_MAP:
		buf_addf(out, "@%s", e->map.name);
		if (e->map.key) {
			buf_addc(out, '[');
			ast_unparse_expr(out, e->map.key);
			buf_addc(out, ']');
		}
		break;
	case EXPR_TUPLE:
		unparse_tuple(out, e);
		break;
	case EXPR_SIZEOF:
		buf_adds(out, "sizeof(");
		unparse_type_or_expr(out, e->size_of.name, e->size_of.expr);
		buf_addc(out, ')');
		break;
	case EXPR_OFFSETOF:
		unparse_offsetof(out, e);
		break;
	case EXPR_TYPE:
		unparse_type(out, e->type_arg);
		break;
	case EXPR_BLOCK:
		unparse_block(out, e);
		break;
	default:
		unparse_inner(out, e);
	}
}

static void unparse_braced(struct buf *out, const struct stmt *body)
{
	buf_adds(out, " { ");
	unparse_stmts(out, body);
	buf_adds(out, "} ");
}

static void unparse_let(struct buf *out, const struct stmt *s)
{
	buf_addf(out, "let $%s", s->let.var->var.name);
	if (s->let.type) {
		buf_adds(out, " : ");
		unparse_type(out, s->let.type);
	}
	if (s->let.value) {
		buf_adds(out, " = ");
		ast_unparse_expr(out, s->let.value);
	}
	buf_adds(out, "; ");
}

static void unparse_if(struct buf *out, const struct stmt *s)
{
	buf_adds(out, "if (");
	ast_unparse_expr(out, s->if_.cond);
	buf_addc(out, ')');
	unparse_braced(out, s->if_.then);
	if (!s->if_.other)
		return;
	buf_adds(out, "else");
	unparse_braced(out, s->if_.other);
}

static void unparse_loop(struct buf *out, const struct stmt *s)
{
	switch (s->kind) {
	case STMT_WHILE:
		buf_adds(out, "while (");
		ast_unparse_expr(out, s->while_.cond);
		buf_addc(out, ')');
		unparse_braced(out, s->while_.body);
		break;
	case STMT_UNROLL:
		buf_adds(out, "unroll (");
		ast_unparse_expr(out, s->unroll.count);
		buf_addc(out, ')');
		unparse_braced(out, s->unroll.body);
		break;
	case STMT_FOR_RANGE:
		buf_addf(out, "for ($%s : ", s->range.var->var.name);
		unparse_operand(out, s->range.from);
		buf_adds(out, "..");
		unparse_operand(out, s->range.to);
		buf_addc(out, ')');
		unparse_braced(out, s->range.body);
		break;
	default:
		buf_addf(out, "for ($%s : @%s)", s->each.var->var.name, s->each.map->map.name);
		unparse_braced(out, s->each.body);
		break;
	}
}

static void unparse_stmt(struct buf *out, const struct stmt *s)
{
	switch (s->kind) {
	case STMT_EXPR:
		if (s->discard)
			buf_adds(out, "_ = ");
		ast_unparse_expr(out, s->expr);
		buf_adds(out, "; ");
		break;
	case STMT_ASSIGN:
		ast_unparse_expr(out, s->assign.target);
		buf_addf(out, " %s= ", s->assign.op ? op_text(s->assign.op) : "");
		ast_unparse_expr(out, s->assign.value);
		buf_adds(out, "; ");
		break;
	case STMT_LET:
		unparse_let(out, s);
		break;
	case STMT_IF:
		unparse_if(out, s);
		break;
	case STMT_BREAK:
		buf_adds(out, "break; ");
		break;
	case STMT_CONTINUE:
		buf_adds(out, "continue; ");
		break;
	case STMT_RETURN:
		buf_adds(out, "return ");
		if (s->ret.value)
			ast_unparse_expr(out, s->ret.value);
		buf_adds(out, "; ");
		break;
	case STMT_LEAVE:
		buf_adds(out, "return; ");
		break;
	case STMT_BLOCK:
	case STMT_FRAME:
		unparse_braced(out, s->body);
		break;
	default:
		unparse_loop(out, s);
	}
}

static void unparse_stmts(struct buf *out, const struct stmt *s)
{
	for (; s; s = s->next)
		unparse_stmt(out, s);
}
