/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by the files of src/plan and by the code generator. */
#ifndef SONDE_PLAN_IMPL_H
#define SONDE_PLAN_IMPL_H

#include "plan/plan.h"

/* Bytes that a value takes in a map, a key or a record: scalars are widened to 8. */
u32 plan_store_size(const struct type *t);

struct path_ctx {
	struct plan *plan;
	struct plan_clause *clause;
};

/*
 * Mark every capturable expression of a clause with its slot, and note what only a program in the
 * kernel can do. 0, or -EINVAL after a diagnostic.
 */
int plan_slots(struct plan *p, struct plan_clause *c);
/* Make the output records of a clause's actions. */
int plan_records(struct plan *p, struct plan_clause *c);
/* The slot for a root without steps, made if it is not there. */
s32 plan_root_slot(struct plan *p, struct plan_clause *c, enum root root, u32 arg, struct span at);
/* behind.c: which maps keep strings behind their pointers; then, what a clause captures for that.
 */
void plan_behind(struct plan *p);
void plan_behind_clause(struct plan *p, struct plan_clause *c);
void plan_unread(struct plan_clause *c); /* which slots are needed by no code of our VM */
/*
 * The string of at most len bytes that a path points at, as a slot; slot NULL: nothing is added.
 * False: it is no path.
 */
bool plan_text_slot(struct plan *p, struct plan_clause *c, struct expr *e, u32 len, s32 *slot);
/* The same with len bytes. */
bool plan_bytes_slot(struct plan *p, struct plan_clause *c, struct expr *e, u32 len, s32 *slot);
/* The pointer off bytes behind the one that e is, and the string it points at. */
bool plan_word_slots(struct plan *p, struct plan_clause *c, struct expr *e, s32 off,
                     struct join_word *out);
u32 plan_string(struct plan *p, const char *s); /* index in plan->strings */

#endif
