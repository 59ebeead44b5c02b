/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of sema share: a program, analysed over the recorded tree of tests/golden. */
#ifndef SONDE_TESTS_SEMA_RUN_H
#define SONDE_TESTS_SEMA_RUN_H

#include "sema/sema.h"

struct sema_run {
	struct arena *arena;
	struct diag diag;
	struct source src;
	struct probe_env env;
	struct sema sema;
	char *messages; /* all diagnostics */
	size_t messages_len;
	struct buf dump;
	int err;
};

/* Without kernel BTF; recorded false: without tracefs too. End with sema_run_free(). */
void sema_run_with(struct sema_run *s, const char *text, int nparams, const char *const *params,
                   bool recorded);
/* The same over a tracefs of the caller's. */
void sema_run_over(struct sema_run *s, const char *text, const char *tracefs);
/* The same for a program that is right: anything else fails the test. */
void sema_run_text(struct sema_run *s, const char *text);
void sema_run_free(struct sema_run *s);

#endif
