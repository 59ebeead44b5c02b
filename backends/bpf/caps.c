// SPDX-License-Identifier: GPL-2.0-or-later
/* What this kernel's BPF has: each thing is tried. */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "backends/bpf/bpf.h"

#define INSN(c, d, s, o, i) ((struct bpf_insn){(c), (d), (s), (o), (i)})
#define EXIT                INSN(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)
#define MOV(r, i)           INSN(BPF_ALU64 | BPF_MOV | BPF_K, (r), 0, 0, (i))

static int load(enum bpf_prog_type type, const struct bpf_insn *insns, u32 n)
{
	LIBBPF_OPTS(bpf_prog_load_opts, o);
	int fd = bpf_prog_load(type, NULL, "GPL", insns, n, &o);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

int bpf_usable(void)
{
	const struct bpf_insn insns[] = {MOV(0, 0), EXIT};

	return load(BPF_PROG_TYPE_KPROBE, insns, ARRAY_LEN(insns));
}

static bool map_works(enum bpf_map_type type, u32 key, u32 value, u32 entries)
{
	int fd = bpf_map_create(type, NULL, key, value, entries, NULL);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* The helpers that code_caps has a flag for. */
struct helper_cap {
	const char *name;
	u32 helper;
	size_t flag;
};

#define CAP(name, id, member)                                \
	{                                                    \
		name, id, offsetof(struct code_caps, member) \
	}
static const struct helper_cap helper_caps[] = {
        CAP("probe_read_kernel", BPF_FUNC_probe_read_kernel, probe_read_kernel),
        CAP("probe_read_str", BPF_FUNC_probe_read_str, probe_read_str),
        CAP("get_current_cgroup_id", BPF_FUNC_get_current_cgroup_id, cgroup_id),
        CAP("ktime_get_boot_ns", BPF_FUNC_ktime_get_boot_ns, ktime_boot),
        CAP("get_attach_cookie", BPF_FUNC_get_attach_cookie, attach_cookie),
        CAP("get_func_ip", BPF_FUNC_get_func_ip, func_ip),
        CAP("get_current_task_btf", BPF_FUNC_get_current_task_btf, current_task_btf),
        CAP("map_lookup_percpu_elem", BPF_FUNC_map_lookup_percpu_elem, lookup_percpu),
};

/* A call with no arguments set up: a kernel that knows the helper complains of something else. */
static bool helper_works(u32 id)
{
	const struct bpf_insn insns[] = {INSN(BPF_JMP | BPF_CALL, 0, 0, 0, (s32)id), MOV(0, 0),
	                                 EXIT};
	char log[512] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, o, .log_buf = log, .log_size = sizeof(log), .log_level = 1);
	int fd = bpf_prog_load(BPF_PROG_TYPE_KPROBE, NULL, "GPL", insns, ARRAY_LEN(insns), &o);

	if (fd >= 0) {
		close(fd);
		return true;
	}
	return !strstr(log, "invalid func") && !strstr(log, "unknown func") &&
	       !strstr(log, "cannot use helper");
}

static bool long_programs(void)
{
	u32 n = 4200;
	struct bpf_insn *insns = calloc(n, sizeof(*insns));
	bool ok = false;

	if (!insns)
		return false;
	for (u32 i = 0; i < n; i++)
		insns[i] = MOV(0, 0);
	insns[n - 1] = EXIT;
	ok = load(BPF_PROG_TYPE_KPROBE, insns, n) == 0;
	free(insns);
	return ok;
}

void bpf_caps_probe(struct code_caps *caps)
{
	const struct bpf_insn jlt[] = {MOV(0, 0), INSN(BPF_JMP | BPF_JLT | BPF_K, 0, 0, 0, 1),
	                               EXIT};
	const struct bpf_insn jmp32[] = {MOV(0, 0), INSN(BPF_JMP32 | BPF_JEQ | BPF_K, 0, 0, 0, 1),
	                                 EXIT};

	memset(caps, 0, sizeof(*caps));
	for (u32 i = 0; i < ARRAY_LEN(helper_caps); i++)
		*(bool *)((char *)caps + helper_caps[i].flag) = helper_works(helper_caps[i].helper);
	caps->ringbuf = map_works(BPF_MAP_TYPE_RINGBUF, 0, 0, (u32)getpagesize());
	caps->jmp_lt = !load(BPF_PROG_TYPE_KPROBE, jlt, ARRAY_LEN(jlt));
	caps->jmp32 = !load(BPF_PROG_TYPE_KPROBE, jmp32, ARRAY_LEN(jmp32));
	/* Loops and programs of a million instructions came in one release, 5.2 and 5.3 apart. */
	caps->bounded_loops = caps->jmp32 && long_programs();
	caps->max_insns = caps->bounded_loops ? 1000000 : 4096;
}

static const struct {
	const char *name;
	enum bpf_map_type type;
	u32 key, value;
} map_rows[] = {
        {"hash", BPF_MAP_TYPE_HASH, 8, 8},
        {"array", BPF_MAP_TYPE_ARRAY, 4, 8},
        {"percpu_hash", BPF_MAP_TYPE_PERCPU_HASH, 8, 8},
        {"percpu_array", BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8},
        {"lru_hash", BPF_MAP_TYPE_LRU_HASH, 8, 8},
        {"stack_trace", BPF_MAP_TYPE_STACK_TRACE, 4, 8 * 127},
        {"perf_event_array", BPF_MAP_TYPE_PERF_EVENT_ARRAY, 4, 4},
};

/* What else "sonde features" and --info tell of: kprobe programs that may call these. */
static const struct {
	const char *name;
	u32 helper;
} helper_rows[] = {
        {"probe_read_user", BPF_FUNC_probe_read_user},
        {"probe_read_user_str", BPF_FUNC_probe_read_user_str},
        {"probe_read_kernel_str", BPF_FUNC_probe_read_kernel_str},
        {"send_signal", BPF_FUNC_send_signal},
        {"override_return", BPF_FUNC_override_return},
        {"d_path", BPF_FUNC_d_path},
        {"skb_output", BPF_FUNC_skb_output},
};

static const struct {
	const char *name;
	enum bpf_prog_type type;
} prog_rows[] = {
        {"kprobe", BPF_PROG_TYPE_KPROBE},
        {"tracepoint", BPF_PROG_TYPE_TRACEPOINT},
        {"perf_event", BPF_PROG_TYPE_PERF_EVENT},
        {"raw_tracepoint", BPF_PROG_TYPE_RAW_TRACEPOINT},
};

void bpf_features(struct features *out, struct tracefs *tracefs)
{
	const struct bpf_insn insns[] = {MOV(0, 0), EXIT};
	struct backend_run r = {.opts.tracefs = tracefs};
	struct code_caps caps;
	int err = bpf_usable();

	features_add(out, "bpf", "programs", err, NULL);
	if (err)
		return;
	bpf_caps_probe(&caps);
	for (u32 i = 0; i < ARRAY_LEN(prog_rows); i++)
		features_add(out, "bpf program types", prog_rows[i].name,
		             load(prog_rows[i].type, insns, ARRAY_LEN(insns)), NULL);
	for (u32 i = 0; i < ARRAY_LEN(map_rows); i++) {
		int fd = bpf_map_create(map_rows[i].type, NULL, map_rows[i].key, map_rows[i].value,
		                        1, NULL);

		features_add(out, "bpf map types", map_rows[i].name, fd < 0 ? -errno : 0, NULL);
		if (fd >= 0)
			close(fd);
	}
	features_add(out, "bpf map types", "ringbuf", caps.ringbuf ? 0 : -EINVAL, NULL);
	for (u32 i = 0; i < ARRAY_LEN(helper_caps); i++)
		features_add(out, "bpf helpers", helper_caps[i].name,
		             *(bool *)((char *)&caps + helper_caps[i].flag) ? 0 : -EINVAL, NULL);
	for (u32 i = 0; i < ARRAY_LEN(helper_rows); i++)
		features_add(out, "bpf helpers", helper_rows[i].name,
		             helper_works(helper_rows[i].helper) ? 0 : -EINVAL, NULL);
	features_add(out, "bpf", "jlt", caps.jmp_lt ? 0 : -EINVAL, NULL);
	features_add(out, "bpf", "jmp32", caps.jmp32 ? 0 : -EINVAL, NULL);
	features_add(out, "bpf", "loops", caps.bounded_loops ? 0 : -EINVAL, NULL);
	features_add(out, "bpf", "instructions", 0, "%u", caps.max_insns);
	mech_probe(&r);
	features_add(out, "bpf attach", "raw_tracepoint", r.mech.raw_tp ? 0 : -EINVAL, NULL);
	features_add(out, "bpf attach", "kprobe_multi", r.mech.kprobe_multi ? 0 : -EINVAL, NULL);
	features_add(out, "bpf attach", "uprobe_multi", r.mech.uprobe_multi ? 0 : -EINVAL, NULL);
	features_add(out, "bpf attach", "perf_link", r.mech.perf_link ? 0 : -EINVAL, NULL);
}
