/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sonde language: what of the language each backend can do. The build makes a man page of it. */
#include "cli/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "code/code.h"
#include "lang/parse.h"
#include "probe/arch.h"
#include "probe/perf.h"

static const char *const backend_names[LANGUAGE_BACKENDS] = {"bpf", "perf"};

static struct language_row *add(struct language *l, const char *kind, const char *name,
                                const char *doc)
{
	struct language_row *r = ARENA_PUSH(l->arena, l->rows, l->n);

	*r = (struct language_row){.kind = kind, .name = name, .doc = doc ? doc : ""};
	for (u32 i = 0; i < LANGUAGE_BACKENDS; i++)
		r->by[i] = (struct language_answer){true, ""};
	return r;
}

static void answer_all(struct language_row *r, bool yes, const char *text)
{
	for (u32 i = 0; i < LANGUAGE_BACKENDS; i++)
		r->by[i] = (struct language_answer){yes, text};
}

/* "how", or "no: why" */
static struct language_answer answer(const char *text)
{
	bool no = text && !strncmp(text, "no: ", 4);

	return (struct language_answer){!no, !text ? "" : text + (no ? 4 : 0)};
}

/* The first error's text, without its place. */
static const char *first_error(struct arena *a, const char *said)
{
	const char *at = strstr(said, "ERROR: ");

	at = at ? at + 7 : "the sample does not compile";
	return arena_strndup(a, at, strcspn(at, "\n"));
}

static const char *refused_by(const struct backend *b, const struct plan *p,
                              const struct plan_clause *c, struct arena *a, struct diag *diag,
                              char **said)
{
	struct code_opts opts = {.exec = EXEC_KERNEL,
	                         .caps = &code_caps_newest,
	                         .context = c->variant->context,
	                         .compat_offset = -1,
	                         .syscall_nr = -1};
	struct code code;

	if (strcmp(b->name, "bpf")) {
		opts.exec = EXEC_VM;
		if (c->nneeds)
			return c->needs[0].what;
	}
	for (u32 i = 0; i < c->nslots && !c->in_user; i++) {
		const struct slot *s = &c->slots[i];

		if (b->why_no_root(s->root))
			return b->why_no_root(s->root);
		if (s->root == ROOT_ARG && !arch_arg(arch_host(), s->arg, false))
			return "this argument is not in a register on this architecture";
	}
	if (c->in_user)
		opts.exec = EXEC_VM;
	if (!code_clause(p, c, &opts, diag, &code))
		return NULL;
	fflush(diag->out);
	return first_error(a, *said);
}

/* Compile for each backend. false: the program is not right at all, and *why. */
static bool compile(struct arena *a, const char *text, struct language_answer *by, const char **why)
{
	struct types_opts types = {.btf_path = "/nonexistent"};
	struct source src = {.name = "sample", .text = text, .len = strlen(text)};
	struct probe_env env = {.arena = a, .tracefs_err = -ENOENT, .max_probes = 64};
	struct sema s = {.arena = a, .env = &env, .unsafe = true, .no_probe_check = true};
	struct program *p;
	struct plan *plan;
	struct diag diag;
	char *said = NULL;
	size_t len = 0;
	bool ok;

	diag_init(&diag, open_memstream(&said, &len));
	s.diag = &diag;
	s.types = types_new(a, &types);
	config_init(&s.config, &diag);
	p = parse_program(a, &src, &diag);
	plan = p && !sema_run(&s, p) ? plan_make(&s) : NULL;
	ok = plan != NULL;
	fflush(diag.out);
	*why = ok ? NULL : first_error(a, said);
	for (u32 i = 0; ok && i < LANGUAGE_BACKENDS; i++) {
		const struct backend *b = backend_find(backend_names[i]);

		for (u32 k = 0; b && k < plan->nclauses && by[i].yes; k++) {
			const char *no = refused_by(b, plan, &plan->clauses[k], a, &diag, &said);

			if (no)
				by[i] = (struct language_answer){false, no};
		}
	}
	types_free(s.types);
	fclose(diag.out);
	free(said);
	return ok;
}

/* What cannot be done in a clause of the kernel may be right in those that sonde runs itself. */
static void try_in_user(struct language *l, struct language_row *r, const char *program)
{
	struct language_answer own[LANGUAGE_BACKENDS] = {{true, ""}, {true, ""}};
	const char *why;

	if (!compile(l->arena, arena_printf(l->arena, "BEGIN %s", program), own, &why))
		return;
	for (u32 i = 0; i < LANGUAGE_BACKENDS; i++)
		if (!r->by[i].yes && own[i].yes)
			r->by[i] =
			        (struct language_answer){true, "in BEGIN, END and interval only"};
}

static void try_sample(struct language *l, struct language_row *r, const char *program)
{
	bool clause = *program == '{', all = true;
	const char *why;

	if (clause)
		program = arena_printf(l->arena, "kprobe:f %s", program);
	if (!compile(l->arena, program, r->by, &why))
		answer_all(r, false, why);
	for (u32 i = 0; i < LANGUAGE_BACKENDS; i++)
		all &= r->by[i].yes;
	if (clause && !all)
		try_in_user(l, r, program + strlen("kprobe:f "));
}

static const struct language_sample *find_sample(const char *kind, const char *name)
{
	const struct language_sample *s;

	for (u32 i = 0; (s = language_sample(i)); i++)
		if (!strcmp(s->kind, kind) && !strcmp(s->name, name))
			return s;
	return NULL;
}

