// SPDX-License-Identifier: GPL-2.0-or-later
/* The preamble's C: its types, and its macros where the script's expressions name them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/cpp.h"
#include "lang/parse.h"
#include "sema/check.h"
#include "types/cdecl.h"

static bool have_btf(void *arg)
{
	return !types_have_btf(arg);
}

static bool applies(struct sema *s, const struct c_def *d)
{
	if (d->when == C_ALWAYS)
		return true;
	return d->when & (types_have_btf(s->types) ? C_WITHOUT_BTF : C_WITH_BTF);
}

/* For a program that was parsed without a preprocessor. */
static struct cpp *own_cpp(struct analysis *an)
{
	struct sema *s = an->s;
	struct cpp_opts opts = {
	        .arena = s->arena, .diag = s->diag, .have_btf = have_btf, .arg = s->types};
	struct cpp *cpp = cpp_new(&opts);

	for (const struct c_def *d = s->program->c_defs; d; d = d->next)
		if (d->kind != C_INCLUDE && applies(s, d))
			cpp_feed(cpp, d->span);
	return cpp;
}

static void report_no_type(void *arg, struct span at, const char *name)
{
	struct analysis *an = arg;
	struct check c = {.an = an, .s = an->s};
	bool final = an->final;

	an->final = true;
	no_type(&c, at, name);
	an->final = final;
}

static struct cdecl_opts cdecl_opts(struct analysis *an)
{
	return (struct cdecl_opts){.arena = an->s->arena,
	                           .types = an->s->types,
	                           .diag = an->s->diag,
	                           .no_type = report_no_type,
	                           .arg = an};
}

/* The tokens that are of the kernel's headers, or those that are not. */
static struct ctokens part_of(struct analysis *an, struct ctokens all, bool kernel)
{
	struct ctokens part = {arena_array(an->s->arena, struct ctoken, all.n + 1), 0};

	for (u32 i = 0; i < all.n; i++)
		if (!!(all.v[i].flags & CT_KERNEL) == kernel)
			part.v[part.n++] = all.v[i];
	return part;
}

/* BTF knows the kernel's types better than headers do: these are for what it lacks. */
static bool read_kernel_headers(void *arg)
{
	struct analysis *an = arg;
	struct cdecl_opts opts = cdecl_opts(an);
	struct ctokens tokens = part_of(an, cpp_tokens(an->cpp), true);

	if (!tokens.n)
		return false;
	cdecl_parse(&opts, tokens);
	return true;
}

/* What a macro stands for is where its name is. */
static bool stands_here(struct expr *e, void *arg)
{
	e->span = *(struct span *)arg;
	return true;
}

/* The expression that the text becomes, NULL if it is none. */
static struct expr *expression(struct analysis *an, const char *text, size_t len,
                               const char **became)
{
	struct arena *a = an->s->arena;
	struct source *src = arena_new_of(a, struct source);
	struct buf out = BUF_INIT;
	struct expr *e = NULL;
	char *quiet = NULL;
	struct diag diag;
	size_t size;
	FILE *f = open_memstream(&quiet, &size);

	*became = "";
	if (!f)
		return NULL;
	diag_init(&diag, f);
	if (!cpp_expand(an->cpp, text, len, &out)) {
		*src = (struct source){
		        .name = "macro", .text = arena_strdup(a, buf_str(&out)), .len = out.len};
		*became = src->text;
		if (src->len)
			e = parse_expr(a, src, &diag);
	}
	fclose(f);
	free(quiet);
	buf_free(&out);
	return e;
}

static const char *name_of_macro(struct analysis *an, const struct expr *e)
{
	bool call = e->kind == EXPR_CALL;
	const char *name = call ? e->call.name : e->kind == EXPR_IDENT ? e->ident.name : NULL;

	if (!name || builtin_find(name, call) || !strcmp(name, "true") || !strcmp(name, "false"))
		return NULL;
	return cpp_macro(an->cpp, name) == (call ? CPP_FUNCTION : CPP_OBJECT) ? name : NULL;
}

/* Reports once: the check of the name, which is unknown, is silent. */
static void refuse(struct analysis *an, const struct expr *e, const char *text)
{
	struct span at = e->kind == EXPR_CALL ? e->call.name_span : e->span;
	if (!hash_put(&an->reported, &at, sizeof(at), an))
		diag_error(an->s->diag, e->span, "%s", text);
}

static bool right_arity(struct analysis *an, const struct expr *e, const char *name)
{
	bool more;
	u32 n = cpp_arity(an->cpp, name, &more);

	if (e->kind != EXPR_CALL || e->call.nargs == n || (more && e->call.nargs > n))
		return true;
	refuse(an, e,
	       arena_printf(an->s->arena, "the macro %s takes %s%u argument%s, not %u", name,
	                    more ? "at least " : "", n, n == 1 ? "" : "s", e->call.nargs));
	return false;
}

static bool expand(struct expr *e, void *arg)
{
	struct analysis *an = arg;
	const char *name = name_of_macro(an, e), *became;
	struct span span = e->span;
	struct expr *as;

	if (!name)
		return true;
	if (!right_arity(an, e, name))
		return false;
	as = e->kind == EXPR_IDENT
	             ? expression(an, name, strlen(name), &became)
	             : expression(an, span.src->text + span.begin, span.end - span.begin, &became);
	if (!as) {
		refuse(an, e,
		       arena_printf(an->s->arena, "the #define of '%s' is no expression: '%.60s'",
		                    name, became));
		return false;
	}
	expr_become(e, as);
	ast_walk_expr(e, stands_here, &span);
	return false;
}

void preamble_read(struct analysis *an)
{
	struct sema *s = an->s;
	struct cdecl_opts opts = cdecl_opts(an);

	an->cpp = s->program->cpp ? s->program->cpp : own_cpp(an);
	cdecl_parse(&opts, part_of(an, cpp_tokens(an->cpp), false));
	types_on_miss(s->types, read_kernel_headers, an);
	for (struct function *f = s->program->functions; f; f = f->next) {
		ast_walk_stmts(f->body, expand, an);
		ast_walk_expr(f->value, expand, an);
	}
	for (struct clause *c = s->program->clauses; c; c = c->next) {
		ast_walk_expr(c->filter, expand, an);
		ast_walk_stmts(c->body, expand, an);
	}
}

void preamble_end(struct analysis *an)
{
	types_on_miss(an->s->types, NULL, NULL);
	if (an->cpp != an->s->program->cpp)
		cpp_free(an->cpp);
}

const char *preamble_type(struct analysis *an, const char *name)
{
	struct buf out = BUF_INIT;
	const char *text = NULL;

	if (cpp_macro(an->cpp, name) == CPP_OBJECT &&
	    !cpp_expand(an->cpp, name, strlen(name), &out))
		text = arena_strdup(an->s->arena, buf_str(&out));
	buf_free(&out);
	return text;
}
