// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde show, stat, snapshot: what is in the kernel's trace buffers, and what is set there. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/control.h"

/* The file's text as it comes, until its end or, of a pipe, a signal. */
static int print_file(struct control *c, const char *path)
{
	const char *full = arena_printf(c->arena, "%s/%s", tracefs_dir(c->tracefs), path);
	int fd = open(full, O_RDONLY | O_CLOEXEC), err = fd < 0 ? errno : 0;
	char text[65536];
	ssize_t n;

	while (!err && (n = read(fd, text, sizeof(text))) != 0) {
		if (n < 0 && errno != EINTR)
			err = errno;
		if (n > 0 && (fwrite(text, 1, (size_t)n, stdout) != (size_t)n || fflush(stdout)))
			break;
	}
	if (err)
		fprintf(stderr, "ERROR: cannot read %s: %s\n", full, strerror(err));
	if (fd >= 0)
		close(fd);
	return err ? 1 : 0;
}

static const char *of_cpu(struct control *c, const char *file)
{
	const struct target *t = &c->targets[0];

	if (!c->cpu)
		return control_path(c, t, file);
	return control_path(c, t, arena_printf(c->arena, "per_cpu/cpu%s/%s", c->cpu, file));
}

/* Files that sonde show prints by an option of their name. */
static const struct {
	const char *option, *file;
} shown[] = {
        {"tracing_on", "tracing_on"},           {"current_tracer", "current_tracer"},
        {"buffer_size", "buffer_size_kb"},      {"buffer_total_size", "buffer_total_size_kb"},
        {"ftrace_filter", "set_ftrace_filter"}, {"ftrace_notrace", "set_ftrace_notrace"},
        {"ftrace_pid", "set_ftrace_pid"},       {"graph_function", "set_graph_function"},
        {"graph_notrace", "set_graph_notrace"}, {"cpumask", "tracing_cpumask"},
};

static const char show_usage[] =
        "usage: sonde show [-p | -s] [-c CPU] [-B NAME] [-f]\n"
        "Prints the kernel's trace buffer, as the kernel does.\n"
        "  -p                as it comes, until Ctrl-C; what is printed is gone\n"
        "  -s                the snapshot\n"
        "  -c CPU            of this CPU only\n"
        "  -B NAME           of this instance\n"
        "  -f                the path of the file before it\n"
        "  --tracing_on, --current_tracer, --buffer_size, --buffer_total_size,\n"
        "  --ftrace_filter, --ftrace_notrace, --ftrace_pid, --graph_function,\n"
        "  --graph_notrace, --cpumask\n"
        "                    print what is set instead\n";

static int show(struct control *c)
{
	bool any = false;
	const char *path;
	int status = 0;

	if (c->ntargets > 1)
		return control_fail(c, "one buffer at a time", "");
	for (u32 i = 0; i < ARRAY_LEN(shown); i++) {
		if (!control_has(c, (char)(i + 1)))
			continue;
		any = true;
		status |= print_file(c, control_path(c, &c->targets[0], shown[i].file));
	}
	if (any)
		return status;
	path = of_cpu(c, control_has(c, 'p')   ? "trace_pipe"
	                 : control_has(c, 's') ? "snapshot"
	                                       : "trace");
	if (control_has(c, 'f'))
		printf("%s/%s\n", tracefs_dir(c->tracefs), path);
	return print_file(c, path);
}

int cmd_show(int argc, char **argv)
{
	const char *names[ARRAY_LEN(shown) + 1] = {NULL};
	struct control c = {0};
	int status;

	for (u32 i = 0; i < ARRAY_LEN(shown); i++)
		names[i] = shown[i].option;
	status = control_open(&c, argc, argv, "psc:B:fh", names);
	if (!status && c.help)
		fputs(show_usage, stdout);
	else if (!status)
		status = show(&c);
	control_close(&c);
	return status;
}

static const char snapshot_usage[] =
        "usage: sonde snapshot [-s | -r | -f] [-c CPU] [-B NAME]\n"
        "The kernel's second buffer, which is swapped with the first; without an option its text.\n"
        "  -s                take a snapshot now\n"
        "  -r                empty it\n"
        "  -f                give its memory back\n"
        "  -c CPU            of this CPU only\n"
        "  -B NAME           of this instance\n";

static int snapshot(struct control *c)
{
	const char *path = of_cpu(c, "snapshot"), *text = NULL;
	int err;

	if (c->ntargets > 1)
		return control_fail(c, "one buffer at a time", "");
	if (!tracefs_has(c->tracefs, path)) {
		fprintf(stderr, "ERROR: this kernel has no snapshots\n");
		return 1;
	}
	text = control_has(c, 's')   ? "1"
	       : control_has(c, 'r') ? "2"
	       : control_has(c, 'f') ? "0"
	                             : NULL;
	if (!text)
		return print_file(c, path);
	err = tracefs_write(c->tracefs, path, text, O_TRUNC);
	if (err)
		fprintf(stderr, "ERROR: cannot write to %s: %s\n", path, strerror(-err));
	return err ? 1 : 0;
}

int cmd_snapshot(int argc, char **argv)
{
	struct control c = {0};
	int status = control_open(&c, argc, argv, "srfc:B:h", NULL);

	if (!status && c.help)
		fputs(snapshot_usage, stdout);
	else if (!status)
		status = snapshot(&c);
	control_close(&c);
	return status;
}
