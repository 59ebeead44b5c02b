// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/timers.h"

/* One that is so many periods late skips what it cannot catch up with. */
#define MAX_LATE 1000

void timers_add(struct timers *t, struct arena *a, const struct probe *probe, u64 period, u64 start)
{
	*ARENA_PUSH(a, t->items, t->n) = (struct timer){period, start + period, probe};
}

static struct timer *earliest(const struct timers *t)
{
	struct timer *first = NULL;

	for (u32 i = 0; i < t->n; i++)
		if (!first || t->items[i].next < first->next)
			first = &t->items[i];
	return first;
}

struct timer *timers_due(struct timers *t, u64 now)
{
	struct timer *first = earliest(t);
	u64 late;

	if (!first || first->next > now)
		return NULL;
	late = (now - first->next) / first->period;
	first->next += first->period * (late > MAX_LATE ? late : 1);
	return first;
}

u64 timers_next(const struct timers *t)
{
	const struct timer *first = earliest(t);

	return first ? first->next : 0;
}
