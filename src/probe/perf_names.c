/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names, aliases and default sampling periods as the language documents them. */
#include "probe/perf.h"

#include <string.h>

#define SW(config_, ...)                                                   \
	{                                                                  \
		__VA_ARGS__, .type = PERF_TYPE_SOFTWARE, .config = config_ \
	}
#define HW(config_, ...)                                                   \
	{                                                                  \
		__VA_ARGS__, .type = PERF_TYPE_HARDWARE, .config = config_ \
	}

static const struct perf_event_name software[] = {
        SW(PERF_COUNT_SW_ALIGNMENT_FAULTS, "alignment-faults", NULL, .period = 1),
        SW(PERF_COUNT_SW_BPF_OUTPUT, "bpf-output", NULL, .period = 1),
        SW(PERF_COUNT_SW_CONTEXT_SWITCHES, "context-switches", "cs", .period = 1000),
        SW(PERF_COUNT_SW_CPU_CLOCK, "cpu-clock", "cpu", .period = 1000000),
        SW(PERF_COUNT_SW_CPU_MIGRATIONS, "cpu-migrations", NULL, .period = 1),
        SW(PERF_COUNT_SW_DUMMY, "dummy", NULL, .period = 1),
        SW(PERF_COUNT_SW_EMULATION_FAULTS, "emulation-faults", NULL, .period = 1),
        SW(PERF_COUNT_SW_PAGE_FAULTS_MAJ, "major-faults", NULL, .period = 1),
        SW(PERF_COUNT_SW_PAGE_FAULTS_MIN, "minor-faults", NULL, .period = 100),
        SW(PERF_COUNT_SW_PAGE_FAULTS, "page-faults", "faults", .period = 100),
        SW(PERF_COUNT_SW_TASK_CLOCK, "task-clock", NULL, .period = 1000000),
};

static const struct perf_event_name hardware[] = {
        HW(PERF_COUNT_HW_STALLED_CYCLES_BACKEND, "backend-stalls", NULL, .period = 1000000),
        HW(PERF_COUNT_HW_BRANCH_INSTRUCTIONS, "branch-instructions", "branches", .period = 100000),
        HW(PERF_COUNT_HW_BRANCH_MISSES, "branch-misses", NULL, .period = 100000),
        HW(PERF_COUNT_HW_BUS_CYCLES, "bus-cycles", NULL, .period = 100000),
        HW(PERF_COUNT_HW_CACHE_MISSES, "cache-misses", NULL, .period = 1000000),
        HW(PERF_COUNT_HW_CACHE_REFERENCES, "cache-references", NULL, .period = 1000000),
        HW(PERF_COUNT_HW_CPU_CYCLES, "cpu-cycles", "cycles", .period = 1000000),
        HW(PERF_COUNT_HW_STALLED_CYCLES_FRONTEND, "frontend-stalls", NULL, .period = 1000000),
        HW(PERF_COUNT_HW_INSTRUCTIONS, "instructions", NULL, .period = 1000000),
        HW(PERF_COUNT_HW_REF_CPU_CYCLES, "ref-cycles", NULL, .period = 1000000),
};

const struct perf_event_name *perf_event_at(bool sw, u32 i)
{
	if (sw)
		return i < ARRAY_LEN(software) ? &software[i] : NULL;
	return i < ARRAY_LEN(hardware) ? &hardware[i] : NULL;
}

const struct perf_event_name *perf_event_find(bool sw, const char *name)
{
	const struct perf_event_name *e;

	for (u32 i = 0; (e = perf_event_at(sw, i)); i++)
		if (strcmp(e->name, name) == 0 || (e->alias && strcmp(e->alias, name) == 0))
			return e;
	return NULL;
}
