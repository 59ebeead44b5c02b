// SPDX-License-Identifier: GPL-2.0-or-later
/* Constant expressions of C: 64 bits wide throughout, as in #if. */
#include "util/ctoken.h"

#include <string.h>

#define MAX_DEPTH 200

static const struct binary {
	const char *text;
	u8 level;
} binaries[] = {
        {"||", 1}, {"&&", 2}, {"|", 3},  {"^", 4},  {"&", 5},  {"==", 6},
        {"!=", 6}, {"<", 7},  {"<=", 7}, {">", 7},  {">=", 7}, {"<<", 8},
        {">>", 8}, {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10},
};

static bool ternary(struct cexpr *e, s64 *value);

static bool next_is(const struct cexpr *e, const char *text)
{
	return e->at < e->end && ctoken_is(e->at, text);
}

static s64 narrow(s64 value, u32 size, bool is_signed)
{
	u32 shift = 64 - size * 8;

	if (!size || size >= 8)
		return value;
	value = (s64)((u64)value << shift);
	return is_signed ? value >> shift : (s64)((u64)value >> shift);
}

static bool unary(struct cexpr *e, s64 *value);

static bool parenthesis(struct cexpr *e, s64 *value)
{
	bool is_signed = true;
	u32 size = 0;

	if (e->cast && e->cast(e, &size, &is_signed) && size) {
		if (!unary(e, value))
			return false;
		*value = narrow(*value, size, is_signed);
		e->is_unsigned = !is_signed && size == 8;
		return true;
	}
	e->at++;
	if (!ternary(e, value) || !next_is(e, ")"))
		return false;
	e->at++;
	return true;
}

static bool primary(struct cexpr *e, s64 *value)
{
	u64 v;

	if (next_is(e, "("))
		return parenthesis(e, value);
	if (e->at >= e->end)
		return false;
	if (e->at->kind == CT_NUMBER || e->at->kind == CT_CHAR) {
		if (!ctoken_value(e->at, &v, &e->is_unsigned))
			return false;
		*value = (s64)v;
		e->at++;
		return true;
	}
	e->is_unsigned = false;
	return e->at->kind == CT_IDENT && e->name(e, value);
}

static bool unary(struct cexpr *e, s64 *value)
{
	char op = e->at < e->end && e->at->len == 1 ? *e->at->text : '\0';
	bool ok;

	if (!op || !strchr("+-!~", op) || e->at->kind != CT_PUNCT)
		return primary(e, value);
	if (e->depth++ > MAX_DEPTH)
		return false;
	e->at++;
	ok = unary(e, value);
	e->depth--;
	if (op == '-')
		*value = (s64)(0 - (u64)*value);
	else if (op == '~')
		*value = ~*value;
	else if (op == '!') {
		*value = !*value;
		e->is_unsigned = false;
	}
	return ok;
}

static bool divide(const char *op, s64 a, s64 b, bool is_unsigned, s64 *out)
{
	if (!b)
		return false;
	if (is_unsigned)
		*out = (s64)(*op == '/' ? (u64)a / (u64)b : (u64)a % (u64)b);
	else if (b == -1)
		*out = *op == '/' ? (s64)(0 - (u64)a) : 0;
	else
		*out = *op == '/' ? a / b : a % b;
	return true;
}

static bool less(s64 a, s64 b, bool is_unsigned)
{
	return is_unsigned ? (u64)a < (u64)b : a < b;
}

static s64 compare(const char *op, s64 a, s64 b, bool is_unsigned)
{
	switch (*op) {
	case '<':
		return op[1] ? !less(b, a, is_unsigned) : less(a, b, is_unsigned);
	case '>':
		return op[1] ? !less(a, b, is_unsigned) : less(b, a, is_unsigned);
	case '=':
		return a == b;
	default:
		return a != b;
	}
}

static s64 shift(const char *op, s64 a, s64 b, bool is_unsigned)
{
	u32 n = (u32)b & 63;

	if (*op == '<')
		return (s64)((u64)a << n);
	return is_unsigned ? (s64)((u64)a >> n) : a >> n;
}

static bool apply(const struct binary *b, s64 x, s64 y, bool is_unsigned, s64 *out)
{
	switch (b->level) {
	case 1:
		*out = x || y;
		return true;
	case 2:
		*out = x && y;
		return true;
	case 3:
		*out = x | y;
		return true;
	case 4:
		*out = x ^ y;
		return true;
	case 5:
		*out = x & y;
		return true;
	case 6:
	case 7:
		*out = compare(b->text, x, y, is_unsigned);
		return true;
	case 8:
		*out = shift(b->text, x, y, is_unsigned);
		return true;
	case 9:
		*out = (s64)(*b->text == '+' ? (u64)x + (u64)y : (u64)x - (u64)y);
		return true;
	default:
		if (*b->text != '*')
			return divide(b->text, x, y, is_unsigned, out);
		*out = (s64)((u64)x * (u64)y);
		return true;
	}
}

static const struct binary *binary_at(const struct cexpr *e, u8 level)
{
	for (size_t i = 0; e->at < e->end && i < ARRAY_LEN(binaries); i++)
		if (ctoken_is(e->at, binaries[i].text))
			return binaries[i].level >= level ? &binaries[i] : NULL;
	return NULL;
}

/* What && and || leave out may divide by zero. */
static bool operand(struct cexpr *e, const struct binary *b, s64 left, s64 *right);

static bool binary(struct cexpr *e, u8 level, s64 *value)
{
	const struct binary *b;

	if (!unary(e, value))
		return false;
	while ((b = binary_at(e, level))) {
		bool left_unsigned = e->is_unsigned;
		const struct ctoken *op = e->at++;
		s64 right = 0;

		if (!operand(e, b, *value, &right))
			return false;
		if (b->level != 8)
			left_unsigned |= e->is_unsigned;
		if (!apply(b, *value, right, left_unsigned, value)) {
			e->at = op;
			return false;
		}
		e->is_unsigned = left_unsigned && b->level != 6 && b->level != 7 && b->level > 2;
	}
	return true;
}

static bool operand(struct cexpr *e, const struct binary *b, s64 left, s64 *right)
{
	bool decided = (b->level == 1 && left) || (b->level == 2 && !left), ok;
	const struct ctoken *from = e->at;

	if (e->depth++ > MAX_DEPTH)
		return false;
	ok = binary(e, b->level + 1, right);
	e->depth--;
	if (ok || !decided || e->at == from || e->at >= e->end || e->at->kind != CT_PUNCT ||
	    !(ctoken_is(e->at, "/") || ctoken_is(e->at, "%")))
		return ok;
	/* division by zero: its value is not wanted */
	e->at++;
	return unary(e, right);
}

static bool ternary(struct cexpr *e, s64 *value)
{
	bool is_unsigned, unknown;
	s64 yes, no;

	if (e->depth++ > MAX_DEPTH || !binary(e, 1, value))
		return false;
	e->depth--;
	if (!next_is(e, "?"))
		return true;
	e->at++;
	unknown = e->unknown;
	e->unknown = false;
	if (!ternary(e, &yes) || !next_is(e, ":"))
		return false;
	unknown |= *value && e->unknown;
	e->unknown = false;
	is_unsigned = e->is_unsigned;
	e->at++;
	if (!ternary(e, &no))
		return false;
	e->unknown = unknown || (!*value && e->unknown);
	e->is_unsigned |= is_unsigned;
	*value = *value ? yes : no;
	return true;
}

bool cexpr_eval(struct cexpr *e, s64 *value)
{
	e->depth = 0;
	e->unknown = false;
	return ternary(e, value) && !e->unknown;
}
