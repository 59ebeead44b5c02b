/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the converters share. */
#ifndef SONDE_TRACE_CONVERT_IMPL_H
#define SONDE_TRACE_CONVERT_IMPL_H

#include <stdio.h>

#include "sym/sym.h"
#include "trace/convert.h"
#include "trace/stack.h"
#include "util/hash.h"
#include "util/json.h"

struct converter {
	struct trace_file *file;
	struct trace_printer *printer;
	struct trace_reader *reader;
	struct arena *arena;
	struct sym_cache *syms; /* of the recording's kernel */
	struct trace_stacks stacks;
	const char *path; /* of the output; NULL: standard output */
	FILE *out;        /* NULL: the output is a directory */
	struct buf buf;   /* goes to out when it is large */
	int err;
	void *priv;
};

/* The thread of a record, and its name. */
s32 record_tid(const struct converter *c, const struct trace_record *r);
const char *record_comm(struct converter *c, const struct trace_record *r, s32 tid);
/* Is it the stack of another record? */
bool record_is_stack(const struct converter *c, const struct trace_record *r);

/* Frames, innermost first, of the user and of the kernel: MAX_STACK_FRAMES each. */
void record_frames(struct converter *c, const struct trace_record *r, u64 *user, u32 *nuser,
                   u64 *kernel, u32 *nkernel);

extern const struct convert_format convert_jsonl, convert_csv, convert_chrome, convert_perfetto,
        convert_folded, convert_ctf;

#endif
