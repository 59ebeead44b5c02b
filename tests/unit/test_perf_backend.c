/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The perf backend: what it chooses and refuses, and two runs on this kernel. */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "run/session.h"
#include "tests/unit/perf_world.h"
#include "tests/unit/unit.h"

static void mechanism(const char *text, const struct stream_caps *caps, const char *want)
{
	struct world w;

	world_make(&w, text, caps);
	UNIT_INT_EQUAL(w.err, 0);
	UNIT_STR_EQUAL(w.v.nmechanisms ? w.v.mechanisms[0].text : NULL, want);
	world_free(&w);
}

static void filter(const char *text, const char *want)
{
	struct world w;

	world_make(&w, text, &all_caps);
	UNIT_INT_EQUAL(w.err, 0);
	UNIT_STR_EQUAL(w.r.nfeeds ? w.r.feeds[0]->filter : "no feed", want);
	world_free(&w);
}

static void refused(const char *text, const struct stream_caps *caps, const char *want)
{
	struct world w;

	world_make(&w, text, caps);
	UNIT_INT_EQUAL(w.err, -EOPNOTSUPP);
	CU_ASSERT(w.v.nwhy_not == 1);
	UNIT_STR_EQUAL(w.v.nwhy_not ? w.v.why_not[0].what : NULL, want);
	world_free(&w);
}

static void filters_pushed_down(void)
{
	filter("t:sched:sched_switch /args.prev_pid != 0/ { @ = count(); }", "prev_pid != 0");
	filter("t:sched:sched_switch /0 < args.prev_prio/ { @ = count(); }", "prev_prio > 0");
	filter("t:sched:sched_switch /tid == 7 && cpu == 1/ { @ = count(); }",
	       "(common_pid == 7) && (CPU == 1)");
	filter("t:sched:sched_switch /comm == \"sh\" || tid == 3/ { @ = count(); }",
	       "(COMM == \"sh\") || (common_pid == 3)");
	filter("t:sched:sched_switch /args.prev_comm != \"sh\"/ { @ = count(); }",
	       "prev_comm != \"sh\"");
	filter("t:sched:sched_switch /args.prev_state == -1/ { @ = count(); }", "prev_state == -1");
}

/* What the kernel would see differently, or cannot see, stays out: the whole term or its part. */
static void filters_not_pushed_down(void)
{
	filter("t:sched:sched_switch { @ = count(); }", NULL);
	filter("t:sched:sched_switch /pid == 7/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /pid == 7 && tid == 8/ { @ = count(); }", "common_pid == 8");
	filter("t:sched:sched_switch /pid == 7 || tid == 8/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /!(tid == 8)/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /args.prev_pid == 5000000000/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /args.prev_pid + 1 == 2/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /comm == \"a-name-of-16-byt\"/ { @ = count(); }", NULL);
	filter("t:sched:sched_switch /comm == \"a\\\"b\"/ { @ = count(); }", NULL);
	filter("k:f /arg0 == 1/ { @ = count(); }", NULL);
	/* one of two clauses takes everything */
	filter("t:sched:sched_switch /tid == 1/ { @ = count(); } t:sched:sched_switch { @x = 1; }",
	       NULL);
	filter("t:sched:sched_switch /tid == 1/ { @ = count(); } "
	       "t:sched:sched_switch /tid == 2/ { @x = 1; }",
	       "(common_pid == 1) || (common_pid == 2)");
}

static void mechanisms_chosen(void)
{
	struct stream_caps none = {0}, old = all_caps;

	if (unit_skip_32bit())
		return;
	old.kprobe_pmu = old.uprobe_pmu = false;
	mechanism("t:sched:sched_switch { @[1] = count(); }", &all_caps, "perf tracepoint");
	mechanism("k:f { @[1] = count(); }", &all_caps, "kprobe PMU");
	mechanism("k:f { @ = sum(arg1); }", &all_caps, "kprobe PMU, registers");
	mechanism("k:f { @ = sum(arg1); }", &old, "kprobe_events, fetch-args %si:u64");
	mechanism("kr:f { @ = sum(retval); }", &old, "kprobe_events, fetch-args $retval:u64");
	mechanism("k:f { @[str(arg1)] = count(); }", &all_caps,
	          "kprobe_events, fetch-args +0(%si):ustring");
	mechanism("profile:hz:99 { @ = count(); }", &none, "perf cpu-clock on every CPU");
	mechanism("t:syscalls:sys_enter_openat { @[str(args.filename)] = count(); }", &none,
	          "perf tracepoint");
#ifdef __x86_64__ /* whose numbers these are */
	mechanism("t:syscalls:sys_enter_openat,t:syscalls:sys_enter_read,"
	          "t:syscalls:sys_enter_execve { @ = count(); } "
	          "t:syscalls:sys_enter_openat,t:syscalls:sys_enter_read { @ = count(); }",
	          &none,
	          "perf tracepoint raw_syscalls:sys_enter, by number, event filter "
	          "id == 0 || id == 59 || id == 257");
#endif
}

