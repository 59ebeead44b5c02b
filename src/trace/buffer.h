/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trace buffers of the kernel that are anybody's: the top level, and instances. */
#ifndef SONDE_TRACE_BUFFER_H
#define SONDE_TRACE_BUFFER_H

#include "probe/tracefs.h"

/*
 * dir: "" the top level, "instances/NAME/". No tracer, events, filters, triggers, lists of
 * functions and tasks, the local clock, all CPUs, no stacks; it is empty, and recording again.
 * Only files that differ are written. Not: other people's dynamic events, the size of the buffer.
 * 0, or the errno of the first file that could not be written.
 */
int buffer_reset(struct tracefs *t, const char *dir);
/* Empties it. */
int buffer_clear(struct tracefs *t, const char *dir);

#endif
