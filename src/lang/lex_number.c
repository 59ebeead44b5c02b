/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Integer literals: 42, 0x2a, 052, 0b101010, 1_000_000, 1e6, 42ull, 5ms. */
#include "lang/lex.h"

#include <string.h>
#include <strings.h>

static const struct suffix {
	const char *text;
	u64 scale;
	bool is_unsigned, is_long, any_case;
} suffixes[] = {
        {"", 1, false, false, true},
        {"u", 1, true, false, true},
        {"l", 1, false, true, true},
        {"ul", 1, true, true, true},
        {"lu", 1, true, true, true},
        {"ll", 1, false, true, true},
        {"ull", 1, true, true, true},
        {"llu", 1, true, true, true},
        {"ns", 1, false, false, false},
        {"us", 1000, false, false, false},
        {"ms", 1000000, false, false, false},
        {"s", 1000000000, false, false, false},
        {"m", 60000000000, false, false, false},
        {"h", 3600000000000, false, false, false},
        {"d", 86400000000000, false, false, false},
};

static const struct suffix *find_suffix(const char *s, u32 n)
{
	for (size_t i = 0; i < ARRAY_LEN(suffixes); i++) {
		const struct suffix *x = &suffixes[i];

		if (strlen(x->text) != n)
			continue;
		if ((x->any_case ? strncasecmp : strncmp)(s, x->text, n) == 0)
			return x;
	}
	return NULL;
}

static u32 digit_value(char c)
{
	if (is_digit(c))
		return (u32)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (u32)(c - 'a') + 10 : 99;
}

/* The digits at s in the base; returns how many bytes they take. */
static u32 digits(const char *s, u32 n, u32 base, u64 *value, bool *overflow)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (s[i] == '_')
			continue;
		if (digit_value(s[i]) >= base)
			break;
		*overflow |= __builtin_mul_overflow(*value, base, value) ||
		             __builtin_add_overflow(*value, digit_value(s[i]), value);
	}
	return i;
}

/* e6 at s: multiply; returns how many bytes it takes, 0 if it is none. */
static u32 exponent(const char *s, u32 n, u64 *value, bool *overflow)
{
	u64 power = 0;
	bool huge = false;
	u32 used;

	if (n < 2 || (*s | 0x20) != 'e' || !is_digit(s[1]))
		return 0;
	used = 1 + digits(s + 1, n - 1, 10, &power, &huge);
	if (*value)
		*overflow |= huge || power > 19;
	for (u32 i = 0; *value && i < power && i < 20; i++)
		*overflow |= __builtin_mul_overflow(*value, 10, value);
	return used;
}

static u32 base_of(const char *s, u32 n, u32 *skip)
{
	*skip = 2;
	if (n > 2 && s[0] == '0' && (s[1] | 0x20) == 'x' && digit_value(s[2]) < 16)
		return 16;
	if (n > 2 && s[0] == '0' && (s[1] | 0x20) == 'b' && is_digit(s[2]))
		return 2;
	*skip = 0;
	if (n > 1 && s[0] == '0' && (is_digit(s[1]) || s[1] == '_'))
		return 8;
	return 10;
}

static void bad_suffix(struct lexer *lx, struct token *t, const char *s, u32 i, u32 base)
{
	u32 n = t->span.end - t->span.begin;
	char sign = t->span.end < lx->src->len ? s[n] : '\0';

	t->bad = true;
	if (!lx->diag)
		return;
	if (base == 10 && (s[i] | 0x20) == 'e' && i + 1 == n && (sign == '-' || sign == '+')) {
		diag_error(lx->diag, t->span, "floating-point numbers are not supported");
		diag_hint(lx->diag, "an exponent is a number of zeros: 1e6 is 1000000");
	} else if (base < 10 && is_digit(s[i])) {
		diag_error(lx->diag, t->span, "invalid digit '%c' in %s integer", s[i],
		           base == 8 ? "an octal" : "a binary");
	} else {
		diag_error(lx->diag, lex_span(lx, t->span.begin + i, t->span.end),
		           "invalid suffix '%.*s' on an integer", (int)(n - i), s + i);
		diag_hint(lx->diag, "known are u, l, ul, ll, ull and ns, us, ms, s, m, h, d");
	}
}

struct token lex_number(struct lexer *lx)
{
	const char *s = lx->src->text + lx->pos;
	const struct suffix *suffix;
	bool overflow = false;
	struct token t = {.kind = T_INT};
	u32 n = 0, i, base, begin = lx->pos;

	while (is_ident_char(lex_at(lx, n)))
		n++;
	lx->pos += n;
	lx->last_end = lx->pos;
	t.span = lex_span(lx, begin, lx->pos);
	base = base_of(s, n, &i);
	i += digits(s + i, n - i, base, &t.value, &overflow);
	if (base <= 10)
		i += exponent(s + i, n - i, &t.value, &overflow);
	suffix = find_suffix(s + i, n - i);
	if (!suffix) {
		bad_suffix(lx, &t, s, i, base);
		return t;
	}
	t.is_unsigned = suffix->is_unsigned;
	t.is_long = suffix->is_long;
	overflow |= __builtin_mul_overflow(t.value, suffix->scale, &t.value);
	if (overflow) {
		t.bad = true;
		if (lx->diag)
			diag_error(lx->diag, t.span, "integer %.*s does not fit in 64 bits",
			           n > 64 ? 64 : (int)n, s);
	}
	return t;
}
