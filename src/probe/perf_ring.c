/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/perf.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int perf_ring_open(struct perf_ring *r, int fd, u32 pages)
{
	size_t page_size = (size_t)sysconf(_SC_PAGESIZE);
	void *map;

	memset(r, 0, sizeof(*r));
	r->mapped = (pages + 1) * page_size;
	map = mmap(NULL, r->mapped, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		return -errno;
	r->page = map;
	/* Kernels before 4.1 leave data_offset 0: the data begins one page on. */
	r->data = (const u8 *)map + (r->page->data_offset ? r->page->data_offset : page_size);
	r->size = r->page->data_size ? r->page->data_size : pages * page_size;
	r->tail = r->page->data_tail;
	return 0;
}

void perf_ring_close(struct perf_ring *r)
{
	if (r->page)
		munmap(r->page, r->mapped);
	buf_free(&r->wrapped);
	memset(r, 0, sizeof(*r));
}

static u64 load_head(const struct perf_ring *r)
{
	/* Pairs with the kernel's barrier between writing a record and moving the head. */
	return __atomic_load_n(&r->page->data_head, __ATOMIC_ACQUIRE);
}

bool perf_ring_ready(const struct perf_ring *r)
{
	return r->page && (r->tail != r->head || load_head(r) != r->tail);
}

static const struct perf_event_header *unwrap(struct perf_ring *r, u64 at, size_t size)
{
	size_t first = (size_t)(r->size - at);

	buf_clear(&r->wrapped);
	buf_add(&r->wrapped, r->data + at, first);
	buf_add(&r->wrapped, r->data, size - first);
	return (const struct perf_event_header *)r->wrapped.data;
}

const struct perf_event_header *perf_ring_next(struct perf_ring *r)
{
	const struct perf_event_header *rec;
	u64 at;

	if (!r->page)
		return NULL;
	if (r->tail == r->head)
		r->head = load_head(r);
	if (r->tail == r->head)
		return NULL;
	at = r->tail & (r->size - 1);
	/* Records are a multiple of 8 bytes, so a header never wraps. */
	rec = (const struct perf_event_header *)(r->data + at);
	if (rec->size < sizeof(*rec) || rec->size > r->head - r->tail) {
		r->tail = r->head;
		return NULL;
	}
	r->tail += rec->size;
	return at + rec->size > r->size ? unwrap(r, at, rec->size) : rec;
}

void perf_ring_release(struct perf_ring *r)
{
	/* What was read must be read before the kernel may write over it. */
	if (r->page)
		__atomic_store_n(&r->page->data_tail, r->tail, __ATOMIC_RELEASE);
}
