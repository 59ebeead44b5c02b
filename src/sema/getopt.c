// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * getopt("name", default, "description"): options of the script, which stand behind "--" on the
 * command line. A call becomes the literal that the command line says, or its default.
 */
#include "sema/getopt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct reader {
	struct ast_visitor visitor;
	struct analysis *an;
};

/* The text behind "name=" ("" for the name alone), NULL if the option is not given. */
static const char *given(const struct sema *s, const char *name)
{
	size_t len = strlen(name);

	for (u32 i = s->noptions; i-- > 0;) {
		const char *o = s->options[i];

		if (!strncmp(o, name, len) && (!o[len] || o[len] == '='))
			return o[len] ? o + len + 1 : "";
	}
	return NULL;
}

static const struct expr *strip(const struct expr *e)
{
	while (e && e->kind == EXPR_BLOCK && !e->block.stmts && e->block.value)
		e = e->block.value;
	return e;
}

static bool is_bool(const struct expr *e)
{
	return e->kind == EXPR_IDENT &&
	       (!strcmp(e->ident.name, "true") || !strcmp(e->ident.name, "false"));
}

/* kind and text of a default value; false: it is no literal. */
static bool default_value(struct analysis *an, const struct expr *e, struct script_option *o)
{
	bool negative = e && e->kind == EXPR_UNARY && e->unary.op == OP_NEG;
	const struct expr *n = negative ? e->unary.expr : e;

	if (!e || is_bool(e)) {
		o->kind = OPTION_BOOL;
		o->value = e ? e->ident.name : "false";
	} else if (e->kind == EXPR_STR) {
		o->kind = OPTION_STRING;
		o->value = e->str.data;
	} else if (n->kind == EXPR_INT) {
		o->kind = OPTION_INT;
		o->value = arena_printf(an->s->arena, "%s%llu", negative ? "-" : "",
		                        (unsigned long long)n->i.value);
	} else {
		return false;
	}
	return true;
}

/* The option that the call means. false after a diagnostic. */
static bool read_call(struct analysis *an, const struct expr *e, struct script_option *o)
{
	const struct expr *name = strip(e->call.args), *value, *doc;
	struct diag *diag = an->s->diag;

	if (!name || name->kind != EXPR_STR || !name->str.len) {
		diag_error(diag, name ? name->span : e->span,
		           "getopt() expects the name of an option as a string literal");
		return false;
	}
	value = strip(e->call.args->next);
	doc = value ? strip(e->call.args->next->next) : NULL;
	*o = (struct script_option){.name = name->str.data, .span = e->span};
	if (!default_value(an, value, o)) {
		diag_error(diag, value->span,
		           "the default of an option must be a literal: a string, an integer, true "
		           "or false");
		return false;
	}
	if (doc && (doc->kind != EXPR_STR || e->call.nargs > 3)) {
		diag_error(diag, doc->span,
		           "getopt() takes a name, a default and a description, which is a string");
		return false;
	}
	o->doc = doc ? doc->str.data : NULL;
	return true;
}

static const struct script_option *declare(struct analysis *an, const struct script_option *o)
{
	struct sema *s = an->s;

	for (u32 i = 0; i < s->nscript_options; i++) {
		struct script_option *old = &s->script_options[i];

		if (strcmp(old->name, o->name))
			continue;
		if (old->kind != o->kind || strcmp(old->value, o->value)) {
			diag_error(s->diag, o->span,
			           "the option --%s has another default here: %s, not %s", o->name,
			           o->value, old->value);
			diag_note(s->diag, old->span, "this is the first one");
		}
		if (!old->doc)
			old->doc = o->doc;
		return old;
	}
	*ARENA_PUSH(s->arena, s->script_options, s->nscript_options) = *o;
	return &s->script_options[s->nscript_options - 1];
}

static void wants(struct analysis *an, const struct expr *e, const struct script_option *o,
                  const char *what, const char *text)
{
	diag_error(an->s->diag, e->span, "the option --%s expects %s, not '%s'", o->name, what,
	           text);
}

static const char *truth(const char *text)
{
	if (!text[0] || !strcmp(text, "true") || !strcmp(text, "1"))
		return "true";
	return !strcmp(text, "false") || !strcmp(text, "0") ? "false" : NULL;
}

