/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of src/output. */
#ifndef SONDE_OUTPUT_IMPL_H
#define SONDE_OUTPUT_IMPL_H

#include "output/output.h"
#include "util/buf.h"
#include "util/json.h"

/* How a value lies in memory, and where its text will stand. */
enum value_flags {
	VALUE_WIDE = 1, /* scalars are stored in 8 bytes: top level of keys, values and records */
	VALUE_KEY = 2,  /* in a map's key: frames of stacks are less indented */
};

/* An integer of a type's size at p, extended to 64 bits. */
u64 read_int(const void *p, u32 size, bool is_signed);
/* A bitfield of the record at value. */
u64 read_bits(const u8 *value, const struct member *m);
void number_text(struct buf *out, u64 v, bool is_signed);
/* Text of a value; flags: enum value_flags. */
void value_text(struct buf *out, const struct output *o, const struct type *t, const void *value,
                u32 flags);
void value_json(struct json *j, const struct output *o, const struct type *t, const void *value,
                u32 flags);
/* The kinds whose text is looked up: symbols, users, times, addresses, errors, cgroups. */
void opaque_text(struct buf *out, const struct output *o, const struct type *t, const u8 *value);
/*
 * "unified:/a/b,cpu:/" of a cgroup's id: its path in each mounted hierarchy whose name matches
 * glob, version 2 first. glob NULL or "" matches all. Nothing if no cgroup has that id.
 */
void cgroup_text(struct buf *out, u64 id, const char *glob);
void gfp_text(struct buf *out, u64 flags); /* %gr: "GFP_KERNEL|__GFP_ZERO" */
/* Kernel and user stacks: a newline, then a line a frame. Nothing if there is no stack. */
void stack_text(struct buf *out, const struct output *o, const struct type *t, const void *value,
                u32 flags);

/* One histogram. counts: plan_hist_buckets(t); bars are of the counts before they are divided. */
void hist_text(struct buf *out, const struct type *t, const u64 *counts, u64 div);
void hist_json(struct json *j, const struct type *t, const u64 *counts, u64 div);

/*
 * One time series. buckets: t->count; last: the latest epoch in the map, where the series ends. It
 * starts with the first interval that has a value.
 */
void series_text(struct buf *out, const struct type *t, const struct agg_series *buckets, u64 last,
                 u64 div);
void series_json(struct json *j, const struct type *t, const struct agg_series *buckets, u64 last,
                 u64 div);

/* "[a, b]" of a map's key; nothing for a map without. */
void key_text(struct buf *out, const struct output *o, const struct map *m, const void *key);
void key_json_text(struct buf *out, const struct output *o, const struct map *m, const void *key);
/* The number that an aggregate is sorted by, and (STATS apart) printed as. */
s64 agg_number(const struct type *t, const void *value);
/* "map", "stats", "hist" or "tseries": the JSON type of a map with such values. */
const char *map_json_type(const struct type *value);

/* A row of a map, or (histograms, time series) all rows of one key. */
struct group {
	const u8 *key, *value;
	u64 *counts;               /* histograms; owned */
	u64 total;                 /* of counts; series: the latest epoch */
	struct agg_series *series; /* owned */
	u32 index;
};

/* The rows in the order they are printed. Returns their number; free with free_groups(). */
u32 sort_rows(const struct map *m, const struct rows *rows, struct group **out);
void free_groups(struct group *g, u32 n);

#endif
