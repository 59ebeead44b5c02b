/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The evaluator's maps: keys and values as the plan lays them out. */
#include <stdlib.h>
#include <string.h>

#include "plan/plan_impl.h"
#include "tests/diff/eval_impl.h"
#include "util/mem.h"

struct eval_map *eval_maps(struct arena *a, const struct plan *p)
{
	struct eval_map *maps = arena_array(a, struct eval_map, p->sema->nmaps + 1);

	for (u32 i = 0; i < p->sema->nmaps; i++) {
		maps[i].map = p->sema->maps[i];
		maps[i].key_size = plan_map_key_size(maps[i].map);
		maps[i].value_size = plan_map_value_size(maps[i].map);
	}
	return maps;
}

void eval_maps_free(struct eval_map *maps, u32 n)
{
	for (u32 i = 0; i < n; i++)
		hash_free(&maps[i].elems);
}

static struct eval_map *map_of(struct eval *ev, struct expr *e)
{
	return &ev->maps[e->map.map->id];
}

/* The key's bytes; the bucket of a histogram is behind it, or is all there is. */
static u8 *build_key(struct eval *ev, struct eval_map *m, struct expr *key, u64 bucket)
{
	u8 *p = arena_alloc(ev->arena, m->key_size + 16);
	bool hist = type_has_buckets(m->map->value);
	u32 index = (u32)bucket;

	if (!m->map->key) {
		if (hist)
			memcpy(p, &index, 4);
		return p;
	}
	if (!key) {
		eval_fail(ev, "map without its key");
		return p;
	}
	eval_into(ev, key, m->map->key, p);
	if (hist)
		memcpy(p + plan_store_size(m->map->key), &bucket, 8);
	return p;
}

static u8 *find(struct eval_map *m, const u8 *key)
{
	return hash_get(&m->elems, key, m->key_size);
}

static u8 *find_or_make(struct eval *ev, struct eval_map *m, const u8 *key)
{
	u8 *v = find(m, key);

	if (v)
		return v;
	v = arena_alloc(ev->arena, m->value_size + 8);
	hash_put(&m->elems, key, m->key_size, v);
	m->count++;
	return v;
}

static s64 average(const u64 *v, bool is_signed)
{
	if (!v[1])
		return 0;
	return is_signed ? (s64)v[0] / (s64)v[1] : (s64)(v[0] / v[1]);
}

u64 eval_map_read(struct eval *ev, struct expr *e)
{
	struct eval_map *m = map_of(ev, e);
	const struct type *t = m->map->value;
	u64 *v = (u64 *)find(m, build_key(ev, m, e->map.key, 0));

	if (!v)
		return 0;
	return t->kind == TY_AVG ? (u64)average(v, t->is_signed) : v[0];
}

void eval_map_read_into(struct eval *ev, struct expr *e, const struct type *t, u8 *dst)
{
	struct eval_map *m = map_of(ev, e);
	const u8 *v = find(m, build_key(ev, m, e->map.key, 0));
	u32 size = m->map->value->size;

	if (v)
		memcpy(dst, v, size < t->size ? size : t->size);
}

u64 eval_map_add(struct eval *ev, struct expr *e, u64 step)
{
	struct eval_map *m = map_of(ev, e);
	u64 *v = (u64 *)find_or_make(ev, m, build_key(ev, m, e->map.key, 0)), old = *v;

	*v += step;
	return old;
}

void eval_map_assign(struct eval *ev, struct expr *target, enum op op, struct expr *value)
{
	struct eval_map *m = map_of(ev, target);
	const struct type *t = m->map->value;
	u8 *bytes = arena_alloc(ev->arena, m->value_size + 8), *key;
	u64 v;

	if (type_is_scalar(t)) {
		v = op == OP_NONE ? eval_scalar(ev, value)
		                  : eval_arithmetic(ev, op, target, value, t);
		memcpy(bytes, &v, 8);
	} else {
		eval_into(ev, value, t, bytes);
	}
	key = build_key(ev, m, target->map.key, 0);
	if (!ev->unsupported)
		memcpy(find_or_make(ev, m, key), bytes, m->value_size);
}

static u64 hist_bucket(u64 v, u32 bits, bool is_signed)
{
	u32 exponent = 0;

	if (is_signed && (s64)v < 0)
		return 0;
	if (v >> bits == 0)
		return 1 + v;
	while (v >> exponent > 1)
		exponent++;
	return 1 + ((u64)(exponent - bits + 1) << bits) +
	       ((v >> (exponent - bits)) & ((1ULL << bits) - 1));
}

static u64 lhist_bucket(u64 v, const struct type *t, bool is_signed)
{
	if (!is_signed && v > INT64_MAX)
		return t->count + 1;
	if ((s64)v < t->lhist_min)
		return 0;
	if ((s64)v >= t->lhist_max)
		return t->count + 1;
	return 1 + (v - (u64)t->lhist_min) / (u64)t->lhist_step;
}

static bool better(const struct type *t, u64 v, u64 than)
{
	bool less = t->is_signed ? (s64)v < (s64)than : v < than;

	return t->kind == TY_MIN ? less : !less;
}

static void add(const struct type *t, u64 *to, u64 v)
{
	switch (t->kind) {
	case TY_SUM:
	case TY_AVG:
	case TY_STATS:
		to[0] += v;
		to[1]++;
		break;
	case TY_MIN:
	case TY_MAX:
		if (!to[1] || better(t, v, to[0]))
			to[0] = v;
		to[1]++;
		break;
	default:
		to[0]++;
	}
}

void eval_aggregate(struct eval *ev, struct expr *target, struct expr *call)
{
	struct eval_map *m = map_of(ev, target);
	const struct type *t = m->map->value;
	struct expr *arg = call->call.args;
	u64 v = 0, bucket = 0;
	u8 *key;

	if (arg && t->kind != TY_COUNT)
		v = eval_scalar(ev, arg);
	if (t->kind == TY_HIST)
		bucket = hist_bucket(v, t->count, arg->type->is_signed);
	else if (t->kind == TY_LHIST)
		bucket = lhist_bucket(v, t, arg->type->is_signed);
	key = build_key(ev, m, target->map.key, bucket);
	if (!ev->unsupported)
		add(t, (u64 *)find_or_make(ev, m, key), v);
}

static u8 *named_key(struct eval *ev, struct expr *map, struct expr *key)
{
	return build_key(ev, map_of(ev, map), map->map.key ? map->map.key : key, 0);
}

u64 eval_has_key(struct eval *ev, struct expr *map, struct expr *key)
{
	return find(map_of(ev, map), named_key(ev, map, key)) != NULL;
}

u64 eval_delete(struct eval *ev, struct expr *map, struct expr *key)
{
	struct eval_map *m = map_of(ev, map);

	if (!hash_del(&m->elems, named_key(ev, map, key), m->key_size))
		return 0;
	m->count--;
	return 1;
}
