// SPDX-License-Identifier: GPL-2.0-or-later
#include "code/pack.h"

#include "code/var.h"

void pack_begin(struct gen *g, struct pack *p, const struct plan_record *r, struct mem rec)
{
	*p = (struct pack){.r = r, .rec = rec};
	if (r->packed)
		p->cursor = stack_alloc(g, 8);
}

/* reg = bytes packed so far, with bounds that every verifier keeps. */
static void load_cursor(struct gen *g, const struct pack *p, u8 reg)
{
	u32 fits = label_new(g);

	load(g, reg, p->cursor, 8, false);
	jump_imm(g, BPF_JLE, reg, p->before, fits);
	mov_imm(g, reg, p->before);
	label_here(g, fits);
}

void pack_from(struct gen *g, struct pack *p, const struct string_source *s,
               const struct record_arg *a)
{
	u32 got = label_new(g), fits = label_new(g);

	mov_reg(g, R3, R0);
	if (p->before) {
		load_cursor(g, p, R2);
		address(g, R1, mem_at(p->rec, (s32)p->r->size));
		alu_reg(g, BPF_ADD, R1, R2);
		alu_imm(g, BPF_ADD, R2, p->r->size);
		store(g, mem_at(p->rec, (s32)a->offset), 4, R2);
	} else {
		address(g, R1, mem_at(p->rec, (s32)p->r->size));
		store_imm(g, mem_at(p->rec, (s32)a->offset), 4, (s32)p->r->size);
	}
	mov_imm(g, R2, s->max);
	call(g, string_helper(g, s));
	/* what cannot be read the helper makes an empty string */
	jump_imm(g, BPF_JSGT, R0, 0, got);
	mov_imm(g, R0, 1);
	label_here(g, got);
	jump_imm(g, BPF_JLE, R0, s->max, fits);
	mov_imm(g, R0, s->max);
	label_here(g, fits);
	if (p->before) {
		load_cursor(g, p, R1);
		alu_reg(g, BPF_ADD, R0, R1);
	}
	store(g, p->cursor, 8, R0);
	p->before += s->max;
}

void pack_all_empty(struct gen *g, struct pack *p)
{
	store_imm(g, mem_at(p->rec, (s32)p->r->size), 1, 0);
	for (u32 i = 0; i < p->r->nargs; i++)
		store_imm(g, mem_at(p->rec, (s32)p->r->args[i].offset), 4, (s32)p->r->size);
	store_imm(g, p->cursor, 8, 1);
	p->before = 1;
}

/* str(ADDRESS), str(ADDRESS, CONSTANT) */
static bool call_address(struct gen *g, const struct expr *e, struct string_source *out)
{
	struct expr *arg = e->call.args, *len = arg ? arg->next : NULL;

	if (!in_kernel(g) || !e->call.builtin || e->call.builtin->func != FN_STR ||
	    arg->kind == EXPR_PARAM || !type_is_scalar(arg->type) || (len && !len->is_const))
		return false;
	if (e->type->size < out->max)
		out->max = e->type->size;
	if (len && len->const_value + 1 < out->max)
		out->max = (u32)len->const_value + 1;
	out->user = arg->type->user;
	out->any_space = arg->type->kind != TY_PTR && !arg->type->user;
	to_reg(g, R0, gen_val(g, arg));
	return true;
}

/* Where the string is already: its address in r0. */
static bool string_address(struct gen *g, struct expr *e, struct string_source *out)
{
	if (use_slot(g, e))
		return fetch_string_address(g, e->slot, out);
	if (e->kind == EXPR_CALL)
		return call_address(g, e, out);
	if (e->kind != EXPR_VAR)
		return false;
	if (e->var.sym->type->size < out->max)
		out->max = e->var.sym->type->size;
	address(g, R0, var_mem(g, e->var.sym));
	return true;
}

void pack_string(struct gen *g, struct pack *p, struct expr *e, const struct record_arg *a)
{
	struct string_source s = {.max = a->type->size};
	struct marks m = marks(g);

	if (!string_address(g, e, &s)) {
		struct mem tmp = mem_alloc(g, ALIGN_UP(a->type->size, 8));

		gen_to_mem(g, e, tmp, a->type, false);
		address(g, R0, tmp);
	}
	pack_from(g, p, &s, a);
	release(g, m);
}

void pack_size(struct gen *g, const struct pack *p, u8 reg)
{
	if (!p->before) {
		mov_imm(g, reg, p->r->size);
		return;
	}
	load_cursor(g, p, reg);
	alu_imm(g, BPF_ADD, reg, p->r->size);
}
