/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/arch.h"

static const struct arch_reg regs[] = {
        {"arg", NULL, 0, -1, -1},      {"pswmask", NULL, 8, 32, -1},
        {"pswaddr", NULL, 16, 33, 65}, {"r0", "r0", 24, 0, 0},
        {"r1", "r1", 32, 1, 1},        {"r2", "r2", 40, 2, 2},
        {"r3", "r3", 48, 3, 3},        {"r4", "r4", 56, 4, 4},
        {"r5", "r5", 64, 5, 5},        {"r6", "r6", 72, 6, 6},
        {"r7", "r7", 80, 7, 7},        {"r8", "r8", 88, 8, 8},
        {"r9", "r9", 96, 9, 9},        {"r10", "r10", 104, 10, 10},
        {"r11", "r11", 112, 11, 11},   {"r12", "r12", 120, 12, 12},
        {"r13", "r13", 128, 13, 13},   {"r14", "r14", 136, 14, 14},
        {"r15", "r15", 144, 15, 15},   {"orig_gpr2", NULL, 152, -1, -1},
};

static const char *const aliases[] = {NULL};

const struct arch arch_s390x = {
        .name = "s390x",
        .word = 8,
        .big_endian = true,
        .context_size = 152,
        .args = {"r2", "r3", "r4", "r5", "r6"},
        .ret = "r2",
        .ip = "pswaddr",
        .sp = "r15",
        .fp = "r11",
        .stack_arg = 160,
        .syscall_args = {"orig_gpr2", "r3", "r4", "r5", "r6", "r7"},
        .aliases = aliases,
        .regs = regs,
        .nregs = ARRAY_LEN(regs),
};
