/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading trace.dat, version 6 and 7 (trace-cmd.dat(5)), of any machine. The file is mapped and
 * read in place; only compressed parts are unpacked, a chunk at a time for the events. Texts of the
 * file are not NUL-terminated.
 */
#ifndef SONDE_TRACE_FILE_H
#define SONDE_TRACE_FILE_H

#include "trace/number.h"
#include "trace/page.h"
#include "trace/zip.h"
#include "util/arena.h"
#include "util/diag.h"

/* Pages of a buffer. */
struct page_format {
	struct trace_page_format page;
	u32 size; /* of a page */
};

/* Losses of a page that does not say how many they are. */
#define PAGE_LOST_UNKNOWN UINT64_MAX

struct trace_text {
	const char *data; /* NULL: the file has no such part */
	size_t size;
};

struct trace_format {
	const char *system;
	struct trace_text text; /* of the event's format file */
	u32 id;
};

/* The pages of one CPU. */
struct trace_cpu {
	u32 cpu;
	u64 offset, size; /* in the file; as packed */
};

struct trace_buffer {
	const char *name;  /* of the instance; "": the one of the top level */
	const char *clock; /* "local"; "" if not known */
	struct page_format format;
	bool packed;
	struct trace_cpu *cpus;
	u32 ncpus;
};

/* Numbers of options, as in both versions of the file. */
enum trace_option {
	OPTION_DONE,
	OPTION_DATE,
	OPTION_CPUSTAT,
	OPTION_BUFFER,
	OPTION_TRACECLOCK,
	OPTION_UNAME,
	OPTION_HOOK,
	OPTION_OFFSET,
	OPTION_CPUCOUNT,
	OPTION_VERSION,
	OPTION_PROCMAPS,
	OPTION_TRACEID,
	OPTION_TIME_SHIFT,
	OPTION_GUEST,
	OPTION_TSC2NSEC,
	/* version 7: sections, whose ids these are too */
	OPTION_HEADER_INFO = 16,
	OPTION_FTRACE_EVENTS,
	OPTION_EVENT_FORMATS,
	OPTION_KALLSYMS,
	OPTION_PRINTK,
	OPTION_CMDLINES,
	OPTION_BUFFER_TEXT,
	/* sonde's own, which other readers pass over */
	OPTION_SONDE_PROBES = 0x5d01, /* definitions, as the kernel's dynamic_events has them */
	OPTION_SONDE_TGIDS,           /* lines "TID PID" */
};
#define SECTION_OPTIONS 0
#define SECTION_BUFFER  3
#define SECTION_PACKED  1 /* flag */

struct trace_file {
	struct arena *arena;
	const char *path;
	const u8 *map; /* of the whole file */
	u64 size;

	u32 version;
	bool big_endian;
	u8 long_size;
	u32 page_size, ncpus; /* ncpus: of the machine */
	enum zip zip;
	struct page_format format;

	struct trace_text header_page, header_event, kallsyms, printk, cmdlines;
	struct trace_text probes, tgids; /* see enum trace_option */
	struct trace_text latency;       /* the text of a latency tracer, instead of events */
	struct trace_format *formats;
	u32 nformats;
	struct trace_buffer *buffers;
	u32 nbuffers;
	const char *uname, *writer; /* "" */
	const char **cpustats;
	u32 ncpustats;
	s64 time_offset; /* to be added to each time, ns */
	u32 tsc_mult, tsc_shift;
	u64 tsc_offset; /* of cycles to ns; tsc_mult 0: times are what the clock says */

	struct perf_data *perf; /* it is a perf.data; NULL: a trace.dat */
	bool own_kernel;        /* it has no symbols, but its kernel is the one that runs here */
	const char *damage; /* "at byte N, in …: …": what follows could not be read; or NULL */
};

/*
 * Opens and reads all but the events. 0, or negative errno after a diagnostic. A file that is
 * damaged behind what events need opens with damage set. Close it before its arena is freed.
 */
int trace_open(struct trace_file *f, struct arena *a, const char *path, struct diag *d);
void trace_close(struct trace_file *f);

/* An event in the order of time. */
struct trace_record {
	u64 time; /* ns, or what the clock counts */
	u32 cpu, buffer;
	const u8 *data; /* valid until the next trace_next() */
	u32 size;
	u64 lost; /* events of this CPU before it: 0, a number or PAGE_LOST_UNKNOWN */
	/* of perf.data; NULL and 0 else */
	const char *comm; /* of the thread, at this time */
	u32 pid;          /* its process */
	u32 nchain;
	const u64 *chain; /* as perf has it, with PERF_CONTEXT_* between */
	u64 period, addr;
};

struct perf_data;
bool perf_data_has_chains(const struct perf_data *p); /* do samples have stacks? */

/* The machine that made it, as uname -m has it there; NULL: the file does not say. */
const char *trace_file_machine(const struct trace_file *f);

/* Is it the file at that path? To write there would take away what is being read. */
bool trace_file_is(const struct trace_file *f, const char *path);

struct sym_opts;
/* Where the names of the recording's addresses are: in it, or nowhere. */
void trace_file_symbols(const struct trace_file *f, struct sym_opts *o);

struct trace_reader;
/* cpus: those to be read, ending with -1; NULL: all. */
struct trace_reader *trace_reader_new(struct trace_file *f, const int *cpus);
void trace_reader_free(struct trace_reader *r);
/* 1, or 0 at the end. Damage ends a CPU's events: trace_reader_damage(). */
int trace_next(struct trace_reader *r, struct trace_record *out);
/*
 * To look ahead: what follows, on its CPU, the record that trace_next() gave last, up to the end of
 * the page behind the one it is in.
 */
struct trace_ahead {
	struct trace_page page;
	bool next_page; /* page is the one behind */
};
void trace_ahead_begin(const struct trace_reader *r, struct trace_ahead *a);
/* data is valid until the next trace_next(); lost is not told. */
bool trace_ahead_next(struct trace_reader *r, struct trace_ahead *a, struct trace_record *out);
/* What follows the record that trace_next() gave last, in its buffer, by time. False: nothing, or
 * it is not near (see above). */
bool trace_peek(struct trace_reader *r, struct trace_record *out);
/* The i-th damage met, "at byte N, in …: …", owned by the reader; NULL behind the last. */
const char *trace_reader_damage(const struct trace_reader *r, u32 i);

#endif
