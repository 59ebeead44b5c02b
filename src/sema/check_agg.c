// SPDX-License-Identifier: GPL-2.0-or-later
/* Aggregations: @x = count() and the others. */
#include <string.h>

#include "sema/check_call.h"

#define MAX_HIST_BITS        5
#define MAX_LHIST_BUCKETS    1000
#define MAX_SERIES_INTERVALS 1000000

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

static bool series_function(struct check *c, const struct expr *e, const struct expr *arg, u8 *out)
{
	static const char *const names[] = {[SERIES_AVG] = "avg",
	                                    [SERIES_MAX] = "max",
	                                    [SERIES_MIN] = "min",
	                                    [SERIES_SUM] = "sum"};

	*out = SERIES_LAST;
	if (!arg)
		return true;
	if (!wants_literal(c, e, arg))
		return false;
	for (u32 i = SERIES_AVG; i < ARRAY_LEN(names); i++)
		if (!strcmp(arg->str.data, names[i]))
			*out = (u8)i;
	if (*out != SERIES_LAST)
		return true;
	check_error(c, arg->span, "tseries() has no function \"%s\"", arg->str.data);
	check_hint(c, "\"avg\", \"max\", \"min\" or \"sum\"; the last value if none is given");
	return false;
}

static const struct type *check_tseries(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args, *interval = arg->next, *n = interval->next;
	struct type *t;
	u8 function;

	if (!wants_integer(c, e, arg) || !wants_const(c, e, interval, "interval") ||
	    !wants_const(c, e, n, "number of intervals") ||
	    !series_function(c, e, n->next, &function))
		return NULL;
	if ((s64)interval->const_value <= 0)
		return check_error(c, interval->span,
		                   "tseries() interval must be positive (%lld provided)",
		                   (long long)interval->const_value);
	if ((s64)n->const_value < 1 || n->const_value > MAX_SERIES_INTERVALS)
		return check_error(
		        c, n->span,
		        "tseries() number of intervals must be from 1 to %d (%lld provided)",
		        MAX_SERIES_INTERVALS, (long long)n->const_value);
	if (c->an->final)
		unstable_used(c->an, UNSTABLE_TSERIES, e->span);
	t = arena_memdup(c->s->arena, type_simple(c->s->arena, TY_TSERIES, arg->type->is_signed),
	                 sizeof(*t));
	t->count = (u32)n->const_value;
	t->lhist_step = (s64)interval->const_value;
	t->series = function;
	return t;
}

static call_rule *const rules[FN_MAX_ENUM] = {
        [FN_COUNT] = check_count,   [FN_SUM] = check_one_value, [FN_MIN] = check_one_value,
        [FN_MAX] = check_one_value, [FN_AVG] = check_one_value, [FN_STATS] = check_one_value,
        [FN_HIST] = check_hist,     [FN_LHIST] = check_lhist,   [FN_TSERIES] = check_tseries,
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
