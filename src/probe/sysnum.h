/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of system calls of the machine that sonde was built for. */
#ifndef SONDE_PROBE_SYSNUM_H
#define SONDE_PROBE_SYSNUM_H

#include "util/base.h"

/* By the name that its tracepoints have: "openat" of sys_enter_openat. -1: unknown. */
s32 syscall_number(const char *name);
/* Its own name, "stat" of sys_enter_newstat. NULL: unknown. */
const char *syscall_by_number(s32 nr);

#endif
