/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The hist backend: its triggers, what it refuses, the tables it reads, and what they come to. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backends/hist/hist.h"
#include "tests/unit/perf_world.h"
#include "tests/unit/unit.h"

#define SWITCH "t:sched:sched_switch "
#define READ   "t:syscalls:sys_exit_read "
#define OPEN   "t:syscalls:sys_enter_openat "

static const struct stream_caps stream = {.tracefs = true,
                                          .kprobe_events = true,
                                          .uprobe_events = true,
                                          .no_ustack = "no user stacks"};
static const struct hist_caps modern = {
        .max_keys = 3, .common_cpu = true, .cpu = true, .eprobe_comm = true};

static struct hists hists;

static void make(struct world *w, const char *text, const struct hist_caps *caps)
{
	world_make(w, text, &stream);
	hists = (struct hists){.caps = *caps, .fd = -1};
	w->r.hists = &hists;
	if (!w->err)
		w->err = hists_make(&w->r, &w->v);
}

static void unmake(struct world *w)
{
	hists_free(&w->r);
	world_free(w);
}

static void trigger(const char *text, const struct hist_caps *caps, const char *want)
{
	struct world w;

	make(&w, text, caps);
	UNIT_INT_EQUAL(w.err, 0);
	UNIT_STR_EQUAL(w.v.nmechanisms ? w.v.mechanisms[0].text : NULL, want);
	unmake(&w);
}

static void triggers(void)
{
	struct hist_caps old = {.max_keys = 2};

	trigger(SWITCH "{ @ = count(); }", &modern, "trigger hist:keys=common_type:size=128");
	trigger(SWITCH "{ @[args.prev_comm, args.next_prio] = count(); }", &modern,
	        "trigger hist:keys=prev_comm,next_prio:size=16384");
	trigger(SWITCH "/args.prev_pid > 3 && args.next_prio == 120/ { @[tid] = count(); }",
	        &modern,
	        "trigger hist:keys=common_pid:size=16384 if (prev_pid > 3) && (next_prio == 120)");
	/* what the kernel's filter cannot check is left to the clause: a key */
	trigger(SWITCH "/cpu > 0 && pid != tid/ { @ = count(); }", &modern,
	        "trigger hist:keys=common_cpu,common_pid:size=16384 if CPU > 0");
	trigger(READ "{ @[cpu] = sum(args.ret); @a = avg(args.ret); }", &modern,
	        "trigger hist:keys=common_cpu:vals=ret:size=16384");
	trigger(READ "/args.ret >= 0/ { @[comm] = sum(args.ret); }", &modern,
	        "trigger hist:keys=sonde_comm:vals=ret:size=16384 if ret >= 0, on an event probe");
	trigger(READ "{ @[comm] = count(); }", &old,
	        "trigger hist:keys=common_pid.execname:size=16384");
	trigger(SWITCH "{ @[kstack(4)] = count(); }", &modern,
	        "trigger hist:keys=stacktrace:size=16384");
	trigger("k:f { @[comm, arg0, probe] = sum(arg1); }", &modern,
	        "trigger hist:keys=a2,a1:vals=a0:size=16384");
	trigger("k:f /arg0 == 3/ { @[arg1] = count(); }", &modern,
	        "trigger hist:keys=a1:size=16384 if a0 == 3");
	trigger("kr:f /retval < 0/ { @[tid] = count(); }", &modern,
	        "trigger hist:keys=common_pid:size=16384 if (a0 < 0 || a0 > 9223372036854775807)");
	/* a filter that the kernel checks at one of two probes only: the value is a key at both */
	trigger("k:f, t:sched:sched_switch /tid > 3 && cpu == tid/ { @ = count(); }", &modern,
	        "trigger hist:keys=common_pid,common_cpu:size=16384 if common_pid > 3");
	trigger("config = { max_map_keys = 100; } " SWITCH "{ @[tid] = count(); }", &modern,
	        "trigger hist:keys=common_pid:size=512");
	/* alike to every event of the row, so that it may stand anywhere */
	trigger(SWITCH "{ if (cpu == 1) { @[args.prev_prio / 10] = count(); } }", &modern,
	        "trigger hist:keys=common_cpu,prev_prio:size=16384");
}

