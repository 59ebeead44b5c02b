/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dynamic events of a recording: which place each was a probe of, and what its fields are. From
 * the definitions that sonde record keeps; of other files as far as the events tell.
 */
#ifndef SONDE_TRACE_PROBE_H
#define SONDE_TRACE_PROBE_H

#include "trace/event.h"

struct trace_probe_arg {
	const char *name;
	const char *text; /* "+0(%si)"; without its type */
	const char *type; /* "ustring"; "": the kernel's default */
};

struct trace_probe {
	const char *group, *name;       /* of the event */
	bool is_return, user, is_event; /* is_event: an event probe, on another event */
	const char *target;             /* user: path; is_event: system; else the module, or NULL */
	const char *func; /* is_event: the event; user: NULL; NULL: only the address is known */
	u64 offset;       /* user: in the file; else bytes into func */
	bool known;       /* args are: from a definition */
	struct trace_probe_arg *args;
	u32 nargs;
	u32 id;
	struct event_format event;
};

struct trace_probes {
	struct trace_probe *items;
	u32 n;
};

/*
 * All that the file's formats have. Where no definition says it, functions come from the addresses
 * of the first events and the file's symbols: that reads events until each was seen. In the arena.
 */
void trace_probes_read(struct trace_probes *p, struct arena *a, struct trace_file *f);
/* One line of definitions. 0 or -EINVAL. */
int trace_probe_parse(struct trace_probe *p, struct arena *a, const char *line, size_t n);

#endif
