/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Inside of the tracefs backend: the plan's clauses run in our VM over the records in the ring
 * buffer of an ftrace instance of our own (Documentation/trace/ftrace.rst, "Instances").
 *
 * Each feed is an event that is switched on in the instance. Other events there tell of the tasks'
 * life (side.c), and the kernel adds records with stacks (stack.c).
 */
#ifndef SONDE_BACKENDS_TRACEFS_INSTANCE_H
#define SONDE_BACKENDS_TRACEFS_INSTANCE_H

#include "stream/stream.h"
#include "trace/page.h"

/* A CPU's buffer, as far as it has been read: pages in a queue, and the event whose turn is next.
 */
struct cpu_buffer {
	u32 cpu, index;
	bool tasks;           /* of the instance with the tasks' life */
	int fd;               /* trace_pipe_raw; -1: the CPU has no buffer */
	u8 *pages;            /* a ring of them */
	u32 first, n;         /* the oldest, how many */
	struct trace_page at; /* place in the oldest page */
	bool begun;           /* … which has been opened */
	struct trace_event next;
	bool has_next;
	u64 pos;       /* of next: events are numbered */
	u64 scanned;   /* events that were looked at when their page came */
	u64 last_time; /* of the last event read; known where more is true */
	bool more;     /* the queue is full: the kernel may have more */
};

struct buffers {
	struct cpu_buffer *cpus;
	u32 n;
	u32 page_size;
	struct trace_page_format format;
	u64 damaged; /* pages that made no sense */
};

enum side { SIDE_NONE, SIDE_FORK, SIDE_RENAME, SIDE_EXIT, SIDE_KSTACK, SIDE_USTACK };

/* What a type of record, by its number, is for. */
struct record_type {
	struct feed **feeds;
	u32 nfeeds;
	enum side side;
};

/* Offsets in the records of side events; 0: no such field. */
struct side_fields {
	u32 type; /* the event's number; 0: this kernel has no such event */
	u32 pid, comm, flags;
	u32 size, caller; /* of stacks */
};

struct instance {
	struct tracefs *tracefs;
	const char *path;             /* "instances/sonde_1234"; NULL: not made */
	const char *tasks_path;       /* another, for the tasks' life; NULL: not needed */
	const char *not_us;           /* filter: not what we do; NULL: none is needed */
	struct record_type **by_type; /* 64 Ki */
	struct side_fields sides[SIDE_USTACK + 1];
	struct buffers buffers;
	int epoll, timer;
	s64 offset; /* from the buffer's clock to CLOCK_MONOTONIC */
	u64 limit;  /* how far events are handled now, in the buffer's clock */
	bool stacks;
	struct sym_cache *syms; /* to tell the tracer's own frames; NULL: not asked yet */
	u64 *frames;            /* of the event that is being handled */
	u64 lost;               /* after stop */
	u64 stack_misses;
	bool stopped;
};

/* caps.c */
/* make: by making an instance, else only where there is no other way to know. */
void instance_caps(struct stream_caps *caps, struct tracefs *t, struct arena *a, bool make);
/*
 * … and whether user stacks can be had, where the plan wants them (NULL: it does): that takes as
 * long as reading the list of all the kernel's symbols.
 */
void instance_caps_ustack(struct stream_caps *caps, const struct tracefs *t,
                          const struct plan *plan);
/* The file has the format of /proc/kallsyms; true too where it cannot be read. */
bool instance_walks_user_stacks(const char *kallsyms);
void instance_features(struct features *out, struct tracefs *t);
/* The best of the clocks in the text of trace_clock; NULL: none that all CPUs share. */
const char *instance_clock(const char *trace_clock);

/* attach.c: make the instance, set it up, switch events on. All is in the undo journal. */
int instance_open(struct backend_run *r);
void instance_stop(struct backend_run *r); /* no more records; what is there can be read */
void instance_close(struct backend_run *r);
/* Events that the kernel dropped, as it counts them. */
u64 instance_lost(struct backend_run *r);
/* … of those that tell of the tasks' life */
u64 instance_lost_tasks(struct backend_run *r);
/* Pure: the sum of lost events in the text of per_cpu/cpuN/stats. */
u64 instance_stats_lost(const char *stats);

/* top.c: the buffer of everybody, on kernels without instances. NULL, or what it is used for. */
const char *top_in_use(struct tracefs *t, u32 cpu);
int top_take(struct backend_run *r); /* note what must be put back; 0, or -EBUSY after an error */
void top_save_event(struct backend_run *r, const char *system, const char *event);
/* What to write for a file to read as text: "[local] global" is "local". Pure. */
const char *top_setting(struct arena *a, const char *text);

/* buffer.c: reading the CPUs' buffers and their merge by time. */
int buffers_open(struct backend_run *r, struct instance *in);
void buffers_close(struct instance *in);
/*
 * Read what there is, up to what the queues hold; fn (may be NULL) sees each event of a new page
 * at once. true: some CPU may have more.
 */
bool buffers_fill(struct backend_run *r,
                  void (*fn)(struct backend_run *r, const struct cpu_buffer *c,
                             const struct trace_event *e, u64 pos));
/* What fn has done with an event. */
enum turn {
	TURN_NEXT,
	TURN_LAST,  /* handled it, and ends the merge */
	TURN_LATER, /* must see it again at the next merge, before all others */
};
/*
 * fn for every event up to time limit (of the buffer's clock), in order of time; also not later
 * than what must still be read. Returns how many.
 */
u32 buffers_merge(struct backend_run *r, u64 limit,
                  enum turn (*fn)(struct backend_run *r, const struct cpu_buffer *c,
                                  const struct trace_event *e));
/* The events after the next one, of those that have been read. */
struct lookahead {
	const struct cpu_buffer *cpu;
	struct trace_page at;
	u32 page; /* pages after the oldest */
};
void lookahead_begin(struct lookahead *l, const struct cpu_buffer *c);
/* The same from the CPU's next event on, which is looked up first. false: it has none. */
bool lookahead_first(struct lookahead *l, struct buffers *b, u32 cpu, struct trace_event *e);
bool lookahead_next(struct lookahead *l, const struct buffers *b, struct trace_event *e);

/* side.c: names of tasks by records of their life */
void sides_find(struct backend_run *r, struct instance *in);
void side_record(struct backend_run *r, enum side side, const struct trace_event *e);

/* stack.c: the stack that the kernel recorded for an event */
u32 stack_frames(struct backend_run *r, const struct cpu_buffer *c, const struct trace_event *e,
                 bool kernel, bool user);
/*
 * Stacks that this event must have and that are not there yet: the event can be read before its
 * stack is written, for the CPU of a guest may not run in between. false also where none will come:
 * after the stop, and of an event that is long ago.
 */
bool stack_awaited(struct backend_run *r, const struct cpu_buffer *c, const struct trace_event *e,
                   bool kernel, bool user);

/* record.c */
enum turn record_run(struct backend_run *r, const struct cpu_buffer *c,
                     const struct trace_event *e);
void record_early(struct backend_run *r, const struct cpu_buffer *c, const struct trace_event *e,
                  u64 pos);

/* wants.c: backend.h */
int tracefs_wants(const struct plan *p, const struct backend_opts *o, struct undo *undo,
                  struct recording_wants *w);

#endif
