/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/sema: macros and functions in place of their calls. */
#ifndef SONDE_SEMA_EXPAND_H
#define SONDE_SEMA_EXPAND_H

#include "sema/check.h"

#define MAX_COPY_NODES 200000 /* of all copies */

/* The copies made so far. */
struct copies {
	struct analysis *an;
	u32 n, nodes;
};

const char *function_kind(const struct function *f); /* "macro", "function" */
/* '$': the argument is a variable, '@': a whole map; else 0. */
char arg_sigil(const struct expr *arg);
/* Nodes of a tree that is not the parser's. */
struct expr *expr_new(struct analysis *an, enum expr_kind kind, struct span at);
struct stmt *stmt_new(struct analysis *an, enum stmt_kind kind, struct span at);
/* Fills block with the copy of f that the call stands for; its arguments fit. */
void copy_body(struct copies *all, const struct function *f, const struct expr *call,
               struct expr *block);

/* In all clauses of the program, before they become variants. 0, or -EINVAL after diagnostics. */
int expand_calls(struct analysis *an);

#endif
