/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The interpreter: one handler an instruction, each of which jumps to the next one's.
 */
#include <string.h>

#include "vm/internal.h"

/* The handlers read as a table. */
/* clang-format off */
#define DEF_LOAD(bits)                                         \
	static inline u##bits load##bits(u64 addr)             \
	{                                                      \
		u##bits v;                                     \
		memcpy(&v, (void *)(uintptr_t)addr, sizeof(v)); \
		return v;                                      \
	}                                                      \
	static inline void store##bits(u64 addr, u##bits v)    \
	{                                                      \
		memcpy((void *)(uintptr_t)addr, &v, sizeof(v)); \
	}
DEF_LOAD(8)
DEF_LOAD(16)
DEF_LOAD(32)
DEF_LOAD(64)

/* Signed division as the kernel has it: by zero 0 (or the dividend), and no overflow trap. */
static inline s64 sdiv(s64 a, s64 b)
{
	return b == 0 ? 0 : b == -1 ? (s64)(0 - (u64)a) : a / b;
}

static inline s64 smod(s64 a, s64 b)
{
	return b == 0 ? a : b == -1 ? 0 : a % b;
}

static inline s64 sar(s64 a, u32 n)
{
	return a >> n;
}

#define DST   r[pc->dst]
#define SRC   r[pc->src]
#define ADDR  (DST + (s64)pc->off)
#define FROM  (SRC + (s64)pc->off)
#define NEXT               \
	do {               \
		pc++;      \
		goto *pc->handler; \
	} while (0)

/* Four handlers of an operation; a and b are the operands in the given width. */
#define ALU(name, e64, e32)                                     \
	name##64K : { u64 a = DST, b = pc->value; (void)a, (void)b; DST = (e64); NEXT; } \
	name##64X : { u64 a = DST, b = SRC; (void)a, (void)b; DST = (e64); NEXT; }       \
	name##32K : { u32 a = DST, b = pc->imm; (void)a, (void)b; DST = (u32)(e32); NEXT; } \
	name##32X : { u32 a = DST, b = SRC; (void)a, (void)b; DST = (u32)(e32); NEXT; }
#define ALU_SAME(name, e) ALU(name, e, e)

#define JUMP(name, cond64, cond32)                                    \
	name##64K : { u64 a = DST, b = (s64)pc->imm; if (cond64) goto jump; NEXT; } \
	name##64X : { u64 a = DST, b = SRC; if (cond64) goto jump; NEXT; }     \
	name##32K : { u32 a = DST, b = pc->imm; if (cond32) goto jump; NEXT; } \
	name##32X : { u32 a = DST, b = SRC; if (cond32) goto jump; NEXT; }
#define JUMP_SAME(name, cond) JUMP(name, cond, cond)
#define JUMP_SIGNED(name, op) JUMP(name, (s64)a op (s64)b, (s32)a op (s32)b)

#define SIZED(bits)                                         \
	LDX##bits : DST = load##bits(FROM); NEXT;            \
	LDSX##bits : DST = (s64)(s##bits)load##bits(FROM); NEXT; \
	ST##bits : store##bits(ADDR, (u##bits)(s64)pc->imm); NEXT; \
	STX##bits : store##bits(ADDR, (u##bits)SRC); NEXT;   \
	MOVSX64_##bits : DST = (s64)(s##bits)SRC; NEXT;      \
	MOVSX32_##bits : DST = (u32)(s32)(s##bits)SRC; NEXT; \
	TRUNC##bits : DST = (u##bits)DST; NEXT;

/* No other thread writes what a program of ours reads: plain memory accesses will do. */
#define ATOMIC(bits)                                                              \
	AADD##bits : store##bits(ADDR, load##bits(ADDR) + (u##bits)SRC); NEXT;    \
	AOR##bits : store##bits(ADDR, load##bits(ADDR) | (u##bits)SRC); NEXT;     \
	AAND##bits : store##bits(ADDR, load##bits(ADDR) & (u##bits)SRC); NEXT;    \
	AXOR##bits : store##bits(ADDR, load##bits(ADDR) ^ (u##bits)SRC); NEXT;    \
	FADD##bits : { u##bits v = load##bits(ADDR); store##bits(ADDR, v + (u##bits)SRC); SRC = v; NEXT; } \
	FOR##bits : { u##bits v = load##bits(ADDR); store##bits(ADDR, v | (u##bits)SRC); SRC = v; NEXT; }  \
	FAND##bits : { u##bits v = load##bits(ADDR); store##bits(ADDR, v & (u##bits)SRC); SRC = v; NEXT; } \
	FXOR##bits : { u##bits v = load##bits(ADDR); store##bits(ADDR, v ^ (u##bits)SRC); SRC = v; NEXT; } \
	XCHG##bits : { u##bits v = load##bits(ADDR); store##bits(ADDR, (u##bits)SRC); SRC = v; NEXT; }     \
	CMPXCHG##bits : { u##bits v = load##bits(ADDR); if (v == (u##bits)r[0]) store##bits(ADDR, (u##bits)SRC); r[0] = v; NEXT; }

