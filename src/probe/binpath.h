/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which file "uprobe:libc:malloc" or "uprobe:bash:readline" means. */
#ifndef SONDE_PROBE_BINPATH_H
#define SONDE_PROBE_BINPATH_H

#include "util/arena.h"

/*
 * The files that name stands for: a path (relative ones made absolute; a glob may match several),
 * a program found in PATH, or a library as the dynamic linker would find it: "libc", "libc.so.6",
 * "c". With a pid: names are looked up among what that process has mapped first, and paths are in
 * its file system (/proc/PID/root/…) if that is not ours. *n of them in the arena, none if nothing
 * is found.
 */
const char **binary_paths(struct arena *a, const char *name, int pid, u32 *n);

#endif
