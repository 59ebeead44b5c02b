// SPDX-License-Identifier: GPL-2.0-or-later
/* Values that live in memory: strings, tuples, stacks, addresses; and functions that give values.
 */
#include <arpa/inet.h>
#include <string.h>

#include "code/text.h"
#include "code/var.h"
#include "plan/plan_impl.h"

/* {u64 value; u32 pid; u32 probe}: USTACK and USYM */
static void gen_user_address(struct gen *g, struct val v, struct mem dst)
{
	s32 pid = find_root(g, ROOT_PID);

	to_reg(g, R0, v);
	store(g, dst, 8, R0);
	if (pid >= 0) {
		to_reg(g, R0, fetch_int(g, pid));
		store(g, mem_at(dst, 8), 4, R0);
	} else {
		store_imm(g, mem_at(dst, 8), 4, 0);
	}
	store_imm(g, mem_at(dst, 12), 4, 0);
}

static void gen_literal(struct gen *g, const char *s, u32 len, struct mem dst, u32 size, bool zero)
{
	if (len >= size)
		len = size - 1;
	mem_bytes(g, dst, s, len, zero ? size : len + 1);
}

/* ntop(address), ntop(family, address): {u32 family; u8 address[16]}, padded to 24 */
static void gen_ntop(struct gen *g, struct expr *e, struct mem dst)
{
	struct expr *family = e->call.nargs > 1 ? e->call.args : NULL;
	struct expr *addr = family ? family->next : e->call.args;
	const struct type *t = addr->type;

	mem_zero(g, dst, 24);
	if (type_is_scalar(t)) {
		to_reg(g, R0, gen_val(g, addr));
		store(g, mem_at(dst, 4), 4, R0);
	} else {
		u32 size = t->size < 16 ? t->size : 16;

		gen_to_mem(g, addr, mem_at(dst, 4), t, true);
		if (t->size > 16)
			gen_error(g, addr->span, "an address has 4 or 16 bytes, not %u", t->size);
		if (!family)
			store_imm(g, dst, 4, size == 16 ? AF_INET6 : AF_INET);
	}
	if (family) {
		to_reg(g, R0, gen_val(g, family));
		store(g, dst, 4, R0);
	} else if (type_is_scalar(t)) {
		store_imm(g, dst, 4, AF_INET);
	}
}

/* strftime(fmt, ns): {u64 ns; u32 format; u32 clock} */
static void gen_strftime(struct gen *g, struct expr *e, struct mem dst)
{
	struct expr *fmt = e->call.args;

	to_reg(g, R0, gen_val(g, fmt->next));
	store(g, dst, 8, R0);
	store_imm(g, mem_at(dst, 8), 4,
	          plan_string((struct plan *)g->plan, fmt->kind == EXPR_STR ? fmt->str.data : ""));
	store_imm(g, mem_at(dst, 12), 4, 0);
}

/* Cut the string in size bytes of memory to at most max - 1 bytes, and to what len says. */
static void cut_string(struct gen *g, struct mem dst, u32 size, u32 max, struct expr *len)
{
	u32 done = label_new(g);

	mem_zero(g, mem_at(dst, (s32)max - 1), size - (max - 1));
	if (!len || len->is_const)
		return;
	to_reg(g, R0, gen_val(g, len));
	for (u32 i = max - 1; i-- > 0;) {
		jump_imm(g, BPF_JGT, R0, i, done);
		store_imm(g, mem_at(dst, (s32)i), 1, 0);
	}
	label_here(g, done);
}

/* str(@m[k]), str(@m[k], n) of a map that keeps strings behind its pointers. */
static void gen_kept(struct gen *g, struct expr *e, const struct map *m, struct mem dst, u32 size,
                     bool zero)
{
	struct expr *at = e->call.args, *len = at->next;
	u32 max = e->type->size < size ? e->type->size : size;

	while (at->kind == EXPR_CAST)
		at = at->cast.expr;
	if (zero)
		mem_zero(g, dst, size);
	if (len && len->is_const && len->const_value + 1 < max)
		max = (u32)len->const_value + 1;
	gen_map_kept(g, m, at->map.key, dst, max);
	if (len && !len->is_const)
		cut_string(g, dst, max, max, len);
}

