// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/sema_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/parse.h"
#include "probe/tracefs.h"
#include "tests/unit/unit.h"

static void run_in(struct sema_run *s, const char *text, int nparams, const char *const *params,
                   const char *tracefs)
{
	struct types_opts opts = {.btf_path = "/nonexistent"};
	struct program *p;
	FILE *out;

	*s = (struct sema_run){.arena = arena_new(), .err = -EINVAL};
	out = open_memstream(&s->messages, &s->messages_len);
	diag_init(&s->diag, out);
	s->src = (struct source){.name = "stdin", .text = text, .len = strlen(text)};
	s->env.arena = s->arena;
	if (tracefs)
		s->env.tracefs = tracefs_open(s->arena, tracefs, &s->env.tracefs_err);
	s->sema = (struct sema){.arena = s->arena,
	                        .diag = &s->diag,
	                        .types = types_new(s->arena, &opts),
	                        .env = &s->env,
	                        .nparams = nparams,
	                        .params = params,
	                        .no_probe_check = true};
	config_init(&s->sema.config, &s->diag);
	p = parse_program(s->arena, &s->src, &s->diag);
	if (p)
		s->err = sema_run(&s->sema, p);
	if (!s->err)
		sema_dump(&s->dump, &s->sema);
	fclose(out);
}

void sema_run_with(struct sema_run *s, const char *text, int nparams, const char *const *params,
                   bool recorded)
{
	run_in(s, text, nparams, params, recorded ? TESTS_SRCDIR "/golden/tracefs" : NULL);
}

void sema_run_over(struct sema_run *s, const char *text, const char *tracefs)
{
	run_in(s, text, 0, NULL, tracefs);
	if (s->err)
		printf("%s\n%s\n", text, s->messages);
	UNIT_INT_EQUAL(s->err, 0);
}

void sema_run_free(struct sema_run *s)
{
	types_free(s->sema.types);
	buf_free(&s->dump);
	free(s->messages);
	arena_free(s->arena);
}

void sema_run_text(struct sema_run *s, const char *text)
{
	sema_run_over(s, text, TESTS_SRCDIR "/golden/tracefs");
}
