/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Stacks, each kept once: equal stacks have the same id. */
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "util/mem.h"

/* So many words of frames are kept: beyond, new stacks have no id. 64 MB. */
#define MAX_WORDS (8u << 20)

struct stack {
	u64 hash;
	u32 first, n; /* frames: words[first …] */
};

struct stacks {
	u64 *words;
	u32 nwords, words_cap;
	struct stack *items;
	u32 n, cap;
	u32 *table; /* index + 1; open addressing */
	u32 mask;
};

struct stacks *stacks_new(void)
{
	struct stacks *s = mem_alloc(1, sizeof(*s));

	s->mask = 1023;
	s->table = mem_alloc(s->mask + 1, sizeof(*s->table));
	return s;
}

void stacks_free(struct stacks *s)
{
	if (!s)
		return;
	free(s->words);
	free(s->items);
	free(s->table);
	free(s);
}

static u64 hash_frames(const u64 *ips, u32 n)
{
	u64 h = n;

	for (u32 i = 0; i < n; i++) {
		h = (h ^ ips[i]) * 0x9e3779b97f4a7c15ull;
		h ^= h >> 29;
	}
	return h;
}

static void grow_table(struct stacks *s)
{
	u32 mask = s->mask * 2 + 1;
	u32 *table = mem_alloc(mask + 1, sizeof(*table));

	for (u32 i = 0; i < s->n; i++) {
		u32 at = (u32)s->items[i].hash & mask;

		while (table[at])
			at = (at + 1) & mask;
		table[at] = i + 1;
	}
	free(s->table);
	s->table = table;
	s->mask = mask;
}

static u32 add(struct stacks *s, const u64 *ips, u32 n, u64 hash)
{
	if (s->nwords + n > s->words_cap) {
		s->words_cap = (s->nwords + n) * 2;
		s->words = mem_realloc(s->words, s->words_cap * sizeof(*s->words));
	}
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 256;
		s->items = mem_realloc(s->items, s->cap * sizeof(*s->items));
	}
	if (n)
		memcpy(s->words + s->nwords, ips, n * sizeof(*ips));
	s->items[s->n] = (struct stack){hash, s->nwords, n};
	s->nwords += n;
	return s->n++;
}

s64 stacks_id(struct stacks *s, const u64 *ips, u32 n)
{
	u64 hash = hash_frames(ips, n);
	u32 at = (u32)hash & s->mask;

	for (; s->table[at]; at = (at + 1) & s->mask) {
		const struct stack *it = &s->items[s->table[at] - 1];

		if (it->hash == hash && it->n == n &&
		    (!n || !memcmp(s->words + it->first, ips, n * sizeof(*ips))))
			return s->table[at] - 1;
	}
	if (s->nwords + n > MAX_WORDS)
		return -ENOMEM;
	s->table[at] = add(s, ips, n, hash) + 1;
	if (s->n > s->mask / 2)
		grow_table(s);
	return s->n - 1;
}

int stacks_get(const struct stacks *s, s64 id, u64 *ips, u32 max)
{
	u32 n;

	if (id < 0 || id >= s->n)
		return -ENOENT;
	n = s->items[id].n < max ? s->items[id].n : max;
	if (n)
		memcpy(ips, s->words + s->items[id].first, n * sizeof(*ips));
	return (int)n;
}
