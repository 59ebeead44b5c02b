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
	LIBBPF_OPTS(bpf_prog_load_opts, o, .kern_version = bpf_kernel_version());
	int fd = bpf_prog_load(type, NULL, "GPL", insns, n, &o);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static bool map_works(enum bpf_map_type type, u32 key, u32 value, u32 entries)
{
	int fd = bpf_map_create(type, NULL, key, value, entries, NULL);

	if (fd < 0)
		return false;
	close(fd);
	return true;
}

/* What a right call of the helper has in its registers. */
enum call_args { CALL_VOID, CALL_CTX, CALL_READ, CALL_LOOKUP };

/* The helpers that code_caps has a flag for. */
struct helper_cap {
	const char *name;
	u32 helper;
	size_t flag;
	enum call_args args;
};

#define CAP(name, args, member)                                                     \
	{                                                                           \
#name, BPF_FUNC_##name, offsetof(struct code_caps, member), (args), \
	}
static const struct helper_cap helper_caps[] = {
        CAP(probe_read_kernel, CALL_READ, probe_read_kernel),
        CAP(probe_read_str, CALL_READ, probe_read_str),
        CAP(get_current_cgroup_id, CALL_VOID, cgroup_id),
        CAP(ktime_get_boot_ns, CALL_VOID, ktime_boot),
        CAP(get_attach_cookie, CALL_CTX, attach_cookie),
        CAP(get_func_ip, CALL_CTX, func_ip),
        CAP(get_current_task_btf, CALL_VOID, current_task_btf),
        CAP(map_lookup_percpu_elem, CALL_LOOKUP, lookup_percpu),
};

/* A call with no arguments set up: a kernel that knows the helper complains of something else. */
static bool helper_works(u32 id)
{
	const struct bpf_insn insns[] = {INSN(BPF_JMP | BPF_CALL, 0, 0, 0, (s32)id), MOV(0, 0),
	                                 EXIT};
	char log[512] = "";
	LIBBPF_OPTS(bpf_prog_load_opts, o, .log_buf = log, .log_size = sizeof(log), .log_level = 1,
	            .kern_version = bpf_kernel_version());
	int fd = bpf_prog_load(BPF_PROG_TYPE_KPROBE, NULL, "GPL", insns, ARRAY_LEN(insns), &o);

	if (fd >= 0) {
		close(fd);
		return true;
	}
	return !strstr(log, "invalid func") && !strstr(log, "unknown func") &&
	       !strstr(log, "cannot use helper");
}

/* Counts r7 to 2: what the verifier must follow back, and compare as JLT. */
#define LOOP                                                      \
	MOV(7, 0), INSN(BPF_ALU64 | BPF_ADD | BPF_K, 7, 0, 0, 1), \
	        INSN(BPF_JMP | BPF_JLT | BPF_K, 7, 0, -2, 2)
#define JMP32 INSN(BPF_JMP32 | BPF_JEQ | BPF_K, 0, 0, 0, 1)

static u32 emit_call(struct bpf_insn *to, const struct helper_cap *c, int map)
{
	const struct bpf_insn stack[] = {INSN(BPF_ST | BPF_MEM | BPF_DW, 10, 0, -8, 0),
	                                 INSN(BPF_ALU64 | BPF_MOV | BPF_X, 1, 10, 0, 0),
	                                 INSN(BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, -8)};
	u32 n = 0;

	if (c->args == CALL_CTX)
		to[n++] = INSN(BPF_ALU64 | BPF_MOV | BPF_X, 1, 6, 0, 0);
	if (c->args == CALL_READ || c->args == CALL_LOOKUP) {
		memcpy(to, stack, sizeof(stack));
		n = ARRAY_LEN(stack);
		to[n++] = MOV(2, 8);
		to[n++] = MOV(3, 0);
	}
	if (c->args == CALL_LOOKUP) {
		to[n - 2] = INSN(BPF_ALU64 | BPF_MOV | BPF_X, 2, 1, 0, 0);
		to[n++] = INSN(BPF_LD | BPF_IMM | BPF_DW, 1, BPF_PSEUDO_MAP_FD, 0, map);
		to[n++] = INSN(0, 0, 0, 0, 0);
	}
	to[n++] = INSN(BPF_JMP | BPF_CALL, 0, 0, 0, (s32)c->helper);
	return n;
}

