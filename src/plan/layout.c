// SPDX-License-Identifier: GPL-2.0-or-later
/* How keys, values and aggregates lie in memory, and how the shares of CPUs become one value. */
#include "plan/plan.h"

#include <string.h>

#include "plan/plan_impl.h"

struct agg_layout {
	enum type_kind kind;
	u8 size;
};

static const struct agg_layout agg_layouts[] = {
        {TY_COUNT, sizeof(struct agg_count)},    {TY_SUM, sizeof(struct agg_sum)},
        {TY_MIN, sizeof(struct agg_minmax)},     {TY_MAX, sizeof(struct agg_minmax)},
        {TY_AVG, sizeof(struct agg_avg)},        {TY_STATS, sizeof(struct agg_avg)},
        {TY_HIST, sizeof(struct agg_count)},     {TY_LHIST, sizeof(struct agg_count)},
        {TY_TSERIES, sizeof(struct agg_series)},
};

static u32 agg_size(enum type_kind kind)
{
	for (u32 i = 0; i < ARRAY_LEN(agg_layouts); i++)
		if (agg_layouts[i].kind == kind)
			return agg_layouts[i].size;
	return 0;
}

u32 plan_store_size(const struct type *t)
{
	u32 size = agg_size(t->kind);

	if (size)
		return size;
	if (type_is_scalar(t))
		return 8;
	return ALIGN_UP(t->size, 8);
}

static bool has_bucket(const struct map *m)
{
	return m->value && type_has_buckets(m->value);
}

u32 plan_map_key_size(const struct map *m)
{
	/* The bucket of a keyless histogram is the index of a per-CPU array. */
	if (!m->key)
		return 4;
	return plan_store_size(m->key) + (has_bucket(m) ? 8 : 0);
}

/* The longest string in the key, by its place in the order of all. */
static u32 longest_string(const struct type *t)
{
	u32 longest = t->kind == TY_STR ? t->size : 0;

	for (u32 i = 0; t->kind == TY_TUPLE && i < t->nfields; i++) {
		u32 n = longest_string(t->fields[i].type);

		longest = n > longest ? n : longest;
	}
	return longest;
}

/* t with no string longer than max. */
static const struct type *shortened(struct arena *a, const struct type *t, u32 max)
{
	const struct type **elems;
	const char **names;

	if (t->kind == TY_STR)
		return t->size > max ? type_str_cut(a, max) : t;
	if (t->kind != TY_TUPLE)
		return t;
	elems = arena_array(a, const struct type *, t->nfields + 1);
	names = arena_array(a, const char *, t->nfields + 1);
	for (u32 i = 0; i < t->nfields; i++) {
		elems[i] = shortened(a, t->fields[i].type, max);
		names[i] = t->fields[i].name;
	}
	return type_tuple(a, elems, t->nfields, type_is_named(t) ? names : NULL);
}

bool plan_narrow_key(struct plan *p, struct map *m, u32 max)
{
	struct map narrow = *m;

	while (narrow.key && plan_map_key_size(&narrow) > max) {
		u32 longest = longest_string(narrow.key);

		if (longest <= 16)
			return false;
		narrow.key = shortened(p->arena, narrow.key, (longest - 1) / 2 / 8 * 8 + 8);
	}
	m->key = narrow.key;
	m->key_size = plan_map_key_size(m);
	for (u32 i = 0; i < p->nrecords; i++)
		if (p->records[i].action == ACT_PRINT_KEY && p->records[i].map == m)
			p->records[i].args[0].type = m->key;
	return true;
}

u32 plan_map_value_size(const struct map *m)
{
	return m->value ? plan_store_size(m->value) : 8;
}

u32 plan_vm_value_size(const struct map *m)
{
	return m->value_size + ALIGN_UP(m->kept, 8);
}

bool plan_map_is_percpu(const struct map *m)
{
	return m->value && type_is_aggregate(m->value);
}

u32 plan_hist_buckets(const struct type *t)
{
	if (t->kind == TY_TSERIES)
		return t->count;
	if (t->kind == TY_LHIST)
		return t->count + 2;
	/* negative, zero, then 2^bits buckets for each of the 64 - bits powers of two, and the
	 * exact values below 2^bits */
	return 2 + ((65 - t->count) << t->count);
}

static void merge_minmax(struct agg_minmax *to, const struct agg_minmax *from, bool max, bool sign)
{
	bool better;

	if (!from->count)
		return;
	if (sign)
		better =
		        max ? (s64)from->value > (s64)to->value : (s64)from->value < (s64)to->value;
	else
		better = max ? from->value > to->value : from->value < to->value;
	if (!to->count || better)
		to->value = from->value;
	to->count += from->count;
}

static bool is_less(u64 a, u64 b, bool is_signed)
{
	return is_signed ? (s64)a < (s64)b : a < b;
}

/* The shares of a bucket may be of different intervals: the latest counts. */
static void merge_series(const struct type *t, struct agg_series *to, const struct agg_series *from)
{
	bool take = false;

	if (!from->count || (to->count && from->epoch < to->epoch))
		return;
	if (!to->count || from->epoch > to->epoch) {
		*to = *from;
		return;
	}
	if (t->series == SERIES_LAST) {
		if (from->count > to->count)
			*to = *from;
		return;
	}
	if (t->series == SERIES_MIN)
		take = is_less(from->value, to->value, t->is_signed);
	else if (t->series == SERIES_MAX)
		take = is_less(to->value, from->value, t->is_signed);
	else
		to->value += from->value;
	if (take)
		to->value = from->value;
	to->count += from->count;
}

void plan_map_merge(const struct type *value, void *out, const void *shares, u32 n, u32 stride)
{
	u32 words = agg_size(value->kind) / 8;
	const u8 *share = shares;
	u64 *to = out;

	memset(out, 0, words * 8);
	for (u32 i = 0; i < n; i++, share += stride) {
		if (value->kind == TY_MIN || value->kind == TY_MAX) {
			merge_minmax(out, (const void *)share, value->kind == TY_MAX,
			             value->is_signed);
			continue;
		}
		if (value->kind == TY_TSERIES) {
			merge_series(value, out, (const void *)share);
			continue;
		}
		for (u32 w = 0; w < words; w++)
			to[w] += ((const u64 *)share)[w];
	}
}

u32 plan_stack_map(const struct plan *p, const struct type *stack)
{
	for (u32 i = 0; i < STACK_MAPS; i++)
		if (p->stack_depths[i] == stack->stack_depth)
			return i;
	return 0;
}
