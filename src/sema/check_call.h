/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to src/sema: rules for the arguments of functions. Each reports what is wrong. */
#ifndef SONDE_SEMA_CHECK_CALL_H
#define SONDE_SEMA_CHECK_CALL_H

#include "sema/check.h"

/* The type of the call's value, type_none if it has none; NULL after an error. */
typedef const struct type *call_rule(struct check *c, struct expr *call);

/* The argument is written as a string (not yet typed). */
bool wants_literal(struct check *c, const struct expr *call, const struct expr *arg);
bool wants_integer(struct check *c, const struct expr *call, struct expr *arg);
/* An integer known at compile time; what names it: "depth". */
bool wants_const(struct check *c, const struct expr *call, struct expr *arg, const char *what);
struct map_info *wants_map(struct check *c, const struct expr *call, struct expr *arg);

bool check_arity(struct check *c, const struct expr *call); /* call.builtin is set */

/* Functions whose work is done in user space. */
const struct type *check_action(struct check *c, struct expr *call);

#endif
