/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Maps in our own memory. Entries live in chunks that never move, so a value's address holds until
 * it is deleted. A table of {hash, entry} is probed linearly; `order` lists the entries as they
 * were inserted, with holes where some were deleted.
 */
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "vm/vm.h"

#define NO_ENTRY ((u32)~0)

struct cell {
	u32 hash;
	u32 entry; /* + 1; 0: free */
};

struct entry {
	u32 hash;
	u32 pos;    /* in order; free entries: the next free one */
	u64 data[]; /* key, padded to 8 bytes, then the value */
};

struct local {
	struct cell *cells;
	u32 mask;
	u32 count;
	u32 value_off; /* of the value in entry.data, in u64s */
	u32 stride;    /* of an entry, bytes */
	u32 shift;     /* 1 << shift entries a chunk */
	char **chunks;
	u32 nchunks;
	u32 used; /* entries handed out so far */
	u32 free; /* first entry of those given back */
	u32 *order;
	u32 norder, order_cap;
	bool lru;
	char *array; /* array types: all there is */
	u32 *array_keys;
};

static inline struct entry *entry_at(const struct local *l, u32 i)
{
	return (struct entry *)(l->chunks[i >> l->shift] +
	                        (size_t)(i & ((1u << l->shift) - 1)) * l->stride);
}

static inline u64 mix(u64 a, u64 b)
{
#ifdef __SIZEOF_INT128__
	unsigned __int128 m = (unsigned __int128)a * b;

	return (u64)m ^ (u64)(m >> 64);
#else
	a = (a ^ a >> 32) * b;
	return a ^ a >> 29;
#endif
}

static inline u32 hash_key(const void *key, u32 size)
{
	const char *p = key;
	u64 h = 0x9e3779b97f4a7c15ULL ^ size, w;

	for (; size >= 8; size -= 8, p += 8) {
		memcpy(&w, p, 8);
		h = mix(h ^ w, 0xa0761d6478bd642fULL);
	}
	if (size) {
		w = 0;
		memcpy(&w, p, size);
		h = mix(h ^ w, 0xe7037ed1a0b428dbULL);
	}
	return (u32)(h ^ h >> 32);
}

static inline bool key_equal(const void *a, const void *b, u32 size)
{
	const char *p = a, *q = b;
	u64 v, w;

	for (; size >= 8; size -= 8, p += 8, q += 8) {
		memcpy(&v, p, 8);
		memcpy(&w, q, 8);
		if (v != w)
			return false;
	}
	return size == 0 || memcmp(p, q, size) == 0;
}

/* The cell of key, or the free one where it would go. */
static inline u32 find_cell(const struct local *l, const void *key, u32 size, u32 hash)
{
	u32 i = hash & l->mask;

	for (; l->cells[i].entry; i = (i + 1) & l->mask)
		if (l->cells[i].hash == hash &&
		    key_equal(entry_at(l, l->cells[i].entry - 1)->data, key, size))
			break;
	return i;
}

static void rehash(struct local *l)
{
	u32 old = l->mask + 1;
	struct cell *cells = l->cells;

	l->mask = old * 2 - 1;
	l->cells = mem_alloc((size_t)l->mask + 1, sizeof(*l->cells));
	for (u32 i = 0; i < old; i++) {
		u32 to = cells[i].hash & l->mask;

		if (!cells[i].entry)
			continue;
		while (l->cells[to].entry)
			to = (to + 1) & l->mask;
		l->cells[to] = cells[i];
	}
	free(cells);
}

static void order_compact(struct local *l)
{
	u32 n = 0;

	for (u32 i = 0; i < l->norder; i++) {
		if (l->order[i] == NO_ENTRY)
			continue;
		entry_at(l, l->order[i])->pos = n;
		l->order[n++] = l->order[i];
	}
	l->norder = n;
}

static void order_append(struct local *l, u32 e)
{
	if (l->norder == l->order_cap && l->norder / 2 > l->count)
		order_compact(l);
	if (l->norder == l->order_cap) {
		l->order_cap = l->order_cap ? l->order_cap * 2 : 64;
		l->order = mem_realloc(l->order, (size_t)l->order_cap * sizeof(*l->order));
	}
	entry_at(l, e)->pos = l->norder;
	l->order[l->norder++] = e;
}

