/* SPDX-License-Identifier: GPL-2.0-or-later */
/* if, as a statement and as a value. */
#include "lang/parser.h"

/* One arm of an if: "if cond block" or, with cond NULL, "else block". */
struct branch {
	struct expr *cond;
	struct block block;
	u32 begin;
};

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

struct stmt *parse_if(struct parser *p, bool want_value, struct expr **value)
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