static void refused(const char *text, const struct hist_caps *caps, const char *want)
{
	struct world w;

	make(&w, text, caps);
	UNIT_INT_EQUAL(w.err, -EOPNOTSUPP);
	UNIT_STR_EQUAL(w.v.nwhy_not ? w.v.why_not[0].what : NULL, want);
	unmake(&w);
}

static void refusals(void)
{
	static const char values[] =
	        "a hist trigger would have to count each of its values by itself, and it can have "
	        "more than 65536 (the kernel's own log2 rounds up, which hist() does not)";
	struct hist_caps old = {.max_keys = 2};

	refused(READ "{ printf(\"x\"); }", &modern,
	        "hist triggers only count: nothing else can be done for an event");
	refused(READ "{ @ = args.ret; }", &modern,
	        "hist triggers only count: @x = count() and other aggregations, not assignments");
	refused(READ "{ @++; }", &modern,
	        "hist triggers only count: nothing else can be done for an event");
	refused(READ "{ @[nsecs] = count(); }", &modern,
	        "hist triggers cannot tell events apart by this");
	refused(READ "{ @[rand] = count(); }", &modern,
	        "hist triggers cannot tell events apart by this");
	refused(READ "{ @ = hist(args.ret); }", &modern, values);
	refused(READ "{ @ = max(args.ret); }", &modern, values);
	refused(READ "/args.ret + 1 > 3/ { @ = count(); }", &modern,
	        "the kernel's event filter cannot check this as it stands here");
	refused(SWITCH "{ @[args.prev_pid, args.next_pid, cpu, tid] = count(); }", &modern,
	        "hist triggers have at most 3 keys");
	refused(SWITCH "{ @[args.prev_pid, args.next_pid, tid] = count(); }", &old,
	        "this kernel's hist triggers have at most 2 keys");
	refused(SWITCH "{ @[cpu] = count(); }", &old,
	        "this kernel's hist triggers cannot tell CPUs apart");
	refused("k:f { @[comm, str(arg0)] = count(); }", &modern,
	        "the keys of a hist trigger hold at most 384 bytes, and a string takes 256");
	refused(SWITCH "{ @[ustack] = count(); }", &modern, "no user stacks");
	refused("BEGIN { @y = 1; } " SWITCH "{ if (@y) { @ = count(); } }", &modern,
	        "reads a map, which holds what hist triggers have counted only when they are read");
	refused(READ "{ @[cpu] = sum(args.ret); @[tid] = sum(args.ret); }", &modern,
	        "hist triggers cannot add to a map of sums twice in a clause");
}

/* What can be had, but less exactly: auto then prefers a backend that is exact. */
static void inexact(void)
{
	struct hist_caps no_eprobes = modern;
	struct world w;

	no_eprobes.eprobe_comm = false;
	make(&w, READ "{ @[comm] = count(); }", &no_eprobes);
	UNIT_INT_EQUAL(w.v.ninexact, 1);
	unmake(&w);
	make(&w, READ "{ @[comm] = count(); }", &modern);
	UNIT_INT_EQUAL(w.v.ninexact, 0);
	unmake(&w);
	make(&w, SWITCH "{ @[kstack] = count(); }", &modern);
	UNIT_STR_EQUAL(w.v.ninexact ? w.v.inexact[0].what : NULL,
	               "hist triggers keep the 16 innermost frames of a kernel stack");
	unmake(&w);
}

static void best_is_exact(void)
{
	struct verdict v[4] = {{.can = false}, {.can = true, .ninexact = 1}, {.can = true}};

	UNIT_INT_EQUAL(session_best(v, 4), 2);
	v[2].ninexact = 2;
	UNIT_INT_EQUAL(session_best(v, 4), 1);
	v[1].can = v[2].can = false;
	UNIT_INT_EQUAL(session_best(v, 4), -1);
}

