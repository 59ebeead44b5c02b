// SPDX-License-Identifier: GPL-2.0-or-later
/* Time series: a line for each interval, a star where its value lies between the extremes. */
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "output/impl.h"

#define GRAPH  53 /* columns of the graph, its borders included */
#define HALF   21 /* of them for the lower extreme's number */
#define SECOND 1000000000ull

/* Digits of the fraction of a second that tell the starts of two intervals apart. */
struct unit {
	const char *name;
	u32 digits;
	u64 ns;
};

static const struct unit *unit_of(u64 interval)
{
	static const struct unit units[] = {
	        {"", 0, SECOND}, {".ms", 3, 1000000}, {".us", 6, 1000}, {".ns", 9, 1}};
	const struct unit *u = units;

	while (interval % u->ns)
		u++;
	return u;
}

/* What is shown: epochs [first, last], and the extremes of their values. */
struct view {
	const struct type *t;
	const struct agg_series *buckets;
	u64 div, first, last;
	u64 low, high;
};

static bool is_less(const struct view *v, u64 a, u64 b)
{
	return v->t->is_signed ? (s64)a < (s64)b : a < b;
}

static const struct agg_series *bucket_at(const struct view *v, u64 epoch)
{
	const struct agg_series *b = &v->buckets[epoch % v->t->count];

	return b->count && b->epoch == epoch ? b : NULL;
}

static u64 value_of(const struct view *v, const struct agg_series *b)
{
	u64 n = b->value;

	if (v->t->series == SERIES_AVG)
		n = v->t->is_signed ? (u64)((s64)n / (s64)b->count) : n / b->count;
	return v->t->is_signed ? (u64)((s64)n / (s64)v->div) : n / v->div;
}

/* From the first interval that has a value to `last`, the last of the whole map. */
static struct view view_of(const struct type *t, const struct agg_series *buckets, u64 last,
                           u64 div)
{
	u64 oldest = last >= t->count ? last - t->count + 1 : 0;
	struct view v = {.t = t, .buckets = buckets, .div = div, .first = last + 1, .last = last};

	for (u64 epoch = oldest; epoch <= last; epoch++) {
		const struct agg_series *b = bucket_at(&v, epoch);
		u64 n;

		if (!b)
			continue;
		n = value_of(&v, b);
		if (v.first > last) {
			v.first = epoch;
			v.low = v.high = n;
		}
		v.low = is_less(&v, n, v.low) ? n : v.low;
		v.high = is_less(&v, v.high, n) ? n : v.high;
	}
	return v;
}

/* Values that are all the same lie in the middle, where there is room on both sides. */
static void widen(struct view *v)
{
	u64 min = v->t->is_signed ? (u64)INT64_MIN : 0;
	u64 max = v->t->is_signed ? (u64)INT64_MAX : UINT64_MAX;

	if (v->low != v->high)
		return;
	v->low -= v->low != min;
	v->high += v->high != max;
}

/* The time of day of an epoch's start, by a format of strftime's, and its fraction. */
static void time_text(struct buf *out, const struct view *v, u64 epoch, const char *format,
                      const struct unit *u)
{
	u64 ns = epoch * (u64)v->t->lhist_step;
	time_t sec = (time_t)(ns / SECOND);
	char text[64];
	struct tm tm;

	if (localtime_r(&sec, &tm) && strftime(text, sizeof(text), format, &tm))
		buf_adds(out, text);
	if (u->digits)
		buf_addf(out, ".%0*" PRIu64, (int)u->digits, (u64)(ns % SECOND / u->ns));
}

static void extremes_text(struct buf *out, const struct view *v, u32 indent)
{
	struct buf low = BUF_INIT, high = BUF_INIT;

	number_text(&low, v->low, v->t->is_signed);
	number_text(&high, v->high, v->t->is_signed);
	buf_addf(out, "%*s%-*s%*s\n", (int)indent, "", HALF, buf_str(&low), GRAPH - HALF,
	         buf_str(&high));
	buf_free(&low);
	buf_free(&high);
}

/* Column of n between the extremes, of `columns`. */
static u32 column(const struct view *v, u64 n, u32 columns)
{
	return (u32)((double)columns * (double)(n - v->low) / (double)(v->high - v->low));
}

static void line_text(struct buf *out, const struct view *v, u64 epoch, u32 zero)
{
	const struct agg_series *b = bucket_at(v, epoch);
	char line[GRAPH + 1];

	memset(line, ' ', GRAPH);
	line[0] = line[GRAPH - 1] = '|';
	line[GRAPH] = '\0';
	if (zero)
		line[zero] = '.';
	if (b)
		line[column(v, value_of(v, b), GRAPH - 1)] = '*';
	buf_addf(out, " %s ", line);
	if (b)
		number_text(out, value_of(v, b), v->t->is_signed);
	else
		buf_addc(out, '-');
	buf_addc(out, '\n');
}

void series_text(struct buf *out, const struct type *t, const struct agg_series *buckets, u64 last,
                 u64 div)
{
	const struct unit *u = unit_of((u64)t->lhist_step);
	struct view v = view_of(t, buckets, last, div);
	u32 indent = 9 + (u->digits ? u->digits + 1 : 0), zero = 0;

	if (v.first > last) {
		buf_adds(out, "<no data>\n");
		return;
	}
	widen(&v);
	extremes_text(out, &v, indent);
	buf_addf(out, "hh:mm:ss%-*s|", (int)indent - 8, u->name);
	buf_addn(out, '_', GRAPH - 2);
	buf_adds(out, "|\n");
	if (t->is_signed && (s64)v.low < 0 && (s64)v.high > 0)
		zero = column(&v, 0, GRAPH);
	zero = zero < GRAPH - 1 ? zero : 0;
	for (u64 epoch = v.first; epoch <= last; epoch++) {
		time_text(out, &v, epoch, "%H:%M:%S", u);
		line_text(out, &v, epoch, zero);
	}
	buf_addn(out, ' ', indent);
	buf_addc(out, 'v');
	buf_addn(out, '_', GRAPH - 2);
	buf_adds(out, "v\n");
	extremes_text(out, &v, indent);
}

void series_json(struct json *j, const struct type *t, const struct agg_series *buckets, u64 last,
                 u64 div)
{
	static const struct unit ns = {"", 9, 1};
	struct view v = view_of(t, buckets, last, div);
	struct buf when = BUF_INIT;

	json_open(j, '[');
	for (u64 epoch = v.first; epoch <= last; epoch++) {
		const struct agg_series *b = bucket_at(&v, epoch);

		buf_clear(&when);
		time_text(&when, &v, epoch, "%Y-%m-%dT%H:%M:%S", &ns);
		json_open(j, '{');
		json_key(j, "interval_start");
		json_str(j, buf_str(&when));
		json_key(j, "value");
		if (!b)
			json_null(j);
		else if (t->is_signed)
			json_int(j, (s64)value_of(&v, b));
		else
			json_uint(j, value_of(&v, b));
		json_close(j, '}');
	}
	json_close(j, ']');
	buf_free(&when);
}
