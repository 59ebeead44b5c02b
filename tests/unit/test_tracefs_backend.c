/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The tracefs backend: what it chooses and refuses, and runs on this kernel. */
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "backends/tracefs/instance.h"
#include "tests/unit/perf_world.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"

static const struct stream_caps modern = {
        .tracefs = true, .kprobe_events = true, .uprobe_events = true, .clock = "mono"};

static void mechanism(const char *text, const char *want)
{
	struct world w;

	world_make(&w, text, &modern);
	UNIT_INT_EQUAL(w.err, 0);
	UNIT_STR_EQUAL(w.v.nmechanisms ? w.v.mechanisms[0].text : NULL, want);
	world_free(&w);
}

static void refused(const char *text, const struct stream_caps *caps, const char *want)
{
	struct world w;

	world_make(&w, text, caps);
	UNIT_INT_EQUAL(w.err, -EOPNOTSUPP);
	UNIT_STR_EQUAL(w.v.nwhy_not ? w.v.why_not[0].what : NULL, want);
	world_free(&w);
}

static void mechanisms_chosen(void)
{
	mechanism("t:sched:sched_switch /args.prev_pid == 3/ { @ = count(); }",
	          "tracepoint in a tracefs instance, event filter prev_pid == 3");
	mechanism("k:f { @ = count(); }", "kprobe_events");
	mechanism("k:f { @ = sum(arg1); }", "kprobe_events, fetch-args %si:u64");
	/* fetch-args are unsigned, whatever we make of them */
	mechanism("k:f /arg1 > 7/ { @ = count(); }",
	          "kprobe_events, fetch-args %si:u64, event filter a0 > 7");
	mechanism("k:f /arg1 > arg0/ { @ = count(); }",
	          "kprobe_events, fetch-args %si:u64 %di:u64");
	mechanism("kr:f /retval < 3/ { @ = count(); }",
	          "kprobe_events, fetch-args $retval:u64, "
	          "event filter (a0 < 3 || a0 > 9223372036854775807)");
	mechanism("kr:f /retval >= 3/ { @ = count(); }",
	          "kprobe_events, fetch-args $retval:u64, "
	          "event filter (a0 >= 3 && a0 <= 9223372036854775807)");
	mechanism("kr:f /retval == -2/ { @ = count(); }",
	          "kprobe_events, fetch-args $retval:u64, event filter a0 == 18446744073709551614");
	mechanism("kr:f /retval > -2/ { @ = count(); }", "kprobe_events, fetch-args $retval:u64");
	/* each is switched on by itself: that is cheap in an instance */
	mechanism("t:syscalls:sys_enter_openat,t:syscalls:sys_enter_read,"
	          "t:syscalls:sys_enter_execve { @ = count(); } "
	          "t:syscalls:sys_enter_openat,t:syscalls:sys_enter_read { @ = count(); }",
	          "tracepoint in a tracefs instance");
}

static void open_names(const struct stream_caps *caps, const char *text, const char *want,
                       u32 inexact)
{
	struct world w;

	world_make(&w, text, caps);
	UNIT_INT_EQUAL(w.err, 0);
	UNIT_STR_EQUAL(w.v.nmechanisms ? w.v.mechanisms[0].text : NULL, want);
	UNIT_INT_EQUAL(w.v.ninexact, inexact);
	world_free(&w);
}

/* What is behind the arguments of system calls, on a kernel without kprobes. */
static void event_probes(void)
{
	static const char plain[] = "tracepoint in a tracefs instance";
	static const char name[] =
	        "t:syscalls:sys_enter_openat { @[str(args.filename), args.flags] = count(); }";
	struct stream_caps caps = {.tracefs = true, .clock = "mono", .eprobe = EPROBE_WORKS};

	open_names(&caps, name,
	           "event probe on syscalls.sys_enter_openat, fetch-args "
	           "+0($filename):ustring $flags:u64",
	           0);
	open_names(&caps, "t:syscalls:sys_enter_openat { @[args.flags] = count(); }", plain, 0);
	caps.eprobe = EPROBE_FAILS;
	open_names(&caps, name, plain, 1);
	/* a recorded tracefs takes no probe to try */
	caps.eprobe = EPROBE_UNTRIED;
	open_names(&caps, name, plain, 1);
	/* perf gets no samples of event probes */
	caps.eprobe = EPROBE_WORKS;
	caps.tracefs = false;
	open_names(&caps, name, "perf tracepoint", 1);
}

