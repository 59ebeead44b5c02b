/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages of the trace ring buffer: made here, as machines of either byte order would. */
#include <string.h>

#include "tests/unit/unit.h"
#include "trace/page.h"

struct made {
	struct trace_page_format f;
	u8 bytes[512];
	u32 at;
};

static void store(struct made *m, u32 at, u64 v, u32 size)
{
	for (u32 i = 0; i < size; i++)
		m->bytes[at + i] = (u8)(v >> 8 * (m->f.big_endian ? size - 1 - i : i));
}

static void begin(struct made *m, bool big_endian, u32 long_size, u64 time)
{
	memset(m, 0, sizeof(*m));
	m->f = (struct trace_page_format){8 + long_size, long_size, big_endian};
	store(m, 0, time, 8);
	m->at = m->f.data;
}

static void put(struct made *m, u32 v)
{
	store(m, m->at, v, 4);
	m->at += 4;
}

static void head(struct made *m, u32 type, u32 delta)
{
	put(m, m->f.big_endian ? type << 27 | delta : delta << 5 | type);
}

/* A record of n words, each holding value. */
static void record(struct made *m, u32 delta, u32 n, u32 value)
{
	head(m, n, delta);
	while (n--)
		put(m, value);
}

/* A longer one: its length is in a word of its own. */
static void long_record(struct made *m, u32 delta, u32 bytes, u32 value)
{
	head(m, 0, delta);
	put(m, bytes + 4);
	for (u32 i = 0; i < (bytes + 3) / 4; i++)
		put(m, value);
}

static void extend(struct made *m, u32 type, u64 time)
{
	head(m, type, time & 0x7ffffff);
	put(m, (u32)(time >> 27));
}

/* flags: of the commit word */
static int open_page(struct made *m, struct trace_page *p, u32 flags)
{
	store(m, 8, (m->at - m->f.data) | flags, m->f.long_size);
	return trace_page_open(p, &m->f, m->bytes, sizeof(m->bytes));
}

static void next(struct made *m, struct trace_page *p, u64 time, u32 size, u32 value)
{
	struct trace_event e;

	CU_ASSERT(trace_page_next(p, &e));
	UNIT_INT_EQUAL(e.time, time);
	UNIT_INT_EQUAL(e.size, size);
	UNIT_INT_EQUAL(trace_page_number(&m->f, e.data, 4), value);
}

static void end(struct trace_page *p, bool damaged)
{
	struct trace_event e;

	CU_ASSERT(!trace_page_next(p, &e));
	UNIT_INT_EQUAL(p->damaged, damaged);
}

static void events_of(bool big_endian, u32 long_size)
{
	struct trace_page p;
	struct made m;

	begin(&m, big_endian, long_size, 1000000000000ull);
	record(&m, 0, 1, 0x11);
	record(&m, 5, 28, 0x22);
	long_record(&m, 7, 201, 0x33);
	UNIT_INT_EQUAL(open_page(&m, &p, 0), 0);
	CU_ASSERT(!p.missed);
	next(&m, &p, 1000000000000ull, 4, 0x11);
	next(&m, &p, 1000000000005ull, 112, 0x22);
	next(&m, &p, 1000000000012ull, 204, 0x33);
	end(&p, false);
}

static void plain_events(void)
{
	events_of(false, 8);
	events_of(true, 8);
	events_of(false, 4);
	events_of(true, 4);
}

static void times(void)
{
	const u64 high = 3ull << 59;
	struct trace_page p;
	struct made m;

	for (int big = 0; big < 2; big++) {
		begin(&m, big, 8, 100);
		extend(&m, 30, 5ull << 30);
		record(&m, 1, 1, 1);
		extend(&m, 31, 7ull << 40);
		record(&m, 2, 1, 2);
		UNIT_INT_EQUAL(open_page(&m, &p, 0), 0);
		next(&m, &p, 100 + (5ull << 30) + 1, 4, 1);
		next(&m, &p, (7ull << 40) + 2, 4, 2);
		end(&p, false);
	}
	/* an absolute time has 59 bits; the others go on */
	begin(&m, false, 8, high | 1000);
	extend(&m, 31, 2000);
	record(&m, 0, 1, 1);
	extend(&m, 31, 1500);
	record(&m, 0, 1, 2);
	UNIT_INT_EQUAL(open_page(&m, &p, 0), 0);
	next(&m, &p, high | 2000, 4, 1);
	next(&m, &p, (high + (1ull << 59)) | 1500, 4, 2);
}

