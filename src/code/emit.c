// SPDX-License-Identifier: GPL-2.0-or-later
/* The assembler: instructions, labels, relocations. */
#include <limits.h>

#include "code/gen.h"

void emit(struct gen *g, u8 op, u8 dst, u8 src, s16 off, s32 imm)
{
	struct code *c = g->code;
	u32 n = c->ninsns;

	*ARENA_PUSH(g->arena, c->insns, c->ninsns) = (struct bpf_insn){op, dst, src, off, imm};
	*ARENA_PUSH(g->arena, c->spans, n) = g->at;
}

int gen_error(struct gen *g, struct span at, const char *fmt, ...)
{
	va_list ap;
	char text[256];

	if (g->err)
		return g->err;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	g->err = diag_error(g->diag, at, "%s", text);
	return g->err;
}

u32 label_new(struct gen *g)
{
	*ARENA_PUSH(g->arena, g->labels, g->nlabels) = -1;
	return g->nlabels - 1;
}

void label_here(struct gen *g, u32 label)
{
	g->labels[label] = g->code->ninsns;
}

static bool fits(s64 imm)
{
	return imm >= INT_MIN && imm <= INT_MAX;
}

static void load_imm64(struct gen *g, u8 dst, u8 pseudo, u64 imm)
{
	emit(g, BPF_LD | BPF_DW | BPF_IMM, dst, pseudo, 0, (s32)(u32)imm);
	emit(g, 0, 0, 0, 0, (s32)(u32)(imm >> 32));
}

void mov_imm(struct gen *g, u8 dst, s64 imm)
{
	if (fits(imm))
		emit(g, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, (s32)imm);
	else
		load_imm64(g, dst, 0, imm);
}

void mov_reg(struct gen *g, u8 dst, u8 src)
{
	if (dst != src)
		emit(g, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

void alu_imm(struct gen *g, u8 op, u8 dst, s64 imm)
{
	if (fits(imm)) {
		emit(g, BPF_ALU64 | op | BPF_K, dst, 0, 0, (s32)imm);
		return;
	}
	mov_imm(g, R5, imm);
	alu_reg(g, op, dst, R5);
}

void alu_reg(struct gen *g, u8 op, u8 dst, u8 src)
{
	emit(g, BPF_ALU64 | op | BPF_X, dst, src, 0, 0);
}

u8 size_code(u8 size)
{
	switch (size) {
	case 1:
		return BPF_B;
	case 2:
		return BPF_H;
	case 4:
		return BPF_W;
	default:
		return BPF_DW;
	}
}

void load(struct gen *g, u8 dst, struct mem src, u8 size, bool is_signed)
{
	emit(g, BPF_LDX | BPF_MEM | size_code(size), dst, src.reg, src.off, 0);
	if (is_signed && size < 8) {
		alu_imm(g, BPF_LSH, dst, 64 - size * 8);
		alu_imm(g, BPF_ARSH, dst, 64 - size * 8);
	}
}

void store(struct gen *g, struct mem dst, u8 size, u8 src)
{
	emit(g, BPF_STX | BPF_MEM | size_code(size), dst.reg, src, dst.off, 0);
}

void store_imm(struct gen *g, struct mem dst, u8 size, s32 imm)
{
	emit(g, BPF_ST | BPF_MEM | size_code(size), dst.reg, 0, dst.off, imm);
}

static void add_fixup(struct gen *g, u32 label)
{
	*ARENA_PUSH(g->arena, g->fixups, g->nfixups) =
	        (struct fixup){g->code->ninsns, label, false};
}

void load_func(struct gen *g, u8 dst, u32 label)
{
	*ARENA_PUSH(g->arena, g->fixups, g->nfixups) = (struct fixup){g->code->ninsns, label, true};
	load_imm64(g, dst, BPF_PSEUDO_FUNC, 0);
}

void jump(struct gen *g, u32 label)
{
	add_fixup(g, label);
	emit(g, BPF_JMP | BPF_JA, 0, 0, 0, 0);
}

/* JLT and its kin came with 4.14: before, the negated jump over a plain one. */
static u8 negated_old(u8 op)
{
	switch (op) {
	case BPF_JLT:
		return BPF_JGE;
	case BPF_JLE:
		return BPF_JGT;
	case BPF_JSLT:
		return BPF_JSGE;
	case BPF_JSLE:
		return BPF_JSGT;
	default:
		return 0;
	}
}

static void jump_op(struct gen *g, u8 op, u8 a, u8 b, s32 imm, u8 src, u32 label)
{
	u8 old = negated_old(op);

	if (old && in_kernel(g) && !g->opts->caps->jmp_lt) {
		emit(g, BPF_JMP | old | src, a, b, 1, imm);
		jump(g, label);
		return;
	}
	add_fixup(g, label);
	emit(g, BPF_JMP | op | src, a, b, 0, imm);
}

void jump_imm(struct gen *g, u8 op, u8 reg, s64 imm, u32 label)
{
	if (fits(imm)) {
		jump_op(g, op, reg, 0, (s32)imm, BPF_K, label);
		return;
	}
	mov_imm(g, R5, imm);
	jump_reg(g, op, reg, R5, label);
}

void jump_reg(struct gen *g, u8 op, u8 a, u8 b, u32 label)
{
	jump_op(g, op, a, b, 0, BPF_X, label);
}

void call(struct gen *g, u32 helper)
{
	emit(g, BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

void load_reloc(struct gen *g, u8 dst, enum reloc_kind kind, u32 index)
{
	struct reloc *r = ARENA_PUSH(g->arena, g->code->relocs, g->code->nrelocs);

	*r = (struct reloc){kind, g->code->ninsns, index};
	if (kind == RELOC_PROBE_ID)
		emit(g, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, 0);
	else
		load_imm64(g, dst, kind == RELOC_MAP ? BPF_PSEUDO_MAP_FD : 0, 0);
}

void load_map(struct gen *g, u8 dst, u32 index)
{
	load_reloc(g, dst, RELOC_MAP, index);
}

void load_symbol(struct gen *g, u8 dst, const char *name)
{
	*ARENA_PUSH(g->arena, g->code->strings, g->code->nstrings) = name;
	load_reloc(g, dst, RELOC_KSYM, g->code->nstrings - 1);
}

void load_kfunc_allowed(struct gen *g, u8 dst, const char *name)
{
	*ARENA_PUSH(g->arena, g->code->strings, g->code->nstrings) = name;
	load_reloc(g, dst, RELOC_KFUNC, g->code->nstrings - 1);
}

void address(struct gen *g, u8 dst, struct mem m)
{
	mov_reg(g, dst, m.reg);
	if (m.off)
		alu_imm(g, BPF_ADD, dst, m.off);
}

void resolve_labels(struct gen *g)
{
	for (u32 i = 0; i < g->nfixups; i++) {
		const struct fixup *f = &g->fixups[i];
		s32 off = g->labels[f->label] - (s32)f->insn - 1;

		if (f->func) {
			g->code->insns[f->insn].imm = off;
			continue;
		}
		if (off > INT16_MAX || off < INT16_MIN)
			gen_error(g, g->clause->variant->clause->span,
			          "this clause is too long: a jump spans %d instructions, the "
			          "limit is %d",
			          off, INT16_MAX);
		g->code->insns[f->insn].off = (s16)off;
	}
}
