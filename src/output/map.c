// SPDX-License-Identifier: GPL-2.0-or-later
/* Whole maps: rows sorted by value, histograms grouped by key. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "output/impl.h"
#include "plan/plan_impl.h"
#include "util/mem.h"

static bool is_hist(const struct map *m)
{
	return m->value->kind == TY_HIST || m->value->kind == TY_LHIST;
}

void key_text(struct buf *out, const struct output *o, const struct map *m, const void *key)
{
	const struct type *t = m->key;

	if (!t)
		return;
	buf_addc(out, '[');
	if (t->kind == TY_TUPLE) {
		for (u32 i = 0; i < t->nfields; i++) {
			if (i)
				buf_adds(out, ", ");
			value_text(out, o, t->fields[i].type, (const u8 *)key + t->fields[i].offset,
			           false);
		}
	} else {
		value_text(out, o, t, key, true);
	}
	buf_addc(out, ']');
}

/* A row, or (histograms) all rows of one key. */
struct group {
	const u8 *key, *value;
	u64 *counts; /* histograms; owned */
	u64 total;
	u32 index;
	const struct map *map;
};

static u32 bare_key_size(const struct map *m)
{
	return m->key ? plan_store_size(m->key) : 0;
}

static u64 bucket_of(const struct map *m, const u8 *key)
{
	return m->key ? read_int(key + bare_key_size(m), 8, false) : read_int(key, 4, false);
}

static struct group *find_group(struct group *g, u32 n, const struct map *m, const u8 *key)
{
	for (u32 i = n; i--;)
		if (!memcmp(g[i].key, key, bare_key_size(m)))
			return &g[i];
	return NULL;
}

static u32 group_hist(const struct map *m, const struct rows *rows, struct group *g)
{
	u32 n = 0, buckets = plan_hist_buckets(m->value);

	for (u32 i = 0; i < rows->n; i++) {
		const u8 *key = rows->keys + (size_t)i * rows->key_size;
		u64 count = read_int(rows->values + (size_t)i * rows->value_size, 8, false);
		u64 bucket = bucket_of(m, key);
		struct group *at = find_group(g, n, m, key);

		if (!at) {
			at = &g[n++];
			*at = (struct group){.key = key, .index = n, .map = m};
			at->counts = mem_alloc(buckets, sizeof(u64));
		}
		if (bucket < buckets)
			at->counts[bucket] += count;
		at->total += count;
	}
	return n;
}

static int compare_numbers(s64 a, s64 b, bool is_signed)
{
	if (is_signed)
		return a < b ? -1 : a > b;
	return (u64)a < (u64)b ? -1 : (u64)a > (u64)b;
}

static int compare_values(const struct group *a, const struct group *b)
{
	const struct type *t = a->map->value;

	if (is_hist(a->map))
		return a->total < b->total ? -1 : a->total > b->total;
	if (t->kind == TY_STATS) /* by total */
		return compare_numbers((s64)read_int(a->value, 8, false),
		                       (s64)read_int(b->value, 8, false), t->is_signed);
	if (type_is_aggregate(t))
		return compare_numbers(agg_number(t, a->value), agg_number(t, b->value),
		                       t->is_signed);
	if (type_is_scalar(t))
		return compare_numbers((s64)read_int(a->value, 8, false),
		                       (s64)read_int(b->value, 8, false), t->is_signed);
	return memcmp(a->value, b->value, t->size);
}

static int compare_keys(const struct group *a, const struct group *b)
{
	const struct type *t = a->map->key;

	if (!t)
		return 0;
	if (type_is_scalar(t))
		return compare_numbers((s64)read_int(a->key, 8, false),
		                       (s64)read_int(b->key, 8, false), t->is_signed);
	return memcmp(a->key, b->key, bare_key_size(a->map));
}

static int compare(const void *x, const void *y)
{
	const struct group *a = x, *b = y;
	int c = compare_values(a, b);

	if (!c)
		c = compare_keys(a, b);
	return c ? c : (a->index < b->index ? -1 : 1);
}

static s64 divided(const struct type *t, s64 v, u64 div)
{
	if (div <= 1)
		return v;
	return t->is_signed ? v / (s64)div : (s64)((u64)v / div);
}

