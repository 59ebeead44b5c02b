// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The records of a perf.data in the order of time. They lie in the file as they came from each
 * CPU's ring; after a round over all rings perf writes a mark: what is older than the newest record
 * at the mark before cannot come any more. Only the places of records wait, not they themselves.
 */
#include <stdlib.h>
#include <string.h>

#include "trace/perf_data.h"
#include "util/buf.h"
#include "util/mem.h"

#define MAX_WAITING (1u << 20) /* beyond, the oldest goes first though the round has not ended */
#define OWN_RECORD  32

struct waiting {
	u64 time, pos;
};

struct comm {
	u32 pid;
	char name[16];
};

struct perf_reader {
	struct trace_file *file;
	const int *cpus;
	u64 pos, end;
	struct waiting *heap;
	u32 n, room;
	u64 ready;        /* records up to this time can go */
	u64 newest, mark; /* of all, and at the last mark */
	bool ended;
	struct hash comms; /* tid → struct comm */
	u64 lost;
	u8 own[OWN_RECORD];
	u64 chain[UINT16_MAX / 8]; /* of the record: in the file it need not be aligned */
	char *damage;
};

struct perf_reader *perf_reader_new(struct trace_file *f, const int *cpus)
{
	struct perf_reader *r = mem_alloc(1, sizeof(*r));

	r->file = f;
	r->cpus = cpus;
	r->pos = f->perf->begin;
	r->end = f->perf->end < f->size ? f->perf->end : f->size;
	return r;
}

void perf_reader_free(struct perf_reader *r)
{
	if (!r)
		return;
	for (struct hash_entry *e = NULL; (e = hash_next(&r->comms, e));)
		free(e->value);
	hash_free(&r->comms);
	free(r->heap);
	free(r->damage);
	free(r);
}

const char *perf_reader_damage(const struct perf_reader *r)
{
	return r->damage;
}

static void end_here(struct perf_reader *r, const char *what)
{
	struct buf b = BUF_INIT;

	if (what && !r->damage) {
		buf_addf(&b, "at byte %llu, in the records: %s", (unsigned long long)r->pos, what);
		r->damage = b.data;
	}
	r->ended = true;
}

static bool earlier(const struct waiting *a, const struct waiting *b)
{
	return a->time < b->time || (a->time == b->time && a->pos < b->pos);
}

static void push(struct perf_reader *r, u64 time, u64 pos)
{
	struct waiting w = {time, pos};
	u32 i = r->n++;

	if (r->n > r->room) {
		r->room = r->room ? r->room * 2 : 1024;
		r->heap = mem_realloc(r->heap, r->room * sizeof(*r->heap));
	}
	for (; i && earlier(&w, &r->heap[(i - 1) / 2]); i = (i - 1) / 2)
		r->heap[i] = r->heap[(i - 1) / 2];
	r->heap[i] = w;
}

static u64 pop(struct perf_reader *r)
{
	u64 pos = r->heap[0].pos;
	struct waiting last = r->heap[--r->n];
	u32 i = 0, child;

	while ((child = 2 * i + 1) < r->n) {
		if (child + 1 < r->n && earlier(&r->heap[child + 1], &r->heap[child]))
			child++;
		if (!earlier(&r->heap[child], &last))
			break;
		r->heap[i] = r->heap[child];
		i = child;
	}
	r->heap[i] = last;
	return pos;
}

/* A sample as far as anybody asks. */
struct fields {
	u64 id, ip, time, addr, period;
	u32 pid, tid, cpu;
	const u8 *chain;
	u64 nchain;
	const u8 *raw;
	u32 raw_size;
};

static bool take(const u8 **at, const u8 *end, u64 *v)
{
	if (end - *at < 8)
		return false;
	memcpy(v, *at, 8);
	*at += 8;
	return true;
}

static bool take_pair(const u8 **at, const u8 *end, u32 *a, u32 *b)
{
	if (end - *at < 8)
		return false;
	memcpy(a, *at, 4);
	memcpy(b, *at + 4, 4);
	*at += 8;
	return true;
}

