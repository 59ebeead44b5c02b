// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Watchpoints: breakpoint events of the processor. Of an address that is known they are made when
 * probes are attached. watchpoint:FUNCTION+argN makes them while the process runs: a small program
 * at the function's entry tells us the argument, and stops the process until its address is watched
 * (asyncwatchpoint: it goes on meanwhile). unwatch() ends those of an address.
 */
#include <bpf/bpf.h>
#include <dirent.h>
#include <linux/hw_breakpoint.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"
#include "probe/arch.h"

#define SEND_SIGNAL 109

struct watch {
	u64 address;
	const struct probe *probe;
	int *fds; /* events, and links to their program */
	u32 nfds;
};

/* What the program at the function sends. */
struct hit {
	struct record_header header; /* id: WATCH_HIT, probe: index in r->armed */
	u64 address;
};

/* A probe at FUNCTION+argN, whose program waits for addresses. */
struct armed {
	struct unit *unit;
	const struct probe *probe;
	int prog;
};

static int watch_attr(struct perf_event_attr *attr, const struct probe *p, u64 address)
{
	*attr = (struct perf_event_attr){.type = PERF_TYPE_BREAKPOINT, .sample_period = 1};
	for (const char *c = p->target; *c; c++)
		attr->bp_type |= *c == 'r'   ? HW_BREAKPOINT_R
		                 : *c == 'w' ? HW_BREAKPOINT_W
		                             : HW_BREAKPOINT_X;
	attr->bp_addr = address;
	/* for execution the kernel takes no other length */
	attr->bp_len = attr->bp_type == HW_BREAKPOINT_X ? sizeof(long) : p->offset;
	return 0;
}

/* Events on every CPU, or of each thread of the process, and of those that they start. */
static int open_events(struct backend_run *r, struct unit *u, int prog, const struct probe *p,
                       u64 address)
{
	struct perf_event_attr attr;
	char path[64];
	struct dirent *e;
	int err = -ESRCH, one;
	DIR *tasks;

	watch_attr(&attr, p, address);
	if (!r->opts.pid)
		return attach_cpus(r, u, &attr, prog, p->id);
	attr.inherit = 1;
	snprintf(path, sizeof(path), "/proc/%d/task", r->opts.pid);
	tasks = opendir(path);
	while (tasks && (e = readdir(tasks))) {
		struct perf_event_attr copy = attr;
		int tid = atoi(e->d_name);

		if (tid <= 0)
			continue;
		one = attach_perf(r, u, &copy, prog, p->id, tid, -1);
		if (err == -ESRCH || one != -ESRCH)
			err = one;
		if (one && one != -ESRCH)
			break;
	}
	if (tasks)
		closedir(tasks);
	return err;
}

static void close_watch(struct watch *w)
{
	while (w->nfds)
		close(w->fds[--w->nfds]);
}

/* The descriptors are the watch's own from now on: it may end before all do. */
static int watch_address(struct backend_run *r, struct unit *u, int prog, const struct probe *p,
                         u64 address)
{
	u32 before = r->nfds;
	int err = open_events(r, u, prog, p, address);
	struct watch *w = ARENA_PUSH(r->arena, r->watches, r->nwatches);

	*w = (struct watch){.address = address, .probe = p, .nfds = r->nfds - before};
	w->fds = arena_memdup(r->arena, r->fds + before, w->nfds * sizeof(*w->fds));
	r->nfds = before;
	if (err) {
		close_watch(w);
		r->nwatches--;
	}
	return err;
}

static u32 emit_send(struct backend_run *r, struct bpf_insn *to)
{
	int ring = r->maps[r->plan->sema->nmaps + SPECIAL_RING]->fd;
	const struct bpf_insn by_ring[] = {
	        {BPF_LD | BPF_IMM | BPF_DW, 1, BPF_PSEUDO_MAP_FD, 0, ring},
	        {0},
	        {BPF_ALU64 | BPF_MOV | BPF_X, 2, 10, 0, 0},
	        {BPF_ALU64 | BPF_ADD | BPF_K, 2, 0, 0, -(s32)sizeof(struct hit)},
	        {BPF_ALU64 | BPF_MOV | BPF_K, 3, 0, 0, sizeof(struct hit)},
	        {BPF_ALU64 | BPF_MOV | BPF_K, 4, 0, 0, 0},
	        {BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_ringbuf_output}};
	const struct bpf_insn by_perf[] = {
	        {BPF_ALU64 | BPF_MOV | BPF_X, 1, 6, 0, 0},
	        {BPF_LD | BPF_IMM | BPF_DW, 2, BPF_PSEUDO_MAP_FD, 0, ring},
	        {0},
	        {BPF_ALU | BPF_MOV | BPF_K, 3, 0, 0, -1}, /* BPF_F_CURRENT_CPU */
	        {BPF_ALU64 | BPF_MOV | BPF_X, 4, 10, 0, 0},
	        {BPF_ALU64 | BPF_ADD | BPF_K, 4, 0, 0, -(s32)sizeof(struct hit)},
	        {BPF_ALU64 | BPF_MOV | BPF_K, 5, 0, 0, sizeof(struct hit)},
	        {BPF_JMP | BPF_CALL, 0, 0, 0, BPF_FUNC_perf_event_output}};
	u32 n = r->caps.ringbuf ? ARRAY_LEN(by_ring) : ARRAY_LEN(by_perf);

	memcpy(to, r->caps.ringbuf ? by_ring : by_perf, n * sizeof(*to));
	return n;
}

