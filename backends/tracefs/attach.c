/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The instances: made last and removed first, because they hold on to the dynamic events that are
 * switched on in them. All are in the undo journal before they exist. What tells of the tasks' life
 * has one of its own: names stay right when the probes' events fill their buffer, and what that
 * one drops are events of the probes alone.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "backends/tracefs/instance.h"
#include "sym/sym.h"
#include "util/mem.h"

#define TYPES       65536 /* common_type has 16 bits */
#define MAX_THREADS 256   /* of -p */
#define TASKS_KB    256   /* a CPU, for what tells of the tasks' life */

static int write_file(struct backend_run *r, const char *dir, const char *file, const char *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	return tracefs_write(r->instance->tracefs, path, text, O_TRUNC);
}

/* A file that not every kernel has. */
static void write_option(struct backend_run *r, const char *dir, const char *file, const char *text)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir, file);
	if (tracefs_has(r->instance->tracefs, path))
		tracefs_write(r->instance->tracefs, path, text, O_TRUNC);
}

static int enable(struct backend_run *r, const char *dir, const char *system, const char *event,
                  const char *filter)
{
	char file[256];

	if (r->caps.top)
		top_save_event(r, system, event);
	snprintf(file, sizeof(file), "events/%s/%s/filter", system, event);
	/* where the kernel does not take it, it keeps the text and an error: back to none */
	if (filter && write_file(r, dir, file, filter))
		write_file(r, dir, file, "0");
	snprintf(file, sizeof(file), "events/%s/%s/enable", system, event);
	return write_file(r, dir, file, "1");
}

static struct record_type *type_at(struct backend_run *r, u32 id)
{
	struct record_type **t = &r->instance->by_type[id % TYPES];

	if (!*t)
		*t = arena_new_of(r->arena, struct record_type);
	return *t;
}

/* Dynamic events, and the number of every feed's records. */
static int prepare_feed(struct backend_run *r, struct feed *f)
{
	struct record_type *t;
	int err = 0;

	f->one_process = f->mech == MECH_UPROBE_EVENT && r->opts.pid;
	if (f->mech == MECH_TRACEPOINT) {
		f->system = f->probe->target;
		f->event = f->probe->func;
		f->event_id = probe_event_id(r->plan->sema->env, (struct probe *)f->probe, &err);
	} else {
		err = feed_make_event(r, f);
	}
	if (err || !f->event_id)
		return feed_attach_error(r, f, err ? err : -ENOENT);
	t = type_at(r, f->event_id);
	*ARENA_PUSH(r->arena, t->feeds, t->nfeeds) = f;
	for (struct target *target = f->targets; target; target = target->next)
		r->attached++;
	return 0;
}

/* What all feeds of an event let through. */
static const char *filter_of(struct backend_run *r, const struct record_type *t)
{
	const char *all = t->feeds[0]->filter, *not_us = r->instance->not_us;

	for (u32 i = 1; i < t->nfeeds && all; i++)
		all = t->feeds[i]->filter
		              ? arena_printf(r->arena, "(%s) || (%s)", all, t->feeds[i]->filter)
		              : NULL;
	if (not_us && all)
		return arena_printf(r->arena, "%s && (%s)", not_us, all);
	return all ? all : not_us;
}

static int enable_feeds(struct backend_run *r)
{
	int err = 0;

	for (u32 i = 0; i < r->nfeeds && !err; i++) {
		struct feed *f = r->feeds[i];
		struct record_type *t;

		if (!f->event_id)
			continue;
		t = type_at(r, f->event_id);
		if (t->feeds[0] == f)
			err = enable(r, r->instance->path, f->system, f->event, filter_of(r, t));
		if (err)
			err = feed_attach_error(r, f, err);
	}
	return err;
}

/* Where the events of the tasks' life are recorded: in the one buffer, where there is only one. */
static const char *tasks_dir(const struct backend_run *r)
{
	return r->caps.top ? r->instance->path : r->instance->tasks_path;
}