static void refusals(void)
{
	struct stream_caps old = modern;

	refused("profile:hz:99 { @ = count(); }", &modern,
	        "profile needs perf events: tracefs has only tracepoints and probes");
	refused("software:cpu-clock:1000 { @ = count(); }", &modern,
	        "software events are perf events: tracefs has only tracepoints and probes");
	refused("hardware:cycles:1000000 { @ = count(); }", &modern,
	        "hardware events are perf events: tracefs has only tracepoints and probes");
	old.no_kstack = "no stacks";
	old.no_tasks = "no names";
	refused("t:sched:sched_switch { @[kstack] = count(); }", &old, "no stacks");
	refused("t:sched:sched_switch { @[comm] = count(); }", &old, "no names");
	old.kprobe_events = false;
	refused("k:f { @ = count(); }", &old,
	        "this kernel has no kprobes: neither the kprobe PMU nor kprobe_events");
}

static void clocks(void)
{
	UNIT_STR_EQUAL(instance_clock("[local] global counter uptime perf mono mono_raw boot\n"),
	               "mono");
	UNIT_STR_EQUAL(instance_clock("local global counter uptime perf [mono]\n"), "mono");
	UNIT_STR_EQUAL(instance_clock("[local] global counter uptime perf mono_raw\n"), "global");
	UNIT_STR_EQUAL(instance_clock("local [perf]"), "perf");
	UNIT_STR_EQUAL(instance_clock("[local] monotone globals\n"), NULL);
	UNIT_STR_EQUAL(instance_clock("[local]\n"), NULL);
}

/* arm64's 6.1 has no function that walks them, and an option that does nothing. */
static void user_stacks(void)
{
	tmpdir_make();
	tmpdir_puts("syms", "ffff800008010000 T stack_trace_save\n"
	                    "ffff800008010100 T __pfx_stack_trace_save_user\n"
	                    "ffff800008010200 t stack_trace_save_user_more\n");
	CU_ASSERT_FALSE(instance_walks_user_stacks(tmpdir_file("syms")));
	tmpdir_puts("syms", "0000000000000000 T a\n0000000000000000 T stack_trace_save_user\n");
	CU_ASSERT(instance_walks_user_stacks(tmpdir_file("syms")));
	tmpdir_puts("syms", "0000000000000000 T save_stack_trace_user\n");
	CU_ASSERT(instance_walks_user_stacks(tmpdir_file("syms")));
	tmpdir_puts("syms", "");
	CU_ASSERT(instance_walks_user_stacks(tmpdir_file("syms")));
	CU_ASSERT(instance_walks_user_stacks(tmpdir_file("none")));
	tmpdir_remove();
}

static void top_settings(void)
{
	struct arena *a = arena_new();

	UNIT_STR_EQUAL(top_setting(a, "1\n"), "1");
	UNIT_STR_EQUAL(top_setting(a, "[local] global counter\n"), "local");
	UNIT_STR_EQUAL(top_setting(a, "local [global] counter\n"), "global");
	UNIT_STR_EQUAL(top_setting(a, "1408\n"), "1408");
	UNIT_STR_EQUAL(top_setting(a, "7 (expanded: 1408)\n"), "1408");
	arena_free(a);
}

static void lost_in_stats(void)
{
	UNIT_INT_EQUAL(instance_stats_lost("entries: 9\noverrun: 1000\ncommit overrun: 20\n"
	                                   "bytes: 77\noldest event ts: 5.000000\n"
	                                   "now ts: 6.000000\ndropped events: 3\n"
	                                   "read events: 500\n"),
	               1023);
	UNIT_INT_EQUAL(instance_stats_lost("entries: 9\noverrun: 4\nbytes: 1\n"), 4);
	UNIT_INT_EQUAL(instance_stats_lost(""), 0);
}

