/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The perf backend: what it chooses, what it makes of records, and two runs on this kernel. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "backends/perf/ring.h"
#include "run/session.h"
#include "tests/unit/sema_run.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"
#include "util/mem.h"

/* A program over the recorded tree of tests/golden, as far as the feeds. */
struct world {
	struct sema_run s;
	struct backend_run r;
	struct verdict v;
	int err;
};

static const struct perf_caps all_caps = {
        .dummy = true,
        .identifier = true,
        .clockid = true,
        .regs_intr = true,
        .regs_user = true,
        .cgroup = true,
        .comm_exec = true,
        .kprobe_pmu = true,
        .uprobe_pmu = true,
        .kprobe_events = true,
        .uprobe_events = true,
        .uprobe = {.type = 8, .retprobe_bit = 0, .ref_ctr_bit = 32},
        .kprobe = {.type = 6, .retprobe_bit = 0, .ref_ctr_bit = -1},
};

static int no_output(void *arg, const void *record, u32 size)
{
	return 0;
}

static void world_make(struct world *w, const char *text, const struct perf_caps *caps)
{
	memset(w, 0, sizeof(*w));
	sema_run_text(&w->s, text);
	if (w->s.err) {
		w->err = w->s.err;
		return;
	}
	w->r.arena = w->s.arena;
	w->r.plan = plan_make(&w->s.sema);
	w->r.arch = &arch_x86_64;
	w->r.caps = *caps;
	w->r.opts.tracefs = w->s.env.tracefs;
	w->r.opts.output = no_output;
	w->r.opts.diag = &w->s.diag;
	w->err = feeds_make(&w->r, &w->v);
}

static void world_free(struct world *w)
{
	sema_run_free(&w->s);
}

static void mechanism(const char *text, const struct perf_caps *caps, const char *want)
{
	struct world w;

	world_make(&w, text, caps);
	UNIT_INT_EQUAL(w.err, 0);
	UNIT_STR_EQUAL(w.v.nmechanisms ? w.v.mechanisms[0].text : NULL, want);
	world_free(&w);
}

static void filter(const char *text, const char *want)
{
	struct world w;

	world_make(&w, text, &all_caps);
	UNIT_INT_EQUAL(w.err, 0);
	UNIT_STR_EQUAL(w.r.nfeeds ? w.r.feeds[0]->filter : "no feed", want);
	world_free(&w);
}

static void refused(const char *text, const struct perf_caps *caps, const char *want)
{
	struct world w;

	world_make(&w, text, caps);
	UNIT_INT_EQUAL(w.err, -EOPNOTSUPP);
	CU_ASSERT(w.v.nwhy_not == 1);
	UNIT_STR_EQUAL(w.v.nwhy_not ? w.v.why_not[0].what : NULL, want);
	world_free(&w);
}

static void filters_pushed_down(void)
{
	filter("t:sched:sched_switch /args.prev_pid != 0/ { @ = count(); }", "prev_pid != 0");
	filter("t:sched:sched_switch /0 < args.prev_prio/ { @ = count(); }", "prev_prio > 0");
	filter("t:sched:sched_switch /tid == 7 && cpu == 1/ { @ = count(); }",
	       "(common_pid == 7) && (CPU == 1)");
	filter("t:sched:sched_switch /comm == \"sh\" || tid == 3/ { @ = count(); }",
	       "(COMM == \"sh\") || (common_pid == 3)");
	filter("t:sched:sched_switch /args.prev_comm != \"sh\"/ { @ = count(); }",
	       "prev_comm != \"sh\"");
	filter("t:sched:sched_switch /args.prev_state == -1/ { @ = count(); }", "prev_state == -1");
}

/* What the kernel would see differently, or cannot see, stays out: the whole term or its part. */
static void filters_not_pushed_down(void)
{
	filter("t:sched:sched_switch { @ = count(); }", NULL);
	filter("t:sched:sched_switch /pid == 7/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /pid == 7 && tid == 8/ { @ = count(); }", "common_pid == 8");
	filter("t:sched:sched_switch /pid == 7 || tid == 8/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /!(tid == 8)/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /args.prev_pid == 5000000000/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /args.prev_pid + 1 == 2/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /comm == \"a-name-of-16-byt\"/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /comm == \"a\\\"b\"/ { @ = count(); }", NULL);
	filter("k:f /arg0 == 1/ { @ = count(); }", NULL);
	/* one of two clauses takes everything */
	filter("t:sched:sched_switch /tid == 1/ { @ = count(); } t:sched:sched_switch { @x = 1; }",
	       NULL);
	filter("t:sched:sched_switch /tid == 1/ { @ = count(); } "
	       "t:sched:sched_switch /tid == 2/ { @x = 1; }",
	       "(common_pid == 1) || (common_pid == 2)");
}

