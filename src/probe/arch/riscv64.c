/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/arch.h"

static const struct arch_reg regs[] = {
        {"pc", "epc", 0, 0, -1},     {"ra", "ra", 8, 1, 1},     {"sp", "sp", 16, 2, 2},
        {"gp", "gp", 24, 3, 3},      {"tp", "tp", 32, 4, 4},    {"t0", "t0", 40, 5, 5},
        {"t1", "t1", 48, 6, 6},      {"t2", "t2", 56, 7, 7},    {"s0", "s0", 64, 8, 8},
        {"s1", "s1", 72, 9, 9},      {"a0", "a0", 80, 10, 10},  {"a1", "a1", 88, 11, 11},
        {"a2", "a2", 96, 12, 12},    {"a3", "a3", 104, 13, 13}, {"a4", "a4", 112, 14, 14},
        {"a5", "a5", 120, 15, 15},   {"a6", "a6", 128, 16, 16}, {"a7", "a7", 136, 17, 17},
        {"s2", "s2", 144, 18, 18},   {"s3", "s3", 152, 19, 19}, {"s4", "s4", 160, 20, 20},
        {"s5", "s5", 168, 21, 21},   {"s6", "s6", 176, 22, 22}, {"s7", "s7", 184, 23, 23},
        {"s8", "s8", 192, 24, 24},   {"s9", "s9", 200, 25, 25}, {"s10", "s10", 208, 26, 26},
        {"s11", "s11", 216, 27, 27}, {"t3", "t3", 224, 28, 28}, {"t4", "t4", 232, 29, 29},
        {"t5", "t5", 240, 30, 30},   {"t6", "t6", 248, 31, 31}, {"orig_a0", "orig_a0", 280, -1, -1},
};

static const char *const aliases[] = {NULL};

const struct arch arch_riscv64 = {
        .name = "riscv64",
        .word = 8,
        .context_size = 256,
        .args = {"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"},
        .ret = "a0",
        .ip = "pc",
        .sp = "sp",
        .fp = "s0",
        .stack_arg = 0,
        .syscall_args = {"orig_a0", "a1", "a2", "a3", "a4", "a5"},
        .syscall_nr = "a7",
        .aliases = aliases,
        .regs = regs,
        .nregs = ARRAY_LEN(regs),
};
