// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde features: every probe of this kernel, with its outcome. */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "util/json.h"

const char *errno_name(int err)
{
	const char *name = strerrorname_np(err < 0 ? -err : err);

	return name ? name : "unknown";
}

static void probe_all(struct features *f, struct session *s)
{
	f->arena = s->arena;
	features_probe_security(f);
	features_probe_tracefs(f, s->tracefs, s->tracefs_err);
	if (s->tracefs && tracefs_is_recorded(s->tracefs))
		return;
	features_probe_perf(f, s->tracefs);
	for (u32 i = 0; backends[i]; i++)
		if (backends[i]->features)
			backends[i]->features(f, s->tracefs);
}

/* A setting, which is neither there nor not. */
static bool is_value(const struct feature *x)
{
	return !x->err && x->detail && *x->detail &&
	       strspn(x->detail, "0123456789-") == strlen(x->detail);
}

static void print_text(const struct features *f)
{
	const char *group = "";

	for (u32 i = 0; i < f->n; i++) {
		const struct feature *x = &f->items[i];

		if (strcmp(group, x->group))
			printf("%s%s\n", *group ? "\n" : "", x->group);
		group = x->group;
		if (is_value(x)) {
			printf("  %s: %s\n", x->name, x->detail);
			continue;
		}
		printf("  %s: %s", x->name, x->err ? "no" : "yes");
		if (x->err)
			printf(" (%s: %s)", errno_name(x->err), strerror(-x->err));
		if (x->detail && *x->detail)
			printf(", %s", x->detail);
		putchar('\n');
	}
}

static void print_json(const struct features *f)
{
	struct buf out = BUF_INIT;
	struct json j;

	json_init(&j, &out);
	json_open(&j, '{');
	json_key(&j, "features");
	json_open(&j, '[');
	for (u32 i = 0; i < f->n; i++) {
		const struct feature *x = &f->items[i];

		json_open(&j, '{');
		json_key(&j, "group");
		json_str(&j, x->group);
		json_key(&j, "name");
		json_str(&j, x->name);
		json_key(&j, "works");
		json_bool(&j, !x->err);
		if (x->err) {
			json_key(&j, "errno");
			json_str(&j, errno_name(x->err));
		}
		if (x->detail && *x->detail) {
			json_key(&j, "detail");
			json_str(&j, x->detail);
		}
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	puts(buf_str(&out));
	buf_free(&out);
}

int cmd_features(int argc, char **argv)
{
	struct options o = {0};
	struct features f = {0};
	struct session *s;

	if (options_parse(&o, argc, argv))
		return 1;
	if (o.help)
		return command_help(argv[0]);
	s = session_new(&o.session);
	probe_all(&f, s);
	if (o.session.format == OUTPUT_JSON)
		print_json(&f);
	else
		print_text(&f);
	session_free(s);
	return 0;
}
