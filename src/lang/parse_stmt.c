/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements. */
#include "lang/parser.h"

#include <string.h>

static const enum op assign_ops[T_COUNT] = {
        [T_ADD_ASSIGN] = OP_ADD, [T_SUB_ASSIGN] = OP_SUB, [T_MUL_ASSIGN] = OP_MUL,
        [T_DIV_ASSIGN] = OP_DIV, [T_MOD_ASSIGN] = OP_MOD, [T_AND_ASSIGN] = OP_AND,
        [T_OR_ASSIGN] = OP_OR,   [T_XOR_ASSIGN] = OP_XOR, [T_SHL_ASSIGN] = OP_SHL,
        [T_SHR_ASSIGN] = OP_SHR,
};

void note_height(struct parser *p, u32 height)
{
	if (height > p->height)
		p->height = height;
}

struct stmt *new_stmt(struct parser *p, enum stmt_kind kind, u32 begin)
{
	struct stmt *s = arena_new_of(p->arena, struct stmt);

	s->kind = kind;
	s->span = span_from(p, begin);
	return s;
}

static struct expr *stmt_expression(struct parser *p)
{
	struct expr *e = parse_expression(p);

	if (e)
		note_height(p, e->height);
	return e;
}

struct expr *parse_condition(struct parser *p)
{
	struct expr *e = stmt_expression(p);

	if (!e)
		return NULL;
	if (p->tok.kind == T_ASSIGN) {
		unexpected(p, "{");
		diag_hint(p->diag, "did you mean ==?");
		return NULL;
	}
	return e;
}

static bool parse_body(struct parser *p, struct block *b)
{
	if (!parse_block(p, b, false))
		return false;
	advance(p);
	return true;
}

static struct stmt *parse_let(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct expr *var, *value = NULL;
	struct type_name *type = NULL;
	struct stmt *s;

	advance(p);
	if (p->tok.kind != T_VAR) {
		bool map = p->tok.kind == T_MAP;

		unexpected(p, "variable");
		if (map)
			diag_hint(p->diag, "maps are declared outside of probes");
		return NULL;
	}
	var = parse_primary(p);
	if (parse_accept(p, T_COLON)) {
		type = parse_type(p);
		if (!type)
			return NULL;
	}
	if (parse_accept(p, T_ASSIGN)) {
		value = stmt_expression(p);
		if (!value)
			return NULL;
	}
	s = new_stmt(p, STMT_LET, begin);
	s->let.var = var;
	s->let.type = type;
	s->let.value = value;
	return s;
}

static struct stmt *parse_while(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct block body = {0};
	struct expr *cond;
	struct stmt *s;

	advance(p);
	cond = parse_condition(p);
	if (!cond || !parse_body(p, &body))
		return NULL;
	s = new_stmt(p, STMT_WHILE, begin);
	s->while_.cond = cond;
	s->while_.body = body.stmts.first;
	return s;
}

static struct stmt *parse_unroll(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct block body = {0};
	struct expr *count;
	struct stmt *s;

	advance(p);
	count = parse_condition(p);
	if (!count || !parse_body(p, &body))
		return NULL;
	s = new_stmt(p, STMT_UNROLL, begin);
	s->unroll.count = count;
	s->unroll.body = body.stmts.first;
	return s;
}

/* for $x : WHAT { }: the part between "for" and the block, with or without parentheses. */
static bool parse_for_head(struct parser *p, struct expr **var, struct expr **from,
                           struct expr **to)
{
	bool paren = parse_accept(p, T_LPAREN);

	if (p->tok.kind != T_VAR)
		return unexpected(p, "variable");
	*var = parse_primary(p);
	if (!expect(p, T_COLON))
		return false;
	*from = stmt_expression(p);
	if (!*from)
		return false;
	*to = NULL;
	if (parse_accept(p, T_RANGE)) {
		*to = stmt_expression(p);
		if (!*to)
			return false;
	}
	if (!*to && ((*from)->kind != EXPR_MAP || (*from)->map.key)) {
		diag_error(p->diag, (*from)->span, "a for loop goes over a map or a range");
		diag_hint(p->diag, "for ($kv : @map) { … } or for ($i : 0..10) { … }");
		return false;
	}
	return !paren || expect(p, T_RPAREN);
}

static struct stmt *parse_for(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct expr *var = NULL, *from = NULL, *to = NULL;
	struct block body = {0};
	struct stmt *s;

	advance(p);
	if (!parse_for_head(p, &var, &from, &to) || !parse_body(p, &body))
		return NULL;
	s = new_stmt(p, to ? STMT_FOR_RANGE : STMT_FOR_MAP, begin);
	if (to) {
		s->range.var = var;
		s->range.from = from;
		s->range.to = to;
		s->range.body = body.stmts.first;
	} else {
		s->each.var = var;
		s->each.map = from;
		s->each.body = body.stmts.first;
	}
	return s;
}

