/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Diagnostics: what a user reads when something is wrong.
 *
 *   FILE:LINE:COL: ERROR: message
 *   kprobe:vfs_raed { @ = count(); }
 *   ~~~~~~~~~~~~~~~
 *   HINT: did you mean kprobe:vfs_read?
 *
 * LINE and COL count from 1; COL is in bytes. The marker is under the span: '~' for each column of
 * it, '^' if it is a single column; tabs of the source line are kept in the indent so that it lines
 * up. A span over several lines marks the rest of its first line. An error with no span has no
 * position and no source line. Hints and notes belong to the diagnostic before them:
 * "HINT: ", "NOTE: " (a note with a span prints its own position and line).
 */
#ifndef SONDE_DIAG_H
#define SONDE_DIAG_H

#include <stdio.h>

#include "util/base.h"

struct span;

struct source {
	const char *name; /* as printed: path, "stdin" (bpftrace's name for -e) */
	const char *text; /* NUL-terminated, owned by the caller */
	size_t len;
	/*
	 * The copy of a macro's or function's text that stands for one call of it: "macro add()",
	 * and the call. Diagnostics point at the call, with a note at the text unless copy_of is
	 * NULL. call NULL: plain text.
	 */
	const char *copy_of;
	const struct span *call;
};

/* Bytes [begin, end) of a source. src NULL: no position. */
struct span {
	const struct source *src;
	u32 begin, end;
};

#define NO_SPAN ((struct span){NULL, 0, 0})

enum diag_level { DIAG_ERROR, DIAG_WARNING, DIAG_NOTE, DIAG_HINT };

struct diag {
	FILE *out;  /* stderr, or a memstream in tests */
	u32 errors; /* so far */
	u32 warnings;
	u32 max_errors; /* later errors are counted, not printed; 0: no limit */
	bool no_warnings;
	bool muted; /* the last error or warning was not printed: neither are its hints */
	bool color; /* unused while false */
};

struct span span_join(struct span a, struct span b);
/* Where the user's own text says it: the outermost call, if at is in a copy of a macro. */
struct span span_outermost(struct span at);
void diag_init(struct diag *d, FILE *out);
void diag_at(struct diag *d, enum diag_level level, struct span at, const char *fmt, ...)
        PRINTF_LIKE(4, 5);
/* Always returns -EINVAL, so that "return diag_error(...)" reads well. */
int diag_error(struct diag *d, struct span at, const char *fmt, ...) PRINTF_LIKE(3, 4);
void diag_warn(struct diag *d, struct span at, const char *fmt, ...) PRINTF_LIKE(3, 4);
void diag_note(struct diag *d, struct span at, const char *fmt, ...) PRINTF_LIKE(3, 4);
void diag_hint(struct diag *d, const char *fmt, ...) PRINTF_LIKE(2, 3);
void span_line_col(struct span at, u32 *line, u32 *col);

/* Nearest-name hints: feed candidates, get the best within a third of the word's length. */
struct nearest {
	const char *word;
	char best[128]; /* "" if none */
	u32 distance;
};
void nearest_init(struct nearest *n, const char *word);
void nearest_feed(struct nearest *n, const char *candidate);

#endif
