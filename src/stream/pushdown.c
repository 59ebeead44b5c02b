/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of a clause's filter that the kernel's event filter can check
 * (Documentation/trace/events.rst). It lets through everything that the clause wants, and perhaps
 * more: the clause checks the whole again.
 */
#include <string.h>
#include <unistd.h>

#include "stream/stream.h"

#define COMM_MAX 15 /* letters of a task's name */

struct push {
	struct arena *arena;
	const struct plan_clause *clause;
	const struct feed *feed;
	const struct target *target;
	bool fields;     /* the record has the fields by the names that the clause knows */
	bool partial;    /* something was left out */
	bool init_pidns; /* tid is what the kernel calls common_pid */
};

static const char *push(struct push *p, const struct expr *e);

static const struct slot *slot_of(const struct push *p, const struct expr *e)
{
	return e->slot >= 0 && !e->is_const ? &p->clause->slots[e->slot] : NULL;
}

/* The number lies in what size bytes can hold: then the kernel's comparison is ours. */
static bool in_range(u64 value, const struct expr *of, u32 size, bool sign)
{
	u64 max = size >= 8 ? UINT64_MAX : (1ull << (size * 8)) - 1;
	bool negative = of->type->is_signed && (s64)value < 0;

	if (!sign)
		return !negative && value <= max;
	if (negative)
		return size >= 8 || (s64)value >= -(s64)(max / 2) - 1;
	return value <= max / 2;
}

static enum op swapped(enum op op)
{
	switch (op) {
	case OP_LT:
		return OP_GT;
	case OP_LE:
		return OP_GE;
	case OP_GT:
		return OP_LT;
	case OP_GE:
		return OP_LE;
	default:
		return op;
	}
}

/* The kernel's words for a number that it can compare; NULL: none. */
static const char *number_name(const struct push *p, const struct slot *s, u32 *size, bool *sign)
{
	if (s->nsteps || s->off || s->form != FORM_INT || s->bit_size)
		return NULL;
	*size = 4;
	*sign = true;
	if (s->root == ROOT_TID)
		return p->init_pidns ? "common_pid" : NULL;
	if (s->root == ROOT_CPU)
		return "CPU";
	if (s->root != ROOT_FIELD || !p->fields || !s->deref || s->field.data_loc ||
	    s->field.rel_loc || !s->field.type || !type_is_scalar(s->field.type) ||
	    s->field.type->size != s->size)
		return NULL;
	*size = s->size;
	*sign = s->is_signed;
	return s->name;
}

/* The fetch-arg of a dynamic event that is this number, as bind.c has it: unsigned, whatever we
 * make of it. NULL: there is none. */
static const struct load *fetch_arg_of(const struct push *p, const struct slot *s)
{
	enum mech mech = p->feed->mech;

	if ((mech != MECH_KPROBE_EVENT && mech != MECH_UPROBE_EVENT) || s->form != FORM_INT ||
	    s->bit_size)
		return NULL;
	for (u32 i = 0; i < p->target->nloads; i++) {
		const struct load *l = &p->target->loads[i];

		if (&p->clause->slots[l->slot] == s)
			return l->kind == LOAD_RAW && l->arg >= 0 && !l->add && l->size == s->size
			               ? l
			               : NULL;
	}
	return NULL;
}

/* A signed number in the words for an unsigned one: what is negative is more than any other. */
static const char *push_signed_arg(struct push *p, const struct load *l, enum op op, u64 value)
{
	u64 most = (1ull << (l->size * 8 - 1)) - 1;
	const char *name = arena_printf(p->arena, "a%d", l->arg);
	bool with_negative = op == OP_LT || op == OP_LE;

	if (op == OP_EQ || op == OP_NE) {
		value &= most * 2 + 1;
		return arena_printf(p->arena, "%s %s %llu", name, op_text(op),
		                    (unsigned long long)value);
	}
	if ((s64)value < 0)
		return NULL;
	return arena_printf(p->arena, "(%s %s %llu %s %s %s %llu)", name, op_text(op),
	                    (unsigned long long)value, with_negative ? "||" : "&&", name,
	                    with_negative ? ">" : "<=", (unsigned long long)most);
}

static const char *push_arg(struct push *p, const struct load *l, enum op op,
                            const struct expr *constant)
{
	u64 value = constant->const_value;

	if (!in_range(value, constant, l->size, l->is_signed))
		return NULL;
	if (l->is_signed)
		return push_signed_arg(p, l, op, value);
	return arena_printf(p->arena, "a%d %s %llu", l->arg, op_text(op),
	                    (unsigned long long)value);
}

