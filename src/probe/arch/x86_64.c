/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/arch.h"

static const struct arch_reg regs[] = {
        {"r15", "r15", 0, 23, 15},      {"r14", "r14", 8, 22, 14},
        {"r13", "r13", 16, 21, 13},     {"r12", "r12", 24, 20, 12},
        {"bp", "bp", 32, 6, 6},         {"bx", "bx", 40, 1, 3},
        {"r11", "r11", 48, 19, 11},     {"r10", "r10", 56, 18, 10},
        {"r9", "r9", 64, 17, 9},        {"r8", "r8", 72, 16, 8},
        {"ax", "ax", 80, 0, 0},         {"cx", "cx", 88, 2, 2},
        {"dx", "dx", 96, 3, 1},         {"si", "si", 104, 4, 4},
        {"di", "di", 112, 5, 5},        {"orig_ax", "orig_ax", 120, -1, -1},
        {"ip", "ip", 128, 8, 16},       {"cs", "cs", 136, 10, -1},
        {"flags", "flags", 144, 9, -1}, {"sp", "sp", 152, 7, 7},
        {"ss", "ss", 160, 11, -1},
};

static const char *const aliases[] = {"amd64", NULL};

const struct arch arch_x86_64 = {
        .name = "x86_64",
        .word = 8,
        .context_size = 168,
        .args = {"di", "si", "dx", "cx", "r8", "r9"},
        .ret = "ax",
        .ip = "ip",
        .sp = "sp",
        .fp = "bp",
        .stack_arg = 8,
        .syscall_args = {"di", "si", "dx", "r10", "r8", "r9"},
        .syscall_nr = "orig_ax",
        .aliases = aliases,
        .regs = regs,
        .nregs = ARRAY_LEN(regs),
};
