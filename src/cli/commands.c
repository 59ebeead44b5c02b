// SPDX-License-Identifier: GPL-2.0-or-later
/* The subcommands. */
#include "cli/cli.h"

const struct command commands[] = {
        {"features", "[-f text|json]", "what this kernel offers, found by trying", cmd_features},
        {"explain", "[-f text|json] -e PROGRAM | FILE",
         "how the program would be run, and why not otherwise", cmd_explain},
        {"cleanup", "", "remove what killed sondes have left in the kernel", cmd_cleanup},
        {"record", "-e EVENT [OPTIONS] [COMMAND ...]", "record events into a trace.dat",
         cmd_record},
        {"report", "[OPTIONS] [FILE]", "print a recording, as trace-cmd report does", cmd_report},
        {"convert", "[FILE] --to FORMAT [-o OUTPUT]",
         "a recording in the format of Perfetto, Chrome, CTF, flame graphs, CSV or JSON lines",
         cmd_convert},
        {"language", "[man]", NULL, cmd_language},
        {NULL, NULL, NULL, NULL},
};