static const char *push_number(struct push *p, const struct slot *s, enum op op,
                               const struct expr *constant)
{
	const struct load *l = fetch_arg_of(p, s);
	u64 value = constant->const_value;
	const char *name;
	bool sign;
	u32 size;

	if (l)
		return push_arg(p, l, op, constant);
	name = number_name(p, s, &size, &sign);
	if (!name || !in_range(value, constant, size, sign))
		return NULL;
	if (sign)
		return arena_printf(p->arena, "%s %s %lld", name, op_text(op), (long long)value);
	return arena_printf(p->arena, "%s %s %llu", name, op_text(op), (unsigned long long)value);
}

static const char *push_string(struct push *p, const struct slot *s, enum op op,
                               const struct expr *lit)
{
	const char *name = NULL;
	u32 room = s->len;

	if ((op != OP_EQ && op != OP_NE) || memchr(lit->str.data, '"', lit->str.len) ||
	    memchr(lit->str.data, '\\', lit->str.len) || memchr(lit->str.data, '\0', lit->str.len))
		return NULL;
	if (s->root == ROOT_COMM) {
		name = "COMM";
		room = COMM_MAX + 1;
	} else if (s->root == ROOT_FIELD && p->fields && !s->nsteps && !s->off &&
	           s->form == FORM_STR) {
		name = s->name;
	}
	/* a longer string could be cut to the literal, or the literal be longer than can be */
	if (!name || !lit->str.len || lit->str.len + 1 >= room + (s->root == ROOT_COMM))
		return NULL;
	return arena_printf(p->arena, "%s %s \"%.*s\"", name, op_text(op), (int)lit->str.len,
	                    lit->str.data);
}

static const char *push_compare(struct push *p, const struct expr *e)
{
	const struct expr *l = e->binary.left, *r = e->binary.right;
	const struct slot *s = slot_of(p, l);
	enum op op = e->binary.op;

	if (!s) {
		const struct expr *other = l;

		l = r;
		r = other;
		op = swapped(op);
		s = slot_of(p, l);
	}
	if (!s || !l->type || !r->type)
		return NULL;
	if (r->kind == EXPR_STR)
		return push_string(p, s, op, r);
	return r->is_const ? push_number(p, s, op, r) : NULL;
}

static const char *push_logic(struct push *p, const struct expr *e)
{
	const char *l = push(p, e->binary.left), *r = push(p, e->binary.right);

	if (l && r)
		return arena_printf(p->arena, "(%s) %s (%s)", l, op_text(e->binary.op), r);
	return e->binary.op == OP_LAND ? (l ? l : r) : NULL;
}

static const char *push(struct push *p, const struct expr *e)
{
	const char *text = NULL;

	if (e && e->kind == EXPR_BINARY && !e->is_const) {
		switch (e->binary.op) {
		case OP_LAND:
		case OP_LOR:
			return push_logic(p, e);
		case OP_EQ:
		case OP_NE:
		case OP_LT:
		case OP_LE:
		case OP_GT:
		case OP_GE:
			text = push_compare(p, e);
			break;
		default:
			break;
		}
	}
	p->partial |= !text;
	return text;
}

bool in_first_pidns(void)
{
	char link[64];
	ssize_t n = readlink("/proc/self/ns/pid", link, sizeof(link) - 1);

	if (n < 0) /* a kernel that has no such namespaces */
		return true;
	link[n] = '\0';
	return !strcmp(link, "pid:[4026531836]"); /* PROC_PID_INIT_INO */
}

static struct push start(struct arena *a, const struct feed *f, const struct target *t)
{
	return (struct push){.arena = a,
	                     .clause = t->clause,
	                     .feed = f,
	                     .target = t,
	                     .fields = f->mech == MECH_TRACEPOINT,
	                     .init_pidns = in_first_pidns()};
}

const char *pushdown_filter(struct arena *a, const struct feed *f, const struct target *t)
{
	struct push p = start(a, f, t);

	return push(&p, t->clause->variant->clause->filter);
}

bool pushdown_is_whole(struct arena *a, const struct feed *f, const struct target *t)
{
	struct push p = start(a, f, t);

	return push(&p, t->clause->variant->clause->filter) && !p.partial;
}
