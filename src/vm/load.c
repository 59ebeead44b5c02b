/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Decodes eBPF into the machine's own instructions: handlers, jump targets, helpers, maps and
 * relocations are addresses when this is done.
 */
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "vm/internal.h"

#ifndef BPF_MEMSX
#define BPF_MEMSX 0x80
#endif
#define NO_OP     ((u32)~0)
#define NO_TARGET INT64_MIN

struct loader {
	struct vm *vm;
	const struct code *code;
	const struct reloc **relocs; /* by instruction */
	struct vm_insn *ops;
	u32 nops;
	u32 *op_of;   /* instruction → op; NO_OP: second half of ld_imm64 */
	s64 *targets; /* op → instruction it jumps to, or NO_TARGET */
	u32 probe_id;
};

static u32 size_index(u8 code)
{
	static const u8 index[] = {2, 1, 0, 3}; /* BPF_W, H, B, DW → 8, 16, 32, 64 bits */

	return index[BPF_SIZE(code) >> 3];
}

static int decode_end(const struct bpf_insn *in)
{
	bool be_host = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
	bool always = BPF_CLASS(in->code) == BPF_ALU64;
	bool swap = always || (BPF_SRC(in->code) == BPF_TO_BE) != be_host;
	u32 size;

	switch (in->imm) {
	case 16:
		size = 1;
		break;
	case 32:
		size = 2;
		break;
	case 64:
		size = 3;
		break;
	default:
		return -EINVAL;
	}
	return (swap ? VM_SWAP8 : VM_TRUNC8) + (int)size;
}

static int decode_alu(const struct bpf_insn *in)
{
	bool wide = BPF_CLASS(in->code) == BPF_ALU64;
	int variant = (wide ? 0 : 2) + (BPF_SRC(in->code) == BPF_X);
	u32 op = BPF_OP(in->code) >> 4;

	if (op == BPF_END >> 4)
		return decode_end(in);
	if (op > BPF_ARSH >> 4)
		return -EINVAL;
	if (in->off == 0)
		return VM_ADD64K + (int)op * 4 + variant;
	if (BPF_OP(in->code) == BPF_DIV && in->off == 1)
		return VM_SDIV64K + variant;
	if (BPF_OP(in->code) == BPF_MOD && in->off == 1)
		return VM_SMOD64K + variant;
	if (BPF_OP(in->code) != BPF_MOV || BPF_SRC(in->code) != BPF_X)
		return -EINVAL;
	switch (in->off) {
	case 8:
		return wide ? VM_MOVSX64_8 : VM_MOVSX32_8;
	case 16:
		return wide ? VM_MOVSX64_16 : VM_MOVSX32_16;
	case 32:
		return wide ? VM_MOVSX64_32 : -EINVAL;
	default:
		return -EINVAL;
	}
}

static int decode_jmp(const struct bpf_insn *in)
{
	bool wide = BPF_CLASS(in->code) == BPF_JMP;
	int variant = (wide ? 0 : 2) + (BPF_SRC(in->code) == BPF_X);
	int op = BPF_OP(in->code) >> 4;

	switch (BPF_OP(in->code)) {
	case BPF_JA:
		return VM_JA;
	case BPF_CALL:
		return wide && in->src_reg == 0 ? VM_CALL : -EINVAL;
	case BPF_EXIT:
		return wide ? VM_EXIT : -EINVAL;
	}
	if (op > BPF_JSLE >> 4)
		return -EINVAL;
	op -= op > BPF_EXIT >> 4 ? 3 : 1;
	return VM_JEQ64K + op * 4 + variant;
}

static int decode_atomic(const struct bpf_insn *in)
{
	static const struct {
		s32 imm;
		int op;
	} table[] = {
	        {BPF_ADD, VM_AADD32},
	        {BPF_OR, VM_AOR32},
	        {BPF_AND, VM_AAND32},
	        {BPF_XOR, VM_AXOR32},
	        {BPF_ADD | BPF_FETCH, VM_FADD32},
	        {BPF_OR | BPF_FETCH, VM_FOR32},
	        {BPF_AND | BPF_FETCH, VM_FAND32},
	        {BPF_XOR | BPF_FETCH, VM_FXOR32},
	        {BPF_XCHG, VM_XCHG32},
	        {BPF_CMPXCHG, VM_CMPXCHG32},
	};
	u32 size = size_index(in->code);

	for (u32 i = 0; size >= 2 && i < ARRAY_LEN(table); i++)
		if (table[i].imm == in->imm)
			return table[i].op + (size == 3);
	return -EINVAL;
}

