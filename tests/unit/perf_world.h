/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the tests of the perf backend share. */
#ifndef SONDE_TESTS_PERF_WORLD_H
#define SONDE_TESTS_PERF_WORLD_H

#include "backends/perf/perf.h"
#include "run/session.h"
#include "tests/unit/sema_run.h"

/* A program over the recorded tree of tests/golden, as far as the feeds. */
struct world {
	struct sema_run s;
	struct backend_run r;
	struct verdict v;
	int err;
};

/* Everything that the backend could find. */
extern const struct stream_caps all_caps;

void world_make(struct world *w, const char *text, const struct stream_caps *caps);
/* … over another recorded tree */
void world_make_over(struct world *w, const char *text, const struct stream_caps *caps,
                     const char *tracefs);
void world_free(struct world *w);
/* A program that runs on this kernel. */
struct live {
	const struct backend *backend;
	struct session *session;
	struct backend_run *run;
	struct source src;
	FILE *messages;
};

/* Attached; false: skipped, this process may not. caps: what the backend is to believe, or NULL. */
bool live_open(struct live *l, const struct backend *b, const struct stream_caps *caps,
               const char *text, u32 pages);
void live_free(struct live *l);
/* The value of the program's map i, which has no key; 0 if it is empty. */
u64 live_value(struct live *l, u32 i);

int no_output(void *arg, const void *record, u32 size); /* records go nowhere */

#endif
