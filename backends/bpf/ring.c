// SPDX-License-Identifier: GPL-2.0-or-later
/* Output records: from the ring buffer, which keeps order, or from per-CPU perf buffers, sorted. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "backends/bpf/bpf.h"

/* A record waiting to be sorted: where it lies in the pending buffer. */
struct waiting {
	u64 time;
	u32 at, size;
};

static int ring_record(void *arg, void *data, size_t size)
{
	struct backend_run *r = arg;

	if (!watch_record(r, data, (u32)size))
		r->opts.output(r->opts.arg, data, (u32)size);
	return r->opts.go_on && !r->opts.go_on(r->opts.arg) ? -ECANCELED : 0;
}

static void perf_record(void *arg, int cpu, void *data, __u32 size)
{
	struct backend_run *r = arg;
	u32 len = size;

	(void)cpu;
	buf_add(&r->pending, &len, sizeof(len));
	buf_add(&r->pending, data, size);
}

static void perf_lost(void *arg, int cpu, __u64 n)
{
	struct backend_run *r = arg;

	(void)cpu;
	r->ring_lost += n;
}

/* More than for records: bursts of packets are what it is for. */
#define PACKET_PAGES 256

static bool open_packets(struct backend_run *r)
{
	struct kmap *m = r->maps[r->plan->sema->nmaps + SPECIAL_PACKETS];
	u32 pages = r->opts.buffer_pages ? r->opts.buffer_pages : PACKET_PAGES;

	if (m)
		r->packets = perf_buffer__new(m->fd, pages, perf_record, perf_lost, r, NULL);
	return !m || r->packets;
}

/* Who waits for the output waits for packets too. */
static int join_packets(struct backend_run *r)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.fd = -1};
	int fd = r->ring ? ring_buffer__epoll_fd(r->ring) : perf_buffer__epoll_fd(r->perf);

	if (r->packets && epoll_ctl(fd, EPOLL_CTL_ADD, perf_buffer__epoll_fd(r->packets), &ev))
		return -errno;
	return 0;
}

int ring_open(struct backend_run *r)
{
	struct kmap *m = r->maps[r->plan->sema->nmaps + SPECIAL_RING];

	if (!open_packets(r))
		return diag_error(r->opts.diag, NO_SPAN, "cannot map the ring for packets: %s",
		                  strerror(errno));
	if (!m)
		return 0;
	if (r->caps.ringbuf)
		r->ring = ring_buffer__new(m->fd, ring_record, r, NULL);
	else
		r->perf = perf_buffer__new(m->fd, r->opts.buffer_pages ? r->opts.buffer_pages : 64,
		                           perf_record, perf_lost, r, NULL);
	if (r->ring || r->perf)
		return join_packets(r);
	return diag_error(r->opts.diag, NO_SPAN, "cannot map the output ring: %s", strerror(errno));
}

int ring_fd(struct backend_run *r)
{
	if (r->ring)
		return ring_buffer__epoll_fd(r->ring);
	if (r->perf)
		return perf_buffer__epoll_fd(r->perf);
	return r->packets ? perf_buffer__epoll_fd(r->packets) : -1;
}

static int by_time(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static int deliver_sorted(struct backend_run *r)
{
	struct waiting *w = NULL;
	u32 n = 0, cap = 0, at = 0;

	while (at + 4 <= r->pending.len) {
		struct record_header h;
		u32 size;

		memcpy(&size, r->pending.data + at, 4);
		at += 4;
		if (size >= sizeof(h)) {
			memcpy(&h, r->pending.data + at, sizeof(h));
			if (n == cap) {
				cap = cap ? cap * 2 : 64;
				w = realloc(w, cap * sizeof(*w));
				if (!w)
					return -ENOMEM;
			}
			w[n++] = (struct waiting){h.time, at, size};
		}
		at += size;
	}
	qsort(w, n, sizeof(*w), by_time);
	for (u32 i = 0; i < n; i++) {
		u8 *copy = malloc(w[i].size);

		if (!copy)
			break;
		memcpy(copy, r->pending.data + w[i].at, w[i].size); /* for its alignment */
		if (!watch_record(r, copy, w[i].size))
			r->opts.output(r->opts.arg, copy, w[i].size);
		free(copy);
	}
	free(w);
	buf_clear(&r->pending);
	return (int)n;
}

int ring_poll(struct backend_run *r)
{
	int n = r->ring ? ring_buffer__consume(r->ring) : 0;

	if (r->perf)
		perf_buffer__consume(r->perf);
	if (r->packets)
		perf_buffer__consume(r->packets);
	return n < 0 || (!r->perf && !r->packets) ? n : n + deliver_sorted(r);
}

void ring_close(struct backend_run *r)
{
	ring_buffer__free(r->ring);
	perf_buffer__free(r->perf);
	perf_buffer__free(r->packets);
	buf_free(&r->pending);
	r->ring = NULL;
	r->perf = r->packets = NULL;
}
