/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commands on the kernel's trace buffers as they are: which ones, by -B, -a and -t. */
#ifndef SONDE_CLI_CONTROL_H
#define SONDE_CLI_CONTROL_H

#include "probe/tracefs.h"

struct target {
	const char *name, *dir; /* name "": the top level; dir: "", "instances/NAME/" */
	const char *size_kb;    /* reset -b; or NULL */
	bool remove;            /* reset -d */
	bool of_all;            /* one of -a */
};

struct control {
	const char *command;
	struct arena *arena;
	struct tracefs *tracefs;
	struct target *targets; /* as named; without any the top level */
	u32 ntargets;
	const char *cpu, *output;
	char letters[128]; /* options without a value that were given: 's' … */
	bool help;         /* it is asked for: nothing else is to be done */
};

/* options: as getopt's; B, a, t, b, d, c and o are read into the above. 0 or 1 after a line on
 * stderr. long_names: options without a value, each given as its index: letters[i]; or NULL. */
int control_open(struct control *c, int argc, char **argv, const char *options,
                 const char *const *long_names);
void control_close(struct control *c);
bool control_has(const struct control *c, char letter);
const char *control_path(struct control *c, const struct target *t, const char *file);
/* The file's text in the arena, "" if it cannot be read. */
const char *control_text(struct control *c, const struct target *t, const char *file);
/* 1 after a line on stderr. */
int control_fail(const struct control *c, const char *what, const char *arg);

#endif
