/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/binpath.h"

#include <dirent.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/elf.h"
#include "util/buf.h"
#include "util/glob.h"

#define LD_CACHE "/etc/ld.so.cache"

static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_native_library(const char *path)
{
	int err;
	struct binary *b = binary_open(path, &err);
	bool native = b && binary_is_native(b);

	binary_close(b);
	return native;
}

/* "libc.so.6" and "libc-2.31.so" are files of "libc", "libc.so", "libc.so.6" and "c". */
static bool is_library_name(const char *file, const char *name)
{
	size_t n = strlen(name);

	if (strcmp(file, name) == 0)
		return true;
	if (strncmp(file, name, n) != 0) {
		if (strncmp(file, "lib", 3) != 0 || strncmp(file + 3, name, n) != 0)
			return false;
		file += 3;
	}
	file += n;
	if (strstr(name, ".so"))
		return file[0] == '.';
	return strncmp(file, ".so", 3) == 0 ||
	       (file[0] == '-' && file[1] >= '0' && file[1] <= '9' && strstr(file, ".so"));
}

/* The process's mounts and root are ours: its paths mean the same files. */
static bool shares_files(int pid)
{
	char path[64];
	struct stat a, b;

	snprintf(path, sizeof(path), "/proc/%d/ns/mnt", pid);
	if (stat(path, &a) || stat("/proc/self/ns/mnt", &b))
		return true;
	if (a.st_ino != b.st_ino)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/root", pid);
	if (stat(path, &a) || stat("/", &b))
		return true;
	return a.st_ino == b.st_ino && a.st_dev == b.st_dev;
}

static const char *as_seen(struct arena *a, int pid, const char *path)
{
	if (!pid || shares_files(pid))
		return arena_strdup(a, path);
	return arena_printf(a, "/proc/%d/root%s", pid, path);
}

/* A file that the process has mapped to execute, by its base name. */
static const char *find_mapped(struct arena *a, const char *name, int pid)
{
	char maps[64], line[4500], perms[8], path[4096];
	const char *found = NULL, *base;
	FILE *f;

	snprintf(maps, sizeof(maps), "/proc/%d/maps", pid);
	f = fopen(maps, "re");
	while (f && !found && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%*s %7s %*s %*s %*s %4095[^\n]", perms, path) != 2 ||
		    perms[2] != 'x' || path[0] != '/')
			continue;
		base = strrchr(path, '/') + 1;
		if (is_library_name(base, name))
			found = as_seen(a, pid, path);
	}
	if (f)
		fclose(f);
	return found;
}

static const char *find_in_path(struct arena *a, const char *name)
{
	const char *dirs = getenv("PATH"), *end;

	dirs = dirs ? dirs : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
	for (; *dirs; dirs = *end ? end + 1 : end) {
		const char *path;

		end = strchrnul(dirs, ':');
		path = arena_printf(a, "%.*s/%s", (int)(end - dirs), dirs, name);
		if (dirs[0] == '/' && is_file(path) && access(path, X_OK) == 0)
			return path;
	}
	return NULL;
}

/* glibc's cache (dl-cache.h): header, entries {flags, key, value, osversion, hwcap}, strings. */
struct cache_header {
	char magic[20]; /* "glibc-ld.so.cache1.1" */
	u32 nlibs, len_strings;
	u8 flags, pad[3];
	u32 extension_offset, unused[3];
};

struct cache_entry {
	s32 flags;
	u32 key, value; /* offsets from the header */
	u32 osversion;
	u64 hwcap;
};

