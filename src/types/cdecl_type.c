// SPDX-License-Identifier: GPL-2.0-or-later
/* What stands before declarators: "unsigned long", "u32", "struct x { … }", "enum { A }". */
#include <string.h>

#include "types/cdecl_impl.h"

/* A member that has been read; it gets its place when the attributes behind the '}' are known. */
struct fields {
	struct declarator *v;
	u32 n;
};

static int read_members(struct cdecl *d, struct fields *out)
{
	struct arena *a = d->o->arena;

	while (!c_accept(d, "}")) {
		struct attrs attrs = {0};
		struct declarator decl;
		const struct type *t;

		if (c_accept(d, ";"))
			continue;
		if (c_accept(d, "_Static_assert") || c_accept(d, "static_assert")) {
			c_skip_group(d);
			continue;
		}
		t = c_specifier(d, &attrs);
		if (!t)
			return -EINVAL;
		if (c_is(d, ";") && t->kind == TY_RECORD && !t->name)
			*ARENA_PUSH(a, out->v, out->n) = (struct declarator){
			        .type = t, .bits = -1, .attrs = attrs, .span = c_here(d)};
		while (!c_is(d, ";")) {
			if (c_declarator(d, t, &decl))
				return -EINVAL;
			if (!decl.name && decl.bits < 0)
				return c_unexpected(d, "a member's name");
			decl.attrs.packed |= attrs.packed;
			if (attrs.align > decl.attrs.align)
				decl.attrs.align = attrs.align;
			*ARENA_PUSH(a, out->v, out->n) = decl;
			if (!c_accept(d, ",") && !c_is(d, ";"))
				return c_unexpected(d, "; or ,");
		}
	}
	return 0;
}

static int add_field(struct cdecl *d, struct record_builder *b, const struct declarator *f)
{
	int err;

	types_field_attrs(b, f->attrs.packed, f->attrs.align);
	err = types_add_field(b, f->name, f->type, f->bits);
	switch (err) {
	case 0:
		return 0;
	case -EEXIST:
		return c_error(d, f->span, "there is a member '%s' already", f->name);
	case -E2BIG:
		return c_error(d, f->span, "the %s becomes too large here", "struct");
	default:
		if (f->bits >= 0)
			return c_error(d, f->span, "a bit field of this type cannot have %d bits",
			               f->bits);
		return c_error(d, f->span,
		               "the member's type is not complete: its size is not known");
	}
}

static const struct type *read_body(struct cdecl *d, struct record_builder *b, struct attrs attrs,
                                    u32 pack)
{
	struct fields fields = {0};

	if (d->depth++ > MAX_NESTING) {
		c_error(d, c_here(d), "structs are nested too deeply");
		return NULL;
	}
	if (read_members(d, &fields))
		return NULL;
	d->depth--;
	c_attrs(d, &attrs);
	types_record_attrs(b, attrs.packed ? 1 : pack, attrs.align);
	for (u32 i = 0; i < fields.n; i++)
		if (add_field(d, b, &fields.v[i]))
			return NULL;
	return types_end_record(b);
}

static const struct type *named(struct cdecl *d, const char *what, const char *tag)
{
	return types_find(d->o->types, arena_printf(d->o->arena, "%s %s", what, tag));
}

static const struct type *parse_record(struct cdecl *d, bool is_union)
{
	const char *what = is_union ? "union" : "struct", *tag = NULL;
	struct record_builder *b;
	struct attrs attrs = {0};
	const struct type *known;
	struct span at;

	c_attrs(d, &attrs);
	at = c_here(d);
	if (c_is_name(d))
		tag = c_take_name(d);
	if (!c_is(d, "{")) {
		if (tag)
			return named(d, what, tag)
			               ?: types_declare_record(d->o->types, tag, is_union);
		c_unexpected(d, "a name or {");
		return NULL;
	}
	/* What a header says of the kernel's structs is what BTF says better. */
	if (tag && (d->at->flags & CT_KERNEL) && (known = named(d, what, tag)) && known->size) {
		c_skip_group(d);
		return known;
	}
	b = types_begin_record(d->o->types, tag, is_union);
	if (!b) {
		c_error(d, at, "%s %s is defined twice", what, tag);
		if (!d->quiet)
			return NULL;
		c_skip_group(d);
		return named(d, what, tag);
	}
	d->at++;
	known = read_body(d, b, attrs, d->pack);
	if (!known)
		types_drop_record(b);
	return known;
}

static int read_enumerators(struct cdecl *d, struct enum_value **values, u32 *n)
{
	s64 next = 0;

	while (!c_accept(d, "}")) {
		struct enum_value v = {0};
		struct attrs ignored;

		if (!c_is_name(d))
			return c_unexpected(d, "an enumerator");
		v.name = c_take_name(d);
		c_attrs(d, &ignored);
		d->values = *values;
		d->nvalues = *n;
		if (c_accept(d, "=") && c_constant(d, ",}", &next))
			return -EINVAL;
		v.value = next;
		next = (s64)((u64)next + 1);
		*ARENA_PUSH(d->o->arena, *values, *n) = v;
		if (!c_accept(d, ",") && !c_is(d, "}"))
			return c_unexpected(d, ", or }");
	}
	d->values = NULL;
	return 0;
}

