// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * strlen(), strstr(), memcmp(): loops over strings that lie in the scratch area, where every
 * verifier since 5.3 allows an offset that changes. Each loop counts in r1, up to a constant.
 */
#include <string.h>

#include "code/text.h"

bool text_loops(struct gen *g, const struct expr *e)
{
	if (!in_kernel(g) || g->opts->caps->bounded_loops)
		return true;
	gen_error(g, e->span, "%s() loops, and this kernel's BPF has no loops (they came with 5.3)",
	          e->call.name);
	return false;
}

struct mem text_in_scratch(struct gen *g, struct expr *e, u32 size)
{
	struct mem m;

	size = ALIGN_UP(size, 8);
	m = scratch_alloc(g, size);
	mem_zero(g, m, size);
	gen_to_mem(g, e, m, e->type, true);
	return m;
}

struct val text_result(struct gen *g, u8 reg)
{
	struct mem m = scratch_alloc(g, 8);

	store(g, m, 8, reg);
	load(g, R0, m, 8, false);
	return val_r0();
}

/* r2 = the address of byte r1 of m, less the offset, which is left for the load */
static struct mem byte_at(struct gen *g, struct mem m)
{
	mov_reg(g, R2, m.reg);
	alu_reg(g, BPF_ADD, R2, R1);
	return (struct mem){R2, m.off};
}

/* The next round, while r1 is less than n; no loop where there is only one. */
void text_again(struct gen *g, u32 n, u32 top)
{
	alu_imm(g, BPF_ADD, R1, 1);
	if (n > 1)
		jump_imm(g, BPF_JLT, R1, n, top);
}

struct val gen_strlen(struct gen *g, struct expr *e)
{
	struct expr *s = e->call.args;
	struct marks saved = marks(g);
	u32 top = label_new(g), done = label_new(g);
	struct val v;
	struct mem m;

	if (!text_loops(g, e))
		return val_imm(0);
	m = text_in_scratch(g, s, s->type->size);
	mov_imm(g, R1, 0);
	label_here(g, top);
	load(g, R0, byte_at(g, m), 1, false);
	jump_imm(g, BPF_JEQ, R0, 0, done);
	text_again(g, s->type->size, top);
	label_here(g, done);
	v = text_result(g, R1);
	release(g, saved);
	return v;
}

/* Jump to differ unless the literal is at the haystack's byte r1. */
static void match_literal(struct gen *g, struct mem at, const char *s, u32 len, u32 differ)
{
	for (u32 i = 0; i < len; i += 8) {
		u32 n = len - i < 8 ? len - i : 8;

		load(g, R0, mem_at(at, (s32)i), 8, false);
		text_keep(g, R0, n);
		jump_imm(g, BPF_JNE, R0, (s64)text_word(s, len, i, n), differ);
	}
}

/* 0xff for each byte of the word in r0 that is not NUL → r0; r3 is destroyed */
static void byte_mask(struct gen *g)
{
	for (u32 shift = 4; shift; shift /= 2) {
		mov_reg(g, R3, R0);
		alu_imm(g, BPF_RSH, R3, shift);
		alu_reg(g, BPF_OR, R0, R3);
	}
	mov_imm(g, R3, 0x0101010101010101);
	alu_reg(g, BPF_AND, R0, R3);
	alu_imm(g, BPF_MUL, R0, 0xff);
}

/* The same for a needle in memory, whose masks follow it: no jump, but for the one at the end. */
static void match_memory(struct gen *g, struct mem at, struct mem needle, u32 size, u32 differ)
{
	mov_imm(g, R4, 0);
	for (u32 i = 0; i < size; i += 8) {
		load(g, R0, mem_at(at, (s32)i), 8, false);
		load(g, R3, mem_at(needle, (s32)i), 8, false);
		alu_reg(g, BPF_XOR, R0, R3);
		load(g, R3, mem_at(needle, (s32)(size + i)), 8, false);
		alu_reg(g, BPF_AND, R0, R3);
		alu_reg(g, BPF_OR, R4, R0);
	}
	jump_imm(g, BPF_JNE, R4, 0, differ);
}

