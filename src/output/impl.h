/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of src/output. */
#ifndef SONDE_OUTPUT_IMPL_H
#define SONDE_OUTPUT_IMPL_H

#include "output/output.h"
#include "util/buf.h"
#include "util/json.h"

/* An integer of a type's size at p, extended to 64 bits. */
u64 read_int(const void *p, u32 size, bool is_signed);
/* Kernel and user stacks: a line a frame, as a key or %s has them. */
void stack_text(struct buf *out, const struct output *o, const struct type *t, const void *value);
/* Is its value stored widened to 8 bytes (top level of keys, values and records)? */
bool is_wide(const struct type *t);
/* One group of histogram rows (keys equal but for the bucket). counts: plan_hist_buckets(t). */
void hist_text(struct buf *out, const struct type *t, const u64 *counts);
void hist_json(struct json *j, const struct type *t, const u64 *counts);
void value_json(struct json *j, const struct output *o, const struct type *t, const void *value,
                bool wide);
/* Text of a value; wide: scalars are stored in 8 bytes. */
void value_text(struct buf *out, const struct output *o, const struct type *t, const void *value,
                bool wide);
/* "[a, b]" of a map's key; nothing for a map without. */
void key_text(struct buf *out, const struct output *o, const struct map *m, const void *key);
void key_json_text(struct buf *out, const struct output *o, const struct map *m, const void *key);
/* Value of an aggregate that is one number: count, sum, min, max, avg. */
s64 agg_number(const struct type *t, const void *value);

#endif
