/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SONDE_CLI_RECORD_FOR_H
#define SONDE_CLI_RECORD_FOR_H

#include <stdlib.h>

#include "backends/backend.h"
#include "cli/cli.h"
#include "probe/undo.h"
#include "util/mem.h"

/*
 * What the program needs: a pathname, "-" (standard input), or its text. Its dynamic events are
 * made, and undone by undo. NULL after diagnostics. What out points at lives until
 * record_for_free().
 */
struct record_for;
struct record_for *record_for(const char *script, struct undo *undo, struct recording_wants *out);
void record_for_free(struct record_for *f); /* NULL is fine */

#endif
