/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statements and blocks. */
#include "lang/parser.h"

#include <string.h>

static const enum op assign_ops[T_COUNT] = {
        [T_ADD_ASSIGN] = OP_ADD, [T_SUB_ASSIGN] = OP_SUB, [T_MUL_ASSIGN] = OP_MUL,
        [T_DIV_ASSIGN] = OP_DIV, [T_MOD_ASSIGN] = OP_MOD, [T_AND_ASSIGN] = OP_AND,
        [T_OR_ASSIGN] = OP_OR,   [T_XOR_ASSIGN] = OP_XOR, [T_SHL_ASSIGN] = OP_SHL,
        [T_SHR_ASSIGN] = OP_SHR,
};

/* One arm of an if: "if cond block" or, with cond NULL, "else block". */
struct branch {
	struct expr *cond;
	struct block block;
	u32 begin;
};

static void note_height(struct parser *p, u32 height)
{
	if (height > p->height)
		p->height = height;
}

static struct stmt *new_stmt(struct parser *p, enum stmt_kind kind, u32 begin)
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

/* An expression that a block follows, with or without parentheses. */
static struct expr *parse_condition(struct parser *p)
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

/* The chain of an if's branches, in order. At "if". */
static struct branch *parse_branches(struct parser *p, bool want_value, u32 *n)
{
	struct branch *branches = NULL;
	bool more = true;

	*n = 0;
	while (more) {
		struct branch b = {.begin = p->tok.span.begin};

		if (accept_word(p, "if")) {
			b.cond = parse_condition(p);
			if (!b.cond)
				return NULL;
		}
		if (!parse_block(p, &b.block, want_value))
			return NULL;
		advance(p);
		*ARENA_PUSH(p->arena, branches, *n) = b;
		more = b.cond && accept_word(p, "else");
		if (more && p->tok.kind != T_LBRACE && !at_word(p, "if")) {
			unexpected(p, "{ or if");
			return NULL;
		}
	}
	for (u32 i = 0; i < *n; i++) {
		const struct expr *cond = branches[i].cond;

		note_height(p, branches[i].block.height + i + 1);
		note_height(p, (cond ? cond->height : 0) + i + 1);
	}
	return height_ok(p, p->height, span_from(p, branches[0].begin)) ? branches : NULL;
}

static bool all_have_values(const struct branch *branches, u32 n)
{
	if (branches[n - 1].cond)
		return false;
	for (u32 i = 0; i < n; i++)
		if (!branches[i].block.value)
			return false;
	return true;
}

static struct expr *branches_to_expr(struct parser *p, struct branch *branches, u32 n)
{
	struct expr *e = block_to_expr(p, &branches[n - 1].block);

	for (u32 i = n - 1; e && i-- > 0;) {
		struct expr *t = new_expr(p, EXPR_TERNARY, branches[i].begin);

		t->ternary.cond = branches[i].cond;
		t->ternary.then = block_to_expr(p, &branches[i].block);
		t->ternary.other = e;
		if (!t->ternary.then || !adopt(p, t, t->ternary.cond) ||
		    !adopt(p, t, t->ternary.then) || !adopt(p, t, e))
			return NULL;
		e = t;
	}
	return e;
}

static struct stmt *branches_to_stmt(struct parser *p, struct branch *branches, u32 n)
{
	struct stmt *other = NULL;

	for (u32 i = n; i-- > 0;) {
		struct stmt *s;

		block_drop_value(p, &branches[i].block);
		if (!branches[i].cond) {
			other = branches[i].block.stmts.first;
			continue;
		}
		s = new_stmt(p, STMT_IF, branches[i].begin);
		s->if_.cond = branches[i].cond;
		s->if_.then = branches[i].block.stmts.first;
		s->if_.other = other;
		other = s;
	}
	return other;
}

struct expr *parse_if_expr(struct parser *p)
{
	u32 n, begin = p->tok.span.begin;
	struct branch *branches = parse_branches(p, true, &n);

