// SPDX-License-Identifier: GPL-2.0-or-later
/* Events of all CPUs in the order of time: a page, or a chunk of unpacked pages, of each. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace/perf_data.h"
#include "util/buf.h"
#include "util/mem.h"
#include "util/wide.h"

#define MAX_CHUNK (64u << 20)

struct stream {
	const struct trace_buffer *buffer;
	u32 cpu, index; /* index: of the buffer */
	u64 pos, end;   /* in the file */
	u64 start;
	u64 released; /* pages of the map before it are given back */
	u32 chunks;   /* still packed */
	u8 *chunk;    /* unpacked pages */
	u32 chunk_pos, chunk_size, chunk_room;
	u8 *spare; /* the chunk behind it, if it was looked at */
	u32 spare_size, spare_room;
	struct trace_page page;
	bool open;
	u64 lost; /* of a page without events */
	struct trace_record next;
};

struct trace_reader {
	struct trace_file *file;
	struct perf_reader *perf; /* instead of streams */
	struct stream *streams;
	u32 nstreams;
	u32 *heap; /* indexes of streams that have an event, the earliest first */
	u32 nheap;
	bool fresh; /* the first of the heap has been handed out */
	char **damage;
	u32 ndamage;
};

static void add_damage(struct trace_reader *r, const struct stream *s, u64 at, const char *what)
{
	struct buf b = BUF_INIT;

	buf_addf(&b, "at byte %llu, in the events of CPU %u: %s", (unsigned long long)at, s->cpu,
	         what);
	r->damage = mem_realloc(r->damage, (r->ndamage + 1) * sizeof(*r->damage));
	r->damage[r->ndamage++] = b.data;
}

static bool stream_damage(struct trace_reader *r, struct stream *s, u64 at, const char *what)
{
	add_damage(r, s, at, what);
	s->pos = s->end;
	s->chunks = 0;
	s->chunk_pos = s->chunk_size;
	return false;
}

/* Unpack the chunk behind into the spare room. */
static bool load_spare(struct trace_reader *r, struct stream *s)
{
	const struct trace_file *f = r->file;
	u32 packed, size;

	if (s->spare_size)
		return true;
	if (!s->chunks)
		return false;
	s->chunks--;
	if (s->end - s->pos < 8)
		return stream_damage(r, s, s->pos, "a compressed chunk ends too soon");
	packed = get_u32(f->map + s->pos, f->big_endian);
	size = get_u32(f->map + s->pos + 4, f->big_endian);
	if (packed > s->end - s->pos - 8)
		return stream_damage(r, s, s->pos, "a compressed chunk ends too soon");
	if (!size || size > MAX_CHUNK || size % s->buffer->format.size)
		return stream_damage(r, s, s->pos, "the size of a chunk is no number of pages");
	if (size > s->spare_room) {
		s->spare = mem_realloc(s->spare, size);
		s->spare_room = size;
	}
	if (zip_unpack(f->zip, s->spare, size, f->map + s->pos + 8, packed))
		return stream_damage(r, s, s->pos, "a chunk cannot be decompressed");
	s->pos += 8 + packed;
	s->spare_size = size;
	return true;
}

static bool next_chunk(struct trace_reader *r, struct stream *s)
{
	u8 *old = s->chunk;
	u32 room = s->chunk_room;

	if (!load_spare(r, s))
		return false;
	s->chunk = s->spare;
	s->chunk_room = s->spare_room;
	s->chunk_size = s->spare_size;
	s->chunk_pos = 0;
	s->spare = old;
	s->spare_room = room;
	s->spare_size = 0;
	return true;
}

/* What was read need not stay in memory. */
static void release(struct trace_reader *r, struct stream *s)
{
	u64 page = (u64)sysconf(_SC_PAGESIZE), to = s->pos / page * page;

	if (to > r->file->size || to < s->released + (1 << 20))
		return;
	madvise((void *)(r->file->map + s->released), to - s->released, MADV_DONTNEED);
	s->released = to;
}

