/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/lint.h"

#include <string.h>

/*
 * After so many merges at one place, ranges that still grow become unbounded: more than the longest
 * string has bytes, whose loops count to a constant.
 */
#define WIDEN_AFTER 1100

struct lint_reg lint_scalar(u64 min, u64 max)
{
	return (struct lint_reg){.kind = K_SCALAR, .min = min, .max = max};
}

struct lint_reg lint_any(void)
{
	return lint_scalar(0, UNBOUNDED);
}

void lint_start(struct lint_state *s)
{
	memset(s, 0, sizeof(*s));
	s->reached = true;
	s->r[1].kind = K_CTX;
	s->r[10].kind = K_STACK;
}

static bool same_reg(const struct lint_reg *a, const struct lint_reg *b)
{
	return a->kind == b->kind && a->map == b->map && a->id == b->id && a->off == b->off &&
	       a->min == b->min && a->max == b->max;
}

static bool may_be_null(enum lint_kind k)
{
	return k == K_VALUE || k == K_VALUE_OR_NULL;
}

static struct lint_reg merge_kinds(const struct lint_reg *a, const struct lint_reg *b)
{
	struct lint_reg r = lint_any();

	if (a->kind == K_UNINIT || b->kind == K_UNINIT)
		r.kind = K_UNINIT;
	else if (may_be_null(a->kind) && may_be_null(b->kind) && a->map == b->map &&
	         a->off == b->off)
		r = (struct lint_reg){.kind = K_VALUE_OR_NULL, .map = a->map, .off = a->off};
	else
		r.kind = K_MIXED;
	return r;
}

static bool merge_reg(struct lint_reg *to, const struct lint_reg *from, bool widen)
{
	struct lint_reg r = *to;

	if (to->kind != from->kind) {
		r = merge_kinds(to, from);
	} else if (to->kind >= K_MAP && to->map != from->map) {
		r = (struct lint_reg){.kind = K_MIXED, .max = UNBOUNDED};
	} else {
		r.id = to->id == from->id ? to->id : 0;
		r.min = from->min < to->min ? from->min : to->min;
		r.max = from->max > to->max ? from->max : to->max;
		if (to->off != from->off || (widen && (r.min != to->min || r.max != to->max))) {
			r.off = 0;
			r.min = 0;
			r.max = UNBOUNDED;
		}
	}
	if (same_reg(&r, to))
		return false;
	*to = r;
	return true;
}

bool lint_merge(struct lint_state *to, const struct lint_state *from)
{
	bool changed = false, widen;

	if (!to->reached) {
		*to = *from;
		to->merges = 0;
		return true;
	}
	widen = to->merges >= WIDEN_AFTER;
	for (u32 i = 0; i < LINT_REGS; i++)
		changed |= merge_reg(&to->r[i], &from->r[i], widen);
	for (u32 i = 0; i < LINT_SLOTS; i++)
		changed |= merge_reg(&to->spill[i], &from->spill[i], widen);
	for (u32 i = 0; i < ARRAY_LEN(to->init); i++) {
		u64 both = to->init[i] & from->init[i];

		changed |= both != to->init[i];
		to->init[i] = both;
	}
	to->merges += changed;
	return changed;
}

bool lint_stack_is_init(const struct lint_state *s, s32 off, u32 size)
{
	for (u32 i = (u32)(off + LINT_STACK), end = i + size; i < end; i++)
		if (!(s->init[i / 64] >> (i % 64) & 1))
			return false;
	return true;
}

void lint_stack_set_init(struct lint_state *s, s32 off, u32 size)
{
	u32 first = (u32)(off + LINT_STACK);

	for (u32 i = first; i < first + size; i++)
		s->init[i / 64] |= 1ULL << (i % 64);
	for (u32 i = first / 8; size && i <= (first + size - 1) / 8; i++)
		s->spill[i] = (struct lint_reg){.kind = K_UNINIT};
}

static void each_copy(struct lint_state *s, u32 id, struct lint_reg to, bool keep)
{
	for (u32 i = 0; i < LINT_REGS + LINT_SLOTS; i++) {
		struct lint_reg *r = i < LINT_REGS ? &s->r[i] : &s->spill[i - LINT_REGS];

		if (r->kind != K_VALUE_OR_NULL || r->id != id || !id)
			continue;
		if (keep) {
			r->kind = to.kind;
			r->id = 0;
		} else {
			*r = to;
		}
	}
}

void lint_null_check(struct lint_state *s, u32 id, bool null)
{
	each_copy(s, id, null ? lint_scalar(0, 0) : (struct lint_reg){.kind = K_VALUE}, !null);
}

void lint_forget_id(struct lint_state *s, u32 id)
{
	each_copy(s, id, (struct lint_reg){.kind = K_VALUE_OR_NULL}, true);
}
