// SPDX-License-Identifier: GPL-2.0-or-later
/* Declarations one after the other; what tokens mean to all of the parser. */
#include <stdio.h>
#include <string.h>

#include "types/cdecl_impl.h"

bool c_is(const struct cdecl *d, const char *text)
{
	return d->at < d->end && ctoken_is(d->at, text) && d->at->kind != CT_STRING &&
	       !(d->at->flags & CT_PACK);
}

bool c_accept(struct cdecl *d, const char *text)
{
	if (!c_is(d, text))
		return false;
	d->at++;
	return true;
}

bool c_is_name(const struct cdecl *d)
{
	return d->at < d->end && d->at->kind == CT_IDENT;
}

const char *c_take_name(struct cdecl *d)
{
	const struct ctoken *t = d->at++;

	return arena_strndup(d->o->arena, t->text, t->len);
}

struct span c_here(const struct cdecl *d)
{
	return d->at < d->end ? d->at->span : d->end[-1].span;
}

int c_error(struct cdecl *d, struct span at, const char *fmt, ...)
{
	char text[300];
	va_list ap;

	if (d->quiet)
		return -EINVAL;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return diag_error(d->o->diag, at, "%s", text);
}

int c_unexpected(struct cdecl *d, const char *wanted)
{
	if (d->at >= d->end)
		return c_error(d, c_here(d), "the declaration ends where %s is expected", wanted);
	return c_error(d, c_here(d), "unexpected '%.*s', expected %s", (int)d->at->len, d->at->text,
	               wanted);
}

int c_expect(struct cdecl *d, const char *text)
{
	return c_accept(d, text) ? 0 : c_unexpected(d, text);
}

void c_skip_group(struct cdecl *d)
{
	u32 depth = 0;

	for (; d->at < d->end; d->at++) {
		if (d->at->kind != CT_PUNCT || d->at->len != 1)
			continue;
		if (strchr("([{", *d->at->text)) {
			depth++;
		} else if (strchr(")]}", *d->at->text) && --depth == 0) {
			d->at++;
			return;
		}
	}
}

static bool accept_any(struct cdecl *d, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c_accept(d, words[i]))
			return true;
	return false;
}

/* __attribute__((packed, aligned(8))), behind the word */
static void attribute_list(struct cdecl *d, struct attrs *out)
{
	struct cdecl group = *d;
	s64 n;

	if (!c_is(d, "("))
		return;
	c_skip_group(d);
	group.quiet = true;
	group.end = d->at;
	for (group.at += 1; group.at < group.end; group.at++) {
		if (c_is(&group, "packed") || c_is(&group, "__packed__"))
			out->packed = true;
		if (!c_is(&group, "aligned") && !c_is(&group, "__aligned__"))
			continue;
		if (!ctoken_is(&group.at[1], "(")) {
			out->align = 16;
			continue;
		}
		group.at += 2;
		if (!c_constant(&group, ")", &n) && n > 0 && n <= 4096)
			out->align = (u32)n;
	}
}

static void aligned(struct cdecl *d, struct attrs *out)
{
	s64 n;

	if (!c_is(d, "("))
		return;
	d->at++;
	if (!c_constant(d, ")", &n) && n > 0 && n <= 4096)
		out->align = (u32)n;
	c_accept(d, ")");
}

void c_attrs(struct cdecl *d, struct attrs *out)
{
	static const char *const words[] = {
	        "const",        "volatile",        "restrict",
	        "__restrict",   "__restrict__",    "__const",
	        "__volatile__", "__extension__",   "static",
	        "extern",       "register",        "auto",
	        "inline",       "__inline",        "__inline__",
	        "_Noreturn",    "__thread",        "_Thread_local",
	        "__user",       "__rcu",           "__percpu",
	        "__iomem",      "__kernel",        "__force",
	        "__bitwise",    "__private",       "__nonstring",
	        "__must_check", "__always_inline", "__init",
	        "__exit",       "_Atomic",         "__randomize_layout"};
	static const char *const calls[] = {"__counted_by", "__asm__", "asm", "__asm",
	                                    "__guarded_by"};

	for (;;) {
		if (c_accept(d, "__attribute__") || c_accept(d, "__attribute"))
			attribute_list(d, out);
		else if (c_accept(d, "__packed"))
			out->packed = true;
		else if (c_accept(d, "__aligned") || c_accept(d, "_Alignas"))
			aligned(d, out);
		else if (accept_any(d, calls, ARRAY_LEN(calls)) && c_is(d, "("))
			c_skip_group(d);
		else if (!accept_any(d, words, ARRAY_LEN(words)))
			return;
	}
}

bool c_at_type(struct cdecl *d)
{
	static const char *const words[] = {
	        "struct", "union",  "enum",  "unsigned", "signed",     "long",
	        "short",  "int",    "char",  "bool",     "_Bool",      "void",
	        "float",  "double", "const", "volatile", "__signed__", "__int128"};

	if (!c_is_name(d))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (c_is(d, words[i]))
			return true;
	return types_find(d->o->types, arena_strndup(d->o->arena, d->at->text, d->at->len)) != NULL;
}

/* Behind the ';' or the function body that ends the declaration. */
static void skip_declaration(struct cdecl *d)
{
	while (d->at < d->end) {
		bool body = c_is(d, "{") && ctoken_is(&d->at[-1], ")");

		if (c_accept(d, ";"))
			return;
		if (c_is(d, "{") || c_is(d, "(") || c_is(d, "[")) {
			c_skip_group(d);
			if (body)
				return;
		} else {
			d->at++;
		}
	}
}

static int parse_typedef(struct cdecl *d)
{
	struct attrs attrs = {0};
	const struct type *t = c_specifier(d, &attrs);
	struct declarator decl;

	if (!t)
		return -EINVAL;
	do {
		if (c_declarator(d, t, &decl))
			return -EINVAL;
		if (!decl.name)
			return c_unexpected(d, "a name");
		if (types_add_typedef(d->o->types, decl.name, decl.type))
			c_error(d, decl.span, "the type '%s' is defined twice", decl.name);
	} while (c_accept(d, ","));
	return 0;
}

static int parse_declaration(struct cdecl *d)
{
	struct attrs attrs = {0};

	c_attrs(d, &attrs);
	if (c_accept(d, "typedef")) {
		if (parse_typedef(d))
			return -EINVAL;
	} else if (!c_specifier(d, &attrs)) {
		return -EINVAL;
	}
	return d->quiet || c_is(d, ";") ? 0 : c_unexpected(d, "the end of the declaration");
}

int cdecl_parse(const struct cdecl_opts *opts, struct ctokens tokens)
{
	struct cdecl d = {.o = opts, .at = tokens.v, .end = tokens.v + tokens.n};
	const struct ctoken *begin;
	bool failed = false;

	while (d.at < d.end) {
		u64 pack;
		bool is_unsigned;

		if (d.at->flags & CT_PACK) {
			struct ctoken n = *d.at++;

			n.kind = CT_NUMBER;
			d.pack =
			        ctoken_value(&n, &pack, &is_unsigned) && pack <= 16 ? (u32)pack : 0;
			continue;
		}
		if (c_accept(&d, ";"))
			continue;
		d.quiet = d.at->flags & CT_HEADER;
		d.depth = 0;
		d.values = NULL;
		begin = d.at;
		if (parse_declaration(&d)) {
			d.at = begin;
			failed |= !d.quiet;
		}
		skip_declaration(&d);
	}
	return failed ? -EINVAL : 0;
}
