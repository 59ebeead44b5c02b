// SPDX-License-Identifier: GPL-2.0-or-later
/* The analysis as a whole: clauses are checked until the types of maps and variables settle. */
#include "sema/sema.h"

#include <string.h>

#include "sema/expand.h"
#include "sema/getopt.h"

/* Each pass that changes something settles at least one map, variable or key. */
#define MAX_PASSES 64

static void declare_map(struct analysis *an, const struct map_decl *d)
{
	static const char *const types[] = {"hash", "lruhash", "percpuhash", "percpulruhash",
	                                    "percpuarray"};
	struct map_info *m = map_named(an, d->name, d->span);
	size_t i = 0;

	while (i < ARRAY_LEN(types) && strcmp(types[i], d->type) != 0)
		i++;
	if (i == ARRAY_LEN(types)) {
		diag_error(an->s->diag, d->span, "invalid map type: %s", d->type);
		diag_hint(an->s->diag,
		          "map types are hash, lruhash, percpuhash, percpulruhash, percpuarray");
	} else if (m->declared) {
		diag_error(an->s->diag, d->span, "map @%s was already declared", d->name);
	} else if (!d->max_entries) {
		diag_error(an->s->diag, d->span, "map @%s needs room for at least one entry",
		           d->name);
	}
	m->declared = true;
	m->map.decl_type = d->type;
	m->map.max_entries = (u32)d->max_entries;
}

static void check_variant(struct analysis *an, struct variant *v)
{
	struct check c = {.an = an, .s = an->s, .v = v, .provider = v->probes[0]->provider};
	struct scope sc;

	scope_enter(&c, &sc);
	if (v->clause->filter)
		check_condition(&c, v->clause->filter, "the filter");
	check_stmts(&c, v->clause->body);
	scope_leave(&c);
}

static void check_all(struct analysis *an)
{
	an->changed = false;
	for (u32 i = 0; i < an->s->nvariants; i++)
		check_variant(an, an->s->variants[i]);
}

/* Nothing but the map itself says what it holds: an integer, from 0 on. */
static bool assume_integer(struct analysis *an)
{
	for (u32 i = 0; i < an->s->nmaps; i++) {
		struct map_info *m = container_of(an->s->maps[i], struct map_info, map);

		if (m->map.value || !m->computed)
			continue;
		m->map.value = &type_s64;
		m->value_weak = true;
		m->value_span = m->map.span;
		return true;
	}
	return false;
}

static void check_program(struct analysis *an)
{
	for (u32 i = 0; i < MAX_PASSES; i++) {
		check_all(an);
		if (!an->changed && !assume_integer(an))
			break;
	}
	an->final = true;
	check_all(an);
}

/* Variants that were made for their types only. */
static void drop_unprobed(struct sema *s)
{
	u32 n = 0;

	for (u32 i = 0; i < s->nvariants; i++)
		if (s->variants[i]->nprobes)
			s->variants[n++] = s->variants[i];
	s->nvariants = n;
}

/* A program of the kernel is made of each variant at least. */
static void check_program_count(struct sema *s)
{
	u32 n = 0;

	for (u32 i = 0; i < s->nvariants; i++)
		n += s->variants[i]->context != CTX_USER;
	if (n <= s->config.max_bpf_progs)
		return;
	diag_error(s->diag, s->variants[0]->clause->span,
	           "this needs %u programs in the kernel, more than the %u of max_bpf_progs", n,
	           s->config.max_bpf_progs);
	diag_hint(s->diag, "config = { max_bpf_progs = %u }", n);
}

int sema_run(struct sema *s, struct program *p)
{
	struct analysis an = {.s = s};
	u32 errors = s->diag->errors;

	s->program = p;
	config_apply(&s->config, p->config, s->diag);
	s->env->max_probes = s->config.max_probes;
	unstable_declared(&an);
	preamble_read(&an);
	if (expand_calls(&an) || getopt_read(&an) || s->wants_help)
		goto out;
	for (const struct map_decl *d = p->map_decls; d; d = d->next)
		declare_map(&an, d);
	expand_clauses(&an);
	check_program(&an);
	drop_unprobed(s);
	check_program_count(s);
	if (s->diag->errors == errors && !s->nprobes)
		diag_error(s->diag, p->clauses ? p->clauses->span : NO_SPAN, "no probes to attach");
out:
	hash_free(&an.reported);
	preamble_end(&an);
	return s->diag->errors == errors ? 0 : -EINVAL;
}