static void readmes(void)
{
	struct hist_caps c;

	hist_caps_readme(&c, "  hist trigger\n Format: hist:keys=<field1>\n");
	UNIT_STR_EQUAL(c.why_not, NULL);
	UNIT_INT_EQUAL(c.max_keys, 2);
	CU_ASSERT(!c.cpu);
	hist_caps_readme(&c, " hist:keys=<field1> .usecs display");
	UNIT_INT_EQUAL(c.max_keys, 3);
	CU_ASSERT(c.cpu && !c.common_cpu);
	hist_caps_readme(&c, " hist:keys=<field1> .usecs common_cpu - the CPU");
	CU_ASSERT(c.common_cpu);
	hist_caps_readme(&c, "tracing mini-HOWTO: trigger, kprobe_events");
	CU_ASSERT(c.why_not != NULL);
}

/* --- tables --- */

static struct buf seen;

static void show(void *arg, const struct hist_row *row)
{
	const struct hist_spec *spec = arg;

	for (u32 i = 0; i < spec->nkeys; i++)
		buf_addf(&seen, "%s%.*s/%lld", i ? " " : "", (int)row->cells[i].len,
		         row->cells[i].text ? row->cells[i].text : "",
		         (long long)row->cells[i].number);
	buf_addf(&seen, " =%llu", (unsigned long long)row->hits);
	for (u32 i = 0; i < spec->nvals; i++)
		buf_addf(&seen, ",%lld", (long long)row->vals[i]);
	buf_adds(&seen, "\n");
}

#define HEAD(info) "# event histogram\n#\n# trigger info: " info " [active]\n#\n\n"
#define TAIL       "\nTotals:\n    Hits: 9\n    Entries: 2\n    Dropped: 4\n"
#define PAD        "                                          " /* 42 */

static void table(const char *text, const char *info, const struct hist_spec *spec, int want_err,
                  const char *want)
{
	struct hist_totals t;

	buf_clear(&seen);
	UNIT_INT_EQUAL(hist_parse(text, info, spec, show, (void *)spec, &t), want_err);
	UNIT_STR_EQUAL(buf_str(&seen), want);
	if (!want_err)
		UNIT_INT_EQUAL(t.dropped, 4);
	buf_free(&seen);
}

static void tables(void)
{
	static const struct hist_spec numbers = {
	        .keys = {{HIST_NUMBER, "ret", "ret", NULL},
	                 {HIST_EXECNAME, "common_pid.execname", "common_pid", NULL}},
	        .nkeys = 2,
	        .vals = {"ret"},
	        .nvals = 1};
	static const struct hist_spec strings = {
	        .keys = {{HIST_STRING, "a", "a", NULL}, {HIST_STRING, "b", "b", NULL}}, .nkeys = 2};
	static const struct hist_spec stacks = {
	        .keys = {{HIST_STACK, "stacktrace", "stacktrace", "common_stacktrace"},
	                 {HIST_NUMBER, "cpu", "cpu", "common_cpu"}},
	        .nkeys = 2};
	static const char both[] =
	        HEAD("hist:one") "{ a: x } hitcount:          1\n" TAIL "\n\n" HEAD(
	                "hist:two if a == 1") "{ ret: 18446744073709551614, common_pid: cat [1]    "
	                                      "     [       117] } hitcount:         15  ret: "
	                                      "18446744073709551586\n{ ret:          3, "
	                                      "common_pid: <idle>          [         0] } "
	                                      "hitcount:          2  ret:          6\n" TAIL;

	table(both, "hist:two if a == 1", &numbers, 0,
	      "/-2 cat [1]/117 =15,-30\n/3 <idle>/0 =2,6\n");
	table(both, "hist:two", &numbers, -ENOENT, "");
	table(both, "hist:one", &numbers, -EINVAL, "");
	/* what looks like the end of a string is part of it, where it comes too early */
	table(HEAD("h") "{ a: x, b: y" PAD " , b: } hitcount: 7, b: \n                             "
	                "   } hitcount:          2\n" TAIL,
	      "h", &strings, 0, "x, b: y/0 } hitcount: 7, b: \n/0 =2\n");
	table(HEAD("h") "{ common_stacktrace:\n         f+0x10/0x20\n         g+0x1/0x2 [m]\n, "
	                "common_cpu:          1} hitcount:          8\n" TAIL,
	      "h", &stacks, 0, "         f+0x10/0x20\n         g+0x1/0x2 [m]\n/0 /1 =8\n");
	table(HEAD("h") TAIL, "h", &numbers, 0, "");
	table(HEAD("h") "{ ret:          3, common_pid: cat", "h", &numbers, -EINVAL, "");
}

