/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recording: an instance of tracefs of our own, whose raw pages one thread a CPU moves to a file.
 *
 *   r = recorder_new(…); recorder_event()…; recorder_start(); … recorder_stop(); recorder_write();
 *   recorder_free()
 *
 * The instance is in the undo journal: also what a killed process leaves is removed.
 */
#ifndef SONDE_TRACE_RECORD_H
#define SONDE_TRACE_RECORD_H

#include "probe/tracefs.h"
#include "trace/write.h"

struct recorder_opts {
	u32 buffer_kb;        /* a CPU's; 0: DEFAULT_BUFFER_KB */
	u32 sleep_us;         /* how often buffers are looked at though they are not half full */
	const char *clock;    /* NULL: the kernel's default */
	const char **options; /* of trace_options: "NAME", "noNAME" */
	u32 noptions;
	const char *pids; /* "1 2 3": only these tasks; NULL: all */
	bool follow;      /* … and their children */
	bool stack;       /* a kernel stack with each event */
};

#define DEFAULT_BUFFER_KB 4096

struct recorder;
/* NULL after a diagnostic. temp: where the pages go until the file is written, "FILE" of FILE.cpu0.
 */
struct recorder *recorder_new(struct arena *a, struct tracefs *t, const char *temp,
                              const struct recorder_opts *o, struct diag *d);
/* Before anything else: glob "SYSTEM:EVENT", "SYSTEM", "EVENT"; filter, trigger: or NULL. Count of
 * events, or negative errno after a diagnostic. */
int recorder_event(struct recorder *r, const char *glob, const char *filter, const char *trigger);
/* Only these tasks from now on, as recorder_opts.pids. */
int recorder_set_pids(struct recorder *r, const char *pids, bool follow);
int recorder_start(struct recorder *r);
/* Bytes moved so far. */
u64 recorder_bytes(const struct recorder *r);
struct recorder_counts {
	u64 events, bytes, lost;
};
/* The rest of the pages; the instance is gone after it. */
int recorder_stop(struct recorder *r, struct recorder_counts *out);
/* written: the file's size. 0, or negative errno after a diagnostic. */
int recorder_write(struct recorder *r, const char *path, u32 version, enum zip zip, u64 *written);
void recorder_free(struct recorder *r); /* NULL is fine; undoes what is left */

#endif
