/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the tables to the maps. What has come to a row since it was last read is added to the maps:
 * the clause's program runs once, over an event with the row's values, on maps of its own that are
 * empty; what it puts there counts as often as the row's events.
 */
#include <stdlib.h>
#include <string.h>

#include "backends/hist/hist.h"
#include "sym/sym.h"
#include "util/mem.h"

#define RECORD  16384 /* bytes of the event that is made of a row */
#define CUT_LEN 255   /* letters that the key of a string holds */

/* A row of a table, and how much of it is in the maps. */
struct counted {
	struct hist_row row; /* cells' text points behind this struct */
	u64 hits, vals[HIST_VALS];
	bool fresh; /* row has new numbers */
};

struct event {
	u8 raw[RECORD];
	u32 size;
	struct sample sample;
	struct task task;
	struct parts parts;
	u64 chain[HIST_DEPTH];
};

static u64 symbol(void *arg, const char *name)
{
	u64 addr;

	return ksym_addr(arg, name, &addr) ? 0 : addr;
}

/* --- what was read --- */

struct reading {
	struct backend_run *r;
	struct hist *h;
};

static void identity(const struct hist *h, const struct hist_row *row, struct buf *out)
{
	for (u32 i = 0; i < h->spec.nkeys; i++) {
		const struct hist_cell *c = &row->cells[i];
		u64 head[2] = {c->number, c->len};

		buf_add(out, head, sizeof(head));
		buf_add(out, c->text, c->len);
	}
}

static struct counted *new_counted(const struct hist *h, const struct hist_row *row)
{
	struct counted *c;
	size_t text = 0;
	char *to;

	for (u32 i = 0; i < h->spec.nkeys; i++)
		text += row->cells[i].len + 1;
	c = mem_alloc(1, sizeof(*c) + text);
	to = (char *)(c + 1);
	for (u32 i = 0; i < h->spec.nkeys; i++) {
		c->row.cells[i] = row->cells[i];
		c->row.cells[i].text = to;
		if (row->cells[i].len)
			memcpy(to, row->cells[i].text, row->cells[i].len);
		to += row->cells[i].len + 1;
	}
	return c;
}

/* Rows that look alike are one: strings that differ in blanks at their end. */
static void note_row(void *arg, const struct hist_row *row)
{
	struct reading *in = arg;
	struct buf id = BUF_INIT;
	struct counted *c;

	identity(in->h, row, &id);
	c = hash_get(&in->h->rows, id.data, id.len);
	if (!c) {
		c = new_counted(in->h, row);
		hash_put(&in->h->rows, id.data, id.len, c);
		for (u32 i = 0; i < in->h->spec.nkeys; i++)
			in->r->hists->cut += row->cells[i].len >= CUT_LEN &&
			                     in->h->spec.keys[i].kind == HIST_STRING;
	}
	buf_free(&id);
	if (!c->fresh) {
		c->row.hits = 0;
		memset(c->row.vals, 0, sizeof(c->row.vals));
		c->fresh = true;
	}
	c->row.hits += row->hits;
	for (u32 i = 0; i < in->h->spec.nvals; i++)
		c->row.vals[i] += row->vals[i];
}

static void read_table(struct backend_run *r, struct hist *h)
{
	struct reading in = {r, h};
	struct hist_totals totals;
	struct buf text = BUF_INIT;
	int err;

	err = hist_read_file(r, h->system, h->event, "hist", &text);
	if (!err)
		err = hist_parse(buf_str(&text), h->info, &h->spec, note_row, &in, &totals);
	if (!err)
		h->dropped = totals.dropped;
	else
		diag_warn(r->opts.diag, h->target->probe->span,
		          "the table of %s cannot be read: %s", h->target->probe->name,
		          strerror(-err));
	buf_free(&text);
}

/* --- a row as an event --- */