/*
 * One program with all of it. Nearly every kernel of today takes it, and a start is spared a dozen
 * tries of a tenth of a millisecond each. False says nothing of the single things.
 */
static bool has_all(void)
{
	const struct bpf_insn rest[] = {LOOP, MOV(0, 0), JMP32, EXIT};
	struct bpf_insn insns[8 * ARRAY_LEN(helper_caps) + ARRAY_LEN(rest) + 1];
	int map = bpf_map_create(BPF_MAP_TYPE_PERCPU_ARRAY, NULL, 4, 8, 1, NULL);
	u32 n = 0;
	bool ok;

	if (map < 0)
		return false;
	insns[n++] = INSN(BPF_ALU64 | BPF_MOV | BPF_X, 6, 1, 0, 0);
	for (u32 i = 0; i < ARRAY_LEN(helper_caps); i++)
		n += emit_call(&insns[n], &helper_caps[i], map);
	memcpy(&insns[n], rest, sizeof(rest));
	ok = !load(BPF_PROG_TYPE_KPROBE, insns, n + ARRAY_LEN(rest));
	close(map);
	return ok;
}

static void set_helpers(struct code_caps *caps, bool (*has)(u32 id))
{
	for (u32 i = 0; i < ARRAY_LEN(helper_caps); i++)
		*(bool *)((char *)caps + helper_caps[i].flag) = !has || has(helper_caps[i].helper);
}

int bpf_caps_probe(struct code_caps *caps)
{
	const struct bpf_insn nothing[] = {MOV(0, 0), EXIT};
	const struct bpf_insn jlt[] = {MOV(0, 0), INSN(BPF_JMP | BPF_JLT | BPF_K, 0, 0, 0, 1),
	                               EXIT};
	const struct bpf_insn jmp32[] = {MOV(0, 0), JMP32, EXIT};
	const struct bpf_insn loop[] = {LOOP, MOV(0, 0), EXIT};
	bool all = has_all();
	int err = all ? 0 : load(BPF_PROG_TYPE_KPROBE, nothing, ARRAY_LEN(nothing));

	memset(caps, 0, sizeof(*caps));
	/* the scratch of every program is such a map */
	if (!err && !all && !map_works(BPF_MAP_TYPE_PERCPU_ARRAY, 4, 8, 1))
		err = -EOPNOTSUPP;
	if (err)
		return err;
	set_helpers(caps, all ? NULL : helper_works);
	caps->jmp_lt = all || !load(BPF_PROG_TYPE_KPROBE, jlt, ARRAY_LEN(jlt));
	caps->jmp32 = all || !load(BPF_PROG_TYPE_KPROBE, jmp32, ARRAY_LEN(jmp32));
	caps->bounded_loops = all || !load(BPF_PROG_TYPE_KPROBE, loop, ARRAY_LEN(loop));
	/* Programs of a million instructions came first (5.2), then loops (5.3). */
	caps->max_insns = caps->bounded_loops ? 1000000 : 4096;
	caps->ringbuf = map_works(BPF_MAP_TYPE_RINGBUF, 0, 0, (u32)getpagesize());
	return 0;
}

bool bpf_has_for_each(void)
{
	return helper_works(164);
}

bool bpf_map_key_fits(u32 size)
{
	return map_works(BPF_MAP_TYPE_HASH, size, 8, 1);
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

static const struct {
	const char *name;
	enum mech_cap cap;
} mech_rows[] = {
        {"raw_tracepoint", HAS_RAW_TP},
        {"kprobe_multi", HAS_KPROBE_MULTI},
        {"uprobe_multi", HAS_UPROBE_MULTI},
        {"perf_link", HAS_PERF_LINK},
};

void bpf_features(struct features *out, struct tracefs *tracefs)
{
	const struct bpf_insn insns[] = {MOV(0, 0), EXIT};
	struct backend_run r = {.opts.tracefs = tracefs};
	struct code_caps caps;
	int err = bpf_caps_probe(&caps);

	features_add(out, "bpf", "programs", err, NULL);
	if (err)
		return;
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
	for (u32 i = 0; i < ARRAY_LEN(mech_rows); i++)
		features_add(out, "bpf attach", mech_rows[i].name,
		             mech_has(&r, mech_rows[i].cap) ? 0 : -EINVAL, NULL);
}
