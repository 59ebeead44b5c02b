/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interval probes' clock. All periods count from one start, so what is due at the same moment
 * fires in the order of the program: "interval:s:1" before the "interval:s:5" that exits.
 */
#ifndef SONDE_RUN_TIMERS_H
#define SONDE_RUN_TIMERS_H

#include "probe/probe.h"

struct timer {
	u64 period, next; /* ns; CLOCK_MONOTONIC */
	const struct probe *probe;
};

struct timers {
	struct timer *items; /* in the order of the program */
	u32 n;
};

/* probe may be NULL: the caller's own. */
void timers_add(struct timers *t, struct arena *a, const struct probe *probe, u64 period,
                u64 start);
/* The earliest that is due at now, moved on to its next time; NULL: none. */
struct timer *timers_due(struct timers *t, u64 now);
/* When the next one is due; 0: there is none. */
u64 timers_next(const struct timers *t);

#endif