static void padding(void)
{
	struct trace_page p;
	struct made m;

	for (int big = 0; big < 2; big++) {
		begin(&m, big, 8, 0);
		record(&m, 3, 2, 1);
		head(&m, 29, 4); /* an event thrown away: its time counts */
		put(&m, 12);     /* bytes from this word on */
		put(&m, 0xdead);
		put(&m, 0xdead);
		record(&m, 5, 1, 2);
		head(&m, 29, 0);
		put(&m, 0xdead);
		record(&m, 1, 1, 3); /* what is behind is not to be seen */
		UNIT_INT_EQUAL(open_page(&m, &p, 0), 0);
		next(&m, &p, 3, 8, 1);
		next(&m, &p, 12, 4, 2);
		end(&p, false);
	}
}

static void missed_events(void)
{
	struct trace_page p;
	struct made m;

	for (u32 size = 4; size <= 8; size += 4) {
		begin(&m, size == 4, size, 0);
		record(&m, 0, 1, 1);
		UNIT_INT_EQUAL(open_page(&m, &p, 1u << 31), 0);
		CU_ASSERT(p.missed);
		UNIT_INT_EQUAL(p.nmissed, 0);
		next(&m, &p, 0, 4, 1);
		end(&p, false);
		store(&m, m.at, 12345, size);
		UNIT_INT_EQUAL(open_page(&m, &p, 3u << 30), 0);
		CU_ASSERT(p.missed);
		UNIT_INT_EQUAL(p.nmissed, 12345);
		next(&m, &p, 0, 4, 1);
		end(&p, false);
	}
}

/* Lengths that point out of the page end it, whatever they say. */
static void damage(void)
{
	static const u32 lengths[] = {0, 3, 200, 0x7fffffff, 0xffffffff, 0xfffffffc};
	struct trace_page p;
	struct made m;

	for (u32 i = 0; i < ARRAY_LEN(lengths); i++) {
		begin(&m, false, 8, 0);
		record(&m, 0, 1, 1);
		head(&m, 0, 1);
		put(&m, lengths[i]);
		UNIT_INT_EQUAL(open_page(&m, &p, 0), 0);
		next(&m, &p, 0, 4, 1);
		end(&p, true);
		end(&p, true);
	}
	begin(&m, false, 8, 0);
	head(&m, 12, 0); /* longer than what was committed */
	put(&m, 1);
	UNIT_INT_EQUAL(open_page(&m, &p, 0), 0);
	end(&p, true);
	begin(&m, false, 8, 0);
	m.at = m.f.data + 1000;
	store(&m, 8, 1000, 8);
	UNIT_INT_EQUAL(trace_page_open(&p, &m.f, m.bytes, sizeof(m.bytes)), -EINVAL);
	UNIT_INT_EQUAL(trace_page_open(&p, &m.f, m.bytes, 15), -EINVAL);
}

static void formats(void)
{
	static const char narrow[] = "\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n"
	                             "\tfield: local_t commit;\toffset:8;\tsize:4;\tsigned:1;\n"
	                             "\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n"
	                             "\tfield: char data;\toffset:12;\tsize:4084;\tsigned:1;\n";
	struct trace_page_format f;

	trace_page_format_host(&f, narrow);
	UNIT_INT_EQUAL(f.long_size, 4);
	UNIT_INT_EQUAL(f.data, 12);
	trace_page_format_host(&f, NULL);
	UNIT_INT_EQUAL(f.long_size, sizeof(long));
	UNIT_INT_EQUAL(f.data, 8 + sizeof(long));
}

void suite_page(void)
{
	unit_suite("page");
	unit_test("plain events", plain_events);
	unit_test("times", times);
	unit_test("padding", padding);
	unit_test("missed events", missed_events);
	unit_test("damage", damage);
	unit_test("formats", formats);
}
