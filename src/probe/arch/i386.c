/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel passes three arguments in registers (regparm), programs none. */
#include "probe/arch.h"

static const struct arch_reg regs[] = {
        {"bx", "bx", 0, 1, 3},    {"cx", "cx", 4, 2, 1},    {"dx", "dx", 8, 3, 2},
        {"si", "si", 12, 4, 6},   {"di", "di", 16, 5, 7},   {"bp", "bp", 20, 6, 5},
        {"ax", "ax", 24, 0, 0},   {"ds", "ds", 28, -1, -1}, {"es", "es", 32, -1, -1},
        {"fs", "fs", 36, -1, -1}, {"gs", "gs", 40, -1, -1}, {"orig_ax", "orig_ax", 44, -1, -1},
        {"ip", "ip", 48, 8, 8},   {"cs", "cs", 52, 10, -1}, {"flags", "flags", 56, 9, -1},
        {"sp", "sp", 60, 7, 4},   {"ss", "ss", 64, 11, -1},
};

static const char *const aliases[] = {"i486", "i586", "i686", NULL};

const struct arch arch_i386 = {
        .name = "i386",
        .word = 4,
        .context_size = 68,
        .args = {"ax", "dx", "cx"},
        .user_stack_args = true,
        .ret = "ax",
        .ip = "ip",
        .sp = "sp",
        .fp = "bp",
        .stack_arg = 4,
        .syscall_args = {"bx", "cx", "dx", "si", "di", "bp"},
        .syscall_nr = "orig_ax",
        .aliases = aliases,
        .regs = regs,
        .nregs = ARRAY_LEN(regs),
};
