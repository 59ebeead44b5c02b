// SPDX-License-Identifier: GPL-2.0-or-later
/* Blocks from one thread to another, without a lock: each has a counter that only it writes. */
#include <stdlib.h>

#include "trace/record_impl.h"
#include "util/mem.h"

void lane_init(struct lane *l, u32 room)
{
	*l = (struct lane){.blocks = mem_alloc(room, sizeof(struct block *)), .room = room};
}

void lane_free(struct lane *l)
{
	struct block *b;

	while (l->blocks && (b = lane_take(l)))
		free(b);
	free(l->blocks);
	*l = (struct lane){0};
}

void lane_put(struct lane *l, struct block *b)
{
	u32 n = l->put;

	l->blocks[n % l->room] = b;
	__atomic_store_n(&l->put, n + 1, __ATOMIC_RELEASE);
}

struct block *lane_take(struct lane *l)
{
	u32 n = l->taken;
	struct block *b;

	if (n == __atomic_load_n(&l->put, __ATOMIC_ACQUIRE))
		return NULL;
	b = l->blocks[n % l->room];
	__atomic_store_n(&l->taken, n + 1, __ATOMIC_RELEASE);
	return b;
}