static const u8 *next_page(struct trace_reader *r, struct stream *s)
{
	u32 size = s->buffer->format.size;

	release(r, s);
	if (s->buffer->packed) {
		if (s->chunk_pos >= s->chunk_size && !next_chunk(r, s))
			return NULL;
		s->chunk_pos += size;
		return s->chunk + s->chunk_pos - size;
	}
	if (s->pos >= s->end)
		return NULL;
	if (s->end - s->pos < size) {
		stream_damage(r, s, s->pos, "the last page is not whole");
		return NULL;
	}
	s->pos += size;
	return r->file->map + s->pos - size;
}

static u64 real_time(const struct trace_file *f, u64 time)
{
	if (f->tsc_mult)
		time = wide_shift(wide_mul(time, f->tsc_mult), f->tsc_shift) + f->tsc_offset;
	return time + (u64)f->time_offset;
}

/* The stream's next event. */
static bool advance(struct trace_reader *r, struct stream *s)
{
	struct trace_event e;
	const u8 *data;

	for (;;) {
		if (s->open) {
			if (trace_page_next(&s->page, &e))
				break;
			if (s->page.damaged)
				add_damage(r, s, s->pos, "an event is longer than its page");
			s->open = false;
		}
		data = next_page(r, s);
		if (!data)
			return false;
		if (trace_page_open(&s->page, &s->buffer->format.page, data,
		                    s->buffer->format.size))
			return stream_damage(r, s, s->pos, "a page says it holds more than a page");
		s->open = true;
		if (s->page.missed)
			s->lost = s->page.nmissed && s->lost != PAGE_LOST_UNKNOWN
			                  ? s->lost + s->page.nmissed
			                  : PAGE_LOST_UNKNOWN;
	}
	s->next = (struct trace_record){.time = real_time(r->file, e.time),
	                                .cpu = s->cpu,
	                                .buffer = s->index,
	                                .data = e.data,
	                                .size = e.size,
	                                .lost = s->lost};
	s->lost = 0;
	return true;
}

static bool before(const struct trace_reader *r, u32 a, u32 b)
{
	u64 x = r->streams[a].next.time, y = r->streams[b].next.time;

	return x < y || (x == y && a < b);
}

static void sift_down(struct trace_reader *r)
{
	u32 i = 0, child, moved = r->heap[0];

	while ((child = 2 * i + 1) < r->nheap) {
		if (child + 1 < r->nheap && before(r, r->heap[child + 1], r->heap[child]))
			child++;
		if (!before(r, r->heap[child], moved))
			break;
		r->heap[i] = r->heap[child];
		i = child;
	}
	r->heap[i] = moved;
}

static void heap_add(struct trace_reader *r, u32 stream)
{
	u32 i = r->nheap++;

	for (; i && before(r, stream, r->heap[(i - 1) / 2]); i = (i - 1) / 2)
		r->heap[i] = r->heap[(i - 1) / 2];
	r->heap[i] = stream;
}

static bool wanted(const int *cpus, u32 cpu)
{
	if (!cpus)
		return true;
	for (; *cpus >= 0; cpus++)
		if ((u32)*cpus == cpu)
			return true;
	return false;
}

static void stream_open(struct trace_reader *r, struct stream *s, const struct trace_buffer *b,
                        const struct trace_cpu *c)
{
	u64 size = r->file->size;

	s->buffer = b;
	s->index = (u32)(b - r->file->buffers);
	s->cpu = c->cpu;
	s->pos = s->start = c->offset;
	s->end = c->offset + c->size;
	if (!c->size) {
		s->pos = s->end = 0;
		return;
	}
	if (b->packed) /* the size is without the number of chunks before them */
		s->end += 4;
	if (s->end < s->pos || s->end > size) {
		add_damage(r, s, size, "the file ends before they do");
		s->end = size;
		if (s->pos > size)
			s->pos = size;
		if (!b->packed)
			s->end -= (s->end - s->pos) % b->format.size;
	}
	s->released = ALIGN_UP(s->pos, (u64)sysconf(_SC_PAGESIZE));
	if (b->packed && s->pos < s->end) {
		if (s->end - s->pos < 4) {
			stream_damage(r, s, s->pos, "a compressed chunk ends too soon");
			return;
		}
		s->chunks = get_u32(r->file->map + s->pos, r->file->big_endian);
		s->pos += 4;
	}
}

