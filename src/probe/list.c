/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sonde -l: names and order as bpftrace prints them. */
#include "probe/expand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe/binpath.h"
#include "probe/perf.h"
#include "probe/tracefs.h"
#include "util/glob.h"

#define MAX_PARTS  8
#define KERNEL_BTF "/sys/kernel/btf/vmlinux"

struct listing {
	struct probe_env *env;
	bool (*fn)(const struct probe *p, void *arg);
	void *arg;
	struct diag *diag;
	const struct provider_info *info;
	const char *parts[MAX_PARTS]; /* what follows the provider; empty parts are dropped */
	u32 nparts;
	bool stop;
};

static void emit(struct listing *l, const char *name, const char *target, const char *func)
{
	struct probe p = {
	        .provider = l->info->provider, .name = name, .target = target, .func = func};

	if (!l->stop && !l->fn(&p, l->arg))
		l->stop = true;
}

static void list_tracepoints(struct listing *l)
{
	struct arena *a = l->env->arena;
	/* "tracepoint:GLOB" matches events of every subsystem. */
	const char *system = l->nparts > 1 ? l->parts[0] : NULL;
	const char *event = l->nparts ? l->parts[l->nparts - 1] : NULL;
	struct name_set names = tracepoint_names(l->env, system, event);

	for (u32 i = 0; i < names.n && !l->stop; i++) {
		const char *name = names.names[i], *colon = strchr(name, ':');

		emit(l, arena_printf(a, "tracepoint:%s", name),
		     arena_strndup(a, name, (size_t)(colon - name)), colon + 1);
	}
}

static bool is_fentry(enum provider p)
{
	return p == PROVIDER_FENTRY || p == PROVIDER_FEXIT;
}

static void list_kfuncs(struct listing *l)
{
	const struct kfuncs *k;
	const char *glob = l->nparts ? l->parts[l->nparts - 1] : "*", *last = NULL;
	const char *module = l->nparts > 1 ? l->parts[0] : NULL;
	char name[512];

	if (!probe_have_kprobes(l->env) ||
	    (is_fentry(l->info->provider) && access(KERNEL_BTF, F_OK)))
		return;
	k = kfuncs_get(l->env);
	if (!k->n && k->err)
		diag_warn(l->diag, NO_SPAN, "the kernel's functions cannot be listed: %s",
		          strerror(-k->err));
	for (u32 i = 0; i < k->n && !l->stop; i++) {
		const struct kfunc *f = &k->funcs[i];
		const char *in = f->module ? f->module : "vmlinux";

		if (!glob_match(glob, f->name) || (module && !glob_match(module, in)) ||
		    (!module && last && strcmp(last, f->name) == 0))
			continue;
		last = f->name;
		snprintf(name, sizeof(name), "%s:%s%s%s", l->info->name, module ? in : "",
		         module ? ":" : "", f->name);
		emit(l, name, f->module, f->name);
	}
}

static void list_events(struct listing *l)
{
	const char *glob = l->nparts ? l->parts[0] : "*";
	const struct perf_event_name *e;
	char name[128];

	for (u32 i = 0; (e = perf_event_at(l->info->provider == PROVIDER_SOFTWARE, i)); i++) {
		if (!glob_match(glob, e->name) && (!e->alias || !glob_match(glob, e->alias)))
			continue;
		snprintf(name, sizeof(name), "%s:%s:", l->info->name, e->name);
		emit(l, name, e->name, NULL);
	}
}

/* Everything else is listed by expanding it; that nothing matches is no error here. */
static int list_expanded(struct listing *l)
{
	const char *parts[MAX_PARTS + 1] = {l->info->name};
	struct probe_list found = {NULL, 0};
	struct probe_env env = *l->env;
	struct diag quiet = *l->diag;
	char *text = NULL;
	size_t size;
	FILE *sink = open_memstream(&text, &size);

	if (!sink)
		return -errno;
	env.max_probes = UINT32_MAX;
	quiet.out = sink;
	for (u32 i = 0; i < l->nparts; i++)
		parts[i + 1] = l->parts[i];
	probe_expand(&env, parts, NULL, l->nparts + 1, NO_SPAN, true, &quiet, &found);
	l->env->cache = env.cache;
	for (u32 i = 0; i < found.n && !l->stop; i++)
		/* a USDT probe is in several places */
		if ((!i || strcmp(found.items[i - 1]->name, found.items[i]->name)) &&
		    !l->fn(found.items[i], l->arg))
			l->stop = true;
	fclose(sink);
	free(text);
	return 0;
}