static void mechanisms_chosen(void)
{
	struct perf_caps none = {0}, old = all_caps;

	old.kprobe_pmu = old.uprobe_pmu = false;
	mechanism("t:sched:sched_switch { @ = count(); }", &all_caps, "perf tracepoint");
	mechanism("k:f { @ = count(); }", &all_caps, "kprobe PMU");
	mechanism("k:f { @ = sum(arg1); }", &all_caps, "kprobe PMU, registers");
	mechanism("k:f { @ = sum(arg1); }", &old, "kprobe_events, fetch-args %si:u64");
	mechanism("kr:f { @ = sum(retval); }", &old, "kprobe_events, fetch-args $retval:u64");
	mechanism("k:f { @[str(arg1)] = count(); }", &all_caps,
	          "kprobe_events, fetch-args +0(%si):ustring");
	mechanism("profile:hz:99 { @ = count(); }", &none, "perf cpu-clock on every CPU");
	mechanism("t:syscalls:sys_enter_openat { @[str(args.filename)] = count(); }", &none,
	          "perf tracepoint");
	mechanism("t:syscalls:sys_enter_openat,t:syscalls:sys_enter_read,"
	          "t:syscalls:sys_enter_execve { @ = count(); } "
	          "t:syscalls:sys_enter_openat,t:syscalls:sys_enter_read { @ = count(); }",
	          &none,
	          "perf tracepoint raw_syscalls:sys_enter, by number, event filter "
	          "id == 0 || id == 59 || id == 257");
}

static void chains_become_fetch_args(void)
{
	static const char script[] =
	        "struct inner { int pad; unsigned short port; const char *name; } "
	        "struct outer { long x; struct inner *in; unsigned int lo : 3; unsigned int hi : "
	        "5; } ";
	char text[512];

	snprintf(text, sizeof(text), "%s k:f { @ = sum(((struct outer *)arg0)->in->port); }",
	         script);
	mechanism(text, &all_caps, "kprobe_events, fetch-args +4(+8(%di)):u16");
	snprintf(text, sizeof(text),
	         "%s k:f { @[str(((struct outer *)arg2)->in->name)] = count(); }", script);
	mechanism(text, &all_caps, "kprobe_events, fetch-args +0(+8(+8(%dx))):string");
	snprintf(text, sizeof(text), "%s k:f { @ = sum(((struct outer *)arg0)->hi); }", script);
	mechanism(text, &all_caps, "kprobe_events, fetch-args +16(%di):u32");
}

static void refusals(void)
{
	struct perf_caps none = {0};

	refused("k:f { @ = count(); }", &none,
	        "this kernel has no kprobes: neither the kprobe PMU nor kprobe_events");
	refused("t:sched:sched_switch { @ = curtask; }", &all_caps,
	        "needs the address of the task, which no event records");
	refused("t:syscalls:sys_exit_read { @ = jiffies; }", &all_caps,
	        "needs the kernel's tick counter, which no event records");
	refused("t:syscalls:sys_enter_execve { @[str(*args.argv)] = count(); }", &all_caps,
	        "follows more than one pointer from a tracepoint's record");
}

/* A record in memory. */
struct record {
	u64 words[64];
	u32 n; /* words used */
};

static void begin(struct record *rec, u32 type, u16 misc)
{
	struct perf_event_header h = {type, misc, 0};

	memset(rec, 0, sizeof(*rec));
	memcpy(rec->words, &h, sizeof(h));
	rec->n = 1;
}

static void put(struct record *rec, u64 word)
{
	rec->words[rec->n++] = word;
}

static void put_bytes(struct record *rec, const void *p, u32 size)
{
	memcpy(&rec->words[rec->n], p, size);
	rec->n += (size + 7) / 8;
}

static const struct perf_event_header *end(struct record *rec)
{
	struct perf_event_header *h = (struct perf_event_header *)rec->words;

	h->size = (u16)(rec->n * 8);
	return h;
}

