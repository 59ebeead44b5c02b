// SPDX-License-Identifier: GPL-2.0-or-later
/* Rows of a map in the order they are printed: by value, else by key. */
#include <stdlib.h>
#include <string.h>

#include "output/impl.h"
#include "plan/plan_impl.h"
#include "util/mem.h"

static bool has_buckets(const struct map *m)
{
	return type_has_buckets(m->value);
}

static u32 bare_key_size(const struct map *m)
{
	return m->key ? plan_store_size(m->key) : 0;
}

static u64 bucket_of(const struct map *m, const u8 *key)
{
	return m->key ? read_int(key + bare_key_size(m), 8, false) : read_int(key, 4, false);
}

static int compare_numbers(s64 a, s64 b, bool is_signed)
{
	if (is_signed)
		return a < b ? -1 : a > b;
	return (u64)a < (u64)b ? -1 : (u64)a > (u64)b;
}

static int compare_typed(const struct type *t, const u8 *a, const u8 *b, u32 flags)
{
	u32 size = flags & VALUE_WIDE ? 8 : t->size;
	int c = 0;

	if (type_is_scalar(t))
		return compare_numbers((s64)read_int(a, size, t->is_signed),
		                       (s64)read_int(b, size, t->is_signed), t->is_signed);
	if (t->kind == TY_STR)
		return strncmp((const char *)a, (const char *)b, t->size);
	if (t->kind != TY_TUPLE)
		return memcmp(a, b, t->size);
	for (u32 i = 0; !c && i < t->nfields; i++) {
		const struct type_field *f = &t->fields[i];

		c = compare_typed(f->type, a + f->offset, b + f->offset, 0);
	}
	return c;
}

static int compare_values(const struct map *m, const struct group *a, const struct group *b)
{
	const struct type *t = m->value;

	if (has_buckets(m))
		return compare_numbers((s64)a->total, (s64)b->total, false);
	if (type_is_aggregate(t))
		return compare_numbers(agg_number(t, a->value), agg_number(t, b->value),
		                       t->is_signed);
	return type_is_integer(t) ? compare_typed(t, a->value, b->value, VALUE_WIDE) : 0;
}

static int compare_groups(const void *x, const void *y, void *arg)
{
	const struct map *m = arg;
	const struct group *a = x, *b = y;
	int c = compare_values(m, a, b);

	if (!c && m->key)
		c = compare_typed(m->key, a->key, b->key, VALUE_WIDE);
	return c ? c : compare_numbers(a->index, b->index, false);
}

static int compare_bytes(const void *x, const void *y, void *arg)
{
	const struct group *a = x, *b = y;
	int c = memcmp(a->key, b->key, bare_key_size(arg));

	return c ? c : compare_numbers(a->index, b->index, false);
}

static void new_group(const struct map *m, struct group *g)
{
	u32 buckets = plan_hist_buckets(m->value);

	if (m->value->kind == TY_TSERIES)
		g->series = mem_alloc(buckets, sizeof(*g->series));
	else
		g->counts = mem_alloc(buckets, sizeof(u64));
}

static void add_to_group(const struct map *m, struct group *g, const u8 *value, u64 bucket)
{
	u64 count = read_int(value, 8, false);
	struct agg_series s;

	if (bucket >= plan_hist_buckets(m->value))
		return;
	if (!g->series) {
		g->counts[bucket] += count;
		g->total += count;
		return;
	}
	memcpy(&s, value, sizeof(s));
	g->series[bucket] = s;
	if (s.count && s.epoch > g->total)
		g->total = s.epoch;
}

/* One group for each distinct key, from n rows: they are made in place. */
static u32 merge_buckets(const struct map *m, struct group *g, u32 n)
{
	u32 size = bare_key_size(m), done = 0;

	qsort_r(g, n, sizeof(*g), compare_bytes, (void *)m);
	for (u32 i = 0; i < n; i++) {
		struct group row = g[i];

		if (!done || memcmp(g[done - 1].key, g[i].key, size)) {
			g[done] = row;
			new_group(m, &g[done++]);
		}
		add_to_group(m, &g[done - 1], row.value, bucket_of(m, row.key));
	}
	return done;
}

u32 sort_rows(const struct map *m, const struct rows *rows, struct group **out)
{
	struct group *g = *out = mem_alloc(rows->n + 1, sizeof(*g));
	u32 n = rows->n;

	for (u32 i = 0; i < n; i++)
		g[i] = (struct group){.key = rows->keys + (size_t)i * rows->key_size,
		                      .value = rows->values + (size_t)i * rows->value_size,
		                      .index = i};
	if (has_buckets(m))
		n = merge_buckets(m, g, n);
	qsort_r(g, n, sizeof(*g), compare_groups, (void *)m);
	return n;
}

void free_groups(struct group *g, u32 n)
{
	for (u32 i = 0; i < n; i++) {
		free(g[i].counts);
		free(g[i].series);
	}
	free(g);
}