static void gen_str(struct gen *g, struct expr *e, struct mem dst, u32 size, bool zero)
{
	struct expr *arg = e->call.args, *len = arg->next;
	u32 max = e->type->size < size ? e->type->size : size;
	struct map *kept = in_kernel(g) || g->clause->in_user ? NULL : plan_kept(e);

	if (kept && kept->kept) {
		gen_kept(g, e, kept, dst, size, zero);
		return;
	}
	if (arg->kind == EXPR_PARAM || (arg->type->kind == TY_STR && !use_slot(g, arg))) {
		gen_to_mem(g, arg, dst, type_str(g->arena, size), zero);
		if (len)
			cut_string(g, dst, size, max, len);
		return;
	}
	if (zero)
		mem_zero(g, dst, size);
	if (len && len->is_const && len->const_value + 1 < max)
		max = len->const_value + 1;
	if (arg->type->kind == TY_ARRAY || arg->type->kind == TY_STR) {
		struct lvalue lv;

		if (use_slot(g, arg)) {
			fetch_bytes(g, arg->slot, dst, max, zero);
			if (len && !len->is_const)
				cut_string(g, dst, max, max, len);
			return;
		}
		if (!gen_place(g, arg, &lv))
			return;
		if (lv.in_mem) {
			string_copy(g, dst, mem_at(lv.mem, lv.off), max, false);
			if (len && !len->is_const)
				cut_string(g, dst, max, max, len);
			return;
		}
		alu_imm(g, BPF_ADD, R0, lv.off);
		read_string(g, dst, max, lv.user, false);
		return;
	}
	if (len && !len->is_const) {
		/* the length is clamped to [1, max] where the kernel can see it */
		struct val n = spill(g, gen_val(g, len)), p;
		u32 fits = label_new(g);

		p = spill(g, gen_val(g, arg));
		to_reg(g, R2, n);
		alu_imm(g, BPF_ADD, R2, 1);
		jump_imm(g, BPF_JLE, R2, max, fits);
		mov_imm(g, R2, max);
		label_here(g, fits);
		to_reg(g, R3, p);
		mov_reg(g, R0, R3);
		mov_reg(g, R9, R2);
		read_string(g, dst, 0, arg->type->user, arg->type->kind != TY_PTR);
		return;
	}
	to_reg(g, R0, gen_val(g, arg));
	read_string(g, dst, max, arg->type->user, arg->type->kind != TY_PTR && !arg->type->user);
}

/* The length, at most max, to dst; it stays in r9. */
static void store_length(struct gen *g, struct val n, struct mem dst, u32 max)
{
	u32 fits = label_new(g);

	to_reg(g, R9, n);
	jump_imm(g, BPF_JLE, R9, max, fits);
	mov_imm(g, R9, max);
	label_here(g, fits);
	store(g, dst, 4, R9);
}

/* Only so many bytes are read: what follows may not be there. */
static void gen_buf_of_length(struct gen *g, struct expr *e, struct mem dst, u32 max)
{
	struct expr *arg = e->call.args;
	struct val n = spill(g, gen_val(g, arg->next)), p;

	p = spill(g, gen_val(g, arg));
	store_length(g, n, dst, max);
	to_reg(g, R0, p);
	read_memory(g, mem_at(dst, 4), 0, arg->type->user, arg->type->kind != TY_PTR);
}

/* buf(x, n): u32 length, then the bytes */
static void gen_buf(struct gen *g, struct expr *e, struct mem dst)
{
	struct expr *arg = e->call.args, *len = arg->next;
	u32 max = e->type->size - 4;
	bool captured = !in_kernel(g) && e->behind;

	mem_zero(g, dst, ALIGN_UP(e->type->size, 8));
	if (len && !len->is_const && type_is_scalar(arg->type) && !captured) {
		gen_buf_of_length(g, e, dst, max);
		return;
	}
	if (len && !len->is_const)
		store_length(g, gen_val(g, len), dst, max);
	else
		store_imm(g, dst, 4, max);
	if (captured) {
		fetch_bytes(g, (s32)e->behind - 1, mem_at(dst, 4), max, true);
		return;
	}
	if (!type_is_scalar(arg->type)) {
		struct mem all = mem_at(dst, 4);

		if (arg->type->size > max)
			all = mem_alloc(g, arg->type->size);
		gen_to_mem(g, arg, all, arg->type, true);
		if (arg->type->size > max)
			mem_copy(g, mem_at(dst, 4), all, max);
		return;
	}
	to_reg(g, R0, gen_val(g, arg));
	read_memory(g, mem_at(dst, 4), max, arg->type->user, arg->type->kind != TY_PTR);
}

/* The bytes of an address as text, which has been checked; their number. */
static u32 pton_bytes(const char *text, u8 out[16])
{
	bool v6 = strchr(text, ':');

	inet_pton(v6 ? AF_INET6 : AF_INET, text, out);
	return v6 ? 16 : 4;
}

