/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Instructions as text, close to the kernel's own:
 *
 *	L1:
 *		r1 = map[@x]
 *		r0 = *(u64 *)(r10 - 8)
 *		if w0 s> 5 goto L1
 *		lock *(u64 *)(r0 + 0) += r1
 *		call map_lookup_elem
 *
 * wN is the lower half of rN. Labels count from the program's start.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "code/code.h"
#include "code/helpers.h"
#include "util/mem.h"

#ifndef BPF_MEMSX
#define BPF_MEMSX 0x80
#endif

struct disasm {
	struct buf *out;
	const struct code *code;   /* NULL: an instruction by itself */
	const struct reloc *reloc; /* of this instruction */
	const u32 *labels;         /* by instruction; 0: none */
	u32 i;
};

static const char *const special_names[SPECIAL_COUNT] = {
        [SPECIAL_RING] = "ring", [SPECIAL_SCRATCH] = "scratch", [SPECIAL_STACKS] = "stacks",
        [SPECIAL_LOST] = "lost", [SPECIAL_NR] = "nr",           [SPECIAL_PACKETS] = "packets",
};

static const char *size_name(const struct bpf_insn *in, bool is_signed)
{
	static const char *const names[2][4] = {{"u32", "u16", "u8", "u64"},
	                                        {"s32", "s16", "s8", "s64"}};

	return names[is_signed][BPF_SIZE(in->code) >> 3];
}

static void put_mem(struct buf *b, const struct bpf_insn *in, u8 reg, bool is_signed)
{
	buf_addf(b, "(%s *)(r%u %c %d)", size_name(in, is_signed), reg, in->off < 0 ? '-' : '+',
	         abs(in->off));
}

static void put_imm(struct disasm *d, const struct bpf_insn *in)
{
	if (d->reloc && d->reloc->kind == RELOC_PROBE_ID)
		buf_adds(d->out, "probe_id");
	else
		buf_addf(d->out, "%d", in->imm);
}

static void put_alu(struct disasm *d, const struct bpf_insn *in)
{
	bool wide = BPF_CLASS(in->code) == BPF_ALU64;
	char reg = wide ? 'r' : 'w';
	u8 op = BPF_OP(in->code);
	bool is_signed = in->off == 1 && (op == BPF_DIV || op == BPF_MOD);
	const char *text = code_alu_text(op, is_signed);
	struct buf *b = d->out;

	if (op == BPF_NEG) {
		buf_addf(b, "%c%u = -%c%u", reg, in->dst_reg, reg, in->dst_reg);
	} else if (op == BPF_END) {
		buf_addf(b, "r%u = %s%d r%u", in->dst_reg,
		         wide                             ? "bswap"
		         : BPF_SRC(in->code) == BPF_TO_BE ? "be"
		                                          : "le",
		         in->imm, in->dst_reg);
	} else if (op == BPF_MOV && BPF_SRC(in->code) == BPF_X && in->off) {
		buf_addf(b, "%c%u = (s%d)%c%u", reg, in->dst_reg, in->off, reg, in->src_reg);
	} else if (!text) {
		buf_addf(b, "bad 0x%02x", in->code);
	} else if (BPF_SRC(in->code) == BPF_X) {
		buf_addf(b, "%c%u %s= %c%u", reg, in->dst_reg, text, reg, in->src_reg);
	} else {
		buf_addf(b, "%c%u %s= ", reg, in->dst_reg, text);
		put_imm(d, in);
	}
}

static void put_target(struct disasm *d, s32 off)
{
	if (d->labels && (s64)d->i + 1 + off >= 0 && (s64)d->i + 1 + off < d->code->ninsns)
		buf_addf(d->out, "L%u", d->labels[(s64)d->i + 1 + off]);
	else
		buf_addf(d->out, "%+d", off);
}

static void put_call(struct disasm *d, const struct bpf_insn *in)
{
	const char *name = in->src_reg == 0 ? code_helper_name(in->imm) : NULL;

	if (name)
		buf_addf(d->out, "call %s", name);
	else
		buf_addf(d->out, "call %d", in->imm);
}

