/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The preamble's C: declarations and directives, kept as text for src/types. */
#include "lang/cpp.h"
#include "lang/parser.h"

#include <string.h>

static bool line_is(const struct lexer *lx, const char *word)
{
	u32 n = (u32)strlen(word);

	for (u32 i = 0; i < n; i++)
		if (lex_at(lx, i) != word[i])
			return false;
	return !is_ident_char(lex_at(lx, n));
}

/* [begin, end) with comments blanked, so that offsets stay those of the source. */
static char *text_of(struct parser *p, u32 begin, u32 end)
{
	char *text = arena_alloc(p->arena, end - begin + 1);
	struct lexer lx = p->lx;

	memcpy(text, lx.src->text + begin, end - begin);
	lx.diag = NULL;
	for (lx.pos = begin; lx.pos < end;) {
		char c = lex_at(&lx, 0), next = lex_at(&lx, 1);
		u32 from = lx.pos;

		if (c == '"' || c == '\'') {
			lx.pos++;
			while (lx.pos < end && lex_at(&lx, 0) != c && lex_at(&lx, 0) != '\n')
				lx.pos += lex_at(&lx, 0) == '\\' ? 2 : 1;
			lx.pos++;
		} else if (c == '/' && (next == '/' || next == '*')) {
			lex_skip_space(&lx);
			for (u32 i = from; i < lx.pos && i < end; i++)
				if (text[i - begin] != '\n')
					text[i - begin] = ' ';
		} else {
			lx.pos++;
		}
	}
	return text;
}

static struct c_def *new_def(struct parser *p, u32 begin, u32 end)
{
	struct c_def *def = arena_new_of(p->arena, struct c_def);

	def->span = lex_span(&p->lx, begin, end);
	def->when = current_condition(p);
	return def;
}

/* The first word after the tag words. */
static const char *tag_name(struct parser *p, u32 begin)
{
	static const char *const skip[] = {"typedef", "const", "volatile",
	                                   "struct",  "union", "enum"};
	struct lexer lx = p->lx;
	bool tagged = false;

	lx.diag = NULL;
	lx.pos = begin;
	for (;;) {
		struct token t = lex_next(&lx);
		bool skipped = false;

		if (t.kind != T_IDENT)
			return NULL;
		for (size_t i = 0; i < ARRAY_LEN(skip); i++)
			skipped |= strcmp(t.text, skip[i]) == 0;
		if (!skipped)
			return tagged ? t.text : NULL;
		tagged |= is_keyword(t.text);
	}
}

/* Remember the names that a typedef declares: they are types in casts. */
static void note_typedefs(struct parser *p, u32 begin, u32 end)
{
	struct lexer lx = p->lx;
	struct token t = {0}, last = {0}, before = {0};
	u32 braces = 0;

	lx.diag = NULL;
	for (lx.pos = begin; lx.pos < end; before = last, last = t) {
		bool closes;

		t = lex_next(&lx);
		braces += t.kind == T_LBRACE;
		braces -= t.kind == T_RBRACE && braces;
		closes = t.kind == T_SEMI || t.kind == T_COMMA || t.kind == T_LBRACKET ||
		         (t.kind == T_RPAREN && before.kind == T_STAR);
		if (closes && !braces && last.kind == T_IDENT)
			*ARENA_PUSH(p->arena, p->typedefs, p->ntypedefs) = last.text;
	}
}

void note_header_typedefs(struct parser *p)
{
	struct ctokens all = cpp_tokens(p->cpp);
	bool is_typedef = false;
	u32 depth = 0;

	for (u32 i = p->ntokens; i < all.n; i++) {
		const struct ctoken *t = &all.v[i], *last = i ? t - 1 : t;
		bool closes = !depth && (ctoken_is(t, ";") || ctoken_is(t, ",") ||
		                         ctoken_is(t, "[") || ctoken_is(t, "__attribute__"));

		if (is_typedef && closes && last->kind == CT_IDENT)
			*ARENA_PUSH(p->arena, p->typedefs, p->ntypedefs) =
			        arena_strndup(p->arena, last->text, last->len);
		if (ctoken_is(t, "{") || ctoken_is(t, "("))
			depth++;
		else if ((ctoken_is(t, "}") || ctoken_is(t, ")")) && depth)
			depth--;
		else if (!depth && ctoken_is(t, "typedef"))
			is_typedef = true;
		else if (!depth && ctoken_is(t, ";"))
			is_typedef = false;
	}
	p->ntokens = all.n;
}

/* Where the declaration at lx ends: behind its ';', or behind its '}' if nothing belongs to it. */
static bool find_decl_end(struct lexer *lx, bool is_typedef)
{
	u32 braces = 0, parens = 0;

	for (;;) {
		struct lexer ahead;
		struct token t = lex_next(lx);

		if (t.kind == T_EOF)
			return false;
		braces += t.kind == T_LBRACE;
		parens += t.kind == T_LPAREN;
		parens -= t.kind == T_RPAREN && parens;
		if (t.kind == T_SEMI && !braces)
			return true;
		if (t.kind == T_RBRACE && braces)
			braces--;
		if (braces || parens || is_typedef || (t.kind != T_RBRACE && t.kind != T_RPAREN))
			continue;
		ahead = *lx;
		t = lex_next(&ahead);
		if (t.kind != T_SEMI && !(t.kind == T_IDENT && !strncmp(t.text, "__", 2)))
			return true;
	}
}

struct c_def *parse_c_decl(struct parser *p)
{
	bool is_typedef = line_is(&p->lx, "typedef");
	u32 begin = p->lx.pos;
	struct lexer lx = p->lx;
	struct c_def *def;

	lx.diag = NULL;
	if (!find_decl_end(&lx, is_typedef)) {
		struct token end = {.kind = T_EOF};

		diag_error(p->diag, lex_span(&p->lx, lx.last_end, lx.last_end),
		           "syntax error, unexpected %s, expected %s", lex_describe(&end),
		           is_typedef ? ";" : "}");
		diag_note(p->diag, lex_span(&p->lx, begin, begin + 1),
		          "the declaration that begins here is not finished");
		p->lx.pos = (u32)p->lx.src->len;
		return NULL;
	}
	p->lx.pos = lx.pos;
	def = new_def(p, begin, lx.pos);
	def->kind = C_DECL;
	def->text = text_of(p, begin, lx.pos);
	def->name = tag_name(p, begin);
	if (is_typedef)
		note_typedefs(p, begin, lx.pos);
	return def;
}
