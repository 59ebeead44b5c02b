// SPDX-License-Identifier: GPL-2.0-or-later
/* Maps: what their keys and values are, from how the program uses them. */
#include <string.h>

#include "sema/check.h"

struct map_info *map_named(struct analysis *an, const char *name, struct span at)
{
	struct sema *s = an->s;
	struct map_info *m;

	for (u32 i = 0; i < s->nmaps; i++)
		if (!strcmp(s->maps[i]->name, name))
			return container_of(s->maps[i], struct map_info, map);
	m = arena_new_of(s->arena, struct map_info);
	m->map.name = name;
	m->map.id = s->nmaps;
	m->map.span = at;
	m->map.max_entries = s->config.max_map_keys;
	m->map.print_at_exit = s->config.print_maps_on_exit;
	*ARENA_PUSH(s->arena, s->maps, s->nmaps) = &m->map;
	an->changed = true;
	return m;
}

/* Only integer literals: its sign is not the program's word. */
static bool is_weak_key(const struct expr *key)
{
	if (key->kind != EXPR_TUPLE)
		return expr_is_weak(key);
	for (const struct expr *x = key->tuple.elems; x; x = x->next)
		if (type_is_integer(x->type) && !expr_is_weak(x))
			return false;
	return true;
}

static const struct type *key_type(const struct type *t)
{
	return t ? type_stored(t) : NULL;
}

static void key_mismatch(struct check *c, const struct expr *e, const struct map_info *m,
                         const struct type *key)
{
	if (!key)
		check_error(c, e->span, "argument mismatch for @%s: the map has a key of type '%s'",
		            m->map.name, type_text(c, m->map.key));
	else if (!m->map.key)
		check_error(
		        c, e->span,
		        "argument mismatch for @%s: the map has no key, but one of type '%s' is "
		        "given",
		        m->map.name, type_text(c, key));
	else
		check_error(c, e->span,
		            "argument mismatch for @%s: the key has type '%s', the map's key '%s'",
		            m->map.name, type_text(c, key), type_text(c, m->map.key));
	check_note(c, m->key_span, "@%s has %s from here", m->map.name,
	           m->map.key ? "its key" : "no key");
	if (!key)
		check_hint(c, "name the key: @%s[...]", m->map.name);
}

/* Keys are compared as 64-bit words: a pointer finds the row that its number made. */
static const struct type *merge_keys(struct check *c, const struct type *a, bool *weak,
                                     const struct type *b, bool b_weak)
{
	const struct type *elems[64];
	const char *names[64];

	if ((a->kind == TY_PTR && type_is_integer(b)) || (b->kind == TY_PTR && type_is_integer(a)))
		return a;
	if (a->kind == TY_PTR && b->kind == TY_PTR)
		return a;
	if (a->kind == TY_TUPLE && b->kind == TY_TUPLE) {
		if (a->nfields != b->nfields || a->nfields > ARRAY_LEN(elems))
			return NULL;
		for (u32 i = 0; i < a->nfields; i++) {
			u32 k = type_element(b, a, i);
			bool w = *weak;

			if (k >= b->nfields)
				return NULL;
			elems[i] = merge_keys(c, a->fields[i].type, &w, b->fields[k].type, b_weak);
			names[i] = a->fields[i].name;
			if (!elems[i])
				return NULL;
		}
		*weak = *weak && b_weak;
		return type_tuple(c->s->arena, elems, a->nfields, type_is_named(a) ? names : NULL);
	}
	return type_merge(c, a, weak, b, b_weak);
}

static bool check_key_kind(struct check *c, const struct expr *key, const struct type *t)
{
	if (t->kind == TY_TUPLE) {
		for (u32 i = 0; i < t->nfields; i++)
			if (!check_key_kind(c, key, t->fields[i].type))
				return false;
		return true;
	}
	if (t->kind != TY_NONE && is_copyable(t) && !type_is_aggregate(t) &&
	    t->kind != TY_TIMESTAMP)
		return true;
	check_error(c, key->span, "a value of type '%s' cannot be a map's key", type_text(c, t));
	hint_not_copyable(c, t);
	if (t->kind == TY_TIMESTAMP)
		check_hint(c, "a timestamp is formatted when it is printed: use nsecs as the key");
	return false;
}