static u64 pair(u32 low, u32 high)
{
	u64 w;

	memcpy(&w, &low, 4);
	memcpy((char *)&w + 4, &high, 4);
	return w;
}

static const char *comm_of(struct tasks *t, u32 tid)
{
	return tasks_get(t, tid, tid, 0)->comm;
}

static void fork_record(struct tasks *t, u32 type, u32 pid, u32 ppid, u32 tid, u32 ptid)
{
	struct record rec;

	begin(&rec, type, 0);
	put(&rec, pair(pid, ppid));
	put(&rec, pair(tid, ptid));
	put(&rec, 0);
	tasks_record(t, end(&rec));
}

static void comm_record(struct tasks *t, u32 tid, const char *comm)
{
	struct record rec;
	char name[16] = "";

	memcpy(name, comm, strlen(comm));
	begin(&rec, PERF_RECORD_COMM, 0);
	put(&rec, pair(tid, tid));
	put_bytes(&rec, name, sizeof(name));
	tasks_record(t, end(&rec));
}

/* Numbers above PID_MAX_LIMIT, so that /proc does not have them. */
#define T0 4194400u

static void names_follow_the_tasks(void)
{
	struct tasks *t = tasks_new();

	comm_record(t, T0, "shell");
	fork_record(t, PERF_RECORD_FORK, T0 + 1, T0, T0 + 1, T0);
	UNIT_STR_EQUAL(comm_of(t, T0 + 1), "shell");
	comm_record(t, T0 + 1, "cat");
	UNIT_STR_EQUAL(comm_of(t, T0), "shell");
	UNIT_STR_EQUAL(comm_of(t, T0 + 1), "cat");
	fork_record(t, PERF_RECORD_EXIT, T0 + 1, T0, T0 + 1, T0);
	/* events that follow the exit's record still have their name */
	UNIT_STR_EQUAL(comm_of(t, T0 + 1), "cat");
	fork_record(t, PERF_RECORD_FORK, T0 + 1, T0, T0 + 1, T0);
	UNIT_STR_EQUAL(comm_of(t, T0 + 1), "shell");
	UNIT_STR_EQUAL(comm_of(t, T0 + 7), "<...>");
	UNIT_STR_EQUAL(tasks_get(t, 0, 0, 3)->comm, "swapper/3");
	UNIT_INT_EQUAL(tasks_get(t, T0 + 1, T0 + 1, 0)->ppid, T0);
	tasks_free(t);
}

static void dead_tasks_are_forgotten(void)
{
	struct tasks *t = tasks_new();

	comm_record(t, T0, "first");
	fork_record(t, PERF_RECORD_EXIT, T0, 1, T0, 1);
	for (u32 i = 1; i <= 8192; i++) {
		comm_record(t, T0 + i, "other");
		fork_record(t, PERF_RECORD_EXIT, T0 + i, 1, T0 + i, 1);
	}
	UNIT_STR_EQUAL(comm_of(t, T0), "<...>");
	UNIT_STR_EQUAL(comm_of(t, T0 + 8192), "other");
	tasks_free(t);
}

static void stacks_are_kept_once(void)
{
	struct stacks *s = stacks_new();
	u64 ips[3] = {1, 2, 3}, got[3];
	s64 first = stacks_id(s, ips, 3);

	for (u64 i = 0; i < 5000; i++) {
		u64 other[2] = {i, i * 7};

		stacks_id(s, other, 2);
	}
	UNIT_INT_EQUAL(stacks_id(s, ips, 3), first);
	CU_ASSERT_NOT_EQUAL(stacks_id(s, ips, 2), first);
	UNIT_INT_EQUAL(stacks_get(s, first, got, 3), 3);
	CU_ASSERT_EQUAL(memcmp(got, ips, sizeof(ips)), 0);
	UNIT_INT_EQUAL(stacks_get(s, first, got, 2), 2);
	UNIT_INT_EQUAL(stacks_get(s, 1000000, got, 3), -ENOENT);
	UNIT_INT_EQUAL(stacks_get(s, -EFAULT, got, 3), -ENOENT);
	stacks_free(s);
}

