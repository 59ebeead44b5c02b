// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Events that are only counted, `@x = count()`: the kernel's own counters do that, exactly and
 * without a record an event. The maps are brought up to date when somebody is about to look.
 */
#include <string.h>

#include "stream/stream.h"

/* The map, if `@x = count()` is all that the clause does; else NULL. */
static struct map *counted_map(const struct plan_clause *c)
{
	const struct stmt *s = c->variant->clause->body;
	const struct expr *to, *value;

	if (!s || s->next || s->kind != STMT_ASSIGN || s->assign.op != OP_NONE)
		return NULL;
	to = s->assign.target;
	value = s->assign.value;
	if (to->kind != EXPR_MAP || to->map.key || value->kind != EXPR_CALL ||
	    !value->call.builtin || value->call.builtin->func != FN_COUNT)
		return NULL;
	return to->map.map;
}

struct use {
	const struct map *map;
	bool found;
};

static bool visit(struct expr *e, void *arg)
{
	struct use *u = arg;

	u->found |= e->kind == EXPR_MAP && e->map.map == u->map;
	return !u->found;
}

static bool mentions(const struct plan_clause *c, const struct map *m)
{
	struct use u = {m, false};

	ast_walk_expr(c->variant->clause->filter, visit, &u);
	ast_walk_stmts(c->variant->clause->body, visit, &u);
	return u.found;
}

/* A clause of another event that looks at the map has to find what was counted before it. */
static bool read_by_events(const struct plan *p, const struct map *m)
{
	for (u32 i = 0; i < p->nclauses; i++)
		if (!p->clauses[i].in_user && counted_map(&p->clauses[i]) != m &&
		    mentions(&p->clauses[i], m))
			return true;
	return false;
}

static bool has_event_of_its_own(const struct feed *f)
{
	return f->mech == MECH_TRACEPOINT || f->mech == MECH_KPROBE_PMU ||
	       f->mech == MECH_KPROBE_EVENT || f->mech == MECH_UPROBE_PMU ||
	       f->mech == MECH_UPROBE_EVENT;
}

bool feed_only_counts(const struct backend_run *r, const struct feed *f)
{
	bool user = f->mech == MECH_UPROBE_PMU || f->mech == MECH_UPROBE_EVENT;

	if (!has_event_of_its_own(f) || (user && r->opts.pid))
		return false;
	for (const struct target *t = f->targets; t; t = t->next) {
		const struct map *m = counted_map(t->clause);

		if (!m || read_by_events(r->plan, m))
			return false;
		if (t->clause->variant->clause->filter &&
		    (f->targets->next || !f->filter || !pushdown_is_whole(r->arena, f, t)))
			return false;
	}
	return true;
}

void feed_counted(struct backend_run *r, struct feed *f, u64 total)
{
	u64 more = total - f->received;
	const u32 key = 0;

	f->received = total;
	for (const struct target *t = f->targets; t && more; t = t->next) {
		struct vm_map *m = r->maps[counted_map(t->clause)->id];
		struct agg_count *count = m->ops->lookup(m, &key);

		if (count)
			count->count += more;
	}
}
