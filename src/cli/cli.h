/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of src/cli share: the command line as read, and the subcommands. */
#ifndef SONDE_CLI_CLI_H
#define SONDE_CLI_CLI_H

#include "run/session.h"
#include "util/buf.h"

enum dump { DUMP_NONE, DUMP_AST, DUMP_PLAN, DUMP_ASM };

/* bpftrace's exit statuses: 1 for what is wrong in the program or the options, and this one. */
#define EXIT_CANNOT_START 255

/* The bpftrace whose language and options these are: what scripts ask "bpftrace --version" for. */
#define BPFTRACE_VERSION "0.26.0"

struct options {
	const char *self; /* as the program was called, without its directory */
	bool as_bpftrace; /* that is "bpftrace": what it prints and takes goes before what sonde
	                     does */
	struct session_opts session;
	const char *text; /* -e PROGRAM */
	const char *file; /* FILE; "-": standard input */
	bool list, info, version, help, dry_run;
	u32 verbose; /* how many -v */
	const char *glob;
	enum dump dump;
	enum exec exec;
	char **args; /* what is left */
	int nargs;
};

/* A subcommand: "sonde NAME …". Returns the exit status. */
struct command {
	const char *name, *args;
	const char *doc; /* NULL: not in --help */
	int (*run)(int argc, char **argv);
};
extern const struct command commands[]; /* ends with name NULL */
/* Of a command that takes the options of sonde itself: what it is for. 0: the exit status. */
int command_help(const char *name);

/* options.c: 0, or 1 after a line on stderr. */
int options_parse(struct options *o, int argc, char **argv);
void options_help(FILE *out, const struct options *o);
/* The i-th option's long name; letter 0 and doc NULL: none. NULL at the end. */
const char *options_name(u32 i, char *letter, const char **doc);
/* What the script says of its own options: -- --help. */
void script_help(FILE *out, const struct options *o, const struct sema *s);

/* program.c: the program's text. 0 or an exit status after a line on stderr. */
struct program_text {
	struct source source;
	struct buf buf;
};
int program_read(struct program_text *t, const struct options *o);
void program_free(struct program_text *t);

int run_program(struct options *o); /* run.c */
int list_probes(const struct options *o);
int print_info(const struct options *o);
int dump_program(struct session *s, const struct options *o);
const char *errno_name(int err); /* features.c: "ENOENT" */

int cmd_features(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_cleanup(int argc, char **argv);
int cmd_language(int argc, char **argv); /* for documentation: not in --help */
int cmd_record(int argc, char **argv);
int cmd_listen(int argc, char **argv);
int cmd_start(int argc, char **argv);
int cmd_stop(int argc, char **argv);
int cmd_restart(int argc, char **argv);
int cmd_clear(int argc, char **argv);
int cmd_reset(int argc, char **argv);
int cmd_extract(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_stream(int argc, char **argv);
int cmd_stat(int argc, char **argv);
int cmd_snapshot(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_convert(int argc, char **argv);

#endif
