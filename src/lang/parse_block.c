/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Blocks, and the recovery from errors in them. */
#include "lang/parser.h"

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

		if (parse_accept(p, T_SEMI))
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
	unexpected(p, "}");
	if (!p->unclosed && !p->lx.unterminated)
		diag_note(p->diag, open, "the block that begins here is not closed");
	p->unclosed = true;
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
