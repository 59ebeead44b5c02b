/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where $variables live, and what an expression denotes as a place. */
#ifndef SONDE_CODE_VAR_H
#define SONDE_CODE_VAR_H

#include "code/gen.h"

/*
 * A place: in the program's own memory (in_mem: mem + off), or behind an address that is in r0
 * (r0 + off), which must be read with a helper.
 */
struct lvalue {
	bool in_mem;
	bool user, own; /* whose address it is: a user one, the program's */
	struct mem mem;
	s32 off;
	u8 bit_offset, bit_size;
};

/* Give every variable its place; those that may be read before they are set start as zero. */
void vars_place(struct gen *g);
struct mem var_mem(const struct gen *g, const struct sym *s);
/* What let $x; does: zero. */
void var_clear(struct gen *g, const struct sym *s);
/* A string that is not padded where it is kept in a variable. */
bool is_long_string(const struct type *t);
/* v as it is now, after `later` has been computed: in memory that nothing there writes. */
struct val keep(struct gen *g, struct val v, struct expr *later);
/* Where a record, array, tuple or string is; computed into memory if it is nowhere yet. */
bool gen_place(struct gen *g, struct expr *e, struct lvalue *lv);
/* The place of a FIELD, INDEX or TUPLE_FIELD. false after an error. */
bool gen_lvalue(struct gen *g, struct expr *e, struct lvalue *out);

/* value.c: do values of both types lie alike? If not, a tuple is taken over element by element. */
bool same_layout(const struct type *a, const struct type *b);
void convert_tuple(struct gen *g, struct mem dst, const struct type *t, struct mem src,
                   const struct type *from);

#endif
