// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Waiting: for the backend's events, the intervals, signals, the end of the -c command or of the
 * -p process, and of whoever reads our output.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "run/loop.h"
#include "run/timers.h"
#include "util/files.h"

#define POLL_PERIOD  10000000ull   /* of a backend without a descriptor */
#define CHECK_PERIOD 1000000000ull /* losses, and whether the -p process lives */
#define MAX_BURST    64            /* timers run before descriptors are looked at again */

/* Signals and intervals are looked for once in so many records. */
#define RECORDS_A_LOOK 256

enum wake { SOURCE_BACKEND, SOURCE_SIGNALS, SOURCE_TIMER, SOURCE_OUTPUT, SOURCE_PROCESS };

struct loop {
	struct session *s;
	int epoll, signals, timer, process;
	struct timers timers;
	u64 armed; /* what the timer is set to */
};

static int watch(struct loop *l, int fd, u32 events, enum wake source)
{
	struct epoll_event ev = {.events = events, .data.u32 = source};

	return epoll_ctl(l->epoll, EPOLL_CTL_ADD, fd, &ev) ? -errno : 0;
}

static void add_timers(struct loop *l)
{
	struct session *s = l->s;
	u64 start = now_ns();

	for (u32 i = 0; i < s->sema.nprobes; i++)
		if (s->sema.probes[i]->provider == PROVIDER_INTERVAL)
			timers_add(&l->timers, s->arena, s->sema.probes[i],
			           s->sema.probes[i]->period, start);
	timers_add(&l->timers, s->arena, NULL, CHECK_PERIOD, start);
	if (s->backend->fd(s->run) < 0)
		timers_add(&l->timers, s->arena, NULL, POLL_PERIOD, start);
}

static int loop_open(struct loop *l, int signals)
{
	struct session *s = l->s;
	int fd = s->backend->fd(s->run), err;

	l->signals = signals;
	l->process = -1;
	l->epoll = epoll_create1(EPOLL_CLOEXEC);
	l->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (l->epoll < 0 || l->timer < 0)
		return -errno;
	err = watch(l, l->signals, EPOLLIN, SOURCE_SIGNALS);
	if (!err)
		err = watch(l, l->timer, EPOLLIN, SOURCE_TIMER);
	if (!err && fd >= 0)
		err = watch(l, fd, EPOLLIN, SOURCE_BACKEND);
	if (err)
		return err;
	/* a pipe tells of its reader's end; a file cannot be watched, and has none */
	watch(l, fileno(s->out), 0, SOURCE_OUTPUT);
#ifdef SYS_pidfd_open
	if (s->opts.pid)
		l->process = (int)syscall(SYS_pidfd_open, s->opts.pid, 0);
#endif
	if (l->process >= 0)
		watch(l, l->process, EPOLLIN, SOURCE_PROCESS);
	add_timers(l);
	return 0;
}

static void loop_close(struct loop *l)
{
	if (l->epoll >= 0)
		close(l->epoll);
	if (l->timer >= 0)
		close(l->timer);
	if (l->process >= 0)
		close(l->process);
}

/* What bpftrace does where no clause waits for the signal. */
static void user_signal(struct session *s, const char *name)
{
	bool found = false;

	for (u32 i = 0; i < s->sema.nprobes && !s->stop; i++) {
		const struct probe *p = s->sema.probes[i];

		if (p->provider != PROVIDER_SELF || strcmp(p->func, name))
			continue;
		user_fire(s, p);
		found = true;
	}
	if (!found)
		print_maps_at_exit(s);
}

/* SIGCHLD only wakes us up: it may be one of several. */
static void read_signals(struct loop *l)
{
	struct signalfd_siginfo info;

	while (read(l->signals, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo == SIGUSR1)
			user_signal(l->s, "SIGUSR1");
		else if (info.ssi_signo != SIGCHLD)
			l->s->stop = true;
	if (l->s->child && child_exited(l->s->child))
		l->s->stop = true;
}

static void check(struct loop *l)
{
	struct session *s = l->s;

	lost_check(s);
	processes_note(s);
	if (s->opts.pid && l->process < 0 && kill(s->opts.pid, 0) && errno == ESRCH)
		s->stop = true;
}

static void run_timers(struct loop *l)
{
	struct session *s = l->s;
	struct timer *t;

	for (u32 i = 0; i < MAX_BURST && !s->stop; i++) {
		t = timers_due(&l->timers, now_ns());
		if (!t)
			return;
		if (!t->probe && t->period == CHECK_PERIOD)
			check(l);
		else if (t->probe)
			user_fire(s, t->probe);
	}
}

static void arm(struct loop *l)
{
	u64 next = timers_next(&l->timers), expired;
	struct itimerspec at = {
	        .it_value = {(time_t)(next / 1000000000ull), (long)(next % 1000000000ull)}};

	if (next == l->armed)
		return;
	if (read(l->timer, &expired, sizeof(expired)) < 0)
		expired = 0;
	timerfd_settime(l->timer, TFD_TIMER_ABSTIME, &at, NULL);
	l->armed = next;
}

static void handle(struct loop *l, const struct epoll_event *ev)
{
	switch ((enum wake)ev->data.u32) {
	case SOURCE_SIGNALS:
		read_signals(l);
		break;
	case SOURCE_OUTPUT:
		l->s->stop = l->s->broken = true;
		break;
	case SOURCE_PROCESS:
		l->s->stop = true;
		break;
	case SOURCE_BACKEND: /* it is polled at every turn */
	case SOURCE_TIMER:
		break;
	}
}

bool loop_go_on(struct session *s)
{
	struct pollfd fds[2];

	if (s->discard || (s->loop && s->stop))
		return false;
	if (!s->loop || ++s->looks % RECORDS_A_LOOK)
		return true;
	fds[0] = (struct pollfd){.fd = s->loop->signals, .events = POLLIN};
	fds[1] = (struct pollfd){.fd = s->loop->timer, .events = POLLIN};
	return poll(fds, 2, 0) <= 0;
}

void loop_output_failed(struct session *s)
{
	int err = errno;

	s->stop = true;
	if (s->broken || s->write_err)
		return;
	if (files_reader_gone(s->out))
		s->broken = true;
	else
		s->write_err = err ? err : -1;
}

void loop_flush(struct session *s)
{
	if (s->opts.buffering == BUFFER_LINE && fflush(s->out))
		loop_output_failed(s);
}

int loop_run(struct session *s, int signals)
{
	struct loop l = {.s = s, .epoll = -1, .timer = -1};
	struct epoll_event ev[8];
	int err = loop_open(&l, signals), n;

	s->loop = &l;
	while (!err && !s->stop) {
		arm(&l);
		n = epoll_wait(l.epoll, ev, ARRAY_LEN(ev), -1);
		if (n < 0 && errno != EINTR)
			err = -errno;
		for (int i = 0; i < n; i++)
			handle(&l, &ev[i]);
		/* the rest of the events is delivered when the backend stops */
		if (s->stop || err)
			break;
		s->backend->poll(s->run);
		run_timers(&l);
		loop_flush(s);
	}
	s->loop = NULL;
	loop_close(&l);
	if (err)
		diag_error(&s->diag, NO_SPAN, "cannot wait for events: %s", strerror(-err));
	return err;
}
