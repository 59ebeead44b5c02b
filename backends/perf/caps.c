/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What perf events can do here: each thing is tried, on our own process where that will do. */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "backends/perf/perf.h"

#define SAMPLE_CGROUP (1u << 21) /* PERF_SAMPLE_CGROUP, 5.7 */

static int try_attr(struct perf_event_attr *attr, int pid, int cpu)
{
	int fd = perf_open(attr, pid, cpu, -1, 0);

	if (fd < 0)
		return fd;
	close(fd);
	return 0;
}

static struct perf_event_attr clock_attr(void)
{
	return (struct perf_event_attr){.type = PERF_TYPE_SOFTWARE,
	                                .config = PERF_COUNT_SW_CPU_CLOCK,
	                                .sample_period = 1000000000,
	                                .disabled = 1};
}

static bool try_sample(u64 sample_type)
{
	struct perf_event_attr attr = clock_attr();
	const struct arch *arch = arch_host();
	u64 mask = arch ? arch_perf_mask(arch) : 0;

	attr.sample_type = sample_type;
	if (sample_type & PERF_SAMPLE_REGS_INTR)
		attr.sample_regs_intr = mask;
	if (sample_type & PERF_SAMPLE_REGS_USER)
		attr.sample_regs_user = mask;
	return try_attr(&attr, 0, -1) == 0;
}

static bool try_clockid(void)
{
	struct perf_event_attr attr = clock_attr();

	attr.use_clockid = 1;
	attr.clockid = CLOCK_MONOTONIC;
	return try_attr(&attr, 0, -1) == 0;
}

static bool try_comm_exec(void)
{
	struct perf_event_attr attr = clock_attr();

	attr.comm = 1;
	attr.comm_exec = 1;
	return try_attr(&attr, 0, -1) == 0;
}

static bool try_mmap2(void)
{
	struct perf_event_attr attr = clock_attr();

	attr.mmap = 1;
	attr.mmap2 = 1;
	attr.mmap_data = 1;
	return try_attr(&attr, 0, -1) == 0;
}

static bool try_max_stack(void)
{
	struct perf_event_attr attr = clock_attr();

	attr.sample_type = PERF_SAMPLE_CALLCHAIN;
	attr.sample_max_stack = 16;
	return try_attr(&attr, 0, -1) == 0;
}

static bool try_dummy(void)
{
	struct perf_event_attr attr = {
	        .type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_DUMMY, .disabled = 1};

	return try_attr(&attr, 0, -1) == 0;
}

void perf_caps_probe(struct stream_caps *c, struct tracefs *t)
{
	struct perf_event_attr attr = clock_attr();

	memset(c, 0, sizeof(*c));
	c->usable = try_attr(&attr, -1, 0);
	if (c->usable == -ENODEV || c->usable == -EINVAL) /* CPU 0 is offline */
		c->usable = 0;
	c->dummy = try_dummy();
	c->identifier = try_sample(PERF_SAMPLE_IDENTIFIER);
	c->clockid = try_clockid();
	c->regs_intr = try_sample(PERF_SAMPLE_REGS_INTR);
	c->regs_user = try_sample(PERF_SAMPLE_REGS_USER);
	c->cgroup = try_sample(SAMPLE_CGROUP);
	c->comm_exec = try_comm_exec();
	c->mmap2 = try_mmap2();
	c->max_stack = try_max_stack();
	c->kprobe_pmu = !perf_pmu_read(NULL, "kprobe", &c->kprobe);
	c->uprobe_pmu = !perf_pmu_read(NULL, "uprobe", &c->uprobe);
	if (t) {
		c->kprobe_events = tracefs_has(t, "kprobe_events");
		c->uprobe_events = tracefs_has(t, "uprobe_events");
	}
	c->compat = access("/proc/sys/abi/vsyscall32", F_OK) == 0 ||
	            access("/proc/sys/abi/cp15_barrier", F_OK) == 0;
}

void perf_features(struct features *out, struct tracefs *t)
{
	struct stream_caps c;

	perf_caps_probe(&c, t);
	features_add(out, "perf backend", "system-wide events", c.usable, NULL);
	features_add(out, "perf backend", "side-band events (dummy)", c.dummy ? 0 : -ENOENT,
	             c.dummy ? NULL : "a counting clock serves");
	features_add(out, "perf backend", "ids in samples", c.identifier ? 0 : -EINVAL, NULL);
	features_add(out, "perf backend", "CLOCK_MONOTONIC samples", c.clockid ? 0 : -EINVAL,
	             c.clockid ? NULL : "times are calibrated");
	features_add(out, "perf backend", "cgroup in samples", c.cgroup ? 0 : -EINVAL,
	             c.cgroup ? NULL : "read from /proc");
	features_add(out, "perf backend", "registers in samples", c.regs_intr ? 0 : -EINVAL, NULL);
}
