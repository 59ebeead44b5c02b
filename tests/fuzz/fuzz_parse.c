/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer target: the parser takes any bytes. What it accepts is printed, copied, walked and
 * written out, and what was written out must parse to the same tree.
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined -std=gnu11 -D_GNU_SOURCE -Isrc -I. \
 *           tests/fuzz/fuzz_parse.c src/lang/[a-z]*.c src/util/[a-z]*.c -o fuzz_parse
 *   ./fuzz_parse -timeout=10 NEW_CORPUS tests/fuzz/corpus/parse
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/parse.h"

static bool visit(struct expr *e, void *arg)
{
	(void)arg;
	return e->span.begin <= e->span.end && e->span.end <= e->span.src->len;
}

/* e's text, parsed and written out again, must be that text. */
static bool round_trip(struct expr *e, void *arg)
{
	struct arena *a = arena_new();
	struct buf text = BUF_INIT, again = BUF_INIT;
	struct source src = {.name = "again"};
	struct expr *copy;
	struct diag d;

	if (e->span.begin > e->span.end || e->span.end > e->span.src->len)
		abort();
	ast_unparse_expr(&text, e);
	src.text = buf_str(&text);
	src.len = text.len;
	diag_init(&d, arg);
	copy = parse_expr(a, &src, &d);
	if (copy)
		ast_unparse_expr(&again, copy);
	if (!copy || strcmp(buf_str(&text), buf_str(&again)) != 0) {
		fprintf(stderr, "not stable:\n%s\n%s\n", buf_str(&text), buf_str(&again));
		/* Parentheses that the source did not need may exceed the nesting limit. */
		if (e->height < 100)
			abort();
	}
	buf_free(&text);
	buf_free(&again);
	arena_free(a);
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	char *text = memcpy(calloc(1, size + 1), data, size), *report = NULL;
	struct source src = {.name = "fuzz", .text = text, .len = size};
	struct buf out = BUF_INIT;
	struct program *p;
	struct diag d;
	size_t len = 0;

	diag_init(&d, open_memstream(&report, &len));
	p = parse_program(a, &src, &d);
	if (!p != (d.errors > 0))
		abort();
	if (p)
		ast_print(&out, p);
	for (struct clause *c = p ? p->clauses : NULL; c; c = c->next) {
		struct stmt *copy = ast_clone_stmts(a, c->body);

		ast_walk_stmts(copy, visit, NULL);
		ast_walk_expr(c->filter, round_trip, d.out);
		ast_walk_stmts(copy, round_trip, d.out);
	}
	fclose(d.out);
	free(report);
	buf_free(&out);
	free(text);
	arena_free(a);
	return 0;
}
