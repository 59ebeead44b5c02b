/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Registers and the calling convention of an architecture: one table each in arch/. All are always
 * built in, so that a plan can be made for another machine (--tracefs, tests).
 */
#ifndef SONDE_PROBE_ARCH_H
#define SONDE_PROBE_ARCH_H

#include "util/base.h"

struct arch_reg {
	const char *name;  /* in reg("…") */
	const char *fetch; /* in a fetch-arg, without '%'; NULL: the kernel has no name for it */
	u16 offset; /* bytes into the context of a kprobe's or uprobe's BPF program: struct pt_regs,
	             * or user_pt_regs where the kernel has that. Past context_size: pt_regs only */
	s8 perf;    /* bit in sample_regs_user and sample_regs_intr (asm/perf_regs.h); -1: none */
	s8 dwarf;   /* DWARF register number; -1: none */
};

struct arch {
	const char *name;           /* as uname -m has it on most machines */
	const char *const *aliases; /* other spellings of uname -m; NULL-terminated */
	u8 word;                    /* bytes of a register, a pointer and a long */
	bool big_endian;
	u16 context_size; /* bytes of what a BPF program may read of its context */
	const struct arch_reg *regs;
	u32 nregs;
	const char *args[9];  /* registers of a function's first arguments; NULL-terminated */
	bool user_stack_args; /* user functions have all arguments on the stack (i386) */
	const char *ret, *ip, *sp, *fp; /* fp: the frame pointer's register */
	u16 stack_arg; /* bytes from sp, at a function's entry, to the first argument on the stack
	                */
	const char *syscall_args[7]; /* in the pt_regs that raw_syscalls:sys_enter has */
	const char *syscall_nr;      /* NULL: in no register */
};

/* The one this program was built for; NULL if there is no table for it. */
const struct arch *arch_host(void);
/* By uname -m. NULL if unknown. */
const struct arch *arch_find(const char *machine);
/* By name, "ip" or "pc" alike meaning the instruction pointer; fetch names too. NULL if unknown. */
const struct arch_reg *arch_reg(const struct arch *a, const char *name);
/* The register of argN in the kernel (user: in a program); NULL: it is on the stack. */
const struct arch_reg *arch_arg(const struct arch *a, u32 n, bool user);
/* Bytes from sp at the entry of a function to its N-th argument on the stack (sargN). */
u32 arch_stack_arg(const struct arch *a, u32 n);
/* All registers that have a bit, for sample_regs_user. */
u64 arch_perf_mask(const struct arch *a);

extern const struct arch arch_x86_64, arch_i386, arch_arm64, arch_arm, arch_riscv64, arch_ppc64le,
        arch_s390x;

#endif
