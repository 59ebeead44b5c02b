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
	bool bare;            /* neither flags nor width nor precision */
};

enum { STAR = -2 };

/* A stretch of the format: text, then at most one conversion. */
struct format_piece {
	const char *text;
	u32 len;
	struct conversion c; /* conv 0: none */
};

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
		c->bare = true;
		return p + 1;
	}
	for (; *p && strchr("-+ #0", *p); p++)
		if (!strchr(c->flags, *p))
			c->flags[nflags++] = *p;
	if (*p == '*' || (*p >= '0' && *p <= '9'))
		p = parse_number(p, &c->width);
	if (*p == '.')
		p = parse_number(p + 1, &c->precision);
	c->bare = !c->flags[0] && c->width == -1 && c->precision == -1;
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

/* Takes the next piece off a format that is not at its end. Returns what follows. */
static const char *parse_piece(const char *p, struct format_piece *out)
{
	const char *percent = strchrnul(p, '%');

	out->text = p;
	out->len = (u32)(percent - p);
	memset(&out->c, 0, sizeof(out->c));
	if (!*percent)
		return percent;
	p = parse_conversion(percent + 1, &out->c);
	if (out->c.conv == '%') { /* the sign that began it is text */
		out->len++;
		out->c.conv = 0;
	}
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

static u64 narrow(u64 v, u8 size, bool is_signed)
{
	u32 shift = 64 - size * 8u;

	return is_signed ? (u64)((s64)(v << shift) >> shift) : v << shift >> shift;
}

static const char two_digits[] = "0001020304050607080910111213141516171819"
                                 "2021222324252627282930313233343536373839"
                                 "4041424344454647484950515253545556575859"
                                 "6061626364656667686970717273747576777879"
                                 "8081828384858687888990919293949596979899";

/* The digits of a number, up to end. Returns where they start. */
static char *decimal(char *end, u64 v)
{
	for (; v >= 100; v /= 100)
		memcpy(end -= 2, two_digits + v % 100 * 2, 2);
	if (v >= 10)
		memcpy(end -= 2, two_digits + v * 2, 2);
	else
		*--end = (char)('0' + v);
	return end;
}

static char *hexadecimal(char *end, u64 v)
{
	do
		*--end = "0123456789abcdef"[v & 15];
	while (v >>= 4);
	return end;
}

/*
 * The common conversions without libc's printf, which takes most of the time of a line: %d, %u, %x
 * with a width, flags '-' and '0'. False: it is another.
 */
static bool format_plain_int(struct buf *out, const struct conversion *c, u64 v, bool is_signed)
{
	char digits[24], *end = digits + sizeof(digits), *at;
	bool negative = is_signed && (s64)v < 0, left = c->flags[0] == '-';
	size_t pad, n;

	if ((c->conv != 'd' && c->conv != 'u' && c->conv != 'x' && c->conv != 'i') ||
	    c->precision >= 0 || (c->flags[0] && c->flags[1]) ||
	    (c->flags[0] && c->flags[0] != '-' && c->flags[0] != '0'))
		return false;
	if (negative)
		v = -v;
	at = c->conv == 'x' ? hexadecimal(end, v) : decimal(end, v);
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
	v = narrow(v, c->size, is_signed);
	if (format_plain_int(out, c, v, is_signed))
		return;
	snprintf(tail, sizeof(tail), "ll%c", strchr("dioxX", c->conv) ? c->conv : 'u');
	spec_text(spec, c, tail);
	buf_addf(out, spec, (unsigned long long)v);
}

static void format_text(struct buf *out, const struct conversion *c, const char *text)
{
	char spec[48];

	if (c->bare) {
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

void output_prepare(struct plan *plan)
{
	for (u32 i = 0; i < plan->nrecords; i++) {
		struct plan_record *r = &plan->records[i];
		struct format_piece *pieces = NULL;
		u32 n = 0;

		if (r->action != ACT_PRINTF)
			continue;
		for (const char *p = r->format; *p;)
			p = parse_piece(p, ARENA_PUSH(plan->arena, pieces, n));
		r->pieces = pieces;
		r->npieces = n;
	}
}

/* "%d %u" without flags, as most are. False: not that. */
static bool format_bare_int(struct buf *out, const struct conversion *c, const u8 *value)
{
	char digits[24], *end = digits + sizeof(digits), *at;
	bool is_signed = c->conv == 'd';
	u64 v;

	if (!c->bare || (!is_signed && c->conv != 'u'))
		return false;
	v = narrow(read_int(value, 8, true), c->size, is_signed);
	if (is_signed && (s64)v < 0) {
		at = decimal(end, -v);
		*--at = '-';
	} else {
		at = decimal(end, v);
	}
	buf_add(out, at, (size_t)(end - at));
	return true;
}

static void format_piece(struct buf *out, const struct output *o, const struct format_piece *piece,
                         struct args *args)
{
	struct conversion c;
	const struct type *t;
	const u8 *value;

	if (piece->len)
		buf_add(out, piece->text, piece->len);
	if (!piece->c.conv)
		return;
	if (piece->c.bare) {
		value = next_arg(args, &t);
		if (!value || format_bare_int(out, &piece->c, value))
			return;
		if (t->kind == TY_STR && piece->c.conv == 's') {
			value_text(out, o, t, value, VALUE_WIDE);
			return;
		}
		c = piece->c;
	} else {
		c = piece->c;
		fill_stars(&c, args);
		value = next_arg(args, &t);
	}
	if (value)
		format_one(out, o, &c, t, value);
}

void output_format_printf(struct buf *out, const struct output *o, const struct plan_record *r,
                          const void *rec, u32 size)
{
	struct args args = {.r = r, .rec = rec, .size = size};
	struct format_piece piece;

	for (u32 i = 0; i < r->npieces; i++)
		format_piece(out, o, &r->pieces[i], &args);
	for (const char *p = r->npieces ? "" : r->format; *p;) {
		p = parse_piece(p, &piece);
		format_piece(out, o, &piece, &args);
	}
}
