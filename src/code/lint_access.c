/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory accesses: through which pointers, where, how large, of what that was written before. */
#include "code/lint.h"

static const char *const kind_names[] = {
        [K_UNINIT] = "uninitialised",
        [K_SCALAR] = "a number",
        [K_MIXED] = "not a pointer on every path",
        [K_CTX] = "the context",
        [K_STACK] = "the stack",
        [K_MAP] = "a map",
        [K_VALUE] = "a map value",
        [K_VALUE_OR_NULL] = "a map value that was not checked for NULL",
};

int lint_read_reg(struct lint *l, const struct lint_state *s, u8 reg)
{
	if (reg >= LINT_REGS)
		return lint_fail(l, "no register r%u", reg);
	if (s->r[reg].kind == K_UNINIT)
		return lint_fail(l, "r%u is uninitialised", reg);
	return 0;
}

static const struct map *program_map(const struct lint *l, u32 map)
{
	const struct sema *s = l->code->plan ? l->code->plan->sema : NULL;

	return s && map < s->nmaps ? s->maps[map] : NULL;
}

u32 lint_map_key_size(const struct lint *l, u32 map)
{
	const struct map *m = program_map(l, map);

	if (m)
		return m->key_size ? m->key_size : plan_map_key_size(m);
	return l->code->plan ? 4 : 0;
}

u32 lint_map_value_size(const struct lint *l, u32 map)
{
	const struct map *m = program_map(l, map);
	u32 special;

	if (m)
		return m->value_size ? m->value_size : plan_map_value_size(m);
	if (!l->code->plan)
		return 0;
	special = map - l->code->plan->sema->nmaps;
	if (special == SPECIAL_SCRATCH)
		return (u32)sizeof(struct scratch_header) + l->code->scratch;
	return special == SPECIAL_LOST ? 8 : 0;
}

/* The access [off, off + size) of r, whose variable part is known to be in a range. */
static int check_range(struct lint *l, const struct lint_reg *r, s64 off, u64 size, u64 limit)
{
	if (r->max > INT32_MAX)
		return lint_fail(l, "an offset that was not bounded, into %s", kind_names[r->kind]);
	if (off + (s64)r->min < 0 || (limit && off + (s64)r->max + (s64)size > (s64)limit))
		return lint_fail(l, "access at %lld, %llu bytes, is outside of %s",
		                 (long long)(off + (s64)r->max), (unsigned long long)size,
		                 kind_names[r->kind]);
	return 0;
}

static int check_stack(struct lint *l, const struct lint_reg *r, s64 off, u64 size, bool aligned)
{
	if (r->min != r->max)
		return lint_fail(l, "variable offset into the stack");
	off += (s64)r->min;
	if (off < -LINT_STACK || off >= 0 || off + (s64)size > 0)
		return lint_fail(l, "access at %lld, %llu bytes, is outside of the stack",
		                 (long long)off, (unsigned long long)size);
	if (aligned && off % (s64)size)
		return lint_fail(l, "unaligned access to the stack at %lld", (long long)off);
	return 0;
}

/* Where in memory: a pointer that may be accessed there. aligned: by an instruction. */
static int check_access(struct lint *l, const struct lint_state *s, u8 reg, s32 off, u64 size,
                        bool write, bool aligned)
{
	const struct lint_reg *r = &s->r[reg];

	if (lint_read_reg(l, s, reg))
		return -EINVAL;
	switch (r->kind) {
	case K_STACK:
		return check_stack(l, r, (s64)r->off + off, size, aligned);
	case K_VALUE:
		return check_range(l, r, (s64)r->off + off, size, lint_map_value_size(l, r->map));
	case K_CTX:
		if (write)
			return lint_fail(l, "write to the context");
		if (r->off || r->min || r->max)
			return lint_fail(l, "access to a modified context pointer");
		return off < 0 ? lint_fail(l, "access before the context") : 0;
	default:
		return lint_fail(l, "r%u is %s: no access through it", reg, kind_names[r->kind]);
	}
}

