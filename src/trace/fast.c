// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Print formats, translated once into a list of steps: literals, integers and strings at known
 * offsets of the record. What is not that simple is left to libtraceevent. The results are equal:
 * integers are read as libtraceevent reads them, without their sign.
 */
#include <stdlib.h>
#include <string.h>

#include "trace/print_impl.h"

enum step_kind { STEP_TEXT, STEP_NUMBER, STEP_STRING, STEP_DYNAMIC };

struct step {
	enum step_kind kind;
	const char *text; /* STEP_TEXT */
	u32 len;          /* … its length; else the bytes of the field */
	u32 offset;
	u8 base;  /* 10, 16 */
	u8 bytes; /* of the value that is printed: 4 or 8 */
	bool is_signed, upper, zero, left, alternate, relative;
	u32 width;
};

struct fmt {
	struct step *steps;
	u32 n;
	u32 need; /* bytes that the record must have */
};

struct parser {
	struct trace_printer *printer;
	const struct event_format *event;
	const char *at;
	struct fmt *fmt;
};

static void skip_space(struct parser *p)
{
	while (*p->at == ' ' || *p->at == '\t')
		p->at++;
}

static bool take(struct parser *p, const char *word)
{
	size_t n = strlen(word);

	skip_space(p);
	if (strncmp(p->at, word, n))
		return false;
	p->at += n;
	return true;
}

/* "…" "…", with escapes; NULL: there is none, or what it escapes is not known. */
static char *take_literal(struct parser *p)
{
	struct buf b = BUF_INIT;
	bool ok = false;
	char *text;

	while (take(p, "\"")) {
		for (ok = false; *p->at && *p->at != '"'; p->at++) {
			if (*p->at == '\\') {
				static const char from[] = "nt\\\"r", to[] = "\n\t\\\"\r";
				const char *which = p->at[1] ? strchr(from, p->at[1]) : NULL;

				if (!which)
					goto out;
				buf_addc(&b, to[which - from]);
				p->at++;
			} else {
				buf_addc(&b, *p->at);
			}
		}
		if (*p->at++ != '"')
			goto out;
		ok = true;
	}
out:
	text = ok ? arena_strdup(p->printer->arena, buf_str(&b)) : NULL;
	buf_free(&b);
	return text;
}

/* Casts that change nothing of what is read. */
static bool take_cast(struct parser *p)
{
	static const char *const casts[] = {"(unsigned long long)", "(long long)", "(u64)",
	                                    "(unsigned long)",      "(long)",      "(s64)"};

	for (u32 i = 0; i < ARRAY_LEN(casts); i++) {
		/* a long of a 32-bit machine would cut */
		if (strstr(casts[i], "long)") && !strstr(casts[i], "long long") &&
		    p->printer->file->format.page.long_size != 8)
			continue;
		if (take(p, casts[i]))
			return true;
	}
	return false;
}

