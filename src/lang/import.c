// SPDX-License-Identifier: GPL-2.0-or-later
/* What an import names: which files, and whether they may be read. */
#include "lang/import.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define STDLIB "stdlib"

static bool ends_in(const char *name, const char *suffix)
{
	size_t n = strlen(name), len = strlen(suffix);

	return n > len && !strcmp(name + n - len, suffix);
}

/* Others must not be able to change what runs with our rights. */
static bool is_safe(struct importer *im, struct span at, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dir = slash ? arena_strndup(im->arena, path, (size_t)(slash - path) + 1) : ".";
	const char *const both[] = {path, dir};
	struct stat st;

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		if (stat(both[i], &st) || !(st.st_mode & S_IWOTH))
			continue;
		diag_error(im->diag, at, "%s is not imported: everyone can write to %s", path,
		           i ? "its directory" : "it");
		diag_hint(im->diag, "chmod o-w %s", both[i]);
		return false;
	}
	return true;
}

/* Every file is read once, under whatever name. */
static bool is_new(struct importer *im, const char *path)
{
	char *real = realpath(path, NULL);
	const char *name = arena_strdup(im->arena, real ? real : path);

	free(real);
	for (u32 i = 0; i < im->nseen; i++)
		if (!strcmp(im->seen[i], name))
			return false;
	*ARENA_PUSH(im->arena, im->seen, im->nseen) = name;
	return true;
}

static int take_file(struct importer *im, struct span at, const char *path, bool in_dir,
                     struct import_files *out)
{
	bool script = ends_in(path, ".bt"), header = ends_in(path, ".h");

	if (!script && !header && in_dir)
		return 0;
	if (ends_in(path, ".c") || ends_in(path, ".o")) {
		diag_error(im->diag, at,
		           "%s is not imported: sonde has no compiler or linker for C", path);
		diag_hint(im->diag, "write it as a macro or a function (fn) in a .bt file");
		return -EINVAL;
	}
	if (!script && !header) {
		diag_error(im->diag, at, "%s is not imported: its name ends neither in .bt nor .h",
		           path);
		return -EINVAL;
	}
	if (!is_safe(im, at, path))
		return -EINVAL;
	if (is_new(im, path))
		*ARENA_PUSH(im->arena, out->files, out->n) = (struct import_file){path, header};
	return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* The scripts and headers in it, by name; not those of directories below. */
static int take_dir(struct importer *im, struct span at, const char *path, struct import_files *out)
{
	struct dirent **entries;
	int n = scandir(path, &entries, NULL, by_name), err = 0;

	if (n < 0)
		return diag_error(im->diag, at, "cannot read %s: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *file = arena_printf(im->arena, "%s/%s", path, entries[i]->d_name);
		struct stat st;

		if (!err && !stat(file, &st) && S_ISREG(st.st_mode))
			err = take_file(im, at, file, true, out);
		free(entries[i]);
	}
	free(entries);
	return err;
}

/* bpftrace's own library: its macros are builtin functions here; the rest of it is C. */
static int take_stdlib(struct importer *im, const struct import *i)
{
	static const char *const parts[] = {
	        "arch",    "base",   "cgroups", "kfunc", "internal", "meta",   "network", "path",
	        "process", "socket", "strings", "task",  "map",      "system", "usdt",    "stack"};
	const char *part = i->name + strlen(STDLIB);
	size_t len;

	if (!*part)
		return 0;
	len = strcspn(++part, "./");
	for (size_t k = 0; k < ARRAY_LEN(parts); k++)
		if (strlen(parts[k]) == len && !strncmp(parts[k], part, len) &&
		    (!part[len] || !strcmp(part + len, ".bt")))
			return 0;
	diag_error(im->diag, i->span, "%s is not imported: %s", i->name,
	           ends_in(part, ".c") || ends_in(part, ".h")
	                   ? "sonde has no compiler for C"
	                   : "there is no such part of the library");
	diag_hint(im->diag, "the functions of the library are all there without an import");
	return -EINVAL;
}

static const char *join(struct importer *im, const char *dir, const char *name)
{
	if (name[0] == '/' || !dir || !dir[0])
		return name;
	return arena_printf(im->arena, "%s/%s", dir, name);
}

int import_find(struct importer *im, const struct import *i, const char *from_dir,
                struct import_files *out)
{
	const char *path = NULL;
	struct stat st;

	*out = (struct import_files){0};
	if (!strncmp(i->name, STDLIB, strlen(STDLIB)) && strchr("/", i->name[strlen(STDLIB)]))
		return take_stdlib(im, i);
	for (u32 k = 0; k < im->ndirs + 2; k++) {
		path = join(im,
		            k == 0   ? im->script_dir
		            : k == 1 ? from_dir
		                     : im->dirs[k - 2],
		            i->name);
		if (!stat(path, &st))
			break;
		path = NULL;
	}
	if (!path) {
		diag_error(im->diag, i->span, "cannot find %s to import", i->name);
		diag_hint(im->diag,
		          "it is looked for beside the script and in the directories of -I");
		return -EINVAL;
	}
	if (S_ISDIR(st.st_mode))
		return is_safe(im, i->span, path) ? take_dir(im, i->span, path, out) : -EINVAL;
	return take_file(im, i->span, path, false, out);
}
