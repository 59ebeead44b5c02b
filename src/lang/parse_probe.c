/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Clauses: attach points, filter, body. Attach points are read byte by byte, since what a part may
 * hold (paths, globs, symbol names) has nothing to do with the language's tokens.
 */
#include "lang/parser.h"

#include <string.h>

#include "util/buf.h"

/* An attach point while it is read. */
struct scan {
	struct attach_point *ap;
	struct buf part; /* text of the current part, quotes removed */
	u32 begin;       /* of the current part */
	u32 nspans;
	bool quoted; /* the current part has had a quote: "" is not empty */
};

static bool is_path_char(char c)
{
	return is_ident_char(c) || (c && strchr("/.+*@-~#$\\", c));
}

/*
 * Does a '/' inside of a part belong to it? In a part that begins as a path does, always; else if
 * what follows looks like the rest of a path up to a ':', as in "uprobe:bin/bash:readline".
 * Otherwise it begins the filter: "kprobe:f/pid == 1/".
 */
static bool slash_is_path(const struct parser *p, const struct scan *s)
{
	char first = s->begin < p->lx.src->len ? p->lx.src->text[s->begin] : '\0';
	u32 i = 1;

	if (first == '/' || first == '.' || first == '~')
		return true;
	if (lex_at(&p->lx, 1) == '/' || lex_at(&p->lx, 1) == ' ')
		return false;
	while (is_path_char(lex_at(&p->lx, i)))
		i++;
	return lex_at(&p->lx, i) == ':';
}

static void end_part(struct parser *p, struct scan *s)
{
	struct attach_point *ap = s->ap;
	char *text = arena_alloc(p->arena, s->part.len + 1);

	if (s->part.len)
		memcpy(text, s->part.data, s->part.len);
	*ARENA_PUSH(p->arena, ap->parts, ap->nparts) = text;
	*ARENA_PUSH(p->arena, ap->part_spans, s->nspans) = lex_span(&p->lx, s->begin, p->lx.pos);
	buf_clear(&s->part);
	s->quoted = false;
}

/* White space may stand around a ':', but a '/' after it begins the filter. */
static void begin_part(struct parser *p, struct scan *s)
{
	struct lexer ahead = p->lx;
	char c;

	while (is_space(lex_at(&ahead, 0)))
		ahead.pos++;
	c = lex_at(&ahead, 0);
	if (is_ident_char(c) || c == '*' || c == '"')
		p->lx.pos = ahead.pos;
	s->begin = p->lx.pos;
}

static bool scan_quoted(struct parser *p, struct scan *s)
{
	struct token t = lex_string(&p->lx);

	if (t.bad)
		return false;
	buf_add(&s->part, t.text, t.len);
	s->quoted = true;
	return true;
}

/* Consume one byte of a part. Returns false where the attach point ends. */
static bool scan_byte(struct parser *p, struct scan *s)
{
	char c = lex_at(&p->lx, 0);

	if (lex_eof(&p->lx) || is_space(c) || !c || strchr(",{}();", c))
		return false;
	if (c == '=' && !strchr("/.", p->lx.src->text[s->begin]))
		return false;
	if (c == '/' && !slash_is_path(p, s))
		return false;
	if (c == '\\' && lex_at(&p->lx, 1) && !is_space(lex_at(&p->lx, 1)))
		c = lex_at(&p->lx, 1), p->lx.pos++;
	buf_addc(&s->part, c);
	p->lx.pos++;
	return true;
}

static bool scan_parts(struct parser *p, struct scan *s)
{
	for (;;) {
		struct lexer ahead;

		if (lex_at(&p->lx, 0) == '"') {
			if (!scan_quoted(p, s))
				return false;
			continue;
		}
		if (lex_at(&p->lx, 0) != ':' && scan_byte(p, s))
			continue;
		end_part(p, s);
		ahead = p->lx;
		while (is_space(lex_at(&ahead, 0)))
			ahead.pos++;
		if (lex_at(&ahead, 0) != ':')
			return true;
		p->lx.pos = ahead.pos + 1;
		begin_part(p, s);
	}
}

/* "uprobe:BIN:ns::fn": the "::" of a C++ name is no empty part. */
static void join_scopes(struct parser *p, struct attach_point *ap)
{
	static const char *const user[] = {"uprobe", "uretprobe", "u", "ur"};
	bool is_user = false;

	for (size_t i = 0; i < ARRAY_LEN(user); i++)
		is_user |= strcmp(ap->parts[0], user[i]) == 0;
	for (u32 i = 3; is_user && i + 1 < ap->nparts;) {
		if (*ap->parts[i]) {
			i++;
			continue;
		}
		ap->parts[i - 1] =
		        arena_printf(p->arena, "%s::%s", ap->parts[i - 1], ap->parts[i + 1]);
		ap->part_spans[i - 1] = span_join(ap->part_spans[i - 1], ap->part_spans[i + 1]);
		ap->nparts -= 2;
		for (u32 j = i; j < ap->nparts; j++) {
			ap->parts[j] = ap->parts[j + 2];
			ap->part_spans[j] = ap->part_spans[j + 2];
		}
	}
}

