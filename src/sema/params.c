// SPDX-License-Identifier: GPL-2.0-or-later
/* Positional parameters: $1 is a number, str($1) the text. */
#include <errno.h>
#include <stdlib.h>

#include "sema/check.h"

const char *param_text(const struct sema *s, u32 index)
{
	return index >= 1 && index <= (u32)s->nparams ? s->params[index - 1] : NULL;
}

const struct type *check_param(struct check *c, struct expr *e)
{
	const char *text = param_text(c->s, e->param.index);
	char *end;
	u64 value;

	e->param.text = text;
	if (!text) {
		expr_set_int(e, &type_s64, 0);
		return e->type;
	}
	errno = 0;
	value = text[0] == '-' ? (u64)strtoll(text, &end, 0) : strtoull(text, &end, 0);
	if (!text[0] || *end || errno) {
		check_error(c, e->span, "$%u is used as a number but is \"%s\"", e->param.index,
		            text);
		check_hint(c, "str($%u) is its text", e->param.index);
		return NULL;
	}
	expr_set_int(e, type_int(8, text[0] == '-' || value <= INT64_MAX), value);
	return e->type;
}