static void map_record(struct images *g, u64 addr, u64 len, u64 pgoff, u32 prot, const char *path)
{
	char name[256] = "";
	struct record rec;
	struct stat st = {0};

	stat(path, &st);
	memcpy(name, path, strlen(path));
	begin(&rec, PERF_RECORD_MMAP2, 0);
	put(&rec, pair(100, 100));
	put(&rec, addr);
	put(&rec, len);
	put(&rec, pgoff);
	put(&rec, pair(0, 0));
	put(&rec, st.st_ino);
	put(&rec, 0);
	put(&rec, pair(prot, MAP_PRIVATE));
	put_bytes(&rec, name, 64);
	images_record(g, end(&rec));
}

static void constants_come_from_files(void)
{
	struct images *g = images_new();
	const char *path;
	char text[32];
	struct record rec;

	tmpdir_make();
	tmpdir_write("data", "0123\0hello\0world", 16);
	path = tmpdir_file("data");
	map_record(g, 0x1000, 0x1000, 0, PROT_READ, path);
	UNIT_INT_EQUAL(images_string(g, 100, 0x1005, text, sizeof(text)), 5);
	CU_ASSERT_EQUAL(memcmp(text, "hello", 5), 0);
	UNIT_INT_EQUAL(images_string(g, 101, 0x1005, text, sizeof(text)), 0);
	UNIT_INT_EQUAL(images_string(g, 100, 0x2005, text, sizeof(text)), 0);
	/* what can be written lies over it */
	map_record(g, 0x1000, 0x1000, 0, PROT_READ | PROT_WRITE, path);
	UNIT_INT_EQUAL(images_string(g, 100, 0x1005, text, sizeof(text)), 0);
	/* a child has the mappings of its parent, until exec */
	map_record(g, 0x8000, 0x1000, 0, PROT_READ, path);
	begin(&rec, PERF_RECORD_FORK, 0);
	put(&rec, pair(200, 100));
	put(&rec, pair(200, 100));
	put(&rec, 0);
	images_record(g, end(&rec));
	UNIT_INT_EQUAL(images_string(g, 200, 0x800b, text, sizeof(text)), 5);
	begin(&rec, PERF_RECORD_COMM, PERF_RECORD_MISC_COMM_EXEC);
	put(&rec, pair(200, 200));
	put(&rec, 0);
	images_record(g, end(&rec));
	UNIT_INT_EQUAL(images_string(g, 200, 0x800b, text, sizeof(text)), 0);
	UNIT_INT_EQUAL(images_string(g, 100, 0x800b, text, sizeof(text)), 5);
	images_free(g);
	tmpdir_remove();
}

/* sched_switch as the recorded tree's format has it. */
struct switch_record {
	u16 type;
	u8 flags, preempt;
	s32 pid;
	char prev_comm[16];
	s32 prev_pid, prev_prio;
	s64 prev_state;
	char next_comm[16];
	s32 next_pid, next_prio;
};

static void world_start(struct world *w)
{
	static const u32 cpus[2] = {0, 1};

	UNIT_INT_EQUAL(exec_open(&w->r), 0);
	w->r.tasks = tasks_new();
	w->r.stacks = stacks_new();
	w->r.cpus = cpus;
	w->r.ncpus = 2;
	/* one id: the table of ids is attach.c's */
	w->r.id_mask = 1;
	w->r.by_id = mem_alloc(2, sizeof(*w->r.by_id));
	w->r.ids = mem_alloc(2, sizeof(*w->r.ids));
	w->r.by_id[0] = w->r.feeds[0];
	w->r.ids[0] = 42;
	w->r.feeds[0]->sample_type =
	        PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW;
}

static void world_stop(struct world *w)
{
	exec_close(&w->r);
	tasks_free(w->r.tasks);
	stacks_free(w->r.stacks);
	free(w->r.by_id);
	free(w->r.ids);
	world_free(w);
}

static void switch_sample(struct record *rec, u32 pid, u32 tid, u64 time, s32 next_pid)
{
	struct switch_record raw = {.pid = 77, .prev_pid = -5, .prev_state = -2};
	u8 bytes[sizeof(raw) + 4];
	u32 size = sizeof(raw);

	memcpy(raw.prev_comm, "before", 6);
	memcpy(raw.next_comm, "a-name-of-15-ch", 15);
	raw.next_pid = next_pid;
	memcpy(bytes, &size, 4);
	memcpy(bytes + 4, &raw, sizeof(raw));
	begin(rec, PERF_RECORD_SAMPLE, 0);
	put(rec, 42);
	put(rec, pair(pid, tid));
	put(rec, time);
	put_bytes(rec, bytes, sizeof(bytes));
	end(rec);
}

