// SPDX-License-Identifier: GPL-2.0-or-later
/* The head of a perf.data: attributes, features, the formats of tracepoints. */
#include "trace/perf_data.h"

#include <string.h>
#include <sys/utsname.h>

#include "probe/perf.h"

#define MAX_ATTRS  65536
#define SMALL_ATTR 64    /* the first version of struct perf_event_attr */
#define FIRST_ID   65000 /* of the formats that we make */

enum feature {
	FEATURE_TRACING_DATA = 1,
	FEATURE_HOSTNAME = 3,
	FEATURE_OSRELEASE = 4,
	FEATURE_ARCH = 6,
	FEATURE_NRCPUS = 7,
	FEATURE_EVENT_DESC = 12,
};

bool perf_data_is(const u8 *map, u64 size)
{
	return size >= 8 && (!memcmp(map, "PERFILE2", 8) || !memcmp(map, "2ELIFREP", 8));
}

/* Offset and size of a part; a cursor over it. */
static bool section(struct cursor *c, struct cursor *part, const char *name)
{
	u64 offset = cursor_uint(c, 8), size = cursor_uint(c, 8);

	*part = *c;
	part->part = name;
	if (c->bad)
		return false;
	if (offset > c->end || size > c->end - offset) {
		c->part = name;
		cursor_mark(c, "it lies behind the end of the file");
		return false;
	}
	part->pos = offset;
	part->end = offset + size;
	return true;
}

static void add_format(struct trace_file *f, struct perf_attr *a, u32 index, const char *name)
{
	static const char fields[] =
	        "format:\n"
	        "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	        "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
	        "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
	        "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
	        "\tfield:u64 ip;\toffset:8;\tsize:8;\tsigned:0;\n"
	        "\tfield:u64 period;\toffset:16;\tsize:8;\tsigned:0;\n"
	        "\tfield:u64 addr;\toffset:24;\tsize:8;\tsigned:0;\n\n"
	        "print fmt: \"ip=%llx period=%llu\", REC->ip, REC->period\n";
	const char *text;

	a->format = FIRST_ID + index;
	text = arena_printf(f->arena, "name: %s\nID: %u\n%s", name, a->format, fields);
	*ARENA_PUSH(f->arena, f->formats, f->nformats) =
	        (struct trace_format){"perf", {text, strlen(text)}, a->format};
}

/* By what is counted, as perf list and software:NAME have it. */
static const char *event_name(struct trace_file *f, const struct perf_event_attr *a, u32 index)
{
	const struct perf_event_name *e;

	for (u32 software = 0; software < 2; software++)
		for (u32 i = 0; (e = perf_event_at(software, i)); i++)
			if (e->type == a->type && e->config == a->config)
				return e->name;
	return arena_printf(f->arena, "event_%u", index);
}

/* One attribute of `size` bytes, and where its ids are. */
static void add_attr(struct trace_file *f, struct cursor *c, u64 size)
{
	struct perf_data *p = f->perf;
	struct perf_attr *a = ARENA_PUSH(f->arena, p->attrs, p->n);
	u64 known = size < sizeof(a->attr) ? size : sizeof(a->attr);
	const u8 *at = cursor_bytes(c, size);

	if (!at)
		return;
	memcpy(&a->attr, at, known);
	p->chains |= a->attr.sample_type & PERF_SAMPLE_CALLCHAIN;
	if (a->attr.type == PERF_TYPE_TRACEPOINT && a->attr.config < FIRST_ID)
		a->format = (u32)a->attr.config;
	else
		add_format(f, a, p->n - 1, event_name(f, &a->attr, p->n - 1));
}

static void add_ids(struct trace_file *f, struct cursor *c)
{
	struct perf_data *p = f->perf;

	while (c->end - c->pos >= 8 && !c->bad) {
		u64 id = cursor_uint(c, 8);

		hash_put(&p->ids, &id, sizeof(id), (void *)(uintptr_t)p->n);
	}
}

static int read_attrs(struct trace_file *f, struct cursor *c, struct cursor *attrs, u64 size)
{
	struct perf_data *p = f->perf;

	if (size < SMALL_ATTR + 16 || size > 4096) {
		attrs->pos = attrs->end;
		cursor_mark(attrs, "the size of an attribute is beyond reason");
	}
	while (!attrs->bad && attrs->pos < attrs->end && p->n < MAX_ATTRS) {
		struct cursor whole = *c, ids;

		add_attr(f, attrs, size - 16);
		whole.pos = attrs->pos;
		if (!cursor_has(attrs, 16))
			break;
		attrs->pos += 16;
		if (!section(&whole, &ids, "the ids of events")) {
			*c = whole;
			return -EBADMSG;
		}
		add_ids(f, &ids);
	}
	if (!p->n && !attrs->bad)
		cursor_mark(attrs, "there are none");
	if (attrs->bad)
		*c = *attrs;
	return attrs->bad ? -EBADMSG : 0;
}

