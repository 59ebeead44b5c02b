// SPDX-License-Identifier: GPL-2.0-or-later
/* One link for many functions: kprobe_multi (5.18) and uprobe_multi (6.6). */
#include <bpf/bpf.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"
#include "probe/usdt.h"

/* Of the kernel's ABI, newer than the libbpf that we may be built with. */
#define TRACE_UPROBE_MULTI  48
#define UPROBE_MULTI_RETURN 1u

struct uprobe_multi_attr {
	u32 prog_fd, target_fd, attach_type, flags;
	u64 path, offsets, ref_ctr_offsets, cookies;
	u32 cnt, uprobe_flags, pid, pad;
};

static int link_uprobes(struct uprobe_multi_attr *attr)
{
	int fd;

	attr->attach_type = TRACE_UPROBE_MULTI;
	fd = (int)syscall(SYS_bpf, BPF_LINK_CREATE, attr, sizeof(*attr));
	return fd < 0 ? -errno : fd;
}

static u64 address(const void *p)
{
	return (u64)(uintptr_t)p;
}

/* A folder is no file that could have a probe: a kernel that has uprobe_multi says so. */
bool multi_try_uprobe(void)
{
	const struct bpf_insn insns[] = {{.code = BPF_ALU64 | BPF_MOV | BPF_K},
	                                 {.code = BPF_JMP | BPF_EXIT}};
	LIBBPF_OPTS(bpf_prog_load_opts, o, .expected_attach_type = multi_attach_type(true));
	u64 offset = 0;
	struct uprobe_multi_attr attr = {
	        .path = address("/"), .offsets = address(&offset), .cnt = 1};
	int prog = bpf_prog_load(BPF_PROG_TYPE_KPROBE, NULL, "GPL", insns, ARRAY_LEN(insns), &o);
	int fd;

	if (prog < 0)
		return false;
	attr.prog_fd = (u32)prog;
	fd = link_uprobes(&attr);
	close(prog);
	if (fd >= 0)
		close(fd);
	return fd == -EBADF;
}

u32 multi_attach_type(bool user)
{
	return user ? TRACE_UPROBE_MULTI : BPF_TRACE_KPROBE_MULTI;
}

static int attach_kprobes(struct backend_run *r, struct unit *u, int prog, const u64 *cookies)
{
	const char **syms = arena_array(r->arena, const char *, u->nprobes);
	LIBBPF_OPTS(bpf_link_create_opts, o);
	int fd;

	for (u32 i = 0; i < u->nprobes; i++)
		syms[i] = u->probes[i]->func;
	o.kprobe_multi.syms = syms;
	o.kprobe_multi.cnt = u->nprobes;
	o.kprobe_multi.cookies = (const __u64 *)cookies;
	if (u->probes[0]->provider == PROVIDER_KRETPROBE)
		o.kprobe_multi.flags = BPF_F_KPROBE_MULTI_RETURN;
	fd = bpf_link_create(prog, 0, BPF_TRACE_KPROBE_MULTI, &o);
	return fd < 0 ? -errno : fd;
}

static int attach_uprobes(struct backend_run *r, struct unit *u, int prog, const u64 *cookies)
{
	u64 *offsets = arena_array(r->arena, u64, u->nprobes);
	u64 *counters = arena_array(r->arena, u64, u->nprobes);
	struct uprobe_multi_attr attr = {.prog_fd = (u32)prog,
	                                 .path = address(u->probes[0]->target),
	                                 .offsets = address(offsets),
	                                 .cookies = address(cookies),
	                                 .cnt = u->nprobes};

	for (u32 i = 0; i < u->nprobes; i++) {
		offsets[i] = u->probes[i]->address;
		counters[i] = u->probes[i]->usdt ? u->probes[i]->usdt->semaphore : 0;
		if (counters[i])
			attr.ref_ctr_offsets = address(counters);
	}
	if (u->probes[0]->provider == PROVIDER_URETPROBE)
		attr.uprobe_flags = UPROBE_MULTI_RETURN;
	return link_uprobes(&attr);
}

int multi_attach(struct backend_run *r, struct unit *u, int prog)
{
	u64 *cookies = arena_array(r->arena, u64, u->nprobes);
	int fd;

	for (u32 i = 0; i < u->nprobes; i++)
		cookies[i] = shown_id(r, u->probes[i]);
	if (!r->caps.attach_cookie)
		cookies = NULL;
	fd = u->mech == MECH_UPROBE_MULTI ? attach_uprobes(r, u, prog, cookies)
	                                  : attach_kprobes(r, u, prog, cookies);
	if (fd < 0)
		return fd;
	keep_fd(r, fd);
	r->attached += u->nprobes;
	return 0;
}
