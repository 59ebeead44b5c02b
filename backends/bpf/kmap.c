// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A map of the kernel: created, read whole, cleared, and seen by the clauses that run in user
 * space. For those, a plain map is read and written element by element with a cache that is written
 * back when the clause ends; an aggregate has a share of user space's own, one more beside the
 * CPUs'.
 */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"
#include "util/hash.h"
#include "util/mem.h"

struct cached {
	u8 *key, *value, *original; /* original: as read, to see whether it was changed */
	bool present;
};

static struct kmap *kmap_of(struct vm_map *m)
{
	return container_of(m, struct kmap, vm);
}

/* Bytes of one element as bpf(2) gives it: all shares. */
static u32 stride(const struct kmap *m)
{
	return ALIGN_UP(m->value_size, 8);
}

static u32 element_size(const struct kmap *m)
{
	return m->ncpus ? stride(m) * m->ncpus : m->value_size;
}

static bool is_array(const struct kmap *m)
{
	return m->type == BPF_MAP_TYPE_PERCPU_ARRAY || m->type == BPF_MAP_TYPE_ARRAY;
}

static bool is_aggregate(const struct kmap *m)
{
	return m->map && m->map->value && type_is_aggregate(m->map->value);
}

struct kmap *kmap_new(struct backend_run *r, const char *name, u32 type, u32 key_size,
                      u32 value_size, u32 max_entries, int *err)
{
	struct kmap *m = mem_alloc(1, sizeof(*m));

	m->fd = bpf_map_create(type, name, key_size, value_size, max_entries, NULL);
	if (m->fd < 0 && errno == EINVAL) /* names came with 4.15 */
		m->fd = bpf_map_create(type, NULL, key_size, value_size, max_entries, NULL);
	if (m->fd < 0) {
		*err = -errno;
		free(m);
		return NULL;
	}
	m->type = type;
	m->key_size = key_size;
	m->value_size = value_size;
	m->max_entries = max_entries;
	if (type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH ||
	    type == BPF_MAP_TYPE_LRU_PERCPU_HASH)
		m->ncpus = r->ncpus;
	return m;
}

static void cache_drop(struct kmap *m)
{
	for (u32 i = 0; i < m->ncache; i++) {
		free(m->cache[i].key);
		free(m->cache[i].value);
		free(m->cache[i].original);
	}
	m->ncache = 0;
}

void kmap_free(struct kmap *m)
{
	if (!m)
		return;
	cache_drop(m);
	free(m->cache);
	vm_map_free(m->local);
	buf_free(&m->walk);
	close(m->fd);
	free(m);
}

static struct cached *cache_find(struct kmap *m, const void *key)
{
	for (u32 i = 0; i < m->ncache; i++)
		if (!memcmp(m->cache[i].key, key, m->key_size))
			return &m->cache[i];
	return NULL;
}

static struct cached *cache_read(struct kmap *m, const void *key)
{
	struct cached *c = cache_find(m, key);

	if (c)
		return c;
	m->cache = mem_realloc(m->cache, (m->ncache + 1) * sizeof(*m->cache));
	c = &m->cache[m->ncache++];
	c->key = mem_alloc(1, m->key_size);
	memcpy(c->key, key, m->key_size);
	c->value = mem_alloc(1, m->value_size);
	c->original = mem_alloc(1, m->value_size);
	c->present = !bpf_map_lookup_elem(m->fd, key, c->original);
	memcpy(c->value, c->original, m->value_size);
	return c;
}

static void *plain_lookup(struct vm_map *vm, const void *key)
{
	struct cached *c = cache_read(kmap_of(vm), key);

	return c->present ? c->value : NULL;
}

static int plain_update(struct vm_map *vm, const void *key, const void *value, u64 flags)
{
	struct kmap *m = kmap_of(vm);
	struct cached *c = cache_read(m, key);

	if (bpf_map_update_elem(m->fd, key, value, flags)) {
		int err = -errno;

		if (err == -EEXIST && !c->present) { /* a program was quicker */
			c->present = !bpf_map_lookup_elem(m->fd, key, c->original);
			memcpy(c->value, c->original, m->value_size);
		}
		return err;
	}
	memcpy(c->value, value, m->value_size);
	memcpy(c->original, value, m->value_size);
	c->present = true;
	return 0;
}

static int plain_del(struct vm_map *vm, const void *key)
{
	struct kmap *m = kmap_of(vm);
	struct cached *c = cache_read(m, key);

	c->present = false;
	return bpf_map_delete_elem(m->fd, key) ? -errno : 0;
}

