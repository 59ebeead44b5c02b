/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would an old verifier take it? The interface, and what each instruction does to the state; loops
 * are followed until nothing changes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "code/helpers.h"
#include "code/lint.h"
#include "util/mem.h"

int lint_fail(struct lint *l, const char *fmt, ...)
{
	va_list ap;

	if (!l->wrong) {
		va_start(ap, fmt);
		vsnprintf(l->err, 160, fmt, ap);
		va_end(ap);
	}
	l->wrong = true;
	return -EINVAL;
}

static bool is_pointer(const struct lint_reg *r)
{
	return r->kind >= K_CTX;
}

static u64 all_ones(u64 max)
{
	u64 ones = max;

	for (u32 i = 1; i < 64; i *= 2)
		ones |= ones >> i;
	return ones;
}

/* The range of "a op b"; anything where it is not worth knowing. */
static struct lint_reg scalar_alu(u8 op, const struct lint_reg *a, const struct lint_reg *b)
{
	bool known = b->min == b->max;

	switch (op) {
	case BPF_ADD:
		if (a->max + b->max >= a->max)
			return lint_scalar(a->min + b->min, a->max + b->max);
		if (known && a->min + b->min < a->min) /* both ends wrap: minus a constant */
			return lint_scalar(a->min + b->min, a->max + b->max);
		break;
	case BPF_SUB:
		if (a->min >= b->max)
			return lint_scalar(a->min - b->max, a->max - b->min);
		break;
	case BPF_MUL:
		if (!a->max || b->max <= UINT64_MAX / a->max)
			return lint_scalar(a->min * b->min, a->max * b->max);
		break;
	case BPF_AND:
		return lint_scalar(0, a->max < b->max ? a->max : b->max);
	case BPF_OR:
	case BPF_XOR:
		return lint_scalar(0, all_ones(a->max | b->max));
	case BPF_LSH:
		if (known && b->max < 64 && a->max << b->max >> b->max == a->max)
			return lint_scalar(a->min << b->max, a->max << b->max);
		break;
	case BPF_RSH:
		return known && b->max < 64 ? lint_scalar(a->min >> b->max, a->max >> b->max)
		                            : lint_scalar(0, a->max);
	case BPF_DIV:
		return known && b->max ? lint_scalar(a->min / b->max, a->max / b->max)
		                       : lint_scalar(0, a->max);
	case BPF_MOD:
		if (b->min)
			return lint_scalar(0, a->max < b->max - 1 ? a->max : b->max - 1);
		return lint_scalar(0, a->max);
	case BPF_ARSH:
		if (a->max <= INT64_MAX && known && b->max < 64)
			return lint_scalar(a->min >> b->max, a->max >> b->max);
		break;
	}
	return lint_any();
}

static struct lint_reg truncate(struct lint_reg r)
{
	return r.max > UINT32_MAX ? lint_scalar(0, UINT32_MAX) : r;
}

/* pointer += number */
static int pointer_alu(struct lint *l, struct lint_reg *p, u8 op, const struct lint_reg *b)
{
	if (p->kind == K_MAP || p->kind == K_VALUE_OR_NULL)
		return lint_fail(l, "arithmetic on %s",
		                 p->kind == K_MAP ? "a map" : "a value that may be NULL");
	if (b->min == b->max && (s64)b->min == (s32)b->min) {
		p->off += op == BPF_ADD ? (s32)b->min : -(s32)b->min;
		return 0;
	}
	if (op != BPF_ADD)
		return lint_fail(l, "an unknown number subtracted from a pointer");
	if (p->kind != K_VALUE)
		return lint_fail(l, "variable offset into %s",
		                 p->kind == K_STACK ? "the stack" : "the context");
	p->max = b->max > INT32_MAX || p->max > INT32_MAX ? UNBOUNDED : p->max + b->max;
	p->min += b->min;
	return 0;
}

static struct lint_reg alu_operand(const struct lint_state *s, const struct bpf_insn *in, bool wide)
{
	u64 imm = wide ? (u64)(s64)in->imm : (u32)in->imm;

	if (BPF_SRC(in->code) != BPF_X)
		return lint_scalar(imm, imm);
	if (is_pointer(&s->r[in->src_reg]) || wide)
		return s->r[in->src_reg];
	return truncate(s->r[in->src_reg]);
}

