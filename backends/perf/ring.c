/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One ring a CPU and their merge by time. Nothing is copied: a record stays in its ring until its
 * turn has come, so the rings are all the memory there is.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "backends/perf/ring.h"
#include "util/mem.h"

#define RELEASE_BYTES (32u << 10) /* give so much back to the kernel at once */
#define TICK_NS       10000000    /* look at the rings at least so often */

static void parse(const struct rings *g, const struct backend_run *r, const void *rec,
                  struct sample *out)
{
	const struct perf_event_header *h = rec;
	/* Records other than samples have {task, time, id} at their end. */
	const u64 *w = h->type == PERF_RECORD_SAMPLE
	                       ? (const u64 *)(h + 1)
	                       : (const u64 *)((const char *)rec + h->size) - 3;
	u64 task;

	if (h->type == PERF_RECORD_SAMPLE && r->caps.identifier) {
		out->id = w[0];
		task = w[1];
		out->time = w[2] + (u64)g->offset;
	} else {
		task = w[0];
		out->time = w[1] + (u64)g->offset;
		out->id = w[2];
	}
	memcpy(&out->pid, &task, 4);
	memcpy(&out->tid, (const char *)&task + 4, 4);
	out->header = h;
}

static bool peek(struct backend_run *r, u32 i)
{
	struct ring *ring = &r->perf->rings->items[i];
	const struct perf_event_header *h;

	if (ring->next.header)
		return true;
	do {
		h = perf_ring_next(&ring->ring);
		if (!h)
			return false;
		if (h->size >= sizeof(*h) + 3 * 8)
			break;
		ring->consumed += h->size;
	} while (true);
	parse(r->perf->rings, r, h, &ring->next);
	ring->next.cpu = r->cpus[i];
	ring->next.ring = i;
	ring->next.pos = ring->ring.tail - h->size;
	return true;
}

static void release(struct ring *ring)
{
	u64 tail = ring->ring.tail;

	if (!ring->ring.page || !ring->consumed)
		return;
	if (ring->next.header)
		tail -= ring->next.header->size;
	/* what was read must be read before the kernel may write over it */
	__atomic_store_n(&ring->ring.page->data_tail, tail, __ATOMIC_RELEASE);
	ring->consumed = 0;
}

static bool earlier(const struct rings *g, u32 a, u32 b)
{
	return g->items[a].next.time < g->items[b].next.time;
}

static void sift_down(struct rings *g, u32 at)
{
	for (;;) {
		u32 child = at * 2 + 1, ring = g->heap[at];

		if (child >= g->nheap)
			return;
		if (child + 1 < g->nheap && earlier(g, g->heap[child + 1], g->heap[child]))
			child++;
		if (!earlier(g, g->heap[child], ring))
			return;
		g->heap[at] = g->heap[child];
		g->heap[child] = ring;
		at = child;
	}
}

/* When the first ring's turn ends. */
static u64 second_time(const struct rings *g, u64 limit)
{
	for (u32 i = 1; i < 3 && i < g->nheap; i++)
		if (g->items[g->heap[i]].next.time < limit)
			limit = g->items[g->heap[i]].next.time;
	return limit;
}

u32 rings_merge(struct backend_run *r, u64 limit,
                void (*fn)(struct backend_run *r, const struct sample *s))
{
	struct rings *g = r->perf->rings;
	u32 n = 0;

	g->nheap = 0;
	for (u32 i = 0; i < g->n; i++)
		if (peek(r, i) && g->items[i].next.time <= limit)
			g->heap[g->nheap++] = i;
	for (u32 i = g->nheap; i--;)
		sift_down(g, i);
	while (g->nheap) {
		u32 first = g->heap[0];
		struct ring *ring = &g->items[first];
		u64 until = second_time(g, limit);

		do {
			fn(r, &ring->next);
			n++;
			ring->consumed += ring->next.header->size;
			ring->next.header = NULL;
			if (ring->consumed >= RELEASE_BYTES)
				release(ring);
		} while (peek(r, first) && ring->next.time <= until);
		if (!ring->next.header || ring->next.time > limit)
			g->heap[0] = g->heap[--g->nheap];
		sift_down(g, 0);
	}
	for (u32 i = 0; i < g->n; i++)
		release(&g->items[i]);
	return n;
}

/* A whole record at a position, in the map or, where it wraps, in the copy. */
static const struct perf_event_header *record_at(const struct perf_ring *p, u64 pos,
                                                 struct buf *copy)
{
	u64 at = pos & (p->size - 1);
	const struct perf_event_header *h = (const void *)(p->data + at);

	if (at + h->size <= p->size)
		return h;
	buf_clear(copy);
	buf_add(copy, h, p->size - at);
	buf_add(copy, p->data, h->size - (p->size - at));
	return (const void *)copy->data;
}

void rings_scan(struct backend_run *r, void (*fn)(struct backend_run *r, const struct sample *s))
{
	struct buf copy = BUF_INIT;

	for (u32 i = 0; i < r->perf->rings->n; i++) {
		struct ring *ring = &r->perf->rings->items[i];
		struct perf_ring *p = &ring->ring;
		u64 head, pos;

		if (!p->page)
			continue;
		head = __atomic_load_n(&p->page->data_head, __ATOMIC_ACQUIRE);
		pos = ring->seen > p->tail ? ring->seen : p->tail;
		while (pos < head) {
			struct sample s = {.cpu = r->cpus[i], .ring = i, .pos = pos};
			const struct perf_event_header *h = record_at(p, pos, &copy);

			if (h->size < sizeof(*h))
				break;
			pos += h->size;
			if (h->size < sizeof(*h) + 3 * 8)
				continue;
			parse(r->perf->rings, r, h, &s);
			fn(r, &s);
		}
		ring->seen = pos;
	}
	buf_free(&copy);
}

