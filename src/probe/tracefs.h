/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tracing file system (Documentation/trace/ftrace.rst), mounted or a recorded copy
 * (--tracefs DIR, read only). Paths are relative to its root.
 */
#ifndef SONDE_TRACEFS_H
#define SONDE_TRACEFS_H

#include "util/arena.h"
#include "util/buf.h"
#include "util/diag.h"

struct tracefs;

/* The kernel switches this event on when a BPF program with bpf_trace_printk() is loaded, and never
 * off: that set_event has it alone is no sign that somebody traces. */
#define TRACEFS_PRINTK_EVENT "bpf_trace:bpf_trace_printk"

/*
 * dir NULL: /sys/kernel/tracing, else /sys/kernel/debug/tracing; mounts tracefs if it is not
 * mounted anywhere and we may. *err: 0, -ENOENT (none), -EACCES … NULL then.
 */
struct tracefs *tracefs_open(struct arena *a, const char *dir, int *err);
/* A tree that holds only what is added: what a recording knows of its kernel. */
struct tracefs *tracefs_new_recorded(struct arena *a);
void tracefs_add_file(struct tracefs *t, const char *path, const char *text, size_t size);
const char *tracefs_dir(const struct tracefs *t);
bool tracefs_is_recorded(const struct tracefs *t);
bool tracefs_has(const struct tracefs *t, const char *path);
int tracefs_read(const struct tracefs *t, const char *path, struct buf *out);
/* write(2) of the whole string, flags O_APPEND or O_TRUNC or 0. -EROFS for a recorded tree. */
int tracefs_write(const struct tracefs *t, const char *path, const char *text, int flags);
/* Text of events/SYSTEM/EVENT/format, in the arena; NULL and *err if it cannot be read. */
const char *tracefs_format(struct tracefs *t, const char *system, const char *event, int *err);
/* Systems (system NULL) or events of a system, sorted, NULL-terminated, in the arena. */
const char **tracefs_events(struct tracefs *t, const char *system);
/* Names of the directories under path, sorted, NULL-terminated, in the arena; empty if unreadable.
 */
const char **tracefs_dirs(struct tracefs *t, const char *path);
/* 0 or negative errno; -EROFS for a recorded tree. */
int tracefs_mkdir(const struct tracefs *t, const char *path);
int tracefs_rmdir(const struct tracefs *t, const char *path);
/* One line for the user when tracefs is missing or denied: reason and way out. */
const char *tracefs_why(int err);

#endif
