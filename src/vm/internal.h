/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What load.c, run.c and helper.c share: the decoded form of a program. */
#ifndef SONDE_VM_INTERNAL_H
#define SONDE_VM_INTERNAL_H

#include "vm/vm.h"

#define VM_STACK_SIZE  512
#define VM_DEFAULT_MAX 100000000ULL
#define VM_REGS        11
#define VM_MAX_DIRTY   8

/*
 * The machine's instructions: eBPF's with the operand's kind folded in. K: immediate, X: register.
 * OPS(X) lists them all; run.c has a handler for each, load.c names them.
 */
/* clang-format off */
#define OPS_ALU(X, n)    X(n##64K) X(n##64X) X(n##32K) X(n##32X)
#define OPS_SIZES(X, n)  X(n##8) X(n##16) X(n##32) X(n##64)
#define OPS_ATOMIC(X, n) X(n##32) X(n##64)
/* In the order of BPF's operation codes: load.c counts on it. */
#define OPS_ALL_ALU(X) \
	OPS_ALU(X, ADD) OPS_ALU(X, SUB) OPS_ALU(X, MUL) OPS_ALU(X, DIV) OPS_ALU(X, OR) \
	OPS_ALU(X, AND) OPS_ALU(X, LSH) OPS_ALU(X, RSH) OPS_ALU(X, NEG) OPS_ALU(X, MOD) \
	OPS_ALU(X, XOR) OPS_ALU(X, MOV) OPS_ALU(X, ARSH) OPS_ALU(X, SDIV) OPS_ALU(X, SMOD)
#define OPS_ALL_JMP(X) \
	OPS_ALU(X, JEQ) OPS_ALU(X, JGT) OPS_ALU(X, JGE) OPS_ALU(X, JSET) OPS_ALU(X, JNE) \
	OPS_ALU(X, JSGT) OPS_ALU(X, JSGE) OPS_ALU(X, JLT) OPS_ALU(X, JLE) OPS_ALU(X, JSLT) \
	OPS_ALU(X, JSLE)
#define OPS(X) \
	OPS_ALL_ALU(X) OPS_ALL_JMP(X) \
	OPS_SIZES(X, LDX) OPS_SIZES(X, LDSX) OPS_SIZES(X, ST) OPS_SIZES(X, STX) \
	OPS_ATOMIC(X, AADD) OPS_ATOMIC(X, AOR) OPS_ATOMIC(X, AAND) OPS_ATOMIC(X, AXOR) \
	OPS_ATOMIC(X, FADD) OPS_ATOMIC(X, FOR) OPS_ATOMIC(X, FAND) OPS_ATOMIC(X, FXOR) \
	OPS_ATOMIC(X, XCHG) OPS_ATOMIC(X, CMPXCHG) \
	OPS_SIZES(X, MOVSX64_) OPS_SIZES(X, MOVSX32_) OPS_SIZES(X, SWAP) OPS_SIZES(X, TRUNC) \
	X(JA) X(LOOP) X(LDI) X(CALL) X(LOOKUP) X(EXIT)
/* clang-format on */

enum vm_op {
#define X(n) VM_##n,
	OPS(X)
#undef X
	        VM_OP_COUNT
};

typedef u64 vm_helper_fn(struct vm *vm, u64 a1, u64 a2, u64 a3, u64 a4, u64 a5);

struct vm_insn {
	const void *handler; /* label in run.c */
	u8 dst, src;
	s16 off;
	s32 imm;
	union {
		u64 value;                /* LDI, and imm, sign extended */
		const struct vm_insn *to; /* jumps */
		vm_helper_fn *helper;     /* CALL */
	};
};

/*
 * A jump backwards goes to a LOOP instruction of its own behind the program's end, which takes the
 * loop's length off the budget and jumps on: jumps forwards cost nothing for the limit.
 */
struct vm_prog {
	struct vm_insn *ops;
	u32 nops;
};

struct vm {
	struct vm_opts opts;
	u64 max_insns;
	struct vm_event *ev; /* of the run in progress */
	u64 random;
	struct vm_map *dirty[VM_MAX_DIRTY]; /* looked up in this run and to be flushed */
	u32 ndirty;
};

/* run.c: handler of each enum vm_op. */
const void *const *vm_handlers(void);
/* helper.c: NULL if the VM does not offer it. */
vm_helper_fn *vm_helper_find(s32 id);
/*
 * Memory of this process, through a pipe: the kernel says where there is none. How many bytes it
 * gave, or a negative errno.
 */
ssize_t vm_copy_by_pipe(void *dst, size_t size, const void *from);
void *vm_lookup(struct vm *vm, struct vm_map *m, const void *key);

#endif
