/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Here "ip" is r12, a scratch register: the instruction pointer is "pc". */
#include "probe/arch.h"

static const struct arch_reg regs[] = {
        {"r0", "r0", 0, 0, 0},    {"r1", "r1", 4, 1, 1},        {"r2", "r2", 8, 2, 2},
        {"r3", "r3", 12, 3, 3},   {"r4", "r4", 16, 4, 4},       {"r5", "r5", 20, 5, 5},
        {"r6", "r6", 24, 6, 6},   {"r7", "r7", 28, 7, 7},       {"r8", "r8", 32, 8, 8},
        {"r9", "r9", 36, 9, 9},   {"r10", "r10", 40, 10, 10},   {"fp", "fp", 44, 11, 11},
        {"ip", "ip", 48, 12, 12}, {"sp", "sp", 52, 13, 13},     {"lr", "lr", 56, 14, 14},
        {"pc", "pc", 60, 15, 15}, {"cpsr", "cpsr", 64, -1, -1}, {"orig_r0", "ORIG_r0", 68, -1, -1},
};

static const char *const aliases[] = {"arm", "armv6l", "armv5tel", "armv8l", NULL};

const struct arch arch_arm = {
        .name = "armv7l",
        .word = 4,
        .context_size = 72,
        .args = {"r0", "r1", "r2", "r3"},
        .ret = "r0",
        .ip = "pc",
        .sp = "sp",
        .fp = "fp",
        .stack_arg = 0,
        .syscall_args = {"orig_r0", "r1", "r2", "r3", "r4", "r5"},
        .syscall_nr = "r7",
        .aliases = aliases,
        .regs = regs,
        .nregs = ARRAY_LEN(regs),
};
