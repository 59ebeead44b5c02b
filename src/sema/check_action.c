// SPDX-License-Identifier: GPL-2.0-or-later
/* Functions whose work is done in user space: printf(), print(), clear(), exit() … */
#include <stdio.h>
#include <string.h>

#include "sema/check_call.h"

static const struct type *check_exit(struct check *c, struct expr *e)
{
	return !e->call.args || wants_integer(c, e, e->call.args) ? &type_none : NULL;
}

const char *parse_conversion(const char *s, struct conversion *out)
{
	const char *begin = s;
	size_t n;

	*out = (struct conversion){0};
	s += strspn(s, "-+ #0");
	for (n = 0; n < 2; n++) {
		if (*s == '*') {
			out->stars++;
			s++;
		} else {
			s += strspn(s, "0123456789");
		}
		if (n || *s != '.')
			break;
		s++;
	}
	s += strspn(s, "hljztq");
	if (!*s || !strchr("%diuxXocspr"
	                   "g",
	                   *s))
		return NULL;
	out->conv = *s++;
	if (out->conv == 'g' && *s++ != 'r')
		return NULL;
	if (out->conv == 'r' && (*s == 'x' || *s == 'h'))
		s++;
	n = (size_t)(s - begin);
	snprintf(out->text, sizeof(out->text), "%%%.*s", (int)n, begin);
	return s;
}

static bool takes_integer(const struct type *t)
{
	return type_is_integer(t) || t->kind == TY_PTR || t->kind == TY_KSYM ||
	       t->kind == TY_USERNAME;
}

static bool takes_string(const struct type *t)
{
	switch (t->kind) {
	case TY_STR:
	case TY_BUF:
	case TY_BOOL:
	case TY_ENUM:
	case TY_KSTACK:
	case TY_USTACK:
	case TY_KSYM:
	case TY_USYM:
	case TY_INET:
	case TY_MAC:
	case TY_USERNAME:
	case TY_TIMESTAMP:
	case TY_PROBE:
	case TY_CGROUP_PATH:
	case TY_STRERROR:
	case TY_TUPLE:
	case TY_TASKNAME:
	case TY_SYSCALL:
		return true;
	case TY_RECORD:
	case TY_ARRAY:
		return is_copyable(t);
	default:
		return false;
	}
}

static bool conversion_takes(char conv, const struct type *t)
{
	switch (conv) {
	case 's':
		return takes_string(t);
	case 'r':
		return t->kind == TY_BUF;
	default:
		return takes_integer(t);
	}
}

static const char *conversion_wants(char conv)
{
	switch (conv) {
	case 's':
		return "string";
	case 'r':
		return "buffer";
	case 'p':
		return "pointer or integer";
	default:
		return "integer";
	}
}

static void check_conversion(struct check *c, const struct expr *e, const struct conversion *cv,
                             const struct expr *arg)
{
	const struct type *t = arg->type;

	if (!t || conversion_takes(cv->conv, t))
		return;
	check_error(c, arg->span, "%s: %s expects a value of type %s ('%s' supplied)", e->call.name,
	            cv->text, conversion_wants(cv->conv), type_text(c, t));
	if (cv->conv == 's' && takes_integer(t))
		check_hint(c, t->kind == TY_PTR || t->size == 8
		                      ? "%%d prints a number; str() reads the string at an address"
		                      : "%%d prints a number");
	else if (cv->conv == 'r')
		check_hint(c, "buf() makes a buffer");
	else if (takes_string(t))
		check_hint(c, t->kind == TY_BUF ? "%%r prints it" : "%%s prints it");
	else if (t->kind == TY_TUPLE || t->kind == TY_RECORD || t->kind == TY_ARRAY)
		check_hint(c, "print() prints it");
}

static void check_star(struct check *c, const struct expr *e, const struct conversion *cv,
                       const struct expr *arg)
{
	if (arg->type && !type_is_integer(arg->type))
		check_error(c, arg->span, "%s: the width of %s expects an integer ('%s' supplied)",
		            e->call.name, cv->text, type_text(c, arg->type));
}

/* The format against the arguments behind it, which have types. */
static void check_format(struct check *c, struct expr *e)
{
	const struct expr *fmt = e->call.args, *arg = fmt->next;
	u32 given = e->call.nargs - 1, wanted = 0;
	const char *s = fmt->str.data;
	struct conversion cv;
	size_t n;

	while ((s = strchr(s, '%'))) {
		const char *end = parse_conversion(s + 1, &cv);

		if (!end) {
			n = 1 + strspn(s + 1, "-+ #0123456789.*hljztq");
			n += s[n] > ' ' && s[n] < 0x7f;
			check_error(c, fmt->span, "%s: unknown format specifier '%.*s'",
			            e->call.name, (int)n, s);
			check_hint(c, "a percent sign is written %%%%");
			return;
		}
		s = end;
		if (cv.conv == '%')
			continue;
		wanted += cv.stars + 1;
		for (u32 i = 0; i < cv.stars && arg; i++, arg = arg->next)
			check_star(c, e, &cv, arg);
		if (arg) {
			check_conversion(c, e, &cv, arg);
			arg = arg->next;
		}
	}
	if (given < wanted)
		check_error(c, e->span,
		            "%s: not enough arguments for the format (%u supplied, %u expected)",
		            e->call.name, given, wanted);
	else if (given > wanted)
		check_error(c, e->span,
		            "%s: too many arguments for the format (%u supplied, %u expected)",
		            e->call.name, given, wanted);
}