void gen_call_mem(struct gen *g, struct expr *e, struct mem dst, const struct type *t, bool zero)
{
	const struct builtin *b = e->call.builtin;
	u8 address_bytes[16];

	switch (b ? b->func : FN_NONE) {
	case FN_STR:
		gen_str(g, e, dst, t->size, zero);
		return;
	case FN_BUF:
		gen_buf(g, e, dst);
		return;
	case FN_NTOP:
		gen_ntop(g, e, dst);
		return;
	case FN_USYM:
		gen_user_address(g, gen_val(g, e->call.args), dst);
		return;
	case FN_PATH:
		gen_path(g, e, dst, t->size);
		return;
	case FN_STRFTIME:
		gen_strftime(g, e, dst);
		return;
	case FN_PTON:
		mem_bytes(g, dst, address_bytes, pton_bytes(e->call.args->str.data, address_bytes),
		          t->size);
		return;
	case FN_MACADDR:
		store_imm(g, dst, 8, 0);
		gen_to_mem(g, e->call.args, dst, e->call.args->type, true);
		return;
	case FN_CGROUP_PATH:
		to_reg(g, R0, gen_val(g, e->call.args));
		store(g, dst, 8, R0);
		store_imm(g, mem_at(dst, 8), 8,
		          e->call.args->next ? (s32)plan_string((struct plan *)g->plan,
		                                                e->call.args->next->str.data)
		                             : -1);
		return;
	default:
		gen_error(g, e->span, "%s() is not supported here yet", e->call.name);
	}
}

bool same_layout(const struct type *a, const struct type *b)
{
	if (a == b)
		return true;
	if (a->kind != b->kind || a->size != b->size || a->nfields != b->nfields)
		return false;
	for (u32 i = 0; a->kind == TY_TUPLE && i < a->nfields; i++)
		if (a->fields[i].offset != b->fields[i].offset || type_element(b, a, i) != i ||
		    !same_layout(a->fields[i].type, b->fields[i].type))
			return false;
	return true;
}

/* A tuple in memory as one whose elements have other sizes: ("ab", 1) where others are longer. */
void convert_tuple(struct gen *g, struct mem dst, const struct type *t, struct mem src,
                   const struct type *from)
{
	mem_zero(g, dst, t->size);
	for (u32 i = 0; i < t->nfields && i < from->nfields; i++) {
		const struct type_field *f = &from->fields[type_element(from, t, i)];
		const struct type *to = t->fields[i].type, *of = f->type;
		struct mem d = mem_at(dst, (s32)t->fields[i].offset);
		struct mem s = mem_at(src, (s32)f->offset);

		if (type_is_scalar(to) && type_is_scalar(of)) {
			load(g, R0, s, (u8)of->size, of->is_signed);
			store(g, d, (u8)to->size, R0);
		} else if (to->kind == TY_TUPLE && of->kind == TY_TUPLE) {
			convert_tuple(g, d, to, s, of);
		} else if (to->kind == TY_STR && to->size < of->size) {
			mem_copy(g, d, s, to->size - 1);
		} else {
			mem_copy(g, d, s, of->size < to->size ? of->size : to->size);
		}
	}
}

static void gen_tuple(struct gen *g, struct expr *e, struct mem dst, const struct type *t)
{
	u32 end = 0;
	struct expr *elem = e->tuple.elems;

	for (u32 i = 0; i < t->nfields && elem; i++, elem = elem->next)
		end += t->fields[i].type->size;
	if (end != t->size) /* padding counts in keys */
		mem_zero(g, dst, t->size);
	elem = e->tuple.elems;
	for (u32 i = 0; i < t->nfields && elem; i++, elem = elem->next) {
		const struct type_field *f = &t->fields[type_element(t, e->type, i)];

		gen_to_mem(g, elem, mem_at(dst, (s32)f->offset), f->type, true);
	}
}

static void gen_mem_ternary(struct gen *g, struct expr *e, struct mem dst, const struct type *t,
                            bool zero)
{
	u32 other = label_new(g), done = label_new(g);

	gen_branch(g, e->ternary.cond, false, other);
	gen_to_mem(g, e->ternary.then, dst, t, zero);
	jump(g, done);
	label_here(g, other);
	gen_to_mem(g, e->ternary.other, dst, t, zero);
	label_here(g, done);
}

/* The string at r0. Variables hold it up to its NUL; what follows is not defined. */
static void gen_own_string(struct gen *g, struct mem dst, u32 n, bool zero)
{
	struct mem tmp = mem_alloc(g, n);

	read_pointed(g, tmp, n, false, true);
	string_copy(g, dst, tmp, n, zero);
}

