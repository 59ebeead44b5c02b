/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/probe.h"

#include <string.h>
#include <strings.h>

#define ROW(id, ...) [PROVIDER_##id] = {.provider = PROVIDER_##id, __VA_ARGS__}

static const struct provider_info table[PROVIDER_COUNT] = {
        ROW(BEGIN, "BEGIN", {"begin"}, "BEGIN", 1, 1, .user_space = true),
        ROW(END, "END", {"end"}, "END", 1, 1, .user_space = true),
        ROW(INTERVAL, "interval", {"i"}, "interval:s|ms|us|hz:COUNT", 2, 3, .user_space = true),
        ROW(PROFILE, "profile", {"p"}, "profile:hz|s|ms|us:COUNT", 2, 3),
        ROW(TRACEPOINT, "tracepoint", {"t"}, "tracepoint:SUBSYSTEM:EVENT", 3, 3, .listed = true),
        ROW(RAWTRACEPOINT, "rawtracepoint", {"rt"}, "rawtracepoint:[MODULE:]EVENT", 2, 3,
            .listed = true),
        ROW(KPROBE, "kprobe", {"k"}, "kprobe:[MODULE:]FUNCTION[+OFFSET]", 2, 3, .listed = true),
        ROW(KRETPROBE, "kretprobe", {"kr"}, "kretprobe:[MODULE:]FUNCTION", 2, 3, .listed = true),
        ROW(UPROBE, "uprobe", {"u"}, "uprobe:BINARY:FUNCTION[+OFFSET]", 3, 4, .in_file = true,
            .listed = true),
        ROW(URETPROBE, "uretprobe", {"ur"}, "uretprobe:BINARY:FUNCTION", 3, 4, .in_file = true,
            .listed = true),
        ROW(USDT, "usdt", {"U"}, "usdt:BINARY:[NAMESPACE:]PROBE", 3, 4, .in_file = true),
        ROW(SOFTWARE, "software", {"s"}, "software:EVENT[:COUNT]", 2, 3, .listed = true),
        ROW(HARDWARE, "hardware", {"h"}, "hardware:EVENT[:COUNT]", 2, 3, .listed = true),
        ROW(FENTRY, "fentry", {"f", "kfunc"}, "fentry:[MODULE:]FUNCTION", 2, 4, .listed = true),
        ROW(FEXIT, "fexit", {"fr", "kretfunc"}, "fexit:[MODULE:]FUNCTION", 2, 4, .listed = true),
        ROW(ITER, "iter", {"it"}, "iter:OBJECT[:PIN]", 2, 3, .listed = true),
        ROW(WATCHPOINT, "watchpoint", {"w"}, "watchpoint:ADDRESS:LENGTH:MODE", 4, 4),
        ROW(ASYNCWATCHPOINT, "asyncwatchpoint", {"aw"}, "asyncwatchpoint:ADDRESS:LENGTH:MODE", 4,
            4),
        ROW(SELF, "self", {NULL}, "self:signal:SIGUSR1", 3, 3, .user_space = true),
        ROW(BENCH, "bench", {NULL}, "bench:NAME", 2, 2, .user_space = true),
        ROW(TEST, "test", {NULL}, "test:NAME", 2, 2, .user_space = true),
};

/* Forms that a shape does not show. */
static const struct provider_form forms[] = {
        {PROVIDER_INTERVAL, "interval:NANOSECONDS", NULL},
        {PROVIDER_INTERVAL, "interval:DURATION", NULL},
        {PROVIDER_PROFILE, "profile:NANOSECONDS", NULL},
        {PROVIDER_PROFILE, "profile:DURATION", NULL},
        {PROVIDER_KPROBE, "kprobe:MODULE:FUNCTION", NULL},
        {PROVIDER_KPROBE, "kprobe:FUNCTION+OFFSET", NULL},
        {PROVIDER_UPROBE, "uprobe:BINARY:FUNCTION+OFFSET", NULL},
        {PROVIDER_UPROBE, "uprobe:BINARY:ADDRESS", NULL},
        {PROVIDER_UPROBE, "uprobe:BINARY:cpp:FUNCTION", NULL},
        {PROVIDER_UPROBE, "uprobe:LIBRARY:FUNCTION", NULL},
        {PROVIDER_USDT, "usdt:BINARY:NAMESPACE:PROBE", NULL},
        {PROVIDER_USDT, "usdt:*:PROBE", NULL},
        {PROVIDER_FENTRY, "fentry:MODULE:FUNCTION", NULL},
        {PROVIDER_FENTRY, "fentry:bpf:PROGRAM", NULL},
        {PROVIDER_FEXIT, "fexit:bpf:PROGRAM", NULL},
        {PROVIDER_ITER, "iter:task", NULL},
        {PROVIDER_ITER, "iter:task_file", NULL},
        {PROVIDER_ITER, "iter:task_vma", NULL},
        {PROVIDER_ITER, "iter:OBJECT:PIN", NULL},
        {PROVIDER_WATCHPOINT, "watchpoint:FUNCTION+argN:LENGTH:MODE", NULL},
        {PROVIDER_SOFTWARE, "software:EVENT:COUNT", NULL},
        {PROVIDER_HARDWARE, "hardware:EVENT:COUNT", NULL},
};

const struct provider_form *provider_form(u32 i)
{
	return i < ARRAY_LEN(forms) ? &forms[i] : NULL;
}

const struct provider_info *provider_info(enum provider p)
{
	return &table[p];
}

static bool is_named(const struct provider_info *info, const char *name)
{
	if (info->provider == PROVIDER_BEGIN || info->provider == PROVIDER_END)
		return strcasecmp(info->name, name) == 0;
	if (strcmp(info->name, name) == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(info->aliases) && info->aliases[i]; i++)
		if (strcmp(info->aliases[i], name) == 0)
			return true;
	return false;
}

const struct provider_info *provider_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		if (is_named(&table[i], name))
			return &table[i];
	return NULL;
}
