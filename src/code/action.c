// SPDX-License-Identifier: GPL-2.0-or-later
/* Actions: what user space does for a program, asked for with an output record. */
#include <string.h>

#include "code/text.h"
#include "code/pack.h"

#include "plan/plan_impl.h"
#include "probe/arch.h"

void record_send(struct gen *g, const struct pack *p)
{
	u32 ring = g->sema->nmaps + SPECIAL_RING, ok = label_new(g);

	if (!in_kernel(g) || g->opts->caps->ringbuf) {
		load_map(g, R1, ring);
		address(g, R2, p->rec);
		pack_size(g, p, R3);
		mov_imm(g, R4, 0);
		call(g, BPF_FUNC_ringbuf_output);
	} else {
		mov_reg(g, R1, R6);
		load_map(g, R2, ring);
		mov_imm(g, R3, (s64)BPF_F_CURRENT_CPU);
		address(g, R4, p->rec);
		pack_size(g, p, R5);
		call(g, BPF_FUNC_perf_event_output);
	}
	jump_imm(g, BPF_JEQ, R0, 0, ok);
	count_lost(g, LOST_OUTPUT);
	label_here(g, ok);
}

/* Perf buffers are per CPU: their records carry the time they are merged by. */
void record_header(struct gen *g, struct mem rec, u32 id)
{
	bool ordered = !in_kernel(g) || g->opts->caps->ringbuf;

	store_imm(g, rec, 4, id);
	store_imm(g, mem_at(rec, 4), 4, -1);
	if (ordered) {
		store_imm(g, mem_at(rec, 8), 8, 0);
		return;
	}
	call(g, BPF_FUNC_ktime_get_ns);
	store(g, mem_at(rec, 8), 8, R0);
}

static void join_word(struct gen *g, struct expr *arg, struct pack *p, const struct record_arg *a)
{
	bool user = arg->type->user;
	struct string_source s = {.max = a->type->size, .user = user, .any_space = !user};

	if (a->packed)
		pack_from(g, p, &s, a);
	else
		read_string(g, mem_at(p->rec, (s32)a->offset), s.max, user, !user);
}

/* The words that the event has captured, up to the first NULL. */
static void join_captured(struct gen *g, const struct join_word *words, const struct plan_record *r,
                          struct pack *p)
{
	u32 done = label_new(g);

	for (u32 i = 0; i < r->nargs; i++) {
		const struct record_arg *a = &r->args[i];
		struct string_source s = {.max = a->type->size};
		struct marks m = marks(g);
		struct mem to = a->packed ? mem_alloc(g, ALIGN_UP(s.max, 8))
		                          : mem_at(p->rec, (s32)a->offset);

		to_reg(g, R0, fetch_int(g, words[i].pointer));
		jump_imm(g, BPF_JEQ, R0, 0, done);
		fetch_bytes(g, words[i].text, to, s.max, true);
		if (a->packed) {
			address(g, R0, to);
			pack_from(g, p, &s, a);
		}
		release(g, m);
	}
	label_here(g, done);
}

/* join(char **argv): each word, up to the first NULL. The unused words are empty. */
static void join_words(struct gen *g, struct expr *e, const struct plan_record *r, struct pack *p)
{
	struct expr *arg = e->call.args;
	u8 size = arch_host()->word;
	struct mem array = stack_alloc(g, 8), word = stack_alloc(g, 8);
	u32 done = label_new(g);

	if (r->packed)
		pack_all_empty(g, p);
	for (u32 i = 0; i < r->nargs && !r->packed; i++)
		store_imm(g, mem_at(p->rec, (s32)r->args[i].offset), 1, 0);
	if (!in_kernel(g) && e->call.words) {
		join_captured(g, e->call.words, r, p);
		return;
	}
	to_reg(g, R0, gen_val(g, arg));
	store(g, array, 8, R0);
	for (u32 i = 0; i < r->nargs; i++) {
		load(g, R0, array, 8, false);
		alu_imm(g, BPF_ADD, R0, i * size);
		read_memory(g, word, size, arg->type->user, !arg->type->user);
		load(g, R0, word, size, false);
		jump_imm(g, BPF_JEQ, R0, 0, done);
		join_word(g, arg, p, &r->args[i]);
	}
	label_here(g, done);
}

/* Verifiers want every byte of the stack that a helper reads: what rounds a value's size up too. */
static void pad(struct gen *g, struct mem at, const struct type *t)
{
	u32 size = plan_store_size(t);

	if (at.reg == R10 && !type_is_scalar(t) && t->size != size)
		store_imm(g, mem_at(at, (s32)size - 8), 8, 0);
}