static struct mem needle_in_scratch(struct gen *g, struct expr *needle, u32 size)
{
	struct mem m = text_in_scratch(g, needle, 2 * size);

	for (u32 i = 0; i < size; i += 8) {
		load(g, R0, mem_at(m, (s32)i), 8, false);
		byte_mask(g);
		store(g, mem_at(m, (s32)(size + i)), 8, R0);
	}
	return m;
}

struct val gen_strstr(struct gen *g, struct expr *e)
{
	struct expr *hay = e->call.args, *needle = hay->next;
	bool literal = needle->kind == EXPR_STR;
	u32 len = literal ? (u32)strnlen(needle->str.data, needle->str.len) : 0;
	u32 size = ALIGN_UP(literal ? len : needle->type->size, 8);
	u32 top = label_new(g), next = label_new(g), found = label_new(g);
	struct marks saved = marks(g);
	struct mem m, n = {0}, at;
	struct val v;

	if (!text_loops(g, e))
		return val_imm(0);
	m = text_in_scratch(g, hay, hay->type->size + size);
	if (!literal)
		n = needle_in_scratch(g, needle, size);
	mov_imm(g, R1, 0);
	label_here(g, top);
	at = byte_at(g, m);
	if (literal)
		match_literal(g, at, needle->str.data, len, next);
	else
		match_memory(g, at, n, size, next);
	if (!literal || len)
		jump(g, found);
	label_here(g, next);
	if (!literal || len) {
		text_again(g, hay->type->size, top);
		mov_imm(g, R1, -1);
	}
	label_here(g, found);
	v = text_result(g, R1);
	release(g, saved);
	return v;
}

struct val gen_strcontains(struct gen *g, struct expr *e)
{
	to_reg(g, R0, gen_strstr(g, e));
	/* -1 is the only negative result */
	alu_imm(g, BPF_RSH, R0, 63);
	alu_imm(g, BPF_XOR, R0, 1);
	return val_r0();
}

/* The difference of the first bytes that are not the same: r0 - r3 */
struct val gen_memcmp(struct gen *g, struct expr *e)
{
	struct expr *l = e->call.args, *r = l->next, *count = r->next;
	u32 max = l->type->size < r->type->size ? l->type->size : r->type->size;
	u32 top = label_new(g), done = label_new(g);
	struct marks saved = marks(g);
	struct mem a, b, limit = {0}, at;
	struct val v;

	if (!text_loops(g, e))
		return val_imm(0);
	a = text_in_scratch(g, l, l->type->size);
	b = text_in_scratch(g, r, r->type->size);
	if (count->is_const && count->const_value < max)
		max = (u32)count->const_value;
	if (!count->is_const) {
		limit = scratch_alloc(g, 8);
		to_reg(g, R0, gen_val(g, count));
		store(g, limit, 8, R0);
	}
	mov_imm(g, R0, 0);
	if (!max)
		return val_r0();
	mov_imm(g, R1, 0);
	label_here(g, top);
	if (!count->is_const) {
		mov_imm(g, R0, 0);
		load(g, R3, limit, 8, false);
		jump_reg(g, BPF_JGE, R1, R3, done);
	}
	at = byte_at(g, a);
	load(g, R0, at, 1, false);
	mov_reg(g, R2, b.reg);
	alu_reg(g, BPF_ADD, R2, R1);
	load(g, R3, (struct mem){R2, b.off}, 1, false);
	alu_reg(g, BPF_SUB, R0, R3);
	jump_imm(g, BPF_JNE, R0, 0, done);
	text_again(g, max, top);
	label_here(g, done);
	v = text_result(g, R0);
	release(g, saved);
	return v;
}
