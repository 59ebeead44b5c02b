// SPDX-License-Identifier: GPL-2.0-or-later
/* Comparing strings. Strings in memory are NUL padded to their size, so words can be compared. */
#include <string.h>

#include "code/text.h"
#include "code/var.h"

u64 text_word(const char *s, u32 len, u32 at, u32 n)
{
	u64 w = 0;

	for (u32 k = 0; k < n; k++) {
		u64 byte = at + k < len ? (u8)s[at + k] : 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		w |= byte << (k * 8);
#else
		w |= byte << (56 - k * 8);
#endif
	}
	return w;
}

void text_keep(struct gen *g, u8 reg, u32 n)
{
	if (n == 8)
		return;
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	alu_imm(g, BPF_LSH, reg, 64 - n * 8);
	alu_imm(g, BPF_RSH, reg, 64 - n * 8);
#else
	alu_imm(g, BPF_RSH, reg, 64 - n * 8);
	alu_imm(g, BPF_LSH, reg, 64 - n * 8);
#endif
}

static struct mem in_memory(struct gen *g, struct expr *e)
{
	u32 size = ALIGN_UP(e->type->size, 8);
	struct mem m = mem_alloc(g, size);

	if (size != e->type->size)
		store_imm(g, mem_at(m, size - 8), 8, 0);
	gen_to_mem(g, e, m, e->type, true);
	return m;
}

/*
 * So much of the string that n bytes of it can be compared with those of a literal, whose NUL may
 * be the last. What is behind the NUL is not defined.
 */
static struct mem string_upto(struct gen *g, struct expr *e, u32 n)
{
	u32 size = ALIGN_UP(n + 1, 8);
	bool str = e->kind == EXPR_CALL && e->call.builtin && e->call.builtin->func == FN_STR;
	struct mem m;

	if (e->kind == EXPR_VAR && !use_slot(g, e))
		return var_mem(g, e->var.sym);
	if (size >= e->type->size || (!use_slot(g, e) && !str && e->kind != EXPR_MAP))
		return in_memory(g, e);
	m = mem_alloc(g, size);
	gen_to_mem(g, e, m, type_str(g->arena, size), true);
	return m;
}

static void compare_literal(struct gen *g, struct expr *s, const struct expr *lit, u32 max,
                            u32 differ)
{
	u32 len = strnlen(lit->str.data, lit->str.len), n = len + 1;
	struct mem m;

	if (n > s->type->size) {
		if (len < s->type->size || len < max) {
			/* longer than anything the other side can hold */
			if (max > s->type->size || len > s->type->size) {
				in_memory(g, s); /* it may count something */
				jump(g, differ);
				return;
			}
		}
		n = s->type->size;
	}
	if (n > max)
		n = max;
	m = string_upto(g, s, n);
	for (u32 i = 0; i < n; i += 8) {
		u32 k = n - i < 8 ? n - i : 8;
		u64 w = text_word(lit->str.data, len, i, k);

		load(g, R0, mem_at(m, i), 8, false);
		text_keep(g, R0, k);
		if ((s64)w == (s32)w) {
			jump_imm(g, BPF_JNE, R0, (s64)w, differ);
			continue;
		}
		mov_imm(g, R1, (s64)w);
		jump_reg(g, BPF_JNE, R0, R1, differ);
	}
}

/* Jump if size bytes differ; both are padded with the same to a multiple of 8. */
static void compare_words(struct gen *g, struct mem a, struct mem b, u32 size, u32 differ)
{
	for (u32 i = 0; i < size; i += 8) {
		load(g, R0, mem_at(a, (s32)i), 8, false);
		load(g, R1, mem_at(b, (s32)i), 8, false);
		jump_reg(g, BPF_JNE, R0, R1, differ);
	}
}

static struct mem as_type(struct gen *g, struct expr *e, const struct type *t)
{
	struct mem m = mem_alloc(g, t->size);

	if (t->size % 8)
		store_imm(g, mem_at(m, (s32)(ALIGN_UP(t->size, 8) - 8)), 8, 0);
	gen_to_mem(g, e, m, t, true);
	return m;
}

/* Tuples and arrays: equal where every byte is. */
void gen_memory_compare(struct gen *g, struct expr *l, struct expr *r, bool equal, u32 label)
{
	const struct type *t = type_wider(g->arena, l->type, r->type);
	u32 no = equal ? label_new(g) : label;
	struct marks m = marks(g);
	struct mem a, b;

	if (!t) {
		gen_error(g, l->span, "values of these types cannot be compared");
		return;
	}
	a = as_type(g, l, t);
	b = as_type(g, r, t);
	compare_words(g, a, b, t->size, no);
	release(g, m);
	if (equal) {
		jump(g, label);
		label_here(g, no);
	}
}

static void compare_memory(struct gen *g, struct expr *l, struct expr *r, u32 max, u32 differ)
{
	u32 n = l->type->size < r->type->size ? l->type->size : r->type->size;
	struct mem a = in_memory(g, l), b = in_memory(g, r);

	if (n > max)
		n = max;
	for (u32 i = 0; i < n; i += 8) {
		u32 k = n - i < 8 ? n - i : 8;

		load(g, R0, mem_at(a, i), 8, false);
		load(g, R1, mem_at(b, i), 8, false);
		text_keep(g, R0, k);
		text_keep(g, R1, k);
		jump_reg(g, BPF_JNE, R0, R1, differ);
	}
}

void gen_string_compare(struct gen *g, struct expr *l, struct expr *r, u32 max, bool equal,
                        u32 label)
{
	u32 no = equal ? label_new(g) : label;
	struct marks m = marks(g);

	if (r->kind == EXPR_STR)
		compare_literal(g, l, r, max, no);
	else if (l->kind == EXPR_STR)
		compare_literal(g, r, l, max, no);
	else
		compare_memory(g, l, r, max, no);
	release(g, m);
	if (equal) {
		jump(g, label);
		label_here(g, no);
	}
}
