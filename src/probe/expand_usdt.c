// SPDX-License-Identifier: GPL-2.0-or-later
/* usdt: one probe for each place where it is in the code. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/binpath.h"
#include "probe/elf.h"
#include "probe/expand.h"
#include "probe/usdt.h"
#include "util/glob.h"

/* The executable mappings of a process, added to the set. */
static void mapped_files(struct arena *a, int pid, struct name_set *set)
{
	char maps[64], line[4500], perms[8], path[4096];
	FILE *f;

	snprintf(maps, sizeof(maps), "/proc/%d/maps", pid);
	f = fopen(maps, "re");
	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "%*s %7s %*s %*s %*s %4095[^\n]", perms, path) == 2 &&
		    perms[2] == 'x' && path[0] == '/')
			name_set_add(a, set, arena_strdup(a, path));
	if (f)
		fclose(f);
}

/*
 * usdt:*: what the process has mapped, or what any has. A command that has not started yet has
 * mapped what we have: its program is looked into as well.
 */
static struct name_set everywhere(struct arena *a, int pid, const char *program)
{
	struct name_set set = {NULL, 0};
	struct dirent *e;
	DIR *d;

	if (pid) {
		mapped_files(a, pid, &set);
		if (program && strncmp(program, "/proc/", 6))
			name_set_add(a, &set, program);
		name_set_sort(&set);
		return set;
	}
	d = opendir("/proc");
	while (d && (e = readdir(d)))
		if (isdigit((unsigned char)e->d_name[0]))
			mapped_files(a, atoi(e->d_name), &set);
	if (d)
		closedir(d);
	name_set_sort(&set);
	return set;
}

static int add_site(struct expansion *x, const char *path, const struct usdt_site *site)
{
	struct probe *p;

	if (binary_is_thumb(path, site->offset))
		return diag_error(x->diag, expansion_span(x, x->nparts - 1),
		                  "%s:%s in %s is in Thumb code, in which the kernel cannot place "
		                  "probes",
		                  site->ns, site->name, path);
	p = expansion_add(x, "usdt:%s:%s:%s", path, site->ns, site->name);
	if (!p)
		return -E2BIG;
	p->target = arena_strdup(x->env->arena, path);
	p->ns = site->ns;
	p->func = site->name;
	p->address = site->offset;
	p->usdt = site;
	return 0;
}

struct wanted {
	const char *ns, *name; /* globs; ns NULL: any */
	u32 found;
	struct nearest near;
};

static int expand_file(struct expansion *x, const char *path, struct wanted *w, int *why)
{
	const struct usdt_site *sites;
	int err = 0;
	u32 n;

	sites = usdt_sites(x->env->arena, path, &n, why);
	for (u32 i = 0; i < n && !err; i++) {
		if (!glob_match(w->name, sites[i].name) ||
		    (w->ns && *w->ns && !glob_match(w->ns, sites[i].ns))) {
			nearest_feed(&w->near, sites[i].name);
			continue;
		}
		w->found++;
		err = add_site(x, path, &sites[i]);
	}
	return err;
}

static int missing(struct expansion *x, const struct wanted *w, const char *path, int why)
{
	u32 last = x->nparts - 1;
	int err;

	if (why)
		return diag_error(x->diag, expansion_span(x, 1), "%s: %s", path,
		                  why == -ENOEXEC ? "not an ELF program or library"
		                                  : strerror(-why));
	err = expansion_missing(x, last, "no USDT probe %s%s%s in %s", w->ns ? w->ns : "",
	                        w->ns ? ":" : "", w->name, path);
	if (w->near.best[0])
		diag_hint(x->diag, "did you mean %s?", w->near.best);
	else
		diag_hint(x->diag, "sonde -l 'usdt:%s' lists the USDT probes of a program",
		          strchr(path, '/') ? path : "PROGRAM");
	return err;
}

int expand_usdt(struct expansion *x)
{
	struct wanted w = {.ns = x->nparts > 3 ? x->parts[2] : NULL,
	                   .name = x->parts[x->nparts - 1]};
	bool any = strcmp(x->parts[1], "*") == 0;
	struct name_set set = {NULL, 0};
	int err = 0, why = 0;

	nearest_init(&w.near, w.name);
	if (any)
		set = everywhere(x->env->arena, x->env->pid, x->env->program);
	else
		set.names = binary_paths(x->env->arena, x->parts[1], x->env->pid, &set.n);
	if (!set.n)
		return expansion_missing(
		        x, 1, any ? "no program to look into" : "no program or library \"%s\"",
		        x->parts[1]);
	for (u32 i = 0; i < set.n && !err; i++)
		err = expand_file(x, set.names[i], &w, &why);
	if (err || w.found)
		return err;
	return missing(x, &w, any ? "the programs that run" : set.names[0], any ? 0 : why);
}
