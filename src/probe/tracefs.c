/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/tracefs.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
	const char *path, *text;
	size_t size;
};

struct tracefs {
	struct arena *arena;
	const char *dir; /* NULL: it is all in files */
	bool recorded;
	struct file *files;
	u32 nfiles;
};

/* 0 if dir looks like the root of a tracefs, negative errno if not. */
static int check_root(const char *dir)
{
	char path[4096];
	int n = snprintf(path, sizeof(path), "%s/events", dir);

	if (n < 0 || (size_t)n >= sizeof(path))
		return -ENAMETOOLONG;
	if (access(path, R_OK | X_OK) == 0)
		return 0;
	/* A root directory without x hides whether events/ is there. */
	return errno == EPERM ? -EACCES : -errno;
}

/* Where /proc/mounts has a tracefs, or a debugfs with tracing/ in it. NULL if nowhere. */
static const char *find_mounted(struct arena *a)
{
	FILE *f = fopen("/proc/mounts", "re");
	char line[4096], at[2048], type[64];
	const char *found = NULL;

	while (f && !found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*s %2047s %63s", at, type) != 2)
			continue;
		if (strcmp(type, "tracefs") == 0)
			found = arena_strdup(a, at);
		else if (strcmp(type, "debugfs") == 0)
			found = arena_printf(a, "%s/tracing", at);
		if (found && check_root(found) == -ENOENT)
			found = NULL;
	}
	if (f)
		fclose(f);
	return found;
}

