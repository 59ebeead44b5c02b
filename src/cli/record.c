// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde record: events of the kernel into a trace.dat, with trace-cmd's options. */
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "trace/record.h"
#include "util/mem.h"

struct event {
	const char *glob, *filter, *trigger;
};

struct record {
	const char *path;
	struct recorder_opts opts;
	struct event *events;
	u32 nevents;
	struct buf pids;
	bool only_command; /* -F */
	u32 version;
	enum zip zip;
	bool quiet, help;
	char **command; /* NULL: until a signal */
};

static int fail(const char *what, const char *arg)
{
	fprintf(stderr, "ERROR: %s%s\nHINT: sonde record --help lists the options\n", what, arg);
	return 1;
}

static const char usage[] =
        "usage: sonde record -e EVENT [OPTIONS] [COMMAND ...]\n"
        "Records events of the kernel while COMMAND runs, or until Ctrl-C; sonde report prints\n"
        "them, and so does trace-cmd report.\n"
        "  -e EVENT          SYSTEM:EVENT, SYSTEM, EVENT, globs of these, or all; repeatable\n"
        "  -f FILTER         of the events of the -e before it\n"
        "  -R TRIGGER        of the events of the -e before it\n"
        "  -o FILE           default trace.dat\n"
        "  -b KB             size of each CPU's buffer in the kernel; default 4096\n"
        "  -s USEC           look at the buffers so often, though not half full; default 1000\n"
        "  -C CLOCK          the clock of the events' times\n"
        "  -O OPTION         an option of the kernel's tracing: NAME or noNAME; repeatable\n"
        "  -T                a kernel stack with each event\n"
        "  -P PID            only events of this task; repeatable, and lists: 1,2\n"
        "  -F                only events of COMMAND\n"
        "  -c                with -F or -P: of their children too\n"
        "  -q                say nothing of what was recorded\n"
        "  --file-version N  6 or 7; default 7\n"
        "  --compression C   none, zlib or zstd; default the best this sonde was built with\n"
        "Not yet: -p TRACER, -B, -m, -M, -N.\n";

enum { OPT_VERSION = 256, OPT_ZIP, OPT_HELP };

static const struct option long_options[] = {{"file-version", 1, NULL, OPT_VERSION},
                                             {"compression", 1, NULL, OPT_ZIP},
                                             {"help", 0, NULL, OPT_HELP},
                                             {NULL, 0, NULL, 0}};

static int number(const char *text, u32 *out)
{
	char *end;
	unsigned long v = strtoul(text, &end, 10);

	if (end == text || *end || !v || v > 1u << 30 || *text == '-')
		return fail("no number that makes sense here: ", text);
	*out = (u32)v;
	return 0;
}

static int add_pids(struct record *r, const char *text)
{
	for (char *end; *text; text = *end ? end + 1 : end) {
		unsigned long pid = strtoul(text, &end, 10);

		if (end == text || (*end && *end != ','))
			return fail("no list of process ids: ", optarg);
		buf_addf(&r->pids, "%s%lu", r->pids.len ? " " : "", pid);
	}
	return 0;
}

static int of_event(struct record *r, const char **what, const char *option)
{
	if (!r->nevents)
		return fail("an event (-e) comes before ", option);
	*what = optarg;
	return 0;
}

static int set_zip(struct record *r)
{
	if (zip_find(optarg, &r->zip))
		return fail("no compression: ", optarg);
	return zip_is_built_in(r->zip) ? 0 : fail("this sonde is built without ", optarg);
}

static void add_option(struct record *r)
{
	r->opts.options = mem_realloc(r->opts.options, (r->opts.noptions + 1) * sizeof(char *));
	r->opts.options[r->opts.noptions++] = optarg;
}

static void add_event(struct record *r)
{
	r->events = mem_realloc(r->events, (r->nevents + 1) * sizeof(*r->events));
	r->events[r->nevents++] = (struct event){.glob = optarg};
}

static int set_option(struct record *r, int opt)
{
	struct event *last = r->nevents ? &r->events[r->nevents - 1] : NULL;

	switch (opt) {
	case 'e':
		add_event(r);
		return 0;
	case 'f':
		return of_event(r, last ? &last->filter : NULL, "-f");
	case 'R':
		return of_event(r, last ? &last->trigger : NULL, "-R");
	case 'o':
		r->path = optarg;
		return 0;
	case 'b':
		return number(optarg, &r->opts.buffer_kb);
	case 's':
		return number(optarg, &r->opts.sleep_us);
	case 'C':
		r->opts.clock = optarg;
		return 0;
	case 'O':
		add_option(r);
		return 0;
	case 'T':
		r->opts.stack = true;
		return 0;
	case 'P':
		return add_pids(r, optarg);
	case 'F':
		r->only_command = true;
		return 0;
	case 'c':
		r->opts.follow = true;
		return 0;
	case 'q':
		r->quiet = true;
		return 0;
	case OPT_VERSION:
		if (strcmp(optarg, "6") && strcmp(optarg, "7"))
			return fail("no version of the file but 6 and 7: ", optarg);
		r->version = (u32)atoi(optarg);
		return 0;
	case OPT_ZIP:
		return set_zip(r);
	case 'h':
	case OPT_HELP:
		r->help = true;
		return 0;
	case 'p':
		return fail("tracers (-p) are not recorded yet; trace-cmd record does ", optarg);
	}
	fputs("HINT: sonde record --help lists the options\n", stderr);
	return 1;
}