static struct stmt *parse_jump(struct parser *p)
{
	bool is_return = at_word(p, "return");
	enum stmt_kind kind = at_word(p, "break") ? STMT_BREAK : STMT_CONTINUE;
	u32 begin = p->tok.span.begin;
	struct expr *value = NULL;
	struct stmt *s;

	advance(p);
	if (!is_return)
		return new_stmt(p, kind, begin);
	if (p->tok.kind != T_SEMI && p->tok.kind != T_RBRACE) {
		value = stmt_expression(p);
		if (!value)
			return NULL;
	}
	s = new_stmt(p, STMT_RETURN, begin);
	s->ret.value = value;
	return s;
}

static bool check_target(struct parser *p, const struct expr *e)
{
	if (e->kind == EXPR_VAR || e->kind == EXPR_MAP)
		return true;
	if (e->kind == EXPR_TUPLE_FIELD) {
		diag_error(p->diag, e->span, "tuples are immutable once created");
		diag_hint(p->diag, "create a new tuple and assign it instead");
	} else {
		diag_error(p->diag, e->span, "only a map or a variable can be assigned to");
		if (e->kind == EXPR_IDENT)
			diag_hint(p->diag, "did you mean $%s or @%s?", e->ident.name,
			          e->ident.name);
	}
	return false;
}

/* EXPR, TARGET = EXPR, TARGET += EXPR or _ = EXPR */
static struct stmt *parse_simple(struct parser *p)
{
	u32 begin = p->tok.span.begin;
	struct expr *value, *target = stmt_expression(p);
	enum op op = assign_ops[p->tok.kind];
	bool discard;
	struct stmt *s;

	if (!target)
		return NULL;
	if (op == OP_NONE && p->tok.kind != T_ASSIGN) {
		s = new_stmt(p, STMT_EXPR, begin);
		s->expr = target;
		return s;
	}
	discard = op == OP_NONE && target->kind == EXPR_IDENT && !strcmp(target->ident.name, "_");
	if (!discard && !check_target(p, target))
		return NULL;
	advance(p);
	value = stmt_expression(p);
	if (!value)
		return NULL;
	s = new_stmt(p, discard ? STMT_EXPR : STMT_ASSIGN, begin);
	if (discard) {
		s->expr = value;
		s->discard = true;
		return s;
	}
	s->assign.target = target;
	s->assign.op = op;
	s->assign.value = value;
	return s;
}

/* Only C is imported inside of a block, by macros of bpftrace's library. */
static struct stmt *refuse_import(struct parser *p)
{
	diag_error(p->diag, p->tok.span, "an import stands outside of blocks");
	diag_hint(p->diag, "those in blocks are of C, for which sonde has no compiler");
	return NULL;
}

/* Statements that a ';' or the block's end must follow. */
static struct stmt *parse_terminated(struct parser *p)
{
	struct stmt *s;

	if (at_word(p, "let"))
		s = parse_let(p);
	else if (at_word(p, "break") || at_word(p, "continue") || at_word(p, "return"))
		s = parse_jump(p);
	else if (at_word(p, "import") && peek(p).kind == T_STR)
		s = refuse_import(p);
	else
		s = parse_simple(p);
	if (!s || parse_accept(p, T_SEMI) || p->tok.kind == T_RBRACE)
		return s;
	unexpected(p, "; or }");
	return NULL;
}

static struct stmt *parse_nested(struct parser *p, bool want_value, struct expr **value)
{
	u32 begin = p->tok.span.begin;
	struct block b = {0};
	struct stmt *s;

	if (!parse_block(p, &b, want_value))
		return NULL;
	advance(p);
	if (want_value && p->tok.kind == T_RBRACE && b.value) {
		*value = block_to_expr(p, &b);
		return NULL;
	}
	block_drop_value(p, &b);
	s = new_stmt(p, STMT_BLOCK, begin);
	s->body = b.stmts.first;
	return s;
}

struct stmt *parse_stmt(struct parser *p, bool want_value, struct expr **value)
{
	if (p->tok.kind == T_LBRACE)
		return parse_nested(p, want_value, value);
	if (at_word(p, "while"))
		return parse_while(p);
	if (at_word(p, "unroll"))
		return parse_unroll(p);
	if (at_word(p, "for"))
		return parse_for(p);
	if (at_word(p, "if"))
		return parse_if(p, want_value, value);
	if (at_word(p, "comptime")) {
		struct token next = peek(p);

		if (next.kind == T_IDENT && strcmp(next.text, "if") == 0)
			return parse_if(p, want_value, value);
	}
	return parse_terminated(p);
}
