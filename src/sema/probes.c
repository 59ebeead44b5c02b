// SPDX-License-Identifier: GPL-2.0-or-later
/* Attach points to concrete probes, and clauses to variants. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "probe/tracefs.h"
#include "probe/usdt.h"
#include "sema/check.h"

/* "$1" in a part is the script's argument. */
static const char *replace_params(struct sema *s, const char *part, struct span at)
{
	struct buf out = BUF_INIT;
	const char *text;

	if (!strchr(part, '$'))
		return part;
	for (const char *p = part; *p;) {
		char *end;
		u32 index;

		if (*p != '$' || !isdigit((unsigned char)p[1])) {
			buf_addc(&out, *p++);
			continue;
		}
		index = (u32)strtoul(p + 1, &end, 10);
		p = end;
		text = param_text(s, index);
		if (!text) {
			diag_error(s->diag, at, "$%u is not given", index);
			diag_hint(s->diag, "arguments follow the script: sonde FILE ARG...");
			buf_free(&out);
			return NULL;
		}
		buf_adds(&out, text);
	}
	text = arena_strdup(s->arena, buf_str(&out));
	buf_free(&out);
	return text;
}

/* The probe that a point names, by its words alone. */
static struct probe *as_written(struct sema *s, const struct attach_point *pt,
                                const char *const *parts, const struct provider_info *info)
{
	struct probe *p = arena_new_of(s->arena, struct probe);
	struct buf name = BUF_INIT;

	buf_adds(&name, info->name);
	for (u32 i = 1; i < pt->nparts; i++)
		buf_addf(&name, ":%s", parts[i]);
	p->provider = info->provider;
	p->name = arena_strdup(s->arena, buf_str(&name));
	p->span = pt->span;
	p->period = 1;
	p->func = pt->nparts > 1 ? parts[pt->nparts - 1] : "";
	p->target = pt->nparts > 2 ? parts[1] : info->provider == PROVIDER_TRACEPOINT ? "" : NULL;
	buf_free(&name);
	return p;
}

/* Without tracefs (and the right to look around), what is written is what is meant. */
static bool take_as_written(const struct sema *s, const struct provider_info *info,
                            const char *const *parts, u32 nparts)
{
	const struct tracefs *fs = s->env->tracefs;

	if (!s->no_probe_check || !info || nparts < info->min_parts || nparts > info->max_parts)
		return false;
	switch (info->provider) {
	case PROVIDER_TRACEPOINT:
	case PROVIDER_RAWTRACEPOINT:
	case PROVIDER_KPROBE:
	case PROVIDER_KRETPROBE:
	case PROVIDER_FENTRY:
	case PROVIDER_FEXIT:
		return !fs;
	case PROVIDER_UPROBE:
	case PROVIDER_URETPROBE:
		return true;
	default:
		return false;
	}
}

/* Of functions that a glob has found, those that BTF does not know are not meant. */
static void drop_without_btf(struct sema *s, struct probe_list *list, u32 first)
{
	u32 kept = first;

	for (u32 i = first; i < list->n; i++) {
		const struct probe *p = list->items[i];
		const char *in;
		u32 id;

		if (!types_function_btf(s->types, p->target, p->func, &id, &in))
			list->items[kept++] = list->items[i];
	}
	if (kept > first) /* else let the error say what there is */
		list->n = kept;
}

static int expand_point(struct sema *s, const struct attach_point *pt, bool missing_ok,
                        struct probe_list *out)
{
	const struct provider_info *info;
	const char **parts = arena_array(s->arena, const char *, pt->nparts + 1);
	bool quiet = s->diag->no_warnings;
	u32 first = out->n;
	int err;