/* name= in front of a probe. */
static const char *scan_label(struct parser *p)
{
	struct lexer lx = p->lx;
	struct token name, eq;

	lx.diag = NULL;
	if (!is_ident_start(lex_at(&lx, 0)))
		return NULL;
	name = lex_next(&lx);
	eq = lex_next(&lx);
	if (eq.kind != T_ASSIGN)
		return NULL;
	p->lx.pos = lx.pos;
	lex_skip_space(&p->lx);
	return name.text;
}

static bool expected_probe(struct parser *p)
{
	struct token t = lex_next(&p->lx);

	p->lx.pos = t.span.begin;
	if (t.bad)
		return false;
	diag_error(p->diag, t.span, "syntax error, unexpected %s, expected a probe",
	           lex_describe(&t));
	diag_hint(p->diag, "a block begins with its probe, as in BEGIN { … } or "
	                   "kprobe:vfs_read { … }");
	return false;
}

static struct attach_point *scan_point(struct parser *p)
{
	struct scan s = {.ap = arena_new_of(p->arena, struct attach_point)};
	struct attach_point *ap = s.ap;
	u32 begin;
	char c;

	ap->label = scan_label(p);
	begin = s.begin = p->lx.pos;
	c = lex_at(&p->lx, 0);
	if (!is_ident_char(c) && c != '*' && c != '"' && c != '?' && c != '[') {
		expected_probe(p);
		return NULL;
	}
	if (!scan_parts(p, &s)) {
		buf_free(&s.part);
		return NULL;
	}
	buf_free(&s.part);
	ap->span = lex_span(&p->lx, begin, p->lx.pos);
	ap->text = arena_strndup(p->arena, p->lx.src->text + begin, p->lx.pos - begin);
	p->lx.last_end = p->lx.pos;
	join_scopes(p, ap);
	return ap;
}

/* What stands behind an attach point is neither ',' nor '/' nor '{'. */
static void bad_point_end(struct parser *p, const struct attach_point *ap)
{
	struct token t = lex_next(&p->lx), next;
	struct lexer lx = p->lx;

	lx.diag = NULL;
	next = lex_next(&lx);
	p->lx.pos = t.span.begin;
	if (t.bad)
		return;
	diag_error(p->diag, t.span, "syntax error, unexpected %s, expected {", lex_describe(&t));
	if (t.kind == T_LPAREN && ap->nparts > 1)
		diag_hint(p->diag, "a name with parentheses is written in quotes");
	else if (t.kind == T_LPAREN || t.kind == T_ASSIGN)
		diag_hint(p->diag, "statements belong into a block, as in BEGIN { … }");
	else if (t.kind == T_IDENT && next.kind == T_COLON)
		diag_hint(p->diag, "there is a ',' between probes");
	else if (t.kind == T_IDENT || t.kind == T_EOF)
		diag_hint(p->diag, "what the probe does follows in { }");
}

static bool parse_points(struct parser *p, struct clause *c)
{
	struct attach_point **tail = &c->points;

	for (;;) {
		struct attach_point *ap = scan_point(p);
		char next;

		if (!ap)
			return false;
		*tail = ap;
		tail = &ap->next;
		lex_skip_space(&p->lx);
		next = lex_at(&p->lx, 0);
		if (next == '{' || next == '/')
			return true;
		if (next != ',') {
			bad_point_end(p, ap);
			return false;
		}
		p->lx.pos++;
		lex_skip_space(&p->lx);
	}
}

/* At the first '/'; stops at the '{' behind the second. */
static bool parse_filter(struct parser *p, struct clause *c)
{
	p->in_filter = true;
	advance(p);
	c->filter = parse_expression(p);
	if (!c->filter)
		return false;
	if (!at_filter_end(p)) {
		struct token t = p->tok;

		unexpected(p, "/ {");
		if (!t.bad && t.kind == T_ASSIGN)
			diag_hint(p->diag, "did you mean ==?");
		else if (!t.bad)
			diag_hint(p->diag, "a filter is written /CONDITION/, and '{' follows it");
		return false;
	}
	p->in_filter = false;
	advance(p);
	return true;
}

struct clause *parse_clause(struct parser *p)
{
	struct clause *c = arena_new_of(p->arena, struct clause);
	u32 begin = p->lx.pos;
	struct block body = {0};
	bool ok;

	if (!parse_points(p, c))
		return NULL;
	p->prev_end = p->lx.pos;
	p->tok = lex_next(&p->lx);
	ok = p->tok.kind != T_SLASH || parse_filter(p, c);
	p->in_filter = false;
	p->height = 0;
	if (!ok || !parse_block(p, &body, false)) {
		p->lx.pos = p->tok.span.begin;
		return NULL;
	}
	p->lx.pos = p->tok.span.end;
	c->body = body.stmts.first;
	c->span = lex_span(&p->lx, begin, p->lx.pos);
	return c;
}
