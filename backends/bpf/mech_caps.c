// SPDX-License-Identifier: GPL-2.0-or-later
/* What this kernel can attach programs by: each thing is tried when a program first asks for it. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"

#define INSN(c, d, s, o, i) ((struct bpf_insn){(c), (d), (s), (o), (i)})

static int tiny_prog(enum bpf_prog_type type, enum bpf_attach_type attach)
{
	const struct bpf_insn insns[] = {INSN(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0),
	                                 INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)};
	LIBBPF_OPTS(bpf_prog_load_opts, o, .expected_attach_type = attach,
	            .kern_version = bpf_kernel_version());

	return bpf_prog_load(type, NULL, "GPL", insns, ARRAY_LEN(insns), &o);
}

static bool try_raw_tp(struct backend_run *r)
{
	int prog = tiny_prog(BPF_PROG_TYPE_RAW_TRACEPOINT, 0);

	(void)r;
	if (prog >= 0)
		close(prog);
	return prog >= 0;
}

static bool loads(enum bpf_prog_type type)
{
	int prog = tiny_prog(type, 0);

	if (prog >= 0)
		close(prog);
	return prog >= 0;
}

static bool try_tracepoint(struct backend_run *r)
{
	return loads(BPF_PROG_TYPE_TRACEPOINT);
}

static bool try_perf_event(struct backend_run *r)
{
	return loads(BPF_PROG_TYPE_PERF_EVENT);
}

/* Some kernels take programs at every tracepoint but those of single system calls. */
static bool try_syscall_tp(struct backend_run *r)
{
	struct perf_event_attr attr;
	struct buf id = BUF_INIT;
	int prog, fd = -1;
	bool ok = true;

	if (!r->opts.tracefs ||
	    tracefs_read(r->opts.tracefs, "events/syscalls/sys_enter_close/id", &id))
		goto out;
	prog = tiny_prog(BPF_PROG_TYPE_TRACEPOINT, 0);
	perf_attr_tracepoint(&attr, (u32)strtoul(buf_str(&id), NULL, 10));
	attr.disabled = 1;
	if (prog >= 0)
		fd = perf_open(&attr, 0, -1, -1, 0);
	if (fd >= 0) {
		ok = !ioctl(fd, PERF_EVENT_IOC_SET_BPF, prog);
		close(fd);
	}
	if (prog >= 0)
		close(prog);
out:
	buf_free(&id);
	return ok;
}

static bool try_test_run(struct backend_run *r)
{
	LIBBPF_OPTS(bpf_test_run_opts, o);
	int prog = tiny_prog(BPF_PROG_TYPE_RAW_TRACEPOINT, 0);
	bool ok = prog >= 0 && !bpf_prog_test_run_opts(prog, &o);

	(void)r;
	if (prog >= 0)
		close(prog);
	return ok;
}

static bool try_kprobe_pmu(struct backend_run *r)
{
	return !perf_pmu_read(NULL, "kprobe", &r->mech.kprobe);
}

static bool try_uprobe_pmu(struct backend_run *r)
{
	return !perf_pmu_read(NULL, "uprobe", &r->mech.uprobe);
}

static bool try_kprobe_events(struct backend_run *r)
{
	return r->opts.tracefs && tracefs_has(r->opts.tracefs, "kprobe_events");
}

static bool try_uprobe_events(struct backend_run *r)
{
	return r->opts.tracefs && tracefs_has(r->opts.tracefs, "uprobe_events");
}

/* A function that does not exist: a kernel that has kprobe_multi looks for it. */
static bool try_kprobe_multi(struct backend_run *r)
{
	const char *sym = "sonde_no_such_function";
	LIBBPF_OPTS(bpf_link_create_opts, o, .kprobe_multi.syms = &sym, .kprobe_multi.cnt = 1);
	int prog, fd, err;

	if (!mech_has(r, HAS_KPROBE_PMU) && !mech_has(r, HAS_KPROBE_EVENTS))
		return false;
	prog = tiny_prog(BPF_PROG_TYPE_KPROBE, BPF_TRACE_KPROBE_MULTI);
	if (prog < 0)
		return false;
	fd = bpf_link_create(prog, 0, BPF_TRACE_KPROBE_MULTI, &o);
	err = fd < 0 ? errno : 0;
	if (fd >= 0)
		close(fd);
	close(prog);
	return fd >= 0 || err == ESRCH || err == ENOENT;
}

static bool try_uprobe_multi(struct backend_run *r)
{
	return (mech_has(r, HAS_UPROBE_PMU) || mech_has(r, HAS_UPROBE_EVENTS)) &&
	       multi_try_uprobe();
}

static bool try_perf_link(struct backend_run *r)
{
	int prog = tiny_prog(BPF_PROG_TYPE_KPROBE, 0), fd, err;

	(void)r;
	if (prog < 0)
		return false;
	fd = bpf_link_create(prog, -1, BPF_PERF_EVENT, NULL);
	err = errno;
	if (fd >= 0)
		close(fd);
	close(prog);
	return fd < 0 && err == EBADF;
}

bool mech_has(struct backend_run *r, enum mech_cap cap)
{
	static bool (*const tries[])(struct backend_run * r) = {
	        [HAS_RAW_TP] = try_raw_tp,
	        [HAS_TRACEPOINT] = try_tracepoint,
	        [HAS_SYSCALL_TP] = try_syscall_tp,
	        [HAS_PERF_EVENT] = try_perf_event,
	        [HAS_TEST_RUN] = try_test_run,
	        [HAS_KPROBE_PMU] = try_kprobe_pmu,
	        [HAS_KPROBE_EVENTS] = try_kprobe_events,
	        [HAS_KPROBE_MULTI] = try_kprobe_multi,
	        [HAS_UPROBE_PMU] = try_uprobe_pmu,
	        [HAS_UPROBE_EVENTS] = try_uprobe_events,
	        [HAS_UPROBE_MULTI] = try_uprobe_multi,
	        [HAS_PERF_LINK] = try_perf_link,
	};
	enum tried *t = &r->mech.tried[cap];

	if (*t == NOT_TRIED)
		*t = tries[cap](r) ? WORKS : FAILS;
	return *t == WORKS;
}
