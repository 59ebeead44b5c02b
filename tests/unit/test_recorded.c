/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is chosen without BPF on kernels from 3.10 on: over their recorded tracefs, with the trying
 * of definitions answered from what the kernel really accepted (probes.txt). The trees are not part
 * of sonde; their README tells what is in them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/perf_world.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"

#define TREES "/work/shared/kernels"

/* In the words that kernels before 5.4 take, and since. */
#define OLD_STRING "p:g/n vfs_read a0=+0(%si):string"
#define NEW_STRING "p:g/n vfs_read a0=+0(%si):ustring"
#define OLD_BYTES  "p:g/n vfs_read a0=+0(%si):u64 a0_8=+8(%si):u32"
#define NEW_BYTES  "p:g/n vfs_read a0=+0(%si):x8[12]"
#define DIRECT     "p:g/n SyS_openat a0=+0(%si):string"
#define WRAPPED    "p:g/n __x64_sys_openat a0=+0(+104(%di)):string"
#define WRAPPED_U  "p:g/n __x64_sys_openat a0=+0(+104(%di)):ustring"
#define USER       "p:g/n /bin/sh:0x0 a0=+0(%di):string"
#define USER_RET   "r:g/n /bin/sh:0x0 a0=$retval:u64"

static const struct kernel {
	const char *name;
	const char *count; /* mechanism of a kprobe that reads nothing */
	const char *string, *bytes, *syscall, *user_string, *user_retval; /* definitions */
} kernels[] = {
        {"3.10.105", "kprobe_events", OLD_STRING, OLD_BYTES, DIRECT, "refused",
         "r:g/n /bin/sh:0x0 a0=%ax:u64"},
        {"rhel7-3.10.0-1160", "kprobe PMU", OLD_STRING, OLD_BYTES, DIRECT, USER, USER_RET},
        {"4.4.155", "kprobe_events", OLD_STRING, OLD_BYTES, DIRECT, USER, USER_RET},
        {"4.9.154", "kprobe_events", OLD_STRING, OLD_BYTES, DIRECT, USER, USER_RET},
        {"4.14.177", "kprobe_events", OLD_STRING, OLD_BYTES, DIRECT, USER, USER_RET},
        {"rhel8-4.18.0-147", "kprobe PMU", OLD_STRING, OLD_BYTES, WRAPPED, USER, USER_RET},
        {"4.19.78", "kprobe PMU", OLD_STRING, OLD_BYTES, WRAPPED, USER, USER_RET},
        {"5.4.286", "kprobe PMU", NEW_STRING, NEW_BYTES, WRAPPED_U, USER, USER_RET},
        {"5.10.0-32-cloud-amd64", "kprobe PMU", NEW_STRING, NEW_BYTES, WRAPPED_U, USER, USER_RET},
        {"6.1.0-56-cloud-amd64", "kprobe PMU", NEW_STRING, NEW_BYTES, WRAPPED_U, USER, USER_RET},
        {"6.12.117+deb12-cloud-amd64", "kprobe PMU", NEW_STRING, NEW_BYTES, WRAPPED_U, USER,
         USER_RET},
};

/* A part of a definition, and a definition in probes.txt that was accepted if the kernel knows it.
 */
static const struct atom {
	const char *part, *kprobe, *uprobe;
} atoms[] = {
        {"$retval", "K [r:t1 vfs_read ret=$retval]", "U [r:u1 /bin/busybox:0x1000 ret=$retval]"},
        {"=%", "K [p:t1 vfs_read %di %si]", "U [p:u1 /bin/busybox:0x1000 a=%di b=%si:u32]"},
        {"=+u", "K [p:t1 vfs_read a=+u8(%si):u64]",
         "U [p:u1 /bin/busybox:0x1000 a=+u0(%di):string]"},
        {"(", "K [p:t1 vfs_read a=+0(%si):string]",
         "U [p:u1 /bin/busybox:0x1000 a=+0(%di):string]"},
        {":string", "K [p:t1 vfs_read a=+0(%si):string]",
         "U [p:u1 /bin/busybox:0x1000 a=+0(%di):string]"},
        {":ustring", "K [p:t1 vfs_read a=+0(%si):ustring]",
         "U [p:u1 /bin/busybox:0x1000 a=+0(%di):ustring]"},
        {":x8[", "K [p:t1 vfs_read a=+0(%si):x8[4]]", "U [p:u1 /bin/busybox:0x1000 a=%di:x8[4]]"},
        {":u",
         "K [p:t1 vfs_read a=%di:s8 b=%di:s16 c=%di:s32 d=%di:s64 e=%di:u8 f=%di:u16 g=%di:u32]",
         "U [p:u1 /bin/busybox:0x1000 a=%di b=%si:u32]"},
        {"SyS_openat", "K [p:t1 SyS_openat]", NULL},
        {"__x64_sys_openat", "K [p:t1 __x64_sys_openat]", NULL},
};

