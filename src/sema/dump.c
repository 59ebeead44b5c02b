// SPDX-License-Identifier: GPL-2.0-or-later
/* --dump=ast: each variant's tree, one node a line, with the types that the checks gave. */
#include "sema/sema.h"

struct dump {
	struct buf *out;
	u32 indent;
};

static void dump_expr(struct dump *d, const struct expr *e);
static void dump_stmts(struct dump *d, const struct stmt *s);

static void line(struct dump *d, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void line(struct dump *d, const char *fmt, ...)
{
	va_list ap;

	buf_addn(d->out, ' ', d->indent * 2);
	va_start(ap, fmt);
	buf_vaddf(d->out, fmt, ap);
	va_end(ap);
	buf_addc(d->out, '\n');
}

static void add_string(struct buf *out, const char *s, u32 n)
{
	buf_addc(out, '"');
	for (u32 i = 0; i < n; i++) {
		u8 c = (u8)s[i];

		if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else if (c == '\n')
			buf_adds(out, "\\n");
		else if (c < ' ' || c >= 0x7f)
			buf_addf(out, "\\x%02x", c);
		else
			buf_addc(out, (char)c);
	}
	buf_addc(out, '"');
}

static void add_type_name(struct buf *out, const struct type_name *n)
{
	buf_adds(out, n->name ? n->name : "typeof");
	if (n->pointers)
		buf_addc(out, ' ');
	buf_addn(out, '*', n->pointers);
	for (u32 i = 0; i < n->ndims; i++)
		buf_addf(out, "[%llu]", (unsigned long long)n->dims[i]);
}

/* The node's kind and what belongs to it, without its operands. */
static void add_head(struct buf *out, const struct expr *e)
{
	switch (e->kind) {
	case EXPR_INT:
		buf_addf(out, "int %llu", (unsigned long long)e->i.value);
		break;
	case EXPR_STR:
		buf_adds(out, "string ");
		add_string(out, e->str.data, e->str.len);
		break;
	case EXPR_IDENT:
		buf_addf(out, "%s %s", e->ident.builtin ? "builtin" : "name", e->ident.name);
		break;
	case EXPR_PARAM:
		buf_addf(out, "param $%u", e->param.index);
		break;
	case EXPR_NPARAMS:
		buf_adds(out, "param $#");
		break;
	case EXPR_VAR:
		buf_addf(out, "variable $%s", e->var.name);
		break;
	case EXPR_MAP:
		buf_addf(out, "map @%s", e->map.name);
		break;
	case EXPR_FIELD:
		buf_addf(out, "field %s", e->field.name);
		break;
	case EXPR_TUPLE_FIELD:
		buf_addf(out, "field %u", e->field.index);
		break;
	case EXPR_INDEX:
		buf_adds(out, "index");
		break;
	case EXPR_CALL:
		buf_addf(out, "call %s", e->call.name);
		break;
	case EXPR_CAST:
		buf_adds(out, "cast ");
		add_type_name(out, e->cast.to);
		break;
	case EXPR_UNARY:
		buf_addf(out, "unary %s", op_text(e->unary.op));
		break;
	case EXPR_INCDEC:
		buf_addf(out, "%s %s", e->incdec.prefix ? "prefix" : "postfix",
		         op_text(e->incdec.op));
		break;
	case EXPR_BINARY:
		buf_addf(out, "binary %s", op_text(e->binary.op));
		break;
	case EXPR_TERNARY:
		buf_adds(out, "ternary");
		break;
	case EXPR_TUPLE:
		buf_adds(out, "tuple");
		break;
	case EXPR_SIZEOF:
		buf_adds(out, "sizeof");
		break;
	case EXPR_OFFSETOF:
		buf_adds(out, "offsetof");
		break;
	case EXPR_BLOCK:
		buf_adds(out, "block");
		break;
	case EXPR_COMPTIME:
		buf_adds(out, "comptime");
		break;
	case EXPR_TYPE:
		buf_adds(out, "typeof");
		break;
	}
}

static void dump_list(struct dump *d, const struct expr *e)
{
	for (; e; e = e->next)
		dump_expr(d, e);
}

static void dump_operands(struct dump *d, const struct expr *e)
{
	switch (e->kind) {
	case EXPR_MAP:
		dump_expr(d, e->map.key);
		break;
	case EXPR_FIELD:
	case EXPR_TUPLE_FIELD:
		dump_expr(d, e->field.base);
		break;
	case EXPR_INDEX:
		dump_expr(d, e->index.base);
		dump_expr(d, e->index.index);
		break;
	case EXPR_CALL:
		dump_list(d, e->call.args);
		break;
	case EXPR_CAST:
		dump_expr(d, e->cast.expr);
		break;
	case EXPR_UNARY:
		dump_expr(d, e->unary.expr);
		break;
	case EXPR_INCDEC:
		dump_expr(d, e->incdec.expr);
		break;
	case EXPR_BINARY:
		dump_expr(d, e->binary.left);
		dump_expr(d, e->binary.right);
		break;
	case EXPR_TERNARY:
		dump_expr(d, e->ternary.cond);
		dump_expr(d, e->ternary.then);
		dump_expr(d, e->ternary.other);
		break;
	case EXPR_TUPLE:
		dump_list(d, e->tuple.elems);
		break;
	case EXPR_BLOCK:
		dump_stmts(d, e->block.stmts);
		dump_expr(d, e->block.value);
		break;
	case EXPR_COMPTIME:
		dump_expr(d, e->comptime.expr);
		break;
	default:
		break;
	}
}

static void dump_expr(struct dump *d, const struct expr *e)
{
	struct buf head = BUF_INIT;

	if (!e)
		return;
	add_head(&head, e);
	if (e->type) {
		buf_adds(&head, " : ");
		type_print(&head, e->type);
	}
	if (e->is_const && e->kind != EXPR_INT)
		buf_addf(&head, e->type && e->type->is_signed ? " = %lld" : " = %llu",
		         (long long)e->const_value);
	line(d, "%s", buf_str(&head));
	buf_free(&head);
	d->indent++;
	dump_operands(d, e);
	d->indent--;
}

static void dump_body(struct dump *d, const char *what, const struct stmt *s)
{
	if (!s)
		return;
	line(d, "%s", what);
	d->indent++;
	dump_stmts(d, s);
	d->indent--;
}

static void dump_stmt(struct dump *d, const struct stmt *s)
{
	static const char *const names[] = {
	        [STMT_EXPR] = "expression", [STMT_ASSIGN] = "assign",
	        [STMT_LET] = "let",         [STMT_IF] = "if",
	        [STMT_WHILE] = "while",     [STMT_UNROLL] = "unroll",
	        [STMT_FOR_RANGE] = "for",   [STMT_FOR_MAP] = "for each",
	        [STMT_BREAK] = "break",     [STMT_CONTINUE] = "continue",
	        [STMT_RETURN] = "return",   [STMT_BLOCK] = "block",
	        [STMT_FRAME] = "function",  [STMT_LEAVE] = "leave",
	};

	if (s->kind == STMT_EXPR) {
		dump_expr(d, s->expr);
		return;
	}
	if (s->kind == STMT_ASSIGN)
		line(d, "assign %s=", s->assign.op ? op_text(s->assign.op) : "");
	else
		line(d, "%s", names[s->kind]);
	d->indent++;
	switch (s->kind) {
	case STMT_ASSIGN:
		dump_expr(d, s->assign.target);
		dump_expr(d, s->assign.value);
		break;
	case STMT_LET:
		dump_expr(d, s->let.var);
		dump_expr(d, s->let.value);
		break;
	case STMT_IF:
		dump_expr(d, s->if_.cond);
		dump_body(d, "then", s->if_.then);
		dump_body(d, "else", s->if_.other);
		break;
	case STMT_WHILE:
		dump_expr(d, s->while_.cond);
		dump_stmts(d, s->while_.body);
		break;
	case STMT_UNROLL:
		dump_expr(d, s->unroll.count);
		dump_stmts(d, s->unroll.body);
		break;
	case STMT_FOR_RANGE:
		dump_expr(d, s->range.var);
		dump_expr(d, s->range.from);
		dump_expr(d, s->range.to);
		dump_stmts(d, s->range.body);
		break;
	case STMT_FOR_MAP:
		dump_expr(d, s->each.var);
		dump_expr(d, s->each.map);
		dump_stmts(d, s->each.body);
		break;
	case STMT_RETURN:
		dump_expr(d, s->ret.value);
		break;
	case STMT_BLOCK:
	case STMT_FRAME:
		dump_stmts(d, s->body);
		break;
	default:
		break;
	}
	d->indent--;
}

static void dump_stmts(struct dump *d, const struct stmt *s)
{
	for (; s; s = s->next)
		dump_stmt(d, s);
}

/* The first probe's name; how many others share the tree. */
static void dump_variant(struct dump *d, const struct variant *v)
{
	if (v->nprobes > 1)
		line(d, "%s and %u more", v->probes[0]->name, v->nprobes - 1);
	else
		line(d, "%s", v->probes[0]->name);
	d->indent++;
	if (v->clause->filter) {
		line(d, "filter");
		d->indent++;
		dump_expr(d, v->clause->filter);
		d->indent--;
	}
	dump_stmts(d, v->clause->body);
	d->indent--;
}

static void dump_map(struct dump *d, const struct map *m)
{
	struct buf text = BUF_INIT;

	buf_addf(&text, "@%s", m->name);
	if (m->key) {
		buf_addc(&text, '[');
		type_print(&text, m->key);
		buf_addc(&text, ']');
	}
	if (m->value) {
		buf_adds(&text, " : ");
		type_print(&text, m->value);
	}
	line(d, "%s", buf_str(&text));
	buf_free(&text);
}

void sema_dump(struct buf *out, const struct sema *s)
{
	struct dump d = {.out = out};

	for (u32 i = 0; i < s->nvariants; i++)
		dump_variant(&d, s->variants[i]);
	if (s->nmaps)
		line(&d, "maps");
	d.indent++;
	for (u32 i = 0; i < s->nmaps; i++)
		dump_map(&d, s->maps[i]);
}
