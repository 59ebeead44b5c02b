/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random programs: one clause each, from a seed. */
#ifndef SONDE_TESTS_DIFF_GEN_H
#define SONDE_TESTS_DIFF_GEN_H

#include "util/buf.h"

struct random {
	u64 state;
};

u64 random_next(struct random *r);
u32 random_below(struct random *r, u32 n); /* n > 0 */

#define DIFF_ARGS 4 /* arg0 … arg3 */

struct gen_opts {
	bool loops;     /* while, for */
	u32 statements; /* at the top level */
};

/*
 * The program's text; it stores results in maps. Returns how many expressions and clauses it holds
 * (statements, each of which is a tree of its own).
 */
u32 gen_program(struct random *r, const struct gen_opts *opts, struct buf *out);
/* An input: small, large, near a power of two, negative. */
u64 gen_number(struct random *r);

#endif
