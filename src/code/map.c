// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading, assigning and deleting elements of maps. */
#include "code/gen.h"
#include "code/var.h"
#include "plan/plan_impl.h"

/*
 * Build the key of a map in memory, with room for extra bytes behind it (the bucket of a
 * histogram). A map without key has the one key 0 (four bytes: it may be an array).
 */
struct mem gen_key(struct gen *g, const struct map *m, struct expr *key, u32 extra)
{
	struct mem dst;
	u32 size;

	if (!m->key) {
		dst = stack_alloc(g, 8);
		store_imm(g, dst, 4, 0);
		return dst;
	}
	size = plan_store_size(m->key);
	dst = mem_alloc(g, size + extra);
	if (!key) {
		gen_error(g, g->at, "@%s has a key, and none is given here", m->name);
		return dst;
	}
	if (!type_is_scalar(m->key) && m->key->size != size)
		store_imm(g, mem_at(dst, size - 8), 8, 0);
	gen_to_mem(g, key, dst, m->key, true);
	return dst;
}

void map_lookup(struct gen *g, const struct map *m, struct mem key)
{
	address(g, R2, key);
	load_map(g, R1, m->id);
	call(g, BPF_FUNC_map_lookup_elem);
}

void map_update(struct gen *g, u32 index, struct mem key, struct mem value, u32 flags)
{
	address(g, R2, key);
	address(g, R3, value);
	load_map(g, R1, index);
	mov_imm(g, R4, flags);
	call(g, BPF_FUNC_map_update_elem);
	warn_helper(g, BPF_FUNC_map_update_elem);
}

static void map_delete(struct gen *g, const struct map *m, struct mem key)
{
	address(g, R2, key);
	load_map(g, R1, m->id);
	call(g, BPF_FUNC_map_delete_elem);
	warn_helper(g, BPF_FUNC_map_delete_elem);
}

static bool has_buckets(const struct map *m)
{
	return m->value && type_has_buckets(m->value);
}

/*
 * A histogram has an element for each bucket: call for each with its key (in r2) and the map (in
 * r1), until the helper's result is not 0 (found), or for all.
 */
static void each_bucket(struct gen *g, const struct map *m, struct mem key, u32 helper, u32 found)
{
	u32 n = plan_hist_buckets(m->value), top = label_new(g);
	bool loops = !in_kernel(g) || g->opts->caps->bounded_loops;
	struct mem bucket = m->key ? mem_at(key, (s32)plan_store_size(m->key)) : key;

	if (!loops && n > 128) {
		gen_error(g, g->at, "@%s has %u buckets, and this kernel's BPF has no loops",
		          m->name, n);
		return;
	}
	mov_imm(g, R9, 0);
	label_here(g, top);
	for (u32 i = 0; i < (loops ? 1 : n); i++) {
		store(g, bucket, m->key ? 8 : 4, R9);
		address(g, R2, key);
		load_map(g, R1, m->id);
		call(g, helper);
		if (helper == BPF_FUNC_map_lookup_elem)
			jump_imm(g, BPF_JNE, R0, 0, found);
		alu_imm(g, BPF_ADD, R9, 1);
	}
	if (loops)
		jump_imm(g, BPF_JLT, R9, n, top);
}

void map_find(struct gen *g, const struct map *m, struct expr *key)
{
	u32 found = label_new(g);

	if (!has_buckets(m)) {
		map_lookup(g, m, gen_key(g, m, key, 0));
		return;
	}
	each_bucket(g, m, gen_key(g, m, key, 8), BPF_FUNC_map_lookup_elem, found);
	mov_imm(g, R0, 0);
	label_here(g, found);
}

void map_remove(struct gen *g, const struct map *m, struct expr *key)
{
	if (has_buckets(m)) {
		each_bucket(g, m, gen_key(g, m, key, 8), BPF_FUNC_map_delete_elem, 0);
		mov_imm(g, R0, 0);
	} else {
		map_delete(g, m, gen_key(g, m, key, 0));
	}
}

/* One more in a counter of SPECIAL_LOST. */
void count_lost(struct gen *g, enum lost which)
{
	u32 none = label_new(g);
	struct mem key = stack_alloc(g, 8);

	store_imm(g, key, 4, which);
	address(g, R2, key);
	load_map(g, R1, g->sema->nmaps + SPECIAL_LOST);
	call(g, BPF_FUNC_map_lookup_elem);
	jump_imm(g, BPF_JEQ, R0, 0, none);
	load(g, R1, (struct mem){R0, 0}, 8, false);
	alu_imm(g, BPF_ADD, R1, 1);
	store(g, (struct mem){R0, 0}, 8, R1);
	label_here(g, none);
}

struct val gen_map_read(struct gen *g, struct expr *e)
{
	const struct map *m = e->map.map;
	struct mem key = gen_key(g, m, e->map.key, 0);
	u32 done;

	if (m->value && type_is_aggregate(m->value))
		return gen_agg_read(g, e, key);
	done = label_new(g);
	map_lookup(g, m, key);
	warn_lookup(g);
	jump_imm(g, BPF_JEQ, R0, 0, done);
	load(g, R0, (struct mem){R0, 0}, 8, false);
	label_here(g, done);
	return val_r0();
}

void gen_map_read_mem(struct gen *g, struct expr *e, struct mem dst, const struct type *t)
{
	const struct map *m = e->map.map;
	struct mem key = gen_key(g, m, e->map.key, 0);
	u32 size = m->value->size < t->size ? m->value->size : t->size;
	u32 absent = label_new(g), done = label_new(g);

	map_lookup(g, m, key);
	warn_lookup(g);
	jump_imm(g, BPF_JEQ, R0, 0, absent);
	mov_reg(g, R8, R0);
	mem_copy(g, dst, (struct mem){R8, 0}, size);
	jump(g, done);
	label_here(g, absent);
	mem_zero(g, dst, t->size);
	label_here(g, done);
}

