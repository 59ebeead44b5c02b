// SPDX-License-Identifier: GPL-2.0-or-later
#include "util/ctoken.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static char at(const struct clexer *lx, u32 i)
{
	return lx->pos + i < lx->src->len ? lx->src->text[lx->pos + i] : '\0';
}

static bool eof(const struct clexer *lx)
{
	return lx->pos >= lx->src->len;
}

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || c == '@';
}

/* The length of a backslash and line end at pos + i; 0: there is none. */
static u32 splice(const struct clexer *lx, u32 i)
{
	if (at(lx, i) != '\\')
		return 0;
	return at(lx, i + 1) == '\n' ? 2 : at(lx, i + 1) == '\r' && at(lx, i + 2) == '\n' ? 3 : 0;
}

static void skip_comment(struct clexer *lx)
{
	bool lines = at(lx, 1) == '*';

	for (lx->pos += 2; !eof(lx); lx->pos++) {
		if (lines && at(lx, 0) == '*' && at(lx, 1) == '/') {
			lx->pos += 2;
			return;
		}
		if (!lines && at(lx, 0) == '\n')
			return;
		if (!lines)
			lx->pos += splice(lx, 0);
	}
}

/* White space and comments; with in_line, not the line's end. Returns whether there was any. */
static bool skip_space(struct clexer *lx, bool in_line)
{
	u32 begin = lx->pos;

	while (!eof(lx)) {
		char c = at(lx, 0);
		u32 n = splice(lx, 0);

		if (n) {
			lx->pos += n;
		} else if (c == '/' && (at(lx, 1) == '*' || at(lx, 1) == '/')) {
			skip_comment(lx);
		} else if (c == '\n' && in_line) {
			break;
		} else if (isspace((unsigned char)c)) {
			lx->line |= c == '\n';
			lx->pos++;
		} else {
			break;
		}
	}
	if (lx->pos > lx->src->len)
		lx->pos = (u32)lx->src->len;
	return lx->pos > begin;
}

static u32 word_length(const struct clexer *lx)
{
	u32 n = 0;

	while (is_word(at(lx, n)))
		n++;
	return n;
}

/* As the preprocessor has them: 1.5e+3 and 0x1p-2 are one. */
static u32 number_length(const struct clexer *lx)
{
	u32 n = 1;

	for (;; n++) {
		char c = at(lx, n), before = at(lx, n - 1);
		bool exponent = strchr("eEpP", before) && before && (c == '+' || c == '-');
		bool hex_e = at(lx, 0) == '0' && strchr("xX", at(lx, 1)) && strchr("eE", before);

		if (!is_word(c) && c != '.' && !(exponent && !hex_e))
			return n;
	}
}

static u32 quoted_length(const struct clexer *lx)
{
	u32 n = 1;
	char quote = at(lx, 0);

	for (; lx->pos + n < lx->src->len && at(lx, n) != '\n'; n++) {
		if (at(lx, n) == '\\' && lx->pos + n + 1 < lx->src->len)
			n++;
		else if (at(lx, n) == quote)
			return n + 1;
	}
	return 1;
}

static u32 punct_length(const struct clexer *lx)
{
	static const char *const long_ones[] = {"...", "<<=", ">>=", "##", "->", "++", "--", "<<",
	                                        ">>",  "<=",  ">=",  "==", "!=", "&&", "||", "+=",
	                                        "-=",  "*=",  "/=",  "%=", "&=", "|=", "^=", "::"};

	if (!at(lx, 1) || !strchr("=<>&|+-#.:", at(lx, 1)))
		return 1;
	for (size_t i = 0; i < ARRAY_LEN(long_ones); i++) {
		u32 n = (u32)strlen(long_ones[i]);

		if (lx->pos + n <= lx->src->len &&
		    !memcmp(lx->src->text + lx->pos, long_ones[i], n))
			return n;
	}
	return 1;
}

static struct ctoken take(struct clexer *lx, bool space)
{
	struct ctoken t = {.text = lx->src->text + lx->pos, .len = 1, .kind = CT_PUNCT};
	char c = at(lx, 0);

	if (isdigit((unsigned char)c) || (c == '.' && isdigit((unsigned char)at(lx, 1)))) {
		t.kind = CT_NUMBER;
		t.len = number_length(lx);
	} else if (is_word(c)) {
		t.kind = CT_IDENT;
		t.len = word_length(lx);
	} else if (c == '"' || c == '\'') {
		t.len = quoted_length(lx);
		if (t.len > 1)
			t.kind = c == '"' ? CT_STRING : CT_CHAR;
	} else {
		t.len = punct_length(lx);
	}
	t.flags = (space ? CT_SPACE : 0) | (lx->line ? CT_LINE : 0);
	t.span = (struct span){lx->src, lx->pos, lx->pos + t.len};
	lx->pos += t.len;
	lx->line = false;
	return t;
}

struct ctoken ctoken_next(struct clexer *lx)
{
	bool space = skip_space(lx, false);

	if (eof(lx))
		return (struct ctoken){.kind = CT_END,
		                       .text = "",
		                       .flags = CT_LINE,
		                       .span = {lx->src, lx->pos, lx->pos}};
	return take(lx, space);
}

bool ctoken_next_in_line(struct clexer *lx, struct ctoken *t)
{
	bool space = skip_space(lx, true);

	if (eof(lx) || at(lx, 0) == '\n') {
		*t = (struct ctoken){.text = "", .span = {lx->src, lx->pos, lx->pos}};
		return false;
	}
	*t = take(lx, space);
	return true;
}

bool ctoken_is(const struct ctoken *t, const char *text)
{
	return !strncmp(t->text, text, t->len) && !text[t->len] && t->len;
}

/* Of a character literal; the bytes of '\n', '\x41', '\101'. */
static bool char_value(const struct ctoken *t, u64 *value)
{
	static const char escapes[] = "n\nt\tr\ra\ab\bf\fv\v0\0\\\\''\"\"e\033";
	const char *s = t->text + 1;
	char *end;

	if (*s != '\\') {
		*value = (u64)(s64)(signed char)*s;
		return t->len == 3;
	}
	if (s[1] == 'x' || (s[1] >= '0' && s[1] <= '7')) {
		*value = (u64)(s64)(signed char)strtoul(s + 1 + (s[1] == 'x'), &end,
		                                        s[1] == 'x' ? 16 : 8);
		return *end == '\'';
	}
	for (size_t i = 0; i + 1 < sizeof(escapes); i += 2) {
		if (escapes[i] == s[1] && t->len == 4) {
			*value = (u64)escapes[i + 1];
			return true;
		}
	}
	return false;
}

bool ctoken_value(const struct ctoken *t, u64 *value, bool *is_unsigned)
{
	char text[72], *end;

	*is_unsigned = false;
	if (t->kind == CT_CHAR)
		return char_value(t, value);
	if (t->kind != CT_NUMBER || t->len >= sizeof(text))
		return false;
	memcpy(text, t->text, t->len);
	text[t->len] = '\0';
	if (text[0] == '0' && (text[1] == 'b' || text[1] == 'B'))
		*value = strtoull(text + 2, &end, 2);
	else
		*value = strtoull(text, &end, 0);
	for (; *end; end++) {
		if (*end == 'u' || *end == 'U')
			*is_unsigned = true;
		else if (*end != 'l' && *end != 'L')
			return false;
	}
	*is_unsigned |= *value > INT64_MAX;
	return true;
}
