/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the printer. */
#ifndef SONDE_TRACE_PRINT_IMPL_H
#define SONDE_TRACE_PRINT_IMPL_H

#include <event-parse.h>
#include <trace-seq.h>

#include "trace/print.h"
#include "util/hash.h"

#define MAX_IDS 65536 /* common_type has 16 bits */

struct fmt;

struct known_event {
	struct event_format event;
	const struct trace_format *format;
	char *label; /* " NAME: ", padded */
	size_t label_len;
	struct fmt *fast; /* our own; NULL: libtraceevent prints it */
	bool parsed;      /* event, label, fast are there */
	bool own;         /* print it by print_special() */
	bool no_print;    /* the format cannot be read */
};

struct comm {
	s32 pid;
	char name[17];
	u8 len;
};

struct filter {
	struct tep_event_filter *tep;
	bool not ;
	struct filter *next;
};

struct trace_printer {
	struct trace_file *file;
	struct print_opts opts;
	struct arena *arena;
	struct known_event **events;  /* by id */
	struct trace_field type, pid; /* common fields */
	struct comm *comms;           /* open addressing */
	u32 ncomms, comm_mask;
	struct tep_handle *tep; /* made when it is first needed */
	struct tep_plugin_list *plugins;
	bool tep_tried;
	struct trace_seq seq;
	struct filter *filters;
	u64 unit;    /* of the last digit of printed times, ns */
	bool counts; /* the clock counts something: times are plain numbers */
};

/* print_tep.c */
struct tep_handle *printer_tep(struct trace_printer *p);
void printer_tep_free(struct trace_printer *p);
/* what: TEP_PRINT_INFO, TEP_PRINT_INFO_RAW, TEP_PRINT_LATENCY */
void print_by_tep(struct trace_printer *p, const struct trace_record *r, const char *what,
                  struct buf *out);
bool event_has_plugin(const struct event_format *e);

/* print_event.c */
struct known_event *known_event(struct trace_printer *p, const struct trace_record *r);
/* Stacks, which trace-cmd prints itself. */
bool special_is(const struct event_format *e);
void print_special(struct trace_printer *p, const struct known_event *k,
                   const struct trace_record *r, struct buf *out);
void print_json(struct trace_printer *p, const struct known_event *k, const struct trace_record *r,
                struct buf *out);

#endif