/* Update, and count it when the map is full. */
static void put(struct gen *g, const struct map *m, struct mem key, struct mem value)
{
	u32 ok = label_new(g);

	map_update(g, m->id, key, value, BPF_ANY);
	jump_imm(g, BPF_JEQ, R0, 0, ok);
	count_lost(g, LOST_MAP_FULL);
	label_here(g, ok);
}

static bool keeps(const struct gen *g, const struct map *m)
{
	return m->kept && !in_kernel(g) && !g->clause->in_user;
}

/* Outside of the kernel, what the pointer points at is kept behind it. */
static void store_kept(struct gen *g, const struct map *m, const struct expr *value, struct mem dst)
{
	if (value->behind)
		fetch_bytes(g, (s32)value->behind - 1, dst, ALIGN_UP(m->kept, 8), true);
	else
		mem_zero(g, dst, ALIGN_UP(m->kept, 8));
}

/* str(@m[k]): the string that was kept when the pointer was stored. */
void gen_map_kept(struct gen *g, const struct map *m, struct expr *key, struct mem dst, u32 size)
{
	struct mem k = gen_key(g, m, key, 0);
	u32 absent = label_new(g);

	store_imm(g, dst, 1, 0);
	map_lookup(g, m, k);
	jump_imm(g, BPF_JEQ, R0, 0, absent);
	mov_reg(g, R8, R0);
	string_copy(g, dst, (struct mem){R8, (s32)m->value_size}, size < m->kept ? size : m->kept,
	            false);
	label_here(g, absent);
}

void gen_map_assign(struct gen *g, struct expr *target, enum op op, struct expr *value)
{
	const struct map *m = target->map.map;
	u32 size = plan_store_size(m->value);
	struct mem key, dst;

	if (op != OP_NONE) {
		/* @x op= e is @x = @x op e */
		struct expr *both = arena_memdup(g->arena, value, sizeof(*value));

		both->kind = EXPR_BINARY;
		both->is_const = false;
		both->slot = EXPR_NO_SLOT;
		both->type = m->value;
		both->binary.op = op;
		both->binary.left = target;
		both->binary.right = value;
		value = both;
	}
	if (keeps(g, m)) {
		dst = mem_alloc(g, plan_vm_value_size(m));
		to_reg(g, R0, gen_val(g, value));
		store(g, dst, 8, R0);
		store_kept(g, m, value, mem_at(dst, 8));
	} else if (type_is_scalar(m->value)) {
		/* evaluated before the key, which then need not outlive its helper calls */
		struct val v = keep(g, gen_val(g, value), target->map.key);

		dst = v.kind == VAL_LOAD && v.mem.reg == R10 && v.size == 8 ? v.mem
		                                                            : stack_alloc(g, 8);
		if (v.kind == VAL_IMM && v.imm == (s32)v.imm) {
			store_imm(g, dst, 8, (s32)v.imm);
		} else if (v.kind == VAL_IMM || v.mem.reg != dst.reg || v.mem.off != dst.off) {
			to_reg(g, R0, v);
			store(g, dst, 8, R0);
		}
	} else {
		dst = mem_alloc(g, size);
		if (size != m->value->size)
			store_imm(g, mem_at(dst, size - 8), 8, 0);
		gen_to_mem(g, value, dst, m->value, true);
	}
	key = gen_key(g, m, target->map.key, 0);
	put(g, m, key, dst);
}

/*
 * @x[k]++: in place; a zero is inserted first if it is not there, unless another CPU is quicker.
 * The addition is atomic, so that no CPU loses another's; the result that is used as a value is our
 * own reading before it.
 */
struct val gen_map_incdec(struct gen *g, struct expr *e, bool value_used)
{
	struct expr *target = e->incdec.expr;
	const struct map *m = target->map.map;
	s64 step = e->incdec.op == OP_INC ? 1 : -1;
	struct mem key, init, old = {R10, 0};
	u32 have = label_new(g), full = label_new(g), done = label_new(g);

	if (m->value->kind == TY_PTR && m->value->elem && m->value->elem->size)
		step *= m->value->elem->size;
	if (value_used)
		old = stack_alloc(g, 8);
	key = gen_key(g, m, target->map.key, 0);
	init = stack_alloc(g, 8);
	if (value_used)
		store_imm(g, old, 8, 0);
	map_lookup(g, m, key);
	warn_lookup(g);
	jump_imm(g, BPF_JNE, R0, 0, have);
	store_imm(g, init, 8, 0);
	map_update(g, m->id, key, init, BPF_NOEXIST);
	map_lookup(g, m, key);
	warn_lookup(g);
	jump_imm(g, BPF_JEQ, R0, 0, full);
	label_here(g, have);
	if (value_used) {
		load(g, R1, (struct mem){R0, 0}, 8, false);
		store(g, old, 8, R1);
	}
	mov_imm(g, R1, step);
	emit(g, BPF_STX | BPF_ATOMIC | BPF_DW, R0, R1, 0, BPF_ADD);
	jump(g, done);
	label_here(g, full);
	count_lost(g, LOST_MAP_FULL);
	label_here(g, done);
	if (!value_used)
		return val_imm(0);
	load(g, R0, old, 8, false);
	if (e->incdec.prefix)
		alu_imm(g, BPF_ADD, R0, step);
	return val_r0();
}