/* A word, and so many bytes of text with its NUL. */
static const char *feature_string(struct trace_file *f, struct cursor *c)
{
	u64 n = cursor_uint(c, 4);
	const u8 *at = cursor_bytes(c, n);

	return arena_strndup(f->arena, at ? (const char *)at : "",
	                     at ? strnlen((const char *)at, n) : 0);
}

/* What trace.dat begins with, too. */
static int read_tracing_data(struct trace_file *f, struct cursor *c)
{
	const u8 *magic = cursor_bytes(c, 10);
	int err;

	c->part = "the formats of tracepoints";
	if (!magic || memcmp(magic, "\x17\x08\x44tracing", 10)) {
		cursor_mark(c, "they do not begin as they should");
		return -EBADMSG;
	}
	cursor_string(c); /* the version */
	if (cursor_uint(c, 1) == 1 && !c->bad && !HOST_IS_BIG)
		cursor_mark(c, "they are of the other endianness");
	f->long_size = (u8)cursor_uint(c, 1);
	f->page_size = (u32)cursor_uint(c, 4);
	if (!c->bad && f->long_size != 4 && f->long_size != 8)
		cursor_mark(c, "a long has neither 4 nor 8 bytes");
	if (c->bad)
		return -EBADMSG;
	f->format = (struct page_format){{8u + f->long_size, f->long_size, f->big_endian},
	                                 f->page_size};
	err = read_headers(f, c);
	if (!err)
		err = read_ftrace_formats(f, c);
	if (!err)
		err = read_formats(f, c);
	if (err)
		return err;
	f->kallsyms = cursor_text(c, 4);
	f->printk = cursor_text(c, 4);
	c->bad = NULL; /* what is behind differs, and is not needed */
	return 0;
}

static int read_feature(struct trace_file *f, u32 id, struct cursor *c)
{
	struct perf_data *p = f->perf;

	switch (id) {
	case FEATURE_TRACING_DATA:
		return read_tracing_data(f, c);
	case FEATURE_HOSTNAME:
		p->host = feature_string(f, c);
		break;
	case FEATURE_OSRELEASE:
		p->release = feature_string(f, c);
		break;
	case FEATURE_ARCH:
		p->arch = feature_string(f, c);
		break;
	case FEATURE_NRCPUS:
		cursor_uint(c, 4);
		f->ncpus = (u32)cursor_uint(c, 4);
		break;
	}
	return c->bad ? -EBADMSG : 0;
}

/* The table of features is behind the records: a section for each bit that is set. */
static int read_features(struct trace_file *f, struct cursor *c, const u8 *bits, u64 table)
{
	struct cursor entries = *c, part;

	if (table > c->end)
		return 0; /* the records end before they should, and the reader tells */
	entries.pos = table;
	entries.part = "the table of features";
	for (u32 i = 0; i < 256; i++) {
		if (!(bits[i / 8] >> i % 8 & 1))
			continue;
		if (!section(&entries, &part, "a feature") || read_feature(f, i, &part)) {
			*c = entries.bad ? entries : part;
			return -EBADMSG;
		}
	}
	return 0;
}

static int read_file_head(struct trace_file *f, struct cursor *c)
{
	struct perf_data *p = f->perf;
	struct cursor attrs, types;
	u64 attr_size = cursor_uint(c, 8), size;
	const u8 *bits;

	if (!section(c, &attrs, "the attributes of events"))
		return -EBADMSG;
	p->begin = cursor_uint(c, 8);
	size = cursor_uint(c, 8);
	if (!section(c, &types, "the types of events"))
		return -EBADMSG;
	bits = cursor_bytes(c, 32);
	if (!bits || read_attrs(f, c, &attrs, attr_size))
		return -EBADMSG;
	if (p->begin > c->end) {
		c->part = "the records";
		cursor_mark(c, "they lie behind the end of the file");
		return -EBADMSG;
	}
	p->end = size && p->begin + size > p->begin ? p->begin + size : c->end;
	/* of a perf that was killed: it did not come to write its head again */
	return size ? read_features(f, c, bits, p->end) : 0;
}