static void plain_flush(struct vm_map *vm)
{
	struct kmap *m = kmap_of(vm);

	for (u32 i = 0; i < m->ncache; i++) {
		struct cached *c = &m->cache[i];

		if (c->present && memcmp(c->value, c->original, m->value_size))
			bpf_map_update_elem(m->fd, c->key, c->value, BPF_ANY);
	}
	cache_drop(m);
}

/* Does the kernel have the element? */
static bool in_kernel(struct kmap *m, const void *key)
{
	u8 *shares = mem_alloc(1, element_size(m));
	bool there = !bpf_map_lookup_elem(m->fd, key, shares);

	free(shares);
	return there;
}

/* What the kernel alone has gets an empty share of user space's: it adds nothing. */
static void *agg_lookup(struct vm_map *vm, const void *key)
{
	struct kmap *m = kmap_of(vm);
	void *own = m->local->ops->lookup(m->local, key);
	u8 *empty;

	if (own || !in_kernel(m, key))
		return own;
	empty = mem_alloc(1, m->value_size);
	m->local->ops->update(m->local, key, empty, BPF_ANY);
	free(empty);
	return m->local->ops->lookup(m->local, key);
}

static int agg_update(struct vm_map *vm, const void *key, const void *value, u64 flags)
{
	struct vm_map *local = kmap_of(vm)->local;

	return local->ops->update(local, key, value, flags);
}

static bool is_empty(const struct kmap *m, const u8 *share)
{
	for (u32 i = 0; i < m->value_size; i++)
		if (share[i])
			return false;
	return true;
}

/* Merge all shares of one element, user space's included, at out. false: nobody has it. */
static bool merge_element(struct kmap *m, const void *key, void *buf, void *out)
{
	bool there = !bpf_map_lookup_elem(m->fd, key, buf);
	void *own = m->local ? m->local->ops->lookup(m->local, key) : NULL;

	if (!there)
		memset(buf, 0, element_size(m));
	if (own)
		memcpy((u8 *)buf + element_size(m), own, m->value_size);
	else
		memset((u8 *)buf + element_size(m), 0, stride(m));
	plan_map_merge(m->map->value, out, buf, m->ncpus + 1, stride(m));
	return there || (own && !is_empty(m, own));
}

static int agg_del(struct vm_map *vm, const void *key)
{
	struct kmap *m = kmap_of(vm);
	int a, b;

	if (is_array(m)) {
		u8 *zero = mem_alloc(1, element_size(m));
		void *own = m->local->ops->lookup(m->local, key);

		bpf_map_update_elem(m->fd, key, zero, BPF_ANY);
		if (own)
			memset(own, 0, m->value_size);
		free(zero);
		return 0;
	}
	a = bpf_map_delete_elem(m->fd, key);
	b = m->local->ops->del(m->local, key);
	return a && b ? -ENOENT : 0;
}

static u64 average(u64 sum, u64 n, bool is_signed)
{
	if (!n)
		return 0;
	return is_signed ? (u64)((s64)sum / (s64)n) : sum / n;
}

static u64 agg_read(struct vm_map *vm, const void *key)
{
	struct kmap *m = kmap_of(vm);
	u64 value[4] = {0};
	u8 *buf = mem_alloc(1, element_size(m) + stride(m));

	merge_element(m, key, buf, value);
	free(buf);
	if (m->map->value->kind == TY_AVG || m->map->value->kind == TY_STATS)
		return average(value[0], value[1], m->map->value->is_signed);
	return value[0];
}

static u32 collect_keys(struct kmap *m, struct buf *keys);

static const void *kmap_next(struct vm_map *vm, u64 *cursor)
{
	struct kmap *m = kmap_of(vm);
	const void *key;

	if (!*cursor) {
		buf_clear(&m->walk);
		collect_keys(m, &m->walk);
	}
	if ((*cursor + 1) * m->key_size > m->walk.len)
		return NULL;
	key = m->walk.data + *cursor * m->key_size;
	(*cursor)++;
	return key;
}

static const struct vm_map_ops plain_ops = {
        .lookup = plain_lookup,
        .update = plain_update,
        .del = plain_del,
        .flush = plain_flush,
        .next = kmap_next,
};

static const struct vm_map_ops agg_ops = {
        .lookup = agg_lookup,
        .update = agg_update,
        .del = agg_del,
        .agg_read = agg_read,
        .next = kmap_next,
};

