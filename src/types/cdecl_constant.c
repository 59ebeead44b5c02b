// SPDX-License-Identifier: GPL-2.0-or-later
/* Values of enumerators, array bounds and widths. */
#include <string.h>

#include "types/cdecl_impl.h"

/* The parser at the expression's place. */
static struct cdecl at_place(const struct cexpr *e)
{
	struct cdecl d = *(const struct cdecl *)e->arg;

	d.at = e->at;
	d.end = e->end;
	d.quiet = true;
	return d;
}

/* "(type)" of sizeof. */
static bool size_of(struct cexpr *e, bool align, s64 *value)
{
	struct cdecl d = at_place(e);
	const struct type *t;

	if (!c_accept(&d, "(") || d.depth++ > MAX_NESTING)
		return false;
	t = c_at_type(&d) ? c_type_name(&d) : NULL;
	if (!t || !t->size || c_expect(&d, ")")) { /* of an expression */
		d = at_place(e);
		c_skip_group(&d);
		e->at = d.at;
		e->unknown = true;
		*value = 0;
		return true;
	}
	e->at = d.at;
	*value = align ? t->align : t->size;
	e->is_unsigned = true;
	return true;
}

/* "(type, member)" */
static bool offset_of(struct cexpr *e, s64 *value)
{
	struct cdecl d = at_place(e);
	const struct type *t;
	struct member m;

	*value = 0;
	if (!c_accept(&d, "(") || d.depth++ > MAX_NESTING)
		return false;
	t = c_type_name(&d);
	if (!t || c_expect(&d, ","))
		return false;
	do {
		if (t->kind != TY_RECORD || !c_is_name(&d) ||
		    types_member(d.o->types, t, c_take_name(&d), &m))
			return false;
		*value += m.offset;
		t = m.type;
	} while (c_accept(&d, "."));
	if (c_expect(&d, ")"))
		return false;
	e->at = d.at;
	e->is_unsigned = true;
	return true;
}

/* A call: what the compiler knows of its argument, or something that a macro does not choose. */
static bool call_value(struct cexpr *e, const struct ctoken *name, s64 *value)
{
	struct cdecl d = at_place(e);
	struct cexpr arg = *e;

	c_skip_group(&d);
	if (d.at <= e->at + 1 || d.depth++ > MAX_NESTING)
		return false;
	arg.at++;
	arg.end = d.at - 1;
	arg.arg = &d;
	e->at = d.at;
	if (ctoken_is(name, "__builtin_constant_p")) {
		*value = 1;
	} else if ((ctoken_is(name, "__builtin_clzll") || ctoken_is(name, "__builtin_clzl")) &&
	           cexpr_eval(&arg, value) && *value) {
		*value = __builtin_clzll((u64)*value);
	} else if (ctoken_is(name, "__builtin_clz") && cexpr_eval(&arg, value) && (u32)*value) {
		*value = __builtin_clz((u32)*value);
	} else {
		*value = 0;
		e->unknown = true;
	}
	return true;
}

static bool name_value(struct cexpr *e, s64 *value)
{
	const struct cdecl *d = e->arg;
	const struct ctoken *t = e->at++;
	const struct type *type;
	const char *name;

	if (ctoken_is(t, "sizeof"))
		return size_of(e, false, value);
	if (ctoken_is(t, "_Alignof") || ctoken_is(t, "__alignof__"))
		return size_of(e, true, value);
	if (ctoken_is(t, "offsetof") || ctoken_is(t, "__builtin_offsetof"))
		return offset_of(e, value);
	for (u32 i = d->nvalues; d->values && i-- > 0;) {
		if (ctoken_is(t, d->values[i].name)) {
			*value = d->values[i].value;
			return true;
		}
	}
	name = arena_strndup(d->o->arena, t->text, t->len);
	if (!types_enumerator(d->o->types, name, value, &type))
		return true;
	if (e->at < e->end && ctoken_is(e->at, "("))
		return call_value(e, t, value);
	e->at--;
	return false;
}

static bool cast(struct cexpr *e, u32 *size, bool *is_signed)
{
	struct cdecl d = at_place(e);
	const struct type *t;

	d.at++;
	if (d.depth++ > MAX_NESTING || !c_at_type(&d))
		return false;
	t = c_type_name(&d);
	if (!t || !c_accept(&d, ")") || !(type_is_integer(t) || t->kind == TY_PTR))
		return false;
	e->at = d.at;
	*size = t->size;
	*is_signed = t->is_signed;
	return true;
}

/* Where one of the bytes in stop stands outside of parentheses. */
static const struct ctoken *find_stop(const struct cdecl *d, const char *stop)
{
	u32 depth = 0;

	for (const struct ctoken *t = d->at; t < d->end; t++) {
		if (t->kind != CT_PUNCT || t->len != 1)
			continue;
		if (!depth && strchr(stop, *t->text))
			return t;
		depth += *t->text == '(';
		depth -= *t->text == ')' && depth;
	}
	return d->end;
}

int c_constant(struct cdecl *d, const char *stop, s64 *value)
{
	const struct ctoken *end = find_stop(d, stop);
	struct cexpr e = {.at = d->at, .end = end, .name = name_value, .cast = cast, .arg = d};
	struct span span = c_here(d);

	if (end > d->at && cexpr_eval(&e, value) && e.at == end) {
		d->at = end;
		return 0;
	}
	if (end > d->at && end[-1].span.src == span.src && end[-1].span.end > span.end)
		span.end = end[-1].span.end;
	return c_error(d, span, "this is not a constant expression");
}
