/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tasks' names, as they were at the time of each event: /proc at the start, then the records of
 * forks, renames and exits, in the order of time. A dead task is remembered for a while, for the
 * events that come after its exit record.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stream/stream.h"
#include "util/buf.h"
#include "util/mem.h"

#define CHUNK    1024
#define CHUNKS   4096 /* PID_MAX_LIMIT is 4 Mi */
#define MAX_DEAD 8192

struct entry {
	struct task task;
	u32 exit; /* counts exits; 0: alive */
};

struct dead {
	u32 tid, exit;
};

struct tasks {
	struct entry **chunks[CHUNKS];
	struct entry *idle; /* one a CPU */
	u32 nidle;
	bool recorded;              /* /proc is of others */
	struct dead dead[MAX_DEAD]; /* a ring: the oldest is overwritten */
	u32 exits;
};

struct tasks *tasks_new(void)
{
	return mem_alloc(1, sizeof(struct tasks));
}

struct tasks *tasks_new_recorded(void)
{
	struct tasks *t = tasks_new();

	t->recorded = true;
	return t;
}

void tasks_free(struct tasks *t)
{
	if (!t)
		return;
	for (u32 i = 0; i < CHUNKS; i++) {
		for (u32 k = 0; t->chunks[i] && k < CHUNK; k++)
			free(t->chunks[i][k]);
		free(t->chunks[i]);
	}
	free(t->idle);
	free(t);
}

static struct entry **slot(struct tasks *t, u32 tid)
{
	u32 chunk = tid / CHUNK % CHUNKS;

	if (!t->chunks[chunk])
		t->chunks[chunk] = mem_alloc(CHUNK, sizeof(struct entry *));
	return &t->chunks[chunk][tid % CHUNK];
}

static struct entry *find(struct tasks *t, u32 tid)
{
	struct entry **chunk = t->chunks[tid / CHUNK % CHUNKS], *e;

	e = chunk ? chunk[tid % CHUNK] : NULL;
	return e && e->task.tid == tid ? e : NULL;
}

static struct entry *make(struct tasks *t, u32 tid, u32 pid)
{
	struct entry **at = slot(t, tid);

	if (!*at)
		*at = mem_alloc(1, sizeof(**at));
	memset(*at, 0, sizeof(**at));
	(*at)->task.tid = tid;
	(*at)->task.pid = pid;
	return *at;
}

static void set_comm(struct task *task, const char *comm)
{
	size_t n = strnlen(comm, sizeof(task->comm) - 1);

	memset(task->comm, 0, sizeof(task->comm));
	memcpy(task->comm, comm, n);
}

/* A worker's name is "kworker/0:1"; /proc shows what it is busy with too: "kworker/0:1-events". */
static void cut_worker(char *comm)
{
	if (!strncmp(comm, "kworker/", 8) && comm[8] != 'R')
		comm[strcspn(comm, "-+")] = '\0';
}

static bool read_comm(struct task *task, const char *path)
{
	FILE *f = fopen(path, "re");
	char line[64];
	bool ok;

	if (!f)
		return false;
	ok = fgets(line, sizeof(line), f) != NULL;
	fclose(f);
	if (ok) {
		line[strcspn(line, "\n")] = '\0';
		cut_worker(line);
		set_comm(task, line);
	}
	return ok;
}

static void scan_process(struct tasks *t, u32 pid)
{
	char path[64];
	struct dirent *d;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%u/task", pid);
	dir = opendir(path);
	if (!dir)
		return;
	while ((d = readdir(dir))) {
		u32 tid = (u32)strtoul(d->d_name, NULL, 10);

		if (!tid)
			continue;
		snprintf(path, sizeof(path), "/proc/%u/task/%u/comm", pid, tid);
		read_comm(&make(t, tid, pid)->task, path);
	}
	closedir(dir);
}

void tasks_scan(struct tasks *t)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;

	if (!dir)
		return;
	while ((d = readdir(dir))) {
		u32 pid = (u32)strtoul(d->d_name, NULL, 10);

		if (pid)
			scan_process(t, pid);
	}
	closedir(dir);
}

void tasks_fork(struct tasks *t, u32 pid, u32 tid, u32 ppid, u32 ptid)
{
	struct entry *parent = find(t, ptid), *e;
	struct task from = parent ? parent->task : (struct task){0};

	e = make(t, tid, pid);
	if (parent) {
		memcpy(e->task.comm, from.comm, sizeof(from.comm));
		e->task.uid = from.uid;
		e->task.gid = from.gid;
		e->task.cgroup = from.cgroup;
		e->task.ppid = pid == ppid ? from.ppid : ppid;
		e->task.creds_time = from.creds_time;
	}
}

struct task *tasks_find(struct tasks *t, u32 tid)
{
	struct entry *e = find(t, tid);

	return e ? &e->task : NULL;
}

void tasks_exit(struct tasks *t, u32 tid)
{
	struct entry *e = find(t, tid), *old;
	struct dead *d;

	if (!e)
		return;
	e->exit = ++t->exits;
	d = &t->dead[t->exits % MAX_DEAD];
	old = d->tid ? find(t, d->tid) : NULL;
	if (old && old->exit == d->exit) {
		*slot(t, d->tid) = NULL;
		free(old);
	}
	*d = (struct dead){tid, e->exit};
}

void tasks_comm(struct tasks *t, u32 pid, u32 tid, const char *comm)
{
	struct entry *e = find(t, tid);

	if (!e)
		e = make(t, tid, pid);
	set_comm(&e->task, comm);
	e->task.creds_time = 0; /* exec may change them */
}

static struct task *idle_task(struct tasks *t, u32 cpu)
{
	if (cpu >= t->nidle) {
		t->idle = mem_realloc(t->idle, (cpu + 1) * sizeof(*t->idle));
		memset(t->idle + t->nidle, 0, (cpu + 1 - t->nidle) * sizeof(*t->idle));
		for (; t->nidle <= cpu; t->nidle++)
			snprintf(t->idle[t->nidle].task.comm, sizeof(t->idle->task.comm),
			         "swapper/%u", t->nidle);
	}
	return &t->idle[cpu].task;
}

struct task *tasks_get(struct tasks *t, u32 tid, u32 pid, u32 cpu)
{
	struct entry *e;
	char path[64];

	if (!tid)
		return idle_task(t, cpu);
	e = find(t, tid);
	if (e)
		return &e->task;
	e = make(t, tid, pid);
	snprintf(path, sizeof(path), "/proc/%u/comm", tid);
	if (t->recorded || !read_comm(&e->task, path))
		set_comm(&e->task, "<...>");
	return &e->task;
}
