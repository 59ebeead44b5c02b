/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing trace.dat, version 6 or 7, of this machine (trace-cmd.dat(5)). */
#ifndef SONDE_TRACE_WRITE_H
#define SONDE_TRACE_WRITE_H

#include "trace/file.h"
#include "util/buf.h"

/* What a file holds. All is the caller's. */
struct trace_contents {
	u32 version;  /* 6 or 7 */
	enum zip zip; /* version 7 */
	u32 page_size;
	u32 ncpus; /* of the machine */
	const char *header_page, *header_event;
	const struct trace_format
	        *formats; /* those of system "ftrace", then the others by system */
	u32 nformats;
	const char *kallsyms, *printk, *cmdlines;
	const char *probes, *tgids; /* see enum trace_option; NULL: none */
	const char *clocks;         /* the text of trace_clock */
	const char *uname;
	const char **cpustats;
	u32 ncpustats;
	struct trace_pages {
		u32 cpu;
		int fd; /* a file of whole pages */
		u64 size;
	} * pages;
	u32 npages;
};

/* Writes path anew. *written: its size. 0 or negative errno. */
int trace_write(const char *path, const struct trace_contents *c, u64 *written);

#endif
