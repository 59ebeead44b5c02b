/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by eval.c and eval_map.c. */
#ifndef SONDE_TESTS_DIFF_EVAL_IMPL_H
#define SONDE_TESTS_DIFF_EVAL_IMPL_H

#include "tests/diff/eval.h"

enum flow { FLOW_ON, FLOW_BREAK, FLOW_CONTINUE, FLOW_LEAVE, FLOW_RETURN };

void eval_fail(struct eval *ev, const char *what);
u64 eval_narrow(const struct type *t, u64 v);
u64 eval_scalar(struct eval *ev, struct expr *e);
u64 eval_arithmetic(struct eval *ev, enum op op, struct expr *l, struct expr *r,
                    const struct type *t);
void eval_into(struct eval *ev, struct expr *e, const struct type *t, u8 *dst);
void *eval_bytes(struct eval *ev, struct expr *e); /* as e->type; in the arena */
u8 *eval_place(struct eval *ev, struct expr *e);
enum flow eval_stmts(struct eval *ev, struct stmt *s);

u64 eval_map_read(struct eval *ev, struct expr *e);
void eval_map_read_into(struct eval *ev, struct expr *e, const struct type *t, u8 *dst);
u64 eval_map_add(struct eval *ev, struct expr *e, u64 step); /* the value before */
void eval_map_assign(struct eval *ev, struct expr *target, enum op op, struct expr *value);
void eval_aggregate(struct eval *ev, struct expr *target, struct expr *call);
u64 eval_has_key(struct eval *ev, struct expr *map, struct expr *key);
u64 eval_delete(struct eval *ev, struct expr *map, struct expr *key);

#endif
