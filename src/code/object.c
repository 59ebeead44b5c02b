// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pointers whose type the verifier knows, from the probe's arguments by plain loads (fentry, fexit,
 * iter), and the helpers that take them.
 */
#include <errno.h>

#include "code/gen.h"

void fetch_typed(struct gen *g, const struct expr *e, u32 none)
{
	const struct slot *s = e->slot >= 0 ? &g->clause->slots[e->slot] : NULL;
	struct mem at = {R6, 0};
	u32 i = 0;

	if (!s || !s->typed || !in_kernel(g) ||
	    (s->root != ROOT_ARG && s->root != ROOT_RETVAL && s->root != ROOT_CTX)) {
		gen_error(
		        g, e->span,
		        "this must be reached from the probe's arguments by fields alone, without "
		        "variables that change: the kernel checks what it points at");
		return;
	}
	if (s->root == ROOT_ARG)
		at.off = (s32)s->arg * 8;
	else if (s->root == ROOT_RETVAL)
		at.off = (s32)(g->clause->variant->sig ? g->clause->variant->sig->nargs : 0) * 8;
	else if (s->nsteps)
		at.off = s->steps[i++].off;
	load(g, R0, at, 8, false);
	if (s->root == ROOT_CTX) /* what an iterator is at may not be there */
		jump_imm(g, BPF_JEQ, R0, 0, none);
	for (; i < s->nsteps; i++)
		load(g, R0, (struct mem){R0, s->steps[i].off}, 8, false);
	if (s->off)
		alu_imm(g, BPF_ADD, R0, s->off);
}

/* The path of a struct path; empty if it does not fit or there is none. */
void gen_path(struct gen *g, struct expr *e, struct mem dst, u32 size)
{
	u32 none = label_new(g);

	mem_zero(g, dst, size);
	fetch_typed(g, e->call.args, none);
	mov_reg(g, R1, R0);
	address(g, R2, dst);
	mov_imm(g, R3, e->type->size < size ? e->type->size : size);
	call(g, BPF_FUNC_d_path);
	label_here(g, none);
}

/* 0 for no socket */
struct val gen_socket_cookie(struct gen *g, struct expr *e)
{
	u32 none = label_new(g);

	fetch_typed(g, e->call.args, none);
	mov_reg(g, R1, R0);
	call(g, BPF_FUNC_get_socket_cookie);
	label_here(g, none);
	return val_r0();
}

/*
 * The kernel sends the record and, behind it, the packet's first bytes. 0, or the helper's error: a
 * packet that is shorter (-EFAULT), or no room (-ENOSPC).
 */
struct val gen_skboutput(struct gen *g, struct expr *e)
{
	const struct plan_record *r = &g->plan->records[e->call.record];
	struct expr *skb = e->call.args->next;
	struct mem rec = stack_alloc(g, sizeof(struct packet_record)), len = stack_alloc(g, 8);
	u32 none = label_new(g), done = label_new(g);

	to_reg(g, R0, gen_val(g, skb->next));
	alu_imm(g, BPF_AND, R0, MAX_PACKET);
	store(g, mem_at(rec, offsetof(struct packet_record, len)), 8, R0);
	alu_imm(g, BPF_LSH, R0, 32);
	mov_imm(g, R1, (s64)BPF_F_CURRENT_CPU);
	alu_reg(g, BPF_OR, R0, R1);
	store(g, len, 8, R0);
	store_imm(g, rec, 4, (s32)r->id);
	store_imm(g, mem_at(rec, 4), 4, -1);
	call(g, BPF_FUNC_ktime_get_ns);
	store(g, mem_at(rec, 8), 8, R0);
	fetch_typed(g, skb, none);
	mov_reg(g, R1, R0);
	load_map(g, R2, g->sema->nmaps + SPECIAL_PACKETS);
	load(g, R3, len, 8, false);
	address(g, R4, rec);
	mov_imm(g, R5, sizeof(struct packet_record));
	call(g, BPF_FUNC_skb_output);
	jump_imm(g, BPF_JNE, R0, -ENOSPC, done);
	count_lost(g, LOST_OUTPUT);
	mov_imm(g, R0, -ENOSPC);
	jump(g, done);
	label_here(g, none);
	mov_imm(g, R0, -EFAULT);
	label_here(g, done);
	return val_r0();
}
