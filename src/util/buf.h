/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A growing byte buffer; always NUL-terminated one past len, so data is a C string too. */
#ifndef SONDE_BUF_H
#define SONDE_BUF_H

#include "util/base.h"

struct buf {
	char *data; /* owned; NULL while empty is allowed, use buf_str() */
	size_t len, cap;
};

#define BUF_INIT           \
	{                  \
		NULL, 0, 0 \
	}

void buf_free(struct buf *b);
void buf_clear(struct buf *b); /* len = 0, keeps the memory */
void buf_add(struct buf *b, const void *p, size_t n);
void buf_addc(struct buf *b, char c);
void buf_adds(struct buf *b, const char *s);
void buf_addn(struct buf *b, char c, size_t n); /* c, n times */
void buf_addf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_vaddf(struct buf *b, const char *fmt, va_list ap);
void *buf_grow(struct buf *b, size_t n);  /* n zeroed bytes at the end; pointer to the first */
const char *buf_str(const struct buf *b); /* never NULL */
/* Read a whole file (also of /proc and tracefs, whose size is 0). 0 or negative errno. */
int buf_read_file(struct buf *b, const char *path);

#endif