static u32 entry_new(struct local *l)
{
	u32 e = l->free;

	if (e != NO_ENTRY) {
		l->free = entry_at(l, e)->pos;
		return e;
	}
	e = l->used++;
	if (e >> l->shift == l->nchunks) {
		l->chunks = mem_realloc(l->chunks, (l->nchunks + 1) * sizeof(*l->chunks));
		l->chunks[l->nchunks++] = mem_alloc(1u << l->shift, l->stride);
	}
	return e;
}

/* Free a cell, and move those behind it up that had to pass it. */
static void cell_free(struct local *l, u32 i)
{
	u32 j = i;

	for (;;) {
		u32 home;

		l->cells[i].entry = 0;
		do {
			j = (j + 1) & l->mask;
			if (!l->cells[j].entry)
				return;
			home = l->cells[j].hash & l->mask;
		} while (((j - home) & l->mask) < ((j - i) & l->mask));
		l->cells[i] = l->cells[j];
		i = j;
	}
}

static void entry_del(struct local *l, u32 cell)
{
	u32 e = l->cells[cell].entry - 1;
	struct entry *p = entry_at(l, e);

	cell_free(l, cell);
	l->order[p->pos] = NO_ENTRY;
	p->pos = l->free;
	l->free = e;
	l->count--;
}

static void evict_oldest(struct vm_map *m, struct local *l)
{
	struct entry *p;
	u32 i = 0;

	while (l->order[i] == NO_ENTRY)
		i++;
	if (i > l->count) {
		order_compact(l);
		i = 0;
	}
	p = entry_at(l, l->order[i]);
	entry_del(l, find_cell(l, p->data, m->key_size, p->hash));
}

static void *local_lookup(struct vm_map *m, const void *key)
{
	struct local *l = m->priv;
	u32 cell = find_cell(l, key, m->key_size, hash_key(key, m->key_size));
	u32 e = l->cells[cell].entry;
	struct entry *p;

	if (!e)
		return NULL;
	p = entry_at(l, e - 1);
	if (l->lru && p->pos != l->norder - 1) {
		l->order[p->pos] = NO_ENTRY;
		order_append(l, e - 1);
	}
	return p->data + l->value_off;
}

static int local_update(struct vm_map *m, const void *key, const void *value, u64 flags)
{
	struct local *l = m->priv;
	u32 hash = hash_key(key, m->key_size);
	u32 cell = find_cell(l, key, m->key_size, hash);
	struct entry *p;
	u32 e;

	if (l->cells[cell].entry) {
		if (flags == BPF_NOEXIST)
			return -EEXIST;
		p = entry_at(l, l->cells[cell].entry - 1);
		memcpy(p->data + l->value_off, value, m->value_size);
		return 0;
	}
	if (flags == BPF_EXIST)
		return -ENOENT;
	if (l->count >= m->max_entries) {
		if (!l->lru || !l->count)
			return -E2BIG;
		evict_oldest(m, l);
		cell = find_cell(l, key, m->key_size, hash);
	}
	e = entry_new(l);
	p = entry_at(l, e);
	p->hash = hash;
	memcpy(p->data, key, m->key_size);
	memcpy(p->data + l->value_off, value, m->value_size);
	l->cells[cell] = (struct cell){hash, e + 1};
	l->count++;
	order_append(l, e);
	if (l->count > l->mask / 2)
		rehash(l);
	return 0;
}

static int local_del(struct vm_map *m, const void *key)
{
	struct local *l = m->priv;
	u32 cell = find_cell(l, key, m->key_size, hash_key(key, m->key_size));

	if (!l->cells[cell].entry)
		return -ENOENT;
	entry_del(l, cell);
	return 0;
}

static void *array_lookup(struct vm_map *m, const void *key)
{
	struct local *l = m->priv;
	u32 i;

	memcpy(&i, key, sizeof(i));
	return i < m->max_entries ? l->array + (size_t)i * l->stride : NULL;
}

static int array_update(struct vm_map *m, const void *key, const void *value, u64 flags)
{
	void *p = array_lookup(m, key);

	if (flags == BPF_NOEXIST)
		return -EEXIST;
	if (!p)
		return -E2BIG;
	memcpy(p, value, m->value_size);
	return 0;
}

static int array_del(struct vm_map *m, const void *key)
{
	return -EINVAL;
}

static s64 average(s64 sum, u64 n, bool is_signed)
{
	if (!n)
		return 0;
	return is_signed ? sum / (s64)n : (s64)((u64)sum / n);
}