static char *probes; /* of the kernel at hand */

static bool was_accepted(const char *definition)
{
	char line[256];
	const char *at;

	snprintf(line, sizeof(line), " %s\n", definition);
	at = strstr(probes, line);
	if (!at) {
		printf("probes.txt has no \"%s\"\n", definition);
		CU_FAIL("not recorded");
		return false;
	}
	while (at > probes && at[-1] != '\n')
		at--;
	return !strncmp(at, "OK ", 3);
}

static bool kernel_accepts(const char *text)
{
	bool user = strchr(text, '/') && strstr(text, ":0x");

	for (size_t i = 0; i < ARRAY_LEN(atoms); i++)
		if (strstr(text, atoms[i].part) &&
		    !was_accepted(user ? atoms[i].uprobe : atoms[i].kprobe))
			return false;
	return true;
}

/* As feed_make_event(): the first words that the kernel accepts. */
static void definition_is(const char *want, const struct feed *f)
{
	struct buf args = BUF_INIT, text = BUF_INIT;
	const char *got = "refused";
	struct dynevent_spec spec;

	for (u32 words = 0; feed_event_spec(f, words, &spec, &args); words++) {
		buf_clear(&text);
		UNIT_INT_EQUAL(dynevent_text(&spec, "g", "n", &text), 0);
		if (kernel_accepts(buf_str(&text))) {
			got = buf_str(&text);
			break;
		}
	}
	UNIT_STR_EQUAL(got, want);
	buf_free(&args);
	buf_free(&text);
}

static char *read_text(const char *name)
{
	FILE *f = fopen(tmpdir_file(name), "r");
	char *text = NULL;
	size_t len = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	if (getdelim(&text, &len, '\0', f) < 0)
		CU_FAIL("empty file");
	fclose(f);
	return text;
}

static bool file_has(const char *name, const char *text)
{
	char *all = read_text(name);
	bool has = strstr(all, text) != NULL;

	free(all);
	return has;
}

/* What the tree shows: the files of tracefs, the PMUs of sysfs, the samples that perf took. */
static struct stream_caps caps_of(void)
{
	struct arena *a = arena_new();
	struct tracefs *t;
	int err;
	struct stream_caps c = {.identifier = true};

	t = tracefs_open(a, tmpdir_path(), &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	c.kprobe_events = tracefs_has(t, "kprobe_events");
	c.uprobe_events = tracefs_has(t, "uprobe_events");
	c.kprobe_pmu = file_has("event_source.txt", "kprobe type=");
	c.regs_intr = file_has("perf.txt", "sample_type bit 18: OK");
	c.regs_user = file_has("perf.txt", "sample_type bit 12: OK");
	c.kprobe.retprobe_bit = c.uprobe.retprobe_bit = 0;
	/* one event of the PMU on each of many CPUs is dear: the uprobes here are tracefs's */
	arena_free(a);
	return c;
}

/* The list of functions is not recorded; those that a probe could be put on are in it. */
static void write_functions(void)
{
	static const char *const names[] = {"vfs_read", "sys_openat", "SyS_openat",
	                                    "__x64_sys_openat"};
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char definition[64];

		snprintf(definition, sizeof(definition), "K [p:t1 %s]", names[i]);
		if (was_accepted(definition))
			buf_addf(&b, "%s\n", names[i]);
	}
	tmpdir_puts("available_filter_functions", buf_str(&b));
	buf_free(&b);
}

static bool unpack(const struct kernel *k)
{
	return tmpdir_run("tar --zstd --strip-components=1 -xf '" TREES "/%s.tar.zst' "
	                  "--wildcards '*/README' '*/features.txt' '*/probes.txt' '*/perf.txt' "
	                  "'*/bpf.txt' "
	                  "'*/event_source.txt' '*/events/syscalls/sys_enter_openat/*' "
	                  "'*/events/sched/sched_switch/*' '*/events/raw_syscalls/*'",
	                  k->name) == 0;
}

static void mechanism_is(const char *want, const char *text, const struct stream_caps *caps)
{
	struct world w;

	world_make_over(&w, text, caps, tmpdir_path());
	UNIT_INT_EQUAL(w.err, 0);
	UNIT_STR_EQUAL(w.v.nmechanisms ? w.v.mechanisms[0].text : NULL, want);
	world_free(&w);
}

