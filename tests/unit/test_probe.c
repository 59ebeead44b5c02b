/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attach points to probes, listing, tracefs: over small recorded trees made here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "probe/elf.h"
#include "probe/expand.h"
#include "probe/tracefs.h"
#include "tests/unit/unit.h"

struct fixture {
	struct arena *arena;
	char dir[32];
	struct probe_env env;
	struct diag diag;
	char *said; /* what diag printed, after expand() */
	struct probe_list list;
	struct buf listed;
};

static void put(const char *dir, const char *path, const char *text)
{
	char full[256], *slash;
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", dir, path);
	for (slash = full + strlen(dir) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	f = fopen(full, "w");
	if (!f) {
		CU_FAIL("cannot write the tree");
		return;
	}
	fputs(text, f);
	fclose(f);
}

static void put_event(const char *dir, const char *system, const char *event, u32 id)
{
	char path[128], text[128];

	snprintf(path, sizeof(path), "events/%s/%s/format", system, event);
	snprintf(text, sizeof(text), "name: %s\nID: %u\nformat:\n", event, id);
	put(dir, path, text);
}

static void set_up(struct fixture *x)
{
	int err;

	memset(x, 0, sizeof(*x));
	x->arena = arena_new();
	strcpy(x->dir, "/tmp/sonde-unit-XXXXXX");
	if (!mkdtemp(x->dir))
		CU_FAIL("mkdtemp");
	put_event(x->dir, "sched", "sched_switch", 314);
	put_event(x->dir, "sched", "sched_wakeup", 315);
	put_event(x->dir, "sched", "sched_waking", 316);
	put_event(x->dir, "sched_ext", "sched_ext_dump", 317);
	put_event(x->dir, "raw_syscalls", "sys_enter", 20);
	put_event(x->dir, "ftrace", "function", 1);
	put(x->dir, "events/sched/enable", "0\n");
	put(x->dir, "events/sched/sched_waking/id", "999\n");
	put(x->dir, "features.txt", "yes kprobe_events\nNO  dynamic_events\nyes instances\n");
	x->env.arena = x->arena;
	x->env.tracefs = tracefs_open(x->arena, x->dir, &err);
	UNIT_INT_EQUAL(err, 0);
}

static void tear_down(struct fixture *x)
{
	char command[64];

	snprintf(command, sizeof(command), "rm -rf %s", x->dir);
	if (system(command))
		CU_FAIL("rm");
	free(x->said);
	buf_free(&x->listed);
	arena_free(x->arena);
}

static int expand_as(struct fixture *x, const char *text, bool missing_ok)
{
	struct source source = {.name = "stdin", .text = text, .len = strlen(text)};
	struct span span = {&source, 0, (u32)source.len}, spans[8];
	const char *parts[8];
	char *copy = arena_strdup(x->arena, text), *part;
	size_t size;
	FILE *out;
	u32 n = 0;
	int err;

	free(x->said);
	x->said = NULL;
	out = open_memstream(&x->said, &size);
	diag_init(&x->diag, out);
	while ((part = strsep(&copy, ":")) && n < 8) {
		spans[n] = span;
		parts[n++] = part;
	}
	memset(&x->list, 0, sizeof(x->list));
	err = probe_expand(&x->env, parts, spans, n, span, missing_ok, &x->diag, &x->list);
	fclose(out);
	return err;
}

static int expand(struct fixture *x, const char *text)
{
	return expand_as(x, text, false);
}

/* The names, a space after each. */
static const char *names(struct fixture *x)
{
	buf_clear(&x->listed);
	for (u32 i = 0; i < x->list.n; i++)
		buf_addf(&x->listed, "%s ", x->list.items[i]->name);
	return buf_str(&x->listed);
}

static bool add_name(const struct probe *p, void *arg)
{
	buf_addf(arg, "%s ", p->name);
	return true;
}

static const char *list(struct fixture *x, const char *glob)
{
	size_t size;
	FILE *out;

	free(x->said);
	x->said = NULL;
	out = open_memstream(&x->said, &size);
	diag_init(&x->diag, out);
	buf_clear(&x->listed);
	probe_enumerate(&x->env, glob, add_name, &x->listed, &x->diag);
	fclose(out);
	return buf_str(&x->listed);
}

static void providers(void)
{
	UNIT_INT_EQUAL(provider_find("t")->provider, PROVIDER_TRACEPOINT);
	UNIT_INT_EQUAL(provider_find("U")->provider, PROVIDER_USDT);
	UNIT_INT_EQUAL(provider_find("u")->provider, PROVIDER_UPROBE);
	UNIT_INT_EQUAL(provider_find("kfunc")->provider, PROVIDER_FENTRY);
	UNIT_INT_EQUAL(provider_find("Begin")->provider, PROVIDER_BEGIN);
	CU_ASSERT_PTR_NULL(provider_find("K"));
	CU_ASSERT_PTR_NULL(provider_find(""));
	for (int p = 0; p < PROVIDER_COUNT; p++) {
		UNIT_INT_EQUAL(provider_info((enum provider)p)->provider, p);
		CU_ASSERT_PTR_NOT_NULL(provider_info((enum provider)p)->shape);
	}
}

static void tracepoints(void)
{
	struct fixture x;
	struct probe *p;
	int err;

	set_up(&x);
	UNIT_INT_EQUAL(expand(&x, "t:sched:sched_switch"), 0);
	UNIT_STR_EQUAL(names(&x), "tracepoint:sched:sched_switch ");
	p = x.list.items[0];
	UNIT_INT_EQUAL(probe_event_id(&x.env, p, &err), 314);
	UNIT_INT_EQUAL(err, 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(probe_format(&x.env, p, &err), "ID: 314"));
	UNIT_INT_EQUAL(expand(&x, "tracepoint:sched:sched_wa*"), 0);
	UNIT_STR_EQUAL(names(&x), "tracepoint:sched:sched_wakeup tracepoint:sched:sched_waking ");
	UNIT_INT_EQUAL(probe_event_id(&x.env, x.list.items[1], &err), 999);
	/* By whole names: '_' sorts after ':'. ftrace's own records are no tracepoints. */
	UNIT_INT_EQUAL(expand(&x, "tracepoint:*:*"), 0);
	UNIT_STR_EQUAL(names(&x), "tracepoint:raw_syscalls:sys_enter tracepoint:sched:sched_switch "
	                          "tracepoint:sched:sched_wakeup tracepoint:sched:sched_waking "
	                          "tracepoint:sched_ext:sched_ext_dump ");
	UNIT_INT_EQUAL(expand(&x, "rt:sched_sw*"), 0);
	UNIT_STR_EQUAL(names(&x), "rawtracepoint:sched_switch ");
	tear_down(&x);
}

static void missing(void)
{
	struct fixture x;

	set_up(&x);
	UNIT_INT_EQUAL(expand(&x, "t:sched:sched_swich"), -EINVAL);
	UNIT_STR_EQUAL(x.said, "stdin:1:1: ERROR: no tracepoint sched:sched_swich\n"
	                       "t:sched:sched_swich\n~~~~~~~~~~~~~~~~~~~\n"
	                       "HINT: did you mean tracepoint:sched:sched_switch?\n");
	expand(&x, "t:skb:sched_switch");
	CU_ASSERT_PTR_NOT_NULL(strstr(x.said, "did you mean tracepoint:sched:sched_switch?"));
	expand(&x, "t:syscalls:sys_enter_x");
	CU_ASSERT_PTR_NOT_NULL(strstr(x.said, "CONFIG_FTRACE_SYSCALLS"));
	UNIT_INT_EQUAL(expand_as(&x, "t:sched:no*", true), 0);
	UNIT_INT_EQUAL(x.diag.errors, 0);
	UNIT_INT_EQUAL(x.diag.warnings, 1);
	UNIT_INT_EQUAL(expand(&x, "t:../events:sched"), -EINVAL);
	x.env.max_probes = 2;
	CU_ASSERT(expand(&x, "t:*:*") < 0);
	UNIT_INT_EQUAL(x.diag.errors, 1);
	x.env.max_probes = 0;
	x.env.tracefs = NULL;
	x.env.tracefs_err = -EACCES;
	UNIT_INT_EQUAL(expand(&x, "t:sched:sched_switch"), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(x.said, "run as root"));
	tear_down(&x);
}

static const struct {
	const char *text, *name;
	u64 period;
	bool freq;
} good[] = {
        {"interval:s:1", "interval:s:1", 1000000000, false},
        {"i:1s", "interval:s:1", 1000000000, false},
        {"i:100ms", "interval:ms:100", 100000000, false},
        {"interval:hz:10", "interval:hz:10", 100000000, false},
        {"p:hz:99", "profile:hz:99", 99, true},
        {"p:99hz", "profile:hz:99", 99, true},
        {"p:ms:10", "profile:ms:10", 10000000, false},
        {"profile:us:100", "profile:us:100", 100000, false},
        {"profile:1000000", "profile:ns:1000000", 1000000, false},
        {"s:faults:100", "software:faults:100", 100, false},
        {"s:cs:", "software:cs", 1000, false},
        {"software:page-faults", "software:page-faults", 100, false},
        {"h:cache-misses:1e6", "hardware:cache-misses:1e6", 1000000, false},
        {"h:cycles:0x10", "hardware:cycles:0x10", 16, false},
        {"BEGIN", "BEGIN", 0, false},
        {"end", "END", 0, false},
        {"self:signal:SIGUSR1", "self:signal:SIGUSR1", 0, false},
        {"bench:a", "bench:a", 0, false},
        {"iter:task", "iter:task", 0, false},
        {"w:0x10:8:rw", "watchpoint:0x10:8:rw", 0, false},
};

static const char *const bad[] = {
        "",
        "nosuch:x",
        "BEGIN:x",
        "interval:s",
        "interval:x:1",
        "interval:s:0",
        "interval:s:1x",
        "interval:hz:99999999999999999999",
        "interval:s:99999999999999999",
        "profile:1parsec",
        "software:nosuch:1",
        "software:faults:-1",
        "hardware:",
        "t:sched",
        "t::x",
        "k:f+",
        "k:f+zz",
        "k:+1",
        "k:12ab",
        "kr:f+1",
        "kr:0x1000",
        "self:signal:SIGKILL",
        "self:a:b",
        "w:0x10:3:rw",
        "w:0x10:8:q",
        "w:somewhere:8:r",
        "u:/nonexistent:f",
        "u:/etc/passwd:f",
        "u:x:rust:f",
};

static void timers_and_others(void)
{
	struct fixture x;

	set_up(&x);
	for (size_t i = 0; i < ARRAY_LEN(good); i++) {
		UNIT_INT_EQUAL(expand(&x, good[i].text), 0);
		if (x.list.n != 1) {
			CU_FAIL("one probe");
			continue;
		}
		UNIT_STR_EQUAL(x.list.items[0]->name, good[i].name);
		UNIT_INT_EQUAL(x.list.items[0]->period, good[i].period);
		UNIT_INT_EQUAL(x.list.items[0]->freq, good[i].freq);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (expand(&x, bad[i]) != -EINVAL || x.diag.errors != 1 || x.list.n)
			CU_FAIL("one error and no probe");
		UNIT_STR_EQUAL(x.diag.errors == 1 ? "" : bad[i], "");
	}
	UNIT_INT_EQUAL(expand(&x, "p:99"), 0);
	UNIT_INT_EQUAL(x.diag.warnings, 1);
	tear_down(&x);
}

static void numbers(void)
{
	u64 v = 0;

	UNIT_STR_EQUAL(parse_number("12ms", &v), "ms");
	UNIT_INT_EQUAL(v, 12);
	UNIT_STR_EQUAL(parse_number("1_000", &v), "");
	UNIT_INT_EQUAL(v, 1000);
	UNIT_STR_EQUAL(parse_number("25e2", &v), "");
	UNIT_INT_EQUAL(v, 2500);
	UNIT_STR_EQUAL(parse_number("0xfFe1", &v), "");
	UNIT_INT_EQUAL(v, 0xffe1);
	UNIT_STR_EQUAL(parse_number("18446744073709551615", &v), "");
	CU_ASSERT(v == UINT64_MAX);
	UNIT_STR_EQUAL(parse_number("0e99999999999", &v), "");
	CU_ASSERT_PTR_NULL(parse_number("18446744073709551616", &v));
	CU_ASSERT_PTR_NULL(parse_number("1e20", &v));
	CU_ASSERT_PTR_NULL(parse_number("0x", &v));
	CU_ASSERT_PTR_NULL(parse_number("x", &v));
}

static void kprobes(void)
{
	struct fixture x;

	set_up(&x);
	put(x.dir, "available_filter_functions",
	    "vfs_write\nvfs_read\nvfs_read\nkvm_init [kvm]\n__ftrace_invalid_address___12\n"
	    "ffffffff81000000 vfs_open\n");
	UNIT_INT_EQUAL(expand(&x, "k:anything_at_all+0x10"), 0);
	UNIT_INT_EQUAL(x.list.items[0]->offset, 16);
	UNIT_STR_EQUAL(x.list.items[0]->func, "anything_at_all");
	UNIT_INT_EQUAL(expand(&x, "k:0xffffffff81000000"), 0);
	CU_ASSERT_PTR_NULL(x.list.items[0]->func);
	CU_ASSERT(x.list.items[0]->address == 0xffffffff81000000ull);
	UNIT_INT_EQUAL(expand(&x, "kr:vfs_*"), 0);
	UNIT_STR_EQUAL(names(&x), "kretprobe:vfs_read kretprobe:vfs_write ");
	UNIT_INT_EQUAL(expand(&x, "k:kvm:*"), 0);
	UNIT_STR_EQUAL(names(&x), "kprobe:kvm:kvm_init ");
	UNIT_STR_EQUAL(x.list.items[0]->target, "kvm");
	UNIT_STR_EQUAL(list(&x, "kprobe:vfs_*"), "kprobe:vfs_read kprobe:vfs_write ");
	UNIT_STR_EQUAL(list(&x, "k:vfs_read"), "kprobe:vfs_read ");
	UNIT_STR_EQUAL(list(&x, "kprobe:vmlinux:vfs_r*"), "kprobe:vmlinux:vfs_read ");
	CU_ASSERT_TRUE(probe_kfunc_exists(&x.env, "vfs_read"));
	CU_ASSERT_FALSE(probe_kfunc_exists(&x.env, "vfs_raed"));
	UNIT_STR_EQUAL(probe_kfunc_nearest(&x.env, "vfs_raed"), "vfs_read");
	CU_ASSERT_PTR_NULL(probe_kfunc_nearest(&x.env, "tcp_sendmsg"));
	tear_down(&x);
}

static void no_kprobes(void)
{
	struct fixture x;

	set_up(&x);
	put(x.dir, "features.txt", "NO  kprobe_events\n");
	put(x.dir, "available_filter_functions", "vfs_read\n");
	CU_ASSERT_FALSE(probe_have_kprobes(&x.env));
	UNIT_STR_EQUAL(list(&x, "kprobe:*"), "");
	UNIT_INT_EQUAL(expand(&x, "k:vfs_*"), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(x.said, "CONFIG_KPROBE_EVENTS"));
	tear_down(&x);
}

static void kallsyms(void)
{
	struct arena *a = arena_new();
	struct kfuncs k = {NULL, 0, 0};
	struct buf out = BUF_INIT;

	kfuncs_add_kallsyms(a, &k,
	                    "0000000000000000 T _text\n0000000000000000 t vfs_read\n"
	                    "0000000000000000 t __pfx_vfs_read\n0000000000000000 t f.cold\n"
	                    "0000000000000000 T __noinstr_text_start\n0000000000000000 t quiet\n"
	                    "0000000000000000 T __noinstr_text_end\n0000000000000000 D data\n"
	                    "0000000000000000 t vfs_read\n0000000000000000 W weak\n"
	                    "0000000000000000 T _sinittext\n0000000000000000 t early\n"
	                    "0000000000000000 T _einittext\n0000000000000000 t refused\n"
	                    "0000000000000000 t in_mod\t[kvm]\n"
	                    "0000000000000000 t bpf_prog_1\t[bpf]\n");
	kfuncs_finish(&k, "0xffffffff81000000-0xffffffff81000010\trefused\n");
	for (u32 i = 0; i < k.n; i++)
		buf_addf(&out, "%s/%s ", k.funcs[i].name,
		         k.funcs[i].module ? k.funcs[i].module : "");
	UNIT_STR_EQUAL(buf_str(&out),
	               "__noinstr_text_end/ _einittext/ _text/ in_mod/kvm vfs_read/ weak/ ");
	buf_free(&out);
	arena_free(a);
}

static void listing(void)
{
	struct fixture x;

	set_up(&x);
	UNIT_STR_EQUAL(list(&x, "tracepoint:sched:*"),
	               "tracepoint:sched:sched_switch tracepoint:sched:sched_wakeup "
	               "tracepoint:sched:sched_waking ");
	UNIT_STR_EQUAL(list(&x, "*_enter"),
	               "rawtracepoint:sys_enter tracepoint:raw_syscalls:sys_enter ");
	UNIT_STR_EQUAL(list(&x, "t:*:*ext*,s:cpu-*"), "tracepoint:sched_ext:sched_ext_dump "
	                                              "software:cpu-clock: "
	                                              "software:cpu-migrations: ");
	UNIT_STR_EQUAL(list(&x, "h:branch*"),
	               "hardware:branch-instructions: hardware:branch-misses: ");
	UNIT_STR_EQUAL(list(&x, "interval:*"), "");
	UNIT_STR_EQUAL(list(&x, "interval:s:1"), "interval:s:1 ");
	UNIT_STR_EQUAL(list(&x, "t:nosuch:*"), "");
	tear_down(&x);
}

/* Not static and not inlined: a function of this very program for uprobes. */
int unit_probe_target(int a);
UNIT_PROBED int unit_probe_target(int a)
{
	return a + 1;
}

static void uprobes(void)
{
	char self[512], text[600];
	struct fixture x;
	struct binary_func f;
	struct binary *b;
	ssize_t n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	int err;

	set_up(&x);
	self[n > 0 ? n : 0] = '\0';
	b = binary_open(self, &err);
	if (!b) {
		CU_FAIL("cannot open this program");
		tear_down(&x);
		return;
	}
	UNIT_INT_EQUAL(binary_find(b, "unit_probe_target", &f), 0);
	CU_ASSERT_TRUE(binary_is_native(b));
	snprintf(text, sizeof(text), "u:%s:unit_probe_t?rget", self);
	UNIT_INT_EQUAL(expand(&x, text), 0);
	UNIT_INT_EQUAL(x.list.n, 1);
	UNIT_INT_EQUAL(x.list.items[0]->address, f.offset);
	snprintf(text, sizeof(text), "u:%s:unit_probe_target+1", self);
	UNIT_INT_EQUAL(expand(&x, text), 0);
	UNIT_INT_EQUAL(x.list.items[0]->address, f.offset + 1);
	snprintf(text, sizeof(text), "u:%s:0x%llx", self, (unsigned long long)f.address);
	UNIT_INT_EQUAL(expand(&x, text), 0);
	UNIT_INT_EQUAL(x.list.items[0]->address, f.offset);
	snprintf(text, sizeof(text), "u:%s:unit_probe_target+100000", self);
	UNIT_INT_EQUAL(expand(&x, text), -EINVAL);
	snprintf(text, sizeof(text), "u:%s:unit_probe_tagret", self);
	UNIT_INT_EQUAL(expand(&x, text), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(x.said, ":unit_probe_target?"));
	UNIT_INT_EQUAL(binary_find_at(b, f.address + 1, &f), 0);
	UNIT_STR_EQUAL(f.name, "unit_probe_target");
#ifdef __thumb__
	snprintf(text, sizeof(text), "u:%s:suite_probe", self);
	UNIT_INT_EQUAL(expand(&x, text), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(x.said, "suite_probe in "));
	CU_ASSERT_PTR_NOT_NULL(strstr(x.said, "is Thumb code"));
	UNIT_INT_EQUAL(binary_find(b, "suite_probe", &f), 0);
	CU_ASSERT(f.thumb && binary_is_thumb(self, f.offset + 2));
#else
	UNIT_INT_EQUAL(expand(&x, "u:libc:malloc"), 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(names(&x), "/libc.so."));
#endif
	binary_close(b);
	tear_down(&x);
}

static void recorded_is_read_only(void)
{
	struct fixture x;
	int err;

	set_up(&x);
	UNIT_INT_EQUAL(tracefs_write(x.env.tracefs, "events/sched/enable", "1", 0), -EROFS);
	UNIT_INT_EQUAL(tracefs_mkdir(x.env.tracefs, "instances"), -EROFS);
	CU_ASSERT_TRUE(tracefs_has(x.env.tracefs, "kprobe_events"));
	CU_ASSERT_FALSE(tracefs_has(x.env.tracefs, "dynamic_events"));
	CU_ASSERT_FALSE(tracefs_has(x.env.tracefs, "events/nosuch"));
	CU_ASSERT_PTR_NULL(tracefs_open(x.arena, "/nonexistent", &err));
	UNIT_INT_EQUAL(err, -ENOENT);
	tear_down(&x);
}

void suite_probe(void)
{
	unit_suite("probe");
	unit_test("providers", providers);
	unit_test("tracepoints", tracepoints);
	unit_test("missing", missing);
	unit_test("timers and others", timers_and_others);
	unit_test("numbers", numbers);
	unit_test("kprobes", kprobes);
	unit_test("no kprobes", no_kprobes);
	unit_test("kallsyms", kallsyms);
	unit_test("listing", listing);
	unit_test("uprobes", uprobes);
	unit_test("recorded is read only", recorded_is_read_only);
}