/* The first that stores in the map says what its key is. */
static bool use_key(struct check *c, struct expr *e, struct map_info *m, bool stores)
{
	struct expr *key = e->map.key;
	const struct type *t = NULL, *merged;
	bool weak;

	if (key) {
		t = key_type(check_value(c, key));
		if (!t || !check_key_kind(c, key, t))
			return false;
	}
	weak = key && is_weak_key(key);
	if (!m->key_seen && !stores)
		return true;
	if (!m->key_seen) {
		m->key_seen = true;
		m->key_span = e->span;
		m->map.key = t;
		m->key_weak = weak;
		c->an->changed = true;
		return true;
	}
	merged = t && m->map.key ? merge_keys(c, m->map.key, &m->key_weak, t, weak) : NULL;
	if (!merged && (t || m->map.key)) {
		key_mismatch(c, e, m, t);
		return false;
	}
	if (merged && !type_equal(merged, m->map.key)) {
		m->map.key = merged;
		c->an->changed = true;
	}
	return true;
}

static struct map_info *use(struct check *c, struct expr *e, bool stores)
{
	struct map_info *m = map_named(c->an, e->map.name, e->span);

	e->map.map = &m->map;
	return use_key(c, e, m, stores) ? m : NULL;
}

struct map_info *map_use(struct check *c, struct expr *e)
{
	return use(c, e, false);
}

static void undefined(struct check *c, const struct expr *e)
{
	struct nearest near;

	check_error(c, e->span, "undefined map: @%s", e->map.name);
	nearest_init(&near, e->map.name);
	for (u32 i = 0; i < c->s->nmaps; i++)
		if (c->s->maps[i]->value)
			nearest_feed(&near, c->s->maps[i]->name);
	if (near.best[0])
		check_hint(c, "did you mean @%s?", near.best);
	else
		check_hint(c, "nothing in the program stores anything in it");
}

struct map_info *map_whole(struct check *c, struct expr *e)
{
	struct map_info *m = map_named(c->an, e->map.name, e->span);

	e->map.map = &m->map;
	e->type = m->map.value;
	if (!m->map.value && c->an->final) {
		undefined(c, e);
		return NULL;
	}
	return m;
}

const struct type *map_read_type(const struct type *value)
{
	switch (value->kind) {
	case TY_COUNT:
		return &type_u64;
	case TY_SUM:
	case TY_MIN:
	case TY_MAX:
	case TY_AVG:
		return type_int(8, value->is_signed);
	case TY_STATS:
	case TY_HIST:
	case TY_LHIST:
	case TY_TSERIES:
		return NULL;
	default:
		return value;
	}
}

const struct type *check_map(struct check *c, struct expr *e)
{
	struct map_info *m = map_use(c, e);

	if (!m)
		return e->type = NULL;
	if (!m->map.value) {
		if (c->an->final)
			undefined(c, e);
		return e->type = NULL;
	}
	e->type = map_read_type(m->map.value);
	if (!e->type) {
		check_error(c, e->span, "a map of type '%s' has no single value",
		            type_text(c, m->map.value));
		check_hint(c, "print(@%s) prints it", m->map.name);
	}
	return e->type;
}

static bool value_mismatch(struct check *c, const struct map_info *m, const struct type *t,
                           struct span at)
{
	if (t->kind == m->map.value->kind && (t->kind == TY_LHIST || t->kind == TY_HIST))
		check_error(c, at, "different %s bounds in @%s: one map has one set of buckets",
		            t->kind == TY_LHIST ? "lhist()" : "hist()", m->map.name);
	else if (t->kind == m->map.value->kind && t->kind == TY_TSERIES)
		check_error(c, at,
		            "different tseries() arguments in @%s: one map has one interval, one "
		            "number of intervals and one function",
		            m->map.name);
	else
		check_error(
		        c, at,
		        "type mismatch for @%s: trying to assign a value of type '%s' when the map "
		        "contains values of type '%s'",
		        m->map.name, type_text(c, t), type_text(c, m->map.value));
	check_note(c, m->value_span, "@%s is '%s' from here", m->map.name,
	           type_text(c, m->map.value));
	return false;
}

static bool can_store(struct check *c, const struct type *t, struct span at)
{
	if (t->kind != TY_NONE && is_copyable(t))
		return true;
	check_error(c, at, "a value of type '%s' cannot be stored in a map", type_text(c, t));
	hint_not_copyable(c, t);
	return false;
}

bool map_store(struct check *c, struct expr *e, const struct type *t, bool weak, struct span at)
{
	struct map_info *m = use(c, e, true);
	const struct type *merged;

	if (!m || !t || !can_store(c, t, at))
		return false;
	t = type_stored(t);
	if (!m->map.value) {
		m->map.value = t;
		m->value_span = at;
		m->value_weak = weak;
		c->an->changed = true;
	}
	merged = type_merge(c, m->map.value, &m->value_weak, t, weak);
	if (!merged)
		return value_mismatch(c, m, t, at);
	if (!type_equal(merged, m->map.value)) {
		m->map.value = merged;
		m->value_span = at;
		c->an->changed = true;
	}
	e->type = m->map.value;
	return true;
}
