// SPDX-License-Identifier: GPL-2.0-or-later
/* The macros that every program has, in the language itself. */
#include "sema/prelude.h"

#include <string.h>

#include "lang/parse.h"

static const char text[] =
        "macro assert(cond, msg) {\n"
        "	if (!cond) {\n"
        "		errorf(\"assert failed: %s\", msg);\n"
        "		exit(1);\n"
        "	}\n"
        "}\n"
        "macro static_assert(cond, msg) { if comptime !cond { fail(msg); } }\n"
        "macro static_assert(cond) { static_assert(cond, \"static assertion failed\"); }\n"
        "macro assert_str(value) {\n"
        "	static_assert(is_str(value), \"assert_str() expects a string\");\n"
        "}\n";

static const char *const names[] = {"assert", "static_assert", "assert_str"};

static bool find_name(struct expr *e, void *arg)
{
	bool *found = arg;

	for (size_t i = 0; e->kind == EXPR_CALL && i < ARRAY_LEN(names); i++)
		*found |= !strcmp(e->call.name, names[i]);
	return !*found;
}

static bool is_used(const struct program *p)
{
	bool found = false;

	for (const struct clause *c = p->clauses; c; c = c->next) {
		ast_walk_expr(c->filter, find_name, &found);
		ast_walk_stmts(c->body, find_name, &found);
	}
	for (const struct function *f = p->functions; f; f = f->next) {
		ast_walk_stmts(f->body, find_name, &found);
		ast_walk_expr(f->value, find_name, &found);
	}
	return found;
}

void prelude_add(struct analysis *an)
{
	struct program *p = an->s->program, *prelude;
	struct function **tail = &p->functions;
	struct source *src;

	if (!is_used(p))
		return;
	src = arena_new_of(an->s->arena, struct source);
	*src = (struct source){.name = "stdlib", .text = text, .len = sizeof(text) - 1};
	prelude = parse_program(an->s->arena, src, an->s->diag);
	if (!prelude)
		return;
	for (struct function *f = prelude->functions; f; f = f->next)
		f->is_builtin = true;
	while (*tail)
		tail = &(*tail)->next;
	*tail = prelude->functions;
}
