// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What lies behind pointers, for clauses that run outside of the kernel: they cannot follow a
 * pointer, so the event that has it must capture what will be asked for.
 *
 * A map's pointers whose strings are read, here or in other clauses (@name[tid] = args.filename;
 * str(@name[tid])): where the map is assigned, the string is a slot of its own, and our VM keeps it
 * behind the pointer in the map's value. join(args.argv): each of the words is a slot. buf(p, n): a
 * slot of the most bytes that it may have.
 */
#include "plan/plan_impl.h"

#include "probe/arch.h"

struct pass {
	struct ast_visitor visitor; /* first: the callbacks are given it */
	struct plan *plan;
	struct plan_clause *clause;
};

struct map *plan_kept(const struct expr *e)
{
	const struct builtin *b = e->kind == EXPR_CALL ? e->call.builtin : NULL;
	const struct expr *arg = b && b->func == FN_STR ? e->call.args : NULL;

	while (arg && arg->kind == EXPR_CAST && arg->type && type_is_scalar(arg->type))
		arg = arg->cast.expr;
	if (!arg || arg->kind != EXPR_MAP || !arg->map.map || !arg->map.map->value)
		return NULL;
	/* an address: not what was cut from one */
	if (arg->map.map->value->kind != TY_PTR && !type_is_integer(arg->map.map->value))
		return NULL;
	return arg->map.map;
}

static bool find_reads(struct expr *e, void *arg)
{
	struct map *m = plan_kept(e);

	(void)arg;
	if (m && m->kept < e->type->size)
		m->kept = e->type->size;
	return true;
}

/* The value's string becomes a slot; NULL, or no pass->clause: can it? */
static bool keep(struct plan *p, struct plan_clause *c, struct stmt *s, bool take)
{
	struct expr *value = s->assign.value;
	s32 slot;

	if (s->assign.op != OP_NONE || c->in_user)
		return false;
	if (value->is_const)
		return true;
	if (!plan_text_slot(p, c, value, s->assign.target->map.map->kept, take ? &slot : NULL))
		return false;
	if (take) {
		value->behind = (u32)slot + 1;
		c->slots[slot].kept = true;
	}
	return true;
}

static bool find_changes(struct expr *e, void *arg)
{
	struct expr *m = e->kind == EXPR_INCDEC ? e->incdec.expr : NULL;

	(void)arg;
	if (m && m->kind == EXPR_MAP)
		m->map.map->kept = 0;
	return true;
}

static void in_expr(struct ast_visitor *v, struct expr **place)
{
	ast_expr_children(*place, v);
}

static struct map *assigned(const struct stmt *s)
{
	const struct expr *t = s->kind == STMT_ASSIGN ? s->assign.target : NULL;

	return t && t->kind == EXPR_MAP && t->map.map->kept ? t->map.map : NULL;
}

static void try_stmts(struct ast_visitor *v, struct stmt **place)
{
	struct pass *p = (struct pass *)v;

	for (struct stmt *s = *place; s; s = s->next) {
		struct map *m = assigned(s);

		if (m && !keep(p->plan, p->clause, s, false))
			m->kept = 0;
		ast_stmt_children(s, v);
	}
}

static void keep_stmts(struct ast_visitor *v, struct stmt **place)
{
	struct pass *p = (struct pass *)v;

	for (struct stmt *s = *place; s; s = s->next) {
		if (assigned(s))
			keep(p->plan, p->clause, s, true);
		ast_stmt_children(s, v);
	}
}

/* Is every value of the map one whose string can be captured? */
static void try_clause(struct plan *p, struct variant *v)
{
	struct plan_clause c = {.variant = v, .in_user = v->context == CTX_USER};
	struct pass pass = {{in_expr, try_stmts, NULL}, p, &c};

	ast_walk_expr(v->clause->filter, find_changes, NULL);
	ast_walk_stmts(v->clause->body, find_changes, NULL);
	try_stmts(&pass.visitor, &v->clause->body);
}

void plan_behind(struct plan *p)
{
	struct sema *s = p->sema;

	for (u32 i = 0; i < s->nvariants; i++) {
		if (s->variants[i]->context == CTX_USER)
			continue;
		ast_walk_expr(s->variants[i]->clause->filter, find_reads, NULL);
		ast_walk_stmts(s->variants[i]->clause->body, find_reads, NULL);
	}
	for (u32 i = 0; i < s->nvariants; i++)
		try_clause(p, s->variants[i]);
}

/* All words and the pointers to them, or nothing. */
static void join_words(struct pass *p, struct expr *e)
{
	struct join_word *words;

	words = arena_array(p->plan->arena, struct join_word, PLAN_JOIN_WORDS);
	for (u32 i = 0; i < PLAN_JOIN_WORDS; i++)
		if (!plan_word_slots(p->plan, p->clause, e->call.args, (s32)(i * arch_host()->word),
		                     &words[i]))
			return;
	e->call.words = words;
}

/* buf(p, n): as much as it may be. */
static void buffer(struct pass *p, struct expr *e)
{
	s32 slot;

	if (plan_bytes_slot(p->plan, p->clause, e->call.args, e->type->size - 4, &slot))
		e->behind = (u32)slot + 1;
}

static bool call_expr(struct expr *e, void *arg)
{
	const struct builtin *b = e->kind == EXPR_CALL ? e->call.builtin : NULL;

	if (b && b->func == FN_JOIN)
		join_words(arg, e);
	else if (b && b->func == FN_BUF && type_is_scalar(e->call.args->type))
		buffer(arg, e);
	return true;
}

void plan_behind_clause(struct plan *p, struct plan_clause *c)
{
	struct pass pass = {{in_expr, keep_stmts, NULL}, p, c};

	if (c->in_user)
		return;
	keep_stmts(&pass.visitor, &c->variant->clause->body);
	ast_walk_stmts(c->variant->clause->body, call_expr, &pass);
}

struct uses {
	s32 slot;
	u32 all, dead; /* expressions that have the slot; those that only a path goes through */
};

static bool see_var(struct expr *e, void *arg)
{
	(void)arg;
	if (e->slot >= 0)
		return false;
	if (e->kind == EXPR_VAR && e->var.sym)
		e->var.sym->seen++;
	return true;
}

static bool see_use(struct expr *e, void *arg)
{
	struct uses *u = arg;

	if (e->kind == EXPR_VAR && e->var.sym && e->slot < 0 && e->var.sym->seen == 1 &&
	    e->var.sym->assignments == 1 && e->var.sym->only && e->var.sym->only->slot == u->slot)
		u->dead++;
	u->all += e->slot == u->slot;
	return e->slot < 0;
}

/* $task = curtask; $task->pid: nobody asks for the variable's value. */
void plan_unread(struct plan_clause *c)
{
	struct clause *cl = c->variant->clause;

	ast_walk_expr(cl->filter, see_var, NULL);
	ast_walk_stmts(cl->body, see_var, NULL);
	for (u32 i = 0; i < c->nslots; i++) {
		struct uses u = {(s32)i, 0, 0};

		if (c->slots[i].root != ROOT_CURTASK || c->slots[i].deref || c->slots[i].nsteps)
			continue;
		ast_walk_expr(cl->filter, see_use, &u);
		ast_walk_stmts(cl->body, see_use, &u);
		c->slots[i].unread = u.all && u.all == u.dead;
	}
}
