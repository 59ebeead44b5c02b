/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * str(args.filename) of syscalls:sys_enter_* where the kernel has no kprobes: an event probe on the
 * tracepoint itself (Documentation/trace/eprobetrace.rst) records what is behind the pointer. What
 * kernels make of a field that is a pointer has changed more than once, and they take definitions
 * that give something else: one is made, in an instance of its own, and looked at.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stream/stream.h"

#define SYSTEM "syscalls"
#define EVENT  "sys_enter_openat"

/* The string, the pointer, memory of the task, and a plain argument. */
static const char trial_args[] = "a0=+0($filename):ustring a1=$filename:u64 "
                                 "a2=+u4($filename):u32 a3=$flags:u64";

static int write_event(struct backend_run *r, const char *dir, const struct dynevent *ev,
                       const char *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/events/%s/%s/enable", dir, ev->group, ev->name);
	return tracefs_write(r->opts.tracefs, path, text, O_TRUNC);
}

/* Is our own call in the trace, with all that it was given? */
static bool call_and_look(struct backend_run *r, const char *dir)
{
	const char *name = arena_printf(r->arena, "/sonde/no such file/%d", (int)getpid());
	int fd = openat(AT_FDCWD, name, O_RDONLY | O_CLOEXEC);
	struct buf trace = BUF_INIT;
	const char *want;
	bool found;
	u32 word;

	if (fd >= 0)
		close(fd);
	memcpy(&word, name + 4, sizeof(word));
	want = arena_printf(r->arena, "a0=\"%s\" a1=%llu a2=%u a3=%llu", name,
	                    (unsigned long long)(uintptr_t)name, word,
	                    (unsigned long long)(O_RDONLY | O_CLOEXEC));
	tracefs_read(r->opts.tracefs, arena_printf(r->arena, "%s/trace", dir), &trace);
	found = strstr(buf_str(&trace), want) != NULL;
	buf_free(&trace);
	return found;
}

static bool try_in_instance(struct backend_run *r, const struct dynevent *ev)
{
	char owner[UNDO_OWNER_SIZE];
	const char *dir;
	bool works;

	undo_owner_name(owner);
	dir = arena_printf(r->arena, "instances/%s_call", owner);
	undo_add(stream_undo(r), UNDO_INSTANCE, dir, NULL);
	if (tracefs_mkdir(r->opts.tracefs, dir)) {
		undo_forget_last(r->undo);
		return false;
	}
	works = !write_event(r, dir, ev, "1") && call_and_look(r, dir);
	write_event(r, dir, ev, "0");
	if (!tracefs_rmdir(r->opts.tracefs, dir))
		undo_forget(r->undo, UNDO_INSTANCE, dir, NULL);
	return works;
}

static bool try_it(struct backend_run *r)
{
	struct dynevent_spec spec = {
	        .kind = DYN_EPROBE, .target = SYSTEM, .func = EVENT, .args = trial_args};
	struct dynevent ev;
	bool works;

	if (!tracefs_has(r->opts.tracefs, "dynamic_events") ||
	    !tracefs_has(r->opts.tracefs, "instances") ||
	    !tracefs_has(r->opts.tracefs, "events/" SYSTEM "/" EVENT))
		return false;
	if (!r->dynevents)
		r->dynevents = dynevents_new(r->arena, r->opts.tracefs, stream_undo(r));
	if (dynevent_create(r->dynevents, &spec, &ev))
		return false;
	works = try_in_instance(r, &ev);
	dynevent_remove(r->dynevents, &ev);
	return works;
}

bool syseprobe_works(struct backend_run *r)
{
	struct stream_caps *c = &r->caps;

	/* perf can open an event probe's event, but the kernel gives it no samples */
	if (!c->tracefs || !r->opts.tracefs)
		return false;
	if (c->eprobe == EPROBE_UNTRIED)
		c->eprobe = try_it(r) ? EPROBE_WORKS : EPROBE_FAILS;
	return c->eprobe == EPROBE_WORKS;
}
