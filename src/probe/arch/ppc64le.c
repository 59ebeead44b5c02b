/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ELFv2: arguments on the stack follow the header and the save area of the eight in registers. */
#include "probe/arch.h"

static const struct arch_reg regs[] = {
        {"r0", "gpr0", 0, 0, 0},          {"r1", "gpr1", 8, 1, 1},
        {"r2", "gpr2", 16, 2, 2},         {"r3", "gpr3", 24, 3, 3},
        {"r4", "gpr4", 32, 4, 4},         {"r5", "gpr5", 40, 5, 5},
        {"r6", "gpr6", 48, 6, 6},         {"r7", "gpr7", 56, 7, 7},
        {"r8", "gpr8", 64, 8, 8},         {"r9", "gpr9", 72, 9, 9},
        {"r10", "gpr10", 80, 10, 10},     {"r11", "gpr11", 88, 11, 11},
        {"r12", "gpr12", 96, 12, 12},     {"r13", "gpr13", 104, 13, 13},
        {"r14", "gpr14", 112, 14, 14},    {"r15", "gpr15", 120, 15, 15},
        {"r16", "gpr16", 128, 16, 16},    {"r17", "gpr17", 136, 17, 17},
        {"r18", "gpr18", 144, 18, 18},    {"r19", "gpr19", 152, 19, 19},
        {"r20", "gpr20", 160, 20, 20},    {"r21", "gpr21", 168, 21, 21},
        {"r22", "gpr22", 176, 22, 22},    {"r23", "gpr23", 184, 23, 23},
        {"r24", "gpr24", 192, 24, 24},    {"r25", "gpr25", 200, 25, 25},
        {"r26", "gpr26", 208, 26, 26},    {"r27", "gpr27", 216, 27, 27},
        {"r28", "gpr28", 224, 28, 28},    {"r29", "gpr29", 232, 29, 29},
        {"r30", "gpr30", 240, 30, 30},    {"r31", "gpr31", 248, 31, 31},
        {"nip", "nip", 256, 32, -1},      {"msr", "msr", 264, 33, -1},
        {"orig_gpr3", NULL, 272, 34, -1}, {"ctr", "ctr", 280, 35, 66},
        {"link", "link", 288, 36, 65},    {"xer", "xer", 296, 37, -1},
        {"ccr", "ccr", 304, 38, -1},      {"softe", "softe", 312, 39, -1},
        {"trap", "trap", 320, 40, -1},    {"dar", "dar", 328, 41, -1},
        {"dsisr", "dsisr", 336, 42, -1},  {"result", NULL, 344, -1, -1},
};

static const char *const aliases[] = {NULL};

const struct arch arch_ppc64le = {
        .name = "ppc64le",
        .word = 8,
        .context_size = 352,
        .args = {"r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10"},
        .ret = "r3",
        .ip = "nip",
        .sp = "r1",
        .fp = "r1",
        .stack_arg = 96,
        .syscall_args = {"orig_gpr3", "r4", "r5", "r6", "r7", "r8"},
        .syscall_nr = "r0",
        .aliases = aliases,
        .regs = regs,
        .nregs = ARRAY_LEN(regs),
};