	for (u32 i = 0; i < pt->nparts; i++) {
		parts[i] = replace_params(s, pt->parts[i], pt->part_spans[i]);
		if (!parts[i])
			return -EINVAL;
	}
	info = provider_find(parts[0]);
	if (take_as_written(s, info, parts, pt->nparts)) {
		*ARENA_PUSH(s->arena, out->items, out->n) = as_written(s, pt, parts, info);
		return 0;
	}
	if (s->config.missing_probes != MISSING_LISTED)
		missing_ok = s->config.missing_probes != MISSING_ERROR;
	s->diag->no_warnings = quiet || s->config.missing_probes == MISSING_IGNORE;
	err = probe_expand(s->env, parts, pt->part_spans, pt->nparts, pt->span, missing_ok, s->diag,
	                   out);
	s->diag->no_warnings = quiet;
	if (!err && (info->provider == PROVIDER_FENTRY || info->provider == PROVIDER_FEXIT) &&
	    out->n > first + 1)
		drop_without_btf(s, out, first);
	return err;
}

static enum context context_of(enum provider p)
{
	if (provider_info(p)->user_space)
		return CTX_USER;
	switch (p) {
	case PROVIDER_TRACEPOINT:
		return CTX_TRACEPOINT;
	case PROVIDER_RAWTRACEPOINT:
	case PROVIDER_FENTRY:
	case PROVIDER_FEXIT:
		return CTX_RAW_ARGS;
	case PROVIDER_PROFILE:
	case PROVIDER_SOFTWARE:
	case PROVIDER_HARDWARE:
	case PROVIDER_WATCHPOINT:
	case PROVIDER_ASYNCWATCHPOINT:
		return CTX_PERF_EVENT;
	case PROVIDER_ITER:
		return CTX_ITER;
	default:
		return CTX_REGS;
	}
}

static bool names_arguments(struct expr *e, void *arg)
{
	bool *found = arg;

	if (e->kind == EXPR_IDENT &&
	    (!strcmp(e->ident.name, "args") || !strcmp(e->ident.name, "retval") ||
	     !strcmp(e->ident.name, "ctx")))
		*found = true;
	if (e->kind == EXPR_CALL && !strcmp(e->call.name, "retval"))
		*found = true;
	return true;
}

static bool names_word(struct expr *e, void *arg)
{
	bool *found = arg;

	if (e->kind == EXPR_IDENT && !strncmp(e->ident.name, "arg", 3) &&
	    isdigit((unsigned char)e->ident.name[3]))
		*found = true;
	return true;
}

/* Arguments of a USDT probe are where the compiler has put them, in each place anew. */
static bool reads_words(const struct clause *cl)
{
	bool found = false;

	ast_walk_expr(cl->filter, names_word, &found);
	ast_walk_stmts(cl->body, names_word, &found);
	return found;
}

static bool calls_uaddr(struct expr *e, void *arg)
{
	*(bool *)arg |= e->kind == EXPR_CALL && !strcmp(e->call.name, "uaddr");
	return true;
}

/* Does the body's typing depend on which probe of a provider it is? */
static bool depends_on_probe(const struct clause *cl, enum provider p)
{
	bool found = false;

	if (provider_info(p)->in_file) {
		ast_walk_expr(cl->filter, calls_uaddr, &found);
		ast_walk_stmts(cl->body, calls_uaddr, &found);
	}
	if (found)
		return true;
	if (p != PROVIDER_TRACEPOINT && p != PROVIDER_RAWTRACEPOINT && p != PROVIDER_FENTRY &&
	    p != PROVIDER_FEXIT && p != PROVIDER_ITER && p != PROVIDER_UPROBE)
		return false;
	ast_walk_expr(cl->filter, names_arguments, &found);
	ast_walk_stmts(cl->body, names_arguments, &found);
	return found;
}

static struct variant *new_variant(struct sema *s, const struct clause *cl, enum provider p)
{
	struct variant *v = arena_new_of(s->arena, struct variant);

	v->clause = arena_memdup(s->arena, cl, sizeof(*cl));
	v->clause->next = NULL;
	v->clause->filter = ast_clone_expr(s->arena, cl->filter);
	v->clause->body = ast_clone_stmts(s->arena, cl->body);
	v->context = context_of(p);
	*ARENA_PUSH(s->arena, s->variants, s->nvariants) = v;
	return v;
}

