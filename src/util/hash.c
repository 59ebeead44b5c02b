/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/hash.h"

#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

u64 hash_bytes(const void *p, size_t n)
{
	const u8 *bytes = p;
	u64 h = 0xcbf29ce484222325ull;

	for (size_t i = 0; i < n; i++)
		h = (h ^ bytes[i]) * 0x100000001b3ull;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93ull;
	return h ^ (h >> 32);
}

void hash_free(struct hash *h)
{
	for (size_t i = 0; i < h->cap; i++)
		free(h->slots[i].key);
	free(h->slots);
	*h = (struct hash)HASH_INIT;
}

/* The slot that holds the key, or the free one where it would go. cap > n, so there is one. */
static struct hash_entry *find(const struct hash *h, u64 hash, const void *key, size_t n)
{
	size_t mask = h->cap - 1;

	for (size_t i = hash & mask;; i = (i + 1) & mask) {
		struct hash_entry *e = &h->slots[i];

		if (!e->key)
			return e;
		if (e->hash == hash && e->key_len == n && (!n || !memcmp(e->key, key, n)))
			return e;
	}
}

static void grow(struct hash *h)
{
	struct hash old = *h;

	h->cap = old.cap ? old.cap * 2 : 16;
	h->slots = mem_alloc(h->cap, sizeof(*h->slots));
	for (size_t i = 0; i < old.cap; i++) {
		struct hash_entry *e = &old.slots[i];

		if (e->key)
			*find(h, e->hash, e->key, e->key_len) = *e;
	}
	free(old.slots);
}

void *hash_get(const struct hash *h, const void *key, size_t n)
{
	if (!h->cap)
		return NULL;
	return find(h, hash_bytes(key, n), key, n)->value;
}

void *hash_put(struct hash *h, const void *key, size_t n, void *value)
{
	u64 hash = hash_bytes(key, n);
	struct hash_entry *e;
	void *old;

	if ((h->n + 1) * 4 > h->cap * 3)
		grow(h);
	e = find(h, hash, key, n);
	old = e->value;
	if (!e->key) {
		e->key = mem_alloc(1, n);
		if (n)
			memcpy(e->key, key, n);
		e->key_len = n;
		e->hash = hash;
		h->n++;
	}
	e->value = value;
	return old;
}

void *hash_del(struct hash *h, const void *key, size_t n)
{
	size_t mask = h->cap - 1, hole, i;
	struct hash_entry *e;
	void *old;

	if (!h->cap)
		return NULL;
	e = find(h, hash_bytes(key, n), key, n);
	if (!e->key)
		return NULL;
	old = e->value;
	free(e->key);
	hole = (size_t)(e - h->slots);
	/* Close the gap: an entry moves into the hole unless its home lies after the hole. */
	for (i = (hole + 1) & mask; h->slots[i].key; i = (i + 1) & mask) {
		size_t home = h->slots[i].hash & mask;

		if (((i - home) & mask) < ((i - hole) & mask))
			continue;
		h->slots[hole] = h->slots[i];
		hole = i;
	}
	h->slots[hole] = (struct hash_entry){0};
	h->n--;
	return old;
}

void *hash_gets(const struct hash *h, const char *key)
{
	return hash_get(h, key, strlen(key));
}

void *hash_puts(struct hash *h, const char *key, void *value)
{
	return hash_put(h, key, strlen(key), value);
}

struct hash_entry *hash_next(const struct hash *h, struct hash_entry *e)
{
	size_t i = e ? (size_t)(e - h->slots) + 1 : 0;

	for (; i < h->cap; i++)
		if (h->slots[i].key)
			return &h->slots[i];
	return NULL;
}
