// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde stat: what is set in the kernel's tracing that is not as after boot. */
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/control.h"

static const char usage[] = "usage: sonde stat [-B NAME]... [-t] [-o]\n"
                            "Prints what the kernel's tracing is set to.\n"
                            "  -B NAME           of this instance; repeatable\n"
                            "  -t                of the top level, also with -B\n"
                            "  -o                the options too\n";

/* Lines of text, each behind indent. */
static void print_lines(const char *text, const char *indent)
{
	for (const char *end; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		printf("%s%.*s\n", indent, (int)(end - text), text);
	}
}

static void print_part(const char *title, const char *text)
{
	if (!*text)
		return;
	printf("\n%s:\n", title);
	print_lines(text, "   ");
}

/* What a list holds; a header beginning with '#' says that it holds nothing. */
static void print_list(struct control *c, const struct target *t, const char *title,
                       const char *file)
{
	const char *text = control_text(c, t, file);

	if (*text != '#' && strncmp(text, "no pid", 6))
		print_part(title, text);
}

static void print_events(struct control *c, const struct target *t)
{
	const char **systems = tracefs_dirs(c->tracefs, control_path(c, t, "events"));
	const char *all = control_text(c, t, "events/enable");
	bool any = false;

	printf("\nEvents:\n");
	if (*all == '0' || *all == '1') {
		printf(" All %s\n", *all == '0' ? "disabled" : "enabled");
		return;
	}
	for (u32 i = 0; systems[i]; i++) {
		const char *dir = arena_printf(c->arena, "events/%s", systems[i]);
		const char *is = control_text(c, t, arena_printf(c->arena, "%s/enable", dir));
		const char **events;

		if (!*is || *is == '0')
			continue;
		if (!any)
			printf(" Individual events:\n");
		any = true;
		printf("    %s\n", systems[i]);
		if (*is == '1')
			continue;
		events = tracefs_dirs(c->tracefs, control_path(c, t, dir));
		for (u32 k = 0; events[k]; k++)
			if (*control_text(c, t,
			                  arena_printf(c->arena, "%s/%s/enable", dir, events[k])) ==
			    '1')
				printf("        %s\n", events[k]);
	}
}

/* The files "filter" or "trigger" of the events that have one. */
static void print_of_events(struct control *c, const struct target *t, const char *title,
                            const char *file, const char *none)
{
	const char **systems = tracefs_dirs(c->tracefs, control_path(c, t, "events"));
	bool any = false;

	for (u32 i = 0; systems[i]; i++) {
		const char **events = tracefs_dirs(
		        c->tracefs,
		        control_path(c, t, arena_printf(c->arena, "events/%s", systems[i])));

		for (u32 k = 0; events[k]; k++) {
			const char *text = control_text(c, t,
			                                arena_printf(c->arena, "events/%s/%s/%s",
			                                             systems[i], events[k], file));

			if (!*text || !strncmp(text, none, strlen(none)))
				continue;
			if (!any)
				printf("\n%s:\n", title);
			any = true;
			printf("  %s:%s \"%.*s\"\n", systems[i], events[k],
			       (int)strcspn(text, "\n"), text);
		}
	}
}

static void print_clock(struct control *c, const struct target *t)
{
	const char *text = control_text(c, t, "trace_clock"), *chosen = strchr(text, '[');
	size_t n = chosen ? strcspn(chosen + 1, "]") : 0;

	if (chosen && !(n == 5 && !strncmp(chosen + 1, "local", 5)))
		printf("\nTrace clock: %.*s\n", (int)n, chosen + 1);
}

/* The mask without some CPU that the buffer has. */
static void print_mask(struct control *c, const struct target *t)
{
	const char *mask = control_text(c, t, "tracing_cpumask");
	const char **cpus = tracefs_dirs(c->tracefs, control_path(c, t, "per_cpu"));
	u32 n = 0, bits = 0;

	while (cpus[n])
		n++;
	for (const char *s = mask; *s; s++)
		if (*s != ',' && *s != '\n') {
			char digit[2] = {*s, 0};

			bits += (u32)__builtin_popcountl(strtoul(digit, NULL, 16));
		}
	if (*mask && bits < n)
		print_part("Trace CPU mask", mask);
}

static void print_target(struct control *c, const struct target *t)
{
	const char *tracer = control_text(c, t, "current_tracer");
	const char *latency = control_text(c, t, "tracing_max_latency");

	if (*t->name)
		printf("\nInstance: %s\n", t->name);
	if (*tracer && strcmp(tracer, "nop\n"))
		printf("\nTracer: %s", tracer);
	print_events(c, t);
	print_of_events(c, t, "Filters", "filter", "none");
	print_of_events(c, t, "Triggers", "trigger", "#");
	print_list(c, t, "Function Filter", "set_ftrace_filter");
	print_list(c, t, "No Function Tracing", "set_ftrace_notrace");
	print_list(c, t, "Function Graph Filter", "set_graph_function");
	print_list(c, t, "No Function Graph", "set_graph_notrace");
	print_list(c, t, "Events of these tasks only", "set_event_pid");
	print_list(c, t, "Functions of these tasks only", "set_ftrace_pid");
	print_part("Buffer size in kilobytes (per cpu)", control_text(c, t, "buffer_size_kb"));
	print_part("Buffer total size in kilobytes", control_text(c, t, "buffer_total_size_kb"));
	print_clock(c, t);
	print_mask(c, t);
	if (*latency && strtoul(latency, NULL, 10))
		printf("\nMax latency: %s", latency);
	if (c->output)
		print_part("Options", control_text(c, t, "trace_options"));
	printf("\nTracing is %s\n",
	       *control_text(c, t, "tracing_on") == '1' ? "enabled" : "disabled");
}

static void print_instances(struct control *c)
{
	const char **names = tracefs_dirs(c->tracefs, "instances");

	if (!*names)
		return;
	printf("\nInstances:\n");
	for (u32 i = 0; names[i]; i++)
		printf(" %s\n", names[i]);
}

int cmd_stat(int argc, char **argv)
{
	struct control c = {0};
	int status = control_open(&c, argc, argv, "B:toh", NULL);

	if (!status && c.help)
		fputs(usage, stdout);
	for (u32 i = 0; i < c.ntargets && !status && !c.help; i++) {
		const struct target *t = &c.targets[i];

		print_target(&c, t);
		if (*t->name)
			continue;
		print_list(&c, t, "Kprobe events", "kprobe_events");
		print_list(&c, t, "Uprobe events", "uprobe_events");
		print_list(&c, t, "Error log", "error_log");
		print_instances(&c);
	}
	control_close(&c);
	return status;
}