static const char *find_in_cache_text(struct arena *a, const struct buf *text, const char *name)
{
	static const char magic[] = "glibc-ld.so.cache1.1";
	const char *base;
	struct cache_header h;
	size_t left;

	base = text->len ? memmem(text->data, text->len, magic, sizeof(magic) - 1) : NULL;
	left = base ? text->len - (size_t)(base - text->data) : 0;
	if (left < sizeof(h))
		return NULL;
	memcpy(&h, base, sizeof(h));
	for (u32 i = 0; i < h.nlibs; i++) {
		struct cache_entry e;
		size_t at = sizeof(h) + i * sizeof(e);

		if (at + sizeof(e) > left)
			break;
		memcpy(&e, base + at, sizeof(e));
		if (e.key >= left || e.value >= left || !is_library_name(base + e.key, name))
			continue;
		if (is_native_library(base + e.value))
			return arena_strdup(a, base + e.value);
	}
	return NULL;
}

static const char *find_in_cache(struct arena *a, const char *name)
{
	struct buf text = BUF_INIT;
	const char *found = NULL;

	if (buf_read_file(&text, LD_CACHE) == 0)
		found = find_in_cache_text(a, &text, name);
	buf_free(&text);
	return found;
}

static const char *find_in_dir(struct arena *a, const char *dir, const char *name)
{
	const char *found = NULL;
	struct dirent *e;
	DIR *d = opendir(dir);

	while (d && !found && (e = readdir(d))) {
		const char *path;

		if (!is_library_name(e->d_name, name))
			continue;
		path = arena_printf(a, "%s/%s", dir, e->d_name);
		if (is_native_library(path))
			found = path;
	}
	if (d)
		closedir(d);
	return found;
}

/* Without ld.so.cache (musl, small systems): the usual directories. */
static const char *find_in_dirs(struct arena *a, const char *name)
{
	static const char *const dirs[] = {
	        "/lib",           "/usr/lib",          "/lib64", "/usr/lib64", "/usr/local/lib",
	        "/lib/*-linux-*", "/usr/lib/*-linux-*"};
	const char *found = NULL;
	glob_t g;

	for (size_t i = 0; i < ARRAY_LEN(dirs) && !found; i++) {
		if (glob(dirs[i], 0, NULL, &g))
			continue;
		for (size_t j = 0; j < g.gl_pathc && !found; j++)
			found = find_in_dir(a, g.gl_pathv[j], name);
		globfree(&g);
	}
	return found;
}

static const char *find_name(struct arena *a, const char *name, int pid)
{
	const char *path = pid ? find_mapped(a, name, pid) : NULL;

	if (!path && !strstr(name, ".so"))
		path = find_in_path(a, name);
	if (!path)
		path = find_in_cache(a, name);
	return path ? path : find_in_dirs(a, name);
}

static const char *absolute(struct arena *a, const char *path)
{
	char cwd[4096];

	if (path[0] == '/' || !getcwd(cwd, sizeof(cwd)))
		return path;
	while (strncmp(path, "./", 2) == 0)
		path += 2;
	return arena_printf(a, "%s/%s", cwd, path);
}

static const char **find_glob(struct arena *a, const char *pattern, u32 *n)
{
	const char **found = NULL;
	glob_t g;
	int err;

	if (glob(pattern, 0, NULL, &g))
		return NULL;
	for (size_t i = 0; i < g.gl_pathc; i++) {
		struct binary *b = is_file(g.gl_pathv[i]) ? binary_open(g.gl_pathv[i], &err) : NULL;

		if (b)
			*ARENA_PUSH(a, found, *n) = arena_strdup(a, g.gl_pathv[i]);
		binary_close(b);
	}
	globfree(&g);
	return found;
}

const char **binary_paths(struct arena *a, const char *name, int pid, u32 *n)
{
	const char **found = NULL, *path;

	*n = 0;
	if (strchr(name, '/')) {
		path = absolute(a, name);
		if (pid && !shares_files(pid))
			path = arena_printf(a, "/proc/%d/root%s", pid, path);
		if (glob_is(name))
			return find_glob(a, path, n);
		path = is_file(path) ? path : NULL;
	} else {
		path = find_name(a, name, pid);
	}
	if (path)
		*ARENA_PUSH(a, found, *n) = path;
	return found;
}