static int enable_side(struct backend_run *r, enum side side, const char *system, const char *event)
{
	u32 id = r->instance->sides[side].type;

	if (!id)
		return -ENOENT;
	type_at(r, id)->side = side;
	return enable(r, tasks_dir(r), system, event, r->caps.top ? "0" : NULL);
}

static bool wants_tasks(const struct backend_run *r)
{
	for (u32 i = 0; i < r->nfeeds; i++)
		if (r->feeds[i]->one_process)
			return true;
	return r->want_tasks;
}

static bool wants_stack(const struct backend_run *r, bool user)
{
	for (u32 i = 0; i < r->nfeeds; i++)
		if (user ? r->feeds[i]->wants.ustack : r->feeds[i]->wants.kstack)
			return true;
	return false;
}

static u32 buffer_kb(const struct backend_run *r)
{
	u32 page = (u32)sysconf(_SC_PAGESIZE);

	if (r->opts.buffer_pages)
		return (r->opts.buffer_pages * page + 1023) >> 10;
	return r->ncpus <= 4 ? 4096 : r->ncpus <= 16 ? 2048 : r->ncpus <= 64 ? 1024 : 512;
}

static int set_size(struct backend_run *r, const char *dir, u32 kb)
{
	char text[16];
	int err;

	do {
		snprintf(text, sizeof(text), "%u", kb);
		err = write_file(r, dir, "buffer_size_kb", text);
	} while (err == -ENOMEM && (kb /= 2));
	return err;
}

static int set_up(struct backend_run *r, const char *dir, u32 kb)
{
	int err;

	write_file(r, dir, "tracing_on", "0");
	err = write_file(r, dir, "trace_clock", r->caps.clock);
	if (!err)
		err = set_size(r, dir, kb);
	/* a full buffer keeps what is older: what has been read hangs together */
	write_option(r, dir, "options/overwrite", "0");
	/* else every switch between tasks is noted for saved_cmdlines, which we do not read */
	write_option(r, dir, "options/record-cmd", "0");
	return err;
}

static int make_instance(struct backend_run *r, const char *suffix, u32 kb, const char **out)
{
	struct tracefs *t = r->instance->tracefs;
	char owner[UNDO_OWNER_SIZE];
	const char *path;
	int err;

	undo_owner_name(owner);
	path = arena_printf(r->arena, "instances/%s%s", owner, suffix);
	undo_add(stream_undo(r), UNDO_INSTANCE, path, NULL);
	err = tracefs_mkdir(t, path);
	if (err == -EEXIST && tracefs_rmdir(t, path) == 0) /* of a dead one */
		err = tracefs_mkdir(t, path);
	if (err) {
		undo_forget_last(r->undo);
		diag_error(r->opts.diag, NO_SPAN, "cannot make the tracefs instance %s: %s", path,
		           strerror(-err));
		return err;
	}
	*out = path;
	err = set_up(r, path, kb);
	if (err)
		diag_error(r->opts.diag, NO_SPAN, "cannot set up the tracefs instance: %s",
		           strerror(-err));
	return err;
}

/*
 * With -p and nothing but its uprobes, only the process's threads are recorded (the clauses check
 * it all the same). The kernel adds those that they make from then on; what was made meanwhile is
 * found by looking again.
 */
static void set_pid(struct backend_run *r)
{
	u32 tids[MAX_THREADS], n, before = 0;
	struct buf text = BUF_INIT;
	const char *dir = r->instance->path;

	if (r->caps.top)
		return;
	for (u32 i = 0; i < r->nfeeds; i++)
		if (!r->feeds[i]->one_process)
			return;
	if (write_file(r, dir, "options/event-fork", "1"))
		return;
	while ((n = proc_threads(r->opts.pid, tids, MAX_THREADS)) && n != before) {
		buf_clear(&text);
		for (u32 i = 0; i < n; i++)
			buf_addf(&text, "%u ", tids[i]);
		if (write_file(r, dir, "set_event_pid", buf_str(&text)))
			break;
		before = n;
	}
	if (n != before) /* too many, or refused: all processes then */
		write_file(r, dir, "set_event_pid", "");
	buf_free(&text);
}

