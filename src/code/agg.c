// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * @x[k] = count(), sum(), min(), max(), avg(), stats(), hist(), lhist(), tseries(): each CPU keeps
 * its own share, so adding needs no lock; user space merges the shares (plan_map_merge).
 */
#include "code/gen.h"
#include "code/var.h"
#include "plan/plan_impl.h"

/*
 * r8 = the share of this CPU, made (zero) if it is absent; to `full` if there is no room. An update
 * that only inserts, and a second look: a program that interrupts us between the two cannot make
 * us lose what it counted.
 */
static void find_share(struct gen *g, const struct map *m, struct mem key, u32 full)
{
	u32 size = m->value_size, have = label_new(g);
	struct marks saved = marks(g);

	map_lookup(g, m, key);
	jump_imm(g, BPF_JNE, R0, 0, have);
	if (m->percpu_array) {
		jump(g, full);
	} else {
		struct mem zero = stack_alloc(g, size);

		mem_zero(g, zero, size);
		map_update(g, m->id, key, zero, BPF_NOEXIST);
		map_lookup(g, m, key);
		jump_imm(g, BPF_JEQ, R0, 0, full);
	}
	label_here(g, have);
	release(g, saved);
}

static void add_to(struct gen *g, s32 off, struct val v)
{
	struct mem word = {R0, off};

	load(g, R1, word, 8, false);
	if (v.kind == VAL_IMM) {
		alu_imm(g, BPF_ADD, R1, v.imm);
	} else {
		to_reg(g, R2, v);
		alu_reg(g, BPF_ADD, R1, R2);
	}
	store(g, word, 8, R1);
}

static void update_minmax(struct gen *g, const struct type *t, bool max, struct val v)
{
	u32 set = label_new(g), keep = label_new(g);
	u8 op = max ? (t->is_signed ? BPF_JSLE : BPF_JLE) : (t->is_signed ? BPF_JSGE : BPF_JGE);

	to_reg(g, R2, v);
	load(g, R1, (struct mem){R0, offsetof(struct agg_minmax, count)}, 8, false);
	jump_imm(g, BPF_JEQ, R1, 0, set);
	load(g, R1, (struct mem){R0, 0}, 8, false);
	jump_reg(g, op, R2, R1, keep);
	label_here(g, set);
	store(g, (struct mem){R0, 0}, 8, R2);
	label_here(g, keep);
	add_to(g, offsetof(struct agg_minmax, count), val_imm(1));
}

static void update_share(struct gen *g, const struct type *t, struct val v)
{
	switch (t->kind) {
	case TY_COUNT:
	case TY_HIST:
	case TY_LHIST:
		add_to(g, 0, val_imm(1));
		break;
	case TY_SUM:
	case TY_AVG:
	case TY_STATS:
		add_to(g, 0, v);
		add_to(g, 8, val_imm(1));
		break;
	default:
		update_minmax(g, t, t->kind == TY_MAX, v);
	}
}

/* r1 = index of the highest bit of r0 (not 0); r0 is destroyed. Six steps, no loop. */
static void log2_floor(struct gen *g)
{
	mov_imm(g, R1, 0);
	for (u32 shift = 32; shift; shift /= 2) {
		u32 skip = label_new(g);

		if (shift == 32) {
			mov_reg(g, R2, R0);
			alu_imm(g, BPF_RSH, R2, 32);
			jump_imm(g, BPF_JEQ, R2, 0, skip);
		} else if (g->opts->exec == EXEC_VM || g->opts->caps->jmp_lt) {
			jump_imm(g, BPF_JLT, R0, 1LL << shift, skip);
		} else {
			mov_imm(g, R2, 1LL << shift);
			jump_reg(g, BPF_JGT, R2, R0, skip);
		}
		alu_imm(g, BPF_RSH, R0, shift);
		alu_imm(g, BPF_ADD, R1, shift);
		label_here(g, skip);
	}
}

/*
 * Bucket of a power-of-two histogram in r0 → r0.
 *   0: negative; then with k bits: 1 + v for v < 2^k; else 1 + (e - k + 1) * 2^k + the k bits below
 *   the highest, e its index. With k = 0: 1: zero; 2: one; 3: [2, 4) …
 */
static void hist_bucket(struct gen *g, const struct type *t, bool is_signed)
{
	u32 bits = t->count, negative = label_new(g), small = label_new(g), done = label_new(g);

	if (is_signed)
		jump_imm(g, BPF_JSLT, R0, 0, negative);
	jump_imm(g, BPF_JLT, R0, 1LL << bits, small);
	if (bits)
		mov_reg(g, R3, R0);
	log2_floor(g);
	if (bits) {
		mov_reg(g, R2, R1);
		alu_imm(g, BPF_SUB, R2, bits);
		alu_reg(g, BPF_RSH, R3, R2);
		alu_imm(g, BPF_AND, R3, (1 << bits) - 1);
		alu_imm(g, BPF_SUB, R1, bits - 1);
		alu_imm(g, BPF_LSH, R1, bits);
		alu_reg(g, BPF_ADD, R1, R3);
		alu_imm(g, BPF_ADD, R1, 1);
	} else {
		alu_imm(g, BPF_ADD, R1, 2);
	}
	mov_reg(g, R0, R1);
	jump(g, done);
	if (is_signed) {
		label_here(g, negative);
		mov_imm(g, R0, 0);
		jump(g, done);
	}
	label_here(g, small);
	alu_imm(g, BPF_ADD, R0, 1);
	label_here(g, done);
}

