// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The script's own C declarations: struct, union, enum and typedef, nested and anonymous, with
 * arrays, bit fields and pointers to functions. Their text is read here and laid out by types.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/parse.h"
#include "sema/check.h"

#define MAX_NESTING 32
#define MAX_DIMS    8

struct cdecl {
	struct analysis *an;
	struct types *types;
	struct span span; /* of the declaration; text is its beginning */
	const char *text, *pos;
	const char *tok; /* current token: [tok, tok + len) */
	size_t len;
	u32 depth;
};

/* What one declarator says: "*name[3]", "(*name)(int)", "name : 3". */
struct declarator {
	const char *name; /* NULL: none */
	u32 pointers;
	bool function; /* a pointer to one */
	u32 dims[MAX_DIMS], ndims;
	int bits; /* -1: no bit field */
	struct span span;
};

static void advance(struct cdecl *d)
{
	const char *p = d->pos;

	while (isspace((unsigned char)*p))
		p++;
	d->tok = p;
	if (isalnum((unsigned char)*p) || *p == '_')
		while (isalnum((unsigned char)*p) || *p == '_')
			p++;
	else if (*p)
		p++;
	d->len = (size_t)(p - d->tok);
	d->pos = p;
}

static bool is(const struct cdecl *d, const char *word)
{
	return strlen(word) == d->len && !strncmp(d->tok, word, d->len);
}

static bool accept(struct cdecl *d, const char *word)
{
	if (!is(d, word))
		return false;
	advance(d);
	return true;
}

static bool is_name(const struct cdecl *d)
{
	return d->len && (isalpha((unsigned char)*d->tok) || *d->tok == '_');
}

static struct span span_of(const struct cdecl *d, const char *from, size_t n)
{
	u32 begin = d->span.begin + (u32)(from - d->text);

	return (struct span){d->span.src, begin, begin + (u32)n};
}

static struct span here(const struct cdecl *d)
{
	return span_of(d, d->tok, d->len ? d->len : 1);
}

static int unexpected(struct cdecl *d, const char *wanted)
{
	if (!d->len)
		return diag_error(d->an->s->diag, here(d),
		                  "the declaration ends where %s is expected", wanted);
	return diag_error(d->an->s->diag, here(d), "unexpected '%.*s', expected %s", (int)d->len,
	                  d->tok, wanted);
}

static int expect(struct cdecl *d, const char *word)
{
	return accept(d, word) ? 0 : unexpected(d, word);
}

static const char *take_name(struct cdecl *d)
{
	const char *name = arena_strndup(d->an->s->arena, d->tok, d->len);

	advance(d);
	return name;
}