	if (!branches)
		return NULL;
	if (!all_have_values(branches, n)) {
		diag_error(p->diag, span_from(p, begin),
		           "an if used as a value needs an else, and a value in each branch");
		diag_hint(p->diag, "a block's value is its last expression, without a ';'");
		return NULL;
	}
	return branches_to_expr(p, branches, n);
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
	if (accept(p, T_COLON)) {
		type = parse_type(p);
		if (!type)
			return NULL;
	}
	if (accept(p, T_ASSIGN)) {
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
	bool paren = accept(p, T_LPAREN);

	if (p->tok.kind != T_VAR)
		return unexpected(p, "variable");
	*var = parse_primary(p);
	if (!expect(p, T_COLON))
		return false;
	*from = stmt_expression(p);
	if (!*from)
		return false;
	*to = NULL;
	if (accept(p, T_RANGE)) {
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
	struct expr *var, *from, *to;
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

/* Statements that a ';' or the block's end must follow. */
static struct stmt *parse_terminated(struct parser *p)
{
	struct stmt *s;

	if (at_word(p, "let"))
		s = parse_let(p);
	else if (at_word(p, "break") || at_word(p, "continue") || at_word(p, "return"))
		s = parse_jump(p);
	else
		s = parse_simple(p);
	if (!s || accept(p, T_SEMI) || p->tok.kind == T_RBRACE)
		return s;
	unexpected(p, "; or }");
	return NULL;
}

/* An if or a block that ends a block whose value is wanted is that value, if it has one. */
static struct stmt *parse_if(struct parser *p, bool want_value, struct expr **value)
{
	bool comptime = accept_word(p, "comptime");
	u32 n;
	struct branch *branches = parse_branches(p, want_value, &n);

	if (!branches)
		return NULL;
	for (u32 i = 0; comptime && i < n && branches[i].cond; i++) {
		struct expr *e = new_expr(p, EXPR_COMPTIME, branches[i].begin);

		e->span = branches[i].cond->span;
		e->comptime.expr = branches[i].cond;
		if (!adopt(p, e, branches[i].cond))
			return NULL;
		branches[i].cond = e;
	}
	if (want_value && p->tok.kind == T_RBRACE && all_have_values(branches, n)) {
		*value = branches_to_expr(p, branches, n);
		return NULL;
	}
	return branches_to_stmt(p, branches, n);
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

/* NULL with *value set: the block's value. NULL without: an error. */
static struct stmt *parse_stmt(struct parser *p, bool want_value, struct expr **value)
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

/* After an error: to behind the next ';' of this block, or to its '}'. */
static void recover(struct parser *p)
{
	u32 depth = 0;

	for (;; advance(p)) {
		switch (p->tok.kind) {
		case T_EOF:
			return;
		case T_LBRACE:
			depth++;
			break;
		case T_RBRACE:
			if (!depth)
				return;
			if (--depth == 0) {
				advance(p);
				if (!at_word(p, "else"))
					return;
			}
			break;
		case T_SEMI:
			if (depth)
				break;
			advance(p);
			return;
		default:
			break;
		}
	}
}

/* The token consumed last was a ';'. */
static bool after_semi(const struct parser *p)
{
	return p->lx.src->text[p->prev_end - 1] == ';';
}

static void parse_stmts(struct parser *p, struct block *b, bool want_value)
{
	while (p->tok.kind != T_RBRACE && p->tok.kind != T_EOF) {
		struct expr *value = NULL;
		struct stmt *s;

		if (accept(p, T_SEMI))
			continue;
		s = parse_stmt(p, want_value, &value);
		if (value) {
			b->value = value;
			continue;
		}
		if (!s) {
			recover(p);
			continue;
		}
		if (want_value && s->kind == STMT_EXPR && !s->discard && p->tok.kind == T_RBRACE &&
		    !after_semi(p))
			b->value = s->expr;
		else
			stmt_append(&b->stmts, s);
	}
}

bool parse_block(struct parser *p, struct block *b, bool want_value)
{
	struct span open = p->tok.span;
	u32 outer_height = p->height;
	bool in_filter = p->in_filter;

	if (!parser_enter(p))
		return false;
	if (!expect(p, T_LBRACE)) {
		parser_leave(p);
		return false;
	}
	p->height = 0;
	p->in_filter = false;
	parse_stmts(p, b, want_value);
	p->in_filter = in_filter;
	b->height = p->height + 1;
	p->height = outer_height;
	note_height(p, b->height);
	parser_leave(p);
	b->span = span_join(open, p->tok.span);
	if (p->tok.kind == T_RBRACE)
		return height_ok(p, b->height, open);
	if (!p->tok.bad) {
		unexpected(p, "}");
		diag_note(p->diag, open, "the block that begins here is not closed");
	}
	return false;
}

void block_drop_value(struct parser *p, struct block *b)
{
	struct stmt *s;

	if (!b->value)
		return;
	s = arena_new_of(p->arena, struct stmt);
	s->kind = STMT_EXPR;
	s->span = b->value->span;
	s->expr = b->value;
	stmt_append(&b->stmts, s);
	b->value = NULL;
}

struct expr *block_to_expr(struct parser *p, struct block *b)
{
	struct expr *e;

	if (b->value && !b->stmts.first)
		return b->value;
	e = new_expr(p, EXPR_BLOCK, b->span.begin);
	e->span = b->span;
	e->block.stmts = b->stmts.first;
	e->block.value = b->value;
	e->height = b->height + 1;
	return height_ok(p, e->height, e->span) ? e : NULL;
}
