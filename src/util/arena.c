/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"

#define ARENA_ALIGN _Alignof(max_align_t)

/* Under ASan every allocation gets its own chunk, so that overruns are seen. */
#ifdef __SANITIZE_ADDRESS__
#define CHUNK_SIZE 0
#else
#define CHUNK_SIZE 65536
#endif

struct chunk {
	struct chunk *next;
	size_t used, size;
	_Alignas(max_align_t) char data[];
};

struct arena {
	struct chunk *head; /* the chunk being filled; full and oversized ones follow */
};

struct arena *arena_new(void)
{
	return mem_alloc(1, sizeof(struct arena));
}

void arena_free(struct arena *a)
{
	struct chunk *c, *next;

	if (!a)
		return;
	for (c = a->head; c; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

/* A chunk that holds at least size bytes. An oversized one goes behind the head, whose rest stays
 * in use. */
static struct chunk *add_chunk(struct arena *a, size_t size)
{
	size_t room = size > CHUNK_SIZE / 4 ? size : CHUNK_SIZE;
	struct chunk *c = mem_alloc(1, sizeof(*c) + room);

	c->size = room;
	if (a->head && room == size) {
		c->next = a->head->next;
		a->head->next = c;
	} else {
		c->next = a->head;
		a->head = c;
	}
	return c;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct chunk *c = a->head;
	void *p;

	if (size > SIZE_MAX / 2)
		mem_out();
	size = ALIGN_UP(size ? size : 1, ARENA_ALIGN);
	if (!c || c->size - c->used < size)
		c = add_chunk(a, size);
	p = c->data + c->used;
	c->used += size;
	return p;
}

void *arena_memdup(struct arena *a, const void *p, size_t size)
{
	void *copy = arena_alloc(a, size);

	if (size)
		memcpy(copy, p, size);
	return copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_memdup(a, s, strlen(s) + 1);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *s;
	int len;

	va_start(ap, fmt);
	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, ap);
	s = arena_alloc(a, len > 0 ? (size_t)len + 1 : 1);
	if (len > 0)
		vsnprintf(s, (size_t)len + 1, fmt, again);
	va_end(again);
	va_end(ap);
	return s;
}

void *arena_push(struct arena *a, void *items, u32 *n, size_t size)
{
	void **array = items;
	u32 i = *n;
	bool full = i == 0 || (i >= 4 && (i & (i - 1)) == 0);

	if (full) {
		void *bigger = arena_alloc(a, (i ? 2 * (size_t)i : 4) * size);

		if (i)
			memcpy(bigger, *array, i * size);
		*array = bigger;
	}
	*n = i + 1;
	return memset((char *)*array + i * size, 0, size);
}
