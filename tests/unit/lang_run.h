/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the front end share. */
#ifndef SONDE_TESTS_LANG_RUN_H
#define SONDE_TESTS_LANG_RUN_H

#include "lang/parse.h"

/* A parse, what it reported, and its results as text. */
struct lang_run {
	struct arena *arena;
	struct source src;
	struct program *prog;
	struct expr *expr;
	char *errors;
	struct buf text;
};

/* Parse len bytes of a program or an expression. End with lang_run_free(). */
void lang_run(struct lang_run *r, const char *text, size_t len, bool expr);
void lang_run_free(struct lang_run *r);

#endif