static void fill(struct language *l, struct language_row *r, const struct language_sample *s)
{
	if (s->program) {
		try_sample(l, r, s->program);
		if (r->by[0].yes && !*r->by[0].text && s->bpf)
			r->by[0].text = s->bpf;
		if (r->by[1].yes && !*r->by[1].text && s->perf)
			r->by[1].text = s->perf;
		return;
	}
	r->by[0] = answer(s->bpf);
	r->by[1] = answer(s->perf ? s->perf : s->bpf);
}

static void add_probe(struct language *l, const char *kind, const char *name, const char *doc,
                      enum provider p, const char *why_not)
{
	struct language_row *r = add(l, kind, name, doc);
	const char *why;

	if (why_not) {
		answer_all(r, false, why_not);
		return;
	}
	if (provider_info(p)->user_space) {
		answer_all(r, true, "in sonde itself");
		return;
	}
	for (u32 i = 0; i < LANGUAGE_BACKENDS; i++) {
		const struct backend *b = backend_find(backend_names[i]);
		const char *how = b ? b->how(p, &why) : NULL;

		if (!b)
			r->by[i] = (struct language_answer){false, "not in this build"};
		else
			r->by[i] = (struct language_answer){how != NULL, how ? how : why};
	}
}

static void add_events(struct language *l, bool software)
{
	enum provider p = software ? PROVIDER_SOFTWARE : PROVIDER_HARDWARE;
	const struct perf_event_name *e;

	for (u32 i = 0; (e = perf_event_at(software, i)); i++) {
		const char *name = provider_info(p)->name;

		add_probe(l, "event", arena_printf(l->arena, "%s:%s", name, e->name), "", p, NULL);
		if (e->alias)
			add_probe(l, "event", arena_printf(l->arena, "%s:%s", name, e->alias), "",
			          p, NULL);
	}
}

static void add_probes(struct language *l)
{
	const struct provider_form *f;

	for (u32 i = 0; i < PROVIDER_COUNT; i++) {
		const struct provider_info *info = provider_info((enum provider)i);

		add_probe(l, "probe", info->name, info->shape, info->provider, NULL);
		for (u32 k = 0; k < ARRAY_LEN(info->aliases) && info->aliases[k]; k++)
			add_probe(l, "probe", info->aliases[k],
			          arena_printf(l->arena, "Short for %s", info->name),
			          info->provider, NULL);
	}
	for (u32 i = 0; (f = provider_form(i)); i++)
		add_probe(l, "probe form", f->text, "", f->provider, f->why_not);
	add_events(l, true);
	add_events(l, false);
}

static const char *builtin_kind_name(const struct builtin *b)
{
	static const char *const names[] = {[BUILTIN_VAR] = "builtin",
	                                    [BUILTIN_FUNC] = "function",
	                                    [BUILTIN_ACTION] = "function",
	                                    [BUILTIN_AGG] = "map function"};

	return names[b->kind];
}

static void add_builtins(struct language *l, enum builtin_kind first, enum builtin_kind last)
{
	for (const struct builtin *b = builtin_table(); b->name; b++) {
		const struct language_sample *s = find_sample(builtin_kind_name(b), b->name);
		struct language_row *r;

		if (b->kind < first || b->kind > last)
			continue;
		r = add(l, builtin_kind_name(b), b->name, b->doc);
		if (s)
			fill(l, r, s);
		else if (b->kind == BUILTIN_VAR)
			try_sample(l, r, arena_printf(l->arena, "{ print(%s) }", b->name));
		else
			l->no_sample = b->name;
	}
}

static void add_samples(struct language *l)
{
	const struct language_sample *s;

	for (u32 i = 0; (s = language_sample(i)); i++)
		if (strcmp(s->kind, "builtin") && strcmp(s->kind, "function") &&
		    strcmp(s->kind, "map function"))
			fill(l, add(l, s->kind, s->name, s->doc), s);
}

static void add_settings(struct language *l)
{
	const char *name, *note;

	for (u32 i = 0; (name = config_name(i, &note)); i++)
		answer_all(add(l, "config", name, ""), true, note ? note : "");
}

static void add_options(struct language *l)
{
	const char *name, *doc;
	char letter;

	for (u32 i = 0; (name = options_name(i, &letter, &doc)); i++) {
		const char *text = doc ? "" : "accepted, and has nothing to do here";

		answer_all(add(l, "option", arena_printf(l->arena, "--%s", name), doc), true, text);
		if (letter)
			answer_all(add(l, "option", arena_printf(l->arena, "-%c", letter), doc),
			           true, text);
	}
}

void language_make(struct language *l, struct arena *a)
{
	*l = (struct language){.arena = a};
	add_probes(l);
	add_builtins(l, BUILTIN_VAR, BUILTIN_VAR);
	add_builtins(l, BUILTIN_FUNC, BUILTIN_ACTION);
	add_builtins(l, BUILTIN_AGG, BUILTIN_AGG);
	add_samples(l);
	add_settings(l);
	add_options(l);
}

void language_list(struct buf *out, const struct language *l)
{
	for (u32 i = 0; i < l->n; i++) {
		const struct language_row *r = &l->rows[i];

		buf_addf(out, "%s\t%s", r->kind, r->name);
		for (u32 k = 0; k < LANGUAGE_BACKENDS; k++)
			buf_addf(out, "\t%s%s%s", r->by[k].yes ? "yes" : "no",
			         *r->by[k].text ? ": " : "", r->by[k].text);
		buf_addc(out, '\n');
	}
}

int cmd_language(int argc, char **argv)
{
	struct buf out = BUF_INIT;
	struct language l;

	language_make(&l, arena_new());
	if (argc > 1 && !strcmp(argv[1], "man"))
		language_man(&out, &l);
	else
		language_list(&out, &l);
	fputs(buf_str(&out), stdout);
	buf_free(&out);
	arena_free(l.arena);
	return 0;
}