/* Value of a row, divided as print(@m, top, div) asks. */
static void row_value(const struct output *o, const struct group *g, u64 div, u64 out[4])
{
	const struct type *t = g->map->value;
	u32 size = plan_store_size(t);

	(void)o;
	memset(out, 0, 32);
	memcpy(out, g->value, size < 32 ? size : 32);
	if (div <= 1)
		return;
	if (type_is_integer(t) || (type_is_aggregate(t) && t->kind != TY_AVG))
		out[0] = (u64)divided(t, (s64)out[0], div);
	else if (t->kind == TY_AVG)
		out[0] = (u64)divided(t, (s64)out[0], div);
}

static void row_text(struct buf *out, const struct output *o, const struct group *g, u64 div)
{
	const struct map *m = g->map;
	u64 value[4];

	buf_addf(out, "@%s", m->name);
	key_text(out, o, m, g->key);
	buf_adds(out, ": ");
	if (is_hist(m)) {
		u64 n = plan_hist_buckets(m->value);

		for (u64 i = 0; div > 1 && i < n; i++)
			g->counts[i] /= div;
		buf_addc(out, '\n');
		hist_text(out, m->value, g->counts);
	} else if (type_is_scalar(m->value) || type_is_aggregate(m->value)) {
		row_value(o, g, div, value);
		value_text(out, o, m->value, value, true);
	} else {
		value_text(out, o, m->value, g->value, true);
	}
	buf_addc(out, '\n');
}

static void row_json(struct json *j, const struct output *o, const struct group *g, u64 div)
{
	const struct map *m = g->map;
	u64 value[4];

	if (is_hist(m)) {
		hist_json(j, m->value, g->counts);
	} else if (type_is_scalar(m->value) || type_is_aggregate(m->value)) {
		row_value(o, g, div, value);
		value_json(j, o, m->value, value, true);
	} else {
		value_json(j, o, m->value, g->value, true);
	}
}

static const char *json_type(const struct map *m)
{
	switch (m->value->kind) {
	case TY_HIST:
	case TY_LHIST:
		return "hist";
	case TY_AVG:
	case TY_STATS:
		return "stats";
	default:
		return "map";
	}
}

/* {"type": "map", "data": {"@x": {"key": value, …}}} */
static void map_json(struct buf *out, const struct output *o, const struct map *m,
                     const struct group *g, u32 n, u64 div)
{
	struct buf name = BUF_INIT;
	struct json j;

	json_init(&j, out);
	json_open(&j, '{');
	json_key(&j, "type");
	json_str(&j, json_type(m));
	json_key(&j, "data");
	json_open(&j, '{');
	buf_addf(&name, "@%s", m->name);
	json_key(&j, name.data);
	if (m->key)
		json_open(&j, '{');
	for (u32 i = 0; i < n; i++) {
		if (m->key) {
			buf_clear(&name);
			key_json_text(&name, o, m, g[i].key);
			json_key(&j, buf_str(&name));
		}
		row_json(&j, o, &g[i], div);
	}
	if (m->key)
		json_close(&j, '}');
	json_close(&j, '}');
	json_close(&j, '}');
	buf_addc(out, '\n');
	buf_free(&name);
}

void output_map(const struct output *o, const struct map *m, const struct rows *rows, u64 top,
                u64 div)
{
	struct group *g = mem_alloc(rows->n + 1, sizeof(*g));
	struct buf out = BUF_INIT;
	u32 n = rows->n, first;

	if (is_hist(m)) {
		n = group_hist(m, rows, g);
	} else {
		for (u32 i = 0; i < n; i++)
			g[i] = (struct group){.key = rows->keys + (size_t)i * rows->key_size,
			                      .value = rows->values + (size_t)i * rows->value_size,
			                      .index = i,
			                      .map = m};
	}
	qsort(g, n, sizeof(*g), compare);
	first = top && top < n ? n - (u32)top : 0;
	if (o->format == OUTPUT_JSON && n) {
		map_json(&out, o, m, g + first, n - first, div);
	} else {
		for (u32 i = first; i < n; i++)
			row_text(&out, o, &g[i], div);
	}
	fwrite(buf_str(&out), 1, out.len, o->out);
	buf_free(&out);
	for (u32 i = 0; is_hist(m) && i < n; i++)
		free(g[i].counts);
	free(g);
}
