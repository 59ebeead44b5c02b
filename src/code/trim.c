/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "code/trim.h"

#include <stdlib.h>

#include "util/mem.h"

#define MAX_HOPS 16 /* a loop of nothing but jumps has no end */

struct trim {
	struct code *code;
	bool *keep;
	u32 *work; /* stack of instructions to visit */
};

static bool is_imm64(const struct bpf_insn *in)
{
	return in->code == (BPF_LD | BPF_IMM | BPF_DW);
}

/* The address of a function of the program: as far from here as the value says. */
static bool is_func(const struct bpf_insn *in)
{
	return is_imm64(in) && in->src_reg == BPF_PSEUDO_FUNC;
}

static bool is_goto(const struct bpf_insn *in)
{
	return in->code == (BPF_JMP | BPF_JA);
}

static bool is_jump(const struct bpf_insn *in)
{
	u8 class = BPF_CLASS(in->code), op = BPF_OP(in->code);

	return (class == BPF_JMP || class == BPF_JMP32) && op != BPF_CALL && op != BPF_EXIT;
}

static u32 target(const struct code *c, u32 i)
{
	return (u32)((s64)i + 1 + c->insns[i].off);
}

/* Forwards only: a loop's own jump stays the one that closes it. */
static void shorten_jumps(struct code *c)
{
	for (u32 i = 0; i < c->ninsns; i++) {
		u32 to;

		if (is_imm64(&c->insns[i])) {
			i++;
			continue;
		}
		if (!is_jump(&c->insns[i]))
			continue;
		to = target(c, i);
		for (u32 hop = 0; hop < MAX_HOPS && to > i && is_goto(&c->insns[to]); hop++) {
			u32 next = target(c, to);

			if (next <= to || next - i - 1 > INT16_MAX)
				break;
			to = next;
		}
		c->insns[i].off = (s16)(to - i - 1);
	}
}

static void mark_reached(struct trim *t)
{
	const struct code *c = t->code;
	u32 n = 1;

	for (u32 i = 0; i < c->ninsns; i++)
		t->keep[i] = false;
	t->work[0] = 0;
	while (n) {
		u32 i = t->work[--n];

		while (i < c->ninsns && !t->keep[i]) {
			const struct bpf_insn *in = &c->insns[i];

			t->keep[i] = true;
			if (in->code == (BPF_JMP | BPF_EXIT))
				break;
			if (is_goto(in)) {
				i = target(c, i);
				continue;
			}
			if (is_jump(in))
				t->work[n++] = target(c, i);
			if (is_func(in))
				t->work[n++] = (u32)((s64)i + 1 + in->imm);
			if (is_imm64(in))
				t->keep[++i] = true;
			i++;
		}
	}
}

/* A jump, conditional or not, over nothing that is kept. */
static bool drop_empty_jumps(struct trim *t)
{
	const struct code *c = t->code;
	bool any = false;

	for (u32 i = 0; i < c->ninsns; i++) {
		u32 k, to;

		if (!t->keep[i])
			continue;
		if (is_imm64(&c->insns[i])) {
			i++;
			continue;
		}
		if (!is_jump(&c->insns[i]) || c->insns[i].off < 0)
			continue;
		to = target(c, i);
		for (k = i + 1; k < to && !t->keep[k]; k++)
			;
		if (k == to) {
			t->keep[i] = false;
			any = true;
		}
	}
	return any;
}

/* place[i]: how many instructions are kept before i. */
static void close_gaps(struct trim *t, u32 *place)
{
	struct code *c = t->code;
	u32 n = 0, relocs = 0;

	for (u32 i = 0; i < c->ninsns; i++) {
		place[i] = n;
		n += t->keep[i];
	}
	place[c->ninsns] = n;
	for (u32 i = 0; i < c->ninsns; i++) {
		struct bpf_insn in = c->insns[i];

		if (!t->keep[i])
			continue;
		if (is_jump(&in))
			in.off = (s16)((s64)place[target(c, i)] - place[i] - 1);
		if (is_func(&in))
			in.imm = (s32)((s64)place[(s64)i + 1 + in.imm] - place[i] - 1);
		if (is_imm64(&in)) {
			c->insns[place[i]] = in;
			if (c->spans)
				c->spans[place[i]] = c->spans[i];
			in = c->insns[++i];
		}
		c->insns[place[i]] = in;
		if (c->spans)
			c->spans[place[i]] = c->spans[i];
	}
	for (u32 i = 0; i < c->nrelocs; i++) {
		struct reloc r = c->relocs[i];

		if (!t->keep[r.insn])
			continue;
		r.insn = place[r.insn];
		c->relocs[relocs++] = r;
	}
	c->nrelocs = relocs;
	c->ninsns = n;
}

void code_trim(struct code *c)
{
	u32 n = c->ninsns + 1, *place = mem_alloc(n, sizeof(*place));
	struct trim t = {.code = c, .keep = mem_alloc(n, sizeof(*t.keep))};
	bool again = c->ninsns > 0;

	t.work = mem_alloc(2 * (size_t)n, sizeof(*t.work));
	while (again) {
		shorten_jumps(c);
		mark_reached(&t);
		again = drop_empty_jumps(&t);
		close_gaps(&t, place);
	}
	free(place);
	free(t.keep);
	free(t.work);
}
