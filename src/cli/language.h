/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of the language: each probe, builtin, function, operator … with what every backend says
 * to it. Rows come from the tables of the program (providers, builtins, settings, options); what a
 * backend says comes from compiling a sample, or from the backend's own tables.
 */
#ifndef SONDE_CLI_LANGUAGE_H
#define SONDE_CLI_LANGUAGE_H

#include "util/arena.h"
#include "util/buf.h"

#define LANGUAGE_BACKENDS 2 /* bpf, perf */

struct language_answer {
	bool yes;
	const char *text; /* how, or why not; may be "" */
};

struct language_row {
	const char *kind; /* "function" */
	const char *name; /* "strncmp" */
	const char *doc;  /* one line, or "" */
	struct language_answer by[LANGUAGE_BACKENDS];
};

struct language {
	struct arena *arena;
	struct language_row *rows;
	u32 n;
	const char *no_sample; /* a builtin without a row in language_samples.c, or NULL */
};

/* A program that uses a feature and nothing else that a backend could refuse. */
struct language_sample {
	const char *kind, *name;
	const char *program; /* starts with '{': a clause of kprobe:f. NULL: see bpf, perf */
	const char *doc;
	const char *bpf, *perf; /* no sample: how; "no: why" */
};
const struct language_sample *language_sample(u32 i); /* NULL at the end */

/* Needs no privileges and reads nothing of the machine. Rows live in the arena. */
void language_make(struct language *l, struct arena *a);
void language_list(struct buf *out, const struct language *l); /* tab-separated lines */
bool language_has_section(const char *kind);                   /* of the man page */
void language_man(struct buf *out, const struct language *l);  /* sonde-language(7) */

#endif
