/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What operators apply to: literals, names, calls, maps, parentheses, blocks. */
#include "lang/parser.h"

#include <string.h>

/* Expressions linked by next, up to a closing bracket that is not consumed. */
struct expr_list {
	struct expr *first, *last;
	u32 n;
};

static void list_append(struct expr_list *l, struct expr *e)
{
	if (l->last)
		l->last->next = e;
	else
		l->first = e;
	l->last = e;
	l->n++;
}

/* Inside brackets a '/' is always a division. Restore with p->in_filter = the value returned. */
static bool leave_filter(struct parser *p)
{
	bool was = p->in_filter;

	p->in_filter = false;
	return was;
}

static struct expr *parse_literal(struct parser *p)
{
	struct token t = p->tok;
	struct expr *e;

	advance(p);
	e = new_expr(p, EXPR_INT, t.span.begin);
	switch (t.kind) {
	case T_STR:
		e->kind = EXPR_STR;
		e->str.data = t.text;
		e->str.len = t.len;
		break;
	case T_VAR:
		e->kind = EXPR_VAR;
		e->var.name = t.text;
		break;
	case T_PARAM:
		e->kind = EXPR_PARAM;
		e->param.index = (u32)t.value;
		break;
	case T_NPARAMS:
		e->kind = EXPR_NPARAMS;
		break;
	default:
		e->i.value = t.value;
		e->i.is_unsigned = t.is_unsigned;
		e->i.is_long = t.is_long;
		e->i.is_char = t.is_char;
	}
	return e;
}

/* One or more expressions, then close. */
static bool parse_list(struct parser *p, enum tok close, struct expr_list *list)
{
	do {
		struct expr *e = parse_expression(p);

		if (!e)
			return false;
		list_append(list, e);
	} while (parse_accept(p, T_COMMA));
	if (p->tok.kind == close)
		return true;
	return unexpected(p, close == T_RPAREN ? ", or )" : ", or ]");
}

static bool adopt_all(struct parser *p, struct expr *e, const struct expr *children)
{
	for (; children; children = children->next)
		if (!adopt(p, e, children))
			return false;
	return true;
}

static struct expr *new_tuple(struct parser *p, const struct expr_list *list, u32 begin)
{
	struct expr *e = new_expr(p, EXPR_TUPLE, begin);

	e->tuple.elems = list->first;
	e->tuple.n = list->n;
	return adopt_all(p, e, list->first) ? e : NULL;
}

static struct expr *parse_map(struct parser *p)
{
	const char *name = p->tok.text;
	u32 begin = p->tok.span.begin, keys;
	struct expr_list list = {0};
	struct expr *e, *key = NULL;

	advance(p);
	if (p->tok.kind == T_LBRACKET) {
		bool in_filter = leave_filter(p);

		advance(p);
		keys = p->tok.span.begin;
		if (!parse_list(p, T_RBRACKET, &list))
			return NULL;
		key = list.n > 1 ? new_tuple(p, &list, keys) : list.first;
		if (!key)
			return NULL;
		p->in_filter = in_filter;
		advance(p);
	}
	e = new_expr(p, EXPR_MAP, begin);
	e->map.name = name;
	e->map.key = key;
	return adopt(p, e, key) ? e : NULL;
}

static struct expr *parse_call(struct parser *p)
{
	struct token name = p->tok;
	bool in_filter = leave_filter(p);
	struct expr_list args = {0};
	struct expr *e;

	advance(p);
	advance(p);
	if (p->tok.kind != T_RPAREN && !parse_list(p, T_RPAREN, &args))
		return NULL;
	p->in_filter = in_filter;
	advance(p);
	e = new_expr(p, EXPR_CALL, name.span.begin);
	e->call.name = name.text;
	e->call.name_span = name.span;
	e->call.args = args.first;
	e->call.nargs = args.n;
	return adopt_all(p, e, args.first) ? e : NULL;
}

bool parse_type_or_expr(struct parser *p, enum tok end, struct type_name **type, struct expr **e)
{
	struct lexer lx = p->lx;
	struct token after;
	enum type_guess guess;

	lx.pos = p->tok.span.begin;
	guess = guess_type(p, lx, &after);
	if (guess == SURE_TYPE && (after.kind == end || after.span.begin == p->tok.span.begin)) {
		*type = parse_type(p);
		return *type != NULL;
	}
	*e = parse_expression(p);
	return *e != NULL;
}

static struct expr *parse_sizeof(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	bool in_filter = leave_filter(p);
	struct type_name *type = NULL;
	struct expr *e, *of = NULL;

	advance(p);
	if (!expect(p, T_LPAREN) || !parse_type_or_expr(p, T_RPAREN, &type, &of))
		return NULL;
	p->in_filter = in_filter;
	if (!expect(p, T_RPAREN))
		return NULL;
	e = new_expr(p, EXPR_SIZEOF, begin);
	e->size_of.name = type;
	e->size_of.expr = of;
	return adopt(p, e, of) ? e : NULL;
}

static struct expr *parse_offsetof(struct parser *p)
{
	u32 begin = p->tok.span.begin, npath = 0;
	bool in_filter = leave_filter(p);
	struct type_name *type = NULL;
	struct expr *e, *of = NULL;
	const char **path = NULL;

