/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/elf.h"
#include "probe/expand.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "probe/tracefs.h"
#include "util/glob.h"

#define MAX_PROBES 1024

struct span expansion_span(const struct expansion *x, u32 part)
{
	return x->part_spans && part < x->nparts ? x->part_spans[part] : x->span;
}

struct probe *expansion_add(struct expansion *x, const char *fmt, ...)
{
	u32 max = x->env->max_probes ? x->env->max_probes : MAX_PROBES;
	struct probe *p;
	char name[4096];
	va_list ap;

	if (x->out->n >= max) {
		if (x->out->n == max)
			diag_error(x->diag, x->span, "more than %u probes (BPFTRACE_MAX_PROBES)",
			           max);
		return NULL;
	}
	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	p = arena_new_of(x->env->arena, struct probe);
	p->provider = x->info->provider;
	p->name = arena_strdup(x->env->arena, name);
	p->span = x->span;
	p->missing_ok = x->missing_ok;
	*ARENA_PUSH(x->env->arena, x->out->items, x->out->n) = p;
	return p;
}

int expansion_missing(struct expansion *x, u32 part, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!x->missing_ok)
		return diag_error(x->diag, expansion_span(x, part), "%s", text);
	diag_warn(x->diag, expansion_span(x, part), "%s: skipped", text);
	return 0;
}

int expansion_need_tracefs(struct expansion *x)
{
	int err = x->env->tracefs_err;

	if (x->env->tracefs)
		return 0;
	return diag_error(x->diag, x->span, "%s", tracefs_why(err ? err : -ENOENT));
}

