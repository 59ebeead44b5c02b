/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/feature.h"

#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "probe/arch.h"
#include "probe/perf.h"

#ifndef CAP_PERFMON
#define CAP_PERFMON 38
#endif
#ifndef CAP_BPF
#define CAP_BPF 39
#endif

static int try_open(struct perf_event_attr *attr, int pid, int cpu)
{
	int fd = perf_open(attr, pid, cpu, -1, 0);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

static struct perf_event_attr software(u64 config)
{
	return (struct perf_event_attr){.type = PERF_TYPE_SOFTWARE,
	                                .config = config,
	                                .sample_period = 1000000,
	                                .disabled = 1};
}

static void set_clockid(struct perf_event_attr *a)
{
	a->use_clockid = 1;
	a->clockid = CLOCK_MONOTONIC;
}

static void set_callchain(struct perf_event_attr *a)
{
	a->sample_type = PERF_SAMPLE_CALLCHAIN;
}

static void set_regs_user(struct perf_event_attr *a)
{
	const struct arch *arch = arch_host();

	a->sample_type = PERF_SAMPLE_REGS_USER;
	a->sample_regs_user = arch ? arch_perf_mask(arch) : 1;
}

static void set_regs_intr(struct perf_event_attr *a)
{
	const struct arch *arch = arch_host();

	a->sample_type = PERF_SAMPLE_REGS_INTR;
	a->sample_regs_intr = arch ? arch_perf_mask(arch) : 1;
}

static void set_stack_user(struct perf_event_attr *a)
{
	a->sample_type = PERF_SAMPLE_STACK_USER;
	a->sample_stack_user = 8192;
}

static void set_comm_exec(struct perf_event_attr *a)
{
	a->comm = 1;
	a->comm_exec = 1;
}

static void set_switch(struct perf_event_attr *a)
{
	a->context_switch = 1;
}

static void set_mmap2(struct perf_event_attr *a)
{
	a->mmap = 1;
	a->mmap2 = 1;
}

static void set_cgroup(struct perf_event_attr *a)
{
	a->cgroup = 1;
	a->sample_type = 1u << 21; /* PERF_SAMPLE_CGROUP */
}

static void set_build_id(struct perf_event_attr *a)
{
	a->mmap = 1;
	a->mmap2 = 1;
	a->build_id = 1;
}

static void set_max_stack(struct perf_event_attr *a)
{
	a->sample_type = PERF_SAMPLE_CALLCHAIN;
	a->sample_max_stack = 16;
}

static void set_identifier(struct perf_event_attr *a)
{
	a->sample_type = PERF_SAMPLE_IDENTIFIER;
}

static void set_user_only(struct perf_event_attr *a)
{
	a->exclude_kernel = 1;
}

/* Each on cpu-clock, all processes of the first CPU. */
static const struct {
	const char *name;
	void (*set)(struct perf_event_attr *a);
} samples[] = {
        {"clockid", set_clockid},
        {"callchain", set_callchain},
        {"callchain depth", set_max_stack},
        {"user registers", set_regs_user},
        {"registers at the event", set_regs_intr},
        {"user stack", set_stack_user},
        {"identifier", set_identifier},
        {"comm_exec", set_comm_exec},
        {"mmap2", set_mmap2},
        {"context switch records", set_switch},
        {"cgroup records", set_cgroup},
        {"build-id records", set_build_id},
};

/* The perf_event_attr that the kernel knows, which it says when given a longer one. */
static void probe_attr_size(struct features *f)
{
	struct {
		struct perf_event_attr attr;
		u64 tail[32];
	} big;
	long fd;

	memset(&big, 0, sizeof(big));
	big.attr.type = PERF_TYPE_SOFTWARE;
	big.attr.config = PERF_COUNT_SW_DUMMY;
	big.attr.size = sizeof(big);
	big.tail[ARRAY_LEN(big.tail) - 1] = 1;
	fd = syscall(__NR_perf_event_open, &big.attr, 0, -1, -1, 0);
	if (fd >= 0)
		close((int)fd);
	else if (errno == E2BIG)
		features_add(f, "perf", "perf_event_attr size", 0, "%u", big.attr.size);
	else
		features_add(f, "perf", "perf_event_attr size", -errno, NULL);
}

static u32 sched_switch_id(struct tracefs *t)
{
	struct buf text = BUF_INIT;
	u32 id = 0;

	if (t && tracefs_read(t, "events/sched/sched_switch/id", &text) == 0)
		id = (u32)strtoul(buf_str(&text), NULL, 10);
	buf_free(&text);
	return id;
}

static void probe_tracepoint(struct features *f, struct tracefs *t, int cpu)
{
	struct perf_event_attr attr;
	struct perf_ring ring;
	u32 id = sched_switch_id(t);
	int fd, err;

	if (!id) {
		features_add(f, "perf", "tracepoint", -ENOENT, "no id of sched:sched_switch");
		return;
	}
	perf_attr_tracepoint(&attr, id);
	attr.sample_type = PERF_SAMPLE_RAW | PERF_SAMPLE_TIME;
	attr.disabled = 1;
	fd = perf_open(&attr, -1, cpu, -1, 0);
	features_add(f, "perf", "tracepoint", fd < 0 ? fd : 0, NULL);
	if (fd < 0)
		return;
	err = ioctl(fd, PERF_EVENT_IOC_SET_FILTER, "prev_pid != 0") ? -errno : 0;
	features_add(f, "perf", "tracepoint filter", err, NULL);
	err = perf_ring_open(&ring, fd, 8);
	features_add(f, "perf", "ring buffer", err, NULL);
	if (!err)
		perf_ring_close(&ring);
	close(fd);
}

static void probe_pmu(struct features *f, const char *name, const char *label)
{
	struct perf_pmu pmu;
	int err = perf_pmu_read(NULL, name, &pmu);

	if (err)
		features_add(f, "perf", label, err, NULL);
	else
		features_add(f, "perf", label, 0, "type %u%s%s", pmu.type,
		             pmu.retprobe_bit >= 0 ? ", retprobe" : "",
		             pmu.ref_ctr_bit >= 0 ? ", ref_ctr_offset" : "");
}

void features_probe_perf(struct features *f, struct tracefs *t)
{
	struct perf_event_attr attr = software(PERF_COUNT_SW_CPU_CLOCK);
	u32 n;
	int cpu = (int)perf_online_cpus(f->arena, &n)[0];

	set_user_only(&attr);
	features_add(f, "perf", "own process", try_open(&attr, 0, -1), NULL);
	attr = software(PERF_COUNT_SW_CPU_CLOCK);
	features_add(f, "perf", "all processes", try_open(&attr, -1, cpu), NULL);
	probe_attr_size(f);
	attr = software(PERF_COUNT_SW_PAGE_FAULTS);
	features_add(f, "perf", "software", try_open(&attr, -1, cpu), NULL);
	attr = software(PERF_COUNT_HW_CPU_CYCLES);
	attr.type = PERF_TYPE_HARDWARE;
	features_add(f, "perf", "hardware", try_open(&attr, -1, cpu), NULL);
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		attr = software(PERF_COUNT_SW_CPU_CLOCK);
		samples[i].set(&attr);
		features_add(f, "perf", samples[i].name, try_open(&attr, -1, cpu), NULL);
	}
	probe_tracepoint(f, t, cpu);
	probe_pmu(f, "kprobe", "kprobe PMU");
	probe_pmu(f, "uprobe", "uprobe PMU");
}