	advance(p);
	if (!expect(p, T_LPAREN) || !parse_type_or_expr(p, T_COMMA, &type, &of) ||
	    !expect(p, T_COMMA))
		return NULL;
	do {
		if (p->tok.kind != T_IDENT) {
			unexpected(p, "field name");
			return NULL;
		}
		*ARENA_PUSH(p->arena, path, npath) = p->tok.text;
		advance(p);
	} while (parse_accept(p, T_DOT));
	p->in_filter = in_filter;
	if (!expect(p, T_RPAREN))
		return NULL;
	e = new_expr(p, EXPR_OFFSETOF, begin);
	e->offset_of.name = type;
	e->offset_of.expr = of;
	e->offset_of.path = path;
	e->offset_of.npath = npath;
	return adopt(p, e, of) ? e : NULL;
}

static struct expr *parse_typeof(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct type_name *type = parse_type(p);
	struct expr *e;

	if (!type)
		return NULL;
	e = new_expr(p, EXPR_TYPE, begin);
	e->type_arg = type;
	return e;
}

static struct expr *parse_comptime(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct expr *e, *value;

	advance(p);
	value = parse_expression(p);
	if (!value)
		return NULL;
	e = new_expr(p, EXPR_COMPTIME, begin);
	e->comptime.expr = value;
	return adopt(p, e, value) ? e : NULL;
}

/* After '(': name = value, ... */
static struct expr *parse_record(struct parser *p, u32 begin)
{
	struct expr_list list = {0};
	const char **names = NULL;
	u32 n = 0;
	struct expr *e;

	do {
		if (n && p->tok.kind == T_RPAREN)
			break;
		if (p->tok.kind != T_IDENT) {
			unexpected(p, "field name");
			return NULL;
		}
		for (u32 i = 0; i < n; i++) {
			if (strcmp(names[i], p->tok.text) == 0) {
				diag_error(p->diag, p->tok.span, "field '%s' is given twice",
				           p->tok.text);
				return NULL;
			}
		}
		*ARENA_PUSH(p->arena, names, n) = p->tok.text;
		advance(p);
		if (!expect(p, T_ASSIGN))
			return NULL;
		e = parse_expression(p);
		if (!e)
			return NULL;
		list_append(&list, e);
	} while (parse_accept(p, T_COMMA));
	if (p->tok.kind != T_RPAREN) {
		unexpected(p, ", or )");
		return NULL;
	}
	e = new_tuple(p, &list, begin);
	if (e)
		e->tuple.names = names;
	return e;
}

/* After '(', up to ')': an expression, a tuple or a record. */
static struct expr *parse_parenthesized(struct parser *p, u32 begin)
{
	struct expr_list list = {0};
	struct expr *e;

	if (p->tok.kind == T_RPAREN)
		return new_tuple(p, &list, begin);
	if (p->tok.kind == T_IDENT && peek(p).kind == T_ASSIGN)
		return parse_record(p, begin);
	e = parse_expression(p);
	if (!e)
		return NULL;
	if (p->tok.kind == T_RPAREN)
		return e;
	if (p->tok.kind != T_COMMA) {
		bool assigned = p->tok.kind == T_ASSIGN && !p->tok.bad;

		unexpected(p, ")");
		if (assigned)
			diag_hint(p->diag, "did you mean ==? An assignment is a statement");
		return NULL;
	}
	list_append(&list, e);
	while (parse_accept(p, T_COMMA) && p->tok.kind != T_RPAREN) {
		e = parse_expression(p);
		if (!e)
			return NULL;
		list_append(&list, e);
	}
	if (p->tok.kind != T_RPAREN) {
		unexpected(p, ", or )");
		return NULL;
	}
	return new_tuple(p, &list, begin);
}

static struct expr *parse_paren(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	bool in_filter = leave_filter(p);
	struct expr *e;

	advance(p);
	e = parse_parenthesized(p, begin);
	if (!e)
		return NULL;
	p->in_filter = in_filter;
	advance(p);
	if (e->kind == EXPR_TUPLE && e->span.begin == begin)
		e->span = span_from(p, begin);
	return e;
}

static struct expr *parse_block_expr(struct parser *p)
{
	bool in_filter = leave_filter(p);
	struct block b = {0};

	if (!parse_block(p, &b, true))
		return NULL;
	p->in_filter = in_filter;
	advance(p);
	return block_to_expr(p, &b);
}

static struct expr *parse_ident(struct parser *p)
{
	static const struct {
		const char *word;
		struct expr *(*parse)(struct parser *);
	} words[] = {
	        {"sizeof", parse_sizeof},     {"offsetof", parse_offsetof},
	        {"comptime", parse_comptime}, {"typeof", parse_typeof},
	        {"if", parse_if_expr},
	};
	struct token t = p->tok;
	struct expr *e;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (at_word(p, words[i].word))
			return words[i].parse(p);
	if (is_keyword(t.text)) {
		unexpected(p, "an expression");
		return NULL;
	}
	if (peek(p).kind == T_LPAREN)
		return parse_call(p);
	advance(p);
	e = new_expr(p, EXPR_IDENT, t.span.begin);
	e->ident.name = t.text;
	return e;
}

struct expr *parse_primary(struct parser *p)
{
	switch (p->tok.kind) {
	case T_INT:
	case T_STR:
	case T_VAR:
	case T_PARAM:
	case T_NPARAMS:
		return parse_literal(p);
	case T_IDENT:
		return parse_ident(p);
	case T_MAP:
		return parse_map(p);
	case T_LPAREN:
		return parse_paren(p);
	case T_LBRACE:
		return parse_block_expr(p);
	default:
		unexpected(p, "an expression");
		return NULL;
	}
}