static void put_jmp(struct disasm *d, const struct bpf_insn *in)
{
	bool wide = BPF_CLASS(in->code) == BPF_JMP;
	char reg = wide ? 'r' : 'w';
	u8 op = BPF_OP(in->code);
	const char *text = code_jmp_text(op);

	if (op == BPF_JA) {
		buf_adds(d->out, "goto ");
		put_target(d, wide ? in->off : in->imm);
	} else if (op == BPF_CALL) {
		put_call(d, in);
	} else if (op == BPF_EXIT) {
		buf_adds(d->out, "exit");
	} else if (!text) {
		buf_addf(d->out, "bad 0x%02x", in->code);
	} else {
		buf_addf(d->out, "if %c%u %s ", reg, in->dst_reg, text);
		if (BPF_SRC(in->code) == BPF_X)
			buf_addf(d->out, "%c%u", reg, in->src_reg);
		else
			put_imm(d, in);
		buf_adds(d->out, " goto ");
		put_target(d, in->off);
	}
}

static void put_atomic(struct disasm *d, const struct bpf_insn *in)
{
	static const struct {
		s32 op;
		const char *name;
	} fetches[] = {{BPF_ADD, "add"}, {BPF_OR, "or"}, {BPF_AND, "and"}, {BPF_XOR, "xor"}};
	struct buf *b = d->out;

	if (in->imm == BPF_CMPXCHG) {
		buf_adds(b, "r0 = atomic_cmpxchg(");
		put_mem(b, in, in->dst_reg, false);
		buf_addf(b, ", r0, r%u)", in->src_reg);
		return;
	}
	if (in->imm == BPF_XCHG) {
		buf_addf(b, "r%u = atomic_xchg(", in->src_reg);
		put_mem(b, in, in->dst_reg, false);
		buf_addf(b, ", r%u)", in->src_reg);
		return;
	}
	for (u32 i = 0; i < ARRAY_LEN(fetches); i++) {
		if ((in->imm & ~BPF_FETCH) != fetches[i].op)
			continue;
		if (in->imm & BPF_FETCH) {
			buf_addf(b, "r%u = atomic_fetch_%s(", in->src_reg, fetches[i].name);
			put_mem(b, in, in->dst_reg, false);
			buf_addf(b, ", r%u)", in->src_reg);
		} else {
			buf_adds(b, "lock *");
			put_mem(b, in, in->dst_reg, false);
			buf_addf(b, " %s= r%u", code_alu_text((u8)in->imm, false), in->src_reg);
		}
		return;
	}
	buf_addf(b, "bad atomic 0x%x", in->imm);
}

static void put_memory(struct disasm *d, const struct bpf_insn *in)
{
	u8 class = BPF_CLASS(in->code), mode = BPF_MODE(in->code);

	if (class == BPF_STX && mode == BPF_ATOMIC) {
		put_atomic(d, in);
	} else if (class == BPF_LDX && (mode == BPF_MEM || mode == BPF_MEMSX)) {
		buf_addf(d->out, "r%u = *", in->dst_reg);
		put_mem(d->out, in, in->src_reg, mode == BPF_MEMSX);
	} else if (class != BPF_LDX && mode == BPF_MEM) {
		buf_addc(d->out, '*');
		put_mem(d->out, in, in->dst_reg, false);
		buf_adds(d->out, " = ");
		if (class == BPF_STX)
			buf_addf(d->out, "r%u", in->src_reg);
		else
			put_imm(d, in);
	} else {
		buf_addf(d->out, "bad 0x%02x", in->code);
	}
}

static void put_map_name(struct disasm *d, u32 index)
{
	const struct sema *s = d->code && d->code->plan ? d->code->plan->sema : NULL;

	if (s && index < s->nmaps)
		buf_addf(d->out, "map[@%s]", s->maps[index]->name);
	else if (s && index - s->nmaps < SPECIAL_COUNT)
		buf_addf(d->out, "map[%s]", special_names[index - s->nmaps]);
	else
		buf_addf(d->out, "map[%u]", index);
}

