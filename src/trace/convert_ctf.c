// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The Common Trace Format, version 1.8: a directory with the description of the events (metadata)
 * and a file for each CPU, of packets that are written when they are full. Integers have this
 * machine's byte order and are aligned to bytes.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/convert_impl.h"
#include "util/mem.h"

#define MAGIC        0xc1fc1fc1u
#define PACKET_BYTES 65536

struct packet_head {
	u32 magic, stream_id;
	u64 begin, end;         /* times of the first and the last event */
	u64 content_bits, bits; /* alike: packets have no padding */
	u64 discarded;          /* since the start */
	u32 cpu;
} __attribute__((packed));

struct ctf_stream {
	struct buf packet;
	u64 begin, end, lost;
	bool begun; /* its file is there */
};

struct ctf {
	struct ctf_stream *streams; /* by CPU */
	u32 n;
	const struct event_format **used; /* by event id */
};

/* Streams that another conversion has left would be read with ours. */
static void remove_streams(const struct converter *c)
{
	DIR *dir = opendir(c->path);
	struct dirent *e;
	char path[4096];

	while (dir && (e = readdir(dir))) {
		if (strncmp(e->d_name, "cpu_", 4) ||
		    strspn(e->d_name + 4, "0123456789") + 4 != strlen(e->d_name))
			continue;
		snprintf(path, sizeof(path), "%s/%s", c->path, e->d_name);
		unlink(path);
	}
	if (dir)
		closedir(dir);
}

static int ctf_open(struct converter *c)
{
	struct ctf *o = c->priv;

	remove_streams(c);

	o->used = mem_alloc(65536, sizeof(const struct event_format *));
	return 0;
}

static void write_packet(struct converter *c, u32 cpu)
{
	struct ctf_stream *s = &((struct ctf *)c->priv)->streams[cpu];
	struct packet_head head = {MAGIC, 0, s->begin, s->end, 0, 0, s->lost, cpu};
	char path[4096];
	int fd;

	if (!s->packet.len || c->err)
		return;
	head.bits = head.content_bits = 8 * (u64)s->packet.len;
	memcpy(s->packet.data, &head, sizeof(head));
	snprintf(path, sizeof(path), "%s/cpu_%u", c->path, cpu);
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (s->begun ? O_APPEND : O_TRUNC), 0666);
	if (fd < 0 || write(fd, s->packet.data, s->packet.len) != (ssize_t)s->packet.len)
		c->err = errno ? -errno : -EIO;
	if (fd >= 0)
		close(fd);
	s->begun = true;
	buf_clear(&s->packet);
}

static struct ctf_stream *stream_of(struct converter *c, u32 cpu)
{
	struct ctf *o = c->priv;

	if (cpu >= o->n) {
		o->streams = mem_realloc(o->streams, (cpu + 1) * sizeof(*o->streams));
		memset(o->streams + o->n, 0, (cpu + 1 - o->n) * sizeof(*o->streams));
		o->n = cpu + 1;
	}
	return &o->streams[cpu];
}

static void put(struct buf *b, u64 v, u32 size)
{
	buf_add(b, (const char *)&v + (HOST_IS_BIG ? 8 - size : 0), size);
}

static bool is_scalar(const struct trace_field *f)
{
	return !f->is_array && (f->size == 1 || f->size == 2 || f->size == 4 || f->size == 8);
}

/* Bytes of an element of a field that is no scalar. */
static u32 element_of(const struct converter *c, const struct trace_field *f)
{
	if (!f->is_array)
		return 1;
	return f->element ? f->element : c->file->long_size;
}

static void put_field(struct converter *c, const struct trace_record *r,
                      const struct trace_field *f, struct buf *b)
{
	bool big = c->file->big_endian;
	u32 len = 0, one = element_of(c, f);
	const u8 *at = trace_field_data(f, r->data, r->size, big, &len);

	if (is_scalar(f)) {
		put(b, trace_field_uint(f, r->data, r->size, big), f->size);
	} else if (f->is_string) {
		if (at)
			buf_add(b, at, strnlen((const char *)at, len));
		buf_addc(b, 0);
	} else {
		put(b, at ? len / one : 0, 4);
		for (u32 i = 0; at && i + one <= len; i += one)
			put(b, get_uint(at + i, one, big), one);
	}
}

static void ctf_event(struct converter *c, const struct trace_record *r)
{
	const struct event_format *e = trace_printer_event(c->printer, r);
	struct ctf *o = c->priv;
	struct ctf_stream *s;
	s32 tid;

	if (!e)
		return;
	s = stream_of(c, r->cpu);
	s->lost += r->lost == PAGE_LOST_UNKNOWN ? 1 : r->lost;
	tid = record_tid(c, r);
	o->used[e->id % 65536] = e;
	if (!s->packet.len) {
		buf_grow(&s->packet, sizeof(struct packet_head));
		s->begin = r->time;
	}
	s->end = r->time;
	put(&s->packet, e->id, 4);
	put(&s->packet, r->time, 8);
	put(&s->packet, (u32)tid, 4);
	buf_adds(&s->packet, record_comm(c, r, tid));
	buf_addc(&s->packet, 0);
	for (u32 i = e->ncommon; i < e->nfields; i++)
		put_field(c, r, &e->fields[i], &s->packet);
	if (s->packet.len >= PACKET_BYTES)
		write_packet(c, r->cpu);
}

