/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Expressions and statements. Maps and aggregates are in eval_map.c. */
#include <fnmatch.h>
#include <string.h>

#include "tests/diff/eval_impl.h"

#define MAX_STEPS 1000000

void eval_fail(struct eval *ev, const char *what)
{
	if (!ev->unsupported)
		ev->unsupported = what;
}

/* The value as storing it in the type and loading it again leaves it. */
u64 eval_narrow(const struct type *t, u64 v)
{
	if (t->kind == TY_BOOL)
		return v != 0;
	if (t->kind != TY_INT && t->kind != TY_ENUM)
		return v;
	switch (t->size) {
	case 1:
		return t->is_signed ? (u64)(s8)v : (u8)v;
	case 2:
		return t->is_signed ? (u64)(s16)v : (u16)v;
	case 4:
		return t->is_signed ? (u64)(s32)v : (u32)v;
	default:
		return v;
	}
}

static u64 divide(u64 a, u64 b, bool is_signed)
{
	if (!b)
		return 0;
	if (!is_signed)
		return a / b;
	if (b == UINT64_MAX)
		return 0 - a;
	return (u64)((s64)a / (s64)b);
}

static u64 arithmetic(struct eval *ev, enum op op, u64 a, u64 b, bool is_signed)
{
	switch (op) {
	case OP_ADD:
		return a + b;
	case OP_SUB:
		return a - b;
	case OP_MUL:
		return a * b;
	case OP_DIV:
		return divide(a, b, is_signed);
	case OP_MOD:
		return b ? a - divide(a, b, is_signed) * b : a;
	case OP_AND:
		return a & b;
	case OP_OR:
		return a | b;
	case OP_XOR:
		return a ^ b;
	case OP_SHL:
		return a << (b & 63);
	case OP_SHR:
		return a >> (b & 63);
	default:
		eval_fail(ev, "operator");
		return 0;
	}
}

