/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of the replay backend: the events of a recording, our VM runs the clauses.
 *
 * A feed is answered by the events of its tracepoint, or by those of a dynamic event that was a
 * probe of the same place (probe.c). Stacks are records behind their events (stack.c); names and
 * processes of tasks are in the file's tables, and in the events of their life (task.c).
 */
#ifndef SONDE_BACKENDS_REPLAY_H
#define SONDE_BACKENDS_REPLAY_H

#include "stream/stream.h"
#include "trace/probe.h"
#include "trace/stack.h"

#define MAX_IDS 65536 /* common_type has 16 bits */

enum life { LIFE_NONE, LIFE_FORK, LIFE_RENAME };

struct feeds_of_id {
	struct feed **feeds;
	u32 n;
	enum life life;
};

/* Where something is in a record; size 0: the event has no such field. */
struct place {
	u32 off, size;
};

struct replay {
	struct trace_reader *reader;
	struct trace_record next;
	bool pending; /* next is there, and has not been run */
	struct feeds_of_id *by_id;
	u64 lost;

	struct trace_stacks stacks;
	bool want_kstack, want_ustack;
	struct sym_cache *syms;
	u64 *frames;

	struct place fork_pid, fork_flags, fork_comm, rename_pid, rename_old, rename_new;
};

static inline bool file_is_swapped(const struct trace_file *f)
{
	return f->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

void replay_refuse(struct backend_run *r, struct verdict *v, struct span at, const char *what,
                   const char *way_out);

/* Is there a format in the file for the events of a feed? */
bool replay_has_event(const struct backend_run *r, const struct feed *feed);

/* probe.c: the event of the file that answers each feed, and where in it the values are. v may be
 * NULL. False after reasons in v. */
bool replay_bind(struct backend_run *r, struct verdict *v);

/* stack.c */
void stacks_find(struct backend_run *r);
/* The frames behind the record that was read last, as struct parts has them. */
u32 replay_frames(struct backend_run *r, const struct trace_record *e);

/* task.c */
/* The names that tasks had at each time, not only at the end. */
bool file_has_names(const struct trace_file *f);
bool file_knows_processes(const struct trace_file *f);
void tasks_read(struct backend_run *r);
void tasks_event(struct backend_run *r, enum life life, const struct trace_record *e);

#endif
