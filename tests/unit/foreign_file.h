/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A small trace.dat as another machine would have written it, put together by hand. */
#ifndef SONDE_TESTS_FOREIGN_FILE_H
#define SONDE_TESTS_FOREIGN_FILE_H

#include "util/buf.h"

struct machine {
	const char *name; /* of uname -m */
	bool big_endian;
	u32 word;                /* bytes of a long */
	const char *arg0, *arg1; /* fetch-args: its registers */
};

/*
 * One CPU, version 6. Three events of test:ev, by thread 6 of process 5, with i = 1, 2, 3:
 * a = i << 40, b = -i, c = 0x100 + i, d = -2 * i (a long), name = "one", …; each with a kernel
 * stack of inner <- outer. Then one of kprobes:p_vfs_read, a kprobe with arg0 = 77 and the string
 * "file" at arg1; and one of eprobes:op, an event probe on syscalls:sys_enter_openat,
 * with filename "/etc/x" and flags 577.
 */
void foreign_file(struct buf *out, const struct machine *m);

#endif
