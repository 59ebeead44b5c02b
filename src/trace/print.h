/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events as lines: as `trace-cmd report` prints them, or a JSON object each. */
#ifndef SONDE_TRACE_PRINT_H
#define SONDE_TRACE_PRINT_H

#include "trace/event.h"
#include "util/buf.h"

struct print_opts {
	bool nanoseconds; /* -t */
	bool latency;     /* -l */
	bool raw;         /* -R: fields instead of the print format */
	bool no_plugins;  /* -N: the kernel's print format, also where libtraceevent knows better */
	bool json;
	bool slow; /* everything by libtraceevent: the tests compare the two */
	s64 ts_offset;
	u64 ts2secs; /* times count so often in a second; 0: they are ns */
};

struct trace_printer;
/* The file must outlive the printer. */
struct trace_printer *trace_printer_new(struct trace_file *f, const struct print_opts *o);
void trace_printer_free(struct trace_printer *p);
/* "SYSTEM:EVENT: EXPRESSION", as libtraceevent reads them; an event that matches any is printed,
 * unless it matches one with not. 0, or -EINVAL after a diagnostic. */
int trace_printer_filter(struct trace_printer *p, const char *text, bool not, struct diag *d);
bool trace_printer_wants(struct trace_printer *p, const struct trace_record *r);
/* Where the records that are printed come from: to look ahead. NULL: from nowhere. */
void trace_printer_read_from(struct trace_printer *p, struct trace_reader *r);
/* One event, with its newline. Nothing if the line of the one before has told it (function_graph).
 */
void trace_print(struct trace_printer *p, const struct trace_record *r, struct buf *out);
/* As opts.json has it. */
void trace_print_json(struct trace_printer *p, const struct trace_record *r, struct buf *out);
struct json;
/* Its fields, the common ones left out, as an object. */
void trace_print_fields(struct trace_printer *p, const struct trace_record *r, struct json *j);
/* The event of a record; NULL: the file has no format for it. */
const struct event_format *trace_printer_event(struct trace_printer *p,
                                               const struct trace_record *r);
/* The name of a task, "<...>" if it is not known. */
const char *trace_printer_comm(const struct trace_printer *p, int pid);

#endif
