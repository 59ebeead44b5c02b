/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lang/lex.h"

#include <stdio.h>
#include <string.h>

#include "util/buf.h"

/* Longest first where one is the beginning of another. */
static const struct {
	const char *text;
	enum tok kind;
} puncts[] = {
        {"<<=", T_SHL_ASSIGN}, {">>=", T_SHR_ASSIGN}, {"..", T_RANGE},      {"->", T_ARROW},
        {"++", T_INC},         {"--", T_DEC},         {"<<", T_SHL},        {">>", T_SHR},
        {"&&", T_ANDAND},      {"||", T_OROR},        {"==", T_EQ},         {"!=", T_NE},
        {"<=", T_LE},          {">=", T_GE},          {"+=", T_ADD_ASSIGN}, {"-=", T_SUB_ASSIGN},
        {"*=", T_MUL_ASSIGN},  {"/=", T_DIV_ASSIGN},  {"%=", T_MOD_ASSIGN}, {"&=", T_AND_ASSIGN},
        {"|=", T_OR_ASSIGN},   {"^=", T_XOR_ASSIGN},  {"(", T_LPAREN},      {")", T_RPAREN},
        {"[", T_LBRACKET},     {"]", T_RBRACKET},     {"{", T_LBRACE},      {"}", T_RBRACE},
        {";", T_SEMI},         {",", T_COMMA},        {":", T_COLON},       {"?", T_QUESTION},
        {".", T_DOT},          {"+", T_PLUS},         {"-", T_MINUS},       {"*", T_STAR},
        {"/", T_SLASH},        {"%", T_PERCENT},      {"&", T_AMP},         {"|", T_PIPE},
        {"^", T_CARET},        {"~", T_TILDE},        {"!", T_BANG},        {"<", T_LT},
        {">", T_GT},           {"=", T_ASSIGN},
};

static const char *const kind_names[T_COUNT] = {
        [T_EOF] = "end of file",
        [T_IDENT] = "identifier",
        [T_INT] = "integer",
        [T_STR] = "string",
        [T_VAR] = "variable",
        [T_MAP] = "map",
        [T_PARAM] = "positional parameter",
        [T_NPARAMS] = "$#",
};

/* Words that are never names of builtins, functions or enumerators. */
static const char *const keywords[] = {
        "break",    "continue", "else",   "enum",   "for",   "if",     "let",   "return",
        "offsetof", "sizeof",   "struct", "typeof", "union", "unroll", "while",
};

bool is_keyword(const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(keywords); i++)
		if (strcmp(word, keywords[i]) == 0)
			return true;
	return false;
}

const char *lex_describe(const struct token *t)
{
	if (t->kind == T_IDENT && is_keyword(t->text))
		return t->text;
	if (kind_names[t->kind])
		return kind_names[t->kind];
	for (size_t i = 0; i < ARRAY_LEN(puncts); i++)
		if (puncts[i].kind == t->kind)
			return puncts[i].text;
	return "token";
}

void lex_init(struct lexer *lx, struct arena *a, const struct source *src, struct diag *diag)
{
	*lx = (struct lexer){.src = src, .arena = a, .diag = diag};
}

char lex_at(const struct lexer *lx, u32 ahead)
{
	size_t at = (size_t)lx->pos + ahead;

	return at < lx->src->len ? lx->src->text[at] : '\0';
}

bool lex_eof(const struct lexer *lx)
{
	return lx->pos >= lx->src->len;
}

struct span lex_span(const struct lexer *lx, u32 begin, u32 end)
{
	return (struct span){lx->src, begin, end};
}

static void skip_block_comment(struct lexer *lx)
{
	u32 begin = lx->pos;

	for (lx->pos += 2; !lex_eof(lx); lx->pos++) {
		if (lex_at(lx, 0) == '*' && lex_at(lx, 1) == '/') {
			lx->pos += 2;
			return;
		}
	}
	lx->cut = lx->unterminated = true;
	if (lx->diag) {
		diag_error(lx->diag, lex_span(lx, begin, begin + 2), "unterminated comment");
		diag_hint(lx->diag, "a comment that begins with /* ends with */");
	}
}