/* The program at the function: sends the argument, and stops the process unless it need not. */
static int load_sender(struct backend_run *r, const struct probe *p, u32 index)
{
	const struct arch_reg *arg = arch_arg(arch_host(), p->period, true);
	const s32 at = -(s32)sizeof(struct hit);
	u8 word = arch_host()->word == 8 ? BPF_DW : BPF_W;
	struct bpf_insn insns[32] = {
	        {BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0},
	        {BPF_LDX | BPF_MEM | word, 7, 6, (s16)(arg ? arg->offset : 0), 0},
	        {BPF_ST | BPF_MEM | BPF_W, 10, 0, (s16)at, (s32)WATCH_HIT},
	        {BPF_ST | BPF_MEM | BPF_W, 10, 0, (s16)(at + 4), (s32)index},
	        {BPF_ST | BPF_MEM | BPF_DW, 10, 0, (s16)(at + 8), 0},
	        {BPF_STX | BPF_MEM | BPF_DW, 10, 7, (s16)(at + 16), 0}};
	LIBBPF_OPTS(bpf_prog_load_opts, o, .kern_version = bpf_kernel_version());
	u32 n = 6;
	int fd;

	if (!arg)
		return -EOPNOTSUPP;
	if (p->provider == PROVIDER_WATCHPOINT) {
		insns[n++] = (struct bpf_insn){BPF_ALU64 | BPF_MOV | BPF_K, 1, 0, 0, SIGSTOP};
		insns[n++] = (struct bpf_insn){BPF_JMP | BPF_CALL, 0, 0, 0, SEND_SIGNAL};
	}
	n += emit_send(r, insns + n);
	insns[n++] = (struct bpf_insn){BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0};
	insns[n++] = (struct bpf_insn){BPF_JMP | BPF_EXIT, 0, 0, 0, 0};
	fd = bpf_prog_load(BPF_PROG_TYPE_KPROBE, "sonde_watch", "GPL", insns, n, &o);
	if (fd < 0)
		return -errno;
	keep_fd(r, fd);
	return fd;
}

static int arm(struct backend_run *r, struct unit *u, int prog, const struct probe *p)
{
	struct perf_event_attr attr;
	struct unit plain = {.opts.probe_id = PROBE_ID_IMM};
	int sender = load_sender(r, p, r->narmed), err;

	if (sender < 0)
		return sender;
	*ARENA_PUSH(r->arena, r->armed, r->narmed) = (struct armed){u, p, prog};
	err = perf_attr_uprobe(&attr, &r->mech.uprobe, p->ns, p->address, false, 0);
	return err ? err : attach_perf(r, &plain, &attr, sender, p->id, r->opts.pid, -1);
}

int watch_attach(struct backend_run *r, struct unit *u, int prog, const struct probe *p)
{
	return p->func ? arm(r, u, prog, p) : watch_address(r, u, prog, p, p->address);
}

static bool is_watched(const struct backend_run *r, const struct probe *p, u64 address)
{
	for (u32 i = 0; i < r->nwatches; i++)
		if (r->watches[i].address == address && r->watches[i].probe == p)
			return true;
	return false;
}

bool watch_record(struct backend_run *r, const void *record, u32 size)
{
	const struct hit *h = record;
	struct armed *a;
	int err = 0;

	if (size < sizeof(h->header) || h->header.id != WATCH_HIT)
		return false;
	if (size < sizeof(*h) || h->header.probe >= r->narmed)
		return true;
	a = &r->armed[h->header.probe];
	if (!r->detached && !is_watched(r, a->probe, h->address))
		err = watch_address(r, a->unit, a->prog, a->probe, h->address);
	if (err) {
		diag_warn(r->opts.diag, a->probe->span, "cannot watch 0x%llx: %s",
		          (unsigned long long)h->address, strerror(-err));
		if (err == -ENOSPC)
			diag_hint(r->opts.diag,
			          "the processor watches only a few addresses at a time (x86: 4): "
			          "unwatch() those that are done with");
	}
	if (a->probe->provider == PROVIDER_WATCHPOINT)
		kill(r->opts.pid, SIGCONT);
	return true;
}

void watch_end(struct backend_run *r, u64 address)
{
	for (u32 i = 0; i < r->nwatches; i++)
		if (r->watches[i].address == address) {
			close_watch(&r->watches[i]);
			r->watches[i--] = r->watches[--r->nwatches];
		}
}

void watch_end_all(struct backend_run *r)
{
	bool stops = false;

	while (r->nwatches)
		close_watch(&r->watches[--r->nwatches]);
	for (u32 i = 0; i < r->narmed; i++)
		stops |= r->armed[i].probe->provider == PROVIDER_WATCHPOINT;
	/* it may have been stopped for a record that nobody reads any more */
	if (stops && !r->detached)
		kill(r->opts.pid, SIGCONT);
	r->detached = true;
}
