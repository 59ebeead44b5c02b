/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A thin layer over perf_event_open(2): the same calls on kernels from 3.10 on, the PMUs that place
 * kprobes and uprobes, the names of software and hardware events, and a reader of the mapped ring.
 */
#ifndef SONDE_PERF_H
#define SONDE_PERF_H

#include <linux/perf_event.h>

#include "util/arena.h"
#include "util/buf.h"

/*
 * Open an event; attr->size is set here. An older kernel's smaller perf_event_attr is fine as long
 * as what it does not know is zero (-E2BIG if not); close-on-exec is set on kernels that lack
 * PERF_FLAG_FD_CLOEXEC too. The fd, or negative errno. pid, cpu, group and flags as
 * perf_event_open.
 */
int perf_open(struct perf_event_attr *attr, int pid, int cpu, int group, unsigned long flags);

/* A dynamic PMU, from its directory under /sys/bus/event_source/devices. */
struct perf_pmu {
	u32 type;
	s8 retprobe_bit; /* in config; -1: cannot place return probes */
	s8 ref_ctr_bit;  /* lowest of the semaphore offset's bits in config; -1: none */
};
/* devices NULL: sysfs. 0, or -ENOENT where the kernel has no such PMU. */
int perf_pmu_read(const char *devices, const char *name, struct perf_pmu *pmu);

/*
 * Fill attr (zeroed first): type, config and sample_period 1. func and path are not copied: they
 * live until perf_open() has returned. kprobe: func NULL: offset is an absolute address. uprobe:
 * offset is in the file, ref_ctr the offset of a USDT semaphore or 0.
 * -EOPNOTSUPP if the PMU cannot do that.
 */
void perf_attr_tracepoint(struct perf_event_attr *attr, u32 event_id);
int perf_attr_kprobe(struct perf_event_attr *attr, const struct perf_pmu *pmu, const char *func,
                     u64 offset, bool is_ret);
int perf_attr_uprobe(struct perf_event_attr *attr, const struct perf_pmu *pmu, const char *path,
                     u64 offset, bool is_ret, u32 ref_ctr);

/* Software and hardware events: what "software:faults:100" means and sonde -l lists. */
struct perf_event_name {
	const char *name, *alias; /* alias may be NULL */
	u32 type;                 /* PERF_TYPE_SOFTWARE or _HARDWARE */
	u64 config;
	u64 period; /* events a sample where none is given */
};
/* By name or alias; NULL if unknown. */
const struct perf_event_name *perf_event_find(bool software, const char *name);
/* The i-th in order of name; NULL past the last. */
const struct perf_event_name *perf_event_at(bool software, u32 i);

/* CPUs that are online, ascending, in the arena; *n of them. Never none. */
const u32 *perf_online_cpus(struct arena *a, u32 *n);
/* The same from a list such as "0-3,8": returns the count; cpus NULL only counts. */
u32 perf_parse_cpus(const char *list, u32 *cpus);

/*
 * The ring of one fd. Records come in order as pointers into the map, or into a copy where one
 * wraps; each is valid until the next call. The kernel gets the space back at perf_ring_release().
 *
 *   while ((rec = perf_ring_next(&r)))
 *           …;
 *   perf_ring_release(&r);
 */
struct perf_ring {
	struct perf_event_mmap_page *page; /* NULL: not open */
	const u8 *data;
	u64 size; /* bytes of data, a power of two */
	u64 tail; /* read up to here */
	u64 head; /* known to be written up to here */
	size_t mapped;
	struct buf wrapped;
};

/* pages of data: a power of two. 0 or negative errno (-EPERM: RLIMIT_MEMLOCK, perf_event_mlock_kb).
 */
int perf_ring_open(struct perf_ring *r, int fd, u32 pages);
void perf_ring_close(struct perf_ring *r);
/* NULL: nothing more now. A record the kernel cannot have written ends the ring: *r is then empty.
 */
const struct perf_event_header *perf_ring_next(struct perf_ring *r);
void perf_ring_release(struct perf_ring *r);
/* Is there something to read? */
bool perf_ring_ready(const struct perf_ring *r);

#endif