static u64 execute(struct vm *vm, const struct vm_insn *pc, u64 ctx, int *err,
		   const void *const **handlers)
{
	static const void *const labels[VM_OP_COUNT] = {
#define X(n) &&n,
		OPS(X)
#undef X
	};
	_Alignas(8) u8 stack[VM_STACK_SIZE];
	u64 r[VM_REGS], budget;

	if (handlers) {
		*handlers = labels;
		return 0;
	}
	budget = vm->max_insns;
	r[1] = ctx;
	r[10] = (u64)(uintptr_t)(stack + VM_STACK_SIZE);
	goto *pc->handler;

	ALU_SAME(ADD, a + b)
	ALU_SAME(SUB, a - b)
	ALU_SAME(MUL, a * b)
	ALU_SAME(DIV, b ? a / b : 0)
	ALU_SAME(OR, a | b)
	ALU_SAME(AND, a & b)
	ALU(LSH, a << (b & 63), a << (b & 31))
	ALU(RSH, a >> (b & 63), a >> (b & 31))
	ALU_SAME(NEG, 0 - a)
	ALU_SAME(MOD, b ? a % b : a)
	ALU_SAME(XOR, a ^ b)
	ALU_SAME(MOV, b)
	ALU(ARSH, sar((s64)a, b & 63), sar((s32)a, b & 31))
	ALU(SDIV, sdiv((s64)a, (s64)b), sdiv((s32)a, (s32)b))
	ALU(SMOD, smod((s64)a, (s64)b), smod((s32)a, (s32)b))

	JUMP_SAME(JEQ, a == b)
	JUMP_SAME(JNE, a != b)
	JUMP_SAME(JGT, a > b)
	JUMP_SAME(JGE, a >= b)
	JUMP_SAME(JLT, a < b)
	JUMP_SAME(JLE, a <= b)
	JUMP_SAME(JSET, a & b)
	JUMP_SIGNED(JSGT, >)
	JUMP_SIGNED(JSGE, >=)
	JUMP_SIGNED(JSLT, <)
	JUMP_SIGNED(JSLE, <=)

	SIZED(8)
	SIZED(16)
	SIZED(32)
	SIZED(64)
	ATOMIC(32)
	ATOMIC(64)
SWAP8:
	NEXT;
SWAP16:
	DST = __builtin_bswap16((u16)DST);
	NEXT;
SWAP32:
	DST = __builtin_bswap32((u32)DST);
	NEXT;
SWAP64:
	DST = __builtin_bswap64(DST);
	NEXT;
LDI:
	DST = pc->value;
	NEXT;
CALL:
	r[0] = pc->helper(vm, r[1], r[2], r[3], r[4], r[5]);
	NEXT;
LOOKUP:
	r[0] = (u64)(uintptr_t)vm_lookup(vm, (struct vm_map *)(uintptr_t)r[1],
					 (const void *)(uintptr_t)r[2]);
	NEXT;
LOOP:
	if (budget <= (u64)pc->imm) {
		*err = -ETIME;
		return 0;
	}
	budget -= (u64)pc->imm;
JA:
jump:
	pc = pc->to;
	goto *pc->handler;
EXIT:
	return r[0];
}
/* clang-format on */

const void *const *vm_handlers(void)
{
	const void *const *handlers;

	execute(NULL, NULL, 0, NULL, &handlers);
	return handlers;
}

u64 vm_run(struct vm *vm, struct vm_prog *p, struct vm_event *ev, int *err)
{
	u64 ret;

	*err = 0;
	ev->vm = vm;
	vm->ev = ev;
	ret = execute(vm, p->ops, (u64)(uintptr_t)ev, err, NULL);
	for (u32 i = 0; i < vm->ndirty; i++)
		vm->dirty[i]->ops->flush(vm->dirty[i]);
	vm->ndirty = 0;
	return ret;
}
