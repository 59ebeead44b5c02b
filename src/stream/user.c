/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Strings of the traced process that a sample has only a pointer to. If the pointer is into the
 * part of the stack that the sample holds, the string is what it was; else it is read from the
 * process, as soon as the sample is seen and long before its turn in the order of time has come.
 * What was read waits in a queue for each ring.
 */
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "util/mem.h"

#define MAX_BYTES 1024 /* of one string */

struct early {
	u64 pos;  /* of the sample in its ring */
	u64 addr; /* not 0: could not be read, the process has ended */
	u32 len, max;
	u32 size; /* of this, data included, padded */
	char data[];
};

struct queue {
	char *data;
	size_t head, len, cap;
	u64 pos; /* samples from here on have not been looked at */
};

struct users {
	struct queue *queues;
	u32 n;
};

struct users *users_new(u32 nrings)
{
	struct users *u = mem_alloc(1, sizeof(*u));

	u->queues = mem_alloc(nrings, sizeof(*u->queues));
	u->n = nrings;
	return u;
}

void users_free(struct users *u)
{
	if (!u)
		return;
	for (u32 i = 0; i < u->n; i++)
		free(u->queues[i].data);
	free(u->queues);
	free(u);
}

static struct early *push(struct queue *q, u64 pos)
{
	size_t need = sizeof(struct early) + MAX_BYTES;
	struct early *e;

	if (q->head == q->len)
		q->head = q->len = 0;
	if (q->len + need > q->cap && q->head > q->cap / 2) {
		memmove(q->data, q->data + q->head, q->len - q->head);
		q->len -= q->head;
		q->head = 0;
	}
	if (q->len + need > q->cap) {
		q->cap = (q->len + need) * 2;
		q->data = mem_realloc(q->data, q->cap);
	}
	e = (struct early *)(q->data + q->len);
	e->pos = pos;
	return e;
}

/* A string in what the sample holds of the stack; false: it is not, or not to its end. */
static bool from_stack(const struct parts *p, u64 at, struct early *e, u32 max)
{
	u64 off = at - p->sp;
	u32 n;

	if (!p->stack || at < p->sp || off >= p->stack_size)
		return false;
	n = p->stack_size - (u32)off < max ? p->stack_size - (u32)off : max;
	e->len = (u32)strnlen((const char *)p->stack + off, n);
	if (e->len == n && n < max)
		return false;
	memcpy(e->data, p->stack + off, e->len);
	return true;
}

static void read_one(struct backend_run *r, struct queue *q, const struct load *l,
                     const struct parts *p)
{
	struct early *e = push(q, p->s->pos);
	u32 max = l->len < MAX_BYTES ? l->len : MAX_BYTES;
	u64 at = 0;

	max = max ? max - 1 : 0;
	e->addr = 0;
	e->max = max;
	e->len = 0;
	if (l->off + l->size <= p->raw_size)
		at = load_int(p->raw + l->off, l->size, false) + (u64)l->add;
	if (at && !from_stack(p, at, e, max)) {
		s32 n = proc_memory(p->pid, at, e->data, max, true);

		e->len = n > 0 ? (u32)n : 0;
		e->addr = n < 0 ? at : 0;
	}
	e->size = ALIGN_UP((u32)sizeof(*e) + (e->addr ? max : e->len), 8);
	q->len += e->size;
}

bool user_is_new(struct backend_run *r, const struct sample *s, u64 end)
{
	struct queue *q = &r->users->queues[s->ring];

	if (s->pos < q->pos)
		return false;
	q->pos = end;
	return true;
}

void user_early(struct backend_run *r, const struct target *first, const struct parts *p)
{
	struct queue *q = &r->users->queues[p->s->ring];

	for (const struct target *t = first; t; t = t->then)
		for (u32 i = 0; i < t->nloads; i++)
			if (t->loads[i].kind == LOAD_USER_STR)
				read_one(r, q, &t->loads[i], p);
}

/* In the order of time it is known what the process had mapped. */
static void from_file(struct backend_run *r, const struct parts *p, struct early *e)
{
	if (r->file_string)
		e->len = r->file_string(r, p->pid, e->addr, e->data, e->max);
	if (!e->len)
		r->user_misses++;
}

/* The loads of a sample take their strings in the order that they were read. */
void user_load(struct backend_run *r, const struct parts *p, struct vm_slot *slot)
{
	struct queue *q = &r->users->queues[p->s->ring];

	*slot = (struct vm_slot){0};
	while (q->head < q->len) {
		struct early *e = (struct early *)(q->data + q->head);

		if (e->pos > p->s->pos)
			return;
		q->head += e->size;
		if (e->pos == p->s->pos) {
			if (e->addr)
				from_file(r, p, e);
			slot->data = e->data;
			slot->len = e->len;
			return;
		}
	}
}