/* What a buffer of a few pages cannot hold is counted: nothing is missing from the sum. */
static void losses_are_counted(void)
{
	struct lost_events lost;
	struct live l;
	char text[128];

	snprintf(text, sizeof(text), "t:syscalls:sys_enter_getppid /tid == %d/ { @ = count(); }",
	         (int)getpid());
	if (!live_open(&l, &backend_tracefs, NULL, text, 2))
		return;
	for (u32 i = 0; i < 5000; i++)
		syscall(SYS_getppid);
	backend_tracefs.lost(l.run, &lost);
	CU_ASSERT(lost.ring > 0);
	backend_tracefs.stop(l.run);
	backend_tracefs.lost(l.run, &lost);
	CU_ASSERT(live_value(&l, 0) > 0);
	UNIT_INT_EQUAL(live_value(&l, 0) + lost.ring, 5000);
	live_free(&l);
}

/* More than a CPU's queue of pages holds, all at once and in order of time over the CPUs. */
static void order_over_cpus(void)
{
	static const char text[] =
	        "t:syscalls:sys_enter_getppid /tid == %d/ { if (@last > nsecs) { @bad++; } "
	        "@last = nsecs; @s[tid] = nsecs; } "
	        "t:syscalls:sys_exit_getppid /tid == %d/ "
	        "{ if (@s[tid]) { @ok++; delete(@s[tid]); } else { @bad++; } }";
	long ncpus = sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t before, one;
	struct live l;
	char script[512];

	sched_getaffinity(0, sizeof(before), &before);
	snprintf(script, sizeof(script), text, (int)getpid(), (int)getpid());
	if (!live_open(&l, &backend_tracefs, NULL, script, 0))
		return;
	for (u32 i = 0; i < 2000; i++) {
		CPU_ZERO(&one);
		CPU_SET(i % (u32)ncpus, &one);
		sched_setaffinity(0, sizeof(one), &one);
		for (u32 k = 0; k < 10; k++)
			syscall(SYS_getppid);
		if (i == 1000)
			backend_tracefs.poll(l.run);
	}
	sched_setaffinity(0, sizeof(before), &before);
	backend_tracefs.stop(l.run);
	UNIT_INT_EQUAL(live_value(&l, 3), 20000);
	UNIT_INT_EQUAL(live_value(&l, 1), 0);
	live_free(&l);
}

static u64 mono(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (u64)t.tv_sec * 1000000000 + (u64)t.tv_nsec;
}

/* The times of events lie where the calls were, also by a clock that is not ours. */
static void times_of(const char *clock, u64 tolerance)
{
	struct stream_caps caps = modern;
	char text[256];
	struct live l;
	u64 before, after;

	caps.clock = clock;
	snprintf(text, sizeof(text),
	         "t:syscalls:sys_enter_getppid /tid == %d/ { @t = nsecs(monotonic); }",
	         (int)getpid());
	if (!live_open(&l, &backend_tracefs, &caps, text, 0))
		return;
	before = mono();
	syscall(SYS_getppid);
	after = mono();
	backend_tracefs.stop(l.run);
	CU_ASSERT(live_value(&l, 0) + tolerance >= before);
	CU_ASSERT(live_value(&l, 0) <= after + tolerance);
	live_free(&l);
}

static void times(void)
{
	times_of("mono", 0);
	times_of("global", 20000000);
}

/* A name counts from the moment it is taken, and a thread has its process's pid. */
static void names(void)
{
	struct live l;
	char text[512], old[16];

	prctl(PR_GET_NAME, old);
	snprintf(text, sizeof(text),
	         "t:syscalls:sys_enter_getppid /tid == %d/ "
	         "{ if (comm == \"sonde-first\") { @first++; } if (comm == \"sonde-second\") "
	         "{ @second++; } if (pid == tid) { @pid++; } }",
	         (int)getpid());
	prctl(PR_SET_NAME, "sonde-first");
	if (live_open(&l, &backend_tracefs, NULL, text, 0)) {
		syscall(SYS_getppid);
		syscall(SYS_getppid);
		prctl(PR_SET_NAME, "sonde-second");
		syscall(SYS_getppid);
		backend_tracefs.stop(l.run);
		UNIT_INT_EQUAL(live_value(&l, 0), 2);
		UNIT_INT_EQUAL(live_value(&l, 1), 1);
		UNIT_INT_EQUAL(live_value(&l, 2), 3);
		live_free(&l);
	}
	prctl(PR_SET_NAME, old);
}

