// SPDX-License-Identifier: GPL-2.0-or-later
/* Pages behind a file that was written before there were any, in the byte order that it has. What
 * it says comes from the network: nothing of it is believed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trace/net.h"
#include "util/mem.h"

#define CHUNK_PAGES    32
#define SECTION_HEADER 16
#define MAX_SECTIONS   64 /* of options */
#define MAX_HEADER     256

struct joiner {
	int fd, err;
	u64 size; /* of the file: where it goes on */
	bool big;
	u32 version, page_size;
	enum zip zip;
	u64 next;       /* where the place is that says where the next options are */
	char clock[32]; /* "" */
	struct buf table;
};

static void get(struct joiner *j, u64 at, void *data, size_t n)
{
	if (!j->err && (at > j->size || n > j->size - at))
		j->err = -EBADMSG;
	while (n && !j->err) {
		ssize_t done = pread(j->fd, data, n, (off_t)at);

		if (done <= 0 && !(done < 0 && errno == EINTR))
			j->err = done < 0 ? -errno : -EBADMSG;
		if (done > 0) {
			data = (char *)data + done;
			at += (u64)done;
			n -= (size_t)done;
		}
	}
	if (j->err)
		memset(data, 0, n);
}

static void put_at(struct joiner *j, u64 at, const void *data, size_t n)
{
	while (n && !j->err) {
		ssize_t done = pwrite(j->fd, data, n, (off_t)at);

		if (done < 0 && errno != EINTR)
			j->err = -errno;
		if (done > 0) {
			data = (const char *)data + done;
			at += (u64)done;
			n -= (size_t)done;
		}
	}
}

static void put(struct joiner *j, const void *data, size_t n)
{
	put_at(j, j->size, data, n);
	j->size += n;
}

static void add(const struct joiner *j, struct buf *b, u64 v, u32 size)
{
	u8 bytes[8];

	for (u32 i = 0; i < size; i++)
		bytes[j->big ? size - 1 - i : i] = (u8)(v >> (8 * i));
	buf_add(b, bytes, size);
}

static void put_uint(struct joiner *j, u64 v, u32 size)
{
	struct buf b = BUF_INIT;

	add(j, &b, v, size);
	put(j, b.data, b.len);
	buf_free(&b);
}

/* Behind the string at *at of a header of n bytes. NULL: it has no end. */
static const char *string(const u8 *header, size_t n, size_t *at)
{
	const char *s = (const char *)header + *at;
	size_t len = strnlen(s, n - *at);

	if (*at + len >= n)
		return NULL;
	*at += len + 1;
	return s;
}

static int read_start(struct joiner *j, u32 page_size)
{
	size_t n = j->size < MAX_HEADER ? (size_t)j->size : MAX_HEADER, at = 10;
	const char *version, *zip;
	u8 header[MAX_HEADER];

	get(j, 0, header, n);
	if (j->err || n < 18 || memcmp(header, "\x17\x08\x44tracing", 10))
		return -EBADMSG;
	version = string(header, n, &at);
	if (!version || (strcmp(version, "6") && strcmp(version, "7")) || n - at < 6)
		return -EBADMSG;
	j->version = (u32)(*version - '0');
	j->big = header[at];
	j->page_size = get_u32(header + at + 2, j->big);
	at += 6;
	if (j->page_size != page_size)
		return -EBADMSG;
	if (j->version == 6)
		return 0;
	zip = string(header, n, &at);
	if (!zip || !string(header, n, &at) || n - at < 8)
		return -EBADMSG;
	/* what cannot be done is left out: a section says for itself whether it is compressed */
	if (zip_find(zip, &j->zip) || !zip_is_built_in(j->zip))
		j->zip = ZIP_NONE;
	j->next = at;
	return 0;
}

/* "[local] global …" */
static void read_clock(struct joiner *j, u64 at, u32 size)
{
	char text[256] = "", *end;
	const char *begin;

	get(j, at, text, size < sizeof(text) ? size : sizeof(text) - 1);
	begin = strchr(text, '[');
	end = begin ? strchr(begin, ']') : NULL;
	if (!end || end - begin > (ptrdiff_t)sizeof(j->clock))
		return;
	*end = '\0';
	strcpy(j->clock, begin + 1);
}

/* The options of one section: where its last says where the next is. */
static int read_options(struct joiner *j, u64 at)
{
	u8 h[SECTION_HEADER];
	u64 end, size;

	get(j, at, h, sizeof(h));
	size = get_u64(h + 8, j->big);
	if (j->err || get_u16(h, j->big) != SECTION_OPTIONS || get_u16(h + 2, j->big) ||
	    size > j->size - at - sizeof(h))
		return -EBADMSG;
	at += sizeof(h);
	end = at + size;
	while (end - at >= 6) {
		u32 id, n;

		get(j, at, h, 6);
		id = get_u16(h, j->big);
		n = get_u32(h + 2, j->big);
		at += 6;
		if (j->err || n > end - at)
			return -EBADMSG;
		if (id == OPTION_DONE) {
			j->next = at;
			return n >= 8 ? 0 : -EBADMSG;
		}
		if (id == OPTION_TRACECLOCK)
			read_clock(j, at, n);
		at += n;
	}
	return -EBADMSG;
}

