/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by gen.c (statements) and gen_expr.c. */
#ifndef SONDE_TESTS_DIFF_GEN_IMPL_H
#define SONDE_TESTS_DIFF_GEN_IMPL_H

#include "tests/diff/gen.h"

struct gen {
	struct random *r;
	struct buf *out;
	const struct gen_opts *opts;
	u32 indent;
	u32 loops; /* depth; also the number of the next loop variable */
	u32 unrolls;
	u32 nstmts;
	u32 room;    /* what is left of the program's size */
	bool filter; /* before any variable has a value */
};

bool chance(struct gen *g, u32 percent);
#define PICK(g, table) ((table)[random_below((g)->r, ARRAY_LEN(table))])

/* gen_expr.c: depth limits the tree; 0 is a leaf. */
void int_expr(struct gen *g, u32 depth);
void string_expr(struct gen *g, u32 depth);
void cast_int(struct gen *g, const char *type, u32 depth); /* (TYPE)(EXPR) */
void int_key(struct gen *g, u32 depth);
void map_place(struct gen *g, u32 depth); /* an int64 in a map */
void comparison(struct gen *g, u32 depth);

#endif
