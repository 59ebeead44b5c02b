// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde start and extract: tracing that goes on without us, and what its buffers hold then. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "cli/cli.h"
#include "cli/control.h"
#include "cli/record.h"

static const char start_usage[] =
        "usage: sonde start [-e EVENT] [-p TRACER] [OPTIONS] [COMMAND ...]\n"
        "Sets tracing up as sonde record does, and leaves it on, in the kernel's top-level buffer\n"
        "and the instances of -B: sonde show prints it, sonde extract makes a recording of it,\n"
        "sonde stop halts it, sonde reset ends it. Until then it costs, whether a sonde runs or\n"
        "not. What was set there before is lost.\n"
        "The options of sonde record: -e -f -R -p -l -n -g --max-graph-depth -b -M -C -O -T -P -F\n"
        "-c -B. COMMAND is run, and waited for.\n";

static int run_command(struct record *o, struct recorder *r)
{
	int go = -1, status = 0;
	sigset_t mask;
	pid_t child;

	sigprocmask(SIG_SETMASK, NULL, &mask);
	child = command_fork(o->command, &mask, &go);
	if (child < 0) {
		fprintf(stderr, "ERROR: cannot start a process: %s\n", strerror(-child));
		return 1;
	}
	if ((o->only_command && record_only(o, child)) || recorder_turn_on(r)) {
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		return 1;
	}
	command_go(go);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int made_event(const struct record *o)
{
	for (u32 i = 0; i < o->ntracks; i++)
		for (u32 k = 0; k < o->tracks[i].nevents; k++)
			if (recorder_is_probe(o->tracks[i].events[k].glob)) {
				fprintf(stderr,
				        "ERROR: %s: an event that sonde makes goes with sonde, and "
				        "start leaves nothing running\n"
				        "HINT: sonde record has it; or define it in kprobe_events, "
				        "and "
				        "say -e kprobes:NAME\n",
				        o->tracks[i].events[k].glob);
				return 1;
			}
	return 0;
}

static int start(struct record *o)
{
	struct arena *a = arena_new();
	struct tracefs *t;
	struct recorder *r;
	struct diag d;
	int err, status = 1;

	diag_init(&d, stderr);
	t = tracefs_open(a, NULL, &err);
	if (!t) {
		fprintf(stderr, "ERROR: %s\n", tracefs_why(err));
	} else if (!made_event(o)) {
		r = recorder_new(a, t, &o->opts, &d);
		if (!record_setup(o, r, a))
			status = o->command ? run_command(o, r) : recorder_turn_on(r) ? 1 : 0;
		recorder_free(r);
	}
	arena_free(a);
	return status;
}

int cmd_start(int argc, char **argv)
{
	struct record o = {.opts = {.version = 7, .keep = true}};
	int status = 1;

	if (!record_parse(&o, argc, argv)) {
		if (o.help) {
			fputs(start_usage, stdout);
			status = 0;
		} else if (o.script || o.path || o.net || o.opts.max_bytes) {
			fputs("ERROR: -o, -m, -N and --for are of sonde record\n", stderr);
		} else {
			status = start(&o);
		}
	}
	record_options_free(&o);
	return status;
}

static const char extract_usage[] =
        "usage: sonde extract [-o FILE] [-B NAME]... [-a] [-t] [-s]\n"
        "Makes a recording of what is in the kernel's trace buffers, which are empty then; sonde\n"
        "start or others have filled them. Nothing else is changed.\n"
        "  -o FILE           default trace.dat\n"
        "  -B NAME           of this instance; repeatable\n"
        "  -a                of all instances\n"
        "  -t                of the top level, also with -B or -a\n"
        "  -s                of the snapshot instead\n";

static int extract(struct control *c)
{
	const char *path = c->output ? c->output : "trace.dat";
	struct recorder_opts o = {
	        .temp = path, .version = 7, .zip = zip_best(), .snapshot = control_has(c, 's')};
	struct recorder_counts counts;
	struct recorder *r;
	struct diag d;
	int err = 0;
	u64 written;

	diag_init(&d, stderr);
	if (!c->ntargets) {
		fputs("ERROR: there is no instance\n", stderr);
		return 1;
	}
	r = recorder_new(c->arena, c->tracefs, &o, &d);
	for (u32 i = 0; i < c->ntargets && !err; i++) {
		struct track_opts t = {.name = c->targets[i].name, .existing = c->targets[i].name};

		err = recorder_track(r, &t) ? 0 : -EINVAL;
	}
	if (!err)
		err = recorder_start(r);
	if (!err)
		err = recorder_stop(r, &counts);
	if (!err)
		err = recorder_write(r, path, &written);
	if (!err)
		fprintf(stderr, "%s: %llu events, %llu lost; %llu bytes of %llu\n", path,
		        (unsigned long long)counts.events, (unsigned long long)counts.lost,
		        (unsigned long long)written, (unsigned long long)counts.bytes);
	recorder_free(r);
	return err ? 1 : 0;
}

int cmd_extract(int argc, char **argv)
{
	struct control c = {0};
	int status = control_open(&c, argc, argv, "o:B:atsh", NULL);

	if (!status && c.help)
		fputs(extract_usage, stdout);
	else if (!status)
		status = extract(&c);
	control_close(&c);
	return status;
}
