// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * globmatch() of a literal pattern. Stars cut the pattern into runs of single-byte elements: the
 * first run stands at the string's start, the last at its end, and each between them at the first
 * place behind the one before it, for which a loop looks.
 */
#include <string.h>

#include "code/text.h"

/* One element: the bytes it takes, '!' before a class counted in negated. */
struct element {
	const char *text; /* of a class: what stands between the brackets */
	u32 len;          /* 0: any byte */
	bool class, negated;
};

/* The element at s of n > 0 bytes → bytes that it takes of the pattern. */
static u32 element_at(const char *s, u32 n, struct element *out)
{
	u32 i = 1, begin;

	*out = (struct element){.text = s, .len = *s == '?' ? 0 : 1};
	if (*s != '[')
		return 1;
	if (i < n && (s[i] == '!' || s[i] == '^'))
		i++;
	begin = i;
	if (i < n && s[i] == ']') /* the first one is a member */
		i++;
	while (i < n && s[i] != ']')
		i++;
	if (i >= n) /* never closed: an ordinary bracket */
		return 1;
	*out = (struct element){s + begin, i - begin, true, begin > 1};
	return i + 1;
}

static void range_jump(struct gen *g, u8 low, u8 high, u32 label)
{
	if (low == high) {
		jump_imm(g, BPF_JEQ, R0, low, label);
		return;
	}
	if (low > high)
		return;
	mov_reg(g, R3, R0);
	alu_imm(g, BPF_SUB, R3, low);
	jump_imm(g, BPF_JLE, R3, high - low, label);
}

/* Jump to differ unless the byte in r0 is one of the class. */
static void match_class(struct gen *g, const struct element *e, u32 differ)
{
	u32 same = label_new(g);

	jump_imm(g, BPF_JEQ, R0, 0, differ);
	for (u32 i = 0; i < e->len; i++) {
		u8 low = (u8)e->text[i], high = low;

		if (i + 2 < e->len && e->text[i + 1] == '-') {
			high = (u8)e->text[i + 2];
			i += 2;
		}
		range_jump(g, low, high, e->negated ? differ : same);
	}
	if (!e->negated)
		jump(g, differ);
	label_here(g, same);
}

/* Elements of a run without stars. */
static u32 run_length(const char *s, u32 n)
{
	struct element e;
	u32 count = 0;

	for (u32 i = 0; i < n; count++)
		i += element_at(s + i, n - i, &e);
	return count;
}

/* Jump to differ unless the run's elements are at `at`. */
static void match_run(struct gen *g, struct mem at, const char *s, u32 n, u32 differ)
{
	struct element e;
	u32 k = 0;

	for (u32 i = 0; i < n; k++) {
		i += element_at(s + i, n - i, &e);
		load(g, R0, mem_at(at, (s32)k), 1, false);
		if (e.class)
			match_class(g, &e, differ);
		else if (e.len)
			jump_imm(g, BPF_JNE, R0, (u8)*e.text, differ);
		else
			jump_imm(g, BPF_JEQ, R0, 0, differ);
	}
}

static void match_end(struct gen *g, struct mem at, u32 differ)
{
	load(g, R0, at, 1, false);
	jump_imm(g, BPF_JNE, R0, 0, differ);
}

/* Look for the run from *pos on; *pos is then behind it. last: it ends where the string ends. */
static void find_run(struct gen *g, struct mem text, u32 size, struct mem pos, const char *s, u32 n,
                     bool last, u32 no)
{
	u32 top = label_new(g), next = label_new(g), found = label_new(g), len = run_length(s, n);
	struct mem at = {R2, text.off};

	mov_imm(g, R1, 0);
	label_here(g, top);
	load(g, R3, pos, 8, false);
	jump_reg(g, BPF_JLT, R1, R3, next);
	mov_reg(g, R2, text.reg);
	alu_reg(g, BPF_ADD, R2, R1);
	match_run(g, at, s, n, next);
	if (last)
		match_end(g, mem_at(at, (s32)len), next);
	jump(g, found);
	label_here(g, next);
	text_again(g, size, top);
	jump(g, no);
	label_here(g, found);
	alu_imm(g, BPF_ADD, R1, len);
	store(g, pos, 8, R1);
}

/* Bytes of s up to the next star that no class holds, or to its end. */
static u32 run_bytes(const char *s, u32 n)
{
	struct element e;
	u32 i = 0;

	while (i < n && s[i] != '*')
		i += element_at(s + i, n - i, &e);
	return i;
}

struct val gen_globmatch(struct gen *g, struct expr *e)
{
	struct expr *str = e->call.args, *pat = str->next;
	u32 n = (u32)strnlen(pat->str.data, pat->str.len), i = run_bytes(pat->str.data, n);
	u32 no = label_new(g), done = label_new(g), size = str->type->size;
	struct marks saved = marks(g);
	const char *s = pat->str.data;
	struct mem text, pos;

	if (i < n && !text_loops(g, e))
		return val_imm(0);
	text = text_in_scratch(g, str, size + n + 1);
	pos = scratch_alloc(g, 8);
	match_run(g, text, s, i, no);
	if (i == n)
		match_end(g, mem_at(text, (s32)run_length(s, i)), no);
	else
		store_imm(g, pos, 8, (s32)run_length(s, i));
	while (i < n) {
		u32 run = run_bytes(s + i + 1, n - i - 1);
		bool last = ++i + run == n;

		if (run)
			find_run(g, text, size, pos, s + i, run, last, no);
		i += run;
	}
	mov_imm(g, R0, 1);
	jump(g, done);
	label_here(g, no);
	mov_imm(g, R0, 0);
	label_here(g, done);
	release(g, saved);
	return val_r0();
}