static const struct {
	const char *name, *path;
} settings[] = {
        {"perf_event_paranoid", "/proc/sys/kernel/perf_event_paranoid"},
        {"perf_event_mlock_kb", "/proc/sys/kernel/perf_event_mlock_kb"},
        {"perf_event_max_sample_rate", "/proc/sys/kernel/perf_event_max_sample_rate"},
        {"perf_event_max_stack", "/proc/sys/kernel/perf_event_max_stack"},
        {"kptr_restrict", "/proc/sys/kernel/kptr_restrict"},
        {"unprivileged_bpf_disabled", "/proc/sys/kernel/unprivileged_bpf_disabled"},
        {"lockdown", "/sys/kernel/security/lockdown"},
};

static const struct {
	const char *name;
	u32 bit;
} capabilities[] = {
        {"CAP_SYS_ADMIN", CAP_SYS_ADMIN},
        {"CAP_PERFMON", CAP_PERFMON},
        {"CAP_BPF", CAP_BPF},
        {"CAP_SYS_RESOURCE", CAP_SYS_RESOURCE},
        {"CAP_SYS_PTRACE", CAP_SYS_PTRACE},
        {"CAP_DAC_READ_SEARCH", CAP_DAC_READ_SEARCH},
        {"CAP_SYSLOG", CAP_SYSLOG},
};

static void probe_capabilities(struct features *f)
{
	struct buf text = BUF_INIT;
	const char *at;
	u64 effective;
	int err = buf_read_file(&text, "/proc/self/status");

	at = err ? NULL : strstr(buf_str(&text), "\nCapEff:");
	effective = at ? strtoull(at + 8, NULL, 16) : 0;
	for (size_t i = 0; i < ARRAY_LEN(capabilities); i++)
		features_add(f, "security", capabilities[i].name,
		             effective >> capabilities[i].bit & 1 ? 0 : -EPERM, NULL);
	buf_free(&text);
}

/* Readers without the right to see addresses get zeros. */
static int try_kallsyms(void)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	unsigned long long address = 0;
	char line[512];

	if (!file)
		return -errno;
	for (int i = 0; i < 100 && !address && fgets(line, sizeof(line), file); i++)
		address = strtoull(line, NULL, 16);
	fclose(file);
	return address ? 0 : -EPERM;
}

void features_probe_security(struct features *f)
{
	for (size_t i = 0; i < ARRAY_LEN(settings); i++) {
		struct buf text = BUF_INIT;
		int err = buf_read_file(&text, settings[i].path);

		if (err)
			features_add(f, "security", settings[i].name, err, NULL);
		else
			features_add(f, "security", settings[i].name, 0, "%.*s",
			             (int)strcspn(buf_str(&text), "\n"), buf_str(&text));
		buf_free(&text);
	}
	features_add(f, "security", "kallsyms addresses", try_kallsyms(), NULL);
	probe_capabilities(f);
}