static bool skip_qualifiers(struct cdecl *d)
{
	static const char *const words[] = {"const",    "volatile", "restrict", "__user", "__rcu",
	                                    "__percpu", "__iomem",  "static",   "inline"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (accept(d, words[i]))
			return true;
	return false;
}

/* A constant expression up to one of the bytes in stop. */
static int constant(struct cdecl *d, const char *stop, u64 *value)
{
	struct sema *s = d->an->s;
	const char *from = d->tok;
	size_t n = strcspn(from, stop), len;
	struct source src = {"", NULL, 0};
	struct check c = {.an = d->an, .s = s};
	char *quiet = NULL;
	struct diag diag;
	struct expr *e;
	FILE *f = open_memstream(&quiet, &len);

	if (!f)
		return -ENOMEM;
	while (n && isspace((unsigned char)from[n - 1]))
		n--;
	src.text = arena_strndup(s->arena, from, n);
	src.len = n;
	diag_init(&diag, f);
	e = n ? parse_expr(s->arena, &src, &diag) : NULL;
	fclose(f);
	free(quiet);
	if (!e || !check_constant(&c, e))
		return diag_error(s->diag, span_of(d, from, n ? n : 1),
		                  "this is not a constant expression");
	*value = e->const_value;
	d->pos = from + n;
	advance(d);
	return 0;
}

static int parse_declarator(struct cdecl *d, struct declarator *out)
{
	u32 parens = 0;
	u64 value;

	*out = (struct declarator){.bits = -1};
	for (;; out->pointers++) {
		while (skip_qualifiers(d))
			;
		if (!accept(d, "*"))
			break;
	}
	out->span = here(d);
	if (accept(d, "(")) {
		if (expect(d, "*"))
			return -EINVAL;
		out->function = true;
		out->span = here(d);
	}
	if (is_name(d))
		out->name = take_name(d);
	if (out->function) {
		if (expect(d, ")") || !is(d, "("))
			return unexpected(d, "(");
		do {
			parens += is(d, "(");
			parens -= is(d, ")");
			advance(d);
		} while (parens && d->len);
	}
	while (accept(d, "[")) {
		if (out->ndims == MAX_DIMS)
			return unexpected(d, "fewer dimensions");
		value = 0;
		if (!is(d, "]") && constant(d, "]", &value))
			return -EINVAL;
		out->dims[out->ndims++] = (u32)value;
		if (expect(d, "]"))
			return -EINVAL;
	}
	if (accept(d, ":")) {
		if (constant(d, ",;", &value))
			return -EINVAL;
		out->bits = value > 64 ? 65 : (int)value;
	}
	return 0;
}

static const struct type *declared_type(struct cdecl *d, const struct type *t,
                                        const struct declarator *decl)
{
	struct arena *a = d->an->s->arena;

	for (u32 i = 0; i < decl->pointers; i++)
		t = type_ptr(a, t, false);
	if (decl->function)
		t = type_ptr(a, &type_none, false);
	for (u32 i = decl->ndims; i-- > 0;) {
		bool chars =
		        t->kind == TY_INT && t->size == 1 && t->name && !strcmp(t->name, "char");

		t = chars && decl->dims[i] ? type_str(a, decl->dims[i])
		                           : type_array(a, t, decl->dims[i]);
	}
	return t;
}

static const struct type *parse_specifier(struct cdecl *d);

static int add_member(struct cdecl *d, struct record_builder *b, const struct type *t,
                      const struct declarator *decl)
{
	const struct type *type = declared_type(d, t, decl);
	int err = types_add_field(b, decl->name, type, decl->bits);

	switch (err) {
	case 0:
		return 0;
	case -EEXIST:
		return diag_error(d->an->s->diag, decl->span, "there is a member '%s' already",
		                  decl->name);
	default:
		if (decl->bits >= 0)
			return diag_error(d->an->s->diag, decl->span,
			                  "a bit field of this type cannot have %d bits",
			                  decl->bits);
		return diag_error(d->an->s->diag, decl->span,
		                  "the member's type is not complete: its size is not known");
	}
}

/* "int x, *y;" or an anonymous struct, in braces. */
static int parse_members(struct cdecl *d, struct record_builder *b)
{
	struct declarator decl;
	const struct type *t;

	while (!accept(d, "}")) {
		t = parse_specifier(d);
		if (!t)
			return -EINVAL;
		if (is(d, ";")) {
			decl = (struct declarator){.bits = -1, .span = here(d)};
			if (t->kind == TY_RECORD && !t->name && add_member(d, b, t, &decl))
				return -EINVAL;
		}
		while (!is(d, ";")) {
			if (parse_declarator(d, &decl))
				return -EINVAL;
			if (!decl.name && decl.bits < 0)
				return unexpected(d, "a member's name");
			if (add_member(d, b, t, &decl))
				return -EINVAL;
			if (!accept(d, ",") && !is(d, ";"))
				return unexpected(d, "; or ,");
		}
		advance(d);
	}
	return 0;
}

static const struct type *parse_record(struct cdecl *d, bool is_union)
{
	struct sema *s = d->an->s;
	struct span at = here(d);
	const char *tag = is_name(d) ? take_name(d) : NULL;
	struct record_builder *b;

	if (!accept(d, "{")) {
		if (tag)
			return types_find(d->types,
			                  arena_printf(s->arena, "%s %s",
			                               is_union ? "union" : "struct", tag))
			               ?: types_declare_record(d->types, tag, is_union);
		unexpected(d, "a name or {");
		return NULL;
	}
	if (d->depth++ > MAX_NESTING) {
		diag_error(s->diag, at, "structs are nested too deeply");
		return NULL;
	}
	b = types_begin_record(d->types, tag, is_union);
	if (!b) {
		diag_error(s->diag, at, "%s %s is defined twice", is_union ? "union" : "struct",
		           tag);
		return NULL;
	}
	if (parse_members(d, b))
		return NULL;
	d->depth--;
	return types_end_record(b);
}

static const struct type *parse_enum(struct cdecl *d)
{
	struct sema *s = d->an->s;
	struct span at = here(d);
	const char *tag = is_name(d) ? take_name(d) : NULL;
	struct enum_value *values = NULL;
	const struct type *t;
	u64 next = 0;
	u32 n = 0;

	if (!accept(d, "{")) {
		t = tag ? types_find(d->types, arena_printf(s->arena, "enum %s", tag)) : NULL;
		if (!t)
			unexpected(d, "{");
		return t;
	}
	while (!accept(d, "}")) {
		struct enum_value *v;

		if (!is_name(d)) {
			unexpected(d, "an enumerator");
			return NULL;
		}
		v = ARENA_PUSH(s->arena, values, n);
		v->name = take_name(d);
		if (accept(d, "=") && constant(d, ",}", &next))
			return NULL;
		v->value = (s64)next++;
		if (!accept(d, ",") && !is(d, "}")) {
			unexpected(d, ", or }");
			return NULL;
		}
	}
	t = types_add_enum(d->types, tag, values, n);
	if (!t)
		diag_error(s->diag, at, "enum %s is defined twice", tag);
	return t;
}

static bool is_int_word(const struct cdecl *d)
{
	static const char *const words[] = {"unsigned", "signed", "long", "short",
	                                    "int",      "char",   "bool", "_Bool"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (is(d, words[i]))
			return true;
	return false;
}

/* "unsigned long", "u32", "struct x { … }": what stands before the declarators. */
static const struct type *parse_specifier(struct cdecl *d)
{
	struct sema *s = d->an->s;
	const struct type *t;
	const char *name, *from;

	while (skip_qualifiers(d))
		;
	if (accept(d, "struct"))
		return parse_record(d, false);
	if (accept(d, "union"))
		return parse_record(d, true);
	if (accept(d, "enum"))
		return parse_enum(d);
	if (!is_name(d)) {
		unexpected(d, "a type");
		return NULL;
	}
	from = d->tok;
	if (!is_int_word(d)) {
		name = take_name(d);
	} else {
		name = "";
		do {
			name = arena_printf(s->arena, "%s%s%.*s", name, *name ? " " : "",
			                    (int)d->len, d->tok);
			advance(d);
			while (skip_qualifiers(d))
				;
		} while (is_int_word(d));
	}
	t = types_find(d->types, name);
	if (!t) {
		struct check c = {.an = d->an, .s = s};
		bool final = d->an->final;

		d->an->final = true;
		no_type(&c, span_of(d, from, strlen(name)), name);
		d->an->final = final;
	}
	return t;
}

static int parse_typedef(struct cdecl *d)
{
	const struct type *t = parse_specifier(d);
	struct declarator decl;

	if (!t)
		return -EINVAL;
	do {
		if (parse_declarator(d, &decl))
			return -EINVAL;
		if (!decl.name)
			return unexpected(d, "a name");
		if (types_add_typedef(d->types, decl.name, declared_type(d, t, &decl)))
			return diag_error(d->an->s->diag, decl.span,
			                  "the type '%s' is defined twice", decl.name);
	} while (accept(d, ","));
	return 0;
}

int cdecl_define(struct analysis *an, const struct c_def *def)
{
	struct cdecl d = {.an = an,
	                  .types = an->s->types,
	                  .span = def->span,
	                  .text = def->text,
	                  .pos = def->text};
	int err;

	advance(&d);
	if (accept(&d, "typedef"))
		err = parse_typedef(&d);
	else
		err = parse_specifier(&d) ? 0 : -EINVAL;
	if (err)
		return err;
	if (is(&d, "__attribute__"))
		return diag_error(an->s->diag, here(&d), "attributes are not supported yet");
	accept(&d, ";");
	return d.len ? unexpected(&d, "the end of the declaration") : 0;
}