static void one_row(struct world *w, const void *key, u32 key_size, u64 value)
{
	struct map_data d;

	maps_read(&w->r, w->s.sema.maps[0], &d);
	UNIT_INT_EQUAL(d.n, 1);
	UNIT_INT_EQUAL(d.key_size, key_size);
	if (d.n == 1 && d.key_size == key_size) {
		CU_ASSERT_EQUAL(memcmp(d.keys, key, key_size), 0);
		UNIT_INT_EQUAL(*(u64 *)(void *)d.values, value);
	}
	free(d.keys);
	free(d.values);
}

static void run_switch(struct world *w, u32 pid, u32 tid)
{
	struct record rec;
	struct sample s = {.id = 42, .time = 1000, .pid = pid, .tid = tid, .cpu = 1, .ring = 1};

	switch_sample(&rec, pid, tid, 1000, 9);
	s.header = (const struct perf_event_header *)rec.words;
	exec_record(&w->r, &s);
}

static void fields_reach_the_program(void)
{
	struct {
		s64 prev_pid, prev_state, next_pid;
		char prev_comm[16], next_comm[16];
		u64 pid, tid, cpu, nsecs;
		char comm[16];
	} key = {-5, -2, 9, "before", "a-name-of-15-ch", 500, T0, 1, 1000, "mine"};
	struct world w;

	world_make(&w,
	           "t:sched:sched_switch { @[args.prev_pid, args.prev_state, args.next_pid, "
	           "args.prev_comm, args.next_comm, pid, tid, cpu, nsecs, comm] = count(); }",
	           &all_caps);
	world_start(&w);
	comm_record(w.r.tasks, T0, "mine");
	run_switch(&w, 500, T0);
	run_switch(&w, 500, T0);
	one_row(&w, &key, sizeof(key), 2);
	UNIT_INT_EQUAL(w.r.feeds[0]->received, 2);
	world_stop(&w);
}

/* A task past its exit has no number in samples; the record's own is taken. */
static void tasks_past_their_exit(void)
{
	struct {
		u64 pid, tid;
	} key = {70, 77};
	struct world w;

	world_make(&w, "t:sched:sched_switch /args.next_pid/ { @[pid, tid] = count(); }",
	           &all_caps);
	world_start(&w);
	fork_record(w.r.tasks, PERF_RECORD_FORK, 70, 1, 77, 1);
	run_switch(&w, ~0u, ~0u);
	one_row(&w, &key, sizeof(key), 1);
	world_stop(&w);
}

static void damaged_samples(void)
{
	struct record rec;
	struct sample s = {.id = 42, .time = 1};
	struct world w;
	struct map_data d;

	world_make(&w, "t:sched:sched_switch { @[args.next_comm] = count(); }", &all_caps);
	world_start(&w);
	switch_sample(&rec, 1, 1, 1, 1);
	((u32 *)&rec.words[4])[0] = 4000; /* longer than the record */
	s.header = (const struct perf_event_header *)rec.words;
	exec_record(&w.r, &s);
	s.id = 43; /* of no feed */
	exec_record(&w.r, &s);
	maps_read(&w.r, w.s.sema.maps[0], &d);
	UNIT_INT_EQUAL(d.n, 0);
	free(d.keys);
	free(d.values);
	world_stop(&w);
}

/* Two rings in memory. */
#define RING_SIZE 4096
static struct {
	struct perf_event_mmap_page page;
	_Alignas(8) u8 data[RING_SIZE];
} memory[2];
static struct {
	u64 times[256];
	u32 n;
} merged;

static void ring_put(u32 i, u64 time, u32 words)
{
	struct record rec;

	begin(&rec, PERF_RECORD_SAMPLE, 0);
	put(&rec, 1);
	put(&rec, pair(1, 1));
	put(&rec, time);
	while (rec.n < words)
		put(&rec, time);
	end(&rec);
	for (u32 k = 0; k < rec.n; k++, memory[i].page.data_head += 8)
		memcpy(memory[i].data + memory[i].page.data_head % RING_SIZE, &rec.words[k], 8);
}

