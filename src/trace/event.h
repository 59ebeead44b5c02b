/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An event's format file as its readers need it: fields by name, and the text that prints it. */
#ifndef SONDE_TRACE_EVENT_H
#define SONDE_TRACE_EVENT_H

#include "trace/file.h"

struct trace_field {
	const char *name;
	const char *type; /* as declared, "__data_loc char[]" */
	u32 offset, size; /* in the record */
	u32 element;      /* bytes of an array's element, as far as the name of its type tells; 1 */
	bool is_signed;
	bool is_array;
	bool is_string; /* an array of char */
	bool dynamic;   /* a word of length << 16 | offset in the record … */
	bool relative;  /* … from the word's end */
	bool is_pointer;
};

struct event_format {
	u32 id;
	const char *system, *name;
	struct trace_field *fields; /* common ones first */
	u32 nfields, ncommon;
	const char *print; /* behind "print fmt: "; "" */
};

/* 0, or -EINVAL: the text is no format. All is in the arena. */
int trace_event_parse(struct event_format *e, struct arena *a, const struct trace_format *f);
const struct trace_field *trace_event_field(const struct event_format *e, const char *name);
/* Where a field's bytes are in a record, and how many; NULL: not in the record. */
const u8 *trace_field_data(const struct trace_field *f, const u8 *record, u32 size, bool big_endian,
                           u32 *len);
/* An integer field; 0 if it is not in the record. */
u64 trace_field_uint(const struct trace_field *f, const u8 *record, u32 size, bool big_endian);
s64 trace_field_int(const struct trace_field *f, const u8 *record, u32 size, bool big_endian);

#endif
