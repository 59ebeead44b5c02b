/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rings' state: for ring.c and its tests. */
#ifndef SONDE_BACKENDS_PERF_RING_H
#define SONDE_BACKENDS_PERF_RING_H

#include "backends/perf/perf.h"

struct ring {
	struct perf_ring ring;
	struct sample next; /* header NULL: not looked up */
	u64 seen;           /* position up to which rings_scan() has been */
	u32 consumed;       /* bytes that the kernel has not got back yet */
	int owner;          /* fd; -1: the CPU has gone */
};

struct rings {
	struct ring *items;
	u32 n;
	u32 *heap; /* rings that have something, the earliest first */
	u32 nheap;
	int epoll, timer;
	s64 offset; /* from the samples' clock to CLOCK_MONOTONIC */
};

#endif
