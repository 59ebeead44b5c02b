/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/buf.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/mem.h"

static void grow(struct buf *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 64;

	if (n > SIZE_MAX / 4 - b->len)
		mem_out();
	while (cap < b->len + n + 1)
		cap *= 2;
	b->data = mem_realloc(b->data, cap);
	b->cap = cap;
}

/* Room for n more bytes and the NUL. */
static inline void reserve(struct buf *b, size_t n)
{
	if (b->cap <= b->len || b->cap - b->len <= n)
		grow(b, n);
}

void buf_free(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_INIT;
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	reserve(b, n);
	if (n)
		memcpy(b->data + b->len, p, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_addn(struct buf *b, char c, size_t n)
{
	reserve(b, n);
	memset(b->data + b->len, c, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void *buf_grow(struct buf *b, size_t n)
{
	size_t at = b->len;

	buf_addn(b, '\0', n);
	return b->data + at;
}

void buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t room;
	int len;

	va_copy(again, ap);
	reserve(b, 0);
	room = b->cap - b->len;
	len = vsnprintf(b->data + b->len, room, fmt, ap);
	if (len < 0) {
		b->data[b->len] = '\0';
	} else {
		if ((size_t)len >= room) {
			reserve(b, (size_t)len);
			vsnprintf(b->data + b->len, (size_t)len + 1, fmt, again);
		}
		b->len += (size_t)len;
	}
	va_end(again);
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

const char *buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

int buf_read_file(struct buf *b, const char *path)
{
	size_t before = b->len;
	ssize_t n;
	int fd, err = 0;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	for (;;) {
		reserve(b, 16384);
		n = read(fd, b->data + b->len, b->cap - b->len - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		b->len += (size_t)n;
	}
	if (n < 0) {
		err = -errno;
		b->len = before;
	}
	b->data[b->len] = '\0';
	close(fd);
	return err;
}
