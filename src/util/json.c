/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void json_init(struct json *j, struct buf *out)
{
	j->out = out;
	j->need_comma = false;
}

static void begin_value(struct json *j)
{
	if (j->need_comma)
		buf_adds(j->out, ", ");
	j->need_comma = true;
}

void json_open(struct json *j, char bracket)
{
	begin_value(j);
	buf_addc(j->out, bracket);
	j->need_comma = false;
}

void json_close(struct json *j, char bracket)
{
	buf_addc(j->out, bracket);
	j->need_comma = true;
}

/* Length of the valid UTF-8 sequence at s (n bytes left), or 0. */
static size_t utf8_len(const unsigned char *s, size_t n)
{
	static const u32 least[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = s[0] < 0x80 ? 1 : s[0] < 0xc0 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	u32 code;

	if (len < 2)
		return len;
	if (s[0] > 0xf4 || len > n)
		return 0;
	code = s[0] & (0x7fu >> len);
	for (size_t i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (code < least[len] || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
		return 0;
	return len;
}

static void add_escaped(struct buf *out, unsigned char c)
{
	static const char special[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
	const char *at = c ? strchr(special, c) : NULL;

	if (at)
		buf_addf(out, "\\%c", letter[at - special]);
	else if (c < 0x20 || c == 0x7f)
		buf_addf(out, "\\u%04x", c);
	else
		buf_addc(out, (char)c);
}

static void add_quoted(struct buf *out, const char *s, size_t n)
{
	const unsigned char *p = (const unsigned char *)s;
	size_t len;

	buf_addc(out, '"');
	for (size_t i = 0; i < n; i += len) {
		len = utf8_len(p + i, n - i);
		if (len == 1)
			add_escaped(out, p[i]);
		else if (len)
			buf_add(out, p + i, len);
		else
			buf_adds(out, "\xef\xbf\xbd");
		len += !len;
	}
	buf_addc(out, '"');
}

void json_key(struct json *j, const char *name)
{
	begin_value(j);
	add_quoted(j->out, name, strlen(name));
	buf_adds(j->out, ": ");
	j->need_comma = false;
}

void json_strn(struct json *j, const char *s, size_t n)
{
	begin_value(j);
	add_quoted(j->out, s, n);
}

void json_str(struct json *j, const char *s)
{
	json_strn(j, s, strlen(s));
}

void json_int(struct json *j, s64 v)
{
	begin_value(j);
	buf_addf(j->out, "%" PRId64, v);
}

void json_uint(struct json *j, u64 v)
{
	begin_value(j);
	buf_addf(j->out, "%" PRIu64, v);
}

/* The shortest text that reads back as the same value; null if JSON has none. */
void json_double(struct json *j, double v)
{
	char text[32];

	begin_value(j);
	if (!isfinite(v)) {
		buf_adds(j->out, "null");
		return;
	}
	for (int digits = 15; digits <= 17; digits++) {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		if (strtod(text, NULL) == v)
			break;
	}
	buf_adds(j->out, text);
}

void json_bool(struct json *j, bool v)
{
	begin_value(j);
	buf_adds(j->out, v ? "true" : "false");
}

void json_null(struct json *j)
{
	begin_value(j);
	buf_adds(j->out, "null");
}
