/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the recorder. */
#ifndef SONDE_TRACE_RECORD_IMPL_H
#define SONDE_TRACE_RECORD_IMPL_H

#include <pthread.h>

#include "probe/undo.h"
#include "probe/undo_owner.h"
#include "trace/record.h"

struct spool {
	struct recorder *recorder;
	pthread_t thread;
	bool running;
	u32 cpu;
	int in, out, pipe[2];
	char *path;
	u64 size;
	int err;
};

struct recorder {
	struct arena *arena;
	struct tracefs *tracefs;
	struct diag *diag;
	struct undo *undo;
	struct recorder_opts opts;
	const char *temp;
	char instance[UNDO_OWNER_SIZE + 16]; /* "instances/NAME" */
	bool made;
	struct spool *spools;
	u32 nspools;
	int stop; /* set: drain and end */
	u32 page_size;
	struct trace_contents contents;
	const char **enabled; /* "SYSTEM/EVENT" */
	u32 nenabled;
};

/* record_pages.c */
int spools_open(struct recorder *r);
int spools_start(struct recorder *r);
void spools_stop(struct recorder *r); /* joins; the rest is in the files */
void spools_close(struct recorder *r);

/* record_meta.c: what the file holds beside the pages. */
void record_meta(struct recorder *r);
/* Symbols of the addresses that the events hold; reads the pages. */
void record_symbols(struct recorder *r);

#endif
