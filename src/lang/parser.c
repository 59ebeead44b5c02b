/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/parser.h"

#include <string.h>

void parser_init(struct parser *p, struct arena *a, const struct source *src, struct diag *diag)
{
	*p = (struct parser){.arena = a, .diag = diag};
	lex_init(&p->lx, a, src, diag);
}

void advance(struct parser *p)
{
	p->prev_end = p->tok.span.end;
	p->tok = lex_next(&p->lx);
}

bool parse_accept(struct parser *p, enum tok kind)
{
	if (p->tok.kind != kind)
		return false;
	advance(p);
	return true;
}

bool unexpected(struct parser *p, const char *what)
{
	if (!p->tok.bad)
		diag_error(p->diag, p->tok.span, "syntax error, unexpected %s, expected %s",
		           lex_describe(&p->tok), what);
	p->tok.bad = true;
	return false;
}

bool expect(struct parser *p, enum tok kind)
{
	struct token want = {.kind = kind, .text = ""};

	return parse_accept(p, kind) || unexpected(p, lex_describe(&want));
}

bool at_word(const struct parser *p, const char *word)
{
	return p->tok.kind == T_IDENT && strcmp(p->tok.text, word) == 0;
}

bool accept_word(struct parser *p, const char *word)
{
	if (!at_word(p, word))
		return false;
	advance(p);
	return true;
}

struct token peek(const struct parser *p)
{
	struct lexer lx = p->lx;

	lx.diag = NULL;
	return lex_next(&lx);
}

struct span span_from(const struct parser *p, u32 begin)
{
	return lex_span(&p->lx, begin, p->prev_end > begin ? p->prev_end : begin);
}

bool parser_enter(struct parser *p)
{
	if (p->nesting >= MAX_NESTING) {
		if (!p->tok.bad)
			diag_error(p->diag, p->tok.span, "nested too deeply (more than %d levels)",
			           MAX_NESTING / 2);
		p->tok.bad = true;
		return false;
	}
	p->nesting++;
	return true;
}

void parser_leave(struct parser *p)
{
	p->nesting--;
}

bool height_ok(struct parser *p, u32 height, struct span at)
{
	if (height <= MAX_HEIGHT)
		return true;
	diag_error(p->diag, at, "too long (more than %d operators or branches in a row)",
	           MAX_HEIGHT);
	return false;
}

void stmt_append(struct stmt_list *l, struct stmt *s)
{
	if (l->last)
		l->last->next = s;
	else
		l->first = s;
	while (s->next)
		s = s->next;
	l->last = s;
}
