/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/undo_owner.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The inode of the first PID namespace (include/linux/proc_ns.h). */
#define INIT_PIDNS 0xeffffffcull

static u64 own_pidns(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) == 0 ? st.st_ino : INIT_PIDNS;
}

/*
 * Ticks by which a process may have begun by its own account at another time than by ours: under
 * qemu (of another machine's programs) /proc/self/stat is qemu's, which looks at the clock itself.
 * To remove the instance of one that lives is worse than to leave that of one that is dead: the
 * kernel of 6.18 faults where an option is written to just then, with the lock of all events held.
 */
#define START_SLACK 50

/* Field 22 of /proc/PID/stat; comm before it may hold anything. 0 if there is no such process. */
static u64 start_time(int pid)
{
	struct buf text = BUF_INIT;
	unsigned long long start = 0;
	char path[64], *after;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (buf_read_file(&text, path) == 0 && (after = strrchr(buf_str(&text), ')')))
		sscanf(after + 1,
		       " %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
		       "%*s %llu",
		       &start);
	buf_free(&text);
	return start;
}

struct undo_owner undo_owner_self(void)
{
	return (struct undo_owner){getpid(), start_time(getpid()), own_pidns()};
}

void undo_owner_name(char name[UNDO_OWNER_SIZE])
{
	u64 pidns = own_pidns();

	if (pidns == INIT_PIDNS)
		snprintf(name, UNDO_OWNER_SIZE, UNDO_OWNER_PREFIX "%d", getpid());
	else
		snprintf(name, UNDO_OWNER_SIZE, UNDO_OWNER_PREFIX "%d_%llu", getpid(),
		         (unsigned long long)pidns);
}

bool undo_owner_parse(const char *name, struct undo_owner *owner)
{
	size_t n = strlen(UNDO_OWNER_PREFIX);
	char *end;

	if (strncmp(name, UNDO_OWNER_PREFIX, n) != 0 || name[n] < '1' || name[n] > '9')
		return false;
	owner->pid = (int)strtol(name + n, &end, 10);
	owner->start = 0;
	owner->pidns = INIT_PIDNS;
	if (*end == '_' && end[1] >= '1' && end[1] <= '9')
		owner->pidns = strtoull(end + 1, &end, 10);
	return true;
}

bool undo_owner_is_dead(const struct undo_owner *owner)
{
	u64 start;

	/* Without /proc of the owner's namespace every process looks dead. */
	if (owner->pid <= 0 || owner->pidns != own_pidns() || !start_time(getpid()))
		return false;
	start = start_time(owner->pid);
	return !start || (owner->start && (start > owner->start + START_SLACK ||
	                                   start + START_SLACK < owner->start));
}

static void count(struct undo_report *r, int err)
{
	if (err == -ENOENT || err == -ENODEV) /* another run was faster */
		return;
	r->undone += !err;
	r->failed += err != 0;
	if (err && !r->err)
		r->err = err;
}

static void scan_instances(struct arena *a, struct tracefs *t, struct undo_report *r)
{
	struct undo_owner owner;

	for (const char **name = tracefs_dirs(t, "instances"); *name; name++) {
		if (!undo_owner_parse(*name, &owner) || !undo_owner_is_dead(&owner))
			continue;
		r->owners++;
		count(r, tracefs_rmdir(t, arena_printf(a, "instances/%s", *name)));
	}
}

/* One line of a file of dynamic events, "p:GROUP/EVENT …", "r4:GROUP/EVENT …". */
static void scan_line(struct arena *a, struct tracefs *t, const char *file, const char *line,
                      struct undo_report *r)
{
	const char *name = strchr(line, ':'), *slash, *group;
	struct undo_owner owner;

	if (!name++ || !undo_owner_parse(name, &owner) || !undo_owner_is_dead(&owner))
		return;
	slash = strchr(name, '/');
	if (!slash)
		return;
	group = arena_strndup(a, name, (size_t)(slash - name));
	tracefs_write(t,
	              arena_printf(a, "events/%s/%.*s/enable", group, (int)strcspn(slash + 1, " "),
	                           slash + 1),
	              "0", 0);
	count(r, tracefs_write(t, file, arena_printf(a, "-:%.*s", (int)strcspn(name, " "), name),
	                       O_APPEND));
}

void undo_scan(struct arena *a, struct tracefs *t, struct undo_report *r)
{
	/* dynamic_events has those of the others too, and kinds that have no file of their own. */
	static const char *const files[] = {"kprobe_events", "uprobe_events", "dynamic_events"};
	struct undo_report before = *r;
	char *line, *save;

	scan_instances(a, t, r);
	for (size_t i = 0; i < ARRAY_LEN(files); i++) {
		struct buf text = BUF_INIT;

		if (tracefs_read(t, files[i], &text) == 0 && text.len)
			for (line = strtok_r(text.data, "\n", &save); line;
			     line = strtok_r(NULL, "\n", &save))
				scan_line(a, t, files[i], line, r);
		buf_free(&text);
	}
	if (r->undone + r->failed > before.undone + before.failed && r->owners == before.owners)
		r->owners++;
}