/* The counter's values, which nobody asks for. */
static bool skip_read(const u8 **at, const u8 *end, u64 format)
{
	u64 n = 1, words, v;

	if (format & PERF_FORMAT_GROUP && !take(at, end, &n))
		return false;
	words = 1 + !!(format & PERF_FORMAT_ID) + !!(format & 16 /* lost */);
	if (n > (u64)(end - *at) / 8)
		return false;
	words = n * words + !!(format & PERF_FORMAT_TOTAL_TIME_ENABLED) +
	        !!(format & PERF_FORMAT_TOTAL_TIME_RUNNING);
	while (words--)
		if (!take(at, end, &v))
			return false;
	return true;
}

static bool take_chain(const u8 **at, const u8 *end, struct fields *f)
{
	if (!take(at, end, &f->nchain) || f->nchain > (u64)(end - *at) / 8)
		return false;
	f->chain = *at;
	*at += f->nchain * 8;
	return true;
}

static bool take_raw(const u8 **at, const u8 *end, struct fields *f)
{
	if (end - *at < 4)
		return false;
	memcpy(&f->raw_size, *at, 4);
	*at += 4;
	f->raw = *at;
	return f->raw_size <= (u64)(end - *at);
}

static bool parse_sample(const struct perf_event_attr *a, const u8 *at, const u8 *end,
                         struct fields *f)
{
	u64 type = a->sample_type, v;
	u32 word;

	*f = (struct fields){0};
	return (!(type & PERF_SAMPLE_IDENTIFIER) || take(&at, end, &f->id)) &&
	       (!(type & PERF_SAMPLE_IP) || take(&at, end, &f->ip)) &&
	       (!(type & PERF_SAMPLE_TID) || take_pair(&at, end, &f->pid, &f->tid)) &&
	       (!(type & PERF_SAMPLE_TIME) || take(&at, end, &f->time)) &&
	       (!(type & PERF_SAMPLE_ADDR) || take(&at, end, &f->addr)) &&
	       (!(type & PERF_SAMPLE_ID) || take(&at, end, &f->id)) &&
	       (!(type & PERF_SAMPLE_STREAM_ID) || take(&at, end, &v)) &&
	       (!(type & PERF_SAMPLE_CPU) || take_pair(&at, end, &f->cpu, &word)) &&
	       (!(type & PERF_SAMPLE_PERIOD) || take(&at, end, &f->period)) &&
	       (!(type & PERF_SAMPLE_READ) || skip_read(&at, end, a->read_format)) &&
	       (!(type & PERF_SAMPLE_CALLCHAIN) || take_chain(&at, end, f)) &&
	       (!(type & PERF_SAMPLE_RAW) || take_raw(&at, end, f));
}

/* Samples of several events tell by an id whose they are; it is at the same place in all. */
static const struct perf_attr *attr_of(const struct perf_reader *r, const u8 *at, const u8 *end)
{
	const struct perf_data *p = r->file->perf;
	u64 type = p->attrs[0].attr.sample_type, id;
	u32 words = 0;
	uintptr_t found;

	if (p->n == 1)
		return &p->attrs[0];
	if (!(type & (PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_ID)))
		return &p->attrs[0];
	if (!(type & PERF_SAMPLE_IDENTIFIER))
		words = !!(type & PERF_SAMPLE_IP) + !!(type & PERF_SAMPLE_TID) +
		        !!(type & PERF_SAMPLE_TIME) + !!(type & PERF_SAMPLE_ADDR);
	at += words * 8ull < (u64)(end - at) ? words * 8ull : (u64)(end - at);
	if (!take(&at, end, &id))
		return NULL;
	found = (uintptr_t)hash_get(&p->ids, &id, sizeof(id));
	return found ? &p->attrs[found - 1] : NULL;
}

static bool has_time(u32 type)
{
	return type == PERF_RECORD_SAMPLE || type == PERF_RECORD_COMM || type == PERF_RECORD_FORK ||
	       type == PERF_RECORD_LOST || type == PERF_RECORD_LOST_SAMPLES;
}

