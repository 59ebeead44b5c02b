/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tracepoint, rawtracepoint; kprobe, kretprobe, fentry, fexit. */
#include "probe/expand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe/tracefs.h"
#include "util/glob.h"

/* Events of tracefs that are not tracepoints: formats of the tracers' own records. */
#define NOT_TRACEPOINTS "ftrace"

/* One directory is faster to list than the file of all events, which is as fast as any for more. */
static void names_of_system(struct probe_env *env, struct name_set *set, const char *system,
                            const char *event)
{
	const char **events = tracefs_events(env->tracefs, system);

	for (; *events; events++)
		if (!event || glob_match(event, *events))
			name_set_add(env->arena, set,
			             arena_printf(env->arena, "%s:%s", system, *events));
}

static void names_of_all(struct probe_env *env, struct name_set *set, const char *system,
                         const char *event)
{
	struct buf text = BUF_INIT;
	char *line, *save = NULL, *colon;

	if (tracefs_read(env->tracefs, "available_events", &text) || !text.len) {
		for (const char **s = tracefs_events(env->tracefs, NULL); *s; s++)
			if (strcmp(*s, NOT_TRACEPOINTS) != 0 && (!system || glob_match(system, *s)))
				names_of_system(env, set, *s, event);
		buf_free(&text);
		return;
	}
	for (line = strtok_r(text.data, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		colon = strchr(line, ':');
		if (!colon)
			continue;
		*colon = '\0';
		if ((!system || glob_match(system, line)) &&
		    (!event || glob_match(event, colon + 1)))
			name_set_add(env->arena, set,
			             arena_printf(env->arena, "%s:%s", line, colon + 1));
	}
	buf_free(&text);
}

struct name_set tracepoint_names(struct probe_env *env, const char *system, const char *event)
{
	struct name_set set = {NULL, 0};

	if (!env->tracefs)
		return set;
	if (system && !glob_is(system)) {
		if (strcmp(system, NOT_TRACEPOINTS) != 0)
			names_of_system(env, &set, system, event);
	} else {
		names_of_all(env, &set, system, event);
	}
	name_set_sort(&set);
	return set;
}

/* The event elsewhere under its own name, else the nearest name in its subsystem. */
static void hint_tracepoint(struct expansion *x)
{
	const char *system = x->parts[1], *event = x->parts[2];
	struct name_set names = tracepoint_names(x->env, NULL, event);
	struct nearest near;

	if (glob_is(system) || glob_is(event))
		return;
	if (names.n) {
		diag_hint(x->diag, "did you mean tracepoint:%s?", names.names[0]);
		return;
	}
	names = tracepoint_names(x->env, system, NULL);
	nearest_init(&near, event);
	for (u32 i = 0; i < names.n; i++)
		nearest_feed(&near, strchr(names.names[i], ':') + 1);
	if (near.best[0]) {
		diag_hint(x->diag, "did you mean tracepoint:%s:%s?", system, near.best);
		return;
	}
	if (names.n) {
		diag_hint(x->diag, "sonde -l 'tracepoint:%s:*' lists them", system);
		return;
	}
	if (strcmp(system, "syscalls") == 0) {
		diag_hint(x->diag, "this kernel was built without CONFIG_FTRACE_SYSCALLS");
		return;
	}
	nearest_init(&near, system);
	for (const char **s = tracefs_events(x->env->tracefs, NULL); *s; s++)
		nearest_feed(&near, *s);
	if (near.best[0])
		diag_hint(x->diag, "did you mean the subsystem %s?", near.best);
}

static int missing_tracepoint(struct expansion *x)
{
	bool glob = glob_is(x->parts[1]) || glob_is(x->parts[2]);
	int err;

	if (glob)
		err = expansion_missing(x, 2, "no tracepoint matches %s:%s", x->parts[1],
		                        x->parts[2]);
	else
		err = expansion_missing(x, 2, "no tracepoint %s:%s", x->parts[1], x->parts[2]);
	hint_tracepoint(x);
	return err;
}

static int add_tracepoint(struct expansion *x, const char *system, size_t system_len,
                          const char *event)
{
	struct probe *p =
	        expansion_add(x, "%s:%.*s:%s", x->info->name, (int)system_len, system, event);

	if (!p)
		return -E2BIG;
	p->target = arena_strndup(x->env->arena, system, system_len);
	p->func = arena_strdup(x->env->arena, event);
	return 0;
}

int expand_tracepoint(struct expansion *x)
{
	const char *system = x->parts[1], *event = x->parts[2];
	struct name_set names;
	char path[512];
	int err = expansion_need_tracefs(x);

	if (err)
		return err;
	if (!glob_is(system) && !glob_is(event)) {
		snprintf(path, sizeof(path), "events/%s/%s/format", system, event);
		if (strchr(system, '/') || strchr(event, '/') ||
		    !tracefs_has(x->env->tracefs, path))
			return missing_tracepoint(x);
		return add_tracepoint(x, system, strlen(system), event);
	}
	names = tracepoint_names(x->env, system, event);
	if (!names.n)
		return missing_tracepoint(x);
	for (u32 i = 0; i < names.n && !err; i++) {
		const char *colon = strchr(names.names[i], ':');

		err = add_tracepoint(x, names.names[i], (size_t)(colon - names.names[i]),
		                     colon + 1);
	}
	return err;
}

static int add_raw(struct expansion *x, const char *module, const char *event)
{
	struct probe *p = expansion_add(x, "rawtracepoint:%s%s%s", module ? module : "",
	                                module ? ":" : "", event);

	if (!p)
		return -E2BIG;
	p->target = module;
	p->func = arena_strdup(x->env->arena, event);
	return 0;
}

/* Syscall events are made from raw_syscalls' two: no tracepoints of their own. */
int expand_rawtracepoint(struct expansion *x)
{
	const char *event = x->parts[x->nparts - 1];
	const char *module = x->nparts > 2 ? arena_strdup(x->env->arena, x->parts[1]) : NULL;
	struct name_set all, names = {NULL, 0};
	int err = 0;

	if (!glob_is(event))
		return add_raw(x, module, event);
	err = expansion_need_tracefs(x);
	if (err)
		return err;
	all = tracepoint_names(x->env, NULL, event);
	for (u32 i = 0; i < all.n; i++)
		if (strncmp(all.names[i], "syscalls:", 9) != 0)
			name_set_add(x->env->arena, &names, strchr(all.names[i], ':') + 1);
	name_set_sort(&names);
	if (!names.n)
		return expansion_missing(x, x->nparts - 1, "no raw tracepoint matches %s", event);
	for (u32 i = 0; i < names.n && !err; i++)
		err = add_raw(x, module, names.names[i]);
	return err;
}

const char *probe_format(struct probe_env *env, struct probe *p, int *err)
{
	int ignored;

	if (!err)
		err = &ignored;
	*err = 0;
	if (p->format)
		return p->format;
	*err = -ENOENT;
	if (env->tracefs && p->provider == PROVIDER_TRACEPOINT)
		p->format = tracefs_format(env->tracefs, p->target, p->func, err);
	return p->format;
}

/* Old kernels have the "id" file only where perf events are configured; format has it always. */
u32 probe_event_id(struct probe_env *env, struct probe *p, int *err)
{
	struct buf text = BUF_INIT;
	const char *format, *id;
	char path[512];
	int ignored;

	if (!err)
		err = &ignored;
	*err = -ENOENT;
	if (p->event_id) {
		*err = 0;
		return p->event_id;
	}
	if (!env->tracefs || p->provider != PROVIDER_TRACEPOINT)
		return 0;
	snprintf(path, sizeof(path), "events/%s/%s/id", p->target, p->func);
	*err = tracefs_read(env->tracefs, path, &text);
	if (*err == 0) {
		p->event_id = (u32)strtoul(buf_str(&text), NULL, 10);
	} else {
		format = probe_format(env, p, err);
		id = format ? strstr(format, "\nID: ") : NULL;
		p->event_id = id ? (u32)strtoul(id + 5, NULL, 10) : 0;
	}
	buf_free(&text);
	return p->event_id;
}

/* "FUNC", "FUNC+0x10", "0xADDRESS" */
struct place {
	const char *func; /* NULL: an address */
	u64 offset, address;
};

static int parse_place(struct expansion *x, u32 part, struct place *at)
{
	const char *text = x->parts[part], *plus = strchr(text, '+'), *end;

	memset(at, 0, sizeof(*at));
	if (text[0] >= '0' && text[0] <= '9') {
		end = parse_number(text, &at->address);
		if (!end || *end)
			return diag_error(x->diag, expansion_span(x, part),
			                  "\"%s\" is neither a function nor an address", text);
		return 0;
	}
	at->func = plus ? arena_strndup(x->env->arena, text, (size_t)(plus - text))
	                : arena_strdup(x->env->arena, text);
	if (!plus)
		return 0;
	end = parse_number(plus + 1, &at->offset);
	if (!end || *end || !*at->func)
		return diag_error(x->diag, expansion_span(x, part),
		                  "\"%s\" is not a number of bytes", plus + 1);
	return 0;
}

static int add_kprobe(struct expansion *x, const char *module, const char *text,
                      const struct place *at)
{
	struct probe *p = expansion_add(x, "%s:%s%s%s", x->info->name, module ? module : "",
	                                module ? ":" : "", text);

	if (!p)
		return -E2BIG;
	p->target = module && strcmp(module, "vmlinux") != 0 ? module : NULL;
	p->func = at->func;
	p->offset = at->offset;
	p->address = at->address;
	return 0;
}

static int expand_kfunc_glob(struct expansion *x, const char *module, const char *glob)
{
	const struct kfuncs *k = kfuncs_get(x->env);
	u32 part = x->nparts - 1;
	const char *last = NULL;
	int err = 0;

	if (!k->n && !probe_have_kprobes(x->env))
		return expansion_missing(x, 0, "this kernel has no kprobes (CONFIG_KPROBE_EVENTS)");
	if (!k->n)
		return expansion_missing(x, part, "the kernel's functions cannot be listed: %s",
		                         strerror(-k->err));
	for (u32 i = 0; i < k->n && !err; i++) {
		const struct kfunc *f = &k->funcs[i];
		struct place at = {.func = f->name};

		if (!glob_match(glob, f->name) || (last && strcmp(last, f->name) == 0) ||
		    (module && !glob_match(module, f->module ? f->module : "vmlinux")))
			continue;
		last = f->name;
		err = add_kprobe(x, module ? (f->module ? f->module : "vmlinux") : NULL, f->name,
		                 &at);
	}
	if (!last)
		return expansion_missing(x, part, "no kernel function matches %s", glob);
	return err;
}

/* The kernel takes a probe on a module that is not there, and it waits forever. */
static bool is_loaded(struct probe_env *env, const char *module)
{
	char path[512];

	if ((env->tracefs && tracefs_is_recorded(env->tracefs)) || access("/sys/module", F_OK))
		return true;
	snprintf(path, sizeof(path), "/sys/module/%s/initstate", module);
	return strcmp(module, "vmlinux") == 0 || access(path, F_OK) == 0;
}

/* fentry:bpf:[ID:]FUNCTION, of a BPF program */
static int expand_bpf(struct expansion *x)
{
	const char *name = x->parts[x->nparts - 1], *end;
	u64 id = 0;
	struct probe *p;

	if (x->nparts == 4) {
		id = strtoull(x->parts[2], (char **)&end, 10);
		if (*end || !id)
			return diag_error(x->diag, expansion_span(x, 2),
			                  "the ID of a BPF program is a number");
	}
	if (glob_is(name))
		return diag_error(x->diag, expansion_span(x, x->nparts - 1),
		                  "functions of BPF programs are named in full, without wildcards");
	p = id ? expansion_add(x, "%s:bpf:%s:%s", x->info->name, x->parts[2], name)
	       : expansion_add(x, "%s:bpf:%s", x->info->name, name);
	if (!p)
		return -E2BIG;
	p->target = "bpf";
	p->func = arena_strdup(x->env->arena, name);
	p->address = id;
	return 0;
}

int expand_kprobe(struct expansion *x)
{
	u32 part = x->nparts - 1;
	const char *module = x->nparts > 2 ? arena_strdup(x->env->arena, x->parts[1]) : NULL;
	bool entry_only = x->info->provider != PROVIDER_KPROBE;
	struct place at;
	int err;

	if (entry_only && x->info->provider != PROVIDER_KRETPROBE && x->nparts > 2 &&
	    !strcmp(x->parts[1], "bpf"))
		return expand_bpf(x);
	if (x->nparts > 3) {
		err = diag_error(x->diag, x->span, "too many parts for %s", x->info->name);
		diag_hint(x->diag, "write %s", x->info->shape);
		return err;
	}
	if (glob_is(x->parts[part]) || (module && glob_is(module)))
		return expand_kfunc_glob(x, module, x->parts[part]);
	err = parse_place(x, part, &at);
	if (err)
		return err;
	if (entry_only && (at.offset || !at.func))
		return diag_error(x->diag, expansion_span(x, part),
		                  "%s takes a function's name, without an offset", x->info->name);
	if (module && !is_loaded(x->env, module))
		return expansion_missing(x, 1, "module %s is not loaded", module);
	return add_kprobe(x, module, x->parts[part], &at);
}
