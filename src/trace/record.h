/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recording: buffers of the kernel ("tracks"), whose raw pages one thread a CPU moves to a file,
 * while another, behind it, compresses them and collects what must be known of them.
 *
 *   r = recorder_new(…); recorder_probe()…; t = recorder_track(…); track_event()…;
 *   recorder_start(); … recorder_stop(); recorder_write(); recorder_free()
 *
 * A track is an instance of tracefs of our own; of the top-level buffer only where the kernel has
 * the tracer nowhere else. All is in the undo journal: also what a killed process leaves is undone.
 */
#ifndef SONDE_TRACE_RECORD_H
#define SONDE_TRACE_RECORD_H

#include "probe/probe.h"
#include "probe/tracefs.h"
#include "trace/write.h"

struct recorder_opts {
	const char *temp; /* where pages go until the file is written: FILE of "FILE.cpu0" */
	u32 sleep_us;     /* how often buffers are looked at though they are not half full */
	u32 version;      /* of the file, 6 or 7 */
	enum zip zip;     /* of version 7 */
	u64 max_bytes;    /* of a CPU's pages: the newest are kept; 0: all */
	/* what is set stays: in the top-level buffer, and in instances by their own names */
	bool keep;
	bool snapshot;  /* of existing buffers: their snapshot */
	bool with_self; /* events of the recorder's own threads too */
};

struct words {
	const char **items;
	u32 n;
};

/* One buffer. Zeros and NULL: as the kernel has it. */
struct track_opts {
	const char *name;     /* in the file; "" the main one */
	const char *existing; /* "" the top-level buffer, or an instance's name: only read, nothing
	                         else of this is looked at. NULL: one of our own */
	u32 buffer_kb;        /* a CPU's; 0: DEFAULT_BUFFER_KB */
	const char *clock;
	struct words options; /* of trace_options: "NAME", "noNAME" */
	const char *pids;     /* "1 2 3": only these tasks; NULL: all */
	bool follow;          /* … and their children */
	bool stack;           /* a kernel stack with each event */
	const char *tracer;
	struct words functions, notrace; /* of the tracer: only these, not these */
	struct words graph;              /* function_graph: these and what they call */
	u32 max_depth;                   /* function_graph */
	const char *cpumask;             /* hexadecimal, as tracing_cpumask takes it */
};

/* Of a CPU; where there are many, less, so that all have no more than the other. */
#define DEFAULT_BUFFER_KB  8192
#define DEFAULT_BUFFERS_KB (512 * 1024)

struct recorder;
struct track;
struct recorder *recorder_new(struct arena *a, struct tracefs *t, const struct recorder_opts *o,
                              struct diag *d);
/*
 * "kprobe:FUNCTION", "uprobe:FILE:FUNCTION" and their return probes, with fetch-args of the kernel
 * behind a space: events made for this recording. Before the tracks. *events: what to give to
 * track_event(), in the arena. 0 or negative errno after a diagnostic.
 */
bool recorder_is_probe(const char *text);
int recorder_probe(struct recorder *r, const char *text, struct words *events);
/* NULL after a diagnostic. o's strings must outlive the recorder. */
struct track *recorder_track(struct recorder *r, const struct track_opts *o);
/* glob "SYSTEM:EVENT", "SYSTEM", "EVENT"; filter, trigger: or NULL. Count of events, or negative
 * errno after a diagnostic. */
int track_event(struct track *t, const char *glob, const char *filter, const char *trigger);
/* Only these tasks from now on, as track_opts.pids. */
int track_set_pids(struct track *t, const char *pids, bool follow);
/* The file is to have the format of this event, "SYSTEM/EVENT", though it is not recorded. */
void recorder_format(struct recorder *r, const char *name);
int recorder_start(struct recorder *r);
/* The same without moving anything: what opts.keep is for. */
int recorder_turn_on(struct recorder *r);

struct recorder_counts {
	u64 events, bytes, lost; /* bytes: of pages moved */
	u64 dropped;             /* bytes of old pages, because of max_bytes */
};
/* What the kernel says now. */
void recorder_count(struct recorder *r, struct recorder_counts *out);
/* The rest of the pages; what was made in the kernel is gone after it. */
int recorder_stop(struct recorder *r, struct recorder_counts *out);
/* written: the file's size. 0, or negative errno after a diagnostic. */
int recorder_write(struct recorder *r, const char *path, u64 *written);
/* To a listener (trace/net.h), the one buffer that there is; zip: of the file there, while opts.zip
 * is ZIP_NONE. sent: bytes. 0, or negative errno after a line on stderr: the recording can still be
 * written. */
struct sender;
int recorder_send(struct recorder *r, struct sender *s, enum zip zip, u64 *sent, bool *confirmed);
void recorder_free(struct recorder *r); /* NULL is fine; undoes what is left */

#endif
