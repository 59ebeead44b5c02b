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
u32 plan_string(struct plan *p, const char *s); /* index in plan->strings */

#endif
