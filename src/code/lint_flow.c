/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shape of the program, before anything is known about values. */
#include <stdlib.h>

#include "code/lint.h"
#include "util/mem.h"

enum colour { WHITE, GREY, BLACK };

static bool is_imm64(const struct bpf_insn *in)
{
	return in->code == (BPF_LD | BPF_IMM | BPF_DW);
}

static bool is_jump(const struct bpf_insn *in)
{
	u8 class = BPF_CLASS(in->code), op = BPF_OP(in->code);

	return (class == BPF_JMP || class == BPF_JMP32) && op != BPF_CALL && op != BPF_EXIT;
}

u32 lint_next(const struct code *c, u32 i, u32 next[2])
{
	const struct bpf_insn *in = &c->insns[i];
	u32 n = 0;

	if (in->code == (BPF_JMP | BPF_EXIT))
		return 0;
	if (in->code != (BPF_JMP | BPF_JA))
		next[n++] = i + 1 + is_imm64(in);
	if (is_jump(in))
		next[n++] = (u32)((s64)i + 1 + in->off);
	return n;
}

/* Depth first; an edge to an instruction that is being visited closes a loop. */
static int walk(struct lint *l, u8 *colour, u32 *path)
{
	const struct code *c = l->code;
	u32 depth = 1, next[2], n;

	path[0] = 0;
	colour[0] = GREY;
	while (depth) {
		u32 i = path[depth - 1], k = 0;

		l->at = i;
		n = lint_next(c, i, next);
		for (; k < n; k++) {
			if (next[k] >= c->ninsns)
				return lint_fail(l, "falls off the end");
			if (colour[next[k]] == GREY && l->caps && !l->caps->bounded_loops)
				return lint_fail(l, "a loop, which needs Linux 5.3");
			if (colour[next[k]] == WHITE)
				break;
		}
		if (k == n) {
			colour[i] = BLACK;
			depth--;
			continue;
		}
		colour[next[k]] = GREY;
		path[depth++] = next[k];
	}
	return 0;
}

static int check_jumps(struct lint *l, u8 *colour)
{
	const struct code *c = l->code;

	for (u32 i = 0; i < c->ninsns; i++) {
		if (!is_imm64(&c->insns[i]))
			continue;
		l->at = i;
		if (i + 1 == c->ninsns)
			return lint_fail(l, "half an instruction at the end");
		colour[++i] = BLACK;
	}
	for (u32 i = 0; i < c->ninsns; i++) {
		s64 to = (s64)i + 1 + c->insns[i].off;

		l->at = i;
		if (colour[i] == BLACK || !is_jump(&c->insns[i]))
			continue;
		if (to < 0 || to >= c->ninsns || colour[to] == BLACK)
			return lint_fail(l, "jump out of the program");
	}
	return 0;
}

int lint_flow(struct lint *l)
{
	const struct code *c = l->code;
	u8 *colour = mem_alloc(c->ninsns + 1, 1);
	u32 *path = mem_alloc(c->ninsns + 1, sizeof(*path));
	int err = check_jumps(l, colour);

	if (!err)
		err = walk(l, colour, path);
	for (u32 i = 0; !err && i < c->ninsns; i++) {
		l->at = i;
		if (colour[i] == WHITE)
			err = lint_fail(l, "unreachable");
	}
	free(colour);
	free(path);
	return err;
}
