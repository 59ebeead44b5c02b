// SPDX-License-Identifier: GPL-2.0-or-later
/* Stacks: by id in a stack map, or read for their length. */
#include <errno.h>

#include "code/gen.h"

struct val fetch_stack(struct gen *g, const struct slot *s)
{
	struct type t = {.stack_depth = (u16)s->len};
	u32 map = g->sema->nmaps + SPECIAL_STACKS + plan_stack_map(g->plan, &t);
	u32 flags = s->root == ROOT_USTACK ? BPF_F_USER_STACK : 0, ok = label_new(g);
	struct mem id = stack_alloc(g, 8);

	mov_reg(g, R1, R6);
	load_map(g, R2, map);
	mov_imm(g, R3, flags);
	call(g, BPF_FUNC_get_stackid);
	store(g, id, 8, R0);
	/* EEXIST: another stack has its place in the map. EFAULT: there is none (a kernel thread).
	 */
	jump_imm(g, BPF_JNE, R0, -EEXIST, ok);
	count_lost(g, LOST_STACK);
	label_here(g, ok);
	return val_load(id, 8, false);
}

/* What the stack map holds cannot be asked for its length: the stack is read once more. */
struct val gen_stack_len(struct gen *g, struct expr *e)
{
	const struct slot *s = e->slot >= 0 ? &g->clause->slots[e->slot] : NULL;
	struct mem frames;
	u32 ok = label_new(g);

	if (!s || (s->root != ROOT_KSTACK && s->root != ROOT_USTACK)) {
		gen_error(g, e->span, "len() of a stack that is kept: count it where it is taken");
		return val_imm(0);
	}
	if (!kernel_only(g))
		return val_imm(0);
	frames = scratch_alloc(g, s->len * 8);
	mov_reg(g, R1, R6);
	address(g, R2, frames);
	mov_imm(g, R3, s->len * 8);
	mov_imm(g, R4, s->root == ROOT_USTACK ? BPF_F_USER_STACK : 0);
	call(g, BPF_FUNC_get_stack);
	jump_imm(g, BPF_JSGE, R0, 0, ok);
	mov_imm(g, R0, 0);
	label_here(g, ok);
	alu_imm(g, BPF_RSH, R0, 3);
	return val_r0();
}