/* 0: below min; 1 …: steps; last: max and above. r0 → r0 */
static void lhist_bucket(struct gen *g, const struct type *t, bool is_signed)
{
	u32 below = label_new(g), above = label_new(g), done = label_new(g);

	if (!is_signed) /* larger than any s64: above */
		jump_imm(g, BPF_JSLT, R0, 0, above);
	jump_imm(g, BPF_JSLT, R0, t->lhist_min, below);
	jump_imm(g, BPF_JSGE, R0, t->lhist_max, above);
	alu_imm(g, BPF_SUB, R0, t->lhist_min);
	alu_imm(g, BPF_DIV, R0, t->lhist_step);
	alu_imm(g, BPF_ADD, R0, 1);
	jump(g, done);
	label_here(g, below);
	mov_imm(g, R0, 0);
	jump(g, done);
	label_here(g, above);
	mov_imm(g, R0, plan_hist_buckets(t) - 1);
	label_here(g, done);
}

/* Times on the stack of what goes into a time series. */
struct moment {
	struct mem now, epoch, bucket;
};

static struct moment take_moment(struct gen *g, const struct type *t, struct expr *call)
{
	struct moment at = {stack_alloc(g, 8), stack_alloc(g, 8), stack_alloc(g, 8)};

	to_reg(g, R0, fetch_int(g, call->slot));
	store(g, at.now, 8, R0);
	alu_imm(g, BPF_DIV, R0, t->lhist_step);
	store(g, at.epoch, 8, R0);
	alu_imm(g, BPF_MOD, R0, t->count);
	store(g, at.bucket, 8, R0);
	return at;
}

/* r0: the bucket. What it has of an earlier interval goes. */
static void update_series(struct gen *g, const struct type *t, const struct moment *at,
                          struct val v)
{
	u32 same = label_new(g);

	load(g, R1, at->epoch, 8, false);
	load(g, R2, (struct mem){R0, offsetof(struct agg_series, epoch)}, 8, false);
	jump_reg(g, BPF_JEQ, R1, R2, same);
	store(g, (struct mem){R0, offsetof(struct agg_series, epoch)}, 8, R1);
	mov_imm(g, R1, 0);
	store(g, (struct mem){R0, offsetof(struct agg_series, value)}, 8, R1);
	store(g, (struct mem){R0, offsetof(struct agg_series, count)}, 8, R1);
	label_here(g, same);
	switch ((enum series)t->series) {
	case SERIES_LAST:
		to_reg(g, R1, v);
		store(g, (struct mem){R0, offsetof(struct agg_series, value)}, 8, R1);
		load(g, R1, at->now, 8, false);
		store(g, (struct mem){R0, offsetof(struct agg_series, count)}, 8, R1);
		break;
	case SERIES_AVG:
	case SERIES_SUM:
		add_to(g, offsetof(struct agg_series, value), v);
		add_to(g, offsetof(struct agg_series, count), val_imm(1));
		break;
	case SERIES_MAX:
	case SERIES_MIN:
		update_minmax(g, t, t->series == SERIES_MAX, v);
	}
}

static void gen_series(struct gen *g, struct expr *target, struct expr *call)
{
	const struct map *m = target->map.map;
	u32 full = label_new(g), done = label_new(g);
	struct val v = spill(g, gen_val(g, call->call.args));
	struct moment at = take_moment(g, m->value, call);
	struct mem key = gen_key(g, m, target->map.key, 8);

	load(g, R0, at.bucket, 8, false);
	store(g, m->key ? mem_at(key, (s32)plan_store_size(m->key)) : key, m->key ? 8 : 4, R0);
	find_share(g, m, key, full);
	update_series(g, m->value, &at, v);
	jump(g, done);
	label_here(g, full);
	if (!m->percpu_array)
		count_lost(g, LOST_MAP_FULL);
	label_here(g, done);
}

void gen_aggregate(struct gen *g, struct expr *target, struct expr *call_expr)
{
	const struct map *m = target->map.map;
	const struct type *t = m->value;
	struct expr *arg = call_expr->call.args;
	bool is_hist = t->kind == TY_HIST || t->kind == TY_LHIST;
	u32 full = label_new(g), done = label_new(g);
	struct val v = val_imm(0);
	struct mem key;

	if (t->kind == TY_TSERIES) {
		gen_series(g, target, call_expr);
		return;
	}
	if (arg && t->kind != TY_COUNT) {
		v = gen_val(g, arg);
		if (is_hist) {
			to_reg(g, R0, v);
			if (t->kind == TY_HIST)
				hist_bucket(g, t, arg->type->is_signed);
			else
				lhist_bucket(g, t, arg->type->is_signed);
			v = val_r0();
		}
		v = keep(g, v, target->map.key);
	}
	key = gen_key(g, m, target->map.key, is_hist ? 8 : 0);
	if (is_hist) {
		to_reg(g, R0, v);
		store(g, m->key ? mem_at(key, plan_store_size(m->key)) : key, m->key ? 8 : 4, R0);
	}
	find_share(g, m, key, full);
	update_share(g, t, v);
	if (m->percpu_array) {
		label_here(g, full);
		return;
	}
	jump(g, done);
	label_here(g, full);
	count_lost(g, LOST_MAP_FULL);
	label_here(g, done);
}
