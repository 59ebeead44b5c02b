// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde explain: what would run the program, probe by probe, and what would not, and why. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "util/json.h"

struct explanation {
	struct session *s;
	struct verdict *verdicts; /* parallel to backends[] */
	s32 chosen;               /* index in backends[], -1: none can */
};

static const struct mechanism *mechanism_of(const struct explanation *e, const struct probe *p)
{
	const struct verdict *v = e->chosen >= 0 ? &e->verdicts[e->chosen] : NULL;

	for (u32 i = 0; v && i < v->nmechanisms; i++)
		if (v->mechanisms[i].probe == p)
			return &v->mechanisms[i];
	return NULL;
}

/* BEGIN, END and intervals are run by sonde, except clauses that need the kernel. */
static bool is_user(const struct explanation *e, const struct probe *p)
{
	const struct plan *plan = e->s->plan;

	for (u32 i = 0; i < plan->nclauses; i++) {
		const struct plan_clause *c = &plan->clauses[i];

		for (u32 k = 0; c->nneeds && k < c->variant->nprobes; k++)
			if (c->variant->probes[k] == p)
				return false;
	}
	return provider_info(p->provider)->user_space;
}

static const char *how(const struct explanation *e, const struct probe *p)
{
	const struct mechanism *m = mechanism_of(e, p);

	if (m)
		return m->text;
	if (p->provider == PROVIDER_INTERVAL)
		return "timer";
	return provider_info(p->provider)->user_space ? "sonde itself" : "none";
}

static const char *where(const struct explanation *e, const struct probe *p)
{
	if (is_user(e, p))
		return "sonde's VM";
	return e->chosen >= 0 ? e->verdicts[e->chosen].executor : "nobody";
}

static void text_reasons(const struct reason *r, u32 n, const char *label)
{
	for (u32 i = 0; i < n; i++) {
		u32 line, col;

		printf("  %s: ", label);
		if (r[i].span.src) {
			span_line_col(r[i].span, &line, &col);
			printf("%s:%u:%u: ", r[i].span.src->name, line, col);
		}
		puts(r[i].what);
		if (r[i].way_out)
			printf("    %s\n", r[i].way_out);
	}
}

static void print_text(const struct explanation *e)
{
	const struct sema *m = &e->s->sema;

	for (u32 i = 0; i < m->nprobes; i++)
		printf("%s: %s, run by %s\n", m->probes[i]->name, how(e, m->probes[i]),
		       where(e, m->probes[i]));
	for (s32 i = 0; backends[i]; i++) {
		const struct verdict *v = &e->verdicts[i];

		printf("backend %s: %s\n", backends[i]->name,
		       i == e->chosen ? "chosen"
		       : v->can       ? "could run it too"
		                      : "cannot run it");
		text_reasons(v->why_not, v->can ? 0 : v->nwhy_not, "because");
		text_reasons(v->inexact, v->ninexact, "inexact");
	}
}

static void json_reasons(struct json *j, const char *key, const struct reason *r, u32 n)
{
	json_key(j, key);
	json_open(j, '[');
	for (u32 i = 0; i < n; i++) {
		u32 line, col;

		json_open(j, '{');
		if (r[i].span.src) {
			span_line_col(r[i].span, &line, &col);
			json_key(j, "line");
			json_uint(j, line);
			json_key(j, "column");
			json_uint(j, col);
		}
		json_key(j, "what");
		json_str(j, r[i].what);
		if (r[i].way_out) {
			json_key(j, "way_out");
			json_str(j, r[i].way_out);
		}
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_probe(struct json *j, const struct explanation *e, const struct probe *p)
{
	json_open(j, '{');
	json_key(j, "probe");
	json_str(j, p->name);
	json_key(j, "mechanism");
	json_str(j, how(e, p));
	json_key(j, "executor");
	json_str(j, where(e, p));
	json_close(j, '}');
}

static void print_json(const struct explanation *e)
{
	struct buf out = BUF_INIT;
	struct json j;

	json_init(&j, &out);
	json_open(&j, '{');
	json_key(&j, "probes");
	json_open(&j, '[');
	for (u32 i = 0; i < e->s->sema.nprobes; i++)
		json_probe(&j, e, e->s->sema.probes[i]);
	json_close(&j, ']');
	json_key(&j, "backends");
	json_open(&j, '[');
	for (s32 i = 0; backends[i]; i++) {
		const struct verdict *v = &e->verdicts[i];

		json_open(&j, '{');
		json_key(&j, "name");
		json_str(&j, backends[i]->name);
		json_key(&j, "can");
		json_bool(&j, v->can);
		json_key(&j, "chosen");
		json_bool(&j, i == e->chosen);
		json_reasons(&j, "why_not", v->why_not, v->can ? 0 : v->nwhy_not);
		json_reasons(&j, "inexact", v->inexact, v->ninexact);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(buf_str(&out));
	buf_free(&out);
}

static int explain(struct session *s, const struct options *o)
{
	struct explanation e = {.s = s, .chosen = -1};
	const char *wanted = o->session.backend;

	if (wanted && !strcmp(wanted, "auto"))
		wanted = NULL;
	e.verdicts = arena_array(s->arena, struct verdict, backend_count());
	if (session_verdicts(s, e.verdicts, backend_count()))
		return 1;
	e.chosen = wanted ? -1 : session_best(e.verdicts, backend_count());
	for (s32 i = 0; wanted && backends[i]; i++)
		if (e.verdicts[i].can && !strcmp(wanted, backends[i]->name))
			e.chosen = i;
	if (o->session.format == OUTPUT_JSON)
		print_json(&e);
	else
		print_text(&e);
	return e.chosen < 0;
}

int cmd_explain(int argc, char **argv)
{
	struct program_text text;
	struct options o = {0};
	struct session *s;
	int status;

	if (options_parse(&o, argc, argv))
		return 1;
	if (o.help)
		return command_help(argv[0]);
	status = program_read(&text, &o);
	if (status) {
		program_free(&text);
		return status;
	}
	s = session_new(&o.session);
	status = session_compile(s, &text.source) ? 1 : 0;
	if (!status && s->sema.wants_help)
		script_help(stdout, &o, &s->sema);
	else if (!status)
		status = explain(s, &o);
	session_free(s);
	program_free(&text);
	return status;
}