/* Encodings that only new kernels know. */
static bool is_new_alu(const struct bpf_insn *in)
{
	return in->off || (BPF_OP(in->code) == BPF_END && BPF_CLASS(in->code) == BPF_ALU64);
}

static int step_alu(struct lint *l, struct lint_state *s, const struct bpf_insn *in)
{
	bool wide = BPF_CLASS(in->code) == BPF_ALU64;
	u8 op = BPF_OP(in->code);
	struct lint_reg *dst = &s->r[in->dst_reg], b;

	if (l->caps && is_new_alu(in))
		return lint_fail(l, "an instruction that needs Linux 6.6");
	if (op == BPF_NEG || op == BPF_END) {
		if (lint_read_reg(l, s, in->dst_reg))
			return -EINVAL;
		if (is_pointer(dst))
			return lint_fail(l, "arithmetic on a pointer");
		*dst = wide || op == BPF_END ? lint_any() : lint_scalar(0, UINT32_MAX);
		return 0;
	}
	if (op > BPF_END || (!is_new_alu(in) && !code_alu_text(op, false)))
		return lint_fail(l, "unknown instruction 0x%02x", in->code);
	if ((BPF_SRC(in->code) == BPF_X && lint_read_reg(l, s, in->src_reg)) ||
	    (op != BPF_MOV && lint_read_reg(l, s, in->dst_reg)))
		return -EINVAL;
	b = alu_operand(s, in, wide);
	if (op == BPF_MOV) {
		if (is_pointer(&b) && !wide)
			return lint_fail(l, "half a pointer moved");
		*dst = wide && !in->off ? b : in->off ? lint_any() : truncate(b);
		return 0;
	}
	if ((op == BPF_LSH || op == BPF_RSH || op == BPF_ARSH) && BPF_SRC(in->code) == BPF_K &&
	    (u32)in->imm >= (wide ? 64 : 32))
		return lint_fail(l, "shift by %d", in->imm);
	if ((op == BPF_DIV || op == BPF_MOD) && BPF_SRC(in->code) == BPF_K && !in->imm)
		return lint_fail(l, "division by zero");
	if (is_pointer(dst) && is_pointer(&b)) {
		if (op != BPF_SUB || dst->kind != b.kind)
			return lint_fail(l, "arithmetic on two pointers");
		*dst = lint_any();
		return 0;
	}
	if (is_pointer(&b) && op == BPF_ADD) {
		struct lint_reg number = *dst;

		*dst = b;
		b = number;
	}
	if (is_pointer(dst) || is_pointer(&b)) {
		if (!wide || (op != BPF_ADD && op != BPF_SUB) || is_pointer(&b))
			return lint_fail(l, "arithmetic on a pointer");
		return pointer_alu(l, dst, op, &b);
	}
	if (in->off)
		*dst = lint_any();
	else if (wide)
		*dst = scalar_alu(op, dst, &b);
	else if (op == BPF_ARSH || op == BPF_LSH)
		*dst = lint_scalar(0, UINT32_MAX);
	else {
		*dst = truncate(*dst);
		*dst = truncate(scalar_alu(op, dst, &b));
	}
	return 0;
}

/* What op tells of a number where the jump is (not) taken: its range, cut. */
static void cut(struct lint_reg *r, u8 op, u64 k, bool taken)
{
	static const struct {
		u8 op, inverse;
	} pairs[] = {{BPF_JEQ, BPF_JNE},
	             {BPF_JGT, BPF_JLE},
	             {BPF_JGE, BPF_JLT},
	             {BPF_JSGT, BPF_JSLE},
	             {BPF_JSGE, BPF_JSLT}};
	u64 min = 0, max = UNBOUNDED;

	for (u32 i = 0; !taken && i < ARRAY_LEN(pairs); i++) {
		if (op == pairs[i].op) {
			op = pairs[i].inverse;
			break;
		}
		if (op == pairs[i].inverse) {
			op = pairs[i].op;
			break;
		}
	}
	if ((op == BPF_JSLT || op == BPF_JSLE) && r->max <= INT64_MAX && k <= INT64_MAX)
		op = op == BPF_JSLT ? BPF_JLT : BPF_JLE;
	if (op == BPF_JEQ)
		min = max = k;
	else if (op == BPF_JNE && k == 0)
		min = 1;
	else if (op == BPF_JGT)
		min = k + 1 ? k + 1 : k;
	else if (op == BPF_JGE)
		min = k;
	else if (op == BPF_JLT)
		max = k ? k - 1 : 0;
	else if (op == BPF_JLE)
		max = k;
	else if ((op == BPF_JSGT || op == BPF_JSGE) && k <= INT64_MAX) {
		min = k;
		max = INT64_MAX;
	} else if (op == BPF_JSGT && k == UINT64_MAX) {
		max = INT64_MAX;
	}
	if (min > r->max || max < r->min)
		return; /* a branch that is never taken: leave it as it is */
	r->min = min > r->min ? min : r->min;
	r->max = max < r->max ? max : r->max;
}