static const struct type *parse_enum(struct cdecl *d)
{
	struct enum_value *values = NULL;
	struct attrs attrs = {0};
	const char *tag = NULL;
	const struct type *t;
	struct span at;
	u32 n = 0;

	c_attrs(d, &attrs);
	at = c_here(d);
	if (c_is_name(d))
		tag = c_take_name(d);
	if (!c_accept(d, "{")) {
		t = tag ? named(d, "enum", tag) : NULL;
		if (!t)
			c_unexpected(d, "{");
		return t;
	}
	if (read_enumerators(d, &values, &n))
		return NULL;
	t = types_add_enum(d->o->types, tag, values, n);
	if (!t) {
		c_error(d, at, "enum %s is defined twice", tag);
		if (d->quiet)
			t = named(d, "enum", tag);
	}
	c_attrs(d, &attrs);
	if (t && attrs.packed)
		types_pack_enum(d->o->types, t);
	return t;
}

/* Types that no BTF lists: their bytes, not their values, can be had. */
static const struct type *wide_type(struct cdecl *d, bool is_float, bool is_double, bool is_long)
{
	static const struct type as_float = {
	        .kind = TY_INT, .size = 4, .align = 4, .name = "float"};
	static const struct type as_double = {
	        .kind = TY_INT, .size = 8, .align = __alignof__(double), .name = "double"};
	struct type *t;

	if (is_float)
		return &as_float;
	if (is_double && !is_long)
		return &as_double;
	t = arena_memdup(d->o->arena, type_array(d->o->arena, &type_u8, 16), sizeof(*t));
	t->align = 16;
	if (is_long) {
		t->count = t->size = sizeof(long double);
		t->align = __alignof__(long double);
	}
	return t;
}

struct words {
	const char *text;
	bool is_float, is_double, is_long, is_int128;
};

static bool take_word(struct cdecl *d, struct words *w)
{
	static const struct {
		const char *written, *word;
	} words[] = {
	        {"unsigned", NULL},
	        {"signed", NULL},
	        {"long", NULL},
	        {"short", NULL},
	        {"int", NULL},
	        {"char", NULL},
	        {"bool", NULL},
	        {"_Bool", NULL},
	        {"__signed__", "signed"},
	        {"double", NULL},
	        {"float", NULL},
	        {"__signed", "signed"},
	        {"__int128", NULL},
	        {"__int128_t", "__int128"},
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		const char *word = words[i].word ? words[i].word : words[i].written;

		if (!c_is(d, words[i].written))
			continue;
		w->text = arena_printf(d->o->arena, "%s%s%s", w->text, *w->text ? " " : "", word);
		w->is_float |= !strcmp(word, "float");
		w->is_double |= !strcmp(word, "double");
		w->is_long |= !strcmp(word, "long");
		w->is_int128 |= !strcmp(word, "__int128");
		d->at++;
		return true;
	}
	return false;
}

/* "typeof(struct x *)": of types, not of expressions. */
static const struct type *type_of(struct cdecl *d)
{
	const struct type *t = NULL;

	if (d->depth++ < MAX_NESTING && !c_expect(d, "(")) {
		t = c_at_type(d) ? c_type_name(d) : NULL;
		if (!t)
			c_unexpected(d, "a type");
		else if (c_expect(d, ")"))
			t = NULL;
	}
	d->depth--;
	return t;
}

static const struct type *parse_words(struct cdecl *d, struct attrs *attrs)
{
	struct words w = {.text = ""};
	struct span at = c_here(d);
	const struct type *t;

	while (take_word(d, &w))
		c_attrs(d, attrs);
	if (!*w.text)
		w.text = c_take_name(d);
	if (w.is_float || w.is_double || w.is_int128)
		return wide_type(d, w.is_float, w.is_double, w.is_long);
	t = types_find(d->o->types, w.text);
	if (!t && !d->quiet)
		d->o->no_type(d->o->arg, at, w.text);
	return t;
}

const struct type *c_specifier(struct cdecl *d, struct attrs *attrs)
{
	const struct type *t;

	c_attrs(d, attrs);
	if (c_accept(d, "struct"))
		t = parse_record(d, false);
	else if (c_accept(d, "union"))
		t = parse_record(d, true);
	else if (c_accept(d, "enum"))
		t = parse_enum(d);
	else if (c_accept(d, "typeof") || c_accept(d, "__typeof__") || c_accept(d, "__typeof"))
		t = type_of(d);
	else if (c_accept(d, "__builtin_va_list"))
		t = type_array(d->o->arena, type_int(sizeof(long), false),
		               sizeof(__builtin_va_list) / (sizeof(long)));
	else if (c_is_name(d))
		t = parse_words(d, attrs);
	else
		return c_unexpected(d, "a type"), NULL;
	c_attrs(d, attrs);
	return t;
}
