/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/feature.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "probe/undo.h"

void features_add(struct features *f, const char *group, const char *name, int err,
                  const char *detail, ...)
{
	struct feature *row = ARENA_PUSH(f->arena, f->items, f->n);
	char text[512];
	va_list ap;

	row->group = group;
	row->name = name;
	row->err = err;
	if (!detail)
		return;
	va_start(ap, detail);
	vsnprintf(text, sizeof(text), detail, ap);
	va_end(ap);
	row->detail = arena_strdup(f->arena, text);
}

const struct feature *features_find(const struct features *f, const char *group, const char *name)
{
	for (u32 i = 0; i < f->n; i++)
		if (strcmp(f->items[i].group, group) == 0 && strcmp(f->items[i].name, name) == 0)
			return &f->items[i];
	return NULL;
}

bool features_have(const struct features *f, const char *group, const char *name)
{
	const struct feature *row = features_find(f, group, name);

	return row && row->err == 0;
}

enum access { READ, WRITE };

static const struct file_row {
	const char *name, *path;
	enum access access;
} files[] = {
        {"kprobe_events", "kprobe_events", WRITE},
        {"uprobe_events", "uprobe_events", WRITE},
        {"dynamic_events", "dynamic_events", WRITE},
        {"synthetic_events", "synthetic_events", WRITE},
        {"user_events", "user_events_data", WRITE},
        {"error_log", "error_log", READ},
        {"set_event_pid", "set_event_pid", WRITE},
        {"event filter", "events/sched/sched_switch/filter", WRITE},
        {"event trigger", "events/sched/sched_switch/trigger", WRITE},
        {"hist trigger", "events/sched/sched_switch/hist", READ},
        {"syscall tracepoints", "events/syscalls/sys_enter_openat/format", READ},
        {"raw_syscalls", "events/raw_syscalls/sys_enter/format", READ},
        {"available_filter_functions", "available_filter_functions", READ},
        {"set_ftrace_filter", "set_ftrace_filter", WRITE},
        {"set_graph_function", "set_graph_function", WRITE},
        {"trace_pipe_raw", "per_cpu/cpu0/trace_pipe_raw", READ},
        {"snapshot", "snapshot", READ},
        {"trace_marker", "trace_marker", WRITE},
        {"saved_cmdlines", "saved_cmdlines", READ},
};

/* Open as we would to use it; opening alone changes nothing. */
static int try_file(const struct tracefs *t, const struct file_row *row)
{
	char path[4096];
	int fd;

	/* A recorded tree has the formats alone; where there is one, there are the others. */
	if (tracefs_is_recorded(t) && strstr(row->path, "/filter"))
		return tracefs_has(t, "events/sched/sched_switch/format") ? 0 : -ENOENT;
	if (tracefs_is_recorded(t))
		return tracefs_has(t, row->path) ? 0 : -ENOENT;
	snprintf(path, sizeof(path), "%s/%s", tracefs_dir(t), row->path);
	/* trace_pipe_raw is for one reader at a time, and reading takes events away: only look. */
	if (strstr(row->path, "trace_pipe") || strcmp(row->path, "snapshot") == 0)
		return access(path, R_OK) ? -errno : 0;
	fd = open(path, (row->access == WRITE ? O_WRONLY | O_APPEND : O_RDONLY) | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* available_filter_functions opens, and says EPERM when read, where ftrace was not built. */
static int try_read(const struct tracefs *t, const struct file_row *row)
{
	char path[4096], byte;
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/%s", tracefs_dir(t), row->path);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (read(fd, &byte, 1) < 0)
		err = -errno;
	close(fd);
	return err;
}

static void probe_files(struct features *f, struct tracefs *t)
{
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		const struct file_row *row = &files[i];
		int err = try_file(t, row);

		if (!err && !tracefs_is_recorded(t) && strstr(row->path, "available_"))
			err = try_read(t, row);
		features_add(f, "tracefs", row->name, err, NULL);
	}
}

static void probe_instance(struct features *f, struct tracefs *t)
{
	char owner[UNDO_OWNER_SIZE], path[128];
	int err;

	if (tracefs_is_recorded(t)) {
		features_add(f, "tracefs", "instances", tracefs_has(t, "instances") ? 0 : -ENOENT,
		             NULL);
		return;
	}
	undo_owner_name(owner);
	snprintf(path, sizeof(path), "instances/%s_try", owner);
	err = tracefs_mkdir(t, path);
	if (err == 0)
		err = tracefs_rmdir(t, path);
	features_add(f, "tracefs", "instances", err, NULL);
}

/* Rows that the kernel's own mini-HOWTO gives away. */
static const struct readme_row {
	const char *group, *name, *needle;
} readme_rows[] = {
        {"tracefs", "eprobes", "e[:["},
        {"tracefs", "fprobe events", "f[:["},
        {"tracefs", "tracepoint events", "t[:["},
        {"tracefs", "hist buckets", ".buckets=size"},
        {"tracefs", "hist common_stacktrace", "common_stacktrace"},
        {"fetch-args", "$comm", "$comm"},
        {"fetch-args", "$argN", "$arg<N>"},
        {"fetch-args", "+u0()", "+|-[u]<offset>"},
        {"fetch-args", "ustring", "ustring"},
        {"fetch-args", "symstr", "symstr"},
        {"fetch-args", "arrays", "<type>\\[<array-size>\\]"},
        {"fetch-args", "immediates", "\\imm-value"},
        {"fetch-args", "%pd", "%pd"},
        {"fetch-args", "BTF arguments", "<argname>"},
        {"fetch-args", "%return", "%return"},
        {"fetch-args", "ref_ctr", "(ref_ctr_offset)"},
};

static void probe_readme(struct features *f, struct tracefs *t)
{
	struct buf text = BUF_INIT;
	int err = tracefs_read(t, "README", &text);

	for (size_t i = 0; i < ARRAY_LEN(readme_rows); i++) {
		const struct readme_row *row = &readme_rows[i];
		bool found = err == 0 && strstr(buf_str(&text), row->needle);

		if (!features_find(f, row->group, row->name))
			features_add(f, row->group, row->name,
			             err     ? err
			             : found ? 0
			                     : -EOPNOTSUPP,
			             err ? NULL : "as README says");
	}
	buf_free(&text);
}

static void probe_clocks(struct features *f, struct tracefs *t)
{
	struct buf text = BUF_INIT;
	int err = tracefs_read(t, "trace_clock", &text);

	features_add(f, "tracefs", "trace_clock", err, "%.*s", (int)strcspn(buf_str(&text), "\n"),
	             buf_str(&text));
	buf_free(&text);
}

void features_probe_tracefs(struct features *f, struct tracefs *t, int err)
{
	if (!t) {
		f->tracefs_err = err = err ? err : -ENOENT;
		features_add(f, "tracefs", "mounted", err, "%s", tracefs_why(err));
		return;
	}
	features_add(f, "tracefs", "mounted", 0, "%s%s", tracefs_dir(t),
	             tracefs_is_recorded(t) ? " (recorded)" : "");
	probe_files(f, t);
	probe_instance(f, t);
	probe_clocks(f, t);
	probe_readme(f, t);
}
