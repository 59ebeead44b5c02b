/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's functions that a kprobe can go to: what ftrace can trace, or, where that list is
 * missing or denied, kallsyms' functions less those that the kernel would refuse.
 */
#include "probe/expand.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "probe/tracefs.h"

#define KPROBE_PMU "/sys/bus/event_source/devices/kprobe/type"
#define BLACKLIST  "/sys/kernel/debug/kprobes/blacklist"

bool probe_have_kprobes(struct probe_env *env)
{
	const struct tracefs *t = env->tracefs;

	if (t && tracefs_has(t, "kprobe_events"))
		return true;
	return !(t && tracefs_is_recorded(t)) && access(KPROBE_PMU, F_OK) == 0;
}

/* The next line of *text, cut at its end in place; NULL at the end. */
static const char *next_line(const char **text, size_t *len)
{
	const char *line = *text, *end = strchr(line, '\n');

	if (!*line)
		return NULL;
	*len = end ? (size_t)(end - line) : strlen(line);
	*text = end ? end + 1 : line + *len;
	return line;
}

static void add_func(struct arena *a, struct kfuncs *k, const char *name, size_t len,
                     const char *module, size_t module_len)
{
	struct kfunc *f = ARENA_PUSH(a, k->funcs, k->n);

	f->name = arena_strndup(a, name, len);
	f->module = module ? arena_strndup(a, module, module_len) : NULL;
}

/* "NAME", "NAME [MODULE]" and, on some kernels, an address in front. */
void kfuncs_add_traceable(struct arena *a, struct kfuncs *k, const char *text)
{
	const char *line;
	size_t len;

	while ((line = next_line(&text, &len))) {
		size_t name = 0;
		const char *module;

		while (name < len && line[name] != ' ' && line[name] != '\t')
			name++;
		module = memchr(line + name, '[', len - name);
		if (name && memcmp(line, "__ftrace_invalid_address", name < 24 ? name : 24) != 0)
			add_func(a, k, line, name, module ? module + 1 : NULL,
			         module ? strcspn(module + 1, "]\n") : 0);
	}
}

/* Text between such a pair of symbols is gone after boot, or where a kprobe must not be. */
static const struct {
	const char *begin, *end;
} closed_text[] = {
        {"_sinittext", "_einittext"},
        {"__noinstr_text_start", "__noinstr_text_end"},
        {"__kprobes_text_start", "__kprobes_text_end"},
        {"__entry_text_start", "__entry_text_end"},
        {"__cpuidle_text_start", "__cpuidle_text_end"},
};

static bool name_is(const char *name, size_t len, const char *want)
{
	return strlen(want) == len && memcmp(name, want, len) == 0;
}

static bool has_prefix(const char *name, size_t len, const char *prefix)
{
	size_t n = strlen(prefix);

	return len > n && memcmp(name, prefix, n) == 0;
}

/* Tracks the regions as the symbols go by in address order; true inside one. */
static bool in_closed_text(u32 *open, const char *name, size_t len)
{
	for (u32 i = 0; i < ARRAY_LEN(closed_text); i++) {
		if (name_is(name, len, closed_text[i].begin))
			*open |= 1u << i;
		else if (name_is(name, len, closed_text[i].end))
			*open &= ~(1u << i);
	}
	return *open != 0;
}

static bool is_probable(const char *name, size_t len)
{
	static const char *const no[] = {"__pfx_",    "__cfi_",         "__SCT__",
	                                 "__SCK__",   "__ksymtab",      "__bpf_trace_tramp",
	                                 "bpf_prog_", "bpf_trampoline_"};

	for (size_t i = 0; i < ARRAY_LEN(no); i++)
		if (has_prefix(name, len, no[i]))
			return false;
	return !memmem(name, len, ".cold", 5) && name[0] != '.' && name[0] != '$';
}