/* The state on one side of a conditional jump. */
static void refine(struct lint_state *s, const struct bpf_insn *in, bool taken)
{
	struct lint_reg *r = &s->r[in->dst_reg], b;
	bool wide = BPF_CLASS(in->code) == BPF_JMP;
	u8 op = BPF_OP(in->code);

	b = alu_operand(s, in, wide);
	if (r->kind == K_VALUE_OR_NULL && b.kind == K_SCALAR && !b.min && !b.max) {
		bool null;
		u32 id = r->id;

		if (op != BPF_JEQ && op != BPF_JNE && op != BPF_JGT)
			return;
		null = (op == BPF_JEQ) == taken;
		if (null)
			*r = lint_scalar(0, 0);
		else
			r->kind = K_VALUE;
		lint_null_check(s, id, null);
		return;
	}
	if (r->kind != K_SCALAR || b.kind != K_SCALAR || b.min != b.max)
		return;
	if (!wide && (r->max > INT32_MAX || b.max > INT32_MAX))
		return;
	cut(r, op, b.min, taken);
}

static int step_jmp(struct lint *l, struct lint_state *s, const struct bpf_insn *in)
{
	u8 op = BPF_OP(in->code);

	if (in->code == (BPF_JMP | BPF_JA))
		return 0;
	if (in->code == (BPF_JMP | BPF_CALL)) {
		if (in->src_reg)
			return lint_fail(l, "call of a function");
		return lint_call(l, s, in->imm);
	}
	if (in->code == (BPF_JMP | BPF_EXIT)) {
		if (lint_read_reg(l, s, 0))
			return -EINVAL;
		return is_pointer(&s->r[0]) ? lint_fail(l, "a pointer returned") : 0;
	}
	if (!code_jmp_text(op))
		return lint_fail(l, "unknown instruction 0x%02x", in->code);
	if (l->caps && !l->caps->jmp32 && BPF_CLASS(in->code) == BPF_JMP32)
		return lint_fail(l, "a 32-bit comparison, which needs Linux 5.1");
	if (l->caps && !l->caps->jmp_lt && op >= BPF_JLT)
		return lint_fail(l, "a jump if less, which needs Linux 4.14");
	if (lint_read_reg(l, s, in->dst_reg))
		return -EINVAL;
	return BPF_SRC(in->code) == BPF_X ? lint_read_reg(l, s, in->src_reg) : 0;
}

static int step_imm64(struct lint *l, struct lint_state *s, const struct bpf_insn *in)
{
	const struct reloc *r = l->relocs[l->at];
	u64 value = (u32)in->imm | (u64)(u32)in[1].imm << 32;

	if (in->code != (BPF_LD | BPF_IMM | BPF_DW))
		return lint_fail(l, "unknown instruction 0x%02x", in->code);
	if (r && r->kind == RELOC_MAP)
		s->r[in->dst_reg] = (struct lint_reg){.kind = K_MAP, .map = r->index};
	else if (in->src_reg == BPF_PSEUDO_MAP_FD)
		s->r[in->dst_reg] = (struct lint_reg){.kind = K_MAP, .map = (u32)in->imm};
	else
		s->r[in->dst_reg] = r ? lint_any() : lint_scalar(value, value);
	return 0;
}