static const struct type *check_printf(struct check *c, struct expr *e)
{
	struct expr *fmt = e->call.args;

	if (fmt->kind != EXPR_STR) {
		check_error(c, fmt->span, "%s() requires a string literal as its first argument",
		            e->call.name);
		check_hint(c, "%s(\"%%s\", ...)", e->call.name);
		return NULL;
	}
	check_value(c, fmt);
	for (struct expr *x = fmt->next; x; x = x->next)
		check_value(c, x);
	if (c->an->final)
		check_format(c, e);
	if (c->an->final && in_pinned_iterator(c) && e->call.builtin->func == FN_PRINTF)
		return check_seq_printf(c, e);
	return &type_none;
}

static const struct type *check_time(struct check *c, struct expr *e)
{
	if (e->call.args && (!wants_literal(c, e, e->call.args) || !check_value(c, e->call.args)))
		return NULL;
	return &type_none;
}

static const struct type *check_join(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	const struct type *t = check_value(c, arg);

	if (!t || (arg->next && (!wants_literal(c, e, arg->next) || !check_value(c, arg->next))))
		return NULL;
	if (!type_is_integer(t) && t->kind != TY_PTR)
		return check_error(c, arg->span,
		                   "join() expects an array of strings (char **), not '%s'",
		                   type_text(c, t));
	return &type_none;
}

static const struct type *check_whole_map(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;

	if (arg->kind == EXPR_MAP && arg->map.key) {
		check_error(c, arg->span, "%s() takes a map as a whole, without a key",
		            e->call.name);
		if (e->call.builtin->func == FN_CLEAR)
			check_hint(c, "delete(@%s, KEY) removes one key", arg->map.name);
		return NULL;
	}
	return wants_map(c, e, arg) ? &type_none : NULL;
}

/* print(@x), print(@x, top), print(@x, top, div) */
static const struct type *check_print_map(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;

	if (!map_whole(c, arg))
		return NULL;
	for (struct expr *x = arg->next; x; x = x->next) {
		if (!wants_const(c, e, x, x == arg->next ? "top" : "div"))
			return NULL;
		if ((s64)x->const_value < 0)
			return check_error(c, x->span, "print() %s must not be negative",
			                   x == arg->next ? "top" : "div");
	}
	return &type_none;
}

static const struct type *check_print_key(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;

	if (arg->next)
		return check_error(c, arg->next->span,
		                   "print() of one key takes no top or div arguments");
	/* as a whole: an aggregate is printed as itself */
	return map_use(c, arg) && map_whole(c, arg) ? &type_none : NULL;
}

static bool printable(const struct type *t)
{
	return t->kind != TY_NONE && is_copyable(t);
}

static const struct type *check_print(struct check *c, struct expr *e)
{
	struct expr *arg = e->call.args;
	const struct type *t;

	if (arg->kind == EXPR_MAP)
		return arg->map.key ? check_print_key(c, e) : check_print_map(c, e);
	t = check_value(c, arg);
	if (!t)
		return NULL;
	if (arg->next)
		return check_error(c, arg->next->span,
		                   "print() of a value takes no top or div arguments");
	if (!printable(t)) {
		check_error(c, arg->span, "print() cannot print a value of type '%s'",
		            type_text(c, t));
		hint_not_copyable(c, t);
		return NULL;
	}
	return &type_none;
}

static const struct type *check_unwatch(struct check *c, struct expr *e)
{
	return wants_address(c, e, e->call.args) ? &type_none : NULL;
}

static const struct type *check_debugf(struct check *c, struct expr *e)
{
	const char *s = e->call.args->kind == EXPR_STR ? e->call.args->str.data : "";
	const struct type *t = check_printf(c, e);
	struct conversion cv;

	if (!t)
		return NULL;
	if (e->call.nargs > 4)
		return check_error(c, e->span, "debugf() takes up to 3 values (%u provided)",
		                   e->call.nargs - 1);
	while ((s = strchr(s, '%'))) {
		s = parse_conversion(s + 1, &cv);
		if (!s)
			return NULL;
		if (cv.conv != '%' &&
		    (!strchr("diuxps", cv.conv) || !strchr("ldiuxps", cv.text[1])))
			return check_error(
			        c, e->call.args->span,
			        "debugf: the kernel's trace knows no '%s', only %%d, %%i, "
			        "%%u, %%x, %%p and %%s, with l or ll",
			        cv.text);
	}
	for (const struct expr *x = e->call.args->next; x; x = x->next)
		if (x->type && !type_is_scalar(x->type) && x->type->kind != TY_STR)
			return check_error(c, x->span,
			                   "debugf() takes integers and strings, not '%s'",
			                   type_text(c, x->type));
	return t;
}

static call_rule *const rules[FN_MAX_ENUM] = {
        [FN_EXIT] = check_exit,       [FN_PRINTF] = check_printf,  [FN_ERRORF] = check_printf,
        [FN_WARNF] = check_printf,    [FN_DEBUGF] = check_debugf,  [FN_PRINT] = check_print,
        [FN_CLEAR] = check_whole_map, [FN_ZERO] = check_whole_map, [FN_TIME] = check_time,
        [FN_UNWATCH] = check_unwatch, [FN_JOIN] = check_join,      [FN_CAT] = check_printf,
        [FN_SYSTEM] = check_printf,
};

const struct type *check_action(struct check *c, struct expr *e)
{
	if (in_pinned_iterator(c) && e->call.builtin->func != FN_PRINTF &&
	    e->call.builtin->func != FN_DEBUGF) {
		check_error(c, e->span, "%s() does not work in a pinned iterator", e->call.name);
		check_hint(c, "it runs when its file is read, and sonde has ended then: only "
		              "printf() reaches the reader");
		return NULL;
	}
	return rules[e->call.builtin->func](c, e);
}