static struct variant *variant_of(struct sema *s, u32 first, const struct probe *p, bool words)
{
	for (u32 i = first; i < s->nvariants; i++) {
		const struct probe *q = s->variants[i]->probes[0];

		if (q->provider == p->provider &&
		    (p->provider != PROVIDER_ITER || !p->target == !q->target) &&
		    (!words || !p->usdt || !strcmp(q->usdt->text, p->usdt->text)))
			return s->variants[i];
	}
	return NULL;
}

static void make_variants(struct sema *s, const struct clause *cl, const struct probe_list *probes)
{
	u32 first = s->nvariants;
	bool words = reads_words(cl);

	for (u32 i = 0; i < probes->n; i++) {
		struct probe *p = probes->items[i];
		struct variant *v = NULL;

		p->id = s->nprobes;
		*ARENA_PUSH(s->arena, s->probes, s->nprobes) = p;
		if (!depends_on_probe(cl, p->provider))
			v = variant_of(s, first, p, words);
		if (!v) {
			v = new_variant(s, cl, p->provider);
			if (provider_info(p->provider)->in_file)
				types_add_program(s->types, p->target);
		}
		*ARENA_PUSH(s->arena, v->probes, v->nprobes) = p;
	}
}

/*
 * None of the clause's probes exists here: it is checked all the same, for its errors and for what
 * it says of the maps, as a variant with a probe that is not the session's (see drop_unprobed()).
 */
static void make_unprobed(struct sema *s, const struct clause *cl)
{
	const struct provider_info *info = provider_find(cl->points->parts[0]);
	struct probe **probe;

	if (!info || depends_on_probe(cl, info->provider))
		return;
	probe = arena_new_of(s->arena, struct probe *);
	*probe = as_written(s, cl->points, cl->points->parts, info);
	new_variant(s, cl, info->provider)->probes = probe;
}

/* What a function reads of its probe depends on the caller: without one, it is not checked. */
static bool names_probe(struct expr *e, void *arg)
{
	bool call = e->kind == EXPR_CALL;
	const struct builtin *b = call                    ? builtin_find(e->call.name, true)
	                          : e->kind == EXPR_IDENT ? builtin_find(e->ident.name, false)
	                                                  : NULL;

	names_arguments(e, arg);
	if (b && b->root != ROOT_NONE)
		*(bool *)arg = true;
	return true;
}

static void make_uncalled(struct sema *s, const struct clause *cl)
{
	bool found = false;

	ast_walk_stmts(cl->body, names_probe, &found);
	if (!found)
		make_unprobed(s, cl);
}

bool sema_wants_all(const struct sema *s)
{
	u8 policy = s->config.missing_probes;

	return policy == MISSING_ERROR || policy == MISSING_LISTED;
}

int sema_none_exists(struct sema *s, const struct attach_point *points)
{
	if (s->config.missing_probes == MISSING_ERROR)
		return diag_error(s->diag, points->span,
		                  "none of the probes of this clause exists here");
	diag_warn(s->diag, points->span,
	          "none of the probes of this clause exists here: it never runs");
	return 0;
}

int expand_clauses(struct analysis *an)
{
	struct sema *s = an->s;
	int err = 0;

	for (const struct clause *cl = s->program->clauses; cl; cl = cl->next) {
		struct probe_list probes = {0};

		for (struct attach_point *pt = cl->points; pt; pt = pt->next)
			if (expand_point(s, pt, cl->points->next != NULL, &probes))
				err = -EINVAL;
		if (probes.n)
			make_variants(s, cl, &probes);
		else if (cl->points)
			make_unprobed(s, cl);
		if (probes.n || err || !cl->points || !sema_wants_all(s))
			continue;
		err = sema_none_exists(s, cl->points);
	}
	for (const struct clause *cl = an->uncalled; cl; cl = cl->next)
		make_uncalled(s, cl);
	return err;
}
