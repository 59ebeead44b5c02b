// SPDX-License-Identifier: GPL-2.0-or-later
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "trace/record_impl.h"
#include "util/hash.h"

static const char *read_text(struct recorder *r, const char *path)
{
	struct buf b = BUF_INIT;
	const char *text;

	text = tracefs_read(r->tracefs, path, &b) ? "" : arena_strdup(r->arena, buf_str(&b));
	buf_free(&b);
	return text;
}

static void add_format(struct recorder *r, const char *system, const char *event)
{
	int err;
	const char *text = tracefs_format(r->tracefs, system, event, &err);
	struct trace_format *f;

	if (!text)
		return;
	f = ARENA_PUSH(r->arena, *(struct trace_format **)&r->contents.formats,
	               r->contents.nformats);
	*f = (struct trace_format){system, {text, strlen(text)}, 0};
	f->id = (u32)strtoul(strstr(text, "ID:") ? strstr(text, "ID:") + 3 : "0", NULL, 10);
}

/* The kernel adds to a worker's name what it works at, and then it may be longer than a name is. */
size_t comm_length(const char *comm)
{
	size_t n = strcspn(comm, "\n");

	if (!strncmp(comm, "kworker/", 8))
		n = strcspn(comm, "-+\n");
	return n < 16 ? n : 15;
}

static void add_comm(struct buf *out, struct hash *seen, const char *dir, const char *tid)
{
	struct buf comm = BUF_INIT;
	char path[600];

	if (*tid < '0' || *tid > '9' || hash_puts(seen, tid, seen))
		return;
	snprintf(path, sizeof(path), "%s/%s/comm", dir, tid);
	if (!buf_read_file(&comm, path) && comm.len)
		buf_addf(out, "%s %.*s\n", tid, (int)comm_length(comm.data), comm.data);
	buf_free(&comm);
}

/* Tasks of the kernel's short memory first, then those that are still there. */
static const char *task_names(struct recorder *r)
{
	const char *saved = read_text(r, "saved_cmdlines"), *text;
	struct buf out = BUF_INIT;
	struct hash seen = HASH_INIT;
	DIR *proc = opendir("/proc");
	struct dirent *e;

	for (const char *line = saved, *end; *line; line = *end ? end + 1 : end) {
		size_t n = strspn(line, "0123456789");
		char tid[32];

		end = strchrnul(line, '\n');
		if (!n || n >= sizeof(tid))
			continue;
		memcpy(tid, line, n);
		tid[n] = '\0';
		if (!hash_puts(&seen, tid, &seen))
			buf_addf(&out, "%.*s\n", (int)(end - line), line);
	}
	while (proc && (e = readdir(proc))) {
		char dir[300];
		struct dirent *t;
		DIR *task;

		if (*e->d_name < '0' || *e->d_name > '9')
			continue;
		snprintf(dir, sizeof(dir), "/proc/%s/task", e->d_name);
		task = opendir(dir);
		while (task && (t = readdir(task)))
			add_comm(&out, &seen, dir, t->d_name);
		if (task)
			closedir(task);
	}
	if (proc)
		closedir(proc);
	hash_free(&seen);
	text = arena_strdup(r->arena, buf_str(&out));
	buf_free(&out);
	return text;
}

static const char *system_name(struct recorder *r)
{
	struct utsname u;

	if (uname(&u))
		return "";
	return arena_printf(r->arena, "%s %s %s %s", u.sysname, u.nodename, u.release, u.machine);
}

static bool is_recorded(struct recorder *r, const char *event, size_t n)
{
	for (u32 i = 0; i < r->ntracks; i++)
		for (u32 k = 0; k < r->tracks[i]->enabled.n; k++) {
			const char *name = r->tracks[i]->enabled.items[k];

			if (strlen(name) == n && !memcmp(name, event, n))
				return true;
		}
	return false;
}

/* The lines that define one of the recorded events: "p:GROUP/NAME WHERE ARGS", "r4:…". */
static void add_definitions(struct recorder *r, const char *text, struct buf *out)
{
	for (const char *line = text, *end; *line; line = *end ? end + 1 : end) {
		const char *colon, *space;

		end = strchrnul(line, '\n');
		colon = memchr(line, ':', (size_t)(end - line));
		space = memchr(line, ' ', (size_t)(end - line));
		if (!colon || !space || space < colon)
			continue;
		if (is_recorded(r, colon + 1, (size_t)(space - colon - 1)))
			buf_addf(out, "%.*s\n", (int)(end - line), line);
	}
}