static u64 address(void *arg, const char *name)
{
	return !strcmp(name, "f") ? 0x1000 : !strcmp(name, "g") ? 0x2000 : 0;
}

static void frames(void)
{
	static const char lines[] =
	        "   f+0x10/0x20\n   g+0x1/0x2 [m]\n   0xffff\n   none+0x1/0x2\n";
	u64 ips[HIST_DEPTH];

	UNIT_INT_EQUAL(hist_frames(lines, sizeof(lines) - 1, address, NULL, ips), 4);
	UNIT_INT_EQUAL(ips[0], 0x1010);
	UNIT_INT_EQUAL(ips[1], 0x2001);
	UNIT_INT_EQUAL(ips[2], 0xffff);
	UNIT_INT_EQUAL(ips[3], 0);
}

static void new_lines(void)
{
	static const char before[] = "# Available triggers:\nhist:keys=a:size=128 [active]\n";
	static const char after[] = "hist:keys=a:size=128 [active]\n"
	                            "hist:keys=a:size=128 if b == \"[x]\" [active]\n";
	struct arena *a = arena_new();

	UNIT_STR_EQUAL(hist_new_line(a, before, after), "hist:keys=a:size=128 if b == \"[x]\"");
	UNIT_STR_EQUAL(hist_new_line(a, after, after), NULL);
	arena_free(a);
}

/* --- from tables to maps --- */

static u64 value_of(struct world *w, u32 map, u32 i, u32 word)
{
	struct map_data d;
	u64 v = 0;

	maps_read(&w->r, w->s.sema.maps[map], &d);
	if (i < d.n)
		memcpy(&v, d.values + i * d.value_size + word * 8, sizeof(v));
	map_data_free(&d);
	return v;
}

static u64 key_of(struct world *w, u32 map, u32 i)
{
	struct map_data d;
	u64 v = 0;

	maps_read(&w->r, w->s.sema.maps[map], &d);
	if (i < d.n)
		memcpy(&v, d.keys + i * d.key_size, sizeof(v));
	map_data_free(&d);
	return v;
}

/* As if attached: what the program's one trigger has counted is in a tree of its own. */
static void run(struct world *w, const char *text)
{
	make(w, text, &modern);
	UNIT_INT_EQUAL(w->err, 0);
	w->r.filtered = hists.whole;
	w->r.plan->sema->diag->out = stderr;
	UNIT_INT_EQUAL(exec_open(&w->r), 0);
	hists.work = w->r.maps;
	free(w->r.zeroed);
	maps_make(&w->r, 0);
	w->r.stacks = stacks_new();
	hists.path = "instances/t";
	hists.items[0].system = "sched";
	hists.items[0].event = "sched_switch";
	hists.items[0].info = "h";
}

static void counted(struct world *w, const char *event, const char *rows)
{
	struct buf path = BUF_INIT, text = BUF_INIT;

	buf_addf(&path, "instances/t/events/%s/hist", event);
	buf_addf(&text, HEAD("h") "%s" TAIL, rows);
	w->r.opts.tracefs = tracefs_new_recorded(w->r.arena);
	tracefs_add_file(w->r.opts.tracefs, buf_str(&path), buf_str(&text), text.len);
	buf_free(&path);
	buf_free(&text);
}

static void stop(struct world *w)
{
	struct vm_map **work = hists.work;

	maps_free(&w->r);
	w->r.maps = work;
	w->r.nmaps = w->s.sema.nmaps + SPECIAL_COUNT;
	w->r.zeroed = NULL;
	exec_close(&w->r);
	stacks_free(w->r.stacks);
	unmake(w);
}