/* In TSDL a name that begins with '_' is the name without it: no word of the language. */
static void add_name(struct buf *b, const char *name)
{
	buf_addc(b, '_');
	for (; *name; name++)
		buf_addc(b, (*name | 32) >= 'a' && (*name | 32) <= 'z' ? *name
		            : (*name >= '0' && *name <= '9')           ? *name
		                                                       : '_');
}

static void describe_field(struct converter *c, const struct trace_field *f, struct buf *b)
{
	u32 bits = 8 * (is_scalar(f) ? f->size : element_of(c, f));

	if (!is_scalar(f) && !f->is_string) {
		buf_adds(b, "\t\tuint32_t _");
		add_name(b, f->name);
		buf_adds(b, "_length;\n");
	}
	if (f->is_string)
		buf_adds(b, "\t\tstring ");
	else if (f->is_pointer && is_scalar(f))
		buf_addf(b, "\t\thex%u_t ", bits);
	else
		buf_addf(b, "\t\t%sint%u_t ", f->is_signed ? "" : "u", bits);
	add_name(b, f->name);
	if (!is_scalar(f) && !f->is_string) {
		buf_adds(b, "[_");
		add_name(b, f->name);
		buf_adds(b, "_length]");
	}
	buf_adds(b, ";\n");
}

static const char metadata_head[] =
        "trace {\n"
        "\tmajor = 1;\n\tminor = 8;\n\tbyte_order = %s;\n"
        "\tpacket.header := struct { uint32_t magic; uint32_t stream_id; };\n};\n\n"
        "env {\n\tdomain = \"kernel\";\n\ttracer_name = \"%s\";\n};\n\n"
        "clock {\n\tname = trace;\n\tfreq = 1000000000;\n\toffset = 0;\n};\n\n"
        "typealias integer { size = 64; align = 8; signed = false; map = clock.trace.value; } "
        ":= clock_t;\n\n"
        "stream {\n\tid = 0;\n"
        "\tpacket.context := struct {\n\t\tclock_t timestamp_begin;\n\t\tclock_t timestamp_end;\n"
        "\t\tuint64_t content_size;\n\t\tuint64_t packet_size;\n\t\tuint64_t events_discarded;\n"
        "\t\tuint32_t cpu_id;\n\t};\n"
        "\tevent.header := struct { uint32_t id; clock_t timestamp; };\n"
        "\tevent.context := struct { int32_t _tid; string _comm; };\n};\n\n";

static void write_metadata(struct converter *c)
{
	struct ctf *o = c->priv;
	struct buf b = BUF_INIT;
	char path[4096];
	FILE *f;

	buf_adds(&b, "/* CTF 1.8 */\n\n");
	for (u32 bits = 8; bits <= 64; bits *= 2)
		buf_addf(
		        &b,
		        "typealias integer { size = %u; align = 8; signed = false; } := uint%u_t;\n"
		        "typealias integer { size = %u; align = 8; signed = true; } := int%u_t;\n"
		        "typealias integer { size = %u; align = 8; signed = false; base = 16; } := "
		        "hex%u_t;\n",
		        bits, bits, bits, bits, bits, bits);
	buf_addc(&b, '\n');
	buf_addf(&b, metadata_head, HOST_IS_BIG ? "be" : "le", PACKAGE_NAME);
	for (u32 id = 0; id < 65536; id++) {
		const struct event_format *e = o->used[id];

		if (!e)
			continue;
		buf_addf(&b, "event {\n\tname = \"%s:%s\";\n\tid = %u;\n\tstream_id = 0;\n",
		         e->system, e->name, e->id);
		buf_adds(&b, "\tfields := struct {\n");
		for (u32 i = e->ncommon; i < e->nfields; i++)
			describe_field(c, &e->fields[i], &b);
		buf_adds(&b, "\t};\n};\n\n");
	}
	snprintf(path, sizeof(path), "%s/metadata", c->path);
	f = fopen(path, "we");
	if (!f || fwrite(b.data, 1, b.len, f) != b.len)
		c->err = -errno;
	if (f && fclose(f) && !c->err)
		c->err = -errno;
	buf_free(&b);
}

static void ctf_close(struct converter *c)
{
	struct ctf *o = c->priv;

	for (u32 i = 0; i < o->n; i++) {
		write_packet(c, i);
		buf_free(&o->streams[i].packet);
	}
	if (!c->err)
		write_metadata(c);
	free(o->streams);
	free(o->used);
}

const struct convert_format convert_ctf = {
        .name = "ctf",
        .doc = "Common Trace Format 1.8, a directory: babeltrace2, Trace Compass",
        .is_dir = true,
        .open = ctf_open,
        .event = ctf_event,
        .close = ctf_close,
        .priv_size = sizeof(struct ctf)};
