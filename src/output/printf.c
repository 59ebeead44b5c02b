// SPDX-License-Identifier: GPL-2.0-or-later
/* printf(): C's conversions, with %s for everything that has a text, %r for buffers. */
#include <inttypes.h>
#include <string.h>

#include "output/impl.h"

struct conversion {
	char flags[8];
	int width, precision; /* -1: none */
	char conv;            /* 0: the format ended */
	char sub;             /* rx, rh */
	u8 size;              /* of hh, h: 1, 2; else 8 */
};

static const char *parse_number(const char *p, int *out)
{
	int n = 0;

	while (*p >= '0' && *p <= '9' && n < 100000)
		n = n * 10 + (*p++ - '0');
	*out = n;
	return p;
}

/* p is behind the '%'. Returns what follows the conversion. */
static const char *parse_conversion(const char *p, struct conversion *c)
{
	u32 nflags = 0;

	memset(c, 0, sizeof(*c));
	c->width = c->precision = -1;
	c->size = 8;
	while (*p && strchr("-+ #0'", *p)) {
		if (nflags < sizeof(c->flags) - 1)
			c->flags[nflags++] = *p;
		p++;
	}
	if (*p >= '0' && *p <= '9')
		p = parse_number(p, &c->width);
	if (*p == '.')
		p = parse_number(p + 1, &c->precision);
	for (; *p && strchr("lhjzt", *p); p++) {
		if (*p == 'h')
			c->size = c->size == 2 ? 1 : 2;
	}
	if (!*p)
		return p;
	c->conv = *p++;
	if (c->conv == 'r' && (*p == 'x' || *p == 'h'))
		c->sub = *p++;
	return p;
}

static void spec_text(char out[48], const struct conversion *c, const char *tail)
{
	int n = snprintf(out, 48, "%%%s", c->flags);

	if (c->width >= 0)
		n += snprintf(out + n, 48 - n, "%d", c->width);
	if (c->precision >= 0)
		n += snprintf(out + n, 48 - n, ".%d", c->precision);
	snprintf(out + n, 48 - n, "%s", tail);
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

static void format_int(struct buf *out, const struct conversion *c, const struct type *t,
                       const void *value)
{
	u64 v = read_int(value, 8, false);
	char spec[48], tail[8];

	if (c->size < 8) /* hh, h */
		v = read_int(&v, c->size, c->conv == 'd' || c->conv == 'i');
	if (c->conv == 'c') {
		spec_text(spec, c, "c");
		buf_addf(out, spec, (int)v);
		return;
	}
	if (c->conv == 'p') {
		spec_text(spec, c, "p");
		buf_addf(out, spec, (void *)(uintptr_t)v);
		return;
	}
	/* %x of a negative int32 shows 32 bits, as in C */
	if (strchr("xXou", c->conv) && type_is_integer(t) && t->size < 8 && t->size)
		v &= (1ULL << (t->size * 8)) - 1;
	snprintf(tail, sizeof(tail), "ll%c", c->conv);
	spec_text(spec, c, tail);
	buf_addf(out, spec, (unsigned long long)v);
}

static void format_text(struct buf *out, const struct conversion *c, const char *text)
{
	char spec[48];

	spec_text(spec, c, "s");
	buf_addf(out, spec, text);
}

#pragma GCC diagnostic pop

/* %r: printable bytes as they are; %rx: hex; %rh: hex with spaces */
static void format_buffer(struct buf *out, const struct conversion *c, const struct type *t,
                          const u8 *value)
{
	u32 len;

	if (t->kind != TY_BUF) {
		output_value_text(out, NULL, t, value);
		return;
	}
	memcpy(&len, value, 4);
	if (len > t->size - 4)
		len = t->size - 4;
	for (u32 i = 0; i < len; i++) {
		u8 b = value[4 + i];

		if (c->sub == 'h')
			buf_addf(out, "%s%02x", i ? " " : "", b);
		else if (c->sub == 'x' || b < 32 || b > 126)
			buf_addf(out, "\\x%02x", b);
		else
			buf_addc(out, (char)b);
	}
}

static void format_one(struct buf *out, const struct output *o, const struct conversion *c,
                       const struct type *t, const void *value)
{
	struct buf text = BUF_INIT;

	if (c->conv == 'r') {
		format_buffer(out, c, t, value);
	} else if (c->conv == 's') {
		value_text(&text, o, t, value, true);
		format_text(out, c, buf_str(&text));
		buf_free(&text);
	} else {
		format_int(out, c, t, value);
	}
}

void output_format_printf(struct buf *out, const struct output *o, const struct plan_record *r,
                          const void *rec)
{
	const char *p = r->format;
	u32 arg = 0;

	while (*p) {
		const char *percent = strchr(p, '%');
		struct conversion c;

		if (!percent) {
			buf_adds(out, p);
			return;
		}
		buf_add(out, p, percent - p);
		p = parse_conversion(percent + 1, &c);
		if (c.conv == '%') {
			buf_addc(out, '%');
		} else if (c.conv && arg < r->nargs) {
			format_one(out, o, &c, r->args[arg].type,
			           (const u8 *)rec + r->args[arg].offset);
			arg++;
		}
	}
}