/* Keys, counts and sums; and what was in the maps once is not added again. */
static void counts(void)
{
	struct world w;

	run(&w, SWITCH "/args.prev_pid != 7/ { @n[args.prev_prio / 10] = count(); "
	               "@s[args.prev_prio] = sum(args.next_prio); @a = avg(args.next_prio); }");
	counted(&w, "sched/sched_switch",
	        "{ prev_prio:        120 } hitcount:          3  next_prio:         30\n"
	        "{ prev_prio:        125 } hitcount:          2  next_prio: "
	        "18446744073709551612\n");
	hists_sync(&w.r);
	UNIT_INT_EQUAL(key_of(&w, 0, 0), 12);
	UNIT_INT_EQUAL(value_of(&w, 0, 0, 0), 5);
	UNIT_INT_EQUAL(value_of(&w, 1, 0, 0) + value_of(&w, 1, 1, 0), 26);
	UNIT_INT_EQUAL(value_of(&w, 2, 0, 1), 5);
	hists_sync(&w.r);
	UNIT_INT_EQUAL(value_of(&w, 0, 0, 0), 5);
	counted(&w, "sched/sched_switch",
	        "{ prev_prio:        120 } hitcount:         13  next_prio:        130\n"
	        "{ prev_prio:        125 } hitcount:          2  next_prio: "
	        "18446744073709551612\n");
	maps_clear(&w.r, w.s.sema.maps[0]);
	hists_sync(&w.r);
	UNIT_INT_EQUAL(value_of(&w, 0, 0, 0), 10);
	UNIT_INT_EQUAL(value_of(&w, 2, 0, 0), 126);
	UNIT_INT_EQUAL(value_of(&w, 2, 0, 1), 15);
	UNIT_INT_EQUAL(hists.items[0].dropped, 4);
	stop(&w);
}

/* A filter that the kernel did not check is the clause's; names and least values are right. */
static void filters(void)
{
	static const char rows[] =
	        "{ common_cpu:          2, prev_comm: cat" PAD "      } hitcount:          2\n"
	        "{ common_cpu:          9, prev_comm: dog" PAD "      } hitcount:         50\n"
	        "{ common_cpu:          1, prev_comm: cat" PAD "      } hitcount:          1\n";
	struct world w;
	struct map_data d;

	run(&w, SWITCH "/cpu * 2 != 18/ { @[args.prev_comm] = count(); @m = min(cpu); }");
	counted(&w, "sched/sched_switch", rows);
	hists_sync(&w.r);
	maps_read(&w.r, w.s.sema.maps[0], &d);
	UNIT_INT_EQUAL(d.n, 1);
	UNIT_STR_EQUAL(d.n ? (const char *)d.keys : NULL, "cat");
	map_data_free(&d);
	UNIT_INT_EQUAL(value_of(&w, 0, 0, 0), 3);
	UNIT_INT_EQUAL(value_of(&w, 1, 0, 0), 1);
	stop(&w);
}

static void threads(void)
{
	static const char made[] =
	        HEAD("h") "{ pid:         30, common_pid:         20 } hitcount: 1\n"
	                  "{ pid:         20, common_pid:         10 } hitcount: 1\n" TAIL;
	struct world w;

	run(&w, SWITCH "{ @[pid] = count(); }");
	CU_ASSERT(hists.items[0].wants_pid);
	w.r.tasks = tasks_new();
	tasks_fork(w.r.tasks, 5, 10, 0, 0);
	hists.threads_info = "h";
	counted(&w, "sched/sched_switch",
	        "{ common_pid:         30 } hitcount:          3\n"
	        "{ common_pid:         10 } hitcount:          1\n"
	        "{ common_pid:         77 } hitcount:          5\n");
	tracefs_add_file(w.r.opts.tracefs, "instances/t/events/task/task_newtask/hist", made,
	                 sizeof(made) - 1);
	hists_sync(&w.r);
	/* 10 is of process 5, made 20, which made 30: all of 5 */
	for (u32 i = 0; i < 2; i++)
		UNIT_INT_EQUAL(value_of(&w, 0, i, 0), key_of(&w, 0, i) == 5 ? 4 : 5);
	UNIT_INT_EQUAL(key_of(&w, 0, 0) + key_of(&w, 0, 1), 82);
	tasks_free(w.r.tasks);
	stop(&w);
}

void suite_hist_backend(void)
{
	unit_suite("hist_backend");
	unit_test("triggers", triggers);
	unit_test("refusals", refusals);
	unit_test("inexact", inexact);
	unit_test("best is exact", best_is_exact);
	unit_test("readmes", readmes);
	unit_test("tables", tables);
	unit_test("frames", frames);
	unit_test("new lines", new_lines);
	unit_test("counts", counts);
	unit_test("filters", filters);
	unit_test("threads", threads);
}