/* Nothing but counting is left to the kernel, unless an event asks how far it has come. */
static void counted_by_kernel(void)
{
	if (unit_skip_32bit())
		return;
	mechanism("t:sched:sched_switch { @ = count(); }", &all_caps,
	          "perf tracepoint, counted by the kernel");
	mechanism("k:f { @ = count(); } i:s:1 { print(@); clear(@); }", &all_caps,
	          "kprobe PMU, counted by the kernel");
	mechanism("t:sched:sched_switch /args.prev_pid == 7 && cpu < 2/ { @ = count(); }",
	          &all_caps,
	          "perf tracepoint, counted by the kernel, event filter (prev_pid == 7) && "
	          "(CPU < 2)");
	mechanism("t:sched:sched_switch /args.prev_pid == 7 && nsecs > 1/ { @ = count(); }",
	          &all_caps, "perf tracepoint, event filter prev_pid == 7");
	mechanism("t:sched:sched_switch { @ = count(); } k:f { print(@); }", &all_caps,
	          "perf tracepoint");
	mechanism("t:sched:sched_switch { @ = count(); @n = count(); }", &all_caps,
	          "perf tracepoint");
	mechanism("profile:hz:99 { @ = count(); }", &all_caps, "perf cpu-clock on every CPU");
}

/* On a machine with many CPUs the PMU's probes, one a CPU, would all be hit. */
static void many_cpus(void)
{
	struct world w;

	world_make(&w, "k:f { @[1] = count(); }", &all_caps);
	w.r.feeds = NULL;
	w.r.nfeeds = 0;
	w.r.ncpus = 64;
	memset(&w.v, 0, sizeof(w.v));
	UNIT_INT_EQUAL(feeds_make(&w.r, &w.v), 0);
	UNIT_STR_EQUAL(w.v.mechanisms[0].text, "kprobe_events");
	world_free(&w);
}

static void chains_become_fetch_args(void)
{
	static const char script[] =
	        "struct inner { int pad; unsigned short port; const char *name; } "
	        "struct outer { long x; struct inner *in; unsigned int lo : 3; unsigned int hi : "
	        "5; } ";
	char text[512];

	if (unit_skip_32bit())
		return;
	snprintf(text, sizeof(text), "%s k:f { @ = sum(((struct outer *)arg0)->in->port); }",
	         script);
	mechanism(text, &all_caps, "kprobe_events, fetch-args +4(+8(%di)):u16");
	snprintf(text, sizeof(text),
	         "%s k:f { @[str(((struct outer *)arg2)->in->name)] = count(); }", script);
	mechanism(text, &all_caps, "kprobe_events, fetch-args +0(+8(+8(%dx))):string");
	snprintf(text, sizeof(text), "%s k:f { @ = sum(((struct outer *)arg0)->hi); }", script);
	mechanism(text, &all_caps, "kprobe_events, fetch-args +16(%di):u32");
	snprintf(text, sizeof(text),
	         "%s k:f { if (arg1) { $o = (struct outer *)arg0; @ = sum($o->x); } }", script);
	mechanism(text, &all_caps, "kprobe_events, fetch-args %si:u64 %di:u64 +0(%di):u64");
	mechanism("k:f { @[buf((uint8 *)arg1, arg2)] = count(); }", &all_caps,
	          "kprobe_events, fetch-args %si:u64 %dx:u64 +0(%si):x64[64] "
	          "a2_512=+512(%si):x64[64]");
	mechanism("k:f { @[buf((uint8 *)arg1, 75)] = count(); }", &all_caps,
	          "kprobe_events, fetch-args %si:u64 +0(%si):x64[9] a1_72=+72(%si):x8[3]");
	/* strings of pointers that a map keeps are captured with them */
	mechanism("k:f { @p[tid] = arg1; } k:g /@p[tid]/ { @[str(@p[tid])] = count(); }", &all_caps,
	          "kprobe_events, fetch-args %si:u64 +0(%si):ustring");
}

