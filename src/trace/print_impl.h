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
struct sched;
struct graph;

struct known_event {
	struct event_format event;
	const struct trace_format *format;
	char *label; /* " NAME: ", padded */
	size_t label_len;
	struct fmt *fast;    /* our own; NULL: libtraceevent prints it */
	struct sched *sched; /* likewise */
	bool parsed;         /* event, label, fast are there */
	bool own;            /* print it by print_special() */
	bool is_graph;       /* … by graph_print() */
	bool no_print;       /* the format cannot be read */
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
	u32 ncomms, comm_mask;        /* used; size - 1 */
	struct tep_handle *tep;       /* made when it is first needed */
	struct tep_plugin_list *plugins;
	bool tep_tried;
	struct trace_seq seq;
	struct sym_cache *syms; /* for stacks of perf; made when first needed */
	struct filter *filters;
	struct trace_reader *reader; /* that the records come from; NULL: not known */
	struct graph *graph;         /* NULL: no calls in the file */
	u32 name_width;              /* of buffers, when there are several */
	u64 unit;                    /* of the last digit of printed times, ns */
	bool counts;                 /* the clock counts something: times are plain numbers */
};

/* print_tep.c */
struct tep_handle *printer_tep(struct trace_printer *p);
void printer_tep_free(struct trace_printer *p);
/* what: TEP_PRINT_INFO, TEP_PRINT_INFO_RAW, TEP_PRINT_LATENCY */
void print_by_tep(struct trace_printer *p, const struct trace_record *r, const char *what,
                  struct buf *out);
bool event_has_plugin(const struct event_format *e);

/* fast.c: NULL: not so simple. print: false, and nothing printed: the record is not as it should be
 */
struct fmt *fast_compile(struct trace_printer *p, const struct event_format *e);
bool fast_print(const struct fmt *f, const struct trace_record *r, bool big_endian,
                struct buf *out);

/* fast_sched.c: the same */
struct sched *sched_compile(struct trace_printer *p, const struct event_format *e);
bool sched_print(struct trace_printer *p, const struct sched *s, const struct trace_record *r,
                 struct buf *out);

/* print.c: a name for a task that has none yet */
void printer_learn_comm(struct trace_printer *p, s32 pid, const char *name, size_t n);

/* print_event.c */
void print_chain(struct trace_printer *p, const struct trace_record *r, struct buf *out);
struct known_event *known_event(struct trace_printer *p, const struct trace_record *r);
/* NULL: the file has no such event, or its format cannot be read. */
struct known_event *known_event_named(struct trace_printer *p, const char *system,
                                      const char *name);
/* Stacks, which trace-cmd prints itself. */
bool special_is(const struct event_format *e);
void print_special(struct trace_printer *p, const struct known_event *k,
                   const struct trace_record *r, struct buf *out);
void print_json(struct trace_printer *p, const struct known_event *k, const struct trace_record *r,
                struct buf *out);

/* print_graph.c: NULL: the formats are not as they should be */
struct graph *graph_new(struct trace_printer *p);
void graph_print(struct trace_printer *p, const struct known_event *k, const struct trace_record *r,
                 struct buf *out);
/* r has been printed with the record before it. */
bool graph_is_drawn(struct trace_printer *p, const struct trace_record *r);

#endif
