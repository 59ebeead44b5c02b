// SPDX-License-Identifier: GPL-2.0-or-later
/* Which of the kernel's functions programs may call: a program that calls it is tried. */
#include <bpf/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"

#define LOG_SIZE 4096

/* What the verifier says of a call to something that is none for this kind of program. */
static bool is_refusal(const char *log)
{
	return strstr(log, "is not allowed") || strstr(log, "calling kernel function is not") ||
	       strstr(log, "not a kernel function") || strstr(log, "invalid func") ||
	       strstr(log, "unrecognized") || strstr(log, "not supported") ||
	       strstr(log, "reserved fields");
}

bool kfunc_allowed(struct backend_run *r, const struct unit *u, const char *name, u32 probe_id)
{
	struct bpf_insn insns[] = {{.code = BPF_JMP | BPF_CALL, .src_reg = BPF_PSEUDO_KFUNC_CALL},
	                           {.code = BPF_ALU64 | BPF_MOV | BPF_K},
	                           {.code = BPF_JMP | BPF_EXIT}};
	LIBBPF_OPTS(bpf_prog_load_opts, o, .log_size = LOG_SIZE, .log_level = 1,
	            .kern_version = bpf_kernel_version());
	const char *module = "";
	int fds[2] = {-1, -1}, fd, err = 0;
	bool allowed;
	char *log;
	u32 id;

	if (types_function_btf(r->plan->sema->types, NULL, name, &id, &module))
		return false;
	log = calloc(1, LOG_SIZE);
	if (!log)
		return false;
	insns[0].imm = (s32)id;
	fds[1] = *module ? module_btf(module) : -ENOENT;
	if (fds[1] >= 0) {
		insns[0].off = 1;
		o.fd_array = fds;
	}
	if (u->prog_type == BPF_PROG_TYPE_TRACING)
		err = tracing_target(r, r->plan->sema->probes[probe_id], &o);
	o.log_buf = log;
	fd = err ? -1 : bpf_prog_load(u->prog_type, NULL, "GPL", insns, ARRAY_LEN(insns), &o);
	/* arguments are missing: a call that is allowed is complained of for those */
	allowed = fd >= 0 || (!err && *log && !is_refusal(log));
	if (fd >= 0)
		close(fd);
	if (u->prog_type == BPF_PROG_TYPE_TRACING && !err)
		tracing_target_free(&o);
	if (fds[1] >= 0)
		close(fds[1]);
	free(log);
	return allowed;
}
