/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Type names, and the guess whether a parenthesis holds one. */
#include "lang/parser.h"

#include <string.h>

/* Words of C that combine with each other: "unsigned long long int". */
static const char *const int_words[] = {"signed", "unsigned", "short", "long", "int", "char"};

/* Types of the language, beside everything that ends in _t. */
static const char *const type_words[] = {
        "void",   "bool",   "float",  "double", "string", "buffer", "inet",   "timestamp",
        "int8",   "int16",  "int32",  "int64",  "uint8",  "uint16", "uint32", "uint64",
        "u8",     "u16",    "u32",    "u64",    "s8",     "s16",    "s32",    "s64",
        "__u8",   "__u16",  "__u32",  "__u64",  "__s8",   "__s16",  "__s32",  "__s64",
        "__be16", "__be32", "__be64", "__le16", "__le32", "__le64",
};

static bool in_words(const char *const *words, size_t n, const char *s)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i], s) == 0)
			return true;
	return false;
}

static bool is_int_word(const struct token *t)
{
	return t->kind == T_IDENT && in_words(int_words, ARRAY_LEN(int_words), t->text);
}

static bool is_tag_word(const struct token *t)
{
	static const char *const tags[] = {"struct", "union", "enum"};

	return t->kind == T_IDENT && in_words(tags, ARRAY_LEN(tags), t->text);
}

static bool is_qualifier(const struct token *t)
{
	static const char *const qualifiers[] = {"const", "volatile", "restrict", "__restrict"};

	return t->kind == T_IDENT && in_words(qualifiers, ARRAY_LEN(qualifiers), t->text);
}

static bool is_known_type(const struct parser *p, const char *s)
{
	size_t n = strlen(s);

	if (n > 2 && strcmp(s + n - 2, "_t") == 0)
		return true;
	return in_words(type_words, ARRAY_LEN(type_words), s) ||
	       in_words(p->typedefs, p->ntypedefs, s);
}

enum type_guess guess_type(const struct parser *p, struct lexer lx, struct token *after)
{
	enum type_guess guess = SURE_TYPE;
	struct token t;

	lx.diag = NULL;
	t = lex_next(&lx);
	*after = t;
	if (is_tag_word(&t) || is_qualifier(&t))
		return SURE_TYPE;
	if (t.kind != T_IDENT)
		return NOT_TYPE;
	if (strcmp(t.text, "typeof") == 0)
		return SURE_TYPE;
	if (is_keyword(t.text))
		return NOT_TYPE;
	if (is_int_word(&t)) {
		while (is_int_word(&t))
			t = lex_next(&lx);
	} else {
		guess = is_known_type(p, t.text) ? SURE_TYPE : MAYBE_TYPE;
		t = lex_next(&lx);
	}
	if (t.kind == T_STAR) {
		while (t.kind == T_STAR || is_qualifier(&t))
			t = lex_next(&lx);
		if (guess == MAYBE_TYPE && t.kind != T_RPAREN && t.kind != T_COMMA)
			return NOT_TYPE;
		guess = SURE_TYPE;
	}
	while (t.kind == T_LBRACKET) {
		t = lex_next(&lx);
		if (t.kind == T_INT)
			t = lex_next(&lx);
		if (t.kind != T_RBRACKET)
			return NOT_TYPE;
		t = lex_next(&lx);
	}
	*after = t;
	return guess;
}

static void skip_qualifiers(struct parser *p)
{
	while (is_qualifier(&p->tok))
		advance(p);
}

static bool parse_typeof(struct parser *p, struct type_name *type)
{
	bool in_filter = p->in_filter;

	advance(p);
	if (!expect(p, T_LPAREN))
		return false;
	p->in_filter = false;
	if (!parse_type_or_expr(p, T_RPAREN, &type->inner, &type->type_of))
		return false;
	p->in_filter = in_filter;
	return expect(p, T_RPAREN);
}

/* struct x, unsigned long, uint8, typeof(EXPR), typeof(TYPE) */
static bool parse_base(struct parser *p, struct type_name *type)
{
	if (p->tok.kind == T_LPAREN) {
		unexpected(p, "a type");
		diag_hint(p->diag,
		          "a tuple's or record's type is that of a value: typeof((1, \"text\"))");
		return false;
	}
	if (p->tok.kind != T_IDENT)
		return unexpected(p, "a type");
	if (at_word(p, "typeof"))
		return parse_typeof(p, type);
	if (is_tag_word(&p->tok)) {
		const char *tag = p->tok.text;

		advance(p);
		if (p->tok.kind != T_IDENT)
			return unexpected(p, "identifier");
		type->name = arena_printf(p->arena, "%s %s", tag, p->tok.text);
		advance(p);
		return true;
	}
	if (is_keyword(p->tok.text))
		return unexpected(p, "a type");
	type->name = p->tok.text;
	if (!is_int_word(&p->tok)) {
		advance(p);
		return true;
	}
	for (advance(p); is_int_word(&p->tok) || is_qualifier(&p->tok); advance(p))
		if (is_int_word(&p->tok))
			type->name = arena_printf(p->arena, "%s %s", type->name, p->tok.text);
	return true;
}

static bool parse_dims(struct parser *p, struct type_name *type)
{
	while (p->tok.kind == T_LBRACKET) {
		if (type->ndims == ARRAY_LEN(type->dims)) {
			diag_error(p->diag, p->tok.span, "an array has at most %zu dimensions",
			           ARRAY_LEN(type->dims));
			return false;
		}
		advance(p);
		if (p->tok.kind == T_INT) {
			type->dims[type->ndims] = p->tok.value;
			advance(p);
		} else if (p->tok.kind != T_RBRACKET) {
			return unexpected(p, "integer or ]");
		}
		type->ndims++;
		if (!expect(p, T_RBRACKET))
			return false;
	}
	return true;
}

struct type_name *parse_type(struct parser *p)
{
	struct type_name *type = arena_new_of(p->arena, struct type_name);
	u32 begin = p->tok.span.begin;

	if (!parser_enter(p))
		return NULL;
	skip_qualifiers(p);
	if (!parse_base(p, type))
		goto fail;
	skip_qualifiers(p);
	for (; p->tok.kind == T_STAR; skip_qualifiers(p)) {
		if (++type->pointers > 16) {
			diag_error(p->diag, p->tok.span, "too many pointers in a type");
			goto fail;
		}
		advance(p);
	}
	if (!parse_dims(p, type))
		goto fail;
	type->span = span_from(p, begin);
	parser_leave(p);
	return type;
fail:
	parser_leave(p);
	return NULL;
}
