/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Values to text and JSON, exactly in bpftrace's shapes: printf, maps, histograms, stacks, tuples.
 */
#ifndef SONDE_OUTPUT_H
#define SONDE_OUTPUT_H

#include <stdio.h>

#include "plan/plan.h"

enum output_format { OUTPUT_TEXT, OUTPUT_JSON };

struct sym_cache; /* sym/sym.h */
struct map_data;  /* rows of a map: see below */

struct output {
	FILE *out;
	enum output_format format;
	const struct plan *plan;
	struct sym_cache *syms;
	/* Frames of a stack id, innermost first; count or negative errno. */
	int (*stack)(void *arg, const struct type *t, s64 id, u64 *ips, u32 max);
	void *arg;
	bool line_buffered; /* -B line: flush after each line; full, none likewise by setvbuf */
	u64 boot_to_real;   /* ns to add to CLOCK_MONOTONIC for wall-clock time (strftime) */
};

/* Rows of a map as a backend gives them (backends/backend.h fills the same fields). */
struct rows {
	u32 n, key_size, value_size;
	const u8 *keys, *values;
};

/* Take apart the formats of all printf() once, rather than for each record. */
void output_prepare(struct plan *plan);
/* printf() of a record's arguments. rec points at its header and has size bytes. Appends to out. */
void output_format_printf(struct buf *out, const struct output *o, const struct plan_record *r,
                          const void *rec, u32 size);
/* Write text that printf, cat, time … made: as is, or as a JSON record of the given type. */
void output_text(const struct output *o, const char *json_type, const char *text, size_t len);
/* print(value): one value and a newline (JSON: {"type": "value", "data": …}). */
void output_value(const struct output *o, const struct type *t, const void *value);
/* print(@m[k]): "@m[key]: value" */
void output_map_key(const struct output *o, const struct map *m, const void *key,
                    const struct type *value_type, const void *value);
/* A whole map: sorted, headed, followed by bpftrace's blank lines. top 0: all; div 0: 1. */
void output_map(const struct output *o, const struct map *m, const struct rows *rows, u64 top,
                u64 div);
/* "Attaching N probes...", "Lost N events" and their JSON records. */
void output_attached(const struct output *o, u32 nprobes);
void output_lost(const struct output *o, u64 events);
/* -k: a helper failed, at a place in the source. */
void output_helper_error(const struct output *o, const char *text, const char *helper, int code,
                         u32 line, u32 col);
/* One value in text as it stands in a key, a tuple or %s. */
void output_value_text(struct buf *out, const struct output *o, const struct type *t,
                       const void *value);

#endif