static void note_time(struct backend_run *r, const struct sample *s)
{
	const u64 *w = (const u64 *)(s->header + 1);

	if (merged.n < ARRAY_LEN(merged.times))
		merged.times[merged.n++] = s->time;
	/* the whole record is there, also where it wraps */
	for (u32 i = 3; i < s->header->size / 8 - 1u; i++)
		CU_ASSERT_EQUAL(w[i], s->time);
}

static void rings_begin(struct backend_run *r, struct rings *g, struct ring *items, u32 *heap)
{
	static const u32 cpus[2] = {0, 1};

	memset(memory, 0, sizeof(memory));
	memset(&merged, 0, sizeof(merged));
	memset(r, 0, sizeof(*r));
	memset(g, 0, sizeof(*g));
	memset(items, 0, 2 * sizeof(*items));
	for (u32 i = 0; i < 2; i++)
		items[i].ring = (struct perf_ring){
		        .page = &memory[i].page, .data = memory[i].data, .size = RING_SIZE};
	g->items = items;
	g->n = 2;
	g->heap = heap;
	g->epoll = g->timer = -1;
	r->rings = g;
	r->cpus = cpus;
	r->ncpus = 2;
	r->caps.identifier = true;
}

static void rings_end(struct ring *items)
{
	for (u32 i = 0; i < 2; i++)
		buf_free(&items[i].ring.wrapped);
}

static void merge_by_time(void)
{
	static const u64 want[] = {1, 2, 3, 4, 5, 6};
	struct backend_run r;
	struct rings g;
	struct ring items[2];
	u32 heap[2];

	rings_begin(&r, &g, items, heap);
	ring_put(0, 1, 0);
	ring_put(0, 4, 0);
	ring_put(0, 5, 0);
	ring_put(1, 2, 0);
	ring_put(1, 3, 0);
	ring_put(1, 9, 0);
	UNIT_INT_EQUAL(rings_merge(&r, 5, note_time), 5);
	/* what is younger waits, and its space is not given back */
	UNIT_INT_EQUAL(memory[0].page.data_tail, memory[0].page.data_head);
	CU_ASSERT(memory[1].page.data_tail < memory[1].page.data_head);
	ring_put(0, 6, 0);
	UNIT_INT_EQUAL(rings_merge(&r, 6, note_time), 1);
	CU_ASSERT_EQUAL(memcmp(merged.times, want, sizeof(want)), 0);
	UNIT_INT_EQUAL(rings_merge(&r, UINT64_MAX, note_time), 1);
	UNIT_INT_EQUAL(merged.times[6], 9);
	UNIT_INT_EQUAL(memory[1].page.data_tail, memory[1].page.data_head);
	rings_end(items);
}

static u32 seen;

static void count_seen(struct backend_run *r, const struct sample *s)
{
	seen++;
}

static void merge_around_the_end(void)
{
	struct backend_run r;
	struct rings g;
	struct ring items[2];
	u32 heap[2];
	u64 time = 0;

	rings_begin(&r, &g, items, heap);
	seen = 0;
	for (u32 round = 0; round < 40; round++) {
		for (u32 i = 0; i < 5; i++) {
			time++;
			ring_put(time % 2, time, 7 + time % 30);
		}
		rings_scan(&r, count_seen);
		rings_scan(&r, count_seen); /* nothing is new */
		rings_merge(&r, time - 1, note_time);
	}
	rings_merge(&r, time, note_time);
	UNIT_INT_EQUAL(merged.n, 200);
	UNIT_INT_EQUAL(seen, 200);
	for (u32 i = 0; i < merged.n; i++)
		UNIT_INT_EQUAL(merged.times[i], i + 1);
	rings_end(items);
}

/* A program on this kernel, by the backend's table. */
struct live {
	struct session *session;
	struct backend_run *run;
	struct source src;
	FILE *messages;
};

static void live_free(struct live *l)
{
	if (l->run)
		backend_perf.close(l->run);
	session_free(l->session);
	fclose(l->messages);
}

