/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A JSON writer into a struct buf. Commas are its business; names and nesting the caller's. */
#ifndef SONDE_JSON_H
#define SONDE_JSON_H

#include "util/buf.h"

struct json {
	struct buf *out;
	bool need_comma;
};

void json_init(struct json *j, struct buf *out);
void json_open(struct json *j, char bracket);  /* '{' or '[' */
void json_close(struct json *j, char bracket); /* '}' or ']' */
void json_key(struct json *j, const char *name);
void json_str(struct json *j, const char *s);
void json_strn(struct json *j, const char *s, size_t n); /* invalid UTF-8 becomes U+FFFD */
void json_int(struct json *j, s64 v);
void json_uint(struct json *j, u64 v);
void json_double(struct json *j, double v);
void json_bool(struct json *j, bool v);
void json_null(struct json *j);

#endif
