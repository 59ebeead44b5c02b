// SPDX-License-Identifier: GPL-2.0-or-later
/* Histograms: the rows from the first to the last bucket that is not empty. */
#include <inttypes.h>
#include <string.h>

#include "output/impl.h"

#define BAR 52

/* 2048 → 2K: multiples of 1024 are abbreviated, in linear histograms up to M. */
static void bound_text(struct buf *out, const struct type *t, s64 v)
{
	static const char units[] = "\0KMGTPE";
	u32 u = 0, max = t->kind == TY_LHIST ? 2 : 6;

	while (v && v % 1024 == 0 && u < max) {
		v /= 1024;
		u++;
	}
	buf_addf(out, "%" PRId64, v);
	if (u)
		buf_addc(out, units[u]);
}

/* Lower bound of bucket i ≥ 1 of a power-of-two histogram with k bits. */
static u64 log_low(u32 k, u32 i)
{
	u32 v = i - 1, e;

	if (v < (1u << k))
		return v;
	e = (v >> k) - 1; /* of the highest bit, less k */
	return e + k < 64 ? ((1ull << k) + (v & ((1u << k) - 1))) << e : 0;
}

/* Values of a bucket: low ≤ v < high. */
struct bucket {
	s64 low, high;
	bool bottom, top; /* no lower, no upper bound */
};

static struct bucket bucket_at(const struct type *t, u32 i)
{
	struct bucket b = {.bottom = !i};

	if (t->kind == TY_LHIST) {
		b.top = i == plan_hist_buckets(t) - 1;
		b.low = b.top ? t->lhist_max : t->lhist_min + ((s64)i - 1) * t->lhist_step;
		b.high = b.low + t->lhist_step;
	} else if (i) {
		b.low = (s64)log_low(t->count, i);
		b.high = (s64)log_low(t->count, i + 1);
	}
	return b;
}

static void label_text(struct buf *out, const struct type *t, u32 i)
{
	struct bucket b = bucket_at(t, i);

	if (b.bottom) {
		buf_adds(out, "(..., ");
		bound_text(out, t, b.high);
		buf_addc(out, ')');
		return;
	}
	buf_addc(out, '[');
	if (t->kind == TY_HIST && b.high == b.low + 1) {
		buf_addf(out, "%" PRId64 "]", b.low);
		return;
	}
	bound_text(out, t, b.low);
	buf_adds(out, ", ");
	if (b.top)
		buf_adds(out, "...");
	else
		bound_text(out, t, b.high);
	buf_addc(out, ')');
}

/* Buckets to print: [first, end). max: the highest count. */
struct extent {
	u32 first, end;
	u64 max;
};

static struct extent extent_of(const struct type *t, const u64 *counts)
{
	struct extent x = {0};

	for (u32 i = plan_hist_buckets(t); i--;) {
		if (!counts[i])
			continue;
		x.first = i;
		if (!x.end)
			x.end = i + 1;
		if (counts[i] > x.max)
			x.max = counts[i];
	}
	return x;
}

/* As in bpftrace, print()'s div does not apply to linear histograms. */
static u64 shown(const struct type *t, u64 count, u64 div)
{
	return t->kind == TY_LHIST ? count : count / div;
}

void hist_text(struct buf *out, const struct type *t, const u64 *counts, u64 div)
{
	struct extent x = extent_of(t, counts);
	struct buf label = BUF_INIT;

	for (u32 i = x.first; i < x.end; i++) {
		u32 bar = (u32)((double)counts[i] / (double)x.max * BAR);

		buf_clear(&label);
		label_text(&label, t, i);
		buf_addf(out, "%-16s%8" PRIu64 " |", label.data, shown(t, counts[i], div));
		buf_addn(out, '@', bar);
		buf_addn(out, ' ', BAR - bar);
		buf_adds(out, "|\n");
	}
	buf_free(&label);
}

void hist_json(struct json *j, const struct type *t, const u64 *counts, u64 div)
{
	struct extent x = extent_of(t, counts);

	json_open(j, '[');
	for (u32 i = x.first; i < x.end; i++) {
		struct bucket b = bucket_at(t, i);

		json_open(j, '{');
		if (!b.bottom) {
			json_key(j, "min");
			json_int(j, b.low);
		}
		if (!b.top) {
			json_key(j, "max");
			json_int(j, (s64)((u64)b.high - 1));
		}
		json_key(j, "count");
		json_uint(j, shown(t, counts[i], div));
		json_close(j, '}');
	}
	json_close(j, ']');
}