/* A record of the head in a stream; its end is that of c. */
static int read_head_record(struct trace_file *f, u32 type, struct cursor *c)
{
	u64 size;

	if (type == PERF_HEADER_ATTR) {
		c->part = "the attributes of events";
		if (!cursor_has(c, 8))
			return -EBADMSG;
		size = get_u32(c->data + c->pos + 4, HOST_IS_BIG);
		if (size < SMALL_ATTR || size > c->end - c->pos) {
			cursor_mark(c, "the size of an attribute is beyond reason");
			return -EBADMSG;
		}
		add_attr(f, c, size);
		add_ids(f, c);
	} else if (type == PERF_FEATURE) {
		u64 id = cursor_uint(c, 8);

		c->part = "a feature";
		if (id != FEATURE_TRACING_DATA && id < 256 && read_feature(f, (u32)id, c))
			return -EBADMSG;
	}
	return 0;
}

/* perf record -o -: what the head of a file has comes as records before the first sample. */
static int read_stream_head(struct trace_file *f, struct cursor *c)
{
	struct perf_data *p = f->perf;

	p->begin = c->pos;
	p->end = c->end;
	c->part = "the records before the first sample";
	while (c->end - c->pos >= 8) {
		struct cursor body = *c;
		u64 type = cursor_uint(&body, 4), size;

		cursor_uint(&body, 2);
		size = cursor_uint(&body, 2);
		if (type == PERF_RECORD_SAMPLE)
			break;
		if (size < 8 || size > c->end - c->pos)
			break; /* the reader tells */
		body.end = c->pos + size;
		if (type == PERF_TRACING_DATA) {
			u64 more = cursor_uint(&body, 4);

			body.pos = body.end;
			if (more > c->end - body.pos) {
				*c = body;
				cursor_mark(c, "the formats of tracepoints end too soon");
				return -EBADMSG;
			}
			body.end = body.pos + more;
			size += ALIGN_UP(more, 8);
			if (size > c->end - c->pos)
				size = c->end - c->pos;
			if (read_tracing_data(f, &body)) {
				*c = body;
				return -EBADMSG;
			}
		} else if (type >= PERF_HEADER_ATTR && read_head_record(f, (u32)type, &body)) {
			*c = body;
			return -EBADMSG;
		}
		c->pos += size;
	}
	if (!p->n)
		cursor_mark(c, "no attributes of events are there");
	return p->n ? 0 : -EBADMSG;
}

/* Addresses of the kernel are those of this one, if it runs still. */
static void take_symbols(struct trace_file *f)
{
	struct perf_data *p = f->perf;
	struct utsname u;

	f->own_kernel = !f->kallsyms.size && !uname(&u) && !strcmp(u.nodename, p->host) &&
	                !strcmp(u.release, p->release);
	f->uname = arena_printf(f->arena, "Linux %s %s %s", p->host, p->release, p->arch);
	f->writer = "perf";
}

int perf_data_open(struct trace_file *f, struct cursor *c)
{
	struct perf_data *p = arena_new_of(f->arena, struct perf_data);
	struct trace_buffer *b;
	int err = 0;
	u64 size;

	f->perf = p;
	f->big_endian = c->big_endian = HOST_IS_BIG;
	f->long_size = sizeof(long);
	f->page_size = 4096;
	f->format = (struct page_format){{8 + sizeof(long), sizeof(long), HOST_IS_BIG}, 4096};
	p->host = p->release = p->arch = "";
	if (get_u64(c->data, false) != 0x32454c4946524550ull && !HOST_IS_BIG) {
		cursor_mark(c, "a perf.data of the other endianness cannot be read");
		return -EBADMSG;
	}
	c->pos = 8;
	size = cursor_uint(c, 8);
	if (!c->bad && size == 16)
		err = read_stream_head(f, c);
	else if (!c->bad && size >= 104)
		err = read_file_head(f, c);
	else
		cursor_mark(c, "the head's size is none that it can have");
	if (err || c->bad)
		return -EBADMSG;
	b = ARENA_PUSH(f->arena, f->buffers, f->nbuffers);
	b->name = "";
	b->clock = "perf";
	b->format = f->format;
	take_symbols(f);
	return 0;
}

void perf_data_close(struct trace_file *f)
{
	hash_free(&f->perf->ids);
}

bool perf_data_has_chains(const struct perf_data *p)
{
	return p->chains;
}