static void become_int(struct analysis *an, struct expr *e, const struct script_option *o,
                       const char *text)
{
	struct expr *n = arena_new_of(an->s->arena, struct expr);
	struct expr minus = {.kind = EXPR_UNARY, .slot = EXPR_NO_SLOT, .height = 2};
	bool negative = text[0] == '-';
	char *end;

	n->kind = EXPR_INT;
	n->span = e->span;
	n->slot = EXPR_NO_SLOT;
	n->height = 1;
	errno = 0;
	n->i.value = strtoull(text + negative, &end, 0);
	if (end == text + negative || *end || errno || strchr("+- ", text[negative]) ||
	    (negative && n->i.value > INT64_MAX)) {
		wants(an, e, o, "an integer", text);
		return;
	}
	minus.unary.op = OP_NEG;
	minus.unary.expr = n;
	expr_become(e, negative ? &minus : n);
}

static void become_value(struct analysis *an, struct expr *e, const struct script_option *o)
{
	const char *text = given(an->s, o->name);
	struct expr value = {.slot = EXPR_NO_SLOT, .height = 1};

	if (!text)
		text = o->value;
	switch (o->kind) {
	case OPTION_BOOL:
		value.kind = EXPR_IDENT;
		value.ident.name = truth(text);
		if (value.ident.name)
			expr_become(e, &value);
		else
			wants(an, e, o, "true or false", text);
		break;
	case OPTION_INT:
		become_int(an, e, o, text);
		break;
	case OPTION_STRING:
		value.kind = EXPR_STR;
		value.str.data = text;
		value.str.len = (u32)strlen(text);
		expr_become(e, &value);
		break;
	}
}

static void read_expr(struct ast_visitor *v, struct expr **place)
{
	struct analysis *an = ((struct reader *)v)->an;
	struct script_option o;
	struct expr *e = *place;

	ast_expr_children(e, v);
	if (e->kind == EXPR_CALL && !strcmp(e->call.name, "getopt") && read_call(an, e, &o))
		become_value(an, e, declare(an, &o));
}

static void read_stmts(struct ast_visitor *v, struct stmt **place)
{
	for (struct stmt *s = *place; s; s = s->next)
		ast_stmt_children(s, v);
}

static const struct script_option *find(const struct sema *s, const char *text)
{
	size_t len = strcspn(text, "=");

	for (u32 i = 0; i < s->nscript_options; i++)
		if (strlen(s->script_options[i].name) == len &&
		    !strncmp(s->script_options[i].name, text, len))
			return &s->script_options[i];
	return NULL;
}

/* Every option of the command line must be one of the script's; --help is everyone's. */
static void check_given(struct sema *s)
{
	for (u32 i = 0; i < s->noptions; i++) {
		struct nearest near;
		size_t len = strcspn(s->options[i], "=");

		if (find(s, s->options[i]))
			continue;
		if (!strcmp(s->options[i], "help")) {
			s->wants_help = true;
			continue;
		}
		diag_error(s->diag, NO_SPAN, "unexpected command line option: --%.*s", (int)len,
		           s->options[i]);
		nearest_init(&near, arena_strndup(s->arena, s->options[i], len));
		for (u32 k = 0; k < s->nscript_options; k++)
			nearest_feed(&near, s->script_options[k].name);
		if (near.best[0])
			diag_hint(s->diag, "did you mean --%s?", near.best);
		else
			diag_hint(s->diag, s->nscript_options
			                           ? "-- --help lists the options of the script"
			                           : "the script has no options: it does not call "
			                             "getopt()");
	}
}

int getopt_read(struct analysis *an)
{
	struct reader r = {{read_expr, read_stmts, NULL}, an};
	u32 errors = an->s->diag->errors;

	for (struct clause *c = an->s->program->clauses; c; c = c->next) {
		if (c->filter)
			read_expr(&r.visitor, &c->filter);
		read_stmts(&r.visitor, &c->body);
	}
	for (struct clause *c = an->uncalled; c; c = c->next)
		read_stmts(&r.visitor, &c->body);
	if (an->s->diag->errors == errors)
		check_given(an->s);
	return an->s->diag->errors == errors ? 0 : -EINVAL;
}