/* How the dynamic events among them are defined: replay knows the functions by it. */
static const char *definitions(struct recorder *r)
{
	static const char *const old[] = {"kprobe_events", "uprobe_events"};
	const char *text = read_text(r, "dynamic_events");
	struct buf out = BUF_INIT;

	add_definitions(r, text, &out);
	for (u32 i = 0; !*text && i < ARRAY_LEN(old); i++)
		add_definitions(r, read_text(r, old[i]), &out);
	text = arena_strdup(r->arena, buf_str(&out));
	buf_free(&out);
	return text;
}

/* Which process a thread belongs to: what the kernel saved, and those that are still there. */
static const char *processes(struct recorder *r)
{
	struct buf out = BUF_INIT;
	DIR *proc = opendir("/proc");
	const char *text;
	struct dirent *e, *t;

	buf_adds(&out, read_text(r, "saved_tgids"));
	while (proc && (e = readdir(proc))) {
		char dir[300];
		DIR *tasks;

		snprintf(dir, sizeof(dir), "/proc/%s/task", e->d_name);
		tasks = *e->d_name >= '0' && *e->d_name <= '9' ? opendir(dir) : NULL;
		while (tasks && (t = readdir(tasks)))
			if (*t->d_name != '.')
				buf_addf(&out, "%s %s\n", t->d_name, e->d_name);
		if (tasks)
			closedir(tasks);
	}
	if (proc)
		closedir(proc);
	text = arena_strdup(r->arena, buf_str(&out));
	buf_free(&out);
	return text;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void record_formats(struct recorder *r)
{
	struct trace_contents *c = &r->contents;
	const char **ftrace = tracefs_events(r->tracefs, "ftrace"), **names = NULL;
	u32 n = 0;

	c->page_size = r->page_size;
	c->header_page = read_text(r, "events/header_page");
	c->header_event = read_text(r, "events/header_event");
	for (u32 i = 0; ftrace[i]; i++)
		add_format(r, "ftrace", ftrace[i]);
	for (u32 i = 0; i < r->ntracks; i++)
		for (u32 k = 0; k < r->tracks[i]->enabled.n; k++)
			*ARENA_PUSH(r->arena, names, n) = r->tracks[i]->enabled.items[k];
	for (u32 i = 0; i < r->formats.n; i++)
		*ARENA_PUSH(r->arena, names, n) = r->formats.items[i];
	if (n)
		qsort(names, n, sizeof(*names), by_name);
	for (u32 i = 0; i < n; i++) {
		const char *slash = strchr(names[i], '/');

		if (i && !strcmp(names[i], names[i - 1]))
			continue;
		add_format(r, arena_strndup(r->arena, names[i], (size_t)(slash - names[i])),
		           slash + 1);
	}
}

static void add_stats(struct recorder *r, struct track *t)
{
	struct trace_contents *c = &r->contents;
	const char *of =
	        *t->opts.name ? arena_printf(r->arena, "\nBuffer: %s\n\n", t->opts.name) : "";

	for (u32 i = 0; i < t->nspools; i++) {
		const char *path =
		        arena_printf(r->arena, "%sper_cpu/cpu%u/stats", t->dir, t->spools[i].cpu);

		*ARENA_PUSH(r->arena, c->cpustats, c->ncpustats) = arena_printf(
		        r->arena, "%sCPU: %u\n%s", of, t->spools[i].cpu, read_text(r, path));
	}
}

void record_rest(struct recorder *r)
{
	struct trace_contents *c = &r->contents;

	c->cmdlines = task_names(r);
	c->tgids = processes(r);
	c->probes = definitions(r);
	c->uname = system_name(r);
	for (u32 i = 0; i < r->ntracks; i++) {
		struct track *t = r->tracks[i];

		t->clocks = read_text(r, track_path(t, "trace_clock"));
		if (!i)
			c->clocks = t->clocks;
		add_stats(r, t);
	}
}
