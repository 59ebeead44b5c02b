/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hist triggers on kernels from 3.10 on: what README of the recorded kernel makes us believe of
 * them, the words we would write, and whether that kernel has taken (triggers.txt) all that is in
 * them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/hist/hist.h"
#include "tests/unit/perf_world.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"

#define TREES   "/work/shared/kernels"
#define SWITCH  "t:sched:sched_switch "

#define NO_HIST "this kernel has no hist triggers (CONFIG_HIST_TRIGGERS)"
#define TWO     "this kernel's hist triggers have at most 2 keys"
#define NO_CPU  "this kernel's hist triggers cannot tell CPUs apart"
#define THREE   "trigger hist:keys=prev_pid,next_pid,prev_prio:size=16384"
#define BY_NAME "trigger hist:keys=common_pid.execname:size=16384"
#define EPROBE  "trigger hist:keys=sonde_comm:size=16384, on an event probe"

/* The trigger, or why there is none. */
static const struct kernel {
	const char *name, *three, *cpu, *comm;
} kernels[] = {
        {"3.10.105", NO_HIST, NO_HIST, NO_HIST},
        {"rhel7-3.10.0-1160", NO_HIST, NO_HIST, NO_HIST},
        {"4.4.155", NO_HIST, NO_HIST, NO_HIST},
        {"4.9.154", TWO, NO_CPU, BY_NAME},
        {"4.14.177", TWO, NO_CPU, BY_NAME},
        {"rhel8-4.18.0-147", THREE, "trigger hist:keys=cpu:size=16384", BY_NAME},
        {"4.19.78", THREE, "trigger hist:keys=cpu:size=16384", BY_NAME},
        {"5.4.286", THREE, "trigger hist:keys=common_cpu:size=16384", BY_NAME},
        {"5.10.0-32-cloud-amd64", NO_HIST, NO_HIST, NO_HIST},
        {"6.1.0-56-cloud-amd64", THREE, "trigger hist:keys=common_cpu:size=16384", EPROBE},
        {"6.12.117+deb12-cloud-amd64", THREE, "trigger hist:keys=common_cpu:size=16384", EPROBE},
};

static char *triggers, *readme; /* of the kernel at hand */

static char *read_text(const char *name)
{
	FILE *f = fopen(tmpdir_file(name), "r");
	char *text = NULL;
	size_t len = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	if (getdelim(&text, &len, '\0', f) < 0)
		CU_FAIL("empty file");
	fclose(f);
	return text;
}

/* Did the kernel take these words? False too if nobody has tried. */
static bool was_taken(const char *words)
{
	char line[256];

	snprintf(line, sizeof(line), "OK         sched/sched_switch [%s]\n", words);
	return strstr(triggers, line) != NULL;
}

static void taken(const char *words)
{
	if (was_taken(words))
		return;
	printf("%s\n", words);
	CU_FAIL("the kernel has not taken this");
}

/* A trigger that we would write: each key, their number, sums, the size, the filter. */
static void kernel_takes(const struct hist_spec *s, bool filter)
{
	static const char *const numbers[] = {"", "hist:keys=common_pid",
	                                      "hist:keys=prev_pid,next_pid",
	                                      "hist:keys=prev_pid,next_pid,prev_prio"};
	char words[128];

	taken(numbers[s->nkeys]);
	for (u32 i = 0; i < s->nkeys; i++) {
		/* fields of one kind are alike, and any event has a type as it has a PID */
		if (!strcmp(s->keys[i].text, "common_type") ||
		    !strncmp(s->keys[i].text, "prev_p", 6) ||
		    !strncmp(s->keys[i].text, "next_p", 6))
			continue;
		if (!strcmp(s->keys[i].text, "sonde_comm")) /* of the event probe: a string */
			continue;
		snprintf(words, sizeof(words), "hist:keys=%s", s->keys[i].text);
		taken(words);
	}
	if (s->nvals)
		taken("hist:keys=prev_pid:vals=prev_prio");
	if (filter)
		taken("hist:keys=common_pid if prev_pid > 0");
	taken("hist:keys=common_pid:size=2048");
	taken("hist:keys=common_pid:size=131072"); /* the most that we ask for */
}

