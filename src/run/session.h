/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A session: one program from its text to its last line of output. The steps are separate so that
 * a caller can stop after any of them (--dump, explain).
 *
 *   s = session_new(&opts);
 *   err = session_compile(s, &source);   parse, types, plan: nothing of the kernel is touched
 *   if (s->sema.wants_help) …            the script's options are asked for; there is no plan
 *   err = session_choose(s);             which backend; after this nothing is left behind either
 *   status = session_run(s);
 *   session_free(s);
 */
#ifndef SONDE_RUN_SESSION_H
#define SONDE_RUN_SESSION_H

#include "backends/backend.h"
#include "output/output.h"
#include "sym/sym.h"

enum buffering { BUFFER_LINE, BUFFER_FULL, BUFFER_NONE };
enum mode { MODE_TRACE, MODE_TEST, MODE_BENCH };

#define MAX_INCLUDE_OPTIONS 64

/* What the command line asks for. Strings live as long as the session. */
struct session_opts {
	const char *backend;     /* NULL: the best that can run the program */
	const char *tracefs;     /* --tracefs DIR; NULL: this machine's */
	const char *recording;   /* -i FILE; NULL: the running kernel */
	const char *btf;         /* --btf FILE; NULL: this kernel's */
	const char *command;     /* -c; NULL: none */
	int pid;                 /* -p; 0: none */
	const char *output_path; /* -o; NULL: stdout */
	enum output_format format;
	enum buffering buffering;
	enum mode mode;   /* --test, --bench: run the clauses of these probes, and leave */
	u32 buffer_pages; /* of a CPU's ring; 0: the backend's default */
	u8 warn_helpers;  /* -k: 1, -kk: 2 */
	bool quiet, verbose, unsafe, no_warnings;
	bool dump; /* the program will not run: probes that cannot be checked are taken as written
	            */
	const char *include_dirs[MAX_INCLUDE_OPTIONS]; /* -I */
	u32 ninclude_dirs;
	const char *includes[MAX_INCLUDE_OPTIONS]; /* --include */
	u32 nincludes;
	int nparams; /* positional parameters */
	const char *const *params;
	u32 noptions; /* of the script, without their "--" */
	const char *const *options;
};

struct child;
struct trace_probes;
struct loop;
struct user_clauses;
struct lost_report;

struct session {
	struct session_opts opts;
	struct arena *arena;
	struct diag diag;
	struct trace_file *recording; /* -i; NULL: none */
	struct trace_probes *recorded_probes;
	u64 replay_time;         /* of the recording, ns */
	struct tracefs *tracefs; /* NULL: tracefs_err says why */
	int tracefs_err;
	struct probe_env env;
	struct cpp *cpp; /* the preamble's macros */
	struct sema sema;
	struct plan *plan;
	struct sym_cache *syms;
	struct kcore *kcore; /* the kernel's memory, once it is asked for; NULL: not to be had */
	struct output output;
	struct buf line; /* of printf(): its memory is used again */
	FILE *out;       /* ours to close if it is not stdout */

	const struct backend *backend; /* NULL until chosen */
	struct verdict verdict;        /* the chosen backend's */
	struct backend_opts backend_opts;
	struct backend_run *run;
	u64 start; /* ns CLOCK_MONOTONIC */

	struct child *child; /* -c */
	struct user_clauses *user;
	struct lost_report *lost;
	struct pcap *pcaps; /* files of skboutput() */
	u32 npcaps;
	struct loop *loop; /* while it runs */
	u64 looks;         /* of backends at what else waits */
	bool stop;         /* leave the loop */
	bool discard;      /* exit() was called: later records are not acted on */
	bool broken;       /* stdout's reader is gone */
	int write_err;   /* errno: the output cannot be written; -1: nor is known why; 0: it can */
	u32 errors;      /* errorf() calls acted on */
	int exit_status; /* exit(N) */
};

/* Never NULL. A file or directory that cannot be used is reported when it is needed. */
struct session *session_new(const struct session_opts *opts);
/* Kills a -c command that has not been started, or still runs. */
void session_free(struct session *s);

/* Spawns the -c command, stopped. 0 or negative errno after one line on stderr. */
int session_spawn(struct session *s);
/* 0 or -EINVAL after diagnostics. src must outlive the session. */
int session_compile(struct session *s, const struct source *src);
/* Ask the backends. 0, or -EINVAL after an error that has each backend's reasons. */
int session_choose(struct session *s);
/* The program's exit status, 0 to 255. All diagnostics have been printed. */
int session_run(struct session *s);

/* The answers of every backend, for explain: n of them, in the order of backends[]. */
int session_verdicts(struct session *s, struct verdict *out, u32 n);
/*
 * The best of n verdicts, in the order of backends[]: the first that is exact, else the first that
 * can at all; -1: none can.
 */
s32 session_best(const struct verdict *v, u32 n);
/* Is a kernel of this machine (uname -m) one of 64 bits, for a sonde whose words have `word` bytes?
 */
bool session_kernel_is_wider(const char *machine, u32 word);
u32 backend_count(void);
const struct backend *backend_find(const char *name); /* NULL if there is none */

#endif
