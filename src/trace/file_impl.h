/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the reader of trace files: bytes that may end too soon. */
#ifndef SONDE_TRACE_FILE_IMPL_H
#define SONDE_TRACE_FILE_IMPL_H

#include "trace/file.h"

/* Numbers of CPUs are below: who keeps something of each makes room up to the highest. */
#define MAX_CPUS 65536

/* A part of the file, or what was unpacked from it. Reading past the end gives zeros and marks it
 * bad; the first mark counts. */
struct cursor {
	const u8 *data;
	u64 pos, end;
	u64 origin; /* in the file, of data[0]; for diagnostics */
	bool big_endian;
	bool packed;      /* data is not in the file itself: positions are those of the part */
	const char *part; /* "the event formats" */
	const char *bad;  /* what is wrong, or NULL */
	u64 bad_at;
};

bool cursor_has(struct cursor *c, u64 n); /* n more bytes; marks */
void cursor_mark(struct cursor *c, const char *what);
u64 cursor_uint(struct cursor *c, u32 size);
const u8 *cursor_bytes(struct cursor *c, u64 n); /* NULL after a mark */
const char *cursor_string(struct cursor *c);     /* in place, NUL-terminated; "" after a mark */
struct trace_text cursor_text(struct cursor *c, u32 size_bytes); /* a length, and so much text */
/* "at byte N, in PART: WHAT", in the file's arena. */
const char *cursor_damage(struct trace_file *f, const struct cursor *c);

/* file_meta.c: the parts. 0, or -EBADMSG with c marked. */
int read_headers(struct trace_file *f, struct cursor *c);
int read_ftrace_formats(struct trace_file *f, struct cursor *c);
int read_formats(struct trace_file *f, struct cursor *c);
int read_option(struct trace_file *f, u32 id, struct cursor *c);
/* The word in brackets of a trace_clock file. */
const char *clock_in_brackets(struct arena *a, const char *text);

/* file_v7.c: after the common start. */
int read_version7(struct trace_file *f, struct cursor *c);

#endif
