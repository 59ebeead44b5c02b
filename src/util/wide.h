/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Products of 128 bits, on 32-bit machines too. */
#ifndef SONDE_UTIL_WIDE_H
#define SONDE_UTIL_WIDE_H

#include "util/base.h"

struct wide {
	u64 high, low;
};

static inline struct wide wide_mul_parts(u64 a, u64 b)
{
	u64 al = (u32)a, ah = a >> 32, bl = (u32)b, bh = b >> 32;
	u64 low = al * bl, middle = ah * bl + (low >> 32), other = al * bh + (u32)middle;

	return (struct wide){ah * bh + (middle >> 32) + (other >> 32), other << 32 | (u32)low};
}

static inline struct wide wide_mul(u64 a, u64 b)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 w = (unsigned __int128)a * b;

	return (struct wide){(u64)(w >> 64), (u64)w};
#else
	return wide_mul_parts(a, b);
#endif
}

/* The low 64 bits of w >> bits; bits < 64. */
static inline u64 wide_shift(struct wide w, u32 bits)
{
	return bits ? w.high << (64 - bits) | w.low >> bits : w.low;
}

/* w / by, where that fits in 64 bits; by is not 0. */
static inline u64 wide_div(struct wide w, u64 by)
{
	u64 rest = w.high % by, quotient = 0;

	if (!w.high)
		return w.low / by;
	for (int i = 63; i >= 0; i--) {
		bool carry = rest >> 63;

		rest = rest << 1 | (w.low >> i & 1);
		if (carry || rest >= by) {
			rest -= by;
			quotient |= 1ull << i;
		}
	}
	return quotient;
}

#endif
