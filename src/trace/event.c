// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/event.h"

static u32 element_size(const char *type)
{
	static const struct {
		const char *word;
		u32 size;
	} sizes[] = {{"char", 1},   {"u8", 1},    {"s8", 1},  {"short", 2}, {"u16", 2},
	             {"s16", 2},    {"u64", 8},   {"s64", 8}, {"u32", 4},   {"s32", 4},
	             {"long", 0},   {"__u8", 1},  {"int", 4}, {"bool", 1},  {"uint8_t", 1},
	             {"__le16", 2}, {"__be16", 2}};

	for (u32 i = 0; i < ARRAY_LEN(sizes); i++)
		if (strstr(type, sizes[i].word))
			return sizes[i].size;
	return 1;
}

/* "type name", "type name[N]", "__data_loc type[] name" */
static int declaration(struct trace_field *f, struct arena *a, const char *text, size_t n)
{
	char *decl = arena_strndup(a, text, n), *name, *bracket;

	f->dynamic = strstr(decl, "__data_loc") || strstr(decl, "__rel_loc");
	f->relative = strstr(decl, "__rel_loc");
	name = strrchr(decl, ' ');
	if (!name)
		return -EINVAL;
	*name++ = '\0';
	bracket = strchr(name, '[');
	f->type = decl;
	if (bracket) {
		f->type = arena_printf(a, "%s%s", decl, bracket);
		f->is_array = true;
		*bracket = '\0';
	}
	while (*name == '*') {
		f->is_pointer = true;
		name++;
	}
	if (strchr(decl, '*'))
		f->is_pointer = true;
	f->is_array |= f->dynamic;
	f->name = name;
	f->element = f->is_array ? element_size(f->type) : 0;
	f->is_string = f->is_array && f->element == 1 && strstr(f->type, "char") &&
	               !strstr(f->type, "unsigned char");
	return *name ? 0 : -EINVAL;
}

static int number_after(const char *line, const char *end, const char *what, u32 *out)
{
	const char *at = memmem(line, (size_t)(end - line), what, strlen(what));

	if (!at)
		return -EINVAL;
	*out = (u32)strtoul(at + strlen(what), NULL, 10);
	return 0;
}

static int field_line(struct event_format *e, struct arena *a, const char *line, const char *end)
{
	const char *semicolon = memchr(line, ';', (size_t)(end - line));
	struct trace_field f = {0};
	u32 is_signed = 0;

	if (!semicolon || declaration(&f, a, line, (size_t)(semicolon - line)) ||
	    number_after(semicolon, end, "offset:", &f.offset) ||
	    number_after(semicolon, end, "size:", &f.size))
		return -EINVAL;
	number_after(semicolon, end, "signed:", &is_signed);
	f.is_signed = is_signed;
	if (f.offset > 1u << 20 || f.size > 1u << 20)
		return -EINVAL;
	if (!strncmp(f.name, "common_", 7))
		e->ncommon++;
	*ARENA_PUSH(a, e->fields, e->nfields) = f;
	return 0;
}

int trace_event_parse(struct event_format *e, struct arena *a, const struct trace_format *f)
{
	const char *text = arena_strndup(a, f->text.data ? f->text.data : "", f->text.size), *next;

	*e = (struct event_format){.id = f->id, .system = f->system, .name = "", .print = ""};
	for (const char *line = text; *line; line = next) {
		const char *end = strchrnul(line, '\n');

		next = *end ? end + 1 : end;
		if (!strncmp(line, "name: ", 6))
			e->name = arena_strndup(a, line + 6, (size_t)(end - line - 6));
		while (*line == '\t' || *line == ' ')
			line++;
		if (!strncmp(line, "field:", 6)) {
			if (field_line(e, a, line + 6, end))
				return -EINVAL;
		} else if (!strncmp(line, "print fmt: ", 11)) {
			e->print = line + 11;
			break;
		}
	}
	return *e->name ? 0 : -EINVAL;
}

const struct trace_field *trace_event_field(const struct event_format *e, const char *name)
{
	for (u32 i = 0; i < e->nfields; i++)
		if (!strcmp(e->fields[i].name, name))
			return &e->fields[i];
	return NULL;
}

const u8 *trace_field_data(const struct trace_field *f, const u8 *record, u32 size, bool big_endian,
                           u32 *len)
{
	u32 word, at;

	if (f->offset > size)
		return NULL;
	*len = f->size;
	if (f->size > size - f->offset) {
		/* the last array of some events has as many elements as the record has room for */
		*len = f->element ? (size - f->offset) / f->element * f->element : size - f->offset;
		return f->is_array && !f->dynamic ? record + f->offset : NULL;
	}
	if (!f->dynamic)
		return record + f->offset;
	if (f->size < 4)
		return NULL;
	word = get_u32(record + f->offset, big_endian);
	at = (word & 0xffff) + (f->relative ? f->offset + 4 : 0);
	*len = word >> 16;
	return at > size || *len > size - at ? NULL : record + at;
}

u64 trace_field_uint(const struct trace_field *f, const u8 *record, u32 size, bool big_endian)
{
	if (!f || f->offset > size || f->size > size - f->offset)
		return 0;
	return get_uint(record + f->offset, f->size, big_endian);
}

s64 trace_field_int(const struct trace_field *f, const u8 *record, u32 size, bool big_endian)
{
	u64 v = trace_field_uint(f, record, size, big_endian);

	switch (f ? f->size : 0) {
	case 1:
		return (s8)v;
	case 2:
		return (s16)v;
	case 4:
		return (s32)v;
	}
	return (s64)v;
}
