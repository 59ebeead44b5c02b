// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Names of tasks, and the processes of threads. The file's tables have what was so at the end of
 * the recording; where the events of the tasks' life were recorded too, each event is answered with
 * what was so at its time.
 */
#include <sched.h>
#include <string.h>

#include "backends/replay/replay.h"
#include "util/hash.h"

/* "NUMBER REST" up to the line's end; the line after it, or NULL at the end of the text. */
static const char *next_line(const char *at, const char *end, u32 *number, const char **rest,
                             size_t *n)
{
	const char *line = memchr(at, '\n', (size_t)(end - at));

	*number = 0;
	line = line ? line : end;
	for (; at < line && *at >= '0' && *at <= '9'; at++)
		*number = *number * 10 + (u32)(*at - '0');
	*rest = at < line ? at + 1 : at;
	*n = (size_t)(line - *rest);
	return line + 1;
}

static void read_processes(struct tasks *tasks, struct trace_text t)
{
	const char *at = t.data, *end = at + t.size, *rest;
	u32 tid, pid = 0;
	size_t n;

	while (at && at < end) {
		struct task *task;

		at = next_line(at, end, &tid, &rest, &n);
		for (pid = 0; n && *rest >= '0' && *rest <= '9'; n--)
			pid = pid * 10 + (u32)(*rest++ - '0');
		if (!tid || !pid)
			continue;
		task = tasks_get(tasks, tid, pid, 0);
		task->pid = pid;
	}
}

static void read_names(struct tasks *tasks, struct trace_text t)
{
	const char *at = t.data, *end = at + t.size, *rest;
	size_t n;
	u32 tid;

	while (at && at < end) {
		char name[16] = "";

		at = next_line(at, end, &tid, &rest, &n);
		memcpy(name, rest, n < 15 ? n : 15);
		if (tid)
			tasks_comm(tasks, tid, tid, name);
	}
}

static struct place place_of(const struct event_format *e, const char *name)
{
	const struct trace_field *f = trace_event_field(e, name);

	return f ? (struct place){f->offset, f->size} : (struct place){0, 0};
}

static bool is_event(const struct event_format *e, const char *name)
{
	return !strcmp(e->system, "task") && !strcmp(e->name, name);
}

static u32 find_events(struct backend_run *r)
{
	struct trace_file *f = r->opts.recording;
	struct replay *p = r->replay;
	struct event_format e;
	u32 found = 0;

	for (u32 i = 0; i < f->nformats; i++) {
		if (strcmp(f->formats[i].system, "task") || f->formats[i].id >= MAX_IDS ||
		    trace_event_parse(&e, r->arena, &f->formats[i]))
			continue;
		if (is_event(&e, "task_newtask")) {
			p->fork_pid = place_of(&e, "pid");
			p->fork_flags = place_of(&e, "clone_flags");
			p->fork_comm = place_of(&e, "comm");
			p->by_id[e.id].life = LIFE_FORK;
			found++;
		} else if (is_event(&e, "task_rename")) {
			p->rename_pid = place_of(&e, "pid");
			p->rename_old = place_of(&e, "oldcomm");
			p->rename_new = place_of(&e, "newcomm");
			p->by_id[e.id].life = LIFE_RENAME;
			found++;
		}
	}
	return found;
}

/* Other writers' files have the formats of all events, recorded or not. */
static bool has_recorded(const struct trace_file *f, const char *line)
{
	for (u32 i = 0; i < f->nformats && !strncmp(f->writer, "sonde", 5); i++) {
		struct trace_text t = f->formats[i].text;

		if (!strcmp(f->formats[i].system, "task") && t.data &&
		    memmem(t.data, t.size, line, strlen(line)))
			return true;
	}
	return false;
}

bool file_has_names(const struct trace_file *f)
{
	return f->perf || has_recorded(f, "name: task_rename\n");
}

bool file_knows_processes(const struct trace_file *f)
{
	return f->perf || f->tgids.size || has_recorded(f, "name: task_newtask\n");
}

static u64 number(const struct backend_run *r, const struct trace_record *e, struct place at)
{
	return at.off + at.size <= e->size
	               ? get_uint(e->data + at.off, at.size, r->opts.recording->big_endian)
	               : 0;
}

/* At tid's event: the task number of the field, its own where older kernels do not say. */
static u32 task_number(const struct backend_run *r, const struct trace_record *e, struct place at)
{
	return at.size ? (u32)number(r, e, at)
	               : get_u32(e->data + 4, r->opts.recording->big_endian);
}

static void set_name(struct backend_run *r, u32 tid, const struct trace_record *e, struct place at)
{
	char name[16] = "";
	u32 pid;

	if (!at.size || at.off + at.size > e->size)
		return;
	memcpy(name, e->data + at.off, at.size < 15 ? at.size : 15);
	pid = tasks_find(r->tasks, tid) ? tasks_find(r->tasks, tid)->pid : tid;
	tasks_comm(r->tasks, pid, tid, name);
}

void tasks_event(struct backend_run *r, enum life life, const struct trace_record *e)
{
	struct replay *p = r->replay;
	u32 tid, self, pid;

	if (e->size < 8)
		return;
	self = get_u32(e->data + 4, r->opts.recording->big_endian);
	if (life == LIFE_RENAME) {
		set_name(r, task_number(r, e, p->rename_pid), e, p->rename_new);
		return;
	}
	tid = task_number(r, e, p->fork_pid);
	pid = tasks_get(r->tasks, self, self, e->cpu)->pid;
	tasks_fork(r->tasks, number(r, e, p->fork_flags) & CLONE_THREAD ? pid : tid, tid, pid,
	           self);
	set_name(r, tid, e, p->fork_comm);
}

/* What tasks were called before their first renaming: it says so. */
static void read_first_names(struct backend_run *r)
{
	struct trace_reader *reader = trace_reader_new(r->opts.recording, NULL);
	struct replay *p = r->replay;
	struct hash settled = HASH_INIT;
	struct trace_record e;

	while (trace_next(reader, &e)) {
		enum life life;
		u32 tid;

		if (e.size < 8)
			continue;
		life = p->by_id[get_u16(e.data, r->opts.recording->big_endian)].life;
		if (life == LIFE_NONE)
			continue;
		tid = task_number(r, &e, life == LIFE_FORK ? p->fork_pid : p->rename_pid);
		if (!hash_put(&settled, &tid, sizeof(tid), p) && life == LIFE_RENAME)
			set_name(r, tid, &e, p->rename_old);
	}
	hash_free(&settled);
	trace_reader_free(reader);
}

void tasks_read(struct backend_run *r)
{
	struct trace_file *f = r->opts.recording;

	r->tasks = tasks_new_recorded();
	read_names(r->tasks, f->cmdlines);
	read_processes(r->tasks, f->tgids);
	if (!f->perf && find_events(r) && r->want_tasks && file_has_names(f))
		read_first_names(r);
}