static bool compare(enum op op, int order)
{
	switch (op) {
	case OP_EQ:
		return order == 0;
	case OP_NE:
		return order != 0;
	case OP_LT:
		return order < 0;
	case OP_LE:
		return order <= 0;
	case OP_GT:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool as_signed(const struct expr *e)
{
	return e->type->is_signed || e->type->kind == TY_BOOL ||
	       (e->is_const && (s64)e->const_value >= 0);
}

static u64 eval_compare(struct eval *ev, struct expr *e)
{
	struct expr *l = e->binary.left, *r = e->binary.right;
	bool sign = as_signed(l) && as_signed(r);
	u64 a, b;

	if (l->type->kind == TY_STR && r->type->kind == TY_STR) {
		const char *s = eval_bytes(ev, l), *t = eval_bytes(ev, r);
		int order = strcmp(s, t);

		if (e->binary.op != OP_EQ && e->binary.op != OP_NE)
			eval_fail(ev, "order of strings");
		return compare(e->binary.op, order);
	}
	a = eval_scalar(ev, l);
	b = eval_scalar(ev, r);
	if (sign)
		return compare(e->binary.op, ((s64)a > (s64)b) - ((s64)a < (s64)b));
	return compare(e->binary.op, (a > b) - (a < b));
}

static bool eval_truth(struct eval *ev, struct expr *e)
{
	if (e->type->kind == TY_STR)
		return *(const char *)eval_bytes(ev, e) != '\0';
	return eval_scalar(ev, e) != 0;
}

u64 eval_arithmetic(struct eval *ev, enum op op, struct expr *l, struct expr *r,
                    const struct type *t)
{
	u64 a = eval_scalar(ev, l), b = eval_scalar(ev, r);

	return eval_narrow(t, arithmetic(ev, op, a, b, t->is_signed));
}

static u64 eval_binary(struct eval *ev, struct expr *e)
{
	enum op op = e->binary.op;

	if (op == OP_LAND)
		return eval_truth(ev, e->binary.left) && eval_truth(ev, e->binary.right);
	if (op == OP_LOR)
		return eval_truth(ev, e->binary.left) || eval_truth(ev, e->binary.right);
	if (op >= OP_EQ && op <= OP_GE)
		return eval_compare(ev, e);
	return eval_arithmetic(ev, op, e->binary.left, e->binary.right, e->type);
}

static u64 eval_unary(struct eval *ev, struct expr *e)
{
	switch (e->unary.op) {
	case OP_NOT:
		return !eval_truth(ev, e->unary.expr);
	case OP_NEG:
		return eval_narrow(e->type, 0 - eval_scalar(ev, e->unary.expr));
	case OP_BNOT:
		return eval_narrow(e->type, ~eval_scalar(ev, e->unary.expr));
	default:
		eval_fail(ev, "unary operator");
		return 0;
	}
}

static u64 eval_incdec(struct eval *ev, struct expr *e)
{
	struct expr *x = e->incdec.expr;
	u64 step = e->incdec.op == OP_INC ? 1 : UINT64_MAX, old, now;

	if (x->kind == EXPR_MAP) {
		old = eval_map_add(ev, x, step);
		now = old + step;
	} else {
		old = ev->scalars[x->var.sym->index];
		now = eval_narrow(x->var.sym->type, old + step);
		ev->scalars[x->var.sym->index] = now;
	}
	return e->incdec.prefix ? now : old;
}

static u64 eval_slot(struct eval *ev, struct expr *e)
{
	u64 value = 0;

	ev->env->fetch(ev->env, &ev->clause->slots[e->slot], &value, NULL, 0);
	return eval_narrow(e->type, value);
}

static u64 eval_strncmp(struct eval *ev, struct expr *e)
{
	struct expr *a = e->call.args, *b = a->next, *n = b->next;
	const char *s = eval_bytes(ev, a), *t = eval_bytes(ev, b);

	return strncmp(s, t, eval_scalar(ev, n)) != 0;
}

/* The position of one string in another, or -1. */
static u64 eval_strstr(struct eval *ev, struct expr *e)
{
	const char *hay = eval_bytes(ev, e->call.args),
	           *needle = eval_bytes(ev, e->call.args->next);
	const char *at = strstr(hay, needle);

	return at ? (u64)(at - hay) : UINT64_MAX;
}

static u64 eval_memcmp(struct eval *ev, struct expr *e)
{
	struct expr *l = e->call.args, *r = l->next;
	const u8 *a = eval_bytes(ev, l), *b = eval_bytes(ev, r);
	u64 n = eval_scalar(ev, r->next),
	    max = l->type->size < r->type->size ? l->type->size : r->type->size;

	for (u64 i = 0; i < n && i < max; i++)
		if (a[i] != b[i])
			return (u64)(s64)(a[i] - b[i]);
	return 0;
}

static u64 eval_globmatch(struct eval *ev, struct expr *e)
{
	const char *text = eval_bytes(ev, e->call.args), *glob = e->call.args->next->str.data;

	return !fnmatch(glob, text, FNM_NOESCAPE);
}

static u64 eval_call(struct eval *ev, struct expr *e)
{
	struct expr *arg = e->call.args;
	u64 v;

	switch (e->call.builtin->func) {
	case FN_STRNCMP:
		return eval_strncmp(ev, e);
	case FN_STRLEN:
		return strlen(eval_bytes(ev, arg));
	case FN_STRSTR:
		return eval_strstr(ev, e);
	case FN_STRCONTAINS:
		return eval_strstr(ev, e) != UINT64_MAX;
	case FN_MEMCMP:
		return eval_memcmp(ev, e);
	case FN_GLOBMATCH:
		return eval_globmatch(ev, e);
	case FN_HAS_KEY:
		return eval_has_key(ev, arg, arg->next);
	case FN_DELETE:
		return eval_delete(ev, arg, arg->next);
	case FN_ABS:
		v = eval_scalar(ev, arg);
		return (s64)v < 0 ? 0 - v : v;
	case FN_BSWAP:
		v = eval_scalar(ev, arg);
		return arg->type->size == 8   ? __builtin_bswap64(v)
		       : arg->type->size == 4 ? __builtin_bswap32((u32)v)
		       : arg->type->size == 2 ? __builtin_bswap16((u16)v)
		                              : v;
	default:
		eval_fail(ev, e->call.name);
		return 0;
	}
}

/* An element of a tuple that is in memory. */
static u64 eval_member(struct eval *ev, struct expr *e)
{
	const struct type *t = e->type;
	u8 *p = eval_place(ev, e);
	u64 v = 0;

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	memcpy((u8 *)&v + 8 - t->size, p, t->size);
#else
	memcpy(&v, p, t->size);
#endif
	return eval_narrow(t, v);
}

u64 eval_scalar(struct eval *ev, struct expr *e)
{
	if (++ev->steps > MAX_STEPS)
		eval_fail(ev, "too many steps");
	if (ev->unsupported)
		return 0;
	if (e->slot >= 0)
		return eval_slot(ev, e);
	switch (e->kind) {
	case EXPR_INT:
		return e->is_const ? e->const_value : e->i.value;
	case EXPR_VAR:
		return ev->scalars[e->var.sym->index];
	case EXPR_MAP:
		return eval_map_read(ev, e);
	case EXPR_UNARY:
		return eval_unary(ev, e);
	case EXPR_BINARY:
		return eval_binary(ev, e);
	case EXPR_TERNARY:
		return eval_scalar(ev, eval_truth(ev, e->ternary.cond) ? e->ternary.then
		                                                       : e->ternary.other);
	case EXPR_CAST:
		return eval_narrow(e->type, eval_scalar(ev, e->cast.expr));
	case EXPR_INCDEC:
		return eval_incdec(ev, e);
	case EXPR_CALL:
		return eval_call(ev, e);
	case EXPR_FIELD:
	case EXPR_TUPLE_FIELD:
		return eval_member(ev, e);
	case EXPR_BLOCK:
		eval_stmts(ev, e->block.stmts);
		return e->block.value ? eval_scalar(ev, e->block.value) : 0;
	case EXPR_COMPTIME:
		return eval_scalar(ev, e->comptime.expr);
	default:
		if (e->is_const)
			return e->const_value;
		eval_fail(ev, "expression");
		return 0;
	}
}

/* Where a tuple's element is: the whole tuple's bytes, and the offset in them. */
u8 *eval_place(struct eval *ev, struct expr *e)
{
	const struct type *t = e->field.base->type;
	u8 *base = eval_bytes(ev, e->field.base);
	u32 i = e->field.index;

	if (e->field.name)
		for (i = 0; i < t->nfields; i++)
			if (t->fields[i].name && !strcmp(t->fields[i].name, e->field.name))
				break;
	if (t->kind != TY_TUPLE || i >= t->nfields) {
		eval_fail(ev, "member");
		return arena_alloc(ev->arena, 8 + e->type->size);
	}
	return base + t->fields[i].offset;
}

static void put_scalar(u8 *dst, u32 size, u64 v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	memcpy(dst, (u8 *)&v + 8 - size, size);
#else
	memcpy(dst, &v, size);
#endif
}

/* A value of one type as another: strings are cut or padded, tuples element by element. */
static void convert(u8 *dst, const struct type *to, const u8 *src, const struct type *from)
{
	u32 n = to->size < from->size ? to->size : from->size;

	if (to->kind == TY_TUPLE && from->kind == TY_TUPLE && to->nfields == from->nfields) {
		for (u32 i = 0; i < to->nfields; i++)
			convert(dst + to->fields[i].offset, to->fields[i].type,
			        src + from->fields[i].offset, from->fields[i].type);
		return;
	}
	memcpy(dst, src, n);
	if (to->kind == TY_STR && n == to->size)
		dst[n - 1] = '\0';
}

static void tuple_into(struct eval *ev, struct expr *e, const struct type *t, u8 *dst)
{
	struct expr *elem = e->tuple.elems;

	for (u32 i = 0; i < t->nfields && elem; i++, elem = elem->next)
		eval_into(ev, elem, t->fields[i].type, dst + t->fields[i].offset);
}

/* e as a t, at dst: t->size bytes that were zero before. */
void eval_into(struct eval *ev, struct expr *e, const struct type *t, u8 *dst)
{
	if (type_is_scalar(t)) {
		put_scalar(dst, t->size ? t->size : 8, eval_scalar(ev, e));
		return;
	}
	if (ev->unsupported)
		return;
	if (e->slot >= 0) {
		ev->env->fetch(ev->env, &ev->clause->slots[e->slot], NULL, dst, t->size);
		return;
	}
	switch (e->kind) {
	case EXPR_STR:
		memcpy(dst, e->str.data, e->str.len < t->size ? e->str.len : t->size - 1);
		return;
	case EXPR_TUPLE:
		tuple_into(ev, e, t, dst);
		return;
	case EXPR_TERNARY:
		eval_into(ev, eval_truth(ev, e->ternary.cond) ? e->ternary.then : e->ternary.other,
		          t, dst);
		return;
	case EXPR_VAR:
		convert(dst, t, ev->memory[e->var.sym->index], e->var.sym->type);
		return;
	case EXPR_MAP:
		eval_map_read_into(ev, e, t, dst);
		return;
	case EXPR_FIELD:
	case EXPR_TUPLE_FIELD:
		convert(dst, t, eval_place(ev, e), e->type);
		return;
	case EXPR_CALL:
		if (e->call.builtin->func == FN_STR && e->call.args->type->kind == TY_STR) {
			eval_into(ev, e->call.args, t, dst);
			return;
		}
		eval_fail(ev, e->call.name);
		return;
	default:
		eval_fail(ev, "value in memory");
	}
}

void *eval_bytes(struct eval *ev, struct expr *e)
{
	/* one more than its size: a NUL behind any string */
	u8 *p = arena_alloc(ev->arena, e->type->size + 8);

	eval_into(ev, e, e->type, p);
	return p;
}

static void assign_var(struct eval *ev, struct sym *s, struct expr *value)
{
	u8 *p;

	if (type_is_scalar(s->type)) {
		ev->scalars[s->index] = eval_narrow(s->type, eval_scalar(ev, value));
		return;
	}
	p = arena_alloc(ev->arena, s->type->size + 8);
	eval_into(ev, value, s->type, p);
	ev->memory[s->index] = p;
}

static void clear_var(struct eval *ev, const struct sym *s)
{
	ev->scalars[s->index] = 0;
	if (!type_is_scalar(s->type))
		ev->memory[s->index] = arena_alloc(ev->arena, s->type->size + 8);
}

static void assign(struct eval *ev, struct stmt *s)
{
	struct expr *target = s->assign.target, *value = s->assign.value;
	struct sym *sym;

	if (target->kind == EXPR_MAP) {
		if (value->kind == EXPR_CALL && value->call.builtin->kind == BUILTIN_AGG)
			eval_aggregate(ev, target, value);
		else
			eval_map_assign(ev, target, s->assign.op, value);
		return;
	}
	sym = target->var.sym;
	if (s->assign.op == OP_NONE)
		assign_var(ev, sym, value);
	else
		ev->scalars[sym->index] = eval_narrow(
		        sym->type, eval_arithmetic(ev, s->assign.op, target, value, sym->type));
}

static enum flow loop_while(struct eval *ev, struct stmt *s)
{
	while (!ev->unsupported && eval_truth(ev, s->while_.cond)) {
		enum flow f = eval_stmts(ev, s->while_.body);

		if (f == FLOW_BREAK)
			break;
		if (f == FLOW_RETURN || f == FLOW_LEAVE)
			return f;
	}
	return FLOW_ON;
}

static enum flow loop_unroll(struct eval *ev, struct stmt *s)
{
	u64 n = eval_scalar(ev, s->unroll.count);

	for (u64 i = 0; i < n && !ev->unsupported; i++) {
		enum flow f = eval_stmts(ev, s->unroll.body);

		if (f == FLOW_BREAK)
			break;
		if (f == FLOW_RETURN || f == FLOW_LEAVE)
			return f;
	}
	return FLOW_ON;
}

static enum flow loop_range(struct eval *ev, struct stmt *s)
{
	s64 from = (s64)eval_scalar(ev, s->range.from), to = (s64)eval_scalar(ev, s->range.to);

	for (s64 i = from; i < to && !ev->unsupported; i++) {
		enum flow f;

		ev->scalars[s->range.var->var.sym->index] = (u64)i;
		f = eval_stmts(ev, s->range.body);
		if (f == FLOW_BREAK)
			break;
		if (f == FLOW_RETURN || f == FLOW_LEAVE)
			return f;
	}
	return FLOW_ON;
}

static void expr_stmt(struct eval *ev, struct expr *e)
{
	if (e->kind == EXPR_CALL || type_is_scalar(e->type))
		eval_scalar(ev, e);
	else
		eval_bytes(ev, e);
}

static enum flow eval_stmt(struct eval *ev, struct stmt *s)
{
	enum flow f;

	switch (s->kind) {
	case STMT_EXPR:
		expr_stmt(ev, s->expr);
		return FLOW_ON;
	case STMT_ASSIGN:
		assign(ev, s);
		return FLOW_ON;
	case STMT_LET:
		if (s->let.value)
			assign_var(ev, s->let.var->var.sym, s->let.value);
		else
			clear_var(ev, s->let.var->var.sym);
		return FLOW_ON;
	case STMT_IF:
		return eval_stmts(ev, eval_truth(ev, s->if_.cond) ? s->if_.then : s->if_.other);
	case STMT_WHILE:
		return loop_while(ev, s);
	case STMT_UNROLL:
		return loop_unroll(ev, s);
	case STMT_FOR_RANGE:
		return loop_range(ev, s);
	case STMT_BREAK:
		return FLOW_BREAK;
	case STMT_CONTINUE:
		return FLOW_CONTINUE;
	case STMT_RETURN:
		return FLOW_RETURN;
	case STMT_BLOCK:
		return eval_stmts(ev, s->body);
	case STMT_FRAME:
		f = eval_stmts(ev, s->body);
		return f == FLOW_LEAVE ? FLOW_ON : f;
	case STMT_LEAVE:
		return FLOW_LEAVE;
	default:
		eval_fail(ev, "statement");
		return FLOW_RETURN;
	}
}

enum flow eval_stmts(struct eval *ev, struct stmt *s)
{
	enum flow f = FLOW_ON;

	for (; s && f == FLOW_ON && !ev->unsupported; s = s->next)
		f = eval_stmt(ev, s);
	return f;
}

void eval_clause(struct eval *ev)
{
	const struct variant *v = ev->clause->variant;

	ev->scalars = arena_array(ev->arena, u64, v->nsyms + 1);
	ev->memory = arena_array(ev->arena, u8 *, v->nsyms + 1);
	for (u32 i = 0; i < v->nsyms; i++)
		ev->memory[i] = arena_alloc(ev->arena, v->syms[i]->type->size + 8);
	if (v->clause->filter && !eval_truth(ev, v->clause->filter))
		return;
	eval_stmts(ev, v->clause->body);
}