#define EVENT  100 /* numbers of events */
#define KSTACK 4
#define USTACK 6

/* A page of records {type, task} of 8 bytes more, a microsecond apart from time 1000 on. */
static void records_page(u8 *page, const u32 (*records)[2], u32 n)
{
	unsigned long size = n * 20;

	memset(page, 0, 512);
	memcpy(page, &(u64){1000}, 8);
	memcpy(page + 8, &size, sizeof(size));
	for (u32 i = 0; i < n; i++) {
		u8 *at = page + 8 + sizeof(size) + (size_t)i * 20;
		u32 head = 1000 << 5 | 4;

		memcpy(at, &head, 4);
		memcpy(at + 4, &records[i][0], 4);
		memcpy(at + 8, &records[i][1], 4);
	}
}

/* Whether the first of the records waits for its stacks, at time now. */
static bool waits(const u32 (*records)[2], u32 n, bool kernel, bool user, u64 now, bool stopped)
{
	struct instance in = {.limit = now, .stopped = stopped};
	struct backend_run r = {.instance = &in};
	_Alignas(8) u8 page[512];
	struct cpu_buffer c = {.fd = -1, .pages = page, .n = 1};
	struct lookahead l;
	struct trace_event e;

	trace_page_format_host(&in.buffers.format, NULL);
	in.buffers.cpus = &c;
	in.buffers.n = 1;
	in.buffers.page_size = sizeof(page);
	in.sides[SIDE_KSTACK] = (struct side_fields){.type = KSTACK, .caller = 8};
	in.sides[SIDE_USTACK] = (struct side_fields){.type = USTACK, .caller = 8};
	records_page(page, records, n);
	if (!lookahead_first(&l, &in.buffers, 0, &e)) {
		CU_FAIL("no record");
		return false;
	}
	return stack_awaited(&r, &c, &e, kernel, user);
}

/* An event that has been read before its stack was written waits, but not for ever. */
static void stacks_awaited(void)
{
	static const u32 alone[][2] = {{EVENT, 7}}, other[][2] = {{EVENT, 7}, {EVENT, 8}},
	                 same[][2] = {{EVENT, 7}, {EVENT, 7}},
	                 kernel[][2] = {{EVENT, 7}, {KSTACK, 7}},
	                 both[][2] = {{EVENT, 7}, {KSTACK, 7}, {EVENT, 8}, {USTACK, 7}};

	CU_ASSERT(waits(alone, 1, true, false, 3000, false));
	CU_ASSERT(waits(alone, 1, false, true, 3000, false));
	CU_ASSERT(waits(other, 2, true, false, 3000, false));
	CU_ASSERT_FALSE(waits(same, 2, true, false, 3000, false));
	CU_ASSERT_FALSE(waits(kernel, 2, true, false, 3000, false));
	CU_ASSERT(waits(kernel, 2, true, true, 3000, false));
	CU_ASSERT_FALSE(waits(both, 4, true, true, 3000, false));
	CU_ASSERT_FALSE(waits(alone, 1, true, false, 3000, true));
	CU_ASSERT_FALSE(waits(alone, 1, true, false, 2000000000, false));
}

void suite_tracefs_backend(void)
{
	unit_suite("tracefs_backend");
	unit_test("event probes", event_probes);
	unit_test("mechanisms chosen", mechanisms_chosen);
	unit_test("refusals", refusals);
	unit_test("clocks", clocks);
	unit_test("user stacks", user_stacks);
	unit_test("top settings", top_settings);
	unit_test("lost in stats", lost_in_stats);
	unit_test("losses are counted", losses_are_counted);
	unit_test("order over CPUs", order_over_cpus);
	unit_test("times", times);
	unit_test("stacks awaited", stacks_awaited);
	unit_test("names", names);
}
