/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "trace/page.h"

#include <stdio.h>
#include <string.h>

#define MISSED        0x80000000u /* in the commit word: events were lost before this page */
#define MISSED_STORED 0x40000000u /* … and how many stands behind the last event */
#define COMMIT_MASK   0x07ffffffu

/* type_len of an event's head: up to 28 it is the record's length in words; 0: in the next word */
enum { TYPE_PADDING = 29, TYPE_TIME_EXTEND = 30, TYPE_TIME_STAMP = 31 };

#define DELTA_BITS 27
#define STAMP_BITS 59 /* of an absolute time stamp: the rest is as it was */

void trace_page_format_host(struct trace_page_format *f, const char *header_page)
{
	const char *commit = header_page ? strstr(header_page, " commit;") : NULL;
	const char *data = header_page ? strstr(header_page, " data;") : NULL;

	f->long_size = sizeof(long);
	f->big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	/* a 64-bit kernel's buffer has 8 bytes there also when we are a 32-bit program */
	if (commit && sscanf(commit, " commit; offset:%*u; size:%u;", &f->long_size) != 1)
		f->long_size = sizeof(long);
	f->data = 8 + f->long_size;
	if (data && sscanf(data, " data; offset:%u;", &f->data) != 1)
		f->data = 8 + f->long_size;
}

u64 trace_page_number(const struct trace_page_format *f, const u8 *at, u32 size)
{
	u64 v = 0;

	for (u32 i = 0; i < size; i++)
		v |= (u64)at[i] << 8 * (f->big_endian ? size - 1 - i : i);
	return v;
}

static u32 word(const struct trace_page *p, u32 at)
{
	u32 v;

	memcpy(&v, p->bytes + at, sizeof(v));
	if (p->format->big_endian != (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__))
		v = __builtin_bswap32(v);
	return v;
}

int trace_page_open(struct trace_page *p, const struct trace_page_format *f, const void *bytes,
                    u32 size)
{
	u64 commit;

	memset(p, 0, sizeof(*p));
	p->format = f;
	p->bytes = bytes;
	if (size < f->data)
		return -EINVAL;
	p->time = trace_page_number(f, p->bytes, 8);
	commit = trace_page_number(f, p->bytes + 8, f->long_size);
	p->at = f->data;
	if ((commit & COMMIT_MASK) > size - f->data)
		return -EINVAL;
	p->end = f->data + (u32)(commit & COMMIT_MASK);
	p->missed = (commit & MISSED) != 0;
	if (p->missed && (commit & MISSED_STORED) && size - p->end >= f->long_size)
		p->nmissed = trace_page_number(f, p->bytes + p->end, f->long_size);
	return 0;
}

/* Absolute time: its upper bits are those of the time before, or one more. */
static u64 absolute(u64 before, u64 low)
{
	u64 high = before >> STAMP_BITS << STAMP_BITS, time = high | low;

	return high && time < before ? time + (1ull << STAMP_BITS) : time;
}

static bool damaged(struct trace_page *p)
{
	p->damaged = true;
	p->at = p->end;
	return false;
}

bool trace_page_next(struct trace_page *p, struct trace_event *out)
{
	while (p->end - p->at >= 4) {
		u32 room = p->end - p->at, head = word(p, p->at), type, second = 0, size, skip = 4;
		u64 delta;

		type = p->format->big_endian ? head >> DELTA_BITS : head & 31;
		delta = p->format->big_endian ? head & ((1u << DELTA_BITS) - 1) : head >> 5;
		if (type == TYPE_PADDING && !delta) { /* to the end of the page */
			p->at = p->end;
			return false;
		}
		if (!type || type >= TYPE_PADDING) {
			if (room < 8)
				return damaged(p);
			second = word(p, p->at + 4);
		}
		if (type == TYPE_TIME_EXTEND || type == TYPE_TIME_STAMP) {
			delta += (u64)second << DELTA_BITS;
			p->time = type == TYPE_TIME_STAMP ? absolute(p->time, delta)
			                                  : p->time + delta;
			p->at += 8;
			continue;
		}
		/* a length in the second word counts that word itself */
		skip = type ? 4 : 8;
		size = type && type < TYPE_PADDING ? 4 + type * 4 : 4 + (second + 3) / 4 * 4;
		if (size < skip || size > room || second > room ||
		    ((!type || type == TYPE_PADDING) && second < 4))
			return damaged(p);
		p->time += delta;
		out->time = p->time;
		out->data = p->bytes + p->at + skip;
		out->size = size - skip;
		p->at += size;
		if (type != TYPE_PADDING) /* else: an event that was thrown away */
			return true;
	}
	return false;
}
