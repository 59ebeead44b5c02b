// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "trace/write.h"
#include "util/mem.h"

/* Pages packed at once: the more the smaller, and the more memory a reader needs. */
#define CHUNK_PAGES 32

struct writer {
	const struct trace_contents *c;
	int fd, err;
	u64 pos;
	struct buf options;   /* of version 7: said at the end */
	u64 *offsets, *sizes; /* of the CPUs of the buffer that was put last */
};

static void put_at(struct writer *w, u64 pos, const void *data, size_t n)
{
	while (n && !w->err) {
		ssize_t done = pwrite(w->fd, data, n, (off_t)pos);

		if (done < 0 && errno != EINTR)
			w->err = -errno;
		if (done > 0) {
			data = (const char *)data + done;
			pos += (u64)done;
			n -= (size_t)done;
		}
	}
}

static void put(struct writer *w, const void *data, size_t n)
{
	put_at(w, w->pos, data, n);
	w->pos += n;
}

static void add_uint(struct buf *b, u64 v, u32 size)
{
	bool big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

	buf_add(b, (const char *)&v + (big ? 8 - size : 0), size);
}

static void add_text(struct buf *b, const char *s, u32 size_bytes)
{
	size_t n = s ? strlen(s) : 0;

	add_uint(b, n, size_bytes);
	buf_add(b, s ? s : "", n);
}

static void add_option(struct buf *b, u32 id, const void *data, size_t n)
{
	add_uint(b, id, 2);
	add_uint(b, n, 4);
	buf_add(b, data, n);
}