static u64 local_agg_read(struct vm_map *m, const void *key)
{
	const struct type *t = m->map ? m->map->value : NULL;
	const void *p = m->ops->lookup(m, key);
	union {
		u64 value;
		struct agg_count count;
		struct agg_sum sum;
		struct agg_minmax minmax;
		struct agg_avg avg;
	} v = {0};

	if (!p || !t)
		return 0;
	switch (t->kind) {
	case TY_COUNT:
	case TY_SUM:
	case TY_MIN:
	case TY_MAX:
	case TY_AVG:
	case TY_STATS:
		plan_map_merge(t, &v, p, 1, m->value_size);
		break;
	default:
		return 0;
	}
	if (t->kind == TY_AVG || t->kind == TY_STATS)
		return (u64)average((s64)v.avg.sum, v.avg.count, t->is_signed);
	return v.value;
}

static const void *local_next(struct vm_map *m, u64 *cursor)
{
	u32 index = (u32)*cursor;
	const void *key;
	void *value;

	if (!vm_map_at(m, &index, &key, &value))
		return NULL;
	*cursor = index;
	return key;
}

static const struct vm_map_ops hash_ops = {
        .lookup = local_lookup,
        .update = local_update,
        .del = local_del,
        .agg_read = local_agg_read,
        .next = local_next,
};

static const struct vm_map_ops array_ops = {
        .lookup = array_lookup,
        .update = array_update,
        .del = array_del,
        .agg_read = local_agg_read,
        .next = local_next,
};

static void array_init(struct vm_map *m, struct local *l)
{
	l->stride = ALIGN_UP(m->value_size, 8);
	l->array = mem_alloc(m->max_entries, l->stride);
	l->array_keys = mem_alloc(m->max_entries, sizeof(*l->array_keys));
	for (u32 i = 0; i < m->max_entries; i++)
		l->array_keys[i] = i;
	l->count = m->max_entries;
}

static void hash_init(struct vm_map *m, struct local *l)
{
	l->value_off = ALIGN_UP(m->key_size, 8) / 8;
	l->stride = sizeof(struct entry) + l->value_off * 8 + ALIGN_UP(m->value_size, 8);
	while (l->shift < 8 && (l->stride << (l->shift + 1)) <= 16384)
		l->shift++;
	l->free = NO_ENTRY;
	l->mask = 63;
	l->cells = mem_alloc(l->mask + 1, sizeof(*l->cells));
}

struct vm_map *vm_map_new(const struct map *map, u32 map_type, u32 key_size, u32 value_size,
                          u32 max_entries)
{
	struct vm_map *m = mem_alloc(1, sizeof(*m));
	struct local *l = mem_alloc(1, sizeof(*l));
	bool array = map_type == BPF_MAP_TYPE_ARRAY || map_type == BPF_MAP_TYPE_PERCPU_ARRAY;

	m->map = map;
	m->key_size = key_size;
	m->value_size = value_size;
	m->max_entries = max_entries;
	m->priv = l;
	m->ops = array ? &array_ops : &hash_ops;
	l->lru = map_type == BPF_MAP_TYPE_LRU_HASH || map_type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
	if (array)
		array_init(m, l);
	else
		hash_init(m, l);
	return m;
}

static void local_free(struct local *l)
{
	for (u32 i = 0; i < l->nchunks; i++)
		free(l->chunks[i]);
	free(l->chunks);
	free(l->cells);
	free(l->order);
	free(l->array);
	free(l->array_keys);
}

void vm_map_free(struct vm_map *m)
{
	if (!m)
		return;
	local_free(m->priv);
	free(m->priv);
	free(m);
}

u32 vm_map_count(const struct vm_map *m)
{
	const struct local *l = m->priv;

	return l->count;
}

bool vm_map_at(const struct vm_map *m, u32 *index, const void **key, void **value)
{
	const struct local *l = m->priv;
	struct entry *p;

	if (l->array) {
		if (*index >= l->count)
			return false;
		*key = &l->array_keys[*index];
		*value = l->array + (size_t)*index * l->stride;
		(*index)++;
		return true;
	}
	while (*index < l->norder && l->order[*index] == NO_ENTRY)
		(*index)++;
	if (*index >= l->norder)
		return false;
	p = entry_at(l, l->order[(*index)++]);
	*key = p->data;
	*value = p->data + l->value_off;
	return true;
}

void vm_map_clear(struct vm_map *m)
{
	struct local *l = m->priv;
	bool lru = l->lru;

	if (l->array) {
		memset(l->array, 0, (size_t)m->max_entries * l->stride);
		return;
	}
	local_free(l);
	*l = (struct local){.lru = lru};
	hash_init(m, l);
}
