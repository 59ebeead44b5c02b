/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small perf.data of this machine, put together by hand. */
#ifndef SONDE_TESTS_PERF_FILE_H
#define SONDE_TESTS_PERF_FILE_H

#include "util/buf.h"

/*
 * Two events: test:ev, a tracepoint with a field v, and cpu-clock. Thread 6 of process 5 is called
 * "first", and "second" from 3000 ns on. Samples at 1000, 2000, 3500 and 4000 ns, the second and
 * third in the wrong order in the file: test:ev with v = 1, 2, 3, 4, each but the third with a
 * stack of two frames in the kernel and one of the user; cpu-clock at 2500 ns on CPU 1. At 4000 ns
 * the thread is ending: to perf it has no number, only to the event. pipe: as perf record -o -
 * writes it.
 */
void perf_file(struct buf *out, bool pipe);

#endif
