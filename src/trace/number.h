/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Integers of a foreign machine, at any alignment. */
#ifndef SONDE_TRACE_NUMBER_H
#define SONDE_TRACE_NUMBER_H

#include <string.h>

#include "util/base.h"

#define HOST_IS_BIG (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

static inline u16 get_u16(const void *at, bool big_endian)
{
	u16 v;

	memcpy(&v, at, sizeof(v));
	return big_endian == HOST_IS_BIG ? v : __builtin_bswap16(v);
}

static inline u32 get_u32(const void *at, bool big_endian)
{
	u32 v;

	memcpy(&v, at, sizeof(v));
	return big_endian == HOST_IS_BIG ? v : __builtin_bswap32(v);
}

static inline u64 get_u64(const void *at, bool big_endian)
{
	u64 v;

	memcpy(&v, at, sizeof(v));
	return big_endian == HOST_IS_BIG ? v : __builtin_bswap64(v);
}

/* size 1, 2, 4 or 8; any other size reads as 0. */
static inline u64 get_uint(const void *at, u32 size, bool big_endian)
{
	switch (size) {
	case 1:
		return *(const u8 *)at;
	case 2:
		return get_u16(at, big_endian);
	case 4:
		return get_u32(at, big_endian);
	case 8:
		return get_u64(at, big_endian);
	}
	return 0;
}

#endif
