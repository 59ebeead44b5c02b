/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What sonde record was asked for: options of trace-cmd, some of which are of one buffer (-B). */
#ifndef SONDE_CLI_RECORD_H
#define SONDE_CLI_RECORD_H

#include <signal.h>

#include "trace/record.h"
#include "util/buf.h"

struct record_event {
	const char *glob, *filter, *trigger;
};

/* A buffer: what follows its -B; the main one, what comes before the first. */
struct record_track {
	struct track_opts opts;
	struct record_event *events;
	u32 nevents;
	struct buf pids;
	struct track *track;
};

struct record {
	const char *path;
	const char *net;    /* -N: where it is sent, instead of a file; or NULL */
	const char *script; /* --for; or NULL */
	struct recorder_opts opts;
	enum zip zip_sent; /* -N: of the file that is made of it */
	struct record_track *tracks;
	u32 ntracks;
	bool only_command; /* -F */
	bool quiet, help;
	char **command; /* NULL: until a signal */
};

/* record_options.c: 0, or 1 after lines on stderr. */
int record_parse(struct record *r, int argc, char **argv);
void record_options_free(struct record *r);
extern const char record_usage[];

/* record_setup.c: 0, or 1 after a diagnostic */
int record_setup(struct record *o, struct recorder *r, struct arena *a);
/* -F: the command's process beside those of -P. */
int record_only(struct record *o, pid_t child);

/* record_child.c */
/* The command, waiting until it may start: that is when a byte is written to *go. Negative: errno.
 * mask: its signals. */
pid_t command_fork(char **command, const sigset_t *mask, int *go);
void command_go(int go);

/* It stays there, with its name, until command_status(). */
bool command_has_ended(pid_t child);
/* Ends the command, where there is one (child > 0) that has not ended: SIGTERM, and 5 s; one that
 * goes on is left, with a warning. stop: signals, blocked, of which another one than SIGCHLD and
 * SIGPIPE means not to wait any longer. */
void command_end(pid_t child, const sigset_t *stop);
/* As a shell tells it; 0 where there is no command. */
int command_status(pid_t child);

#endif