static int list_uprobes(struct listing *l)
{
	u32 n = 0;

	if (!l->nparts)
		return 0;
	if (l->nparts == 1)
		l->parts[l->nparts++] = "*";
	if (strcmp(l->parts[0], "*") == 0)
		return list_expanded(l);
	binary_paths(l->env->arena, l->parts[0], l->env->pid, &n);
	if (!n)
		return diag_error(l->diag, NO_SPAN, "no program or library \"%s\"", l->parts[0]);
	return list_expanded(l);
}

static int list_provider(struct listing *l)
{
	switch (l->info->provider) {
	case PROVIDER_TRACEPOINT:
		if (!l->env->tracefs)
			return diag_error(
			        l->diag, NO_SPAN, "%s",
			        tracefs_why(l->env->tracefs_err ? l->env->tracefs_err : -ENOENT));
		list_tracepoints(l);
		return 0;
	case PROVIDER_KPROBE:
	case PROVIDER_KRETPROBE:
	case PROVIDER_FENTRY:
	case PROVIDER_FEXIT:
		list_kfuncs(l);
		return 0;
	case PROVIDER_SOFTWARE:
	case PROVIDER_HARDWARE:
		list_events(l);
		return 0;
	case PROVIDER_UPROBE:
	case PROVIDER_URETPROBE:
	case PROVIDER_USDT:
		return list_uprobes(l);
	case PROVIDER_ITER:
	case PROVIDER_RAWTRACEPOINT:
		if (!l->nparts)
			l->parts[l->nparts++] = "*";
		return list_expanded(l);
	default:
		return l->nparts + 1 < l->info->min_parts ? 0 : list_expanded(l);
	}
}

/* The order of "bpftrace -l". Return probes are where their entry probes are. */
static const enum provider everywhere[] = {
        PROVIDER_FENTRY,        PROVIDER_HARDWARE, PROVIDER_ITER,       PROVIDER_KPROBE,
        PROVIDER_RAWTRACEPOINT, PROVIDER_SOFTWARE, PROVIDER_TRACEPOINT,
};

static int list_everywhere(struct listing *l)
{
	int err, first = 0;

	for (size_t i = 0; i < ARRAY_LEN(everywhere) && !l->stop; i++) {
		l->info = provider_info(everywhere[i]);
		err = list_provider(l);
		if (err && !first)
			first = err;
	}
	return first;
}

/* One of a comma list: "PROVIDER:PART:PART", "PROVIDER", or a glob of names anywhere. */
static int list_one(struct listing *l, const char *text)
{
	struct arena *a = l->env->arena;
	char *rest = arena_strdup(a, text), *part, *provider;
	int err = 0, e;

	provider = strsep(&rest, ":");
	l->nparts = 0;
	if (!rest && !provider_find(provider)) {
		l->parts[l->nparts++] = provider;
		return list_everywhere(l);
	}
	while ((part = strsep(&rest, ":")))
		if (*part && l->nparts < MAX_PARTS)
			l->parts[l->nparts++] = part;
	l->info = provider_find(provider);
	if (l->info)
		return list_provider(l);
	if (!glob_is(provider))
		return diag_error(l->diag, NO_SPAN, "unknown probe type \"%s\"", provider);
	for (int p = 0; p < PROVIDER_COUNT && !l->stop; p++) {
		l->info = provider_info((enum provider)p);
		if (!l->info->listed || !glob_match(provider, l->info->name) ||
		    p == PROVIDER_UPROBE || p == PROVIDER_URETPROBE)
			continue;
		e = list_provider(l);
		err = err ? err : e;
	}
	return err;
}

int probe_enumerate(struct probe_env *env, const char *glob,
                    bool (*fn)(const struct probe *p, void *arg), void *arg, struct diag *diag)
{
	struct listing l = {.env = env, .fn = fn, .arg = arg, .diag = diag};
	char *rest, *one;
	int err = 0;

	if (!glob || !*glob)
		return list_everywhere(&l);
	rest = arena_strdup(env->arena, glob);
	while ((one = strsep(&rest, ",")) && !l.stop && !err)
		if (*one)
			err = list_one(&l, one + strspn(one, " "));
	return err;
}