/* "ADDRESS TYPE NAME[\t[MODULE]]" in address order. */
void kfuncs_add_kallsyms(struct arena *a, struct kfuncs *k, const char *text)
{
	const char *line;
	size_t len;
	u32 open = 0;

	while ((line = next_line(&text, &len))) {
		const char *space = memchr(line, ' ', len), *name, *tab, *end = line + len;
		bool closed;

		if (!space || space + 3 > end)
			continue;
		name = space + 3;
		tab = memchr(name, '\t', (size_t)(end - name));
		len = (size_t)((tab ? tab : end) - name);
		closed = in_closed_text(&open, name, len);
		if (closed || !strchr("tTwW", space[1]) || !len || !is_probable(name, len))
			continue;
		if (tab && memmem(tab, (size_t)(end - tab), "[bpf]", 5))
			continue;
		add_func(a, k, name, len, tab ? tab + 2 : NULL, tab ? strcspn(tab + 2, "]\n") : 0);
	}
}

static int compare(const void *a, const void *b)
{
	const struct kfunc *x = a, *y = b;
	int c = strcmp(x->name, y->name);

	if (c || x->module == y->module)
		return c;
	if (!x->module || !y->module)
		return x->module ? 1 : -1;
	return strcmp(x->module, y->module);
}

/* "0xBEGIN-0xEND\tNAME+OFFSET" or "…\tNAME" a line. */
static void read_blacklist(const char *text, struct hash *names)
{
	const char *line;
	size_t len;

	while (text && (line = next_line(&text, &len))) {
		const char *tab = memchr(line, '\t', len);

		if (tab && tab + 1 < line + len)
			hash_put(names, tab + 1, (size_t)(line + len - tab - 1), names);
	}
}

void kfuncs_finish(struct kfuncs *k, const char *blacklist)
{
	struct hash refused = HASH_INIT;
	u32 kept = 0;

	read_blacklist(blacklist, &refused);
	if (k->n)
		qsort(k->funcs, k->n, sizeof(*k->funcs), compare);
	for (u32 i = 0; i < k->n; i++) {
		if (kept && compare(&k->funcs[kept - 1], &k->funcs[i]) == 0)
			continue;
		if (refused.n && hash_gets(&refused, k->funcs[i].name))
			continue;
		k->funcs[kept++] = k->funcs[i];
	}
	k->n = kept;
	hash_free(&refused);
}

static void load(struct probe_env *env, struct kfuncs *k)
{
	bool recorded = env->tracefs && tracefs_is_recorded(env->tracefs);
	struct buf text = BUF_INIT, blacklist = BUF_INIT;

	k->err = -ENOENT;
	if (!probe_have_kprobes(env))
		return;
	if (env->tracefs)
		k->err = tracefs_read(env->tracefs, "available_filter_functions", &text);
	if (k->err == 0 && text.len) {
		kfuncs_add_traceable(env->arena, k, buf_str(&text));
	} else if (!recorded) {
		buf_clear(&text);
		k->err = buf_read_file(&text, "/proc/kallsyms");
		if (k->err == 0)
			kfuncs_add_kallsyms(env->arena, k, buf_str(&text));
	}
	if (!recorded)
		buf_read_file(&blacklist, BLACKLIST);
	kfuncs_finish(k, buf_str(&blacklist));
	buf_free(&text);
	buf_free(&blacklist);
}

const struct kfuncs *kfuncs_get(struct probe_env *env)
{
	struct kfuncs *k = env->cache;

	if (!k) {
		k = arena_new_of(env->arena, struct kfuncs);
		env->cache = k;
		load(env, k);
	}
	return k;
}

bool probe_is_kernel_func(const struct probe *p)
{
	if (p->provider == PROVIDER_FENTRY || p->provider == PROVIDER_FEXIT)
		return !p->target || strcmp(p->target, "bpf") != 0;
	return p->provider == PROVIDER_KPROBE || p->provider == PROVIDER_KRETPROBE;
}

bool probe_kfunc_exists(struct probe_env *env, const char *name)
{
	const struct kfuncs *k = kfuncs_get(env);
	u32 lo = 0, hi = k->n;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;
		int c = strcmp(k->funcs[mid].name, name);

		if (c == 0)
			return true;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

const char *probe_kfunc_nearest(struct probe_env *env, const char *name)
{
	const struct kfuncs *k = kfuncs_get(env);
	struct nearest near;

	nearest_init(&near, name);
	for (u32 i = 0; i < k->n; i++)
		nearest_feed(&near, k->funcs[i].name);
	return near.best[0] ? arena_strdup(env->arena, near.best) : NULL;
}
