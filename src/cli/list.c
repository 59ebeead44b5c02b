// SPDX-License-Identifier: GPL-2.0-or-later
/* -l and -lv, as bpftrace prints them. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

struct listing {
	struct probe_env *env;
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

static bool print_probe(const struct probe *p, void *arg)
{
	struct listing *l = arg;
	const char *format;
	int err;

	puts(p->name);
	if (!l->verbose || p->provider != PROVIDER_TRACEPOINT)
		return true;
	format = tracefs_format(l->env->tracefs, p->target, p->func, &err);
	if (format)
		print_fields(format);
	return !ferror(stdout);
}

int list_probes(const struct options *o)
{
	struct session *s = session_new(&o->session);
	struct listing l = {&s->env, o->session.verbose};
	int err;

	s->env.max_probes = UINT32_MAX;
	err = probe_enumerate(&s->env, o->glob, print_probe, &l, &s->diag);
	session_free(s);
	return err ? 1 : 0;
}
