/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many files a process may have open, and who reads one. */
#ifndef SONDE_FILES_H
#define SONDE_FILES_H

#include <stdio.h>

#include "util/base.h"

/*
 * Raises the limit, where it is lower, so that n files more can be opened: where many CPUs are, a
 * few for each are more than the usual 1024. Processes that are started later have it too. 0, or
 * negative errno: it is as high as it may be.
 */
int files_room(u32 n);
/* Is f, which may be a pipe, a socket or a terminal, read by nobody any more? */
bool files_reader_gone(FILE *f);
/* That f could not be written has been told: forget it, and what has not been written. */
void files_told(FILE *f);

/*
 * The kernel's number of a cgroup, by its directory: that in its file handle, which on 64-bit
 * machines is its inode too. 0, or a negative errno.
 */
int file_cgroup_id(const char *path, u64 *id);

#endif
