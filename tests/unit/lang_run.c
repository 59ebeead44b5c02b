/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lang_run.h"

#include <stdio.h>
#include <stdlib.h>

void lang_run(struct lang_run *r, const char *text, size_t len, bool expr)
{
	size_t size;
	FILE *out = NULL;
	struct diag d;

	*r = (struct lang_run){.arena = arena_new(), .src = {"t", text, len}};
	out = open_memstream(&r->errors, &size);
	diag_init(&d, out);
	if (expr)
		r->expr = parse_expr(r->arena, &r->src, &d);
	else
		r->prog = parse_program(r->arena, &r->src, &d);
	fclose(out);
	if (r->expr)
		ast_unparse_expr(&r->text, r->expr);
	if (r->prog)
		ast_print(&r->text, r->prog);
}

void lang_run_free(struct lang_run *r)
{
	free(r->errors);
	buf_free(&r->text);
	arena_free(r->arena);
}
