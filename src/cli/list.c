// SPDX-License-Identifier: GPL-2.0-or-later
/* -l and -lv, as bpftrace prints them. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

struct listing {
	struct probe_env *env;
	struct types *types;
	bool verbose;
};

/* The fields of a format that are not common to all events: "    char comm[16]". */
static void print_fields(const char *format)
{
	const char *line = format;

	while ((line = strstr(line, "field:"))) {
		size_t len = strcspn(line += 6, ";\n");

		if (strncmp(line, "unsigned short common_", 22) &&
		    !memmem(line, len, " common_", 8))
			printf("    %.*s\n", (int)len, line);
		line += len;
	}
}

/* As C spells it: "unsigned int", "struct sock *". */
static void put_c_type(struct buf *b, const struct type *t)
{
	static const char *const words[2][9] = {
	        {[1] = "unsigned char",
	         [2] = "unsigned short",
	         [4] = "unsigned int",
	         [8] = "unsigned long"},
	        {[1] = "char", [2] = "short", [4] = "int", [8] = "long"},
	};

	if (t->kind == TY_PTR) {
		put_c_type(b, t->elem);
		buf_adds(b, t->elem->kind == TY_PTR ? "*" : " *");
	} else if (t->kind == TY_INT && t->name) {
		buf_adds(b, t->name);
	} else if (t->kind == TY_INT && t->size <= 8 && words[t->is_signed][t->size]) {
		buf_adds(b, words[t->is_signed][t->size]);
	} else {
		type_print(b, t);
	}
}

static void print_arg(const struct type *t, const char *name)
{
	struct buf b = BUF_INIT;

	put_c_type(&b, t);
	printf("    %s %s\n", buf_str(&b), name);
	buf_free(&b);
}

/* Arguments that BTF, or a program's DWARF, knows; of fexit also the result. */
static void print_signature(struct types *types, const struct probe *p)
{
	struct func_sig sig;
	int err = p->provider == PROVIDER_RAWTRACEPOINT ? types_raw_tracepoint(types, p->func, &sig)
	          : p->provider == PROVIDER_UPROBE
	                  ? types_program_function(types, p->target, p->func, &sig)
	                  : types_function(types, p->target, p->func, &sig);

	for (u32 i = 0; !err && i < sig.nargs; i++)
		print_arg(sig.types[i], sig.names[i]);
	if (!err && p->provider == PROVIDER_FEXIT && sig.ret->kind != TY_NONE)
		print_arg(sig.ret, "retval");
}

/* What ctx of an iterator points at, its own meta data left out. */
static void print_iterator(struct listing *l, const struct probe *p)
{
	const char *name;
	struct member m;
	const struct type *ctx =
	        types_find(l->types, arena_printf(l->env->arena, "struct bpf_iter__%s", p->func));

	for (u32 i = 0; ctx && !types_member_at(l->types, ctx, i, &name, &m); i++)
		if (strcmp(name, "meta"))
			print_arg(m.type, name);
}

static void print_arguments(struct listing *l, const struct probe *p)
{
	const char *format;
	int err;

	switch (p->provider) {
	case PROVIDER_TRACEPOINT:
		format = tracefs_format(l->env->tracefs, p->target, p->func, &err);
		if (format)
			print_fields(format);
		break;
	case PROVIDER_RAWTRACEPOINT:
	case PROVIDER_FENTRY:
	case PROVIDER_FEXIT:
	case PROVIDER_UPROBE:
		print_signature(l->types, p);
		break;
	case PROVIDER_ITER:
		print_iterator(l, p);
		break;
	default:
		break;
	}
}

static bool print_probe(const struct probe *p, void *arg)
{
	struct listing *l = arg;

	puts(p->name);
	if (l->verbose)
		print_arguments(l, p);
	return !ferror(stdout);
}

static void print_type(const char *text, void *arg)
{
	(void)arg;
	puts(text);
}

/* -l 'struct sock', -lv 'enum pid*' */
static int list_types(struct session *s, const struct options *o)
{
	const char *path = o->session.btf;
	int err = types_spell(s->arena, path, o->glob, o->session.verbose, print_type, NULL);

	if (err == -EOPNOTSUPP)
		diag_error(&s->diag, NO_SPAN,
		           "types are listed by libbpf, which this build of sonde is without");
	else if (err)
		diag_error(&s->diag, NO_SPAN,
		           "types are listed from BTF, and there is none: %s: %s",
		           path ? path : "/sys/kernel/btf/vmlinux", strerror(-err));
	return err ? 1 : 0;
}

int list_probes(const struct options *o)
{
	struct session *s = session_new(&o->session);
	struct listing l = {.env = &s->env, .verbose = o->session.verbose};
	int err;

	if (o->glob && types_is_tagged(o->glob)) {
		err = list_types(s, o);
		session_free(s);
		return err;
	}
	l.types = types_new(s->arena, &(struct types_opts){.btf_path = o->session.btf});
	s->env.max_probes = UINT32_MAX;
	err = probe_enumerate(&s->env, o->glob, print_probe, &l, &s->diag);
	types_free(l.types);
	session_free(s);
	return err ? 1 : 0;
}
