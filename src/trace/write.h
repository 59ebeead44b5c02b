/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing trace.dat, version 6 or 7, of this machine (trace-cmd.dat(5)). */
#ifndef SONDE_TRACE_WRITE_H
#define SONDE_TRACE_WRITE_H

#include "trace/file.h"
#include "util/buf.h"

/* The pages of a CPU in a file that has only them. */
struct trace_pages {
	u32 cpu;
	int fd;
	u64 from, size; /* bytes */
	u32 chunks;     /* compressed already, so many, each with its sizes; 0: they are not */
};

struct trace_pages_of {
	const char *name;   /* of the instance, "" the main one */
	const char *clocks; /* the text of trace_clock */
	struct trace_pages *pages;
	u32 npages;
};

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
	struct trace_pages_of *buffers; /* the main one first; none: the file waits for its pages */
	u32 nbuffers;
};

/* Writes path anew. *written: its size. 0 or negative errno. */
int trace_write(const char *path, const struct trace_contents *c, u64 *written);
/* The same to a file that is open, and empty. */
int trace_write_fd(int fd, const struct trace_contents *c, u64 *written);

#endif
