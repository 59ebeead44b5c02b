// SPDX-License-Identifier: GPL-2.0-or-later
/* -k: a record for each helper that fails, while the program goes on as it would have. */
#include "code/pack.h"

static bool warns(const struct gen *g, u32 level)
{
	return g->clause->warning && g->sema->warn_helpers >= level && !g->quiet;
}

static void warn_record(struct gen *g, u32 helper)
{
	const struct plan_record *r = &g->plan->records[g->clause->warning - 1];
	struct span at = g->at.src == r->span.src && g->at.src ? g->at : r->span;
	struct marks m = marks(g);
	struct mem rec = mem_alloc(g, r->size);
	struct pack p;

	store(g, mem_at(rec, (s32)r->args[0].offset), 8, R0);
	record_header(g, rec, r->id);
	store_imm(g, mem_at(rec, (s32)r->args[1].offset), 8, (s32)helper);
	store_imm(g, mem_at(rec, (s32)r->args[2].offset), 8, (s32)at.begin);
	store_imm(g, mem_at(rec, (s32)r->args[3].offset), 8, (s32)at.end);
	pack_begin(g, &p, r, rec);
	record_send(g, &p);
	load(g, R0, mem_at(rec, (s32)r->args[0].offset), 8, false);
	release(g, m);
}

void warn_helper(struct gen *g, u32 helper)
{
	u32 ok;

	if (!warns(g, 1))
		return;
	ok = label_new(g);
	/* where older kernels call a map's function directly, r0 is an int: not sign extended */
	if (helper == BPF_FUNC_map_update_elem || helper == BPF_FUNC_map_delete_elem)
		jump_imm(g, BPF_JEQ, R0, 0, ok);
	else
		jump_imm(g, BPF_JSGE, R0, 0, ok);
	warn_record(g, helper);
	label_here(g, ok);
}

void warn_lookup(struct gen *g)
{
	u32 found;

	if (!warns(g, 2))
		return;
	found = label_new(g);
	jump_imm(g, BPF_JNE, R0, 0, found);
	warn_record(g, BPF_FUNC_map_lookup_elem);
	mov_imm(g, R0, 0);
	label_here(g, found);
}
