// SPDX-License-Identifier: GPL-2.0-or-later
/* Histograms: the rows from the first to the last bucket that is not empty. */
#include <inttypes.h>
#include <string.h>

#include "output/impl.h"

#define BAR 52

/* 1024 → 1K: exact powers as bpftrace abbreviates them. */
static void suffixed(struct buf *out, u64 v)
{
	static const char units[] = "\0KMGTPE";
	u32 u = 0;

	while (v && v % 1024 == 0 && u < 6) {
		v /= 1024;
		u++;
	}
	buf_addf(out, "%" PRIu64, v);
	if (u)
		buf_addc(out, units[u]);
}

/* Lower bound of bucket i > 1 of a power-of-two histogram with k bits. */
static u64 hist_low(u32 k, u32 i)
{
	u32 v = i - 1, e;

	if (v < (1u << k))
		return v;
	e = (v >> k) - 1; /* of the highest bit, less k */
	return ((u64)(1u << k) + (v & ((1u << k) - 1))) << e;
}

static void bucket_text(struct buf *out, const struct type *t, u32 i)
{
	if (t->kind == TY_LHIST) {
		s64 low = t->lhist_min + (s64)(i - 1) * t->lhist_step;

		if (i == 0) {
			buf_addf(out, "(..., %" PRId64 ")", t->lhist_min);
		} else if (i == plan_hist_buckets(t) - 1) {
			buf_addf(out, "[%" PRId64 ", ...)", t->lhist_max);
		} else {
			buf_addf(out, "[%" PRId64 ", %" PRId64 ")", low, low + t->lhist_step);
		}
		return;
	}
	if (i == 0) {
		buf_adds(out, "(..., 0)");
	} else if (hist_low(t->count, i) + 1 == hist_low(t->count, i + 1)) {
		buf_addf(out, "[%" PRIu64 "]", hist_low(t->count, i));
	} else {
		buf_addc(out, '[');
		suffixed(out, hist_low(t->count, i));
		buf_adds(out, ", ");
		suffixed(out, hist_low(t->count, i + 1));
		buf_addc(out, ')');
	}
}

static bool span_of(const struct type *t, const u64 *counts, u32 *first, u32 *last, u64 *max)
{
	u32 n = plan_hist_buckets(t);
	bool any = false;

	*max = 0;
	for (u32 i = 0; i < n; i++) {
		if (!counts[i])
			continue;
		if (!any)
			*first = i;
		any = true;
		*last = i;
		if (counts[i] > *max)
			*max = counts[i];
	}
	return any;
}

void hist_text(struct buf *out, const struct type *t, const u64 *counts)
{
	struct buf label = BUF_INIT;
	u32 first, last;
	u64 max;

	if (!span_of(t, counts, &first, &last, &max))
		return;
	for (u32 i = first; i <= last; i++) {
		u32 bar = (u32)((double)counts[i] / (double)max * BAR);

		buf_clear(&label);
		bucket_text(&label, t, i);
		buf_addf(out, "%-16s %8" PRIu64 " |", label.data, counts[i]);
		buf_addn(out, '@', bar);
		buf_addn(out, ' ', BAR - bar);
		buf_adds(out, "|\n");
	}
	buf_free(&label);
}

void hist_json(struct json *j, const struct type *t, const u64 *counts)
{
	u32 first, last;
	u64 max;

	json_open(j, '[');
	if (span_of(t, counts, &first, &last, &max)) {
		for (u32 i = first; i <= last; i++) {
			bool linear = t->kind == TY_LHIST;
			bool top = linear && i == plan_hist_buckets(t) - 1;
			s64 low = linear ? t->lhist_min + (s64)(i - 1) * t->lhist_step
			                 : (s64)hist_low(t->count, i);
			s64 high = linear ? low + t->lhist_step : (s64)hist_low(t->count, i + 1);

			json_open(j, '{');
			if (i) {
				json_key(j, "min");
				json_int(j, top ? t->lhist_max : low);
			}
			if (!top) {
				json_key(j, "max");
				json_int(j, !i ? (linear ? t->lhist_min - 1 : -1) : high - 1);
			}
			json_key(j, "count");
			json_uint(j, counts[i]);
			json_close(j, '}');
		}
	}
	json_close(j, ']');
}