static u32 access_size(const struct bpf_insn *in)
{
	static const u8 sizes[] = {4, 2, 1, 8};

	return sizes[BPF_SIZE(in->code) >> 3];
}

static s32 stack_offset(const struct lint_reg *r, s32 off)
{
	return r->off + off + (s32)r->min;
}

int lint_load(struct lint *l, struct lint_state *s, const struct bpf_insn *in)
{
	const struct lint_reg *base = &s->r[in->src_reg];
	u32 size = access_size(in);
	struct lint_reg got = lint_scalar(0, size == 8 ? UNBOUNDED : (1ULL << size * 8) - 1);

	if (BPF_MODE(in->code) != BPF_MEM)
		return lint_fail(l, l->caps ? "a sign extending load, which needs Linux 6.6"
		                            : "unknown load");
	if (check_access(l, s, in->src_reg, in->off, size, false, true))
		return -EINVAL;
	if (base->kind == K_STACK) {
		s32 off = stack_offset(base, in->off);
		const struct lint_reg *spill = &s->spill[(off + LINT_STACK) / 8];

		if (!lint_stack_is_init(s, off, size))
			return lint_fail(l, "uninitialised stack at r10 - %d", -off);
		if (size == 8 && spill->kind != K_UNINIT)
			got = *spill;
	}
	s->r[in->dst_reg] = got;
	return 0;
}

int lint_store(struct lint *l, struct lint_state *s, const struct bpf_insn *in)
{
	bool imm = BPF_CLASS(in->code) == BPF_ST;
	const struct lint_reg *base = &s->r[in->dst_reg];
	u32 size = access_size(in);
	struct lint_reg value = lint_scalar((u64)(s64)in->imm, (u64)(s64)in->imm);

	if (!imm && lint_read_reg(l, s, in->src_reg))
		return -EINVAL;
	if (!imm)
		value = s->r[in->src_reg];
	if (check_access(l, s, in->dst_reg, in->off, size, true, true))
		return -EINVAL;
	if (base->kind == K_STACK) {
		s32 off = stack_offset(base, in->off);

		if (size < 8 && value.kind >= K_CTX)
			return lint_fail(l, "half a pointer stored");
		lint_stack_set_init(s, off, size);
		if (size == 8)
			s->spill[(off + LINT_STACK) / 8] = value;
	}
	return 0;
}

int lint_atomic(struct lint *l, struct lint_state *s, const struct bpf_insn *in)
{
	const struct lint_reg *base = &s->r[in->dst_reg];
	u32 size = access_size(in);

	if (size < 4 || (l->caps && in->imm != BPF_ADD))
		return lint_fail(l, size < 4 ? "atomic operation on less than 4 bytes"
		                             : "an atomic operation that needs Linux 5.12");
	if (lint_read_reg(l, s, in->src_reg) ||
	    check_access(l, s, in->dst_reg, in->off, size, true, true))
		return -EINVAL;
	if (base->kind == K_STACK) {
		s32 off = stack_offset(base, in->off);

		if (!lint_stack_is_init(s, off, size))
			return lint_fail(l, "uninitialised stack at r10 - %d", -off);
		lint_stack_set_init(s, off, size);
	}
	if (in->imm == BPF_CMPXCHG)
		s->r[0] = lint_any();
	else if (in->imm & BPF_FETCH)
		s->r[in->src_reg] = lint_any();
	return 0;
}

int lint_memory(struct lint *l, struct lint_state *s, u8 reg, u64 size, bool write)
{
	const struct lint_reg *r = &s->r[reg];
	s32 off;

	if (!size)
		return 0;
	if (r->kind == K_CTX)
		return lint_fail(l, "r%u is the context: no memory for a helper", reg);
	if (check_access(l, s, reg, 0, size, write, false))
		return -EINVAL;
	if (r->kind != K_STACK)
		return 0;
	off = stack_offset(r, 0);
	if (!write && !lint_stack_is_init(s, off, (u32)size))
		return lint_fail(l, "r%u points at %llu bytes that are not all initialised", reg,
		                 (unsigned long long)size);
	if (write)
		lint_stack_set_init(s, off, (u32)size);
	return 0;
}
