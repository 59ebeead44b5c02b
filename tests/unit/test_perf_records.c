/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The perf backend: what it makes of records, in what order, and what it remembers of tasks. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "backends/perf/ring.h"
#include "tests/unit/perf_world.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"
#include "util/mem.h"

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
	sample_task(t, end(&rec));
}

static void comm_record(struct tasks *t, u32 tid, const char *comm)
{
	struct record rec;
	char name[16] = "";

	memcpy(name, comm, strlen(comm));
	begin(&rec, PERF_RECORD_COMM, 0);
	put(&rec, pair(tid, tid));
	put_bytes(&rec, name, sizeof(name));
	sample_task(t, end(&rec));
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
	w->r.perf = mem_alloc(1, sizeof(*w->r.perf));
	w->r.perf->id_mask = 1;
	w->r.perf->by_id = mem_alloc(2, sizeof(*w->r.perf->by_id));
	w->r.perf->ids = mem_alloc(2, sizeof(*w->r.perf->ids));
	w->r.perf->by_id[0] = w->r.feeds[0];
	w->r.perf->ids[0] = 42;
	w->r.feeds[0]->sample_type =
	        PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | PERF_SAMPLE_RAW;
}

static void world_stop(struct world *w)
{
	exec_close(&w->r);
	tasks_free(w->r.tasks);
	stacks_free(w->r.stacks);
	free(w->r.perf->by_id);
	free(w->r.perf->ids);
	free(w->r.perf);
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
	sample_record(&w->r, &s);
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
	memcpy(&rec.words[4], &(u32){4000}, sizeof(u32)); /* longer than the record */
	s.header = (const struct perf_event_header *)rec.words;
	sample_record(&w.r, &s);
	s.id = 43; /* of no feed */
	sample_record(&w.r, &s);
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
	static struct perf_source source;

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
	r->perf = &source;
	r->perf->rings = g;
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

void suite_perf_records(void)
{
	unit_suite("perf_records");
	unit_test("names follow the tasks", names_follow_the_tasks);
	unit_test("dead tasks are forgotten", dead_tasks_are_forgotten);
	unit_test("stacks are kept once", stacks_are_kept_once);
	unit_test("constants come from files", constants_come_from_files);
	unit_test("fields reach the program", fields_reach_the_program);
	unit_test("tasks past their exit", tasks_past_their_exit);
	unit_test("damaged samples", damaged_samples);
	unit_test("merge by time", merge_by_time);
	unit_test("merge around the end", merge_around_the_end);
}
