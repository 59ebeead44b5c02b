/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An arena: memory that is freed all at once. Everything a compilation builds (tokens, AST, types,
 * plan) lives in the session's arena. Out of memory ends the process with one line on stderr
 * (nothing in the kernel outlives the process, see undo.h), so callers never check.
 */
#ifndef SONDE_ARENA_H
#define SONDE_ARENA_H

#include "util/base.h"

struct arena;

struct arena *arena_new(void);
void arena_free(struct arena *a); /* NULL is fine */
/* Zeroed, aligned for any type. Valid until arena_free(). */
void *arena_alloc(struct arena *a, size_t size);
void *arena_memdup(struct arena *a, const void *p, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* Grow an arena array *items of elements of size by one and return the new zeroed element;
 * *n counts the elements. Capacity is the next power of two (at least 4): pass only *n. */
void *arena_push(struct arena *a, void *items, u32 *n, size_t size);

#define arena_new_of(a, type)   ((type *)arena_alloc((a), sizeof(type)))
#define arena_array(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (n)))
/* ARENA_PUSH(a, p, n): struct x *p; u32 n; returns struct x * */
#define ARENA_PUSH(a, items, n) \
	((__typeof__(items))arena_push((a), &(items), &(n), sizeof(*(items))))

#endif
