/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page (sub-buffer) of the kernel's trace ring buffer, as trace_pipe_raw gives it and trace.dat
 * keeps it: a time stamp, the number of bytes committed, then events, each with the time since the
 * one before (events/header_page, events/header_event of tracefs).
 *
 * Our own parser rather than libtraceevent's kbuffer: that one trusts the lengths in the page, and
 * files come from anywhere; a cursor of ours is copied to look ahead. Nothing is copied or kept.
 */
#ifndef SONDE_TRACE_PAGE_H
#define SONDE_TRACE_PAGE_H

#include "util/base.h"

struct trace_page_format {
	u32 data;        /* offset of the first event: 16, or 12 where a long has 4 bytes */
	u32 long_size;   /* bytes of a long: of the commit word */
	bool big_endian; /* the machine that wrote it */
};

/* Of this machine, from the text of events/header_page; NULL: as this program was built. */
void trace_page_format_host(struct trace_page_format *f, const char *header_page);

/* A place in a page. Copy it to look ahead. */
struct trace_page {
	const struct trace_page_format *format;
	const u8 *bytes;
	u32 at, end;  /* the next event, the end of what was committed */
	u64 time;     /* of the event before */
	bool missed;  /* events are missing before this page */
	u64 nmissed;  /* how many; 0: the page does not say */
	bool damaged; /* what follows cannot be read */
};

struct trace_event {
	u64 time;       /* in the clock of the buffer */
	const u8 *data; /* the record: common_type first. Aligned to 4 bytes */
	u32 size;       /* of the room it has: up to 3 bytes more than the record */
};

/* bytes: size of them, and as long as the cursor is used. -EINVAL: that is no page. */
int trace_page_open(struct trace_page *p, const struct trace_page_format *f, const void *bytes,
                    u32 size);
/* The next event; false at the end, or where the rest makes no sense (p->damaged). */
bool trace_page_next(struct trace_page *p, struct trace_event *out);

/* A number of 1, 2, 4 or 8 bytes as the page's machine wrote it. */
u64 trace_page_number(const struct trace_page_format *f, const u8 *at, u32 size);

#endif
