// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde record: events of the kernel into a trace.dat, with trace-cmd's options. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/record.h"
#include "cli/record_for.h"
#include "trace/net.h"

static void progress(struct recorder *r, u32 seconds)
{
	struct recorder_counts c;

	recorder_count(r, &c);
	fprintf(stderr, "\r%u s, %llu events, %.1f MB, %llu lost ", seconds,
	        (unsigned long long)c.events, (double)c.bytes / 1e6, (unsigned long long)c.lost);
}

static void recording_signals(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGCHLD);
}

/* Until the command has ended, or a signal says stop. */
static void wait_for_end(const struct record *o, struct recorder *r, pid_t child)
{
	const struct timespec second = {1, 0};
	bool terminal = !o->quiet && isatty(STDERR_FILENO);
	u32 seconds = 0;
	sigset_t set;

	recording_signals(&set);
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
		if (child > 0 && command_has_ended(child))
			break;
	}
	if (terminal && seconds)
		fputc('\n', stderr);
	command_end(child, &set);
}

static void say_counts(const struct record *o, const struct recorder_counts *c, u64 written)
{
	u32 kb = DEFAULT_BUFFER_KB;

	for (u32 i = 0; i < o->ntracks; i++)
		if (o->tracks[i].opts.buffer_kb > kb || (o->tracks[i].opts.buffer_kb && !i))
			kb = o->tracks[i].opts.buffer_kb;
	if (c->lost)
		fprintf(stderr,
		        "WARNING: %llu events were lost: the buffers were full\n"
		        "HINT: larger buffers (-b %u), or fewer events (-f)\n",
		        (unsigned long long)c->lost, 2 * kb);
	if (o->quiet)
		return;
	if (c->dropped)
		fprintf(stderr, "The oldest %llu bytes were not kept (-m)\n",
		        (unsigned long long)c->dropped);
	fprintf(stderr, "%s: %llu events, %llu lost; %llu bytes of %llu\n",
	        o->net ? o->net : o->path, (unsigned long long)c->events,
	        (unsigned long long)c->lost, (unsigned long long)written,
	        (unsigned long long)c->bytes);
}

/* To the listener that is waited for, or to a file. */
static int deliver(struct record *o, struct recorder *r, struct sender *s, u64 *written)
{
	bool confirmed;
	int err;

	if (!s)
		return recorder_write(r, o->path, written);
	err = recorder_send(r, s, o->zip_sent, written, &confirmed);
	if (!err && !confirmed && !o->quiet)
		fprintf(stderr, "%s has it all, but does not tell what became of it\n", o->net);
	if (err && !recorder_write(r, o->path, written))
		fprintf(stderr, "HINT: the recording is in %s instead\n", o->path);
	return err;
}

static int run(struct record *o, struct recorder *r, struct sender *s, const sigset_t *old)
{
	struct recorder_counts counts;
	int go = -1;
	pid_t child = -1;
	u64 written;

	if (o->command) {
		child = command_fork(o->command, old, &go);
		if (child < 0) {
			fprintf(stderr, "ERROR: cannot start a process: %s\n", strerror(-child));
			return 1;
		}
	}
	if ((o->only_command && record_only(o, child)) || recorder_start(r))
		return 1;
	if (go >= 0)
		command_go(go);
	else if (!o->quiet && isatty(STDERR_FILENO))
		fputs("Recording; Ctrl-C ends it\n", stderr);
	wait_for_end(o, r, child);
	if (recorder_stop(r, &counts) || deliver(o, r, s, &written))
		return 1;
	say_counts(o, &counts, written);
	return command_status(child);
}

/* --for: as if it had been said with -e, -f, -T, -O and -C. */
static struct record_for *add_script(struct record *o, struct undo *undo,
                                     struct recording_wants *wants)
{
	struct record_track *t = &o->tracks[0];
	struct record_for *f = record_for(o->script, undo, wants);

	if (!f)
		return NULL;
	t->events = mem_realloc(t->events, (t->nevents + wants->n) * sizeof(*t->events));
	for (u32 i = 0; i < wants->n; i++)
		t->events[t->nevents++] = (struct record_event){.glob = wants->events[i].name,
		                                                .filter = wants->events[i].filter};
	t->opts.stack |= wants->kstack;
	if (!t->opts.clock)
		t->opts.clock = wants->clock;
	if (wants->ustack) {
		t->opts.options.items = mem_realloc(t->opts.options.items,
		                                    (t->opts.options.n + 1) * sizeof(char *));
		t->opts.options.items[t->opts.options.n++] = "userstacktrace";
	}
	return f;
}

/* -N: pages are sent as they are, and compressed, as it was asked for, where they arrive. */
static struct sender *open_sender(struct record *o)
{
	o->zip_sent = o->opts.zip;
	o->opts.zip = ZIP_NONE;
	return sender_open(o->net);
}

static int record(struct record *o)
{
	struct recording_wants wants = {0};
	struct record_for *script = NULL;
	struct undo *undo = NULL;
	struct recorder *r = NULL;
	struct sender *s = NULL;
	struct arena *a = arena_new();
	sigset_t set, old;
	struct tracefs *t;
	struct diag d;
	int err, status = 1;

	diag_init(&d, stderr);
	if (o->net && !(s = open_sender(o))) { /* which may last: Ctrl-C ends it as any program */
		arena_free(a);
		return 1;
	}
	recording_signals(&set);
	sigprocmask(SIG_BLOCK, &set, &old);
	t = tracefs_open(a, NULL, &err);
	if (!t) {
		fprintf(stderr, "ERROR: %s\n", tracefs_why(err));
		goto out;
	}
	if (o->script) {
		undo = undo_new(a, t, NULL);
		script = add_script(o, undo, &wants);
		if (!script)
			goto out;
	}
	o->opts.temp = o->path;
	r = recorder_new(a, t, &o->opts, &d);
	for (u32 i = 0; i < wants.nformats; i++)
		recorder_format(r, wants.formats[i]);
	if (!record_setup(o, r, a))
		status = run(o, r, s, &old);
	recorder_free(r);
out:
	if (undo)
		undo_play(undo);
	record_for_free(script);
	sender_close(s);
	sigprocmask(SIG_SETMASK, &old, NULL);
	arena_free(a);
	return status;
}

int cmd_record(int argc, char **argv)
{
	struct record o = {
	        .path = "trace.dat",
	        .opts = {.version = 7, .zip = zip_best(), .sleep_us = 5000},
	};
	int status = 1;

	if (!record_parse(&o, argc, argv)) {
		if (o.help) {
			fputs(record_usage, stdout);
			status = 0;
		} else {
			status = record(&o);
		}
	}
	record_options_free(&o);
	return status;
}
