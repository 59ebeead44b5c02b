// SPDX-License-Identifier: GPL-2.0-or-later
/* Paths of cgroups: an id is the number of the cgroup's directory. */
#include <dirent.h>
#include <fnmatch.h>
#include <mntent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output/impl.h"
#include "util/files.h"

#define MAX_DEPTH       64
#define MAX_HIERARCHIES 32

/* Look below path, which is left at the directory if it is found. */
static bool find_dir(struct buf *path, u64 id, u32 depth)
{
	size_t len = path->len;
	struct dirent *e;
	u64 own;
	DIR *dir;
	bool found = false;

	if (!file_cgroup_id(buf_str(path), &own) && own == id)
		return true;
	dir = depth < MAX_DEPTH ? opendir(buf_str(path)) : NULL;
	if (!dir)
		return false;
	while (!found && (e = readdir(dir))) {
		if (e->d_type != DT_DIR || !strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		path->len = len;
		buf_addf(path, "/%s", e->d_name);
		found = find_dir(path, id, depth + 1);
	}
	closedir(dir);
	if (!found) {
		path->len = len;
		path->data[len] = 0;
	}
	return found;
}

/* Version 2 is "unified", the others are known by the directory they are mounted on. */
static const char *hierarchy_name(const struct mntent *m)
{
	const char *slash = strrchr(m->mnt_dir, '/');

	if (!strcmp(m->mnt_type, "cgroup2"))
		return "unified";
	if (!strcmp(m->mnt_type, "cgroup"))
		return slash ? slash + 1 : m->mnt_dir;
	return NULL;
}

static bool matches(const char *glob, const char *name)
{
	return !glob || !*glob || !fnmatch(glob, name, 0);
}

/* "unified" sorts before all others. */
static int compare_paths(const void *x, const void *y)
{
	const struct buf *a = x, *b = y;
	bool first = !strncmp(a->data, "unified:", 8), second = !strncmp(b->data, "unified:", 8);

	return first != second ? (int)second - (int)first : strcmp(a->data, b->data);
}

void cgroup_text(struct buf *out, u64 id, const char *glob)
{
	FILE *mounts = setmntent("/proc/self/mounts", "r");
	struct buf path = BUF_INIT, found[MAX_HIERARCHIES] = {0};
	struct mntent *m;
	u32 n = 0;

	while (mounts && n < MAX_HIERARCHIES && (m = getmntent(mounts))) {
		const char *name = hierarchy_name(m);
		size_t top = strlen(m->mnt_dir);

		if (!name || !matches(glob, name))
			continue;
		buf_clear(&path);
		buf_adds(&path, m->mnt_dir);
		if (find_dir(&path, id, 0))
			buf_addf(&found[n++], "%s:%s", name,
			         path.data[top] ? path.data + top : "/");
	}
	if (mounts)
		endmntent(mounts);
	qsort(found, n, sizeof(*found), compare_paths);
	for (u32 i = 0; i < n; i++) {
		buf_addf(out, "%s%s", i ? "," : "", found[i].data);
		buf_free(&found[i]);
	}
	buf_free(&path);
}