/* A record, array or tuple that lies somewhere: copy or read it. */
static void gen_mem_place(struct gen *g, struct expr *e, struct mem dst, u32 size, bool zero)
{
	struct lvalue lv;
	u32 n = e->type->size < size ? e->type->size : size;

	if (e->kind == EXPR_VAR && is_long_string(e->var.sym->type)) {
		string_copy(g, dst, var_mem(g, e->var.sym), n, zero);
	} else if (e->kind == EXPR_VAR) {
		mem_copy(g, dst, var_mem(g, e->var.sym), n);
	} else if (e->kind == EXPR_UNARY) {
		const struct type *p = e->unary.expr->type;

		to_reg(g, R0, gen_val(g, e->unary.expr));
		if (p->own && e->type->kind == TY_STR)
			gen_own_string(g, dst, n, zero);
		else
			read_pointed(g, dst, n, p->user, p->own);
	} else if (gen_lvalue(g, e, &lv)) {
		if (lv.in_mem && e->type->kind == TY_STR && e->kind != EXPR_TUPLE_FIELD) {
			string_copy(g, dst, mem_at(lv.mem, lv.off), n, zero);
		} else if (lv.in_mem) {
			mem_copy(g, dst, mem_at(lv.mem, lv.off), n);
		} else {
			alu_imm(g, BPF_ADD, R0, lv.off);
			if (e->type->kind == TY_STR && lv.own) {
				gen_own_string(g, dst, n, zero);
				return;
			}
			if (e->type->kind == TY_STR && zero) {
				struct val at = spill(g, val_r0());

				mem_zero(g, dst, size);
				to_reg(g, R0, at);
			}
			if (e->type->kind == TY_STR)
				read_string(g, dst, n, lv.user, false);
			else
				read_pointed(g, dst, n, lv.user, lv.own);
		}
	}
}

/* The type of the memory that e names, which may be wider than what the expression was given. */
static const struct type *stored_type(const struct expr *e)
{
	if (e->kind == EXPR_MAP)
		return e->map.map->value;
	return e->kind == EXPR_VAR ? e->var.sym->type : e->type;
}

static bool needs_conversion(const struct expr *e, const struct type *t)
{
	if (t->kind != TY_TUPLE || e->type->kind != TY_TUPLE || e->kind == EXPR_TUPLE ||
	    e->kind == EXPR_TERNARY || e->kind == EXPR_BLOCK || e->kind == EXPR_COMPTIME)
		return false;
	return !same_layout(stored_type(e), t);
}

static void gen_mem_value(struct gen *g, struct expr *e, struct mem dst, const struct type *t,
                          bool zero)
{
	u32 size = t->size;

	if (needs_conversion(e, t)) {
		const struct type *from = stored_type(e);
		struct mem tmp = mem_alloc(g, from->size);

		gen_mem_value(g, e, tmp, from, true);
		convert_tuple(g, dst, t, tmp, from);
		return;
	}

	if (use_slot(g, e)) {
		if (e->type->kind == TY_USTACK || e->type->kind == TY_USYM)
			gen_user_address(g, fetch_int(g, e->slot), dst);
		else
			fetch_bytes(g, e->slot, dst, size, zero);
		return;
	}
	if (zero && e->type->size < size && e->kind != EXPR_STR && e->kind != EXPR_PARAM)
		mem_zero(g, mem_at(dst, e->type->size), size - e->type->size);
	switch (e->kind) {
	case EXPR_STR:
		gen_literal(g, e->str.data, e->str.len, dst, size, zero);
		break;
	case EXPR_PARAM:
		gen_literal(g, e->param.text ? e->param.text : "",
		            e->param.text ? strlen(e->param.text) : 0, dst, size, zero);
		break;
	case EXPR_TUPLE:
		gen_tuple(g, e, dst, t);
		break;
	case EXPR_TERNARY:
		gen_mem_ternary(g, e, dst, t, zero);
		break;
	case EXPR_MAP:
		gen_map_read_mem(g, e, dst, t);
		break;
	case EXPR_CALL:
		gen_call_mem(g, e, dst, t, zero);
		break;
	case EXPR_BLOCK:
		gen_stmts(g, e->block.stmts);
		if (e->block.value)
			gen_to_mem(g, e->block.value, dst, t, zero);
		break;
	case EXPR_CAST:
		gen_to_mem(g, e->cast.expr, dst, e->cast.expr->type, zero);
		break;
	case EXPR_COMPTIME:
		gen_to_mem(g, e->comptime.expr, dst, t, zero);
		break;
	default:
		gen_mem_place(g, e, dst, size, zero);
	}
}

/*
 * The value of e as a t at dst: t->size bytes (scalars too). Every byte is written if zero is set,
 * else strings may end early.
 */
void gen_to_mem(struct gen *g, struct expr *e, struct mem dst, const struct type *t, bool zero)
{
	struct marks m = marks(g);
	struct span at = g->at;

	if (g->err)
		return;
	g->at = e->span;
	if (type_is_scalar(t) && type_is_scalar(e->type)) {
		struct val v = gen_val(g, e);
		u8 size = t->size ? t->size : 8;

		if (v.kind == VAL_IMM && v.imm == (s32)v.imm) {
			store_imm(g, dst, size, (s32)v.imm);
		} else {
			to_reg(g, R0, v);
			store(g, dst, size, R0);
		}
	} else {
		gen_mem_value(g, e, dst, t, zero);
	}
	g->at = at;
	release(g, m);
}
