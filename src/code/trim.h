/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The last pass over a program: no instruction that is never reached (old verifiers reject them).
 */
#ifndef SONDE_CODE_TRIM_H
#define SONDE_CODE_TRIM_H

#include "code/code.h"

/*
 * Leads jumps to jumps where they end, drops jumps to the next instruction and whatever cannot be
 * reached, and closes the gaps: jump offsets, relocations and spans follow. The arrays shrink in
 * place. The program's jumps must be in range.
 */
void code_trim(struct code *c);

#endif
