/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the backends have in common whose clauses run in our VM over a stream of the kernel's
 * events: perf (samples in perf rings), tracefs (records in the buffer of an instance), replay
 * (those of a recording); and hist, whose clauses run over what the kernel has counted.
 *
 * A *feed* is one event of the kernel. A *target* is a clause that runs for a feed's events: its
 * loads say how each capture slot is taken from an event. What loads need decides what the feed
 * records. The backend attaches the feeds, reads the stream in the order of time, says where the
 * parts of each event are (struct parts), and has the targets run.
 */
#ifndef SONDE_STREAM_H
#define SONDE_STREAM_H

#include <time.h>

#include "backends/backend.h"
#include "probe/arch.h"
#include "probe/dynevent.h"
#include "probe/perf.h"

enum mech {
	MECH_NONE,
	MECH_TRACEPOINT,
	MECH_RAW_SYSCALLS,   /* syscalls:sys_enter_* and sys_exit_* from raw_syscalls, by number */
	MECH_SYSCALL_KPROBE, /* kprobe_events on the function of syscalls:sys_enter_NAME */
	MECH_SYSCALL_EPROBE, /* an event probe on syscalls:sys_enter_NAME */
	MECH_KPROBE_PMU,
	MECH_KPROBE_EVENT, /* kprobe_events, with fetch-args */
	MECH_UPROBE_PMU,
	MECH_UPROBE_EVENT,
	MECH_SAMPLING, /* profile, software, hardware: a counter that overflows */
};

/* How one slot is filled. off: bytes into the raw record. */
enum load_kind {
	LOAD_RAW,       /* integer of size at off; bits; plus add */
	LOAD_RAW_STR,   /* string of at most size bytes at off */
	LOAD_RAW_BYTES, /* len bytes at off */
	LOAD_RAW_DYN,   /* __data_loc at off (LOAD_REL: __rel_loc) */
	LOAD_RAW_REL,
	LOAD_USER_STR, /* the pointer at off, read from the process when the sample is seen */
	LOAD_REG,      /* off: the register's bit in the mask; plus add */
	LOAD_CONST,    /* add */
	LOAD_PID,
	LOAD_TID,
	LOAD_COMM,
	LOAD_PCOMM,       /* of the process */
	LOAD_PARENT_COMM, /* of the process that made it: LOAD_PPID */
	LOAD_CPU,
	LOAD_TIME, /* plus the offset of clock off (enum clock) */
	LOAD_ELAPSED,
	LOAD_NUMAID,
	LOAD_ADDR,
	LOAD_PERIOD,
	LOAD_KSTACK,
	LOAD_USTACK,
	LOAD_USTACK_DWARF,
	LOAD_UID, /* /proc */
	LOAD_GID,
	LOAD_PPID,
	LOAD_CGROUP,      /* PERF_SAMPLE_CGROUP */
	LOAD_CGROUP_PROC, /* /proc */
};

struct load {
	enum load_kind kind;
	s32 arg; /* index of the fetch-arg that off becomes known from; -1: none */
	u8 size;
	bool is_signed, is_string; /* is_string: ends with the NUL, at most len - 1 bytes of it */
	u8 bit_offset, bit_size;
	u32 slot;
	u32 off, len;
	u32 skip; /* bytes into the fetch-arg */
	s64 add;
};

/* What a feed's samples must hold beside id, pid, tid and time. */
struct wants {
	u32 depth; /* of the deepest stack */
	bool raw, kstack, ustack, addr, period, cgroup;
	bool task;      /* comm and the tasks' life */
	bool stack;     /* the top of the user stack */
	bool fast;      /* a wake-up a sample: the process's memory is read */
	bool unwind;    /* user registers and much of the user stack */
	u64 regs;       /* mask: registers at the event */
	bool regs_user; /* … taken as user registers */
};

struct fetch_arg {
	const char *text;        /* "+8(%di):u32" */
	const char *alternative; /* what to try where text is refused; or NULL */
};

struct feed;

struct target {
	const struct plan_clause *clause;
	const struct probe *probe;
	struct load *loads;
	u32 nloads;
	struct vm_prog *prog;
	struct vm_event *event; /* shared by all targets of the clause */
	struct target *next;    /* of the same feed, in the order of the program */
	struct target *then;    /* the next that runs for the same sample */
};