static void put(struct event *e, u32 off, const void *data, u32 n)
{
	if (off + n > RECORD)
		return;
	memcpy(e->raw + off, data, n);
	if (off + n > e->size)
		e->size = off + n;
}

static void put_number(struct event *e, u32 off, u32 size, u64 value)
{
	u8 bytes[8];
	u32 v4 = (u32)value;
	u16 v2 = (u16)value;

	memcpy(bytes, &value, 8);
	if (size == 4)
		memcpy(bytes, &v4, 4);
	else if (size == 2)
		memcpy(bytes, &v2, 2);
	else if (size == 1)
		bytes[0] = (u8)value;
	put(e, off, bytes, size);
}

static void put_string(struct event *e, const struct load *l, const struct hist_cell *c, u32 *end)
{
	u32 room = c->len + 1, base = l->kind == LOAD_RAW_REL ? l->off + 4 : 0;

	if (l->kind == LOAD_RAW_STR) {
		put(e, l->off, c->text, room);
		return;
	}
	if (*end + room > RECORD)
		return;
	put_number(e, l->off, 4, room << 16 | (*end - base));
	put(e, *end, c->text, room);
	*end += room;
}

/* Beyond every field of fixed place. */
static u32 fields_end(const struct hist *h)
{
	u32 end = 64;

	for (u32 i = 0; i < h->target->nloads; i++) {
		const struct load *l = &h->target->loads[i];
		u32 at = l->off + (l->kind == LOAD_RAW_STR ? l->len : 8);

		if (l->kind <= LOAD_RAW_REL && at > end)
			end = at;
	}
	return ALIGN_UP(end, 8);
}

static void fill(struct backend_run *r, const struct hist *h, const struct counted *c,
                 struct event *e)
{
	u32 end = fields_end(h);

	memset(e, 0, sizeof(*e));
	e->size = end;
	for (u32 i = 0; i < h->spec.nkeys; i++) {
		const struct hist_cell *cell = &c->row.cells[i];
		const struct hist_column *col = &h->columns[i];
		const struct load *l = &h->target->loads[col->load];

		switch (col->dest) {
		case DEST_FIELD:
			if (h->spec.keys[i].kind == HIST_STRING)
				put_string(e, l, cell, &end);
			else
				put_number(e, col->size ? col->off : l->off,
				           col->size ? col->size : l->size, cell->number);
			break;
		case DEST_TID:
			e->parts.tid = (u32)cell->number;
			e->parts.pid = threads_pid(r, e->parts.tid);
			break;
		case DEST_CPU:
			e->sample.cpu = (u32)cell->number;
			break;
		case DEST_COMM:
			memcpy(e->task.comm, cell->text,
			       cell->len < sizeof(e->task.comm) ? cell->len
			                                        : sizeof(e->task.comm) - 1);
			break;
		case DEST_STACK:
			e->parts.nchain = hist_frames(cell->text, cell->len, symbol, r->hists->syms,
			                              e->chain);
			break;
		case DEST_NONE:
			break;
		}
	}
	e->sample.tid = e->parts.tid;
	e->sample.pid = e->parts.pid;
	e->parts.s = &e->sample;
	e->parts.raw = e->raw;
	e->parts.raw_size = e->size;
	e->parts.chain = e->chain;
	e->parts.task = &e->task;
}

/* --- into the maps --- */

/* What one event has left in a map, for `hits` of them. */
static void scale(const struct map *m, u64 *value, u32 words, u64 hits)
{
	bool extreme = m->value->kind == TY_MIN || m->value->kind == TY_MAX;

	for (u32 w = extreme ? 1 : 0; w < words; w++)
		value[w] *= hits;
}

static const struct hist_sum *sum_of(const struct hist *h, const struct map *m, u32 *val)
{
	for (u32 i = 0; i < h->match.nsums; i++) {
		if (h->match.sums[i].map != m)
			continue;
		for (*val = 0; *val < h->spec.nvals; ++*val)
			if (h->val_slots[*val] == h->match.sums[i].slot)
				return &h->match.sums[i];
	}
	return NULL;
}

