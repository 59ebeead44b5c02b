// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "cli/cli.h"
#include "util/files.h"

/* All other command lines are bpftrace's, whatever name we are called by. */
static int run(int argc, char **argv)
{
	struct options o = {0};
	int err;

	for (u32 i = 0; argc > 1 && commands[i].name; i++)
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	err = options_parse(&o, argc, argv);
	if (err)
		return err;
	if (o.help) {
		options_help(stdout, &o);
		return 0;
	}
	if (o.version) {
		if (o.as_bpftrace)
			printf("bpftrace v%s (%s v%s)\n", BPFTRACE_VERSION, PACKAGE_NAME,
			       PACKAGE_VERSION);
		else
			printf("%s v%s\n", PACKAGE_NAME, PACKAGE_VERSION);
		return 0;
	}
	if (o.info)
		return print_info(&o);
	if (o.list)
		return list_probes(&o);
	return run_program(&o);
}

/* A command whose output was lost has failed; if its reader is gone there is nobody to tell. */
static int check_stdout(int status)
{
	bool lost = ferror(stdout);
	int err;

	errno = 0;
	lost |= fflush(stdout) != 0;
	err = errno;
	if (!lost || files_reader_gone(stdout))
		return status;
	fprintf(stderr, "ERROR: cannot write the output%s%s\n", err ? ": " : "",
	        err ? strerror(err) : "");
	return status ? status : 1;
}

int main(int argc, char **argv)
{
	/* who starts us may ignore it, and then children would end without our hearing of it */
	signal(SIGCHLD, SIG_DFL);
	return check_stdout(run(argc, argv));
}
