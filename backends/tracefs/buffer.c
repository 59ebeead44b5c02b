/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The CPUs' buffers. Pages are read, not spliced: an event that waits in a page that is not full
 * must come too, which splice(2) does not give, and to look into a spliced page it has to be
 * copied all the same.
 *
 * Memory is bounded by the queues: a CPU whose queue is full is read on when its events have run,
 * and no event of another CPU that is later than what it has runs before. Until then the kernel's
 * buffer holds the rest, and counts what it must drop.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "backends/tracefs/instance.h"
#include "util/mem.h"

#define QUEUE_PAGES 64       /* of one CPU */
#define TICK_NS     10000000 /* look at the buffers at least so often */

static u8 *page_at(const struct buffers *b, const struct cpu_buffer *c, u32 i)
{
	return c->pages + (size_t)((c->first + i) % QUEUE_PAGES) * b->page_size;
}

/* Make c->next the next event; false: there is none. */
static bool peek(struct buffers *b, struct cpu_buffer *c)
{
	while (!c->has_next && c->n) {
		if (!c->begun) {
			c->begun = true;
			if (trace_page_open(&c->at, &b->format, page_at(b, c, 0), b->page_size))
				b->damaged++;
		}
		if (trace_page_next(&c->at, &c->next)) {
			c->has_next = true;
			break;
		}
		b->damaged += c->at.damaged;
		c->first = (c->first + 1) % QUEUE_PAGES;
		c->n--;
		c->begun = false;
	}
	return c->has_next;
}

void lookahead_begin(struct lookahead *l, const struct cpu_buffer *c)
{
	*l = (struct lookahead){.cpu = c, .at = c->at};
}

bool lookahead_first(struct lookahead *l, struct buffers *b, u32 cpu, struct trace_event *e)
{
	struct cpu_buffer *c = &b->cpus[cpu];

	if (!peek(b, c))
		return false;
	lookahead_begin(l, c);
	*e = c->next;
	return true;
}

bool lookahead_next(struct lookahead *l, const struct buffers *b, struct trace_event *e)
{
	while (!trace_page_next(&l->at, e)) {
		if (++l->page >= l->cpu->n)
			return false;
		if (trace_page_open(&l->at, &b->format, page_at(b, l->cpu, l->page), b->page_size))
			return false;
		if (l->at.missed)
			return false;
	}
	return true;
}

static void scan(struct backend_run *r, struct cpu_buffer *c, const u8 *page,
                 void (*fn)(struct backend_run *r, const struct cpu_buffer *c,
                            const struct trace_event *e, u64 pos))
{
	struct buffers *b = &r->instance->buffers;
	struct trace_page p;
	struct trace_event e;

	if (trace_page_open(&p, &b->format, page, b->page_size))
		return;
	while (trace_page_next(&p, &e)) {
		c->last_time = e.time;
		if (fn)
			fn(r, c, &e, c->scanned++);
	}
}

bool buffers_fill(struct backend_run *r,
                  void (*fn)(struct backend_run *r, const struct cpu_buffer *c,
                             const struct trace_event *e, u64 pos))
{
	struct buffers *b = &r->instance->buffers;
	bool more = false;

	for (u32 i = 0; i < b->n; i++) {
		struct cpu_buffer *c = &b->cpus[i];

		c->more = c->fd >= 0;
		while (c->fd >= 0 && c->n < QUEUE_PAGES) {
			u8 *page = page_at(b, c, c->n);
			ssize_t n = read(c->fd, page, b->page_size);

			if (n <= 0) {
				c->more = n < 0 && errno == EINTR;
				if (c->more)
					continue;
				break;
			}
			memset(page + n, 0, b->page_size - (size_t)n);
			c->n++;
			/* the last time is only asked for where the queue is full */
			if (fn || c->n == QUEUE_PAGES)
				scan(r, c, page, fn);
		}
		more |= c->more;
	}
	return more;
}

/* The CPU whose next event is the earliest, and until when its turn lasts. */
static struct cpu_buffer *earliest(struct buffers *b, u64 limit, u64 *until)
{
	struct cpu_buffer *first = NULL;

