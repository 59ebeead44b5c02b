/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe/perf.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define DEVICES "/sys/bus/event_source/devices"
#define ONLINE  "/sys/devices/system/cpu/online"

#ifndef PERF_FLAG_FD_CLOEXEC
#define PERF_FLAG_FD_CLOEXEC (1UL << 3)
#endif

static int open_once(struct perf_event_attr *attr, int pid, int cpu, int group, unsigned long flags)
{
	long fd = syscall(__NR_perf_event_open, attr, pid, cpu, group, flags);

	return fd < 0 ? -errno : (int)fd;
}

/* The kernel wrote the size that it knows into attr: use it if that cuts off only zeros. */
static bool shrink(struct perf_event_attr *attr)
{
	const u8 *bytes = (const u8 *)attr;

	if (attr->size < PERF_ATTR_SIZE_VER0 || attr->size >= sizeof(*attr))
		return false;
	for (size_t i = attr->size; i < sizeof(*attr); i++)
		if (bytes[i])
			return false;
	return true;
}

int perf_open(struct perf_event_attr *attr, int pid, int cpu, int group, unsigned long flags)
{
	int fd;

	attr->size = sizeof(*attr);
	fd = open_once(attr, pid, cpu, group, flags | PERF_FLAG_FD_CLOEXEC);
	if (fd == -E2BIG && shrink(attr))
		fd = open_once(attr, pid, cpu, group, flags | PERF_FLAG_FD_CLOEXEC);
	if (fd != -EINVAL)
		return fd;
	/* Before 3.14 the flag is unknown; any other reason for EINVAL gives it again. */
	fd = open_once(attr, pid, cpu, group, flags);
	if (fd >= 0)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* A file of one line such as "config:32-63": the first number after ':'. -1 if there is none. */
static s8 read_bit(const char *path)
{
	struct buf text = BUF_INIT;
	const char *colon;
	s8 bit = -1;

	if (buf_read_file(&text, path) == 0) {
		colon = strstr(buf_str(&text), "config:");
		bit = colon ? (s8)strtoul(colon + 7, NULL, 10) : -1;
	}
	buf_free(&text);
	return bit;
}

int perf_pmu_read(const char *devices, const char *name, struct perf_pmu *pmu)
{
	struct buf text = BUF_INIT;
	char path[4096];
	int err;

	devices = devices ? devices : DEVICES;
	snprintf(path, sizeof(path), "%s/%s/type", devices, name);
	err = buf_read_file(&text, path);
	if (err == 0)
		pmu->type = (u32)strtoul(buf_str(&text), NULL, 10);
	buf_free(&text);
	if (err)
		return err;
	snprintf(path, sizeof(path), "%s/%s/format/retprobe", devices, name);
	pmu->retprobe_bit = read_bit(path);
	snprintf(path, sizeof(path), "%s/%s/format/ref_ctr_offset", devices, name);
	pmu->ref_ctr_bit = read_bit(path);
	return 0;
}

void perf_attr_tracepoint(struct perf_event_attr *attr, u32 event_id)
{
	memset(attr, 0, sizeof(*attr));
	attr->type = PERF_TYPE_TRACEPOINT;
	attr->config = event_id;
	attr->sample_period = 1;
}

static int attr_probe(struct perf_event_attr *attr, const struct perf_pmu *pmu, const char *where,
                      u64 offset, bool is_ret)
{
	memset(attr, 0, sizeof(*attr));
	if (is_ret && pmu->retprobe_bit < 0)
		return -EOPNOTSUPP;
	attr->type = pmu->type;
	attr->sample_period = 1;
	if (is_ret)
		attr->config |= 1ull << pmu->retprobe_bit;
	attr->config1 = (u64)(uintptr_t)where;
	attr->config2 = offset;
	return 0;
}

int perf_attr_kprobe(struct perf_event_attr *attr, const struct perf_pmu *pmu, const char *func,
                     u64 offset, bool is_ret)
{
	return attr_probe(attr, pmu, func, offset, is_ret);
}

int perf_attr_uprobe(struct perf_event_attr *attr, const struct perf_pmu *pmu, const char *path,
                     u64 offset, bool is_ret, u32 ref_ctr)
{
	int err = attr_probe(attr, pmu, path, offset, is_ret);

	if (err || !ref_ctr)
		return err;
	if (pmu->ref_ctr_bit < 0)
		return -EOPNOTSUPP;
	attr->config |= (u64)ref_ctr << pmu->ref_ctr_bit;
	return 0;
}

u32 perf_parse_cpus(const char *list, u32 *cpus)
{
	u32 n = 0;

	while (*list >= '0' && *list <= '9') {
		char *end;
		unsigned long first = strtoul(list, &end, 10), last = first;

		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		for (; first <= last && last < 65536; first++, n++)
			if (cpus)
				cpus[n] = (u32)first;
		list = *end == ',' ? end + 1 : end;
	}
	return n;
}

const u32 *perf_online_cpus(struct arena *a, u32 *n)
{
	struct buf text = BUF_INIT;
	long count;
	u32 *cpus;

	buf_read_file(&text, ONLINE);
	*n = perf_parse_cpus(buf_str(&text), NULL);
	if (*n) {
		cpus = arena_array(a, u32, *n);
		perf_parse_cpus(buf_str(&text), cpus);
	} else { /* no sysfs */
		count = sysconf(_SC_NPROCESSORS_ONLN);
		*n = count > 0 ? (u32)count : 1;
		cpus = arena_array(a, u32, *n);
		for (u32 i = 0; i < *n; i++)
			cpus[i] = i;
	}
	buf_free(&text);
	return cpus;
}