static void record_args(struct gen *g, struct expr *e, const struct plan_record *r, struct pack *p)
{
	struct expr *arg = e->call.args;
	struct mem rec = p->rec;
	u32 i = 0;

	if (r->action == ACT_JOIN) {
		join_words(g, e, r, p);
		return;
	}
	if (r->action == ACT_PRINT_KEY) {
		pad(g, mem_at(rec, r->args[0].offset), r->args[0].type);
		gen_to_mem(g, arg->map.key, mem_at(rec, r->args[0].offset), r->args[0].type, true);
		if (r->nargs > 1) {
			struct mem at = mem_at(rec, r->args[1].offset);

			if (type_is_scalar(r->args[1].type)) {
				to_reg(g, R0, gen_val(g, arg));
				store(g, at, 8, R0);
			} else {
				pad(g, at, r->args[1].type);
				gen_to_mem(g, arg, at, r->args[1].type, true);
			}
		}
		return;
	}
	if (r->format && arg)
		arg = arg->next;
	for (; i < r->nargs && arg; i++, arg = arg->next) {
		struct mem at = mem_at(rec, r->args[i].offset);

		if (r->args[i].packed) {
			pack_string(g, p, arg, &r->args[i]);
		} else if (type_is_scalar(arg->type)) {
			struct val v = gen_val(g, arg);

			if (v.kind == VAL_IMM && v.imm == (s32)v.imm) {
				store_imm(g, at, 8, (s32)v.imm);
			} else {
				to_reg(g, R0, v);
				store(g, at, 8, R0);
			}
		} else {
			pad(g, at, r->args[i].type);
			gen_to_mem(g, arg, at, r->args[i].type, rec.reg == R10);
		}
	}
}

static void gen_action_record(struct gen *g, struct expr *e)
{
	const struct plan_record *r = &g->plan->records[e->call.record];
	/* small records fit the stack, where no prologue has to fetch and guard the scratch */
	struct mem rec = r->size + r->packed <= SMALL ? mem_alloc(g, r->size)
	                                              : scratch_alloc(g, r->size + r->packed + 8);
	struct pack p;

	record_header(g, rec, r->id);
	pack_begin(g, &p, r, rec);
	record_args(g, e, r, &p);
	record_send(g, &p);
}

/* debugf(): the format and up to three values, straight to the kernel's trace */
static void gen_debugf(struct gen *g, struct expr *e)
{
	const struct expr *fmt = e->call.args;
	u32 size = (u32)strlen(fmt->str.data) + 1, n = 0;
	struct mem text = scratch_alloc(g, size), strings[3];
	struct val values[3] = {val_imm(0), val_imm(0), val_imm(0)};

	for (struct expr *arg = fmt->next; arg && n < 3; arg = arg->next, n++) {
		strings[n] = (struct mem){0};
		if (type_is_scalar(arg->type)) {
			values[n] = spill(g, gen_val(g, arg));
			continue;
		}
		strings[n] = text_in_scratch(g, arg, arg->type->size);
	}
	mem_bytes(g, text, fmt->str.data, size, ALIGN_UP(size, 8));
	for (u32 i = 0; i < 3; i++) {
		if (i < n && strings[i].reg)
			address(g, (u8)(R3 + i), strings[i]);
		else
			to_reg(g, (u8)(R3 + i), values[i]);
	}
	address(g, R1, text);
	mov_imm(g, R2, size);
	call(g, BPF_FUNC_trace_printk);
}

void gen_action(struct gen *g, struct expr *e)
{
	if (in_kernel(g) && e->call.builtin->func == FN_DEBUGF) {
		gen_debugf(g, e);
		return;
	}
	if (e->call.kernel_format) {
		gen_seq_printf(g, e);
		return;
	}
	gen_action_record(g, e);
}

void gen_call_stmt(struct gen *g, struct expr *e)
{
	const struct builtin *b = e->call.builtin;
	struct expr *arg = e->call.args;

	switch (b ? b->func : FN_NONE) {
	case FN_DELETE: {
		struct expr *key = arg->map.key ? arg->map.key : arg->next;

		if (arg->map.map->percpu_array) /* a record: see plan/records.c */
			gen_action(g, e);
		else
			map_remove(g, arg->map.map, key);
		return;
	}
	case FN_EXIT:
		gen_action(g, e);
		jump(g, g->end);
		return;
	case FN_OVERRIDE:
		mov_reg(g, R1, R6);
		to_reg(g, R2, gen_val(g, arg));
		call(g, BPF_FUNC_override_return);
		return;
	default:
		break;
	}
	if (b && b->kind == BUILTIN_ACTION)
		gen_action(g, e);
	else if (e->type && type_is_scalar(e->type))
		gen_val(g, e);
	else if (e->type && e->type->size)
		gen_to_mem(g, e, mem_alloc(g, ALIGN_UP(e->type->size, 8)), e->type, true);
}