struct vm_map *kmap_vm(struct kmap *m)
{
	if (m->vm.ops)
		return &m->vm;
	m->vm = (struct vm_map){.ops = &plain_ops,
	                        .map = m->map,
	                        .key_size = m->key_size,
	                        .value_size = m->value_size,
	                        .max_entries = m->max_entries};
	if (is_aggregate(m)) {
		m->vm.ops = &agg_ops;
		m->local = vm_map_new(m->map, is_array(m) ? BPF_MAP_TYPE_ARRAY : BPF_MAP_TYPE_HASH,
		                      m->key_size, m->value_size, m->max_entries);
	}
	return &m->vm;
}

/*
 * All keys, the kernel's and those that only user space's share has. An element deleted meanwhile
 * makes the kernel start again: what was seen is passed over, and the walk ends at twice the
 * capacity.
 */
static u32 collect_keys(struct kmap *m, struct buf *keys)
{
	u8 *key = mem_alloc(2, m->key_size), *next = key + m->key_size;
	struct hash seen = HASH_INIT;
	const void *own;
	void *value;
	u32 n = 0, at = 0;

	for (u32 steps = 0; steps < m->max_entries * 2; steps++) {
		if (bpf_map_get_next_key(m->fd, steps ? key : NULL, next))
			break;
		memcpy(key, next, m->key_size);
		if (!is_array(m) && hash_put(&seen, key, m->key_size, m))
			continue;
		buf_add(keys, key, m->key_size);
		n++;
	}
	free(key);
	hash_free(&seen);
	if (!m->local || is_array(m))
		return n;
	while (vm_map_at(m->local, &at, &own, &value)) {
		if (is_empty(m, value) || in_kernel(m, own))
			continue;
		buf_add(keys, own, m->key_size);
		n++;
	}
	return n;
}

/* Was anything counted? Keyless aggregates are array elements, which always exist. */
static bool is_present(const struct kmap *m, const u64 *value)
{
	u32 words = m->value_size / 8;

	return m->zeroed || value[words - 1] || value[0];
}

int kmap_read(struct kmap *m, struct map_data *out)
{
	struct buf keys = BUF_INIT, kept = BUF_INIT, values = BUF_INIT;
	u8 *buf = mem_alloc(1, element_size(m) + stride(m));
	u64 *merged = mem_alloc(1, ALIGN_UP(m->value_size, 8));
	u32 n = collect_keys(m, &keys), rows = 0;

	for (u32 i = 0; i < n; i++) {
		const u8 *key = (const u8 *)keys.data + (size_t)i * m->key_size;

		if (is_aggregate(m)) {
			if (!merge_element(m, key, buf, merged) ||
			    (is_array(m) && !is_present(m, merged)))
				continue;
			buf_add(&values, merged, m->value_size);
		} else {
			if (bpf_map_lookup_elem(m->fd, key, buf))
				continue;
			buf_add(&values, buf, m->value_size);
		}
		buf_add(&kept, key, m->key_size);
		rows++;
	}
	free(buf);
	free(merged);
	buf_free(&keys);
	*out = (struct map_data){rows, m->key_size, m->value_size, (u8 *)kept.data,
	                         (u8 *)values.data};
	return 0;
}

static int for_each_key(struct kmap *m, bool zero)
{
	struct buf keys = BUF_INIT;
	u32 n = collect_keys(m, &keys);
	u8 *zeros = mem_alloc(1, element_size(m));

	for (u32 i = 0; i < n; i++) {
		const u8 *key = (const u8 *)keys.data + (size_t)i * m->key_size;

		if (zero || is_array(m))
			bpf_map_update_elem(m->fd, key, zeros, BPF_ANY);
		else
			bpf_map_delete_elem(m->fd, key);
	}
	free(zeros);
	buf_free(&keys);
	if (m->local)
		vm_map_clear(m->local);
	return 0;
}

int kmap_clear(struct kmap *m)
{
	m->zeroed = false;
	return for_each_key(m, false);
}

int kmap_zero(struct kmap *m)
{
	m->zeroed = is_array(m);
	return for_each_key(m, true);
}

u64 kmap_percpu_sum(struct kmap *m, u32 key)
{
	u64 *shares = mem_alloc(m->ncpus, 8), sum = 0;

	if (!bpf_map_lookup_elem(m->fd, &key, shares))
		for (u32 i = 0; i < m->ncpus; i++)
			sum += shares[i];
	free(shares);
	return sum;
}
