// SPDX-License-Identifier: GPL-2.0-or-later
/* Statements: assignments, control flow. */
#include "sema/check.h"

#define MAX_UNROLL 100

/* @n = @n + 1, @max = $v > @max ? $v : @max: the type may depend on the map itself. */
static bool is_computed(const struct expr *value)
{
	return value->kind == EXPR_BINARY || value->kind == EXPR_UNARY ||
	       value->kind == EXPR_TERNARY || value->kind == EXPR_VAR || value->kind == EXPR_CAST;
}

static void assign_map(struct check *c, struct stmt *s)
{
	struct expr *target = s->assign.target, *value = s->assign.value;
	const struct type *t;

	if (is_aggregate(value)) {
		t = check_aggregate(c, value);
		if (t)
			map_store(c, target, t, expr_is_weak(value->call.args), value->span);
		else
			map_use(c, target);
		return;
	}
	t = check_value(c, value);
	map_store(c, target, t, expr_is_weak(value), value->span);
	map_named(c->an, target->map.name, target->span)->computed = !t && is_computed(value);
}

static bool takes_arithmetic(const struct type *t)
{
	return type_is_integer(t) || t->kind == TY_PTR;
}

/* What adds up truth values is a number. */
static const struct type *sum_type(const struct type *t)
{
	return t->kind == TY_BOOL ? &type_s64 : t;
}

/* The operands of target op= value are those of target op value. */
static void assign_op(struct check *c, struct stmt *s)
{
	struct expr *target = s->assign.target, *value = s->assign.value;
	struct expr both = {.kind = EXPR_BINARY, .span = s->span, .slot = EXPR_NO_SLOT};
	const struct type *t = check_value(c, value), *old;

	if (target->kind == EXPR_MAP) {
		struct map_info *m = map_use(c, target);

		if (m && t && takes_arithmetic(t) &&
		    (!m->map.value || m->map.value->kind == TY_BOOL))
			map_store(c, target, sum_type(t), expr_is_weak(value), target->span);
		old = m ? m->map.value : NULL;
	} else {
		if (var_changed(c, target))
			var_widen(c, target);
		old = target->type;
		if (!old && target->var.sym && t && takes_arithmetic(t) &&
		    var_store(c, target, sum_type(t), expr_is_weak(value), value))
			old = target->type;
	}
	target->type = old;
	if (!t || !old)
		return;
	if (!takes_arithmetic(old)) {
		check_error(c, s->span, "the %s= operator cannot be used on a value of type '%s'",
		            op_text(s->assign.op), type_text(c, old));
		return;
	}
	both.binary.op = s->assign.op;
	both.binary.left = target;
	both.binary.right = value;
	both.binary.op_span = s->span;
	check_operands(c, &both);
}

static void check_assign(struct check *c, struct stmt *s)
{
	struct expr *target = s->assign.target, *value = s->assign.value;
	const struct type *t;

	if (target->kind != EXPR_MAP && target->kind != EXPR_VAR) {
		check_expr(c, value);
		check_error(c, target->span, "only maps and variables can be assigned to");
		return;
	}
	if (s->assign.op != OP_NONE) {
		assign_op(c, s);
		return;
	}
	if (target->kind == EXPR_MAP) {
		assign_map(c, s);
		return;
	}
	t = check_value(c, value);
	var_store(c, target, t, expr_is_weak(value), value);
}

static void check_let(struct check *c, struct stmt *s)
{
	struct expr *value = s->let.value;
	const struct type *declared = NULL, *t = NULL;

	if (s->let.type) {
		declared = check_type_name(c, s->let.type);
		if (!declared)
			return;
	}
	if (value)
		t = check_value(c, value);
	var_let(c, s->let.var, declared, t, expr_is_weak(value), value);
}

/* A branch that is never taken is checked, but nothing in it fails. */
static void check_branch(struct check *c, struct stmt *s, bool dead)
{
	c->dead += dead;
	check_block(c, s);
	c->dead -= dead;
}

/* Only the branch that is taken is looked at, and is what remains. */
static void comptime_if(struct check *c, struct stmt *s)
{
	enum liveness live = comptime_branch(c, s->if_.cond);

	if (live == LIVE_THEN)
		check_block(c, s->if_.then);
	else if (live == LIVE_OTHER)
		check_block(c, s->if_.other);
	if (!c->an->final)
		return;
	if (live != LIVE_THEN)
		s->if_.then = NULL;
	if (live != LIVE_OTHER)
		s->if_.other = NULL;
}

static void check_if(struct check *c, struct stmt *s)
{
	enum liveness live;

	check_condition(c, s->if_.cond, "if()");
	if (s->if_.cond->kind == EXPR_COMPTIME) {
		comptime_if(c, s);
		return;
	}
	live = comptime_branch(c, s->if_.cond);
	c->branches++;
	check_branch(c, s->if_.then, live == LIVE_OTHER);
	check_branch(c, s->if_.other, live == LIVE_THEN);
	c->branches--;
}

static void check_while(struct check *c, struct stmt *s)
{
	c->loops++;
	check_condition(c, s->while_.cond, "while()");
	check_block(c, s->while_.body);
	c->loops--;
}