void lex_skip_space(struct lexer *lx)
{
	while (!lex_eof(lx)) {
		char c = lex_at(lx, 0), next = lex_at(lx, 1);

		if (is_space(c)) {
			lx->pos++;
		} else if (c == '/' && next == '/') {
			while (!lex_eof(lx) && lex_at(lx, 0) != '\n')
				lx->pos++;
		} else if (c == '/' && next == '*') {
			skip_block_comment(lx);
		} else {
			return;
		}
	}
}

/* A token from begin to pos. */
static struct token token(struct lexer *lx, enum tok kind, u32 begin)
{
	lx->last_end = lx->pos;
	return (struct token){.kind = kind, .span = lex_span(lx, begin, lx->pos)};
}

/* The identifier at pos, copied; "" if there is none. */
static const char *word(struct lexer *lx)
{
	u32 begin = lx->pos;

	if (is_ident_start(lex_at(lx, 0)))
		while (is_ident_char(lex_at(lx, 0)))
			lx->pos++;
	return arena_strndup(lx->arena, lx->src->text + begin, lx->pos - begin);
}

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* What follows the backslash at pos - 1: its byte, or -1. */
static int escape(struct lexer *lx)
{
	static const char names[] = "ntrabfve\\\"'?", values[] = "\n\t\r\a\b\f\v\x1b\\\"'?";
	char c = lex_at(lx, 0);
	const char *at;
	int value = 0, n = 0;

	if (c >= '0' && c <= '7') {
		for (; n < 3 && lex_at(lx, 0) >= '0' && lex_at(lx, 0) <= '7'; n++, lx->pos++)
			value = value * 8 + (lex_at(lx, 0) - '0');
		return value <= 255 ? value : -1;
	}
	if (c == 'x' && hex_digit(lex_at(lx, 1)) >= 0) {
		for (lx->pos++; n < 2 && hex_digit(lex_at(lx, 0)) >= 0; n++, lx->pos++)
			value = value * 16 + hex_digit(lex_at(lx, 0));
		return value;
	}
	if (lex_eof(lx) || c == '\0')
		return -1;
	lx->pos++;
	at = strchr(names, c);
	return at ? (unsigned char)values[at - names] : -1;
}

/*
 * The text up to the closing quote. A string ends at the end of its line at the latest, so that a
 * forgotten quote spoils one line only.
 */
static struct token quoted(struct lexer *lx, char quote, struct buf *out)
{
	u32 begin = lx->pos++;
	struct token t;
	bool bad = false;

	while (!lex_eof(lx) && lex_at(lx, 0) != quote && lex_at(lx, 0) != '\n') {
		u32 at = lx->pos;
		int c = lex_at(lx, 0);

		lx->pos++;
		if (c == '\\' && lex_at(lx, 0) != '\n') {
			c = escape(lx);
			if (c < 0 && lx->diag) {
				diag_error(lx->diag, lex_span(lx, at, lx->pos),
				           "unknown escape sequence '%.*s'", (int)(lx->pos - at),
				           lx->src->text + at);
				diag_hint(lx->diag,
				          "known are \\n \\t \\r \\a \\b \\f \\v \\e \\\\ "
				          "\\\" \\' \\? \\NNN (octal) and \\xHH");
			}
			bad |= c < 0;
		}
		buf_addc(out, (char)c);
	}
	if (lex_at(lx, 0) == quote && !lex_eof(lx)) {
		lx->pos++;
	} else {
		bad = lx->cut = lx->unterminated = true;
		if (lx->diag)
			diag_error(lx->diag, lex_span(lx, begin, lx->pos), "unterminated %s",
			           quote == '"' ? "string" : "character constant");
	}
	t = token(lx, T_STR, begin);
	t.bad = bad;
	return t;
}

struct token lex_string(struct lexer *lx)
{
	struct buf text = BUF_INIT;
	struct token t = quoted(lx, '"', &text);
	char *copy = arena_alloc(lx->arena, text.len + 1);

	if (text.len)
		memcpy(copy, text.data, text.len);
	t.text = copy;
	t.len = (u32)text.len;
	buf_free(&text);
	return t;
}

static struct token lex_char(struct lexer *lx)
{
	struct buf text = BUF_INIT;
	struct token t = quoted(lx, '\'', &text);