static const char *find_root(struct arena *a, int *err)
{
	static const char *const usual[] = {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"};
	const char *dir;
	int first = 0;

	for (size_t i = 0; i < ARRAY_LEN(usual); i++) {
		*err = check_root(usual[i]);
		if (*err == 0)
			return usual[i];
		if (*err != -ENOENT && *err != -ENOTDIR && !first)
			first = *err;
	}
	dir = find_mounted(a);
	if (dir) {
		*err = check_root(dir);
		return *err ? NULL : dir;
	}
	if (!first && mount("nodev", usual[0], "tracefs", 0, NULL) == 0)
		first = check_root(usual[0]);
	else if (!first)
		first = errno == EPERM ? -EPERM : -ENOENT;
	*err = first;
	return first ? NULL : usual[0];
}

struct tracefs *tracefs_open(struct arena *a, const char *dir, int *err)
{
	struct tracefs *t;
	bool recorded = dir != NULL;

	if (recorded)
		*err = check_root(dir);
	else
		dir = find_root(a, err);
	if (*err)
		return NULL;
	t = arena_new_of(a, struct tracefs);
	t->arena = a;
	t->dir = arena_strdup(a, dir);
	t->recorded = recorded;
	return t;
}

struct tracefs *tracefs_new_recorded(struct arena *a)
{
	struct tracefs *t = arena_new_of(a, struct tracefs);

	t->arena = a;
	t->recorded = true;
	return t;
}

void tracefs_add_file(struct tracefs *t, const char *path, const char *text, size_t size)
{
	*ARENA_PUSH(t->arena, t->files, t->nfiles) = (struct file){
	        arena_strdup(t->arena, path), arena_strndup(t->arena, text, size), size};
}

static const struct file *find_file(const struct tracefs *t, const char *path)
{
	for (u32 i = 0; i < t->nfiles; i++)
		if (!strcmp(t->files[i].path, path))
			return &t->files[i];
	return NULL;
}

const char *tracefs_dir(const struct tracefs *t)
{
	return t->dir ? t->dir : "";
}

bool tracefs_is_recorded(const struct tracefs *t)
{
	return t->recorded;
}

static int full_path(const struct tracefs *t, const char *path, char *out, size_t size)
{
	int n;

	if (!t->dir)
		return -ENOENT;
	n = snprintf(out, size, "%s/%s", t->dir, path);

	return n < 0 || (size_t)n >= size ? -ENAMETOOLONG : 0;
}

/* A recorded tree need not hold every file: features.txt may have "yes PATH" for it. */
static bool was_there(const struct tracefs *t, const char *path)
{
	struct buf text = BUF_INIT;
	char line[512];
	bool found = false;
	const char *at;

	snprintf(line, sizeof(line), "yes %s\n", path);
	if (tracefs_read(t, "features.txt", &text) == 0) {
		at = strstr(buf_str(&text), line);
		found = at && (at == text.data || at[-1] == '\n');
	}
	buf_free(&text);
	return found;
}

bool tracefs_has(const struct tracefs *t, const char *path)
{
	char full[4096];

	if (!t->dir)
		return find_file(t, path) != NULL;
	if (full_path(t, path, full, sizeof(full)) == 0 && access(full, F_OK) == 0)
		return true;
	return t->recorded && was_there(t, path);
}

int tracefs_read(const struct tracefs *t, const char *path, struct buf *out)
{
	char full[4096];
	int err = full_path(t, path, full, sizeof(full));
	const struct file *f = t->dir ? NULL : find_file(t, path);

	if (f) {
		buf_add(out, f->text, f->size);
		return 0;
	}

	return err ? err : buf_read_file(out, full);
}

int tracefs_write(const struct tracefs *t, const char *path, const char *text, int flags)
{
	char full[4096];
	size_t len = strlen(text);
	int err = full_path(t, path, full, sizeof(full));
	ssize_t n;
	int fd;

	if (t->recorded)
		return -EROFS;
	if (err)
		return err;
	fd = open(full, O_WRONLY | O_CLOEXEC | flags);
	if (fd < 0)
		return -errno;
	do
		n = write(fd, text, len);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		err = -errno;
	else if ((size_t)n != len)
		err = -EIO;
	close(fd);
	return err;
}

int tracefs_mkdir(const struct tracefs *t, const char *path)
{
	char full[4096];
	int err = full_path(t, path, full, sizeof(full));

	if (t->recorded)
		return -EROFS;
	if (err)
		return err;
	return mkdir(full, 0750) ? -errno : 0;
}

int tracefs_rmdir(const struct tracefs *t, const char *path)
{
	char full[4096];
	int err = full_path(t, path, full, sizeof(full));

	if (t->recorded)
		return -EROFS;
	if (err)
		return err;
	return rmdir(full) ? -errno : 0;
}

const char *tracefs_format(struct tracefs *t, const char *system, const char *event, int *err)
{
	struct buf text = BUF_INIT;
	char path[512];
	const char *copy = NULL;
	int n = snprintf(path, sizeof(path), "events/%s/%s/format", system, event);

	*err = n < 0 || (size_t)n >= sizeof(path) ? -ENAMETOOLONG : tracefs_read(t, path, &text);
	if (*err == 0)
		copy = arena_strndup(t->arena, buf_str(&text), text.len);
	buf_free(&text);
	return copy;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_dir(DIR *d, const struct dirent *e)
{
	struct stat st;

	if (e->d_name[0] == '.')
		return false;
	if (e->d_type != DT_UNKNOWN && e->d_type != DT_LNK)
		return e->d_type == DT_DIR;
	return fstatat(dirfd(d), e->d_name, &st, 0) == 0 && S_ISDIR(st.st_mode);
}

/* The directories that files under path are in. */
static u32 dirs_of_files(struct tracefs *t, const char *path, const char ***names)
{
	size_t len = strlen(path);
	u32 n = 0, k;

	while (len && path[len - 1] == '/')
		len--;
	for (u32 i = 0; i < t->nfiles; i++) {
		const char *at = t->files[i].path, *slash;

		if (strncmp(at, path, len) || at[len] != '/')
			continue;
		at += len + 1;
		slash = strchr(at, '/');
		for (k = 0; slash && k < n; k++)
			if (!strncmp((*names)[k], at, (size_t)(slash - at)) &&
			    !(*names)[k][slash - at])
				break;
		if (slash && k == n)
			*ARENA_PUSH(t->arena, *names, n) =
			        arena_strndup(t->arena, at, (size_t)(slash - at));
	}
	return n;
}

const char **tracefs_dirs(struct tracefs *t, const char *path)
{
	char full[4096];
	const char **names = NULL;
	struct dirent *e;
	DIR *d = NULL;
	u32 n = 0;

	if (!t->dir)
		n = dirs_of_files(t, path, &names);
	if (full_path(t, path, full, sizeof(full)) == 0)
		d = opendir(full);
	while (d && (e = readdir(d)))
		if (is_dir(d, e))
			*ARENA_PUSH(t->arena, names, n) = arena_strdup(t->arena, e->d_name);
	if (d)
		closedir(d);
	if (n > 1)
		qsort(names, n, sizeof(*names), by_name);
	*ARENA_PUSH(t->arena, names, n) = NULL;
	return names;
}

const char **tracefs_events(struct tracefs *t, const char *system)
{
	char path[512];

	snprintf(path, sizeof(path), "events/%s", system ? system : "");
	return tracefs_dirs(t, path);
}

const char *tracefs_why(int err)
{
	switch (err) {
	case 0:
		return "tracefs is there";
	case -ENOENT:
	case -ENOTDIR:
		return "tracefs is not mounted: mount -t tracefs nodev /sys/kernel/tracing "
		       "(a kernel without CONFIG_TRACING has none)";
	case -EPERM:
		return "tracefs is not mounted and mounting it is not permitted: as root, "
		       "mount -t tracefs nodev /sys/kernel/tracing";
	case -EACCES:
		return "tracefs may not be read by this user: run as root, or remount it for a "
		       "group (mount -o remount,gid=GROUP /sys/kernel/tracing)";
	case -EROFS:
		return "this tracefs is a recorded copy (--tracefs): it cannot be written";
	default:
		return strerror(-err);
	}
}