static u32 default_pages(u32 ncpus)
{
	u32 bytes = ncpus <= 4    ? 4u << 20
	            : ncpus <= 16 ? 2u << 20
	            : ncpus <= 64 ? 1u << 20
	                          : 512u << 10;

	return bytes / (u32)sysconf(_SC_PAGESIZE);
}

static u32 power_of_two(u32 n)
{
	u32 p = 1;

	while (p < n && p < 1u << 20)
		p *= 2;
	return p;
}

static int owner_open(struct backend_run *r, u32 cpu, u32 ring_bytes)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE};

	attr.config = r->caps.dummy ? PERF_COUNT_SW_DUMMY : PERF_COUNT_SW_CPU_CLOCK;
	attr.sample_type = PERF_SAMPLE_TID | PERF_SAMPLE_TIME |
	                   (r->caps.identifier ? PERF_SAMPLE_IDENTIFIER : PERF_SAMPLE_ID);
	attr.sample_id_all = 1;
	attr.watermark = 1;
	attr.wakeup_watermark = ring_bytes / 8;
	attr.use_clockid = r->caps.clockid;
	attr.clockid = r->caps.clockid ? CLOCK_MONOTONIC : 0;
	attr.comm = r->want_tasks || !r->caps.clockid;
	attr.comm_exec = attr.comm && r->caps.comm_exec;
	attr.task = r->want_tasks;
	attr.mmap = attr.mmap2 = attr.mmap_data = r->perf->images != NULL;
	return perf_open(&attr, -1, (int)cpu, -1, 0);
}

static int ring_open(struct backend_run *r, u32 i, u32 *pages)
{
	struct ring *ring = &r->perf->rings->items[i];
	struct epoll_event ev = {.events = EPOLLIN};
	u32 page_size = (u32)sysconf(_SC_PAGESIZE);
	int err;

	ring->owner = owner_open(r, r->cpus[i], *pages * page_size);
	if (ring->owner < 0) {
		err = ring->owner;
		ring->owner = -1;
		return err == -ENODEV ? 0 : err; /* the CPU has gone offline */
	}
	do {
		err = perf_ring_open(&ring->ring, ring->owner, *pages);
	} while ((err == -EPERM || err == -ENOMEM) && (*pages /= 2));
	if (err)
		return err;
	return epoll_ctl(r->perf->rings->epoll, EPOLL_CTL_ADD, ring->owner, &ev) ? -errno : 0;
}

static u64 mono(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

/* The samples' clock is the kernel's own: a name that we take ourselves tells its offset. */
static int calibrate(struct backend_run *r)
{
	struct rings *g = r->perf->rings;
	u32 tid = (u32)syscall(SYS_gettid);
	char name[16] = "";
	u64 before, after;

	prctl(PR_GET_NAME, name);
	before = mono();
	prctl(PR_SET_NAME, name);
	after = mono();
	for (u32 i = 0; i < g->n; i++) {
		while (peek(r, i)) {
			struct sample s = g->items[i].next;

			g->items[i].consumed += s.header->size;
			g->items[i].next.header = NULL;
			if (s.header->type != PERF_RECORD_COMM || s.tid != tid)
				continue;
			g->offset = (s64)(before / 2 + after / 2 - s.time);
			return 0;
		}
	}
	return -EIO;
}

static int timer_open(struct rings *g)
{
	struct itimerspec every = {{0, TICK_NS}, {0, TICK_NS}};
	struct epoll_event ev = {.events = EPOLLIN};

	g->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (g->timer < 0 || timerfd_settime(g->timer, 0, &every, NULL) ||
	    epoll_ctl(g->epoll, EPOLL_CTL_ADD, g->timer, &ev))
		return -errno;
	return 0;
}

int rings_open(struct backend_run *r)
{
	struct rings *g = mem_alloc(1, sizeof(*g));
	u32 pages =
	        r->opts.buffer_pages ? power_of_two(r->opts.buffer_pages) : default_pages(r->ncpus);
	int err = 0;

	r->perf->rings = g;
	g->n = r->ncpus;
	g->items = mem_alloc(g->n, sizeof(*g->items));
	g->heap = mem_alloc(g->n, sizeof(*g->heap));
	g->timer = -1;
	for (u32 i = 0; i < g->n; i++)
		g->items[i].owner = -1;
	g->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (g->epoll < 0)
		return -errno;
	for (u32 i = 0; i < g->n && !err; i++)
		err = ring_open(r, i, &pages);
	if (!err)
		err = timer_open(g);
	if (!err && !r->caps.clockid)
		err = calibrate(r);
	return err;
}

void rings_close(struct backend_run *r)
{
	struct rings *g = r->perf->rings;

	if (!g)
		return;
	for (u32 i = 0; i < g->n; i++) {
		perf_ring_close(&g->items[i].ring);
		if (g->items[i].owner >= 0)
			close(g->items[i].owner);
	}
	if (g->timer >= 0)
		close(g->timer);
	if (g->epoll >= 0)
		close(g->epoll);
	free(g->items);
	free(g->heap);
	free(g);
	r->perf->rings = NULL;
}

int rings_fd(const struct rings *g)
{
	return g->epoll;
}

int rings_owner(const struct rings *g, u32 i)
{
	return g->items[i].owner;
}

void rings_wait_done(struct rings *g)
{
	u64 ticks;

	if (g->timer >= 0 && read(g->timer, &ticks, sizeof(ticks)) < 0)
		return; /* not due yet */
}
