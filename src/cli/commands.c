// SPDX-License-Identifier: GPL-2.0-or-later
/* The subcommands. */
#include <string.h>

#include "cli/cli.h"

const struct command commands[] = {
        {"features", "[-f text|json]", "what this kernel offers, found by trying", cmd_features},
        {"explain", "[-f text|json] -e PROGRAM | FILE",
         "how the program would be run, and why not otherwise", cmd_explain},
        {"cleanup", "", "remove what killed sondes have left in the kernel", cmd_cleanup},
        {"record", "-e EVENT [OPTIONS] [COMMAND ...]", "record events into a trace.dat",
         cmd_record},
        {"listen", "-p PORT [-D] [-o NAME] [-d DIR] [-l LOG]",
         "get recordings of other machines (record -N)", cmd_listen},
        {"report", "[OPTIONS] [FILE]", "print a recording, as trace-cmd report does", cmd_report},
        {"convert", "[FILE] --to FORMAT [-o OUTPUT]",
         "a recording in the format of Perfetto, Chrome, CTF, flame graphs, CSV or JSON lines",
         cmd_convert},
        {"stream", "-e EVENT [OPTIONS] [COMMAND ...]", "print events as they come", cmd_stream},
        {"start", "-e EVENT [OPTIONS] [COMMAND ...]", "set tracing up and leave it on", cmd_start},
        {"stop", "[-B NAME] [-a] [-t]", "buffers of the kernel take no more events", cmd_stop},
        {"restart", "[-B NAME] [-a] [-t]", "they take events again", cmd_restart},
        {"extract", "[-o FILE] [-B NAME] [-a] [-t] [-s]", "a recording of what is in them",
         cmd_extract},
        {"show", "[-p | -s] [-c CPU] [-B NAME]", "print what is in one", cmd_show},
        {"stat", "[-B NAME] [-t] [-o]", "print what tracing is set to", cmd_stat},
        {"snapshot", "[-s | -r | -f] [-B NAME]", "the kernel's snapshot of a buffer", cmd_snapshot},
        {"clear", "[-B NAME] [-a] [-t]", "empty buffers of the kernel", cmd_clear},
        {"reset", "[-B NAME [-d]] [-a [-d]] [-t] [-b KB]", "tracing as after boot, whoever set it",
         cmd_reset},
        {"language", "[man]", NULL, cmd_language},
        {NULL, NULL, NULL, NULL},
};

int command_help(const char *name)
{
	const struct command *c = commands;

	while (strcmp(c->name, name))
		c++;
	printf("usage: sonde %s%s%s\n%s\nsonde --help lists the options.\n", c->name,
	       *c->args ? " " : "", c->args, c->doc);
	return 0;
}
