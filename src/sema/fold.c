// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Constant folding, in 64 bits, as the code generator computes: division, remainder and comparisons
 * by the sign of their operands, right shifts logical (as bpftrace's), shift counts modulo 64.
 */
#include "sema/check.h"

static u64 divide(u64 a, u64 b, bool is_signed)
{
	if (!is_signed)
		return a / b;
	if ((s64)b == -1) /* the smallest number has no positive counterpart */
		return -a;
	return (u64)((s64)a / (s64)b);
}

static u64 modulo(u64 a, u64 b, bool is_signed)
{
	return a - divide(a, b, is_signed) * b;
}

/* False: not defined (division by zero). */
bool fold_binary(enum op op, u64 a, u64 b, bool is_signed, u64 *out)
{
	bool less = is_signed ? (s64)a < (s64)b : a < b;

	if ((op == OP_DIV || op == OP_MOD) && !b)
		return false;
	switch (op) {
	case OP_ADD:
		*out = a + b;
		return true;
	case OP_SUB:
		*out = a - b;
		return true;
	case OP_MUL:
		*out = a * b;
		return true;
	case OP_DIV:
		*out = divide(a, b, is_signed);
		return true;
	case OP_MOD:
		*out = modulo(a, b, is_signed);
		return true;
	case OP_AND:
		*out = a & b;
		return true;
	case OP_OR:
		*out = a | b;
		return true;
	case OP_XOR:
		*out = a ^ b;
		return true;
	case OP_SHL:
		*out = a << (b & 63);
		return true;
	case OP_SHR:
		*out = a >> (b & 63);
		return true;
	case OP_LAND:
		*out = a && b;
		return true;
	case OP_LOR:
		*out = a || b;
		return true;
	case OP_EQ:
		*out = a == b;
		return true;
	case OP_NE:
		*out = a != b;
		return true;
	case OP_LT:
		*out = less;
		return true;
	case OP_LE:
		*out = less || a == b;
		return true;
	case OP_GT:
		*out = !less && a != b;
		return true;
	case OP_GE:
		*out = !less;
		return true;
	default:
		return false;
	}
}

u64 fold_unary(enum op op, u64 v)
{
	switch (op) {
	case OP_NEG:
		return -v;
	case OP_NOT:
		return !v;
	case OP_BNOT:
		return ~v;
	default:
		return v;
	}
}

u64 fold_cast(const struct type *to, u64 v)
{
	u32 shift;

	if (to->kind == TY_BOOL)
		return v != 0;
	if (!type_is_integer(to) || to->size >= 8 || !to->size)
		return v;
	shift = 64 - to->size * 8;
	return to->is_signed ? (u64)((s64)(v << shift) >> shift) : v << shift >> shift;
}