static int parse(struct record *r, int argc, char **argv)
{
	int opt;

	optind = 1;
	while ((opt = getopt_long(argc, argv, "+e:f:R:o:b:s:C:O:TP:Fcqhp:", long_options, NULL)) !=
	       -1)
		if (set_option(r, opt))
			return 1;
	if (optind < argc)
		r->command = argv + optind;
	if (r->help)
		return 0;
	if (!r->nevents)
		return fail("which events? Say -e EVENT", "");
	if (r->only_command && !r->command)
		return fail("-F needs a command", "");
	if (r->opts.follow && !r->only_command && !r->pids.len)
		return fail("-c needs -F or -P", "");
	return 0;
}

/* The command, waiting until it may start: its end of the pipe is *go. */
static pid_t start_command(char **command, const sigset_t *old, int *go)
{
	int fds[2];
	pid_t pid;
	char c;

	if (pipe(fds))
		return -1;
	pid = fork();
	if (pid) {
		close(fds[0]);
		*go = fds[1];
		return pid;
	}
	close(fds[1]);
	sigprocmask(SIG_SETMASK, old, NULL);
	if (read(fds[0], &c, 1) != 1)
		_exit(0);
	close(fds[0]);
	execvp(*command, command);
	fprintf(stderr, "ERROR: cannot run %s: %s\n", *command, strerror(errno));
	_exit(127);
}

static void progress(const struct recorder *r, u32 seconds)
{
	fprintf(stderr, "\r%u s, %.1f MB ", seconds, (double)recorder_bytes(r) / 1e6);
}

/* Until the command has ended, or a signal says stop. */
static void wait_for_end(const struct record *o, struct recorder *r, pid_t child, int *status)
{
	const struct timespec second = {1, 0};
	bool terminal = !o->quiet && isatty(STDERR_FILENO);
	sigset_t set;
	u32 seconds = 0;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	for (;;) {
		int sig = sigtimedwait(&set, NULL, &second);

		if (sig < 0) {
			seconds++;
			if (terminal)
				progress(r, seconds);
			continue;
		}
		if (sig != SIGCHLD)
			break;
		if (child > 0 && waitpid(child, status, WNOHANG) == child)
			return;
	}
	if (terminal)
		fputc('\n', stderr);
	if (child > 0) {
		kill(child, SIGTERM);
		waitpid(child, status, 0);
	}
}

static void say_counts(const struct record *o, const struct recorder_counts *c, u64 written)
{
	if (c->lost)
		fprintf(stderr,
		        "WARNING: %llu events were lost: the buffers were full\n"
		        "HINT: larger buffers (-b %u), or fewer events (-f)\n",
		        (unsigned long long)c->lost,
		        2 * (o->opts.buffer_kb ? o->opts.buffer_kb : DEFAULT_BUFFER_KB));
	if (!o->quiet)
		fprintf(stderr, "%s: %llu events, %llu lost; %llu bytes of %llu\n", o->path,
		        (unsigned long long)c->events, (unsigned long long)c->lost,
		        (unsigned long long)written, (unsigned long long)c->bytes);
}

static int run(struct record *o, struct recorder *r, const sigset_t *old)
{
	struct recorder_counts counts;
	int status = 0, go = -1;
	pid_t child = -1;
	u64 written;

	for (u32 i = 0; i < o->nevents; i++)
		if (recorder_event(r, o->events[i].glob, o->events[i].filter,
		                   o->events[i].trigger) < 0)
			return 1;
	if (o->command) {
		child = start_command(o->command, old, &go);
		if (child < 0)
			return fail("cannot start a process: ", strerror(errno));
		if (o->only_command) {
			buf_addf(&o->pids, "%s%d", o->pids.len ? " " : "", (int)child);
			if (recorder_set_pids(r, o->pids.data, o->opts.follow))
				return 1;
		}
	}
	if (recorder_start(r))
		return 1;
	if (go >= 0 && write(go, "g", 1) == 1)
		close(go);
	else if (!o->command && !o->quiet && isatty(STDERR_FILENO))
		fputs("Recording; Ctrl-C ends it\n", stderr);
	wait_for_end(o, r, child, &status);
	if (recorder_stop(r, &counts) || recorder_write(r, o->path, o->version, o->zip, &written))
		return 1;
	say_counts(o, &counts, written);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int record(struct record *o)
{
	struct arena *a = arena_new();
	struct recorder *r;
	sigset_t set, old;
	struct tracefs *t;
	struct diag d;
	int err, status = 1;

	diag_init(&d, stderr);
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, &old);
	t = tracefs_open(a, NULL, &err);
	if (!t) {
		fprintf(stderr, "ERROR: %s\n", tracefs_why(err));
		goto out;
	}
	if (o->pids.len)
		o->opts.pids = o->pids.data;
	r = recorder_new(a, t, o->path, &o->opts, &d);
	if (r)
		status = run(o, r, &old);
	recorder_free(r);
out:
	sigprocmask(SIG_SETMASK, &old, NULL);
	arena_free(a);
	return status;
}

int cmd_record(int argc, char **argv)
{
	struct record o = {
	        .path = "trace.dat", .version = 7, .zip = zip_best(), .opts.sleep_us = 1000};
	int status = 1;

	if (!parse(&o, argc, argv)) {
		if (o.help) {
			fputs(usage, stdout);
			status = 0;
		} else {
			status = record(&o);
		}
	}
	free(o.events);
	free(o.opts.options);
	buf_free(&o.pids);
	return status;
}