static void check_unroll(struct check *c, struct stmt *s)
{
	struct expr *n = s->unroll.count;
	const struct type *t = check_value(c, n);

	if (t && !n->is_const)
		check_error(c, n->span, "unroll() expects a literal integer");
	else if (t && (s64)n->const_value < 1)
		check_error(c, n->span, "unroll minimum value is 1");
	else if (t && n->const_value > MAX_UNROLL)
		check_error(c, n->span, "unroll maximum value is %u", MAX_UNROLL);
	c->branches++;
	check_block(c, s->unroll.body);
	c->branches--;
}

/* The loop's variable, in a scope of its own around the body. */
static void check_loop(struct check *c, struct expr *var, const struct type *t, struct stmt *body)
{
	struct scope sc;

	scope_enter(c, &sc);
	c->loops++;
	var_let(c, var, t, t, false, NULL);
	check_block(c, body);
	c->loops--;
	scope_leave(c);
}

static bool check_bound(struct check *c, struct expr *e)
{
	const struct type *t = check_value(c, e);

	if (!t || type_is_integer(t))
		return t;
	check_error(c, e->span, "the range of a loop must be integers, not '%s'", type_text(c, t));
	return false;
}

static void check_range(struct check *c, struct stmt *s)
{
	check_bound(c, s->range.from);
	check_bound(c, s->range.to);
	check_loop(c, s->range.var, &type_s64, s->range.body);
}

static void check_each(struct check *c, struct stmt *s)
{
	struct expr *e = s->each.map;
	const struct type *elems[2], *t = NULL;
	struct map_info *m;

	if (e->kind != EXPR_MAP || e->map.key) {
		check_error(c, e->span, "a loop goes over a map or a range (a..b)");
		return;
	}
	m = map_whole(c, e);
	if (m && m->key_seen && !m->map.key)
		check_error(c, e->span, "@%s has no keys to loop over", m->map.name);
	if (m && m->map.key && m->map.value) {
		elems[0] = m->map.key;
		elems[1] = map_read_type(m->map.value);
		if (!elems[1])
			check_error(c, e->span, "a loop over values of type '%s' is not supported",
			            type_text(c, m->map.value));
		else
			t = type_tuple(c->s->arena, elems, 2, NULL);
	}
	check_loop(c, s->each.var, t, s->each.body);
}

static void check_jump(struct check *c, const struct stmt *s)
{
	if (c->loops == c->outer_loops)
		check_error(c, s->span, "%s used outside of a loop",
		            s->kind == STMT_BREAK ? "break" : "continue");
}

/* Calls whose work matters, not what they say of it. */
static bool does_work(const struct expr *e)
{
	static const enum func working[] = {FN_DELETE, FN_FIND, FN_SKBOUTPUT, FN_NONE};
	enum func func = e->call.builtin ? e->call.builtin->func : FN_NONE;

	for (size_t i = 0; i < ARRAY_LEN(working); i++)
		if (working[i] == func)
			return true;
	return false;
}

static void check_discarded(struct check *c, const struct stmt *s)
{
	struct expr *e = s->expr;
	const struct type *t = check_expr(c, e);

	if (!t)
		return;
	if (t->kind == TY_RECORD)
		check_error(c, e->span, "a value of type '%s' does nothing by itself",
		            type_text(c, t));
	else if (t->kind != TY_NONE && !s->discard &&
	         ((e->kind == EXPR_CALL && !does_work(e)) || e->kind == EXPR_BINARY ||
	          e->kind == EXPR_MAP || e->kind == EXPR_VAR || e->kind == EXPR_CAST))
		check_warn(c, e->span, "Return value discarded.");
}

static void check_return(struct check *c, const struct stmt *s)
{
	const struct type *t = s->ret.value ? check_value(c, s->ret.value) : NULL;

	if (t && !type_is_integer(t))
		check_error(c, s->ret.value->span, "a probe returns an integer, not '%s'",
		            type_text(c, t));
}

/* The loops around a function's call are not those of its body. */
static void check_frame(struct check *c, struct stmt *s)
{
	u32 outer = c->outer_loops;

	c->outer_loops = c->loops;
	check_block(c, s->body);
	c->outer_loops = outer;
}

static void check_stmt(struct check *c, struct stmt *s)
{
	switch (s->kind) {
	case STMT_EXPR:
		check_discarded(c, s);
		break;
	case STMT_ASSIGN:
		check_assign(c, s);
		break;
	case STMT_LET:
		check_let(c, s);
		break;
	case STMT_IF:
		check_if(c, s);
		break;
	case STMT_WHILE:
		check_while(c, s);
		break;
	case STMT_UNROLL:
		check_unroll(c, s);
		break;
	case STMT_FOR_RANGE:
		check_range(c, s);
		break;
	case STMT_FOR_MAP:
		check_each(c, s);
		break;
	case STMT_BREAK:
	case STMT_CONTINUE:
		check_jump(c, s);
		break;
	case STMT_RETURN:
		check_return(c, s);
		break;
	case STMT_BLOCK:
		check_block(c, s->body);
		break;
	case STMT_FRAME:
		check_frame(c, s);
		break;
	case STMT_LEAVE:
		break;
	}
}

void check_stmts(struct check *c, struct stmt *s)
{
	for (; s; s = s->next)
		check_stmt(c, s);
}

void check_block(struct check *c, struct stmt *s)
{
	struct scope sc;

	scope_enter(c, &sc);
	check_stmts(c, s);
	scope_leave(c);
}
