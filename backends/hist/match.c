/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which clauses a table of counts can stand for: those that only add to their maps, by what is the
 * same for all events of a row. Then it does not matter when and in which order the events came.
 */
#include "backends/hist/hist.h"

#include "sema/builtin.h"

struct matcher {
	struct arena *arena;
	const struct plan_clause *clause;
	struct hist_match *out;
	u8 use;                  /* of what is being walked */
	const struct map **maps; /* that the clause adds to, as often as it does */
	u32 nmaps;
};

/* Functions whose result hangs on their arguments alone, and captures. */
static const enum func pure[] = {
        FN_STR,  FN_STRNCMP, FN_KSYM,   FN_KADDR,        FN_NTOP,        FN_PTON,
        FN_REG,  FN_KSTACK,  FN_USTACK, FN_MACADDR,      FN_BSWAP,       FN_STRERROR,
        FN_COMM, FN_PCOMM,   FN_PPID,   FN_SYSCALL_NAME, FN_STRCONTAINS, FN_STRSTR,
        FN_FIND, FN_STRLEN,  FN_STRCAP, FN_MEMCMP,       FN_GLOBMATCH,   FN_ABS,
        FN_PID,  FN_TID,     FN_NSECS,  FN_CGROUPID,     FN_BUF,
};

static bool refuse(struct matcher *m, struct span at, const char *what)
{
	if (!m->out->what) {
		m->out->span = at;
		m->out->what = what;
	}
	return false;
}

static bool is_pure(enum func f)
{
	for (u32 i = 0; i < ARRAY_LEN(pure); i++)
		if (pure[i] == f)
			return true;
	return false;
}

static bool visit(struct expr *e, void *arg)
{
	struct matcher *m = arg;

	if (e->is_const)
		return false;
	if (e->slot != EXPR_NO_SLOT) {
		m->out->uses[e->slot] |= m->use;
		return false;
	}
	switch (e->kind) {
	case EXPR_MAP:
		return refuse(m, e->span,
		              "reads a map, which holds what hist triggers have "
		              "counted only when they are read");
	case EXPR_INCDEC:
	case EXPR_BLOCK:
		return refuse(m, e->span, "hist triggers only count: there is no assignment");
	case EXPR_CALL:
		if (!e->call.builtin || !is_pure(e->call.builtin->func))
			return refuse(m, e->span,
			              "hist triggers only count: this call is an "
			              "action for each event");
		return true;
	default:
		return true;
	}
}

static void walk(struct matcher *m, struct expr *e, u8 use)
{
	m->use = use;
	ast_walk_expr(e, visit, m);
}

static void add_sum(struct matcher *m, const struct map *map, const struct expr *arg)
{
	m->out->uses[arg->slot] |= USE_SUM;
	*ARENA_PUSH(m->arena, m->out->sums, m->out->nsums) = (struct hist_sum){map, (u32)arg->slot};
}

static void aggregate(struct matcher *m, const struct stmt *s)
{
	struct expr *target = s->assign.target, *call = s->assign.value, *a;
	enum func f = call->call.builtin->func;

	walk(m, target->map.key, USE_KEY);
	*ARENA_PUSH(m->arena, m->maps, m->nmaps) = target->map.map;
	if (f == FN_TSERIES) {
		refuse(m, call->span,
		       "tseries() goes by the time of each event, which hist "
		       "triggers do not keep");
		return;
	}
	a = call->call.args;
	if (a && !a->is_const && a->slot != EXPR_NO_SLOT &&
	    (f == FN_SUM || f == FN_AVG || f == FN_STATS)) {
		add_sum(m, target->map.map, a);
		a = a->next;
	}
	for (; a; a = a->next)
		walk(m, a, USE_VALUE);
}

static void statements(struct matcher *m, const struct stmt *s);

static void statement(struct matcher *m, const struct stmt *s)
{
	const struct expr *target;

	switch (s->kind) {
	case STMT_ASSIGN:
		target = s->assign.target;
		if (target->kind == EXPR_VAR)
			walk(m, s->assign.value, USE_VALUE);
		else if (target->kind == EXPR_MAP && s->assign.op == OP_NONE &&
		         s->assign.value->kind == EXPR_CALL && s->assign.value->call.builtin &&
		         s->assign.value->call.builtin->kind == BUILTIN_AGG)
			aggregate(m, s);
		else
			refuse(m, s->span,
			       "hist triggers only count: @x = count() and other "
			       "aggregations, not assignments");
		return;
	case STMT_LET:
		walk(m, s->let.value, USE_VALUE);
		return;
	case STMT_IF:
		walk(m, s->if_.cond, USE_VALUE);
		statements(m, s->if_.then);
		statements(m, s->if_.other);
		return;
	case STMT_BLOCK:
		statements(m, s->body);
		return;
	case STMT_RETURN:
		if (!s->ret.value)
			return;
		/* fall through */
	default:
		refuse(m, s->span,
		       "hist triggers only count: nothing else can be done for an "
		       "event");
	}
}

static void statements(struct matcher *m, const struct stmt *s)
{
	for (; s && !m->out->what; s = s->next)
		statement(m, s);
}

/* What a map gets from a sum is known if nothing else of the clause goes into it. */
static void check_sums(struct matcher *m)
{
	for (u32 i = 0; i < m->out->nsums; i++) {
		u32 n = 0;

		for (u32 k = 0; k < m->nmaps; k++)
			n += m->maps[k] == m->out->sums[i].map;
		if (n > 1)
			refuse(m, m->clause->slots[m->out->sums[i].slot].span,
			       "hist triggers cannot add to a map of sums twice in a clause");
	}
}

bool hist_match(struct arena *a, const struct plan_clause *c, struct hist_match *out)
{
	struct matcher m = {.arena = a, .clause = c, .out = out};

	*out = (struct hist_match){.uses = arena_array(a, u8, c->nslots + 1)};
	walk(&m, c->variant->clause->filter, USE_FILTER);
	statements(&m, c->variant->clause->body);
	check_sums(&m);
	return !out->what;
}