struct feed {
	enum mech mech;
	const struct probe *probe; /* what it is opened for */
	struct wants wants;
	struct target *targets, **last;
	const char *filter; /* for the kernel, or NULL */
	u64 period;
	u32 event_id;               /* tracepoints, dynamic events */
	const char *system, *event; /* of a dynamic event: its names */
	bool is_instance;           /* raised in an instance of tracefs, not by perf */
	struct fetch_arg *args;     /* dynamic events */
	u32 nargs;
	const char *func;      /* MECH_SYSCALL_KPROBE: the kernel's function */
	bool func_regs;        /* … whose argument is struct pt_regs */
	bool is_exit;          /* MECH_RAW_SYSCALLS: sys_exit */
	bool check_abi;        /* … a 32-bit task's numbers are others */
	struct target **by_nr; /* … targets of a system call's number */
	u32 nnr;
	u32 sp_index;    /* of the stack pointer in the registers */
	u64 sample_type; /* as opened */
	u64 received, lost;
	bool counting;    /* the kernel counts its events: there are no samples */
	bool one_process; /* only -p's samples count: others' come too */
	u32 first_fd, nfds;
};

/* What this kernel's events can do: found by trying. */
struct stream_caps {
	bool replay;  /* the events come from a recording */
	bool tracefs; /* the events come from an instance of tracefs, else from perf */
	bool top;     /* tracefs: from the one buffer of kernels that have no instances */
	int usable;   /* 0, or why system-wide events are refused */
	bool mmap2;   /* records of mappings tell their protection */
	bool dummy, identifier, clockid, regs_intr, regs_user, cgroup, comm_exec, max_stack;
	bool kprobe_pmu, uprobe_pmu, kprobe_events, uprobe_events;
	struct perf_pmu kprobe, uprobe;
	bool compat; /* 32-bit tasks can run beside us */
	/* tracefs: why these cannot be had; NULL: they can */
	const char *no_kstack, *no_ustack, *no_tasks;
	/* tracefs: do event probes give what is behind a system call's pointer? syseprobe.c */
	enum { EPROBE_UNTRIED, EPROBE_WORKS, EPROBE_FAILS } eprobe;
	const char *clock; /* tracefs: the trace_clock to take; "mono" is CLOCK_MONOTONIC */
};

struct stacks;
struct tasks;
struct users;
struct perf_source;
struct instance;
struct replay;
struct hists;

/* A record of a ring, parsed as far as its order needs. */
struct sample {
	const struct perf_event_header *header; /* of perf */
	u64 id, time;                           /* time: CLOCK_MONOTONIC */
	u32 pid, tid;                           /* ~0: the task is past its exit */
	u32 cpu;
	u32 ring; /* index of the ring */
	u64 pos;  /* in the ring's stream of bytes */
};

struct backend_run {
	const struct plan *plan;
	struct backend_opts opts;
	struct arena *arena;
	const struct arch *arch;
	struct stream_caps caps;

	struct feed **feeds;
	u32 nfeeds;
	bool want_tasks;
	u32 nsyscalls[2]; /* probes of sys_enter_*, sys_exit_* that one event could serve */

	struct vm *vm;
	struct vm_map **maps; /* sema->nmaps + SPECIAL_COUNT; NULL: not used */
	bool *zeroed;         /* keyless aggregates that zero() was called on */
	u32 nmaps;
	struct vm_event **events; /* one a clause */

	const u32 *cpus;
	u32 ncpus;
	u32 *numa; /* node of cpus[i] */
	struct tasks *tasks;
	struct stacks *stacks;
	struct users *users; /* NULL: no feed is fast */
	u32 attached;
	bool swap;     /* the records are of a machine of the other endianness */
	u64 clocks[5]; /* enum clock: to be added to CLOCK_MONOTONIC */
	/* A string constant from the file that pid had mapped at addr; 0: not known. May be NULL.
	 */
	u32 (*file_string)(struct backend_run *r, u32 pid, u64 addr, char *out, u32 size);
	u64 user_misses; /* process memory that was gone when it was read */
	struct vm_prog **progs;
	u32 nprogs;
	struct undo *undo;
	struct dynevents *dynevents;
	const bool *filtered;     /* one a clause: the kernel has checked its filter; NULL: none */
	struct perf_source *perf; /* the backend's own: one of these */
	struct instance *instance;
	struct replay *replay;
	struct hists *hists;
};

/* feed.c: choose mechanisms, bind slots. v may be NULL. 0 or -EOPNOTSUPP with reasons in v. */
int feeds_make(struct backend_run *r, struct verdict *v);
const char *feed_text(struct arena *a, const struct feed *s);