static void defines(const char *want, const char *text, const struct stream_caps *caps)
{
	struct world w;

	world_make_over(&w, text, caps, tmpdir_path());
	UNIT_INT_EQUAL(w.err, 0);
	CU_ASSERT(w.r.nfeeds == 1);
	if (w.r.nfeeds && w.r.feeds[0]->mech != MECH_KPROBE_PMU)
		definition_is(want, w.r.feeds[0]);
	world_free(&w);
}

static void check_kernel(const struct kernel *k)
{
	static const char structs[] = "struct inner { int pad; unsigned short port; }; "
	                              "struct outer { long x; struct inner *in; }; ";
	struct stream_caps caps;
	char text[512];

	probes = read_text("probes.txt");
	write_functions();
	caps = caps_of();
	mechanism_is("perf tracepoint", "t:sched:sched_switch { @[args.next_comm] = count(); }",
	             &caps);
	mechanism_is(k->count, "k:vfs_read { @[comm] = count(); }", &caps);
	mechanism_is(k->count, "k:vfs_read { @[kstack] = count(); }", &caps);
	defines(k->string, "k:vfs_read { @[str(arg1)] = count(); }", &caps);
	defines(k->bytes,
	        "struct twelve { unsigned char b[12]; }; "
	        "k:vfs_read { @[((struct twelve *)arg1)->b] = count(); }",
	        &caps);
	snprintf(text, sizeof(text), "%s k:vfs_read { @ = sum(((struct outer *)arg0)->in->port); }",
	         structs);
	defines("p:g/n vfs_read a0=+4(+8(%di)):u16", text, &caps);
	caps.kprobe_pmu = false;
	defines("p:g/n vfs_read a0=%dx:u64", "k:vfs_read { @ = sum(arg2); }", &caps);
	defines("r:g/n vfs_read a0=$retval:u64", "kr:vfs_read { @ = sum(retval); }", &caps);
	defines(k->syscall, "t:syscalls:sys_enter_openat { @[str(args.filename)] = count(); }",
	        &caps);
	/* an event probe would have every task's system calls take the slow way */
	caps.tracefs = true;
	caps.eprobe = EPROBE_WORKS;
	defines(k->syscall, "t:syscalls:sys_enter_openat { @[str(args.filename)] = count(); }",
	        &caps);
	caps.tracefs = false;
	defines("p:g/n /bin/sh:0x0 a0=%si:u64", "u:/bin/sh:0x1000 { @ = sum(arg1); }", &caps);
	defines(k->user_string, "u:/bin/sh:0x1000 { @[str(arg0)] = count(); }", &caps);
	defines(k->user_retval, "ur:/bin/sh:0x1000 { @ = sum(retval); }", &caps);
	free(probes);
}

/* What issue programs need of BPF, in programs of each kind that old kernels have. */
static const struct {
	const char *text, *kind; /* as bpf.txt names program types */
	enum context context;
} programs[] = {
        {"k:vfs_read { @[comm] = count(); }", "KPROBE", CTX_REGS},
        {"k:vfs_read { @[str(arg1)] = count(); }", "KPROBE", CTX_REGS},
        {"k:vfs_read { @start[tid] = nsecs; }", "KPROBE", CTX_REGS},
        {"kr:vfs_read /@start[tid]/ { @start[1] = 1; @us = hist((nsecs - @start[tid]) / 1000); "
         "delete(@start[tid]); @e[retval] = count(); }",
         "KPROBE", CTX_REGS},
        {"u:/bin/sh:0x1000 { @s = sum(arg1); @n[str(arg0)] = avg(arg2); }", "KPROBE", CTX_REGS},
        {"k:vfs_read { @[kstack, ustack(5)] = count(); }", "KPROBE", CTX_REGS},
        {"k:vfs_read { printf(\"%s %d %d\\n\", comm, pid, uid); @ = lhist(arg2, 0, 100, 10); }",
         "KPROBE", CTX_REGS},
        {"t:sched:sched_switch { @[args.next_comm, args.prev_pid] = count(); }", "TRACEPOINT",
         CTX_TRACEPOINT},
        {"t:sched:sched_switch { printf(\"%s\\n\", args.next_comm); @x = stats(args.next_pid); }",
         "TRACEPOINT", CTX_TRACEPOINT},
        {"profile:hz:99 { @[kstack] = count(); @c[comm, cpu] = count(); }", "PERF_EVENT",
         CTX_PERF_EVENT},
};

static char *bpf; /* bpf.txt of the kernel at hand */

/* "NAME: OK", or a table's "NAME    OK" */
static bool bpf_ok(const char *name)
{
	const char *at = strstr(bpf, name);

	if (!at)
		return false;
	at += strlen(name);
	return !strncmp(at + strspn(at, ": "), "OK", 2);
}