/* Attached; false: skipped, this process may not. */
static bool live_open(struct live *l, const char *text, u32 pages)
{
	struct session_opts opts = {.backend = "perf", .quiet = true};
	struct backend_opts o;
	int err;

	memset(l, 0, sizeof(*l));
	l->src = (struct source){"stdin", text, strlen(text)};
	l->messages = fopen("/dev/null", "w");
	l->session = session_new(&opts);
	l->session->diag.out = l->messages;
	err = session_compile(l->session, &l->src);
	if (!err)
		err = session_choose(l->session);
	if (err) {
		unit_skip("no perf events, or no tracepoints, for this process");
		live_free(l);
		return false;
	}
	o = l->session->backend_opts;
	o.output = no_output;
	o.buffer_pages = pages;
	err = backend_perf.open(l->session->plan, &o, &l->run);
	UNIT_INT_EQUAL(err, 0);
	if (!err)
		err = backend_perf.attach(l->run);
	UNIT_INT_EQUAL(err, 0);
	if (err)
		live_free(l);
	return !err;
}

/* The value of the program's map i, which has no key; 0 if it is empty. */
static u64 live_value(struct live *l, u32 i)
{
	struct map_data d;
	u64 value = 0;

	backend_perf.map_read(l->run, l->session->sema.maps[i], &d);
	if (d.n)
		memcpy(&value, d.values, sizeof(value));
	map_data_free(&d);
	return value;
}

/* What a ring of one page cannot hold is counted: nothing is missing from the sum. */
static void losses_are_counted(void)
{
	struct lost_events lost;
	struct live l;
	char text[128];

	snprintf(text, sizeof(text), "t:syscalls:sys_enter_getppid /pid == %d/ { @ = count(); }",
	         (int)getpid());
	if (!live_open(&l, text, 1))
		return;
	for (u32 i = 0; i < 5000; i++)
		syscall(SYS_getppid);
	backend_perf.stop(l.run);
	backend_perf.lost(l.run, &lost);
	CU_ASSERT(lost.ring > 0);
	CU_ASSERT(live_value(&l, 0) > 0);
	/* other processes may call it too, but then their events are lost as well, or filtered */
	CU_ASSERT(live_value(&l, 0) + lost.ring >= 5000);
	CU_ASSERT(live_value(&l, 0) <= 5000);
	live_free(&l);
}

/* Entry and exit pair up although the task moves between CPUs, whose rings are read in turn. */
static void pairs_survive_migration(void)
{
	static const char text[] = "t:syscalls:sys_enter_getppid /tid == %d/ { @s[tid] = nsecs; } "
	                           "t:syscalls:sys_exit_getppid /tid == %d/ "
	                           "{ if (@s[tid]) { @ok++; delete(@s[tid]); } else { @bad++; } }";
	long ncpus = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t before, one;
	struct live l;
	char script[512];

	sched_getaffinity(0, sizeof(before), &before);
	snprintf(script, sizeof(script), text, (int)getpid(), (int)getpid());
	if (!live_open(&l, script, 0))
		return;
	for (u32 i = 0; i < 2000; i++) {
		CPU_ZERO(&one);
		CPU_SET(i % (u32)ncpus, &one);
		sched_setaffinity(0, sizeof(one), &one);
		syscall(SYS_getppid);
		syscall(SYS_getppid);
		if (i % 100 == 0)
			backend_perf.poll(l.run);
	}
	sched_setaffinity(0, sizeof(before), &before);
	backend_perf.stop(l.run);
	UNIT_INT_EQUAL(live_value(&l, 1), 4000);
	UNIT_INT_EQUAL(live_value(&l, 2), 0);
	live_free(&l);
}

void suite_perf_backend(void)
{
	unit_suite("perf_backend");
	unit_test("filters pushed down", filters_pushed_down);
	unit_test("filters not pushed down", filters_not_pushed_down);
	unit_test("mechanisms chosen", mechanisms_chosen);
	unit_test("chains become fetch-args", chains_become_fetch_args);
	unit_test("refusals", refusals);
	unit_test("names follow the tasks", names_follow_the_tasks);
	unit_test("dead tasks are forgotten", dead_tasks_are_forgotten);
	unit_test("stacks are kept once", stacks_are_kept_once);
	unit_test("constants come from files", constants_come_from_files);
	unit_test("fields reach the program", fields_reach_the_program);
	unit_test("tasks past their exit", tasks_past_their_exit);
	unit_test("damaged samples", damaged_samples);
	unit_test("merge by time", merge_by_time);
	unit_test("merge around the end", merge_around_the_end);
	unit_test("losses are counted", losses_are_counted);
	unit_test("pairs survive migration", pairs_survive_migration);
}