static int step(struct lint *l, struct lint_state *s, const struct bpf_insn *in)
{
	u8 class = BPF_CLASS(in->code);
	bool writes = class == BPF_ALU || class == BPF_ALU64 || class == BPF_LDX || class == BPF_LD;

	if (in->dst_reg >= LINT_REGS || in->src_reg >= LINT_REGS)
		return lint_fail(l, "no such register");
	if (writes && in->dst_reg == 10)
		return lint_fail(l, "write to r10");
	switch (class) {
	case BPF_ALU:
	case BPF_ALU64:
		return step_alu(l, s, in);
	case BPF_JMP:
	case BPF_JMP32:
		return step_jmp(l, s, in);
	case BPF_LDX:
		return lint_load(l, s, in);
	case BPF_STX:
		if (BPF_MODE(in->code) == BPF_ATOMIC)
			return lint_atomic(l, s, in);
		return lint_store(l, s, in);
	case BPF_ST:
		return lint_store(l, s, in);
	default:
		return step_imm64(l, s, in);
	}
}

static bool is_conditional(const struct bpf_insn *in)
{
	return (BPF_CLASS(in->code) == BPF_JMP || BPF_CLASS(in->code) == BPF_JMP32) &&
	       code_jmp_text(BPF_OP(in->code));
}

/* Instructions that a jump leads to, or that follow one, begin a block. */
static void find_blocks(struct lint *l)
{
	const struct code *c = l->code;
	u32 next[2], n;

	l->states[0] = mem_alloc(1, sizeof(**l->states));
	for (u32 i = 0; i < c->ninsns; i++) {
		n = lint_next(c, i, next);
		if (!is_conditional(&c->insns[i]) && c->insns[i].code != (BPF_JMP | BPF_JA))
			n = 0;
		for (u32 k = 0; k < n; k++)
			if (!l->states[next[k]])
				l->states[next[k]] = mem_alloc(1, sizeof(**l->states));
		i += c->insns[i].code == (BPF_LD | BPF_IMM | BPF_DW);
	}
}

/* From the start of a block to its end; blocks whose state changed are put on the work list. */
static int flow_block(struct lint *l, u32 start, bool *work)
{
	struct lint_state s = *l->states[start];
	const struct bpf_insn *in;
	u32 next[2] = {start, 0}, n = 1;

	do {
		l->at = next[0];
		in = &l->code->insns[l->at];
		if (step(l, &s, in))
			return -EINVAL;
		n = lint_next(l->code, l->at, next);
	} while (n == 1 && !l->states[next[0]]);
	for (u32 i = 0; i < n; i++) {
		struct lint_state out = s;

		if (is_conditional(in))
			refine(&out, in, i == 1);
		if (lint_merge(l->states[next[i]], &out))
			work[next[i]] = true;
	}
	return 0;
}

static int lint_values(struct lint *l)
{
	u32 n = l->code->ninsns;
	bool *work = mem_alloc(n, sizeof(*work)), again = true;
	int err = 0;

	l->states = mem_alloc(n, sizeof(*l->states));
	find_blocks(l);
	lint_start(l->states[0]);
	work[0] = true;
	while (!err && again) {
		again = false;
		for (u32 i = 0; !err && i < n; i++) {
			if (!work[i])
				continue;
			work[i] = false;
			again = true;
			err = flow_block(l, i, work);
		}
	}
	for (u32 i = 0; i < n; i++)
		free(l->states[i]);
	free(l->states);
	free(work);
	return err;
}

static int lint_all(struct lint *l)
{
	const struct code *c = l->code;
	int err;

	if (!c->ninsns)
		return lint_fail(l, "no instructions");
	if (l->caps && c->ninsns > l->caps->max_insns)
		return lint_fail(l, "%u instructions, more than the %u of this kernel", c->ninsns,
		                 l->caps->max_insns);
	err = lint_flow(l);
	return err ? err : lint_values(l);
}

int code_lint(const struct code *c, const struct code_caps *caps, u32 *insn, char err[160])
{
	struct lint l = {.code = c, .caps = caps, .err = err};
	int ret;

	err[0] = '\0';
	l.relocs = mem_alloc(c->ninsns + 1, sizeof(*l.relocs));
	for (u32 i = 0; i < c->nrelocs; i++)
		if (c->relocs[i].insn < c->ninsns)
			l.relocs[c->relocs[i].insn] = &c->relocs[i];
	ret = lint_all(&l);
	free(l.relocs);
	*insn = l.at;
	return ret;
}