/* counting.c: do all of its clauses only count, so that a counter of the kernel would do? */
bool feed_only_counts(const struct backend_run *r, const struct feed *f);
/* The kernel has counted so many events of the feed since it was attached. */
void feed_counted(struct backend_run *r, struct feed *f, u64 total);

/* syscalls.c */
bool syscall_probe(const struct probe *p, bool *is_exit, s32 *nr); /* nr -1: not known */
void syscalls_count(struct backend_run *r);
bool syscalls_share(const struct backend_run *r, const struct plan_clause *c,
                    const struct probe *p);
void syscalls_finish(struct backend_run *r, struct feed *s);

/* syskprobe.c: MECH_SYSCALL_KPROBE, else _EPROBE, if one of them can serve; else MECH_NONE */
enum mech syskprobe_serves(struct backend_run *r, const struct plan_clause *c,
                           const struct probe *p);
/* The kernel's function of a system call, or NULL; regs may be NULL. */
const char *syskprobe_func(struct backend_run *r, const struct probe *p, bool *regs);
const char *syskprobe_bind(struct backend_run *r, struct feed *f, const struct slot *slot,
                           struct load *out);

/* syseprobe.c: tried when first asked for */
bool syseprobe_works(struct backend_run *r);

/* curtask.c: NULL, or why it cannot be, as for bind_slot() */
const char *curtask_bind(struct backend_run *r, struct feed *f, const struct slot *slot,
                         struct load *out, const char **way_out);

/* bind.c: a slot as a load, and what that needs. NULL, or why it cannot be: *way_out says what
 * would serve. */
const char *bind_slot(struct backend_run *r, struct feed *s, const struct slot *slot,
                      struct load *out, const char **way_out);
/* Index of a fetch-arg among those of the feed; added if it is new. */
s32 feed_arg(struct backend_run *r, struct feed *s, const char *text, const char *alternative);
/* Where a fetch-arg's value lies in the records, once the kernel has made the event. */
int bind_args(struct backend_run *r, struct feed *s, const struct dynevent *ev);

/* fetch.c: a slot in the syntax of kprobe_events; false: it cannot be said, *why tells. index: that
 * it will have among those of the feed. */
bool fetch_is_needed(const struct slot *slot);
/* *text becomes the memory off bytes behind the pointer that it is. */
void fetch_deref(struct arena *a, const char **text, s32 off, bool user);
/* len bytes of memory off bytes behind the address at, as one fetch-arg or as more that lie one
 * after another; index as below. */
const char *fetch_bytes_text(struct arena *a, const char *at, s32 off, u32 len, bool user,
                             u32 index);
bool fetch_text(struct backend_run *r, const struct probe *p, const struct slot *slot, u32 index,
                struct fetch_arg *out, const char **why);

/* pushdown.c: the part of a clause's filter that the kernel can check of the feed's events, whose
 * slots are bound; NULL: none. */
const char *pushdown_filter(struct arena *a, const struct feed *f, const struct target *t);
/* Is that all of its filter? */
bool pushdown_is_whole(struct arena *a, const struct feed *f, const struct target *t);
/* Are we in the first PID namespace, whose numbers the kernel's records have? */
bool in_first_pidns(void);

/* Where the parts of an event are. */
struct parts {
	const struct sample *s;
	const u8 *raw;
	u32 raw_size;
	u64 addr, period, cgroup;
	const u64 *chain;
	u32 nchain;
	const u64 *regs;      /* NULL: the task has none */
	u64 abi;              /* of the registers */
	const u64 *user_regs; /* wants.unwind: all that a sample can hold; NULL as above */
	u64 user_abi;
	const u8 *stack; /* the user stack from sp on; NULL: none */
	u32 stack_size;
	u64 sp;
	u32 tid, pid;
	struct task *task;
};

/* load.c */
void slots_fill(struct backend_run *r, const struct target *t, struct parts *p);
u64 load_int(const u8 *at, u8 size, bool is_signed);

/* user.c: strings of the traced processes */
struct users *users_new(u32 nrings);
void users_free(struct users *u);
/* Has the sample at pos been looked at? If not, it is from now on: samples of one ring come in
 * order, and end before `end`. */
bool user_is_new(struct backend_run *r, const struct sample *s, u64 end);
/* Read what the event points at, now. */
void user_early(struct backend_run *r, const struct target *first, const struct parts *p);
/* The next string of the sample. slot->data is valid while the sample's clauses run. */
void user_load(struct backend_run *r, const struct parts *p, struct vm_slot *slot);

