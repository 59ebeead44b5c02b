/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the recorder. */
#ifndef SONDE_TRACE_RECORD_IMPL_H
#define SONDE_TRACE_RECORD_IMPL_H

#include <pthread.h>

#include "probe/dynevent.h"
#include "probe/undo.h"
#include "probe/undo_owner.h"
#include "trace/record.h"
#include "util/hash.h"

/* Words of an event that may be addresses of the kernel's text; an array by the event's id. */
struct places {
	u32 *offsets;
	u32 n;
	bool tail; /* all words behind the last of them too: a stack */
};
#define MAX_EVENT_IDS 65536

/* What events need to be printed: collected by one thread each. */
struct needs {
	u8 ids[MAX_EVENT_IDS / 8]; /* bits, of events */
	struct hash pids;          /* of tasks that have events */
	struct hash seen;          /* addresses */
	u64 *addresses;
	u32 n, room;
	s32 last_pid;
};

/* Pages that were followed together, in the file that is kept of them. */
struct chunk {
	u32 raw, kept; /* bytes */
};

/* Pages that were moved, for the follower. */
struct block {
	size_t size; /* bytes */
	u8 data[];
};

/* Blocks on their way from one thread to another; there is room for all. */
struct lane {
	struct block **blocks;
	u32 room;
	u32 put, taken; /* so many so far */
};

/* A CPU of a track. */
struct spool {
	struct track *track;
	u32 cpu;
	pthread_t mover, follower;
	bool moving, following;
	int mover_tid, follower_tid; /* set when they run */
	size_t block_size;

	/* the mover's; what others read is read atomically */
	int in, pipe[2];
	u64 size; /* bytes moved */
	struct block *filling;
	u32 nblocks, nready; /* that exist; from the start */
	int err;

	struct lane full, empty; /* to the follower, and back */
	int moved;               /* set: nothing will come any more */

	/* the follower's */
	int kept;             /* a file of what is kept */
	u64 first, end;       /* of it: from, to */
	u64 done, raw_kept;   /* bytes of pages that were followed, and of those that are kept */
	struct chunk *chunks; /* all; those before nfirst are dropped */
	u32 nchunks, nfirst;
	int follow_err;
	struct needs needs;
};

struct track {
	struct recorder *recorder;
	struct track_opts opts;
	const char *dir; /* "instances/NAME/", "" the top level */
	bool made;       /* an instance of ours */
	bool existing;   /* not ours: read only */
	struct spool *spools;
	u32 nspools;
	struct words enabled; /* "SYSTEM/EVENT" */
	const char *clocks;   /* the text of its trace_clock, at the end */
};

struct recorder {
	struct arena *arena;
	struct tracefs *tracefs;
	struct diag *diag;
	struct undo *undo;
	struct dynevents *dynevents; /* made when first needed */
	struct recorder_opts opts;
	struct track **tracks;
	u32 ntracks;
	int stop;     /* set: drain and end */
	bool tracing; /* it was turned on */
	u32 page_size;
	struct places *places;
	struct words formats; /* "SYSTEM/EVENT" of recorder_format() */
	struct trace_contents contents;
};

/* record_track.c */
const char *track_path(struct track *t, const char *path);
/* Write to a file of the track; of the top level, so that it is undone. flags: as tracefs_write()
 */
int track_set(struct track *t, const char *path, const char *text, int flags);
/* The same after which a diagnostic has told what went wrong. */
int track_must_set(struct track *t, const char *path, const char *text);
/* Of the root of tracefs, undone later. */
int recorder_set(struct recorder *r, const char *path, const char *text, int flags);
int track_make(struct track *t);

/* record_tracer.c: which buffer it must be, and what is set after it is made */
bool tracer_is_in(struct recorder *r, const char *dir, const char *tracer);
int tracer_check(struct recorder *r, const struct track_opts *o);
int tracer_set(struct track *t);

/* record_pages.c */
int spools_open(struct track *t);
int spools_start(struct track *t);
void spools_tids(struct track *t, struct buf *out); /* waits until all threads run */
void spools_stop(struct track *t);                  /* joins; the rest is in the files */
void spools_close(struct track *t);

/* record_lane.c: one thread puts, another takes */
void lane_init(struct lane *l, u32 room);
void lane_free(struct lane *l); /* and the blocks in it */
void lane_put(struct lane *l, struct block *b);
struct block *lane_take(struct lane *l); /* NULL: there is none */

/* record_follow.c */
void *spool_follow(void *spool); /* a thread; ends behind the last page once moved is set */

/* record_needs.c */
struct places *find_places(struct recorder *r);
void needs_of_pages(struct needs *n, struct recorder *r, const u8 *pages, size_t size);
void needs_free(struct needs *n);
/* Only the symbols and names of tasks that the events of all tracks need. */
void record_pick(struct recorder *r);

/* record_meta.c: what the file holds beside the pages. */
void record_formats(struct recorder *r); /* at the start */
/* Bytes of a task's name, of the text of /proc/PID/comm, as events have it. */
size_t comm_length(const char *comm);
void record_rest(struct recorder *r); /* at the end */

#endif
