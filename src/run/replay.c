// SPDX-License-Identifier: GPL-2.0-or-later
/* -i: a recording instead of the kernel. Its formats are the tracefs, its times the clock. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "run/loop.h"
#include "run/timers.h"
#include "trace/probe.h"

/* When its first event was: the clock of a replay starts there. */
static u64 first_time(struct trace_file *f)
{
	struct trace_reader *r = trace_reader_new(f, NULL);
	struct trace_record rec = {0};

	trace_next(r, &rec);
	trace_reader_free(r);
	return rec.time;
}

/* The functions that probes were on, as the kernel lists functions: names and globs find them. */
static void add_functions(struct session *s)
{
	struct trace_probes *p = s->recorded_probes;
	struct buf names = BUF_INIT;

	trace_probes_read(p, s->arena, s->recording);
	for (u32 i = 0; i < p->n; i++)
		if (p->items[i].func && !p->items[i].is_event)
			buf_addf(&names, "%s\n", p->items[i].func);
	if (names.len) {
		char *text = arena_strdup(s->arena, buf_str(&names));

		tracefs_add_file(s->tracefs, "kprobe_events", "", 0);
		tracefs_add_file(s->tracefs, "available_filter_functions", text, names.len);
	}
	buf_free(&names);
}

void recording_open(struct session *s)
{
	s->recording = arena_new_of(s->arena, struct trace_file);
	if (trace_open(s->recording, s->arena, s->opts.recording, &s->diag)) {
		s->recording = NULL;
		s->tracefs_err = -ENOENT;
		return;
	}
	s->start = s->replay_time = first_time(s->recording);
	s->tracefs = tracefs_new_recorded(s->arena);
	for (u32 i = 0; i < s->recording->nformats; i++) {
		const struct trace_format *f = &s->recording->formats[i];
		const char *name = memmem(f->text.data, f->text.size, "name: ", 6), *end;

		end = name ? memchr(name, '\n', f->text.size - (size_t)(name - f->text.data))
		           : NULL;
		if (!end)
			continue;
		tracefs_add_file(s->tracefs,
		                 arena_printf(s->arena, "events/%s/%.*s/format", f->system,
		                              (int)(end - name - 6), name + 6),
		                 f->text.data, f->text.size);
	}
	s->recorded_probes = arena_new_of(s->arena, struct trace_probes);
	add_functions(s);
}

/* Addresses are those of the recording's kernel and processes, not of ours. */
void recording_symbols(const struct session *s, struct sym_opts *o)
{
	if (!s->recording)
		return;
	trace_file_symbols(s->recording, o);
}

void recording_close(struct session *s)
{
	if (s->recording)
		trace_close(s->recording);
}

static bool signalled(int signals)
{
	struct signalfd_siginfo info;

	return read(signals, &info, sizeof(info)) == sizeof(info) && info.ssi_signo != SIGCHLD &&
	       info.ssi_signo != SIGUSR1;
}

/* Intervals count from the first event on. */
static void add_timers(struct session *s, struct timers *t, u64 start)
{
	for (u32 i = 0; i < s->sema.nprobes; i++)
		if (s->sema.probes[i]->provider == PROVIDER_INTERVAL)
			timers_add(t, s->arena, s->sema.probes[i], s->sema.probes[i]->period,
			           start);
}

int replay_run(struct session *s, int signals)
{
	struct timers timers = {0};
	struct timer *due;
	u64 next = 0;
	int more = s->backend->replay(s->run, 0, &next);

	add_timers(s, &timers, next);
	while (more && !s->stop && !s->discard) {
		u64 until = timers_next(&timers);

		more = s->backend->replay(s->run, until ? until : UINT64_MAX, &next);
		s->replay_time = next;
		while (more && until && next >= until && !s->stop && !s->discard &&
		       (due = timers_due(&timers, next))) {
			s->replay_time = until;
			user_fire(s, due->probe);
			until = timers_next(&timers);
		}
		loop_flush(s);
		if (signalled(signals))
			s->stop = true;
	}
	return 0;
}
