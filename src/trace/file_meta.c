// SPDX-License-Identifier: GPL-2.0-or-later
/* The parts of a trace file that are the same in both versions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/file_impl.h"

/* offset and size of "… NAME;	offset:N;	size:N;" */
static bool header_field(const char *text, const char *name, u32 *offset, u32 *size)
{
	const char *at = strstr(text, name);

	return at && sscanf(at + strlen(name), " offset:%u; size:%u;", offset, size) == 2;
}

/* The layout of pages, which must be one that can be. */
static int parse_header_page(struct trace_page_format *f, struct trace_text t)
{
	u32 commit_at, commit, data_at, data;
	char text[1024];

	if (t.size >= sizeof(text))
		return -EINVAL;
	memcpy(text, t.data, t.size);
	text[t.size] = '\0';
	if (!header_field(text, " commit;", &commit_at, &commit) ||
	    !header_field(text, " data;", &data_at, &data))
		return -EINVAL;
	if (commit_at != 8 || (commit != 4 && commit != 8) || data_at < 8 + commit || data_at > 64)
		return -EINVAL;
	f->long_size = commit;
	f->data = data_at;
	return 0;
}

int read_headers(struct trace_file *f, struct cursor *c)
{
	const u8 *name;

	c->part = "the header of pages";
	name = cursor_bytes(c, 12);
	if (name && memcmp(name, "header_page", 12))
		cursor_mark(c, "header_page is not there");
	f->header_page = cursor_text(c, 8);
	if (!c->bad && f->header_page.size && /* very old kernels had none */
	    parse_header_page(&f->format.page, f->header_page))
		cursor_mark(c, "header_page tells no layout of pages");
	c->part = "the header of events";
	name = cursor_bytes(c, 13);
	if (name && memcmp(name, "header_event", 13))
		cursor_mark(c, "header_event is not there");
	f->header_event = cursor_text(c, 8);
	return c->bad ? -EBADMSG : 0;
}

static u32 format_id(struct trace_text t)
{
	const char *at = memmem(t.data, t.size, "ID:", 3), *end = t.data + t.size;
	u32 id = 0;

	if (!at)
		return 0;
	for (at += 3; at < end && *at == ' '; at++)
		;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		id = id * 10 + (u32)(*at - '0');
	return id;
}

static void add_format(struct trace_file *f, struct cursor *c, const char *system)
{
	struct trace_text text = cursor_text(c, 8);

	if (!c->bad)
		*ARENA_PUSH(f->arena, f->formats, f->nformats) =
		        (struct trace_format){system, text, format_id(text)};
}

int read_ftrace_formats(struct trace_file *f, struct cursor *c)
{
	u64 n;

	c->part = "the formats of ftrace's events";
	n = cursor_uint(c, 4);
	while (n-- && !c->bad)
		add_format(f, c, "ftrace");
	return c->bad ? -EBADMSG : 0;
}

int read_formats(struct trace_file *f, struct cursor *c)
{
	const char *system;
	u64 nsystems, n;

	c->part = "the formats of events";
	nsystems = cursor_uint(c, 4);
	while (nsystems-- && !c->bad) {
		system = cursor_string(c);
		n = cursor_uint(c, 4);
		while (n-- && !c->bad)
			add_format(f, c, system);
	}
	return c->bad ? -EBADMSG : 0;
}

const char *clock_in_brackets(struct arena *a, const char *text)
{
	const char *begin = strchr(text, '['), *end = begin ? strchr(begin, ']') : NULL;

	return end ? arena_strndup(a, begin + 1, (size_t)(end - begin - 1)) : "";
}

/* Text of an option, which need not have its NUL. */
static const char *text_of(struct trace_file *f, struct cursor *c)
{
	u64 n = c->end - c->pos;
	const char *at = (const char *)cursor_bytes(c, n);

	return arena_strndup(f->arena, at ? at : "", at ? strnlen(at, n) : 0);
}