static void merge(struct backend_run *r, const struct map *m, const void *key, const u64 *value,
                  u64 hits)
{
	struct vm_map *to = r->maps[m->id], *lost = r->maps[r->plan->sema->nmaps + SPECIAL_LOST];
	u64 shares[2 * 4], *found = to->ops->lookup(to, key);
	u32 size = to->value_size, which = LOST_MAP_FULL;

	if (found) {
		memcpy(shares, found, size);
		memcpy((u8 *)shares + size, value, size);
		plan_map_merge(m->value, found, shares, 2, size);
	} else if (to->ops->update(to, key, value, BPF_ANY)) {
		*(u64 *)lost->ops->lookup(lost, &which) += hits;
	}
}

static void take(struct backend_run *r, const struct hist *h, const struct map *m, u64 hits,
                 const u64 *vals)
{
	struct vm_map *from = r->hists->work[m->id];
	const void *key;
	void *value;
	u32 at = 0, val;

	while (vm_map_at(from, &at, &key, &value)) {
		u64 copy[4] = {0};
		u32 words = from->value_size / 8, any = 0;

		memcpy(copy, value, from->value_size);
		for (u32 w = 0; w < words; w++)
			any |= copy[w] != 0;
		if (!any) /* an array's element, which always is there */
			continue;
		scale(m, copy, words, hits);
		if (sum_of(h, m, &val)) {
			copy[0] = vals[val];
			copy[1] = hits;
		}
		merge(r, m, key, copy, hits);
	}
	vm_map_clear(from);
}

static void apply(struct backend_run *r, struct hist *h, struct counted *c, struct event *e)
{
	u64 hits = c->row.hits - c->hits, vals[HIST_VALS];
	const struct sema *s = r->plan->sema;
	int err;

	for (u32 i = 0; i < HIST_VALS; i++) {
		vals[i] = c->row.vals[i] - c->vals[i];
		c->vals[i] = c->row.vals[i];
	}
	c->hits = c->row.hits;
	fill(r, h, c, e);
	if (h->one_process && e->parts.pid != (u32)r->opts.pid)
		return;
	slots_fill(r, h->target, &e->parts);
	vm_run(r->vm, h->target->prog, h->target->event, &err);
	for (u32 i = 0; i < s->nmaps; i++)
		if (s->maps[i]->used_in_kernel && type_is_aggregate(s->maps[i]->value))
			take(r, h, s->maps[i], hits, vals);
}

static void apply_all(struct backend_run *r, struct hist *h, struct event *e)
{
	for (struct hash_entry *at = NULL; (at = hash_next(&h->rows, at));) {
		struct counted *c = at->value;

		if (c->fresh && c->row.hits != c->hits && h->target->prog)
			apply(r, h, c, e);
		c->fresh = false;
	}
}

void hists_sync(struct backend_run *r)
{
	struct hists *all = r->hists;
	struct event *e;

	if (!all->path)
		return;
	if (!all->syms)
		all->syms = sym_cache_new(NULL);
	for (u32 i = 0; i < all->n; i++)
		if (all->items[i].info)
			read_table(r, &all->items[i]);
	/* after the tables: who made the threads that are in them is known by now */
	threads_read(r);
	e = mem_alloc(1, sizeof(*e));
	for (u32 i = 0; i < all->n; i++)
		apply_all(r, &all->items[i], e);
	free(e);
}

void hists_free(struct backend_run *r)
{
	struct hists *all = r->hists;

	for (u32 i = 0; i < all->n; i++) {
		struct hist *h = &all->items[i];

		for (struct hash_entry *at = NULL; (at = hash_next(&h->rows, at));)
			free(at->value);
		hash_free(&h->rows);
		buf_free(&h->args);
	}
	free(all->threads);
	sym_cache_free(all->syms);
}
