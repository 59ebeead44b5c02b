// SPDX-License-Identifier: GPL-2.0-or-later
#include "trace/buffer.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reset {
	struct tracefs *tracefs;
	const char *dir;
	struct arena *arena;
	int err;
};

static const char *path_of(struct reset *r, const char *file)
{
	return arena_printf(r->arena, "%s%s", r->dir, file);
}

static void failed(struct reset *r, int err)
{
	/* files that this kernel has not, or that nobody may write, hold nothing that was set */
	if (err && err != -ENOENT && err != -EPERM && !r->err)
		r->err = err;
}

/* The file says value, perhaps in brackets beside others. */
static bool says(const char *text, const char *value)
{
	const char *chosen = strchr(text, '[');
	size_t n = strlen(value);

	text = chosen ? chosen + 1 : text;
	return !strncmp(text, value, n) && strchr("]\n", text[n]);
}

static void set_back(struct reset *r, const char *file, const char *value)
{
	const char *path = path_of(r, file);
	struct buf b = BUF_INIT;

	/* of an empty list: its header, or nothing */
	if (!tracefs_read(r->tracefs, path, &b) && !says(buf_str(&b), value) &&
	    !(!*value && (!b.len || *b.data == '#' || says(b.data, "no pid"))))
		failed(r, tracefs_write(r->tracefs, path, value, O_TRUNC));
	buf_free(&b);
}

/* "hist:keys=x:… [active]" → "!hist:keys=x:…", "traceon:unlimited" → "!traceon" */
static const char *removal(struct reset *r, const char *line, size_t n)
{
	u32 colons = 0,
	    keep = !strncmp(line, "enable_", 7) || !strncmp(line, "disable_", 8) ? 2 : 0;

	if (!strncmp(line, "hist:", 5)) {
		const char *state = memmem(line, n, " [", 2);

		return arena_printf(r->arena, "!%.*s", (int)(state ? (size_t)(state - line) : n),
		                    line);
	}
	for (size_t i = 0; i < n; i++)
		if (line[i] == ' ' || (line[i] == ':' && colons++ == keep))
			n = i;
	return arena_printf(r->arena, "!%.*s", (int)n, line);
}

static void remove_triggers(struct reset *r, const char *path)
{
	struct buf b = BUF_INIT;

	if (!tracefs_read(r->tracefs, path, &b))
		for (const char *line = buf_str(&b), *end; *line; line = *end ? end + 1 : end) {
			end = strchrnul(line, '\n');
			if (*line != '#' && end > line)
				failed(r, tracefs_write(r->tracefs, path,
				                        removal(r, line, (size_t)(end - line)), 0));
		}
	buf_free(&b);
}

static void reset_events(struct reset *r)
{
	const char **systems = tracefs_dirs(r->tracefs, path_of(r, "events"));

	set_back(r, "events/enable", "0");
	for (u32 i = 0; systems[i]; i++) {
		const char *system = arena_printf(r->arena, "events/%s", systems[i]);
		const char **events = tracefs_dirs(r->tracefs, path_of(r, system));

		for (u32 k = 0; events[k]; k++) {
			const char *event = arena_printf(r->arena, "%s/%s", system, events[k]);
			const char *filter = arena_printf(r->arena, "%s/filter", event);
			struct buf b = BUF_INIT;

			if (!tracefs_read(r->tracefs, path_of(r, filter), &b) &&
			    strcmp(buf_str(&b), "none\n"))
				failed(r,
				       tracefs_write(r->tracefs, path_of(r, filter), "0", O_TRUNC));
			buf_free(&b);
			remove_triggers(r, path_of(r, arena_printf(r->arena, "%s/trigger", event)));
		}
	}
}

/* The mask of all CPUs that the buffer has, as the kernel writes it. */
static const char *all_cpus(struct reset *r)
{
	const char **cpus = tracefs_dirs(r->tracefs, path_of(r, "per_cpu"));
	struct buf b = BUF_INIT;
	const char *text;
	u32 n = 0;

	while (cpus[n])
		n++;
	for (u32 left = n, word = (n + 31) / 32; word--; left = word * 32) {
		u32 bits = left - word * 32;
		u32 mask = bits == 32 ? ~0u : (1u << bits) - 1;

		buf_addf(&b, b.len ? ",%08x" : "%x", mask);
	}
	text = arena_strdup(r->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

int buffer_clear(struct tracefs *t, const char *dir)
{
	char path[256];

	snprintf(path, sizeof(path), "%strace", dir);
	return tracefs_write(t, path, "", O_TRUNC);
}

int buffer_reset(struct tracefs *t, const char *dir)
{
	static const struct {
		const char *file, *value;
	} files[] = {
	        {"current_tracer", "nop"},         {"set_event_pid", ""},
	        {"set_event_notrace_pid", ""},     {"set_ftrace_pid", ""},
	        {"set_ftrace_notrace_pid", ""},    {"set_ftrace_filter", ""},
	        {"set_ftrace_notrace", ""},        {"set_graph_function", ""},
	        {"set_graph_notrace", ""},         {"max_graph_depth", "0"},
	        {"tracing_max_latency", "0"},      {"options/stacktrace", "0"},
	        {"options/func_stack_trace", "0"}, {"options/event-fork", "0"},
	        {"options/function-fork", "0"},    {"error_log", ""},
	};
	struct reset r = {.tracefs = t, .dir = dir, .arena = arena_new()};

	set_back(&r, "tracing_on", "0");
	reset_events(&r);
	for (u32 i = 0; i < ARRAY_LEN(files); i++)
		set_back(&r, files[i].file, files[i].value);
	set_back(&r, "trace_clock", "local");
	set_back(&r, "tracing_cpumask", all_cpus(&r));
	failed(&r, buffer_clear(t, dir));
	set_back(&r, "tracing_on", "1");
	arena_free(r.arena);
	return r.err;
}