const char *parse_number(const char *s, u64 *value)
{
	bool hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X');
	u64 v = 0, digit, base = hex ? 16 : 10;
	const char *p = hex ? s + 2 : s;
	const char *first = p;

	for (;; p++) {
		if (*p >= '0' && *p <= '9')
			digit = (u64)(*p - '0');
		else if (hex && (*p | 32) >= 'a' && (*p | 32) <= 'f')
			digit = (u64)((*p | 32) - 'a' + 10);
		else if (*p == '_' && p > first)
			continue;
		else
			break;
		if (__builtin_mul_overflow(v, base, &v) || __builtin_add_overflow(v, digit, &v))
			return NULL;
	}
	if (p == first)
		return NULL;
	if (!hex && (*p == 'e' || *p == 'E') && p[1] >= '0' && p[1] <= '9') {
		char *end;
		unsigned long exponent = strtoul(p + 1, &end, 10);

		for (; exponent && v; exponent--)
			if (__builtin_mul_overflow(v, 10, &v))
				return NULL;
		p = end;
	}
	*value = v;
	return p;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void name_set_add(struct arena *a, struct name_set *s, const char *name)
{
	*ARENA_PUSH(a, s->names, s->n) = name;
}

void name_set_sort(struct name_set *s)
{
	u32 kept = 0;

	if (s->n)
		qsort(s->names, s->n, sizeof(*s->names), compare_names);
	for (u32 i = 0; i < s->n; i++)
		if (!kept || strcmp(s->names[kept - 1], s->names[i]) != 0)
			s->names[kept++] = s->names[i];
	s->n = kept;
}

static int expand_plain(struct expansion *x)
{
	return expansion_add(x, "%s", x->info->name) ? 0 : -E2BIG;
}

static int expand_self(struct expansion *x)
{
	struct probe *p;

	if (strcmp(x->parts[1], "signal") != 0)
		return diag_error(x->diag, expansion_span(x, 1),
		                  "unknown event \"%s\" of self: only \"signal\"", x->parts[1]);
	if (strcmp(x->parts[2], "SIGUSR1") != 0)
		return diag_error(x->diag, expansion_span(x, 2),
		                  "unsupported signal \"%s\": only SIGUSR1", x->parts[2]);
	p = expansion_add(x, "self:signal:%s", x->parts[2]);
	if (!p)
		return -E2BIG;
	p->target = arena_strdup(x->env->arena, x->parts[1]);
	p->func = arena_strdup(x->env->arena, x->parts[2]);
	return 0;
}

static int expand_named(struct expansion *x)
{
	struct probe *p = expansion_add(x, "%s:%s", x->info->name, x->parts[1]);

	if (!p)
		return -E2BIG;
	p->func = arena_strdup(x->env->arena, x->parts[1]);
	return 0;
}

/* What bpftrace has a probe for; others are taken by name alone, and the kernel knows whether. */
static const char *const iterators[] = {"task", "task_file", "task_vma"};

static int add_iter(struct expansion *x, const char *kind)
{
	bool pin = x->nparts > 2;
	struct probe *p =
	        expansion_add(x, "iter:%s%s%s", kind, pin ? ":" : "", pin ? x->parts[2] : "");

	if (!p)
		return -E2BIG;
	p->func = arena_strdup(x->env->arena, kind);
	if (pin)
		p->target = arena_printf(x->env->arena, "%s%s",
		                         *x->parts[2] == '/' ? "" : "/sys/fs/bpf/", x->parts[2]);
	return 0;
}

static int expand_iter(struct expansion *x)
{
	bool found = false;
	int err = 0;

	if (!glob_is(x->parts[1]))
		return add_iter(x, x->parts[1]);
	for (size_t i = 0; i < ARRAY_LEN(iterators) && !err; i++) {
		if (!glob_match(x->parts[1], iterators[i]))
			continue;
		found = true;
		err = add_iter(x, iterators[i]);
	}
	return found ? err : expansion_missing(x, 1, "no iterator matches %s", x->parts[1]);
}

/* FUNCTION+argN of the traced process's program. */
static int watch_argument(struct expansion *x, struct probe *p, const char *where)
{
	const char *plus = strstr(where, "+arg"), *program = x->env->program, *end;
	struct binary_func f = {0};
	struct binary *b;
	u64 arg;
	int err = 0;

	end = parse_number(plus + 4, &arg);
	if (!end || *end || arg > 9)
		return diag_error(x->diag, expansion_span(x, 1),
		                  "a watchpoint of an argument is at FUNCTION+arg0 to +arg9");
	p->func = arena_strndup(x->env->arena, where, (size_t)(plus - where));
	p->period = arg;
	if (!program) {
		err = diag_error(x->diag, expansion_span(x, 1),
		                 "a watchpoint of a function's argument needs a process");
		diag_hint(x->diag, "-p PID or -c COMMAND says which");
		return err;
	}
	b = binary_open(program, &err);
	if (b && binary_find(b, p->func, &f))
		err = -ENOENT;
	binary_close(b);
	if (err)
		return diag_error(x->diag, expansion_span(x, 1), "no function %s in %s%s%s",
		                  p->func, program, err == -ENOENT ? "" : ": ",
		                  err == -ENOENT ? "" : strerror(-err));
	p->ns = program;
	p->address = f.offset;
	return 0;
}

static int expand_watchpoint(struct expansion *x)
{
	const char *where = x->parts[1], *mode = x->parts[3], *end;
	u64 address = 0, length;
	bool absolute = (end = parse_number(where, &address)) && !*end;
	struct probe *p;

	end = parse_number(x->parts[2], &length);
	if (!end || *end || !length || length > 8 || (length & (length - 1)))
		return diag_error(x->diag, expansion_span(x, 2),
		                  "the length of a watchpoint is 1, 2, 4 or 8 bytes");
	if (!*mode || mode[strspn(mode, "rwx")])
		return diag_error(x->diag, expansion_span(x, 3),
		                  "the mode of a watchpoint is made of r, w and x");
	if (!absolute && !strstr(where, "+arg"))
		return diag_error(x->diag, expansion_span(x, 1),
		                  "a watchpoint is at an address or at FUNCTION+argN");
	p = expansion_add(x, "%s:%s:%s:%s", x->info->name, where, x->parts[2], mode);
	if (!p)
		return -E2BIG;
	p->address = address;
	p->offset = length;
	p->target = arena_strdup(x->env->arena, mode);
	return absolute ? 0 : watch_argument(x, p, where);
}

static int (*const expanders[PROVIDER_COUNT])(struct expansion *) = {
        [PROVIDER_BEGIN] = expand_plain,
        [PROVIDER_END] = expand_plain,
        [PROVIDER_INTERVAL] = expand_timer,
        [PROVIDER_PROFILE] = expand_timer,
        [PROVIDER_TRACEPOINT] = expand_tracepoint,
        [PROVIDER_RAWTRACEPOINT] = expand_rawtracepoint,
        [PROVIDER_KPROBE] = expand_kprobe,
        [PROVIDER_KRETPROBE] = expand_kprobe,
        [PROVIDER_UPROBE] = expand_uprobe,
        [PROVIDER_URETPROBE] = expand_uprobe,
        [PROVIDER_USDT] = expand_usdt,
        [PROVIDER_SOFTWARE] = expand_event,
        [PROVIDER_HARDWARE] = expand_event,
        [PROVIDER_FENTRY] = expand_kprobe,
        [PROVIDER_FEXIT] = expand_kprobe,
        [PROVIDER_ITER] = expand_iter,
        [PROVIDER_WATCHPOINT] = expand_watchpoint,
        [PROVIDER_ASYNCWATCHPOINT] = expand_watchpoint,
        [PROVIDER_SELF] = expand_self,
        [PROVIDER_BENCH] = expand_named,
        [PROVIDER_TEST] = expand_named,
};

static int unknown_provider(struct expansion *x)
{
	struct nearest near;
	int err =
	        diag_error(x->diag, expansion_span(x, 0), "unknown probe type \"%s\"", x->parts[0]);

	nearest_init(&near, x->parts[0]);
	for (int p = 0; p < PROVIDER_COUNT; p++)
		nearest_feed(&near, provider_info((enum provider)p)->name);
	if (near.best[0])
		diag_hint(x->diag, "did you mean %s?", provider_find(near.best)->shape);
	return err;
}

/* bpftrace takes a final ':' with nothing after it, as in "software:faults:". */
static bool ends_empty(const struct expansion *x)
{
	return x->nparts > 2 && !*x->parts[x->nparts - 1] &&
	       (x->info->provider == PROVIDER_SOFTWARE || x->info->provider == PROVIDER_HARDWARE);
}

static int check_parts(struct expansion *x)
{
	int err = 0;

	if (ends_empty(x))
		x->nparts--;
	if (x->nparts < x->info->min_parts || x->nparts > x->info->max_parts) {
		err = diag_error(x->diag, x->span, "too %s parts for %s",
		                 x->nparts < x->info->min_parts ? "few" : "many", x->info->name);
		diag_hint(x->diag, "write %s", x->info->shape);
		return err;
	}
	for (u32 i = 1; i < x->nparts && !err; i++)
		if (!*x->parts[i]) {
			err = diag_error(x->diag, x->span, "part %u of this %s is empty", i + 1,
			                 x->info->name);
			diag_hint(x->diag, "write %s", x->info->shape);
		}
	return err;
}

int probe_expand(struct probe_env *env, const char *const *parts, const struct span *part_spans,
                 u32 nparts, struct span span, bool missing_ok, struct diag *diag,
                 struct probe_list *out)
{
	struct expansion x = {
	        .env = env,
	        .info = nparts ? provider_find(parts[0]) : NULL,
	        .parts = parts,
	        .part_spans = part_spans,
	        .nparts = nparts,
	        .span = span,
	        .missing_ok = missing_ok,
	        .diag = diag,
	        .out = out,
	};
	int err;

	if (!nparts)
		return diag_error(diag, span, "no probe");
	if (!x.info)
		return unknown_provider(&x);
	err = check_parts(&x);
	return err ? err : expanders[x.info->provider](&x);
}