struct trace_reader *trace_reader_new(struct trace_file *f, const int *cpus)
{
	struct trace_reader *r = mem_alloc(1, sizeof(*r));
	u32 n = 0;

	r->file = f;
	if (f->perf)
		r->perf = perf_reader_new(f, cpus);
	for (u32 i = 0; i < f->nbuffers; i++)
		n += f->buffers[i].ncpus;
	r->streams = mem_alloc(n, sizeof(*r->streams));
	r->heap = mem_alloc(n, sizeof(*r->heap));
	for (u32 i = 0; i < f->nbuffers; i++)
		for (u32 k = 0; k < f->buffers[i].ncpus; k++)
			if (wanted(cpus, f->buffers[i].cpus[k].cpu))
				stream_open(r, &r->streams[r->nstreams++], &f->buffers[i],
				            &f->buffers[i].cpus[k]);
	for (u32 i = 0; i < r->nstreams; i++)
		if (advance(r, &r->streams[i]))
			heap_add(r, i);
	return r;
}

void trace_reader_free(struct trace_reader *r)
{
	if (!r)
		return;
	for (u32 i = 0; i < r->nstreams; i++) {
		free(r->streams[i].chunk);
		free(r->streams[i].spare);
	}
	for (u32 i = 0; i < r->ndamage; i++)
		free(r->damage[i]);
	perf_reader_free(r->perf);
	free(r->damage);
	free(r->streams);
	free(r->heap);
	free(r);
}

int trace_next(struct trace_reader *r, struct trace_record *out)
{
	if (r->perf)
		return perf_reader_next(r->perf, out);
	if (r->fresh) {
		if (!advance(r, &r->streams[r->heap[0]]))
			r->heap[0] = r->heap[--r->nheap];
		if (r->nheap > 1)
			sift_down(r);
		r->fresh = false;
	}
	if (!r->nheap)
		return 0;
	*out = r->streams[r->heap[0]].next;
	r->fresh = true;
	return 1;
}

void trace_ahead_begin(const struct trace_reader *r, struct trace_ahead *a)
{
	*a = (struct trace_ahead){0};
	if (!r->perf)
		a->page = r->streams[r->heap[0]].page;
}

/* The page behind the one that is read; nothing moves. */
static const u8 *page_behind(struct trace_reader *r, struct stream *s)
{
	u32 size = s->buffer->format.size;

	if (!s->buffer->packed)
		return s->end - s->pos >= size ? r->file->map + s->pos : NULL;
	if (s->chunk_pos < s->chunk_size)
		return s->chunk + s->chunk_pos;
	return load_spare(r, s) ? s->spare : NULL;
}

bool trace_ahead_next(struct trace_reader *r, struct trace_ahead *a, struct trace_record *out)
{
	struct trace_event e;
	struct stream *s;
	const u8 *data;

	if (r->perf)
		return false;
	s = &r->streams[r->heap[0]];
	while (!trace_page_next(&a->page, &e)) {
		data = a->next_page || a->page.damaged ? NULL : page_behind(r, s);
		if (!data || trace_page_open(&a->page, &s->buffer->format.page, data,
		                             s->buffer->format.size))
			return false;
		a->next_page = true;
	}
	*out = (struct trace_record){.time = real_time(r->file, e.time),
	                             .cpu = s->cpu,
	                             .buffer = s->index,
	                             .data = e.data,
	                             .size = e.size};
	return true;
}

bool trace_peek(struct trace_reader *r, struct trace_record *out)
{
	const struct stream *now = &r->streams[r->heap[0]];
	struct trace_ahead a;
	u32 best = r->heap[0];
	bool found;

	trace_ahead_begin(r, &a);
	found = trace_ahead_next(r, &a, out);
	for (u32 i = 1; i < r->nheap; i++) {
		const struct stream *s = &r->streams[r->heap[i]];

		if (s->index != now->index ||
		    (found && (s->next.time > out->time ||
		               (s->next.time == out->time && best < r->heap[i]))))
			continue;
		*out = s->next;
		best = r->heap[i];
		found = true;
	}
	return found;
}

const char *trace_reader_damage(const struct trace_reader *r, u32 i)
{
	if (r->perf)
		return i ? NULL : perf_reader_damage(r->perf);
	return i < r->ndamage ? r->damage[i] : NULL;
}
