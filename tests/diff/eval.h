/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The language by its definition: walks the typed tree of a clause. It shares nothing with the code
 * generator but the layout of keys and values in maps (plan.h), so that all executors' maps can be
 * compared byte by byte.
 *
 *   Integers are 64 bits wide; a cast narrows and extends again. A result is unsigned if its type
 *   is. x / 0 is 0, x % 0 is x. Shifts count modulo 64. Comparisons are signed if both sides are;
 *   a literal that is not negative takes the other side's sign.
 */
#ifndef SONDE_TESTS_DIFF_EVAL_H
#define SONDE_TESTS_DIFF_EVAL_H

#include "plan/plan.h"
#include "util/hash.h"

/* A map's content: key bytes → struct eval_value. Aggregates: the layouts of plan.h. */
struct eval_map {
	const struct map *map;
	u32 key_size, value_size;
	struct hash elems; /* values are bytes in the arena */
	u32 count;
};

struct eval_env {
	/* A captured value: scalars in *value, else size bytes at bytes (zero padded). */
	void (*fetch)(struct eval_env *env, const struct slot *s, u64 *value, void *bytes,
	              u32 size);
	void *priv;
};

struct eval {
	struct arena *arena;
	const struct plan *plan;
	const struct plan_clause *clause;
	struct eval_env *env;
	struct eval_map *maps; /* plan->sema->nmaps */
	u64 *scalars;          /* by sym->index */
	u8 **memory;
	u64 steps;
	const char *unsupported; /* what the evaluator cannot do; NULL: all went well */
};

/* Run the clause once: filter, then body. Maps must be there (eval_maps). */
void eval_clause(struct eval *ev);
struct eval_map *eval_maps(struct arena *a, const struct plan *p);
void eval_maps_free(struct eval_map *maps, u32 n);

#endif