static void chooses(const char *program, const char *want)
{
	struct stream_caps stream = {.tracefs = true, .no_ustack = "none"};
	struct hists hists = {.fd = -1};
	struct world w;
	const char *got;

	hist_caps_readme(&hists.caps, readme);
	/* an event probe is made to see; README has those of the kernels that take it */
	hists.caps.eprobe_comm = strstr(readme, "e[:[") != NULL;
	if (hists.caps.why_not) {
		UNIT_STR_EQUAL(hists.caps.why_not, want);
		CU_ASSERT(!was_taken("hist:keys=common_pid"));
		return;
	}
	world_make_over(&w, program, &stream, tmpdir_path());
	UNIT_INT_EQUAL(w.err, 0);
	w.r.hists = &hists;
	if (!w.err)
		w.err = hists_make(&w.r, &w.v);
	got = w.err && w.v.nwhy_not ? w.v.why_not[0].what
	      : w.v.nmechanisms     ? w.v.mechanisms[0].text
	                            : NULL;
	UNIT_STR_EQUAL(got, want);
	if (!w.err && hists.n)
		kernel_takes(&hists.items[0].spec, hists.items[0].filter);
	hists_free(&w.r);
	world_free(&w);
}

static void check_kernel(const struct kernel *k)
{
	bool any = strcmp(k->three, NO_HIST) != 0;

	triggers = read_text("triggers.txt");
	readme = read_text("README");
	chooses(SWITCH "{ @[args.prev_pid, args.next_pid, args.prev_prio] = count(); }", k->three);
	chooses(SWITCH "{ @[cpu] = count(); }", k->cpu);
	chooses(SWITCH "{ @[comm] = count(); }", k->comm);
	chooses(SWITCH "/args.prev_pid > 0/ { @[tid] = sum(args.prev_prio); }",
	        any ? "trigger hist:keys=common_pid:vals=prev_prio:size=16384 if prev_pid > 0"
	            : NO_HIST);
	chooses(SWITCH "{ @[kstack] = count(); }",
	        any ? "trigger hist:keys=stacktrace:size=16384" : NO_HIST);
	chooses(SWITCH "{ @[args.prev_comm] = count(); }",
	        any ? "trigger hist:keys=prev_comm:size=16384" : NO_HIST);
	/* what we refuse because of README, the kernel has refused */
	if (!strcmp(k->three, TWO)) {
		CU_ASSERT(!was_taken("hist:keys=prev_pid,next_pid,prev_prio"));
		CU_ASSERT(!was_taken("hist:keys=cpu") && !was_taken("hist:keys=common_cpu"));
	}
	free(triggers);
	free(readme);
}

static void each_kernel(void)
{
	if (unit_skip_32bit())
		return;
	if (access(TREES "/README.md", R_OK)) {
		unit_skip("no recorded kernels in " TREES);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(kernels); i++) {
		bool unpacked;

		tmpdir_make();
		unpacked = !tmpdir_run("tar --zstd --strip-components=1 -xf '" TREES
		                       "/%s.tar.zst' --wildcards '*/README' '*/triggers.txt' "
		                       "'*/events/sched/sched_switch/*'",
		                       kernels[i].name);
		if (unpacked) {
			printf("recorded kernel %s\n", kernels[i].name);
			check_kernel(&kernels[i]);
		} else {
			unit_skip("tar cannot unpack %s", kernels[i].name);
		}
		tmpdir_remove();
		if (!unpacked)
			return;
	}
}

void suite_recorded_hist(void);
void suite_recorded_hist(void)
{
	unit_suite("recorded_hist");
	unit_test("hist triggers of each kernel", each_kernel);
}