static bool has_helper(const char *kind, s32 id)
{
	char line[64], want[16];
	const char *at, *end;

	snprintf(line, sizeof(line), "helpers usable from %s:", kind);
	at = strstr(bpf, line);
	snprintf(want, sizeof(want), " %d ", id);
	end = at ? strchr(at, '\n') : NULL;
	return end && memmem(at, (size_t)(end - at), want, strlen(want));
}

/* As bpf_caps_probe() finds them. */
static struct code_caps bpf_caps(void)
{
	struct code_caps c = {
	        .probe_read_kernel = has_helper("KPROBE", 113),
	        .probe_read_str = has_helper("KPROBE", 45),
	        .cgroup_id = has_helper("KPROBE", 80),
	        .ktime_boot = has_helper("KPROBE", 125),
	        .current_task_btf = has_helper("KPROBE", 158),
	        .lookup_percpu = has_helper("KPROBE", 195),
	        .func_ip = has_helper("KPROBE", 173),
	        .ringbuf = bpf_ok("map 27 RINGBUF"),
	        .jmp_lt = bpf_ok("JLT"),
	        .jmp32 = bpf_ok("JMP32"),
	        .bounded_loops = bpf_ok("bounded loop"),
	};

	c.max_insns = c.bounded_loops ? 1000000 : 4096;
	return c;
}

static void calls_are_known(const struct code *code, const char *kind, const char *text)
{
	for (u32 i = 0; i < code->ninsns; i++) {
		const struct bpf_insn *insn = &code->insns[i];

		if (insn->code == (BPF_LD | BPF_IMM | BPF_DW)) {
			i++;
		} else if (insn->code == (BPF_JMP | BPF_CALL) && !insn->src_reg &&
		           !has_helper(kind, insn->imm)) {
			printf("helper %d: %s\n", insn->imm, text);
			CU_FAIL("the kernel has no such helper");
		}
	}
}

static void compile(const char *text, const char *kind, enum context context,
                    const struct code_caps *caps)
{
	struct code_opts opts = {
	        .exec = EXEC_KERNEL, .caps = caps, .context = context, .compat_offset = -1};
	struct sema_run run;
	struct plan *plan;
	struct code code;
	char err[160] = "";
	u32 insn = 0;
	int bad;
	bool strings = strstr(text, "str(") || strstr(text, "_comm");

	FILE *said = fopen("/dev/null", "w");

	opts.syscall_nr = -1;
	sema_run_over(&run, text, tmpdir_path());
	diag_init(&run.diag, said);
	plan = run.err ? NULL : plan_make(&run.sema);
	CU_ASSERT_PTR_NOT_NULL(plan);
	if (plan) {
		bad = code_clause(plan, &plan->clauses[0], &opts, &run.diag, &code);
		/* strings came to BPF late: such programs are for the perf backend */
		UNIT_INT_EQUAL(bad, strings && !caps->probe_read_str ? -EINVAL : 0);
		if (!bad && code_lint(&code, caps, &insn, err)) {
			printf("%s\n%u: %s\n", text, insn, err);
			CU_FAIL("the verifier would not take it");
		}
		if (!bad)
			calls_are_known(&code, kind, text);
	}
	sema_run_free(&run);
	fclose(said);
}

/* Where the kernel has what every program needs, these programs use nothing that it lacks. */
static void check_bpf(const struct kernel *k)
{
	struct code_caps caps;

	bpf = read_text("bpf.txt");
	caps = bpf_caps();
	for (size_t i = 0; i < ARRAY_LEN(programs) && bpf_ok("map  6 PERCPU_ARRAY"); i++)
		compile(programs[i].text, programs[i].kind, programs[i].context, &caps);
	free(bpf);
}

static void each_kernel(void (*check)(const struct kernel *k))
{
	if (unit_skip_32bit())
		return;
	if (access(TREES "/README.md", R_OK)) {
		unit_skip("no recorded kernels in " TREES);
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(kernels); i++) {
		tmpdir_make();
		if (!unpack(&kernels[i])) {
			unit_skip("tar cannot unpack %s", kernels[i].name);
			tmpdir_remove();
			return;
		}
		printf("recorded kernel %s\n", kernels[i].name);
		check(&kernels[i]);
		tmpdir_remove();
	}
}

static void choices(void)
{
	each_kernel(check_kernel);
}

static void bpf_programs(void)
{
	each_kernel(check_bpf);
}

void suite_recorded(void);
void suite_recorded(void)
{
	unit_suite("recorded");
	unit_test("what each kernel is asked for", choices);
	unit_test("programs for each kernel's BPF", bpf_programs);
}