static void put_imm64(struct disasm *d, const struct bpf_insn *in)
{
	buf_addf(d->out, "r%u = ", in->dst_reg);
	if (d->reloc && d->reloc->kind == RELOC_MAP)
		put_map_name(d, d->reloc->index);
	else if (d->reloc && d->reloc->kind == RELOC_START)
		buf_adds(d->out, "start");
	else if (d->reloc && d->reloc->kind == RELOC_KSYM)
		buf_addf(d->out, "ksym[%s]", d->code->strings[d->reloc->index]);
	else if (d->reloc && d->reloc->kind == RELOC_KFUNC)
		buf_addf(d->out, "kfunc_allowed[%s]", d->code->strings[d->reloc->index]);
	else if (d->reloc && d->reloc->kind == RELOC_FUNC)
		buf_adds(d->out, "func");
	else if (in->src_reg == BPF_PSEUDO_MAP_FD)
		buf_addf(d->out, "map_fd %d", in->imm);
	else
		buf_addf(d->out, "0x%" PRIx64 " ll", (u32)in->imm | (u64)(u32)in[1].imm << 32);
}

static u32 put_insn(struct disasm *d, const struct bpf_insn *in)
{
	switch (BPF_CLASS(in->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		put_alu(d, in);
		return 1;
	case BPF_JMP:
	case BPF_JMP32:
		put_jmp(d, in);
		return 1;
	case BPF_LDX:
	case BPF_ST:
	case BPF_STX:
		put_memory(d, in);
		return 1;
	}
	if (in->code == (BPF_LD | BPF_IMM | BPF_DW) && (!d->code || d->i + 1 < d->code->ninsns)) {
		put_imm64(d, in);
		return 2;
	}
	buf_addf(d->out, "bad 0x%02x", in->code);
	return 1;
}

u32 code_disasm_insn(struct buf *out, const struct bpf_insn *insns, u32 i)
{
	struct disasm d = {.out = out, .i = i};

	return put_insn(&d, &insns[i]);
}

static bool jump_offset(const struct bpf_insn *in, s32 *off)
{
	u8 class = BPF_CLASS(in->code), op = BPF_OP(in->code);

	if ((class != BPF_JMP && class != BPF_JMP32) || op == BPF_CALL || op == BPF_EXIT)
		return false;
	*off = class == BPF_JMP32 && op == BPF_JA ? in->imm : in->off;
	return true;
}

static bool is_imm64(const struct bpf_insn *in)
{
	return in->code == (BPF_LD | BPF_IMM | BPF_DW);
}

static void number_labels(const struct code *c, u32 *labels)
{
	u32 n = 0;
	s32 off;

	for (u32 i = 0; i < c->ninsns; i++) {
		s64 to;

		if (jump_offset(&c->insns[i], &off)) {
			to = (s64)i + 1 + off;
			if (to >= 0 && to < c->ninsns)
				labels[to] = 1;
		}
		i += is_imm64(&c->insns[i]);
	}
	for (u32 i = 0; i < c->ninsns; i++)
		if (labels[i])
			labels[i] = ++n;
}

static const struct reloc *reloc_of(const struct code *c, u32 insn)
{
	for (u32 i = 0; i < c->nrelocs; i++)
		if (c->relocs[i].insn == insn)
			return &c->relocs[i];
	return NULL;
}

void code_disasm(struct buf *out, const struct code *c)
{
	u32 *labels = mem_alloc(c->ninsns + 1, sizeof(*labels));
	struct disasm d = {.out = out, .code = c, .labels = labels};

	number_labels(c, labels);
	while (d.i < c->ninsns) {
		if (labels[d.i])
			buf_addf(out, "L%u:\n", labels[d.i]);
		d.reloc = reloc_of(c, d.i);
		buf_addc(out, '\t');
		d.i += put_insn(&d, &c->insns[d.i]);
		buf_addc(out, '\n');
	}
	free(labels);
}