static struct trace_text rest_of(struct cursor *c)
{
	u64 n = c->end - c->pos;

	return (struct trace_text){(const char *)cursor_bytes(c, n), n};
}

static void read_buffer6(struct trace_file *f, struct cursor *c)
{
	u64 offset = cursor_uint(c, 8);
	const char *name = cursor_string(c);
	struct trace_buffer *b;

	if (c->bad)
		return;
	b = ARENA_PUSH(f->arena, f->buffers, f->nbuffers);
	b->name = name;
	b->clock = f->buffers[0].clock;
	b->cpus = arena_new_of(f->arena, struct trace_cpu);
	b->cpus[0].offset = offset; /* of the table, until it is read */
}

static void read_buffer7(struct trace_file *f, struct cursor *c)
{
	struct trace_buffer b = {0};
	u64 section = cursor_uint(c, 8), n;

	b.name = cursor_string(c);
	b.clock = cursor_string(c);
	b.format = f->format;
	b.format.size = (u32)cursor_uint(c, 4);
	n = cursor_uint(c, 4);
	if (!c->bad && n && (b.format.size < 256 || b.format.size > 1u << 24))
		cursor_mark(c, "the size of a page is beyond reason");
	if (!c->bad && n > (c->end - c->pos) / 20)
		cursor_mark(c, "the table of CPUs does not fit in the option");
	if (c->bad)
		return;
	b.cpus = arena_array(f->arena, struct trace_cpu, n ? n : 1);
	for (u32 i = 0; i < n; i++) {
		b.cpus[i].cpu = (u32)cursor_uint(c, 4);
		b.cpus[i].offset = cursor_uint(c, 8);
		b.cpus[i].size = cursor_uint(c, 8);
		if (b.cpus[i].cpu >= MAX_CPUS)
			cursor_mark(c, "it has a CPU of a number that no machine has");
	}
	if (c->bad)
		return;
	b.ncpus = (u32)n;
	if (section + 16 <= f->size && section + 16 > section)
		b.packed = get_u16(f->map + section + 2, f->big_endian) & SECTION_PACKED;
	*ARENA_PUSH(f->arena, f->buffers, f->nbuffers) = b;
}

int read_option(struct trace_file *f, u32 id, struct cursor *c)
{
	const char *clock;

	switch (id) {
	case OPTION_DATE:
	case OPTION_OFFSET:
		f->time_offset += strtoll(text_of(f, c), NULL, 0);
		break;
	case OPTION_CPUSTAT:
		*ARENA_PUSH(f->arena, f->cpustats, f->ncpustats) = text_of(f, c);
		break;
	case OPTION_BUFFER:
		if (f->version == 6)
			read_buffer6(f, c);
		else
			read_buffer7(f, c);
		break;
	case OPTION_TRACECLOCK:
		clock = clock_in_brackets(f->arena, text_of(f, c));
		for (u32 i = 0; i < f->nbuffers && f->version == 6; i++)
			f->buffers[i].clock = clock;
		break;
	case OPTION_UNAME:
		f->uname = text_of(f, c);
		break;
	case OPTION_VERSION:
		f->writer = text_of(f, c);
		break;
	case OPTION_SONDE_PROBES:
		f->probes = rest_of(c);
		break;
	case OPTION_SONDE_TGIDS:
		f->tgids = rest_of(c);
		break;
	case OPTION_CPUCOUNT:
		f->ncpus = (u32)cursor_uint(c, 4);
		break;
	case OPTION_TSC2NSEC:
		f->tsc_mult = (u32)cursor_uint(c, 4);
		f->tsc_shift = (u32)cursor_uint(c, 4);
		f->tsc_offset = cursor_uint(c, 8);
		if (f->tsc_shift > 63)
			cursor_mark(c, "the clock's shift is beyond reason");
		break;
	}
	return c->bad ? -EBADMSG : 0;
}
