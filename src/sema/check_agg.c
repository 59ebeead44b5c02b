// SPDX-License-Identifier: GPL-2.0-or-later
/* Aggregations: @x = count() and the others. */
#include "sema/check_call.h"

#define MAX_HIST_BITS     5
#define MAX_LHIST_BUCKETS 1000

static const struct type *check_count(struct check *c, struct expr *e)
{
	return type_simple(c->s->arena, TY_COUNT, false);
}

static const struct type *check_one_value(struct check *c, struct expr *e)
{
	static const u8 kinds[FN_MAX_ENUM] = {
	        [FN_SUM] = TY_SUM, [FN_MIN] = TY_MIN,     [FN_MAX] = TY_MAX,
	        [FN_AVG] = TY_AVG, [FN_STATS] = TY_STATS,
	};
	struct expr *arg = e->call.args;

	if (!wants_integer(c, e, arg))
		return NULL;
	return type_simple(c->s->arena, kinds[e->call.builtin->func], arg->type->is_signed);
}

static const struct type *check_hist(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	struct type *t;
	u64 bits = 0;

	if (!wants_integer(c, e, arg))
		return NULL;
	if (arg->next) {
		if (!wants_const(c, e, arg->next, "second argument"))
			return NULL;
		bits = arg->next->const_value;
		if (bits > MAX_HIST_BITS)
			return check_error(c, arg->next->span,
			                   "hist() bits must be from 0 to %u (%lld provided)",
			                   MAX_HIST_BITS, (long long)bits);
	}
	t = arena_memdup(c->s->arena, type_simple(c->s->arena, TY_HIST, false), sizeof(*t));
	t->count = (u32)bits;
	return t;
}

static bool lhist_bounds(struct check *c, struct expr *e, s64 bounds[3])
{
	static const char *const names[] = {"min", "max", "step"};
	struct expr *arg = e->call.args->next;

	for (u32 i = 0; i < 3; i++, arg = arg->next) {
		if (!wants_const(c, e, arg, names[i]))
			return false;
		bounds[i] = (s64)arg->const_value;
	}
	return true;
}

static const struct type *check_lhist(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args, *step = arg->next->next->next;
	s64 b[3], buckets;
	struct type *t;

	if (!wants_integer(c, e, arg) || !lhist_bounds(c, e, b))
		return NULL;
	if (b[0] >= b[1])
		return check_error(c, arg->next->span,
		                   "lhist() min must be less than max (%lld and %lld)",
		                   (long long)b[0], (long long)b[1]);
	if (b[2] <= 0)
		return check_error(c, step->span, "lhist() step must be positive (%lld provided)",
		                   (long long)b[2]);
	if ((u64)b[1] - (u64)b[0] > INT64_MAX)
		return check_error(c, e->span, "lhist() range is too large");
	buckets = (b[1] - b[0]) / b[2];
	if (buckets > MAX_LHIST_BUCKETS) {
		check_error(c, e->span, "lhist() too many buckets, must be <= %d (would need %lld)",
		            MAX_LHIST_BUCKETS, (long long)buckets);
		check_hint(c, "a step of %lld is enough",
		           (long long)((b[1] - b[0] + MAX_LHIST_BUCKETS - 1) / MAX_LHIST_BUCKETS));
		return NULL;
	}
	if (!buckets)
		return check_error(c, step->span, "lhist() step is larger than max - min");
	t = arena_memdup(c->s->arena, type_simple(c->s->arena, TY_LHIST, false), sizeof(*t));
	t->lhist_min = b[0];
	t->lhist_max = b[1];
	t->lhist_step = b[2];
	t->count = (u32)buckets;
	return t;
}

static call_rule *const rules[FN_MAX_ENUM] = {
        [FN_COUNT] = check_count,   [FN_SUM] = check_one_value, [FN_MIN] = check_one_value,
        [FN_MAX] = check_one_value, [FN_AVG] = check_one_value, [FN_STATS] = check_one_value,
        [FN_HIST] = check_hist,     [FN_LHIST] = check_lhist,
};

bool is_aggregate(const struct expr *e)
{
	const struct builtin *b = e->kind == EXPR_CALL ? builtin_find(e->call.name, true) : NULL;

	return b && b->kind == BUILTIN_AGG;
}

const struct type *check_aggregate(struct check *c, struct expr *e)
{
	e->call.builtin = builtin_find(e->call.name, true);
	if (!check_arity(c, e))
		return NULL;
	return e->type = rules[e->call.builtin->func](c, e);
}
