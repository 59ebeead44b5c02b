/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dynamic events: kprobe_events, uprobe_events, dynamic_events of tracefs
 * (Documentation/trace/{kprobetrace,uprobetracer,eprobetrace}.rst). All of ours are in one group
 * that carries our PID, and every one is in the undo journal before it exists.
 */
#ifndef SONDE_PROBE_DYNEVENT_H
#define SONDE_PROBE_DYNEVENT_H

#include "probe/tracefs.h"
#include "probe/undo.h"

enum dynevent_kind { DYN_KPROBE, DYN_KRETPROBE, DYN_UPROBE, DYN_URETPROBE, DYN_EPROBE };

/* What to create. */
struct dynevent_spec {
	enum dynevent_kind kind;
	const char *target; /* uprobe: path; kprobe: module or NULL; eprobe: its event's system */
	const char *func;   /* kprobe: function, NULL: address; eprobe: event. uprobe: unused */
	u64 offset;         /* kprobe: into func; uprobe: in the file */
	u64 address;        /* kprobe without func */
	u32 ref_ctr;        /* uprobe: offset of a USDT semaphore in the file, or 0 */
	u32 maxactive;      /* kretprobe: calls in flight at once; 0: the kernel's default */
	const char *args;   /* fetch-args as the kernel takes them, or NULL */
};

/* What was created. */
struct dynevent {
	const char *file;  /* "kprobe_events" */
	const char *group; /* "sonde_1234" */
	const char *name;
	u32 id; /* for perf_attr_tracepoint() */
};

struct dynevents;

struct dynevents *dynevents_new(struct arena *a, struct tracefs *t, struct undo *u);
/*
 * Create one and check that it is there. 0 or the kernel's negative errno (-ENOENT: no such
 * function, on some kernels -EINVAL; -EILSEQ or -EINVAL: not at an instruction; -EROFS: recorded);
 * dynevent_last_error() then has its words.
 */
int dynevent_create(struct dynevents *d, const struct dynevent_spec *spec, struct dynevent *out);
/* Remove one before its time; undo_play() removes the rest. -EBUSY while a perf fd is open on it.
 */
int dynevent_remove(struct dynevents *d, const struct dynevent *ev);
/* What the kernel's error_log said of the last failed creation, its caret line included; "" where
 * the kernel keeps no such log. Valid until the next call. */
const char *dynevent_last_error(const struct dynevents *d);

/* The definition as written to the kernel. Pure. -EINVAL: cannot be said (white space in a path).*/
int dynevent_text(const struct dynevent_spec *spec, const char *group, const char *name,
                  struct buf *out);
/* A valid event name made from any text and a number: "vfs_read_0". */
void dynevent_name(const char *text, u32 number, char *out, size_t size);
/* The entry of an error_log text that is about command, as shown to the user. Pure. */
void dynevent_error_entry(const char *log, const char *command, struct buf *out);

#endif
