// SPDX-License-Identifier: GPL-2.0-or-later
/* printf(): C's conversions, with %s for everything that has a text, %r for buffers. */
#include <inttypes.h>
#include <string.h>

#include "output/impl.h"

struct conversion {
	char flags[8];
	int width, precision; /* -1: none; STAR: an argument's */
	char conv;            /* 0: the format ended */
	char sub;             /* rx, rh */
	u8 size;              /* bytes of the argument that count */
};

enum { STAR = -2 };

static const char *parse_number(const char *p, int *out)
{
	int n = 0;

	if (*p == '*') {
		*out = STAR;
		return p + 1;
	}
	while (*p >= '0' && *p <= '9')
		n = n < 100000 ? n * 10 + (*p - '0') : n, p++;
	*out = n;
	return p;
}

static const char *parse_length(const char *p, u8 *size)
{
	u8 shorter = sizeof(int);

	for (; *p && strchr("hljztq", *p); p++) {
		shorter = shorter > 1 ? shorter / 2 : 1;
		*size = *p == 'h' ? shorter : 8;
	}
	return p;
}

/* p is behind the '%'. Returns what follows the conversion. */
static const char *parse_conversion(const char *p, struct conversion *c)
{
	u32 nflags = 0;

	memset(c, 0, sizeof(*c));
	c->width = c->precision = -1;
	c->size = sizeof(int);
	if (*p == 'd' || *p == 's' || *p == 'u' || *p == 'x') { /* most are as short as that */
		c->conv = *p;
		return p + 1;
	}
	for (; *p && strchr("-+ #0", *p); p++)
		if (!strchr(c->flags, *p))
			c->flags[nflags++] = *p;
	if (*p == '*' || (*p >= '0' && *p <= '9'))
		p = parse_number(p, &c->width);
	if (*p == '.')
		p = parse_number(p + 1, &c->precision);
	p = parse_length(p, &c->size);
	if (!*p)
		return p;
	c->conv = *p++;
	if (c->conv == 'r' && (*p == 'x' || *p == 'h'))
		c->sub = *p++;
	if (c->conv == 'g' && *p == 'r')
		p++;
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

/* A char of value 0 takes its width but writes nothing. */
static void format_char(struct buf *out, struct conversion *c, u8 v)
{
	char spec[48], text[2] = {(char)v, 0};

	c->precision = -1;
	spec_text(spec, c, "s");
	if (v || c->width <= 1)
		buf_addf(out, spec, text);
	else
		buf_addn(out, ' ', (size_t)c->width - 1);
}

/*
 * The common conversions without libc's printf, which takes most of the time of a line: %d, %u, %x
 * with a width, flags '-' and '0'. False: it is another.
 */
static bool format_plain_int(struct buf *out, const struct conversion *c, u64 v, bool is_signed)
{
	char digits[24], *end = digits + sizeof(digits), *at = end;
	bool negative = is_signed && (s64)v < 0, left = c->flags[0] == '-';
	size_t pad, n;

	if ((c->conv != 'd' && c->conv != 'u' && c->conv != 'x' && c->conv != 'i') ||
	    c->precision >= 0 || (c->flags[0] && c->flags[1]) ||
	    (c->flags[0] && c->flags[0] != '-' && c->flags[0] != '0'))
		return false;
	if (negative)
		v = -v;
	do
		*--at = c->conv == 'x' ? "0123456789abcdef"[v & 15] : (char)('0' + v % 10);
	while (c->conv == 'x' ? (v >>= 4) : (v /= 10));
	n = (size_t)(end - at) + negative;
	pad = c->width > 0 && (size_t)c->width > n ? (size_t)c->width - n : 0;
	if (pad && !c->flags[0])
		buf_addn(out, ' ', pad);
	if (negative)
		buf_addc(out, '-');
	if (pad && c->flags[0] == '0')
		buf_addn(out, '0', pad);
	buf_add(out, at, (size_t)(end - at));
	if (pad && left)
		buf_addn(out, ' ', pad);
	return true;
}

/* Without l, an integer is C's int. */
static void format_int(struct buf *out, struct conversion *c, u64 v)
{
	bool is_signed = c->conv == 'd' || c->conv == 'i';
	char spec[48], tail[8];

	if (c->conv == 'c') {
		format_char(out, c, (u8)v);
		return;
	}
	if (c->conv == 'p') {
		/* a 64-bit address shows whole on a 32-bit machine too */
		spec_text(spec, c, v > UINTPTR_MAX ? "#llx" : "p");
		if (v > UINTPTR_MAX)
			buf_addf(out, spec, (unsigned long long)v);
		else
			buf_addf(out, spec, (void *)(uintptr_t)v);
		return;
	}
	v = (u64)read_int(&v, c->size, is_signed);
	if (format_plain_int(out, c, v, is_signed))
		return;
	snprintf(tail, sizeof(tail), "ll%c", strchr("dioxX", c->conv) ? c->conv : 'u');
	spec_text(spec, c, tail);
	buf_addf(out, spec, (unsigned long long)v);
}

static bool is_bare(const struct conversion *c)
{
	return !c->flags[0] && c->width < 0 && c->precision < 0;
}

static void format_text(struct buf *out, const struct conversion *c, const char *text)
{
	char spec[48];

	if (is_bare(c)) {
		buf_adds(out, text);
		return;
	}
	spec_text(spec, c, "s");
	buf_addf(out, spec, text);
}

#pragma GCC diagnostic pop

/* %r: printable bytes as they are; %rx: hex; %rh: hex with spaces */
static void buffer_text(struct buf *out, char sub, const struct type *t, const u8 *value)
{
	u32 len;

	memcpy(&len, value, sizeof(len));
	if (len > t->size - sizeof(len))
		len = t->size - sizeof(len);
	for (u32 i = 0; i < len; i++) {
		u8 b = value[sizeof(len) + i];

		if (sub == 'h')
			buf_addf(out, "%s%02x", i ? " " : "", b);
		else
			buf_addf(out, "\\x%02x", b);
	}
}

static void format_one(struct buf *out, const struct output *o, struct conversion *c,
                       const struct type *t, const void *value)
{
	struct buf text = BUF_INIT;

	if (c->conv == 'g') {
		gfp_text(&text, read_int(value, 8, false));
		format_text(out, c, buf_str(&text));
		buf_free(&text);
		return;
	}
	if (c->conv != 'r' && c->conv != 's') {
		format_int(out, c, read_int(value, 8, false));
		return;
	}
	if (t->kind == TY_STR && is_bare(c)) {
		value_text(out, o, t, value, VALUE_WIDE);
		return;
	}
	if (c->sub && t->kind == TY_BUF)
		buffer_text(&text, c->sub, t, value);
	else
		value_text(&text, o, t, value, VALUE_WIDE);
	format_text(out, c, buf_str(&text));
	buf_free(&text);
}

/* The arguments of a record, taken one by one. */
struct args {
	const struct plan_record *r;
	const void *rec;
	u32 size, next;
};

static const u8 *next_arg(struct args *a, const struct type **t)
{
	u32 i = a->next;

	if (i >= a->r->nargs)
		return NULL;
	a->next++;
	*t = a->r->args[i].type;
	return plan_record_arg(a->r, i, a->rec, a->size);
}

/* Width and precision that are arguments; a negative width means '-', as in C. */
static void fill_stars(struct conversion *c, struct args *a)
{
	int *fields[] = {&c->width, &c->precision};
	const struct type *t;
	const u8 *value;

	for (u32 i = 0; i < ARRAY_LEN(fields); i++) {
		if (*fields[i] != STAR)
			continue;
		value = next_arg(a, &t);
		*fields[i] = value ? (int)(s64)read_int(value, 8, true) : -1;
		if (*fields[i] > 100000)
			*fields[i] = 100000;
	}
	if (c->width < -1 && c->width >= -100000) {
		c->width = -c->width;
		if (!strchr(c->flags, '-'))
			c->flags[strlen(c->flags)] = '-';
	}
}

void output_format_printf(struct buf *out, const struct output *o, const struct plan_record *r,
                          const void *rec, u32 size)
{
	struct args args = {.r = r, .rec = rec, .size = size};
	const struct type *t;
	const char *p = r->format;
	const u8 *value;

	while (*p) {
		const char *percent = strchrnul(p, '%');
		struct conversion c;

		buf_add(out, p, (size_t)(percent - p));
		if (!*percent)
			return;
		p = parse_conversion(percent + 1, &c);
		if (c.conv == '%') {
			buf_addc(out, '%');
			continue;
		}
		fill_stars(&c, &args);
		value = c.conv ? next_arg(&args, &t) : NULL;
		if (value)
			format_one(out, o, &c, t, value);
	}
}