/*
 * What we do to read the events would make more of them, without an end where all reads are traced.
 * Older kernels than 5.8 get a filter for it.
 */
static void hide_reader(struct backend_run *r)
{
	static const char file[] = "set_event_notrace_pid";
	struct instance *in = r->instance;
	const char *pid = arena_printf(r->arena, "%d", (int)getpid());
	char path[512];

	if (!r->opts.hide_reader || !in_first_pidns())
		return;
	snprintf(path, sizeof(path), "%s/%s", in->path, file);
	if (r->caps.top || !tracefs_has(in->tracefs, path) || write_file(r, in->path, file, pid))
		in->not_us = arena_printf(r->arena, "common_pid != %s", pid);
}

static bool wants_sides(const struct backend_run *r)
{
	return r->tasks || strcmp(r->caps.clock, "mono");
}

static int take_top(struct backend_run *r, const char **out)
{
	int err = top_take(r);

	if (err)
		return err;
	*out = ".";
	err = set_up(r, *out, buffer_kb(r));
	if (!err) /* what others have lost before is not counted as ours */
		err = tracefs_write(r->instance->tracefs, "trace", "0", O_TRUNC);
	if (err)
		diag_error(r->opts.diag, NO_SPAN, "cannot set up the tracing buffer: %s",
		           strerror(-err));
	return err;
}

static int make_instances(struct backend_run *r)
{
	struct instance *in = r->instance;
	int err;

	if (r->caps.top)
		err = take_top(r, &in->path);
	else
		err = make_instance(r, "", buffer_kb(r), &in->path);
	if (!err && !r->caps.top && wants_sides(r))
		err = make_instance(r, "_tasks", TASKS_KB, &in->tasks_path);
	if (err)
		return err;
	if (r->users)
		write_option(r, in->path, "buffer_percent", "0");
	if (wants_stack(r, false))
		err = write_file(r, in->path, "options/stacktrace", "1");
	if (!err && wants_stack(r, true))
		err = write_file(r, in->path, "options/userstacktrace", "1");
	set_pid(r);
	hide_reader(r);
	if (!err)
		err = buffers_open(r, in);
	if (err)
		diag_error(r->opts.diag, NO_SPAN, "cannot read the tracefs instance: %s",
		           strerror(-err));
	return err;
}

