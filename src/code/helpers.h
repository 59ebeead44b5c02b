/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of the helper functions: the kernel's and our VM's. */
#ifndef SONDE_CODE_HELPERS_H
#define SONDE_CODE_HELPERS_H

#include "util/base.h"

const char *code_helper_name(s32 id);             /* NULL if unknown */
s32 code_helper_id(const char *name, size_t len); /* -ENOENT if unknown */

/* Operators as the assembler writes them, "+" for "r1 += r2"; NULL if there is none. Signed: SDIV,
 * SMOD. op is BPF_OP() of the instruction. */
const char *code_alu_text(u8 op, bool is_signed);
const char *code_jmp_text(u8 op);

#endif
