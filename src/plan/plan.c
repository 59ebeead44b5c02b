// SPDX-License-Identifier: GPL-2.0-or-later
/* From the typed program to the plan. */
#include "plan/plan.h"

#include <string.h>

#include "plan/plan_impl.h"

/* As many elements as a time series with keys may have, and sonde asks for. */
#define MAX_SERIES_ENTRIES 65536

struct scan {
	struct plan *plan;
	struct plan_clause *clause;
};

u32 plan_string(struct plan *p, const char *s)
{
	for (u32 i = 0; i < p->nstrings; i++)
		if (!strcmp(p->strings[i], s))
			return i;
	*ARENA_PUSH(p->arena, p->strings, p->nstrings) = s;
	return p->nstrings - 1;
}

/* An enum, and what a pointer is on a 32-bit machine. */
static const struct type *wide_copy(struct arena *a, const struct type *t)
{
	struct type *n = arena_memdup(a, t, sizeof(*n));

	n->size = n->align = 8;
	return n;
}

/* Integers in keys are 64 bits wide, so that a pid and a literal find the same row. */
static const struct type *widen_key(struct arena *a, const struct type *t)
{
	static const struct type wide_bool = {.kind = TY_BOOL, .size = 8, .align = 8};
	const struct type *elems[64];
	const char *names[64];

	if (t->kind == TY_INT)
		return type_int(8, t->is_signed);
	if (t->kind == TY_BOOL)
		return &wide_bool;
	if (type_is_scalar(t) && t->size < 8)
		return wide_copy(a, t);
	if (t->kind != TY_TUPLE || t->nfields > ARRAY_LEN(elems))
		return t;
	for (u32 i = 0; i < t->nfields; i++) {
		elems[i] = widen_key(a, t->fields[i].type);
		names[i] = t->fields[i].name;
	}
	return type_tuple(a, elems, t->nfields, t->nfields && names[0] ? names : NULL);
}

/* A key of a time series has an element for each interval: as many keys as of other maps fit. */
static u32 series_entries(const struct map *m)
{
	u64 n = (u64)m->max_entries * m->value->count;

	if (n > MAX_SERIES_ENTRIES)
		n = MAX_SERIES_ENTRIES;
	return n > m->max_entries ? (u32)n : m->max_entries;
}

static void lay_out_map(struct plan *p, struct map *m)
{
	if (m->key)
		m->key = widen_key(p->arena, m->key);
	else if (m->value && type_is_aggregate(m->value))
		m->percpu_array = true;
	if (m->key && m->value && m->value->kind == TY_TSERIES)
		m->max_entries = series_entries(m);
	m->key_size = plan_map_key_size(m);
	m->value_size = plan_map_value_size(m);
}

static void note_stack(struct plan *p, const struct type *t)
{
	u32 i;

	p->special[SPECIAL_LOST] = true;
	for (i = 0; i < STACK_MAPS && p->stack_depths[i]; i++)
		if (p->stack_depths[i] == t->stack_depth)
			return;
	if (i == STACK_MAPS) /* more depths than maps: share the deepest, cut when printing */
		return;
	p->stack_depths[i] = t->stack_depth;
	p->special[SPECIAL_STACKS + i] = true;
}

static bool scan_expr(struct expr *e, void *arg)
{
	struct scan *s = arg;
	const struct builtin *b = e->kind == EXPR_CALL ? e->call.builtin : NULL;

	if (e->type && (e->type->kind == TY_KSTACK || e->type->kind == TY_USTACK))
		note_stack(s->plan, e->type);
	if (b && (b->kind == BUILTIN_ACTION || b->func == FN_EXIT)) {
		s->plan->special[SPECIAL_RING] = true;
		s->plan->special[SPECIAL_LOST] = true;
	}
	if (b && (b->func == FN_STRFTIME || b->func == FN_CGROUP_PATH) && e->call.args)
		for (struct expr *x = e->call.args; x; x = x->next)
			if (x->kind == EXPR_STR)
				plan_string(s->plan, x->str.data);
	if (e->kind == EXPR_MAP && e->map.map && !s->clause->in_user)
		e->map.map->used_in_kernel = true;
	return true;
}