static int decode(const struct bpf_insn *in)
{
	switch (BPF_CLASS(in->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return decode_alu(in);
	case BPF_JMP:
	case BPF_JMP32:
		return decode_jmp(in);
	case BPF_LDX:
		if (BPF_MODE(in->code) == BPF_MEM)
			return VM_LDX8 + (int)size_index(in->code);
		if (BPF_MODE(in->code) == BPF_MEMSX)
			return VM_LDSX8 + (int)size_index(in->code);
		return -EINVAL;
	case BPF_ST:
		return BPF_MODE(in->code) == BPF_MEM ? VM_ST8 + (int)size_index(in->code) : -EINVAL;
	case BPF_STX:
		if (BPF_MODE(in->code) == BPF_ATOMIC)
			return decode_atomic(in);
		return BPF_MODE(in->code) == BPF_MEM ? VM_STX8 + (int)size_index(in->code)
		                                     : -EINVAL;
	case BPF_LD:
		return in->code == (BPF_LD | BPF_IMM | BPF_DW) ? VM_LDI : -EINVAL;
	}
	return -EINVAL;
}

/* The 64 bits that a relocation stands for. */
static int reloc_value(struct loader *l, const struct reloc *r, u64 *value)
{
	const struct vm_opts *o = &l->vm->opts;

	switch (r->kind) {
	case RELOC_MAP:
		if (!o->maps || !o->maps[r->index])
			return -ENOENT;
		*value = (u64)(uintptr_t)o->maps[r->index];
		return 0;
	case RELOC_PROBE_ID:
		*value = l->probe_id;
		return 0;
	case RELOC_START:
		*value = o->start;
		return 0;
	case RELOC_KFUNC:
	case RELOC_FUNC: /* of programs in the kernel only */
		return -EINVAL;
	case RELOC_KSYM:
		*value = o->ksym ? o->ksym(o->arg, l->code->strings[r->index]) : 0;
		return 0;
	}
	return -EINVAL;
}

static int load_call(struct loader *l, struct vm_insn *op, const struct bpf_insn *in)
{
	if (in->imm == BPF_FUNC_map_lookup_elem) {
		op->handler = vm_handlers()[VM_LOOKUP];
		return 0;
	}
	op->helper = vm_helper_find(in->imm);
	return op->helper ? 0 : -ENOSYS;
}

/* One instruction to one op; jump targets are filled in when all ops have their place. */
static int load_insn(struct loader *l, u32 i)
{
	const struct bpf_insn *in = &l->code->insns[i];
	const struct reloc *reloc = l->relocs[i];
	int kind = decode(in), err = 0;
	struct vm_insn *op = &l->ops[l->nops];

	if (kind < 0)
		return kind;
	if (in->dst_reg >= VM_REGS || in->src_reg >= VM_REGS)
		return -EINVAL;
	op->handler = vm_handlers()[kind];
	op->dst = in->dst_reg;
	op->src = in->src_reg;
	op->off = in->off;
	op->imm = in->imm;
	if (reloc && reloc->kind == RELOC_PROBE_ID)
		op->imm = (s32)l->probe_id;
	op->value = (u64)(s64)op->imm;
	l->targets[l->nops] = NO_TARGET;
	l->op_of[i] = l->nops;
	if (kind == VM_LDI) {
		if (i + 1 >= l->code->ninsns)
			return -EINVAL;
		op->value = (u32)in->imm | (u64)(u32)in[1].imm << 32;
		if (reloc)
			err = reloc_value(l, reloc, &op->value);
		l->op_of[i + 1] = NO_OP;
	} else if (kind == VM_CALL) {
		err = load_call(l, op, in);
	} else if (kind == VM_JA && BPF_CLASS(in->code) == BPF_JMP32) {
		l->targets[l->nops] = (s64)i + 1 + in->imm;
	} else if (kind == VM_JA || (kind >= VM_JEQ64K && kind <= VM_JSLE32X)) {
		l->targets[l->nops] = (s64)i + 1 + in->off;
	}
	l->nops++;
	return err;
}

static int link_jumps(struct loader *l, u32 *nloops)
{
	u32 n = l->nops;

	for (u32 i = 0; i < n; i++) {
		struct vm_insn *loop;
		u32 to;

		if (l->targets[i] == NO_TARGET)
			continue;
		if (l->targets[i] < 0 || l->targets[i] >= l->code->ninsns)
			return -EINVAL;
		to = l->op_of[l->targets[i]];
		if (to == NO_OP)
			return -EINVAL;
		l->ops[i].to = &l->ops[to];
		if (to > i)
			continue;
		loop = &l->ops[n + (*nloops)++];
		loop->handler = vm_handlers()[VM_LOOP];
		loop->imm = (s32)(i - to + 1);
		loop->to = &l->ops[to];
		l->ops[i].to = loop;
	}
	return 0;
}

static int load_all(struct loader *l)
{
	const struct code *c = l->code;
	u32 nloops = 0, last;
	int err;

	for (u32 i = 0; i < c->nrelocs; i++) {
		if (c->relocs[i].insn >= c->ninsns)
			return -EINVAL;
		l->relocs[c->relocs[i].insn] = &c->relocs[i];
	}
	for (u32 i = 0; i < c->ninsns; i++) {
		err = load_insn(l, i);
		if (err)
			return err;
		i += l->op_of[i] != NO_OP && l->ops[l->op_of[i]].handler == vm_handlers()[VM_LDI];
	}
	if (!l->nops)
		return -EINVAL;
	last = l->nops - 1;
	if (l->ops[last].handler != vm_handlers()[VM_EXIT] &&
	    l->ops[last].handler != vm_handlers()[VM_JA])
		return -EINVAL;
	return link_jumps(l, &nloops);
}

struct vm_prog *vm_load(struct vm *vm, const struct code *code, u32 probe_id, int *err)
{
	struct loader l = {.vm = vm, .code = code, .probe_id = probe_id};
	struct vm_prog *p = NULL;
	u32 n = code->ninsns + 1;

	l.relocs = mem_alloc(n, sizeof(*l.relocs));
	l.op_of = mem_alloc(n, sizeof(*l.op_of));
	l.targets = mem_alloc(n, sizeof(*l.targets));
	l.ops = mem_alloc(2 * (size_t)n, sizeof(*l.ops));
	*err = load_all(&l);
	if (!*err) {
		p = mem_alloc(1, sizeof(*p));
		p->ops = l.ops;
		p->nops = l.nops;
		l.ops = NULL;
	}
	free(l.relocs);
	free(l.op_of);
	free(l.targets);
	free(l.ops);
	return p;
}

void vm_prog_free(struct vm_prog *p)
{
	if (!p)
		return;
	free(p->ops);
	free(p);
}