static u64 mono(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

/* The buffer's clock is the kernel's own: a name that we take ourselves tells its offset. */
static int calibrate(struct backend_run *r)
{
	struct instance *in = r->instance;
	s32 tid = (s32)syscall(SYS_gettid), self;
	char name[16] = "";
	u64 before, after;

	prctl(PR_GET_NAME, name);
	before = mono();
	prctl(PR_SET_NAME, name);
	after = mono();
	buffers_fill(r, NULL);
	for (u32 i = 0; i < in->buffers.n; i++) {
		struct lookahead l;
		struct trace_event e;
		u16 type;

		for (bool ok = lookahead_first(&l, &in->buffers, i, &e); ok && e.size >= 8;
		     ok = lookahead_next(&l, &in->buffers, &e)) {
			memcpy(&type, e.data, sizeof(type));
			memcpy(&self, e.data + 4, sizeof(self));
			if (type != in->sides[SIDE_RENAME].type || self != tid)
				continue;
			in->offset = (s64)(before / 2 + after / 2 - e.time);
			return 0;
		}
	}
	return -EIO;
}

static int start(struct backend_run *r)
{
	bool calibrated = !strcmp(r->caps.clock, "mono");
	struct instance *in = r->instance;
	int err = 0;

	if (wants_sides(r))
		err = write_file(r, tasks_dir(r), "tracing_on", "1");
	if (!err && !calibrated)
		err = calibrate(r);
	if (!err)
		err = write_file(r, in->path, "tracing_on", "1");
	if (err)
		diag_error(r->opts.diag, NO_SPAN, "cannot start the tracefs instance: %s",
		           strerror(-err));
	if (!err && r->tasks)
		tasks_scan(r->tasks);
	return err;
}

static int enable_sides(struct backend_run *r)
{
	int err = enable_side(r, SIDE_FORK, "task", "task_newtask");

	if (!err)
		err = enable_side(r, SIDE_RENAME, "task", "task_rename");
	if (!err)
		err = enable_side(r, SIDE_EXIT, "sched", "sched_process_exit");
	if (err)
		diag_error(r->opts.diag, NO_SPAN, "the events of tasks' life cannot be had: %s",
		           strerror(-err));
	return err;
}

int instance_open(struct backend_run *r)
{
	struct instance *in = r->instance;
	int err = 0;

	in->tracefs = r->opts.tracefs;
	in->by_type = mem_alloc(TYPES, sizeof(*in->by_type));
	sides_find(r, in);
	for (u32 i = 0; i < r->nfeeds && !err; i++)
		err = prepare_feed(r, r->feeds[i]);
	if (err)
		return err;
	if (!r->attached) {
		diag_error(r->opts.diag, NO_SPAN, "none of the probes exists on this kernel");
		return -ENOENT;
	}
	for (u32 i = 0; i < r->nfeeds && !r->users; i++)
		if (r->feeds[i]->wants.fast)
			r->users = users_new(r->ncpus);
	if (wants_tasks(r))
		r->tasks = tasks_new();
	err = make_instances(r);
	if (!err)
		err = enable_feeds(r);
	/* later: what is called first has the earlier time, and sees the name as it was */
	if (!err && wants_sides(r))
		err = enable_sides(r);
	return err ? err : start(r);
}

void instance_stop(struct backend_run *r)
{
	r->instance->stopped = true;
	if (r->instance->path)
		write_file(r, r->instance->path, "tracing_on", "0");
}

u64 instance_stats_lost(const char *stats)
{
	static const char *const words[] = {"\noverrun:", "\ncommit overrun:", "\ndropped events:"};
	u64 sum = 0;

	for (u32 i = 0; i < ARRAY_LEN(words); i++) {
		const char *at = strstr(stats, words[i]);

		if (at)
			sum += strtoull(at + strlen(words[i]), NULL, 10);
	}
	return sum;
}

static u64 dropped(struct backend_run *r, bool tasks)
{
	struct instance *in = r->instance;
	u64 sum = 0;

	for (u32 i = 0; in->path && i < in->buffers.n; i++) {
		struct buf text = BUF_INIT;
		char path[512];

		if (in->buffers.cpus[i].tasks != tasks)
			continue;
		snprintf(path, sizeof(path), "%s/per_cpu/cpu%u/stats",
		         tasks ? in->tasks_path : in->path, in->buffers.cpus[i].cpu);
		if (tracefs_read(in->tracefs, path, &text) == 0)
			sum += instance_stats_lost(buf_str(&text));
		buf_free(&text);
	}
	return sum;
}

u64 instance_lost(struct backend_run *r)
{
	u64 sum = dropped(r, false), stacks = r->instance->stack_misses;

	/* a stack that found no room is counted by the kernel, but its event has come */
	return sum - (stacks < sum ? stacks : sum);
}

u64 instance_lost_tasks(struct backend_run *r)
{
	return dropped(r, true);
}

void instance_close(struct backend_run *r)
{
	struct instance *in = r->instance;

	buffers_close(in);
	in->path = in->tasks_path = NULL;
	if (r->undo)
		undo_play(r->undo);
	sym_cache_free(in->syms);
	in->syms = NULL;
	free(in->frames);
	free(in->by_type);
	in->frames = NULL;
	in->by_type = NULL;
}