static void refusals(void)
{
	struct stream_caps none = {0};

	refused("k:f { @ = count(); }", &none,
	        "this kernel has no kprobes: neither the kprobe PMU nor kprobe_events");
	/* the variable may not have been set */
	refused("struct s { int a; } k:f { if (arg1) { $o = (struct s *)arg0; } @ = sum($o->a); }",
	        &all_caps,
	        "follows a pointer that is not a constant path from this event's arguments");
	refused("k:f { @p[tid] = @q; @q = arg1; } k:g { @[str(@p[tid])] = count(); }", &all_caps,
	        "follows a pointer that is not a constant path from this event's arguments");
	refused("k:f { @p = arg1; } BEGIN { @p = 1; } k:g { @[str(@p)] = count(); }", &all_caps,
	        "follows a pointer that is not a constant path from this event's arguments");
	refused("k:f { @[buf(arg1, 75)] = count(); }", &all_caps,
	        "it is not known whose memory this is: uptr() or kptr() of the address says it");
	refused("t:sched:sched_switch { @ = curtask; }", &all_caps,
	        "needs the address of the task, which no event records");
	refused("t:syscalls:sys_exit_read { @ = jiffies; }", &all_caps,
	        "needs the kernel's tick counter, which no event records");
	refused("t:syscalls:sys_enter_execve { @[str(*args.argv)] = count(); }", &all_caps,
	        "follows more than one pointer from a tracepoint's record");
}

/* What a ring of one page cannot hold is counted: nothing is missing from the sum. */
static void losses_are_counted(void)
{
	struct lost_events lost;
	struct live l;
	char text[128];

	snprintf(text, sizeof(text), "t:syscalls:sys_enter_getppid /pid == %d/ { @ = count(); }",
	         (int)getpid());
	if (!live_open(&l, &backend_perf, NULL, text, 1))
		return;
	for (u32 i = 0; i < 5000; i++)
		syscall(SYS_getppid);
	backend_perf.stop(l.run);
	backend_perf.lost(l.run, &lost);
	CU_ASSERT(lost.ring > 0);
	CU_ASSERT(live_value(&l, 0) > 0);
	/* other processes may call it too, but then their events are lost as well, or filtered */
	CU_ASSERT(live_value(&l, 0) + lost.ring >= 5000);
	CU_ASSERT(live_value(&l, 0) <= 5000);
	live_free(&l);
}

/* Entry and exit pair up although the task moves between CPUs, whose rings are read in turn. */
static void pairs_survive_migration(void)
{
	static const char text[] = "t:syscalls:sys_enter_getppid /tid == %d/ { @s[tid] = nsecs; } "
	                           "t:syscalls:sys_exit_getppid /tid == %d/ "
	                           "{ if (@s[tid]) { @ok++; delete(@s[tid]); } else { @bad++; } }";
	long ncpus = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t before, one;
	struct live l;
	char script[512];

	sched_getaffinity(0, sizeof(before), &before);
	snprintf(script, sizeof(script), text, (int)getpid(), (int)getpid());
	if (!live_open(&l, &backend_perf, NULL, script, 0))
		return;
	for (u32 i = 0; i < 2000; i++) {
		CPU_ZERO(&one);
		CPU_SET(i % (u32)ncpus, &one);
		sched_setaffinity(0, sizeof(one), &one);
		syscall(SYS_getppid);
		syscall(SYS_getppid);
		if (i % 100 == 0)
			backend_perf.poll(l.run);
	}
	sched_setaffinity(0, sizeof(before), &before);
	backend_perf.stop(l.run);
	UNIT_INT_EQUAL(live_value(&l, 1), 4000);
	UNIT_INT_EQUAL(live_value(&l, 2), 0);
	live_free(&l);
}

void suite_perf_backend(void)
{
	unit_suite("perf_backend");
	unit_test("filters pushed down", filters_pushed_down);
	unit_test("filters not pushed down", filters_not_pushed_down);
	unit_test("mechanisms chosen", mechanisms_chosen);
	unit_test("counted by the kernel", counted_by_kernel);
	unit_test("many CPUs", many_cpus);
	unit_test("chains become fetch-args", chains_become_fetch_args);
	unit_test("refusals", refusals);
	unit_test("losses are counted", losses_are_counted);
	unit_test("pairs survive migration", pairs_survive_migration);
}
