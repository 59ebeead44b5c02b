// SPDX-License-Identifier: GPL-2.0-or-later
/* The subcommands. */
#include "cli/cli.h"

const struct command commands[] = {
        {"features", "[-f text|json]", "what this kernel offers, found by trying", cmd_features},
        {"explain", "[-f text|json] -e PROGRAM | FILE",
         "how the program would be run, and why not otherwise", cmd_explain},
        {"cleanup", "", "remove what killed sondes have left in the kernel", cmd_cleanup},
        {"language", "[man]", NULL, cmd_language},
        {NULL, NULL, NULL, NULL},
};