static int find_end(struct joiner *j)
{
	u8 place[8];

	for (u32 i = 0; i < MAX_SECTIONS; i++) {
		u64 at;

		get(j, j->next, place, sizeof(place));
		at = get_u64(place, j->big);
		if (j->err || !at)
			return j->err;
		if (read_options(j, at))
			return -EBADMSG;
	}
	return -EBADMSG;
}

/* size: of the pages. In chunks of version 7, or as they are. */
static void put_pages(struct joiner *j, const struct trace_pages *p, u64 size)
{
	size_t chunk = (size_t)CHUNK_PAGES * j->page_size, room = zip_bound(j->zip, chunk);
	char *raw = mem_alloc(chunk, 1), *packed = mem_alloc(room, 1);

	if (j->zip != ZIP_NONE)
		put_uint(j, ALIGN_UP(size, chunk) / chunk, 4);
	for (u64 at = 0; at < size && !j->err;) {
		size_t want = size - at < chunk ? (size_t)(size - at) : chunk;
		ssize_t n = pread(p->fd, raw, want, (off_t)(p->from + at));
		s64 m = 0;

		if (n != (ssize_t)want)
			j->err = n < 0 ? -errno : -EIO;
		else if (j->zip != ZIP_NONE)
			m = zip_pack(j->zip, packed, room, raw, want);
		if (m < 0)
			j->err = (int)m;
		if (j->err)
			break;
		if (j->zip != ZIP_NONE) {
			put_uint(j, (u64)m, 4);
			put_uint(j, want, 4);
			put(j, packed, (size_t)m);
		} else {
			put(j, raw, want);
		}
		at += want;
	}
	free(raw);
	free(packed);
}

/* The pages of all; table gets where they are. */
static void put_all(struct joiner *j, const struct trace_pages *pages, u32 n)
{
	for (u32 i = 0; i < n && !j->err; i++) {
		u64 size = pages[i].size / j->page_size * j->page_size, at;

		if (size || j->version == 6)
			j->size = ALIGN_UP(j->size, j->page_size);
		at = j->size;
		if (size)
			put_pages(j, &pages[i], size);
		if (j->version == 7)
			add(j, &j->table, pages[i].cpu, 4);
		add(j, &j->table, at, 8);
		add(j, &j->table, j->size - at - (size && j->zip != ZIP_NONE ? 4 : 0), 8);
	}
	if (!j->err && ftruncate(j->fd, (off_t)j->size))
		j->err = -errno;
}

static void join6(struct joiner *j, const struct trace_pages *pages, u32 n)
{
	u64 table = j->size + 10;

	put(j, "flyrecord", 10);
	j->size += 16 * (u64)n;
	put_all(j, pages, n);
	put_at(j, table, j->table.data, j->table.len);
}

static void section(struct joiner *j, u64 at, u32 id, u32 flags, u64 size)
{
	struct buf b = BUF_INIT;

	add(j, &b, id, 2);
	add(j, &b, flags, 2);
	add(j, &b, 0, 4);
	add(j, &b, size, 8);
	put_at(j, at, b.data, b.len);
	buf_free(&b);
}

static void join7(struct joiner *j, const struct trace_pages *pages, u32 n)
{
	u64 buffer = j->size, options;
	struct buf b = BUF_INIT, body = BUF_INIT;

	j->size += SECTION_HEADER;
	put_all(j, pages, n);
	section(j, buffer, SECTION_BUFFER, j->zip != ZIP_NONE ? SECTION_PACKED : 0,
	        j->size - buffer - SECTION_HEADER);
	add(j, &body, buffer, 8);
	buf_addc(&body, '\0'); /* the name */
	buf_add(&body, j->clock, strlen(j->clock) + 1);
	add(j, &body, j->page_size, 4);
	add(j, &body, n, 4);
	buf_add(&body, j->table.data, j->table.len);
	add(j, &b, OPTION_BUFFER, 2);
	add(j, &b, body.len, 4);
	buf_add(&b, body.data, body.len);
	add(j, &b, OPTION_DONE, 2);
	add(j, &b, 8, 4);
	add(j, &b, 0, 8);
	options = j->size;
	section(j, options, SECTION_OPTIONS, 0, b.len);
	put_at(j, options + SECTION_HEADER, b.data, b.len);
	buf_clear(&b);
	add(j, &b, options, 8);
	put_at(j, j->next, b.data, b.len);
	buf_free(&b);
	buf_free(&body);
}

int trace_join(int meta, const struct trace_pages *pages, u32 n, u32 page_size)
{
	struct joiner j = {.fd = meta};
	off_t size = lseek(meta, 0, SEEK_END);

	if (size < 0)
		return -errno;
	j.size = (u64)size;
	if (read_start(&j, page_size) || (j.version == 7 && find_end(&j)))
		return j.err ? j.err : -EBADMSG;
	if (j.version == 6)
		join6(&j, pages, n);
	else
		join7(&j, pages, n);
	buf_free(&j.table);
	return j.err;
}