	*until = limit;
	for (u32 i = 0; i < b->n; i++) {
		struct cpu_buffer *c = &b->cpus[i];

		if (!peek(b, c) || c->next.time > limit)
			continue;
		if (!first || c->next.time < first->next.time) {
			if (first)
				*until = first->next.time;
			first = c;
		} else if (c->next.time < *until) {
			*until = c->next.time;
		}
	}
	return first;
}

u32 buffers_merge(struct backend_run *r, u64 limit,
                  enum turn (*fn)(struct backend_run *r, const struct cpu_buffer *c,
                                  const struct trace_event *e))
{
	struct buffers *b = &r->instance->buffers;
	struct cpu_buffer *c;
	u64 until;
	u32 n = 0;

	for (u32 i = 0; i < b->n; i++)
		if (b->cpus[i].more && b->cpus[i].last_time <= limit)
			limit = b->cpus[i].last_time - 1;
	while ((c = earliest(b, limit, &until))) {
		do {
			enum turn turn = fn(r, c, &c->next);

			if (turn == TURN_LATER)
				return n;
			c->has_next = false;
			c->pos++;
			n++;
			if (turn == TURN_LAST)
				return n;
		} while (peek(b, c) && c->next.time <= until);
	}
	return n;
}

static int open_cpu(struct backend_run *r, struct instance *in, struct cpu_buffer *c)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s/per_cpu/cpu%u/trace_pipe_raw", tracefs_dir(in->tracefs),
	         c->tasks ? in->tasks_path : in->path, c->cpu);
	c->fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (c->fd < 0)
		return errno == ENODEV || errno == ENXIO ? 0 : -errno;
	c->pages = mem_alloc(QUEUE_PAGES, in->buffers.page_size);
	return 0;
}

/* The kernel's page, or the larger sub-buffers that 6.8 can have. */
static u32 page_size(struct instance *in)
{
	struct buf text = BUF_INIT;
	char path[256];
	u32 kb = 0;

	snprintf(path, sizeof(path), "%s/buffer_subbuf_size_kb", in->path);
	if (tracefs_read(in->tracefs, path, &text) == 0)
		kb = (u32)strtoul(buf_str(&text), NULL, 10);
	buf_free(&text);
	return kb ? kb << 10 : (u32)sysconf(_SC_PAGESIZE);
}

static int watch(struct instance *in, int fd)
{
	struct epoll_event ev = {.events = EPOLLIN};

	return epoll_ctl(in->epoll, EPOLL_CTL_ADD, fd, &ev) ? -errno : 0;
}

int buffers_open(struct backend_run *r, struct instance *in)
{
	struct itimerspec every = {{0, TICK_NS}, {0, TICK_NS}};
	struct buffers *b = &in->buffers;
	struct buf text = BUF_INIT;
	int err = 0;

	tracefs_read(in->tracefs, "events/header_page", &text);
	trace_page_format_host(&b->format, text.len ? buf_str(&text) : NULL);
	buf_free(&text);
	b->page_size = page_size(in);
	b->cpus = mem_alloc(2 * r->ncpus, sizeof(*b->cpus));
	in->epoll = epoll_create1(EPOLL_CLOEXEC);
	in->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (in->epoll < 0 || in->timer < 0 || timerfd_settime(in->timer, 0, &every, NULL))
		return -errno;
	err = watch(in, in->timer);
	for (u32 n = in->tasks_path ? 2 * r->ncpus : r->ncpus; b->n < n && !err; b->n++) {
		struct cpu_buffer *c = &b->cpus[b->n];

		*c = (struct cpu_buffer){.cpu = r->cpus[b->n % r->ncpus],
		                         .index = b->n % r->ncpus,
		                         .tasks = b->n >= r->ncpus,
		                         .fd = -1};
		err = open_cpu(r, in, c);
		/* a wake-up an event costs the traced side: only where memory is read */
		if (!err && r->users && !c->tasks && c->fd >= 0)
			err = watch(in, c->fd);
	}
	return err;
}

void buffers_close(struct instance *in)
{
	struct buffers *b = &in->buffers;

	for (u32 i = 0; i < b->n; i++) {
		if (b->cpus[i].fd >= 0)
			close(b->cpus[i].fd);
		free(b->cpus[i].pages);
	}
	free(b->cpus);
	b->cpus = NULL;
	b->n = 0;
	if (in->epoll >= 0)
		close(in->epoll);
	if (in->timer >= 0)
		close(in->timer);
	in->epoll = in->timer = -1;
}