/*
 * The variable of a loop over a map holds what the map stores: keys and values wide. What is read
 * from it follows.
 */
static bool retype_expr(struct expr *e, void *arg)
{
	const struct type *base;

	if (e->kind == EXPR_VAR && e->var.sym && e->var.sym->type)
		e->type = e->var.sym->type;
	if (e->kind != EXPR_TUPLE_FIELD)
		return true;
	retype_expr(e->field.base, arg);
	base = e->field.base->type;
	if (base && base->kind == TY_TUPLE && e->field.index < base->nfields)
		e->type = base->fields[e->field.index].type;
	return true;
}

static void widen_loop(struct plan *p, const struct stmt *s)
{
	const struct map *m = s->each.map->map.map;
	struct sym *sym = s->each.var->var.sym;
	const struct type *pair[2] = {m->key, m->value};

	if (type_is_integer(m->value) || type_is_aggregate(m->value))
		pair[1] = type_int(8, m->value->is_signed);
	sym->type = type_tuple(p->arena, pair, 2, NULL);
}

/* visitor is the first member: the callbacks are given it. */
struct widener {
	struct ast_visitor visitor;
	struct plan *plan;
	bool found;
};

static void widen_in_expr(struct ast_visitor *v, struct expr **place)
{
	ast_expr_children(*place, v);
}

static void widen_in_stmts(struct ast_visitor *v, struct stmt **place)
{
	for (struct stmt *s = *place; s; s = s->next) {
		if (s->kind == STMT_FOR_MAP) {
			((struct widener *)v)->found = true;
			widen_loop(((struct widener *)v)->plan, s);
		}
		ast_stmt_children(s, v);
	}
}

/* Are there loops over maps? */
static bool widen_loops(struct plan *p, struct stmt *s)
{
	struct widener w = {{widen_in_expr, widen_in_stmts, NULL}, p, false};

	widen_in_stmts(&w.visitor, &s);
	return w.found;
}

static bool find_len(struct expr *e, void *arg)
{
	if (e->kind == EXPR_CALL && e->call.builtin && e->call.builtin->func == FN_LEN &&
	    e->call.args->kind == EXPR_MAP)
		*(bool *)arg = true;
	return true;
}

static int plan_clause(struct plan *p, struct variant *v)
{
	struct plan_clause *c = ARENA_PUSH(p->arena, p->clauses, p->nclauses);
	struct scan scan = {p, c};
	int err;

	c->id = p->nclauses - 1;
	c->variant = v;
	c->in_user = v->context == CTX_USER;
	ast_walk_expr(v->clause->filter, find_len, &c->counts_maps);
	ast_walk_stmts(v->clause->body, find_len, &c->counts_maps);
	c->loops_over_maps = widen_loops(p, v->clause->body);
	ast_walk_stmts(v->clause->body, retype_expr, NULL);
	ast_walk_expr(v->clause->filter, scan_expr, &scan);
	ast_walk_stmts(v->clause->body, scan_expr, &scan);
	err = plan_slots(p, c);
	return err ? err : plan_records(p, c);
}

struct plan *plan_make(struct sema *s)
{
	struct plan *p = arena_new_of(s->arena, struct plan);

	p->arena = s->arena;
	p->sema = s;
	for (u32 i = 0; i < s->nmaps; i++) {
		s->maps[i]->id = i;
		lay_out_map(p, s->maps[i]);
	}
	if (s->nmaps)
		p->special[SPECIAL_LOST] = true;
	plan_behind(p);
	for (u32 i = 0; i < s->nvariants; i++)
		if (plan_clause(p, s->variants[i]))
			return NULL;
	return p;
}
