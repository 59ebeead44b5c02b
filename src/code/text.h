/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/code: strings as words, and functions that look into strings. */
#ifndef SONDE_CODE_TEXT_H
#define SONDE_CODE_TEXT_H

#include "code/gen.h"

/* Bytes at … at + n (n ≤ 8) of s, NUL behind its len bytes, as a load of n bytes gives them. */
u64 text_word(const char *s, u32 len, u32 at, u32 n);
/* Keep the first n bytes of the word in reg. */
void text_keep(struct gen *g, u8 reg, u32 n);

/* search.c: each gives a scalar. They loop, so that a kernel before 5.3 refuses them. */
struct val gen_strlen(struct gen *g, struct expr *e);
struct val gen_strstr(struct gen *g, struct expr *e);
struct val gen_strcontains(struct gen *g, struct expr *e);
struct val gen_memcmp(struct gen *g, struct expr *e);
struct val gen_globmatch(struct gen *g, struct expr *e); /* glob.c */

/* seq.c: e has call.kernel_format */
void gen_seq_printf(struct gen *g, struct expr *e);

/* e's bytes in scratch, and zeros up to size (at least that of e's type). */
struct mem text_in_scratch(struct gen *g, struct expr *e, u32 size);
bool text_loops(struct gen *g, const struct expr *e); /* false after an error */
void text_again(struct gen *g, u32 n, u32 top);
/*
 * reg, by way of memory: a verifier that has followed a loop knows it, another number at each exit,
 * and would follow the rest of the program once for each.
 */
struct val text_result(struct gen *g, u8 reg);

#endif
