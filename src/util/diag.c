/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/diag.h"

#include <string.h>

static const char *const level_names[] = {
        [DIAG_ERROR] = "ERROR",
        [DIAG_WARNING] = "WARNING",
        [DIAG_NOTE] = "NOTE",
        [DIAG_HINT] = "HINT",
};

struct span span_join(struct span a, struct span b)
{
	if (!a.src)
		return b;
	if (!b.src || b.src != a.src)
		return a;
	if (b.begin < a.begin)
		a.begin = b.begin;
	if (b.end > a.end)
		a.end = b.end;
	return a;
}

struct span span_outermost(struct span at)
{
	while (at.src && at.src->call)
		at = *at.src->call;
	return at;
}

void diag_init(struct diag *d, FILE *out)
{
	*d = (struct diag){.out = out};
}

/* Offset of the first byte of the line that holds the span's begin. */
static size_t line_start(struct span at, u32 *line)
{
	size_t start = 0, begin = at.begin < at.src->len ? at.begin : at.src->len;

	*line = 1;
	for (size_t i = 0; i < begin; i++) {
		if (at.src->text[i] == '\n') {
			start = i + 1;
			++*line;
		}
	}
	return start;
}

void span_line_col(struct span at, u32 *line, u32 *col)
{
	size_t start;

	*line = *col = 0;
	if (!at.src)
		return;
	start = line_start(at, line);
	*col = (u32)((at.begin < at.src->len ? at.begin : at.src->len) - start) + 1;
}

/* A UTF-8 continuation byte takes no column of its own. */
static bool takes_column(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

/* The source line and the marker under it. */
static void print_line(FILE *out, struct span at)
{
	const char *text = at.src->text;
	size_t len = at.src->len, i, start, end, stop, width = 0;
	size_t begin = at.begin < len ? at.begin : len;
	u32 line;

	start = line_start(at, &line);
	for (end = start; end < len && text[end] != '\n'; end++)
		;
	for (i = start; i < end; i++)
		fputc((unsigned char)text[i] < ' ' && text[i] != '\t' ? ' ' : text[i], out);
	fputc('\n', out);
	for (i = start; i < begin; i++)
		if (takes_column(text[i]))
			fputc(text[i] == '\t' ? '\t' : ' ', out);
	stop = at.end < end ? at.end : end;
	for (i = begin; i < stop; i++)
		width += takes_column(text[i]);
	if (width <= 1)
		fputc('^', out);
	else
		for (i = 0; i < width; i++)
			fputc('~', out);
	fputc('\n', out);
}

/* Count the diagnostic and say whether it is to be printed; hints and notes follow their head. */
static bool admit(struct diag *d, enum diag_level level)
{
	switch (level) {
	case DIAG_ERROR:
		d->errors++;
		d->muted = d->max_errors && d->errors > d->max_errors;
		break;
	case DIAG_WARNING:
		d->warnings++;
		d->muted = d->no_warnings;
		break;
	default:
		break;
	}
	return !d->muted;
}

static void print_head(FILE *out, enum diag_level level, struct span at)
{
	u32 line, col;

	if (at.src) {
		span_line_col(at, &line, &col);
		fprintf(out, "%s:%u:%u: ", at.src->name, line, col);
	}
	fprintf(out, "%s: ", level_names[level]);
}

/* The texts that the calls lead to, outermost first. */
static void print_copies(FILE *out, struct span at)
{
	if (!at.src || !at.src->call)
		return;
	print_copies(out, *at.src->call);
	if (!at.src->copy_of)
		return;
	print_head(out, DIAG_NOTE, at);
	fprintf(out, "in %s\n", at.src->copy_of);
	print_line(out, at);
}

static void report(struct diag *d, enum diag_level level, struct span at, const char *fmt,
                   va_list ap)
{
	struct span outer = level == DIAG_NOTE ? at : span_outermost(at);

	if (!admit(d, level))
		return;
	print_head(d->out, level, outer);
	vfprintf(d->out, fmt, ap);
	fputc('\n', d->out);
	if (!at.src)
		return;
	print_line(d->out, outer);
	if (level != DIAG_NOTE)
		print_copies(d->out, at);
}

void diag_at(struct diag *d, enum diag_level level, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(d, level, at, fmt, ap);
	va_end(ap);
}

int diag_error(struct diag *d, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(d, DIAG_ERROR, at, fmt, ap);
	va_end(ap);
	return -EINVAL;
}

void diag_warn(struct diag *d, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(d, DIAG_WARNING, at, fmt, ap);
	va_end(ap);
}

void diag_note(struct diag *d, struct span at, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(d, DIAG_NOTE, at, fmt, ap);
	va_end(ap);
}

void diag_hint(struct diag *d, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	report(d, DIAG_HINT, NO_SPAN, fmt, ap);
	va_end(ap);
}
