// SPDX-License-Identifier: GPL-2.0-or-later
/* Declarators: from the name outwards, as C writes them. */
#include <string.h>

#include "types/cdecl_impl.h"

/* char[n] is a string. */
static const struct type *array_of(struct cdecl *d, const struct type *t, u32 n)
{
	bool chars = t->kind == TY_INT && t->size == 1 && t->name && !strcmp(t->name, "char");

	return chars && n ? type_str(d->o->arena, n) : type_array(d->o->arena, t, n);
}

/* "[2][3]" */
static const struct type *arrays(struct cdecl *d, const struct type *t)
{
	u32 dims[MAX_DIMS], n = 0;
	u64 size = t->size;

	while (c_accept(d, "[")) {
		s64 value = 0;

		if (n == MAX_DIMS) {
			c_unexpected(d, "fewer dimensions");
			return NULL;
		}
		if (!c_is(d, "]") && c_constant(d, "]", &value))
			return NULL;
		if (value < 0 || value > INT32_MAX || (value && size * (u64)value > INT32_MAX)) {
			c_error(d, c_here(d), "an array cannot have %lld elements",
			        (long long)value);
			return NULL;
		}
		size *= value ? (u64)value : 1;
		dims[n++] = (u32)value;
		if (c_expect(d, "]"))
			return NULL;
	}
	while (n-- > 0)
		t = array_of(d, t, dims[n]);
	return t;
}

static const struct type *pointers(struct cdecl *d, const struct type *t, struct attrs *attrs)
{
	c_attrs(d, attrs);
	while (c_accept(d, "*") || c_accept(d, "^")) {
		t = type_ptr(d->o->arena, t, false);
		c_attrs(d, attrs);
	}
	return t;
}

/* Is the '(' that of "(*name)", not of parameters? */
static bool at_nested(const struct cdecl *d)
{
	struct cdecl ahead = *d;
	struct attrs ignored;

	ahead.at++;
	ahead.quiet = true;
	c_attrs(&ahead, &ignored);
	return c_is(&ahead, "*") || c_is(&ahead, "^") || c_is(&ahead, "(") ||
	       (c_is_name(&ahead) && !c_at_type(&ahead));
}

static const struct type *declare(struct cdecl *d, const struct type *t, struct declarator *out)
{
	struct cdecl inner = {0};

	if (d->depth++ > MAX_NESTING) {
		c_error(d, c_here(d), "this is nested too deeply");
		return NULL;
	}
	t = pointers(d, t, &out->attrs);
	if (c_is(d, "(") && at_nested(d)) {
		inner = *d;
		inner.at++;
		c_skip_group(d);
		inner.end = d->at - 1;
	} else if (c_is_name(d)) {
		out->span = c_here(d);
		out->name = c_take_name(d);
	} else {
		out->span = c_here(d);
	}
	if (c_is(d, "(")) { /* a function: what points at it is a void * */
		c_skip_group(d);
		t = &type_none;
	}
	t = arrays(d, t);
	if (t && inner.o) {
		t = declare(&inner, t, out);
		if (t && inner.at < inner.end) {
			c_unexpected(&inner, ")");
			return NULL;
		}
	}
	d->depth--;
	return t;
}

int c_declarator(struct cdecl *d, const struct type *base, struct declarator *out)
{
	s64 bits;

	*out = (struct declarator){.bits = -1, .span = c_here(d)};
	out->type = declare(d, base, out);
	if (!out->type)
		return -EINVAL;
	if (c_accept(d, ":")) {
		if (c_constant(d, ",;_", &bits))
			return -EINVAL;
		out->bits = bits < 0 || bits > 64 ? 65 : (int)bits;
	}
	c_attrs(d, &out->attrs);
	return 0;
}

const struct type *c_type_name(struct cdecl *d)
{
	struct attrs ignored = {0};
	const struct type *t = c_specifier(d, &ignored);
	struct declarator decl = {0};

	return t ? declare(d, t, &decl) : NULL;
}
