/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pinned iterators (iter:task:PIN): they run when somebody reads the pinned file, sonde has ended
 * then. The kernel itself writes what printf() says, by bpf_seq_printf(): see the formats in
 * bpf_bprintf_prepare(), kernel/bpf/helpers.c.
 */
#include <string.h>

#include "sema/check_call.h"
#include "util/buf.h"

#define MAX_VALUES 12 /* MAX_BPRINTF_VARARGS */

bool in_pinned_iterator(const struct check *c)
{
	const struct probe *p = c->v->nprobes ? c->v->probes[0] : NULL;

	return p && p->provider == PROVIDER_ITER && p->target;
}

/* "%-8d" as the kernel has it for our values of 64 bits: "%-8lld". False: it has none. */
static bool kernel_conversion(struct buf *out, const struct conversion *cv)
{
	const char *flags = cv->text + 1;
	size_t n = strspn(flags, "0+- "), width = strspn(flags + n, "0123456789");

	if (cv->stars || !strchr("diuxXps", cv->conv) || strchr("#.", flags[n + width]))
		return false;
	buf_addf(out, "%%%.*s%s%c", (int)(n + width), flags, cv->conv == 's' ? "" : "ll",
	         cv->conv == 'p' ? 'x' : cv->conv);
	return true;
}

/* %s is for strings, the others are for numbers. */
static bool kernel_value(struct check *c, const struct conversion *cv, const struct expr *arg)
{
	const struct type *t = arg->type;

	if (!t || (cv->conv == 's' ? t->kind == TY_STR : type_is_integer(t) || t->kind == TY_PTR))
		return true;
	check_error(c, arg->span,
	            "in a pinned iterator the kernel prints, and it cannot print '%s' by '%s'",
	            type_text(c, t), cv->text);
	return false;
}

static const char *format_of_kernel(struct check *c, const struct expr *fmt)
{
	const struct expr *arg = fmt->next;
	struct buf out = BUF_INIT;
	const char *s = fmt->str.data, *text = NULL;
	struct conversion cv;

	for (const char *percent; (percent = strchr(s, '%'));) {
		buf_add(&out, s, (size_t)(percent - s));
		s = parse_conversion(percent + 1, &cv);
		if (!s)
			goto out;
		if (cv.conv == '%') {
			buf_adds(&out, "%%");
			continue;
		}
		if (!kernel_conversion(&out, &cv)) {
			check_error(c, fmt->span,
			            "in a pinned iterator the kernel prints, and it has no '%s': "
			            "only %%d, %%i, %%u, %%x, %%X, %%p and %%s, with a width",
			            cv.text);
			goto out;
		}
		if (!arg || !kernel_value(c, &cv, arg))
			goto out;
		arg = arg->next;
	}
	buf_adds(&out, s);
	text = arena_strdup(c->s->arena, buf_str(&out));
out:
	buf_free(&out);
	return text;
}

const struct type *check_seq_printf(struct check *c, struct expr *e)
{
	if (e->call.nargs > MAX_VALUES + 1)
		return check_error(c, e->span,
		                   "in a pinned iterator the kernel prints, and it takes up to %d "
		                   "values (%u provided)",
		                   MAX_VALUES, e->call.nargs - 1);
	e->call.kernel_format = format_of_kernel(c, e->call.args);
	return e->call.kernel_format ? &type_none : NULL;
}