	t.kind = T_INT;
	t.is_char = true;
	t.value = text.len ? (u8)text.data[0] : 0;
	if (text.len != 1 && !t.bad) {
		t.bad = true;
		if (lx->diag) {
			diag_error(lx->diag, t.span, "a character constant holds one character");
			diag_hint(lx->diag, "strings are written with double quotes");
		}
	}
	buf_free(&text);
	return t;
}

/* At '$': $name, $1 or $#. */
static struct token lex_dollar(struct lexer *lx)
{
	u32 begin = lx->pos++;
	const char *name;
	struct token t;
	u64 n = 0;

	if (lex_at(lx, 0) == '#') {
		lx->pos++;
		return token(lx, T_NPARAMS, begin);
	}
	if (is_digit(lex_at(lx, 0))) {
		for (; is_digit(lex_at(lx, 0)); lx->pos++)
			if (n <= UINT32_MAX)
				n = n * 10 + (u64)(lex_at(lx, 0) - '0');
		t = token(lx, T_PARAM, begin);
		t.value = n;
		t.bad = n == 0 || n > INT32_MAX;
		if (t.bad && lx->diag)
			diag_error(lx->diag, t.span, "positional parameters are numbered $1 to $%d",
			           INT32_MAX);
		return t;
	}
	name = word(lx);
	t = token(lx, T_VAR, begin);
	t.text = name;
	if (!*name) {
		t.bad = true;
		if (lx->diag)
			diag_error(lx->diag, t.span, "a variable's name is missing after '$'");
	}
	return t;
}

/* Report the byte (or UTF-8 sequence) at pos that begins no token, and step over it. */
static void skip_invalid(struct lexer *lx)
{
	u32 begin = lx->pos++;
	unsigned char c = (unsigned char)lx->src->text[begin];

	while (c >= 0xc0 && ((unsigned char)lex_at(lx, 0) & 0xc0) == 0x80)
		lx->pos++;
	lx->skipped = true;
	if (!lx->diag)
		return;
	if (c < ' ' || c == 0x7f || (c >= 0x80 && c < 0xc0))
		diag_error(lx->diag, lex_span(lx, begin, lx->pos), "invalid character '\\x%02x'",
		           c);
	else
		diag_error(lx->diag, lex_span(lx, begin, lx->pos), "invalid character '%.*s'",
		           (int)(lx->pos - begin), lx->src->text + begin);
}

static const char *punct_at(const struct lexer *lx, enum tok *kind)
{
	for (size_t i = 0; i < ARRAY_LEN(puncts); i++) {
		const char *s = puncts[i].text;
		u32 n = 0;

		while (s[n] && lex_at(lx, n) == s[n])
			n++;
		if (!s[n]) {
			*kind = puncts[i].kind;
			return s;
		}
	}
	return NULL;
}

static struct token next_token(struct lexer *lx)
{
	struct token t;
	const char *s;
	enum tok kind;
	u32 begin;
	char c;

	for (;;) {
		lex_skip_space(lx);
		begin = lx->pos;
		if (lex_eof(lx))
			return (struct token){.kind = T_EOF,
			                      .span = lex_span(lx, lx->last_end, lx->last_end)};
		c = lex_at(lx, 0);
		if (is_ident_start(c)) {
			s = word(lx);
			t = token(lx, T_IDENT, begin);
			t.text = s;
			return t;
		}
		if (is_digit(c))
			return lex_number(lx);
		if (c == '"')
			return lex_string(lx);
		if (c == '\'')
			return lex_char(lx);
		if (c == '$')
			return lex_dollar(lx);
		if (c == '@') {
			lx->pos++;
			s = word(lx);
			t = token(lx, T_MAP, begin);
			t.text = s;
			return t;
		}
		s = punct_at(lx, &kind);
		if (s) {
			lx->pos += (u32)strlen(s);
			return token(lx, kind, begin);
		}
		skip_invalid(lx);
	}
}

struct token lex_next(struct lexer *lx)
{
	bool cut = lx->cut;
	struct token t;

	lx->cut = lx->skipped = false;
	t = next_token(lx);
	if (cut || lx->skipped || (lx->unterminated && t.kind == T_EOF))
		t.bad = true;
	return t;
}