static void add_start(const struct trace_contents *c, struct buf *b)
{
	buf_add(b, "\x17\x08\x44tracing", 10);
	buf_addf(b, "%u", c->version);
	buf_addc(b, 0);
	buf_addc(b, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	buf_addc(b, sizeof(long));
	add_uint(b, c->page_size, 4);
}

static void add_headers(const struct trace_contents *c, struct buf *b)
{
	buf_add(b, "header_page", 12);
	add_text(b, c->header_page, 8);
	buf_add(b, "header_event", 13);
	add_text(b, c->header_event, 8);
}

static void add_format(struct buf *b, const struct trace_format *f)
{
	add_uint(b, f->text.size, 8);
	buf_add(b, f->text.data, f->text.size);
}

static u32 nftrace(const struct trace_contents *c)
{
	u32 n = 0;

	while (n < c->nformats && !strcmp(c->formats[n].system, "ftrace"))
		n++;
	return n;
}

static void add_ftrace(const struct trace_contents *c, struct buf *b)
{
	u32 n = nftrace(c);

	add_uint(b, n, 4);
	for (u32 i = 0; i < n; i++)
		add_format(b, &c->formats[i]);
}

static u32 same_system(const struct trace_contents *c, u32 i)
{
	u32 end = i;

	while (end < c->nformats && !strcmp(c->formats[end].system, c->formats[i].system))
		end++;
	return end;
}

static void add_formats(const struct trace_contents *c, struct buf *b)
{
	u32 n = 0, end;

	for (u32 i = nftrace(c); i < c->nformats; i = same_system(c, i))
		n++;
	add_uint(b, n, 4);
	for (u32 i = nftrace(c); i < c->nformats; i = end) {
		end = same_system(c, i);
		buf_add(b, c->formats[i].system, strlen(c->formats[i].system) + 1);
		add_uint(b, end - i, 4);
		for (; i < end; i++)
			add_format(b, &c->formats[i]);
	}
}

static void add_kallsyms(const struct trace_contents *c, struct buf *b)
{
	add_text(b, c->kallsyms, 4);
}

static void add_printk(const struct trace_contents *c, struct buf *b)
{
	add_text(b, c->printk, 4);
}

static void add_cmdlines(const struct trace_contents *c, struct buf *b)
{
	add_text(b, c->cmdlines, 8);
}

/* Options that both versions have. */
static void add_options(const struct trace_contents *c, struct buf *b)
{
	static const char version[] = PACKAGE_NAME " " PACKAGE_VERSION;

	for (u32 i = 0; i < c->ncpustats; i++)
		add_option(b, OPTION_CPUSTAT, c->cpustats[i], strlen(c->cpustats[i]) + 1);
	add_option(b, OPTION_TRACECLOCK, c->clocks, strlen(c->clocks) + 1);
	add_option(b, OPTION_UNAME, c->uname, strlen(c->uname) + 1);
	add_option(b, OPTION_VERSION, version, sizeof(version));
	if (c->probes && *c->probes)
		add_option(b, OPTION_SONDE_PROBES, c->probes, strlen(c->probes));
	if (c->tgids && *c->tgids)
		add_option(b, OPTION_SONDE_TGIDS, c->tgids, strlen(c->tgids));
}

/* The parts of a file, in version 6 one after the other, in version 7 a section each. */
static const struct {
	u32 id;
	void (*add)(const struct trace_contents *c, struct buf *b);
} parts[] = {
        {OPTION_HEADER_INFO, add_headers},   {OPTION_FTRACE_EVENTS, add_ftrace},
        {OPTION_EVENT_FORMATS, add_formats}, {OPTION_KALLSYMS, add_kallsyms},
        {OPTION_PRINTK, add_printk},         {OPTION_CMDLINES, add_cmdlines},
};

static void section_header(struct buf *b, u32 id, bool packed, u64 size)
{
	add_uint(b, id, 2);
	add_uint(b, packed ? SECTION_PACKED : 0, 2);
	add_uint(b, 0, 4);
	add_uint(b, size, 8);
}

static void put_section(struct writer *w, u32 id, const struct buf *body)
{
	size_t room = zip_bound(w->c->zip, body->len);
	struct buf b = BUF_INIT, offset = BUF_INIT;
	s64 packed = -1;
	char *to = NULL;

	if (w->c->zip != ZIP_NONE && body->len) {
		to = mem_alloc(room, 1);
		packed = zip_pack(w->c->zip, to, room, body->data, body->len);
	}
	add_uint(&offset, w->pos, 8);
	add_option(&w->options, id, offset.data, 8);
	if (packed >= 0) {
		section_header(&b, id, true, (u64)packed + 8);
		add_uint(&b, (u64)packed, 4);
		add_uint(&b, body->len, 4);
		buf_add(&b, to, (size_t)packed);
	} else {
		section_header(&b, id, false, body->len);
		buf_add(&b, body->data, body->len);
	}
	put(w, b.data, b.len);
	free(to);
	buf_free(&b);
	buf_free(&offset);
}

static void align(struct writer *w)
{
	w->pos = ALIGN_UP(w->pos, w->c->page_size);
	if (!w->err && ftruncate(w->fd, (off_t)w->pos))
		w->err = -errno;
}

static void copy_pages(struct writer *w, const struct trace_pages *p)
{
	off_t from = (off_t)p->from;
	u64 end = p->from + p->size;

	if (!w->err && lseek(w->fd, (off_t)w->pos, SEEK_SET) < 0)
		w->err = -errno;
	while (!w->err && (u64)from < end) {
		ssize_t n = sendfile(w->fd, p->fd, &from, (size_t)(end - (u64)from));

		if (n < 0 && errno != EINTR)
			w->err = -errno;
		if (!n)
			w->err = -EIO;
	}
	w->pos += p->size;
}

static void put_uint(struct writer *w, u64 v, u32 size)
{
	struct buf b = BUF_INIT;

	add_uint(&b, v, size);
	put(w, b.data, b.len);
	buf_free(&b);
}

static void pack_pages(struct writer *w, const struct trace_pages *p)
{
	size_t size = (size_t)CHUNK_PAGES * w->c->page_size, room = zip_bound(w->c->zip, size);
	char *raw = mem_alloc(size, 1), *to = mem_alloc(room, 1);
	u64 at = 0;

	put_uint(w, ALIGN_UP(p->size, size) / size, 4);
	while (at < p->size && !w->err) {
		ssize_t n = pread(p->fd, raw, size, (off_t)(p->from + at));
		s64 packed;

		if (n <= 0 || (u64)n != (p->size - at < size ? p->size - at : size)) {
			w->err = n < 0 ? -errno : -EIO;
			break;
		}
		packed = zip_pack(w->c->zip, to, room, raw, (size_t)n);
		if (packed < 0) {
			w->err = (int)packed;
			break;
		}
		put_uint(w, (u64)packed, 4);
		put_uint(w, (u64)n, 4);
		put(w, to, (size_t)packed);
		at += (u64)n;
	}
	free(raw);
	free(to);
}

static void put_pages(struct writer *w, const struct trace_pages_of *b)
{
	const struct trace_contents *c = w->c;
	bool packed = c->version == 7 && c->zip != ZIP_NONE;

	w->offsets = mem_realloc(w->offsets, b->npages * sizeof(u64));
	w->sizes = mem_realloc(w->sizes, b->npages * sizeof(u64));
	for (u32 i = 0; i < b->npages && !w->err; i++) {
		const struct trace_pages *p = &b->pages[i];

		if (p->size || c->version == 6)
			align(w);
		w->offsets[i] = w->pos;
		w->sizes[i] = 0;
		if (!p->size)
			continue;
		if (p->chunks)
			put_uint(w, p->chunks, 4);
		if (packed && !p->chunks)
			pack_pages(w, p);
		else
			copy_pages(w, p);
		w->sizes[i] = w->pos - w->offsets[i] - (packed ? 4 : 0);
	}
}

/* "flyrecord", where a buffer's pages are, and the pages. */
static void put_buffer6(struct writer *w, const struct trace_pages_of *of)
{
	struct buf b = BUF_INIT;
	u64 table;

	buf_add(&b, "flyrecord", 10);
	table = w->pos + b.len;
	buf_addn(&b, 0, 16 * (size_t)of->npages);
	put(w, b.data, b.len);
	put_pages(w, of);
	buf_clear(&b);
	for (u32 i = 0; i < of->npages; i++) {
		add_uint(&b, w->offsets[i], 8);
		add_uint(&b, w->sizes[i], 8);
	}
	put_at(w, table, b.data, b.len);
	buf_free(&b);
}

static void write6(struct writer *w)
{
	const struct trace_contents *c = w->c;
	struct buf b = BUF_INIT, name = BUF_INIT;
	u64 *places = mem_alloc(c->nbuffers, sizeof(*places)); /* of the instances' offsets */

	add_start(c, &b);
	for (u32 i = 0; i < ARRAY_LEN(parts); i++)
		parts[i].add(c, &b);
	add_uint(&b, c->nbuffers ? c->buffers[0].npages : c->ncpus, 4);
	buf_add(&b, "options  ", 10);
	add_options(c, &b);
	for (u32 i = 1; i < c->nbuffers; i++) {
		buf_clear(&name);
		add_uint(&name, 0, 8);
		buf_add(&name, c->buffers[i].name, strlen(c->buffers[i].name) + 1);
		add_option(&b, OPTION_BUFFER, name.data, name.len);
		places[i] = b.len - name.len;
	}
	add_uint(&b, OPTION_DONE, 2);
	put(w, b.data, b.len);
	if (c->nbuffers)
		put_buffer6(w, &c->buffers[0]);
	for (u32 i = 1; i < c->nbuffers; i++) {
		buf_clear(&b);
		add_uint(&b, w->pos, 8);
		put_at(w, places[i], b.data, b.len);
		put_buffer6(w, &c->buffers[i]);
	}
	free(places);
	buf_free(&name);
	buf_free(&b);
}

static void add_buffer_option(struct writer *w, u64 section, const struct trace_pages_of *of)
{
	const char *begin = strchr(of->clocks, '['), *end = begin ? strchr(begin, ']') : NULL;
	struct buf b = BUF_INIT;

	add_uint(&b, section, 8);
	buf_add(&b, of->name, strlen(of->name) + 1);
	if (end)
		buf_add(&b, begin + 1, (size_t)(end - begin - 1));
	buf_addc(&b, 0);
	add_uint(&b, w->c->page_size, 4);
	add_uint(&b, of->npages, 4);
	for (u32 i = 0; i < of->npages; i++) {
		add_uint(&b, of->pages[i].cpu, 4);
		add_uint(&b, w->offsets[i], 8);
		add_uint(&b, w->sizes[i], 8);
	}
	add_option(&w->options, OPTION_BUFFER, b.data, b.len);
	buf_free(&b);
}

static void put_buffer7(struct writer *w, const struct trace_pages_of *of)
{
	u64 section = w->pos;
	struct buf b = BUF_INIT;

	w->pos += 16;
	put_pages(w, of);
	section_header(&b, SECTION_BUFFER, w->c->zip != ZIP_NONE, w->pos - section - 16);
	put_at(w, section, b.data, b.len);
	add_buffer_option(w, section, of);
	buf_free(&b);
}

static void write7(struct writer *w)
{
	const struct trace_contents *c = w->c;
	struct buf b = BUF_INIT;
	u64 first;

	add_start(c, &b);
	buf_add(&b, zip_name(c->zip), strlen(zip_name(c->zip)) + 1);
	buf_add(&b, zip_version(c->zip), strlen(zip_version(c->zip)) + 1);
	first = b.len;
	add_uint(&b, 0, 8);
	put(w, b.data, b.len);
	for (u32 i = 0; i < ARRAY_LEN(parts); i++) {
		buf_clear(&b);
		parts[i].add(c, &b);
		put_section(w, parts[i].id, &b);
	}
	add_options(c, &w->options);
	buf_clear(&b);
	add_uint(&b, c->ncpus, 4);
	add_option(&w->options, OPTION_CPUCOUNT, b.data, b.len);
	for (u32 i = 0; i < c->nbuffers; i++)
		put_buffer7(w, &c->buffers[i]);
	buf_clear(&b);
	add_uint(&b, 0, 8);
	add_option(&w->options, OPTION_DONE, b.data, b.len);

	buf_clear(&b);
	add_uint(&b, w->pos, 8);
	put_at(w, first, b.data, b.len);
	buf_clear(&b);
	section_header(&b, SECTION_OPTIONS, false, w->options.len);
	buf_add(&b, w->options.data, w->options.len);
	put(w, b.data, b.len);
	buf_free(&b);
}

int trace_write_fd(int fd, const struct trace_contents *c, u64 *written)
{
	struct writer w = {.c = c, .fd = fd};

	if (c->version == 6)
		write6(&w);
	else
		write7(&w);
	*written = w.pos;
	buf_free(&w.options);
	free(w.offsets);
	free(w.sizes);
	return w.err;
}

int trace_write(const char *path, const struct trace_contents *c, u64 *written)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644), err;

	if (fd < 0)
		return -errno;
	err = trace_write_fd(fd, c, written);
	if (close(fd) && !err)
		err = -errno;
	return err;
}