/* REC->NAME, REC->NAME[N], __get_str(NAME), with casts and parentheses around. */
static const struct trace_field *take_argument(struct parser *p, u32 *index, bool *dynamic)
{
	const struct trace_field *f;
	char name[128];
	size_t n;
	u32 open = 0;

	for (;;) {
		if (take_cast(p))
			continue;
		if (!take(p, "("))
			break;
		open++;
	}
	*dynamic = take(p, "__get_str(");
	if (!*dynamic && !take(p, "REC->"))
		return NULL;
	skip_space(p);
	n = strspn(p->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	if (!n || n >= sizeof(name))
		return NULL;
	memcpy(name, p->at, n);
	name[n] = '\0';
	p->at += n;
	f = trace_event_field(p->event, name);
	if (*dynamic && !take(p, ")"))
		return NULL;
	*index = ~0u;
	if (take(p, "[")) {
		*index = (u32)strtoul(p->at, (char **)&p->at, 10);
		if (!take(p, "]"))
			return NULL;
	}
	while (open--)
		if (!take(p, ")"))
			return NULL;
	return f;
}

static struct step *add(struct parser *p, enum step_kind kind)
{
	struct step *s = ARENA_PUSH(p->printer->arena, p->fmt->steps, p->fmt->n);

	s->kind = kind;
	return s;
}

static void add_text(struct parser *p, const char *text, size_t n)
{
	struct step *s;

	if (!n)
		return;
	s = add(p, STEP_TEXT);
	s->text = text;
	s->len = (u32)n;
}

static void need(struct parser *p, u32 bytes)
{
	if (bytes > p->fmt->need)
		p->fmt->need = bytes;
}

static bool bind_string(struct parser *p, struct step *s, const struct trace_field *f, bool dynamic,
                        u32 index)
{
	if (index != ~0u || s->zero || s->alternate || dynamic != f->dynamic || !f->is_array)
		return false;
	if (f->dynamic ? f->size != 4 : !f->is_string)
		return false;
	s->kind = dynamic ? STEP_DYNAMIC : STEP_STRING;
	s->relative = f->relative;
	s->offset = f->offset;
	s->len = f->size;
	need(p, f->offset + f->size);
	return true;
}

static bool bind_number(struct parser *p, struct step *s, const struct trace_field *f, bool dynamic,
                        u32 index)
{
	u32 size = f->size, at = f->offset, one;

	if (dynamic || f->dynamic)
		return false;
	if ((index != ~0u) != f->is_array)
		return false;
	if (f->is_array) {
		one = f->element ? f->element : p->printer->file->format.page.long_size;
		if (index >= size / one)
			return false;
		at += index * one;
		size = one;
	}
	if (size != 1 && size != 2 && size != 4 && size != 8)
		return false;
	s->offset = at;
	s->len = size;
	need(p, at + size);
	return true;
}

/* One directive behind '%'; *text moves past it. */
static bool directive(struct parser *p, const char **text)
{
	struct step *s = add(p, STEP_NUMBER);
	const struct trace_field *f;
	bool dynamic;
	u32 longs = 0, index;
	char type;

	for (;; (*text)++) {
		if (**text == '0')
			s->zero = true;
		else if (**text == '-')
			s->left = true;
		else if (**text == '#')
			s->alternate = true;
		else
			break;
	}
	s->width = (u32)strtoul(*text, (char **)text, 10);
	for (; **text == 'l'; (*text)++)
		longs++;
	type = *(*text)++;
	if (!type || !strchr("diuxXs", type) || s->width > 64 || !take(p, ","))
		return false;
	s->base = type == 'x' || type == 'X' ? 16 : 10;
	s->upper = type == 'X';
	s->is_signed = type == 'd' || type == 'i';
	s->bytes = longs > 1 || (longs && p->printer->file->format.page.long_size == 8) ? 8 : 4;
	f = take_argument(p, &index, &dynamic);
	if (!f)
		return false;
	return type == 's' ? !longs && bind_string(p, s, f, dynamic, index)
	                   : bind_number(p, s, f, dynamic, index);
}

struct fmt *fast_compile(struct trace_printer *printer, const struct event_format *e)
{
	struct fmt *fmt = arena_new_of(printer->arena, struct fmt);
	struct parser p = {printer, e, e->print, fmt};
	const char *text = take_literal(&p), *percent;

	if (!text)
		return NULL;
	while ((percent = strchr(text, '%'))) {
		add_text(&p, text, (size_t)(percent - text));
		text = percent + 1;
		if (*text == '%')
			add_text(&p, text++, 1);
		else if (!directive(&p, &text))
			return NULL;
	}
	add_text(&p, text, strlen(text));
	skip_space(&p);
	return *p.at && *p.at != '\n' ? NULL : fmt;
}

static void print_padded(struct buf *out, const struct step *s, const char *text, u32 len)
{
	if (len < s->width && !s->left)
		buf_addn(out, ' ', s->width - len);
	buf_add(out, text, len);
	if (len < s->width && s->left)
		buf_addn(out, ' ', s->width - len);
}

static void print_number(struct buf *out, const struct step *s, u64 v)
{
	const char *set = s->upper ? "0123456789ABCDEF" : "0123456789abcdef";
	char text[96], *end = text + sizeof(text), *at = end;
	bool minus = false, zeros = s->zero && !s->left;
	u32 prefix;

	if (s->bytes == 4)
		v = s->is_signed ? (u64)(s64)(s32)v : (u32)v;
	if (s->is_signed && (s64)v < 0) {
		minus = true;
		v = -v;
	}
	prefix = minus + (s->alternate && s->base == 16 && v ? 2u : 0);
	if (s->base == 16) {
		u64 left = v;

		do
			*--at = set[left & 15];
		while (left >>= 4);
	} else {
		u64 left = v;

		do
			*--at = (char)('0' + left % 10);
		while (left /= 10);
	}
	while (zeros && (u32)(end - at) + prefix < s->width)
		*--at = '0';
	if (prefix - minus) {
		*--at = s->upper ? 'X' : 'x';
		*--at = '0';
	}
	if (minus)
		*--at = '-';
	print_padded(out, s, at, (u32)(end - at));
}

bool fast_print(const struct fmt *f, const struct trace_record *r, bool big, struct buf *out)
{
	size_t before = out->len;

	if (r->size < f->need)
		return false;
	for (u32 i = 0; i < f->n; i++) {
		const struct step *s = &f->steps[i];
		const char *text = (const char *)r->data + s->offset;
		u32 word, at, len;

		switch (s->kind) {
		case STEP_TEXT:
			buf_add(out, s->text, s->len);
			break;
		case STEP_NUMBER:
			print_number(out, s, get_uint(r->data + s->offset, s->len, big));
			break;
		case STEP_STRING:
			print_padded(out, s, text, (u32)strnlen(text, s->len));
			break;
		case STEP_DYNAMIC:
			word = get_u32(text, big);
			at = (word & 0xffff) + (s->relative ? s->offset + 4 : 0);
			len = word >> 16;
			if (at > r->size || len > r->size - at) {
				out->len = before; /* damaged: libtraceevent's words for it */
				return false;
			}
			print_padded(out, s, (const char *)r->data + at,
			             (u32)strnlen((const char *)r->data + at, len));
			break;
		}
	}
	return true;
}
