// SPDX-License-Identifier: GPL-2.0-or-later
/* The default: run the program. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

/* Leave as any other program does whose reader is gone, now that all is cleaned up. */
static void die_of_pipe(void)
{
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

static int compile_and_run(struct session *s, const struct source *src, const struct options *o)
{
	int err = session_compile(s, src);

	if (err)
		return 1;
	if (s->sema.wants_help) {
		script_help(stdout, o, &s->sema);
		return 0;
	}
	if (o->dump)
		return dump_program(s, o);
	err = session_choose(s);
	if (err)
		return 1;
	return o->dry_run ? 0 : session_run(s);
}

int run_program(struct options *o)
{
	struct program_text text;
	struct session *s = NULL;
	bool broken = false;
	int status = program_read(&text, o);

	if (status)
		goto out;
	if (o->session.pid && kill(o->session.pid, 0) && errno == ESRCH) {
		fprintf(stderr, "ERROR: there is no process %d\n", o->session.pid);
		status = 1;
		goto out;
	}
	o->session.dump = o->dump || o->dry_run;
	s = session_new(&o->session);
	if (o->session.command && !o->dump && session_spawn(s)) {
		status = EXIT_CANNOT_START;
		goto out;
	}
	status = compile_and_run(s, &text.source, o);
	broken = s->broken;
out:
	if (s)
		session_free(s);
	program_free(&text);
	if (broken)
		die_of_pipe();
	return status;
}
