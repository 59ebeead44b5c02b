// SPDX-License-Identifier: GPL-2.0-or-later
/* Events that are made for a recording: probes in the kernel and in programs. */
#include <stdlib.h>
#include <string.h>

#include "probe/dynevent.h"
#include "trace/record_impl.h"

static const struct {
	enum provider provider;
	enum dynevent_kind kind;
} kinds[] = {
        {PROVIDER_KPROBE, DYN_KPROBE}, {PROVIDER_KRETPROBE, DYN_KRETPROBE},
        {PROVIDER_UPROBE, DYN_UPROBE}, {PROVIDER_URETPROBE, DYN_URETPROBE},
        {PROVIDER_COUNT, DYN_EPROBE},
};

/* The row of the provider before the first ':'; the last row: none of them. */
static u32 kind_of(const char *text)
{
	const struct provider_info *info;
	size_t n = strcspn(text, ":");
	char name[32];
	u32 i = 0;

	if (!text[n] || n >= sizeof(name))
		return ARRAY_LEN(kinds) - 1;
	memcpy(name, text, n);
	name[n] = '\0';
	info = provider_find(name);
	while (kinds[i].provider != PROVIDER_COUNT &&
	       (!info || kinds[i].provider != info->provider))
		i++;
	return i;
}

bool recorder_is_probe(const char *text)
{
	return kinds[kind_of(text)].provider != PROVIDER_COUNT;
}

static int tell(struct recorder *r, struct probe_env *env, const struct probe *p, int err)
{
	bool kernel = p->provider == PROVIDER_KPROBE || p->provider == PROVIDER_KRETPROBE;
	bool missing = kernel && p->func && !probe_kfunc_exists(env, p->func);
	const char *near = missing ? probe_kfunc_nearest(env, p->func) : NULL;
	const char *words = dynevent_last_error(r->dynevents);

	if (kernel && !tracefs_has(r->tracefs, "kprobe_events")) {
		diag_error(r->diag, NO_SPAN, "%s: this kernel has no kprobe_events", p->name);
		diag_hint(r->diag, "tracepoints (-e SYSTEM:EVENT) and uprobes can be recorded");
		return -ENOENT;
	}
	if (missing)
		diag_error(r->diag, NO_SPAN, "no kernel function '%s'", p->func);
	else
		diag_error(r->diag, NO_SPAN, "cannot make an event of %s: %s", p->name,
		           strerror(-err));
	if (*words)
		diag_note(r->diag, NO_SPAN, "the kernel says: %s", words);
	if (near)
		diag_hint(r->diag, "did you mean %s?", near);
	return err;
}

static int make(struct recorder *r, struct probe_env *env, const struct probe *p,
                enum dynevent_kind kind, const char *args, struct words *events)
{
	bool kernel = kind == DYN_KPROBE || kind == DYN_KRETPROBE;
	struct dynevent_spec spec = {.kind = kind,
	                             .target = p->target,
	                             .func = kernel ? p->func : NULL,
	                             .offset = kernel ? p->offset : p->address,
	                             .address = kernel ? p->address : 0,
	                             .args = args};
	struct dynevent ev;
	int err = dynevent_create(r->dynevents, &spec, &ev);

	if (err)
		return tell(r, env, p, err);
	*ARENA_PUSH(r->arena, events->items, events->n) =
	        arena_printf(r->arena, "%s:%s", ev.group, ev.name);
	return 0;
}

int recorder_probe(struct recorder *r, const char *text, struct words *events)
{
	struct probe_env env = {.arena = r->arena, .tracefs = r->tracefs};
	enum dynevent_kind kind = kinds[kind_of(text)].kind;
	size_t n = strcspn(text, " ");
	const char *args = text[n] ? text + n + 1 : NULL, **parts = NULL;
	char *at = arena_strndup(r->arena, text, n), *end;
	struct probe_list probes = {0};
	u32 nparts = 0;
	int err;

	for (;; at = end + 1) {
		end = strchrnul(at, ':');
		*ARENA_PUSH(r->arena, parts, nparts) =
		        arena_strndup(r->arena, at, (size_t)(end - at));
		if (!*end)
			break;
	}
	err = probe_expand(&env, parts, NULL, nparts, NO_SPAN, false, r->diag, &probes);
	if (!r->dynevents)
		r->dynevents = dynevents_new(r->arena, r->tracefs, r->undo);
	for (u32 i = 0; i < probes.n && !err; i++)
		err = make(r, &env, probes.items[i], kind, args, events);
	return err;
}
