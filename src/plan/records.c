// SPDX-License-Identifier: GPL-2.0-or-later
/* Output records: one for each action in a clause, with its arguments laid out. */
#include "plan/plan_impl.h"

#include <string.h>

struct pass {
	struct plan *plan;
	struct plan_clause *clause;
};

struct action_of {
	enum func func;
	enum action action;
};

static const struct action_of actions[] = {
        {FN_PRINTF, ACT_PRINTF},    {FN_ERRORF, ACT_ERRORF},   {FN_WARNF, ACT_WARNF},
        {FN_DEBUGF, ACT_DEBUGF},    {FN_CLEAR, ACT_CLEAR},     {FN_ZERO, ACT_ZERO},
        {FN_TIME, ACT_TIME},        {FN_EXIT, ACT_EXIT},       {FN_JOIN, ACT_JOIN},
        {FN_CAT, ACT_CAT},          {FN_SYSTEM, ACT_SYSTEM},   {FN_PRINT, ACT_PRINT_VALUE},
        {FN_SKBOUTPUT, ACT_PACKET}, {FN_UNWATCH, ACT_UNWATCH},
};

/* Strings in a record end at their NUL: what follows is not cleared. */
/* Strings of more bytes than this are packed. */
#define PACK_ABOVE 64

static struct record_arg *new_arg(struct plan *p, struct plan_record *r, const struct type *t,
                                  struct span at)
{
	struct record_arg *arg = ARENA_PUSH(p->arena, r->args, r->nargs);

	arg->offset = r->size;
	arg->type = t;
	arg->span = at;
	return arg;
}

static void add_fixed(struct plan *p, struct plan_record *r, const struct type *t, struct span at)
{
	new_arg(p, r, t, at);
	r->size += plan_store_size(t);
}

static void add_arg(struct plan *p, struct plan_record *r, const struct type *t, struct span at)
{
	if (t->kind != TY_STR || t->size <= PACK_ABOVE) {
		add_fixed(p, r, t, at);
		return;
	}
	new_arg(p, r, t, at)->packed = true;
	r->size += 8;
	r->packed += t->size;
}

const void *plan_record_arg(const struct plan_record *r, u32 i, const void *rec, u32 size)
{
	const u8 *at = (const u8 *)rec + r->args[i].offset;
	u32 offset;

	if (!r->args[i].packed)
		return at;
	memcpy(&offset, at, sizeof(offset));
	return offset < size && memchr((const u8 *)rec + offset, 0, size - offset)
	               ? (const u8 *)rec + offset
	               : NULL;
}

static bool starts_with_format(enum action a)
{
	return a == ACT_PRINTF || a == ACT_ERRORF || a == ACT_WARNF || a == ACT_DEBUGF ||
	       a == ACT_CAT || a == ACT_SYSTEM || a == ACT_TIME;
}

static u64 const_arg(const struct expr *e)
{
	return e && e->is_const ? e->const_value : 0;
}

/* print(@m), print(@m, top, div), print(@m[k]), clear(@m), zero(@m) */
static bool map_action(struct plan *p, struct plan_record *r, struct expr *arg)
{
	if (!arg || arg->kind != EXPR_MAP)
		return false;
	r->map = arg->map.map;
	if (r->action != ACT_PRINT_VALUE)
		return true;
	if (arg->map.key) {
		r->action = ACT_PRINT_KEY;
		add_fixed(p, r, r->map->key, arg->span);
		if (!type_is_aggregate(r->map->value))
			add_fixed(p, r, r->map->value, arg->span);
		return true;
	}
	r->action = ACT_PRINT_MAP;
	r->top = const_arg(arg->next);
	r->div = arg->next ? const_arg(arg->next->next) : 0;
	return true;
}

static void join_words(struct plan *p, struct plan_record *r, const struct expr *arg)
{
	const struct type *word = type_str(p->arena, p->sema->config.max_strlen);

	for (u32 i = 0; i < PLAN_JOIN_WORDS; i++)
		add_arg(p, r, word, arg->span);
	r->format = arg->next && arg->next->kind == EXPR_STR ? arg->next->str.data : " ";
}

static void make_record(struct plan *p, struct expr *call, enum action action)
{
	struct plan_record *r = ARENA_PUSH(p->arena, p->records, p->nrecords);
	struct expr *arg = call->call.args;

	r->id = p->nrecords - 1;
	r->action = action;
	r->span = call->span;
	r->size = sizeof(struct record_header);
	call->call.record = r->id;
	if (starts_with_format(action)) {
		r->format = arg && arg->kind == EXPR_STR ? arg->str.data : "%H:%M:%S\n";
		arg = arg ? arg->next : NULL;
	} else if (action == ACT_PACKET) {
		r->format = arg->str.data;
		r->top = arg->next->next->next->const_value;
		r->size = sizeof(struct packet_record);
		p->special[SPECIAL_PACKETS] = true;
		return;
	} else if (map_action(p, r, arg)) {
		return;
	} else if (action == ACT_JOIN) {
		join_words(p, r, arg);
		return;
	}
	for (; arg; arg = arg->next)
		add_arg(p, r, arg->type, arg->span);
}

/* delete(@x) of what each CPU has a share of: a program cannot reach the others' shares. */
static bool is_clear(const struct expr *call)
{
	const struct expr *m = call->call.args;

	return call->call.builtin->func == FN_DELETE && m->kind == EXPR_MAP &&
	       m->map.map->percpu_array;
}

static bool record_expr(struct expr *e, void *arg)
{
	struct pass *pass = arg;

	if (e->kind != EXPR_CALL || !e->call.builtin)
		return true;
	if (is_clear(e)) {
		make_record(pass->plan, e, ACT_CLEAR);
		pass->plan->special[SPECIAL_RING] = true;
	}
	for (u32 i = 0; i < ARRAY_LEN(actions); i++)
		if (actions[i].func == e->call.builtin->func)
			make_record(pass->plan, e, actions[i].action);
	return true;
}

static void add_warning(struct plan *p, struct plan_clause *c)
{
	struct plan_record *r = ARENA_PUSH(p->arena, p->records, p->nrecords);

	r->id = p->nrecords - 1;
	r->action = ACT_HELPER_ERROR;
	r->span = c->variant->clause->span;
	r->size = sizeof(struct record_header);
	for (u32 i = 0; i < 4; i++)
		add_fixed(p, r, &type_s64, r->span);
	c->warning = p->nrecords;
	p->special[SPECIAL_RING] = true;
}

int plan_records(struct plan *p, struct plan_clause *c)
{
	struct pass pass = {p, c};

	if (p->sema->warn_helpers)
		add_warning(p, c);
	ast_walk_expr(c->variant->clause->filter, record_expr, &pass);
	ast_walk_stmts(c->variant->clause->body, record_expr, &pass);
	return 0;
}
