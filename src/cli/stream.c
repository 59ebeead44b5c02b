// SPDX-License-Identifier: GPL-2.0-or-later
/* sonde stream: events as they come, printed as sonde report prints them. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/record.h"
#include "trace/live.h"

static const char usage[] =
        "usage: sonde stream [-e EVENT] [-p TRACER] [OPTIONS] [COMMAND ...]\n"
        "Prints events as they come, while COMMAND runs or until Ctrl-C, as sonde report would.\n"
        "The options of sonde record but those of its file: -o, -m, -N, --file-version,\n"
        "--compression, --for.\n";

static void stream_signals(sigset_t *set)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGCHLD, SIGPIPE};

	sigemptyset(set);
	for (u32 i = 0; i < ARRAY_LEN(signals); i++)
		sigaddset(set, signals[i]);
}

/* Has the reader of our pipe gone? Where no events come, no write tells. */
static bool reader_is_gone(void)
{
	struct pollfd out = {.fd = fileno(stdout)};

	return poll(&out, 1, 0) > 0 && out.revents & (POLLERR | POLLHUP);
}

/*
 * -EINTR: a signal says stop, and the reader of our pipe, which is full, has taken nothing for a
 * second: in write() we would wait for it, and no signal but SIGKILL would end that.
 */
static int print(const struct buf *text, const sigset_t *stop)
{
	struct pollfd out = {.fd = fileno(stdout), .events = POLLOUT};
	const struct timespec now = {0, 0};
	sigset_t ends = *stop;

	sigdelset(&ends, SIGCHLD); /* of that print_until_end() hears */
	for (size_t at = 0; at < text->len;) {
		/* for so much there is room, where a pipe says that there is any */
		size_t n = text->len - at < PIPE_BUF ? text->len - at : PIPE_BUF;
		int ready = poll(&out, 1, 1000);
		ssize_t done;

		/* taken: one more is another wish (command_end()) */
		if (!ready && sigtimedwait(&ends, NULL, &now) > 0)
			return -EINTR;
		if (ready <= 0)
			continue;
		done = write(out.fd, text->data + at, n);
		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return -errno;
		at += done > 0 ? (size_t)done : 0;
	}
	return 0;
}

static int print_until_end(struct live *l, pid_t child)
{
	const struct timespec tenth = {0, 100 * 1000 * 1000};
	const struct buf *text;
	sigset_t set;
	int err = 0;

	stream_signals(&set);
	while (!err) {
		int sig = sigtimedwait(&set, NULL, &tenth);

		err = live_print(l, &text);
		err = err ? err : print(text, &set);
		if (!err && reader_is_gone())
			err = -EPIPE;
		if (sig == SIGCHLD && child > 0 && command_has_ended(child))
			return err == -EPIPE || err == -EINTR ? 0 : err;
		if (sig > 0 && sig != SIGCHLD)
			break;
	}
	command_end(child, &set);
	return err == -EPIPE || err == -EINTR ? 0 : err;
}

static int run(struct record *o, struct recorder *r, const sigset_t *old)
{
	int go = -1, err;
	struct live *l = NULL;
	pid_t child = -1;

	if (o->command) {
		child = command_fork(o->command, old, &go);
		if (child < 0) {
			fprintf(stderr, "ERROR: cannot start a process: %s\n", strerror(-child));
			return 1;
		}
	}
	if (!(o->only_command && record_only(o, child)))
		l = live_begin(r);
	if (!l)
		return 1;
	if (go >= 0)
		command_go(go);
	err = print_until_end(l, child);
	live_end(l);
	if (err) {
		fprintf(stderr, "ERROR: cannot read the kernel's buffers, or print: %s\n",
		        strerror(-err));
		return 1;
	}
	return command_status(child);
}

static int stream(struct record *o)
{
	struct arena *a = arena_new();
	struct recorder *r = NULL;
	sigset_t set, old;
	struct tracefs *t;
	struct diag d;
	int err, status = 1;

	diag_init(&d, stderr);
	stream_signals(&set);
	sigprocmask(SIG_BLOCK, &set, &old);
	t = tracefs_open(a, NULL, &err);
	if (t) {
		r = recorder_new(a, t, &o->opts, &d);
		if (!record_setup(o, r, a))
			status = run(o, r, &old);
		recorder_free(r);
	} else {
		fprintf(stderr, "ERROR: %s\n", tracefs_why(err));
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	arena_free(a);
	return status;
}

int cmd_stream(int argc, char **argv)
{
	struct record o = {.opts = {.version = 7}};
	int status = 1;

	if (!record_parse(&o, argc, argv)) {
		if (o.help) {
			fputs(usage, stdout);
			status = 0;
		} else if (o.script || o.path || o.net || o.opts.max_bytes) {
			fputs("ERROR: -o, -m, -N and --for are of sonde record\n", stderr);
		} else {
			status = stream(&o);
		}
	}
	record_options_free(&o);
	return status;
}
