/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recordings in other programs' formats. One pass over the events; memory does not grow with the
 * file, but for what a format is about: the different stacks of `folded`.
 */
#ifndef SONDE_TRACE_CONVERT_H
#define SONDE_TRACE_CONVERT_H

#include "trace/print.h"

struct converter;

/* A format: one row in converters[]. */
struct convert_format {
	const char *name, *doc;
	bool is_dir; /* the output is a directory */
	/* 0 or negative errno. priv is the converter's, zeroed; event() is NULL-safe of k. */
	int (*open)(struct converter *c);
	void (*event)(struct converter *c, const struct trace_record *r);
	void (*close)(struct converter *c);
	size_t priv_size;
};
/* Not among them: what sonde report --profile prints. */
extern const struct convert_format trace_profile;
extern const struct convert_format *const convert_formats[]; /* ends with NULL */
const struct convert_format *convert_find(const char *name);

struct convert_opts {
	const struct convert_format *format;
	const char *output; /* a file, or a directory that is made; NULL: standard output */
	const int *cpus;    /* as trace_reader_new() */
};

/*
 * p says which events are wanted. 0, or negative errno after a diagnostic; damage of the file is
 * told too, and gives -EBADMSG after all that could be read.
 */
int trace_convert(struct trace_file *f, struct trace_printer *p, const struct convert_opts *o,
                  struct diag *d);

#endif
