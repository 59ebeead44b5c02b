// SPDX-License-Identifier: GPL-2.0-or-later
/* Version 7: sections, which may be compressed, and options that say where they are. */
#include <string.h>

#include "trace/file_impl.h"

#define SECTION_HEADER 16
/* No part of a file but its events is larger; an event format has a few KiB. */
#define MAX_UNPACKED (256u << 20)
/* zstd and zlib cannot do better; what claims more is damaged, and would cost memory. */
#define MAX_RATIO 65536

struct section {
	const char *part;
	int (*read)(struct trace_file *f, struct cursor *c);
};

static int read_kallsyms(struct trace_file *f, struct cursor *c)
{
	f->kallsyms = cursor_text(c, 4);
	return c->bad ? -EBADMSG : 0;
}

static int read_printk(struct trace_file *f, struct cursor *c)
{
	f->printk = cursor_text(c, 4);
	return c->bad ? -EBADMSG : 0;
}

static int read_cmdlines(struct trace_file *f, struct cursor *c)
{
	f->cmdlines = cursor_text(c, 8);
	return c->bad ? -EBADMSG : 0;
}

static int read_latency(struct trace_file *f, struct cursor *c)
{
	f->latency = (struct trace_text){(const char *)c->data + c->pos, c->end - c->pos};
	return 0;
}

static const struct section sections[] = {
        [OPTION_HEADER_INFO] = {"the headers", read_headers},
        [OPTION_FTRACE_EVENTS] = {"the formats of ftrace's events", read_ftrace_formats},
        [OPTION_EVENT_FORMATS] = {"the formats of events", read_formats},
        [OPTION_KALLSYMS] = {"the kernel's symbols", read_kallsyms},
        [OPTION_PRINTK] = {"the formats of trace_printk", read_printk},
        [OPTION_CMDLINES] = {"the names of tasks", read_cmdlines},
        [OPTION_BUFFER_TEXT] = {"the text of a latency tracer", read_latency},
};

/* Replace c by the unpacked bytes behind the header that c is at. */
static int unpack(struct trace_file *f, struct cursor *c)
{
	u64 packed = cursor_uint(c, 4), size = cursor_uint(c, 4);
	const u8 *from = cursor_bytes(c, packed);
	u64 origin = c->origin + c->pos - packed;
	u8 *to;
	int err;

	if (!from)
		return -EBADMSG;
	if (size > MAX_UNPACKED || size > (packed + 1) * MAX_RATIO) {
		cursor_mark(c, "it claims to be larger than it can be");
		return -EBADMSG;
	}
	to = arena_alloc(f->arena, size + 1);
	err = zip_unpack(f->zip, to, size, from, packed);
	if (err) {
		cursor_mark(c, err == -EOPNOTSUPP ? "this sonde is built without its compression"
		                                  : "it cannot be decompressed");
		return -EBADMSG;
	}
	*c = (struct cursor){to, 0, size, origin, f->big_endian, true, c->part, NULL, 0};
	return 0;
}

/* The section at offset, which must have that id. */
static int section_open(struct trace_file *f, struct cursor *c, u64 offset, u32 id,
                        const char *part)
{
	u64 size, flags;

	*c = (struct cursor){f->map, offset, f->size, 0, f->big_endian, false, part, NULL, 0};
	if (offset > f->size) {
		c->pos = f->size;
		cursor_mark(c, "it is behind the end of the file");
		return -EBADMSG;
	}
	if (cursor_uint(c, 2) != id)
		cursor_mark(c, "the section is another one");
	flags = cursor_uint(c, 2);
	cursor_uint(c, 4);
	size = cursor_uint(c, 8);
	if (!cursor_has(c, size))
		return -EBADMSG;
	c->end = c->pos + size;
	return flags & SECTION_PACKED ? unpack(f, c) : 0;
}

static void read_section(struct trace_file *f, u32 id, u64 offset)
{
	const struct section *s = &sections[id];
	struct cursor c;

	if (section_open(f, &c, offset, id, s->part) || s->read(f, &c))
		if (!f->damage)
			f->damage = cursor_damage(f, &c);
}

/* Options of one section; *next: where the next is, 0: there is none. */
static int read_options7(struct trace_file *f, struct cursor *c, u64 *next)
{
	struct cursor body = *c;
	u64 id, size;

	*next = 0;
	while (c->pos < c->end) {
		id = cursor_uint(c, 2);
		size = cursor_uint(c, 4);
		if (!cursor_has(c, size))
			return -EBADMSG;
		body.pos = c->pos;
		body.end = c->pos + size;
		c->pos += size;
		if (id == OPTION_DONE) {
			*next = size >= 8 ? cursor_uint(&body, 8) : 0;
			return 0;
		}
		if (id < ARRAY_LEN(sections) && sections[id].read) {
			u64 offset = cursor_uint(&body, 8);

			if (!body.bad)
				read_section(f, (u32)id, offset);
		} else {
			read_option(f, (u32)id, &body);
		}
		if (body.bad && !f->damage)
			f->damage = cursor_damage(f, &body);
		body.bad = NULL;
	}
	return 0;
}

int read_version7(struct trace_file *f, struct cursor *c)
{
	const char *zip = cursor_string(c);
	u64 next, nsections = 0;
	int err;

	cursor_string(c); /* version of the compression */
	next = cursor_uint(c, 8);
	if (!c->bad && zip_find(zip, &f->zip))
		cursor_mark(c, "an unknown compression");
	if (c->bad)
		return -EBADMSG;
	while (next) {
		if (section_open(f, c, next, SECTION_OPTIONS, "the options"))
			err = -EBADMSG;
		else if (nsections++ > f->size / SECTION_HEADER) {
			cursor_mark(c, "they have no end");
			err = -EBADMSG;
		} else {
			err = read_options7(f, c, &next);
		}
		if (err) {
			/* what was read so far may be of use, if it knows of events */
			if (!f->nbuffers || !f->nformats)
				return err;
			f->damage = f->damage ? f->damage : cursor_damage(f, c);
			break;
		}
	}
	/* nothing can be said of events without their layout */
	if (f->damage && !f->nformats) {
		*c = (struct cursor){.part = "the options", .bad = "no event has a format"};
		c->bad = arena_printf(f->arena, "no event has a format (damage %s)", f->damage);
		return -EBADMSG;
	}
	for (u32 i = 0; i < f->nbuffers; i++) {
		u32 size = f->buffers[i].format.size;

		f->buffers[i].format = f->format;
		f->buffers[i].format.size = size;
	}
	return 0;
}