/* Records that are no samples end with what says when they were (sample_id_all). */
static u64 time_of(const struct perf_reader *r, u32 type, const u8 *at, const u8 *end)
{
	const struct perf_data *p = r->file->perf;
	u64 kind = p->attrs[0].attr.sample_type, time = 0, behind;
	const struct perf_attr *a;
	struct fields f;

	if (type == PERF_RECORD_SAMPLE) {
		a = attr_of(r, at, end);
		return a && parse_sample(&a->attr, at, end, &f) ? f.time : 0;
	}
	if (!p->attrs[0].attr.sample_id_all || !(kind & PERF_SAMPLE_TIME))
		return 0;
	behind = 8 * (1 + !!(kind & PERF_SAMPLE_ID) + !!(kind & PERF_SAMPLE_STREAM_ID) +
	              !!(kind & PERF_SAMPLE_CPU) + !!(kind & PERF_SAMPLE_IDENTIFIER));
	if (behind <= (u64)(end - at))
		memcpy(&time, end - behind, 8);
	return time;
}

static void finish_round(struct perf_reader *r)
{
	r->ready = r->mark;
	r->mark = r->newest;
}

/* Bytes that follow a record without being part of it; UINT64_MAX: it is cut. */
static u64 extra_bytes(u32 type, const u8 *at, u32 size)
{
	u64 n = 0;
	u32 word;

	if (type == PERF_AUXTRACE && size >= 16)
		memcpy(&n, at + 8, 8);
	if (type == PERF_TRACING_DATA && size >= 12) {
		memcpy(&word, at + 8, 4);
		n = ALIGN_UP((u64)word, 8);
	}
	return n;
}

/* The next record of the file comes to those that wait. */
static void read_one(struct perf_reader *r)
{
	const u8 *at = r->file->map + r->pos;
	u64 left = r->end - r->pos, time, more;
	u32 type;
	u16 size;

	if (left < 8) {
		end_here(r, left ? "a record ends too soon"
		            : r->file->perf->end > r->end && r->file->perf->end != UINT64_MAX
		                    ? "the file ends before they do"
		                    : NULL);
		return;
	}
	memcpy(&type, at, 4);
	memcpy(&size, at + 6, 2);
	if (size < 8 || size > left) {
		end_here(r, size < 8 ? "a record has no size" : "a record ends too soon");
		return;
	}
	if (type == PERF_COMPRESSED || type == PERF_COMPRESSED2) {
		end_here(r, "the rest is compressed (perf record -z), which cannot be read");
		return;
	}
	more = extra_bytes(type, at, size);
	if (more > left - size) {
		end_here(r, "a record ends too soon");
		return;
	}
	if (type == PERF_FINISHED_ROUND) {
		finish_round(r);
	} else if (has_time(type)) {
		time = time_of(r, type, at + 8, at + size);
		r->newest = time > r->newest ? time : r->newest;
		push(r, time, r->pos);
	}
	r->pos += size + more;
}

static struct comm *comm_of(struct perf_reader *r, u32 tid)
{
	struct comm *c = hash_get(&r->comms, &tid, sizeof(tid));

	if (c)
		return c;
	c = mem_alloc(1, sizeof(*c));
	strcpy(c->name, tid ? "<...>" : "swapper");
	c->pid = tid;
	hash_put(&r->comms, &tid, sizeof(tid), c);
	return c;
}

/* pid, tid and the name, up to its NUL */
static void on_comm(struct perf_reader *r, const u8 *at, const u8 *end)
{
	u32 pid, tid;
	struct comm *c;

	if (!take_pair(&at, end, &pid, &tid))
		return;
	c = comm_of(r, tid);
	c->pid = pid;
	memset(c->name, 0, sizeof(c->name));
	memcpy(c->name, at, strnlen((const char *)at, end - at < 15 ? (size_t)(end - at) : 15));
}