/* program.c */
int exec_open(struct backend_run *r); /* maps, programs; 0 or negative errno after a diagnostic */
void exec_close(struct backend_run *r);

/* exec.c */
void targets_run(struct backend_run *r, struct target *first, struct parts *p);
/* The targets that an event is for. */
struct target *event_targets(const struct feed *src, const struct parts *p);

/* event.c: what the kernel must have before a feed can be attached. */
bool probe_is_return(const struct probe *p);
/* The journal of what must be undone; made when first asked for. */
struct undo *stream_undo(struct backend_run *r);
/* Make the dynamic event of a feed, with its fetch-args. 0 or negative errno. */
int feed_make_event(struct backend_run *r, struct feed *f);
/*
 * Its definition. words 0: as we would like it; 1: as older kernels have it. args is what
 * spec->args points at. False: there are no such other words.
 */
bool feed_event_spec(const struct feed *f, u32 words, struct dynevent_spec *spec, struct buf *args);
/* Say why a feed cannot be attached. 0: the probe may be left out, a warning was said. */
int feed_attach_error(struct backend_run *r, const struct feed *f, int err);

/* backend.c: what their parts of backend.h have in common. */
u64 stream_now(clockid_t clock); /* ns */
/* Other clocks' distance from CLOCK_MONOTONIC, which changes when they are set. */
void stream_clocks(struct backend_run *r);
/* The plan, the options, this machine. r is zeroed, or stays as it is. */
void stream_init(struct backend_run *r, const struct plan *p, const struct backend_opts *o);
void stream_free(struct backend_run *r); /* programs, maps, tables, and r itself */
/* Does the program trace at all? BEGIN, END and interval alone need nothing of the kernel. */
bool stream_traces(const struct plan *p);
void stream_say(struct backend_run *r, u64 n, const char *what);  /* a warning, if n is not 0 */
void stream_lost(struct backend_run *r, struct lost_events *out); /* what the VM counted */
/* backend.h: map, stack, nprobes, how (feed.c), why_no_root (bind.c) */
struct vm_map *stream_map(struct backend_run *r, u32 index);
int stream_stack(struct backend_run *r, const struct type *t, s64 id, u64 *ips, u32 max);
u32 stream_nprobes(struct backend_run *r);
const char *stream_how(enum provider p, const char **why);
const char *stream_why_no_root(enum root root);

/* maps.c */
int maps_make(struct backend_run *r, u32 scratch);
void maps_free(struct backend_run *r);
int maps_read(struct backend_run *r, const struct map *m, struct map_data *out);
int maps_clear(struct backend_run *r, const struct map *m);
int maps_zero(struct backend_run *r, const struct map *m);

/* task.c: names of tasks, by the records of their life. */
struct task {
	u32 tid, pid;
	char comm[16];
	u64 creds_time; /* when uid … cgroup were read; 0: never */
	u32 uid, gid, ppid;
	u64 cgroup;
};
struct tasks *tasks_new(void);
struct tasks *tasks_new_recorded(void); /* … of another time or machine: /proc is not asked */
void tasks_free(struct tasks *t);
void tasks_scan(struct tasks *t); /* all that run now, from /proc */
void tasks_fork(struct tasks *t, u32 pid, u32 tid, u32 ppid, u32 ptid);
void tasks_comm(struct tasks *t, u32 pid, u32 tid, const char *comm); /* exec or rename */
void tasks_exit(struct tasks *t, u32 tid);
struct task *tasks_find(struct tasks *t, u32 tid); /* NULL: not known */
/* The task, made from /proc if it is not known. Never NULL; valid until the next call. */
struct task *tasks_get(struct tasks *t, u32 tid, u32 pid, u32 cpu);

/* proc.c: uid, gid, ppid, cgroup, at most a second older than time. */
void task_creds(struct task *t, u64 time);
/* Threads of a process; 0: more than max, or it has ended. */
u32 proc_threads(int pid, u32 *tids, u32 max);
/* A process's memory as it is now: bytes read, up to the end of what is there. string: up to and
 * without the NUL. Negative errno if there is nothing (-ESRCH: the process has ended). */
s32 proc_memory(u32 pid, u64 addr, char *out, u32 size, bool string);

/* stacks.c: interned stacks; an id for each. */
struct stacks *stacks_new(void);
void stacks_free(struct stacks *s);
s64 stacks_id(struct stacks *s, const u64 *ips, u32 n);
int stacks_get(const struct stacks *s, s64 id, u64 *ips, u32 max);

#endif