static void on_fork(struct perf_reader *r, const u8 *at, const u8 *end)
{
	u32 pid, ppid, tid, ptid;
	struct comm *child, *parent;

	if (!take_pair(&at, end, &pid, &ppid) || !take_pair(&at, end, &tid, &ptid) || tid == ptid)
		return;
	parent = comm_of(r, ptid);
	child = comm_of(r, tid);
	child->pid = pid;
	memcpy(child->name, parent->name, sizeof(child->name));
}

static bool wanted_cpu(const struct perf_reader *r, u32 cpu)
{
	const int *c = r->cpus;

	for (; c && *c >= 0; c++)
		if ((u32)*c == cpu)
			return true;
	return !c;
}

static void own_record(struct perf_reader *r, const struct perf_attr *a, const struct fields *f,
                       struct trace_record *out)
{
	u16 type = (u16)a->format;

	memset(r->own, 0, sizeof(r->own));
	memcpy(r->own, &type, 2);
	memcpy(r->own + 4, &f->tid, 4);
	memcpy(r->own + 8, &f->ip, 8);
	memcpy(r->own + 16, &f->period, 8);
	memcpy(r->own + 24, &f->addr, 8);
	out->data = r->own;
	out->size = sizeof(r->own);
}

static bool on_sample(struct perf_reader *r, const u8 *at, const u8 *end, struct trace_record *out)
{
	const struct perf_attr *a = attr_of(r, at, end);
	struct fields f;
	struct comm *c;

	if (!a || !parse_sample(&a->attr, at, end, &f)) {
		r->pos = (u64)(at - r->file->map);
		end_here(r, "a sample is not as its event's attributes say");
		return false;
	}
	if (f.cpu >= MAX_CPUS) {
		r->pos = (u64)(at - r->file->map);
		end_here(r, "a sample is of a CPU of a number that no machine has");
		return false;
	}
	if (!wanted_cpu(r, f.cpu))
		return false;
	/* a task that is ending has no number for perf any more; the event's own still tells */
	if (f.tid == UINT32_MAX && a->attr.type == PERF_TYPE_TRACEPOINT && f.raw_size >= 8) {
		memcpy(&f.tid, f.raw + 4, sizeof(f.tid));
		f.pid = 0;
	}
	c = comm_of(r, f.tid);
	if (f.pid || !f.tid)
		c->pid = f.pid;
	if (f.nchain)
		memcpy(r->chain, f.chain, f.nchain * 8);
	*out = (struct trace_record){.time = f.time,
	                             .cpu = f.cpu,
	                             .data = f.raw,
	                             .size = f.raw_size,
	                             .lost = r->lost,
	                             .pid = c->pid,
	                             .comm = c->name,
	                             .chain = r->chain,
	                             .nchain = (u32)f.nchain,
	                             .period = f.period,
	                             .addr = f.addr};
	if (!f.raw || f.raw_size < 8 || a->attr.type != PERF_TYPE_TRACEPOINT)
		own_record(r, a, &f, out);
	r->lost = 0;
	return true;
}

/* True: it is an event. */
static bool handle(struct perf_reader *r, u64 pos, struct trace_record *out)
{
	const u8 *at = r->file->map + pos, *end;
	u32 type;
	u16 size;
	u64 n;

	memcpy(&type, at, 4);
	memcpy(&size, at + 6, 2);
	end = at + size;
	at += 8;
	switch (type) {
	case PERF_RECORD_SAMPLE:
		return on_sample(r, at, end, out);
	case PERF_RECORD_COMM:
		on_comm(r, at, end);
		break;
	case PERF_RECORD_FORK:
		on_fork(r, at, end);
		break;
	case PERF_RECORD_LOST:
		if (take(&at, end, &n) && take(&at, end, &n))
			r->lost += n;
		break;
	case PERF_RECORD_LOST_SAMPLES:
		if (take(&at, end, &n))
			r->lost += n;
		break;
	}
	return false;
}

int perf_reader_next(struct perf_reader *r, struct trace_record *out)
{
	for (;;) {
		while (r->n && (r->ended || r->heap[0].time <= r->ready || r->n >= MAX_WAITING))
			if (handle(r, pop(r), out))
				return 1;
		if (r->ended)
			return 0;
		read_one(r);
	}
}
