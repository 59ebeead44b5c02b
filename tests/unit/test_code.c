/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Clauses to programs: what old verifiers would say to them, for old kernels, new ones, our VM. */
#include <string.h>

#include "code/code.h"
#include "tests/unit/sema_run.h"
#include "tests/unit/unit.h"

/* As 4.9 (with what later kernels took over from it): no JLT, no loops, no ring buffer. */
static const struct code_caps old_caps = {.probe_read_str = true, .max_insns = 4096};

static const char *const bodies[] = {
        "{ @[comm] = count(); }",
        "{ @[pid, comm] = count(); @n++; @x = @n++ + --@m; }",
        "{ @start[tid] = nsecs; if (pid) { return; } @y = elapsed; }",
        "/@start[tid]/ { @us = hist((nsecs - @start[tid]) / 1000); delete(@start[tid]); "
        "@start[1] = 1; }",
        "{ @ = lhist(args.ret, -10, 100, 10); @b[comm] = hist(args.ret, 3); }",
        "{ @s = stats(args.ret); @a = avg(args.ret); @mi = min(args.ret); @ma = max(pid); }",
        "{ printf(\"%s|%d\\n\", pid ? \"abc\" : \"de\", 5); }",
        "{ printf(\"%d %s %s\\n\", pid, comm, str(args.ret)); }",
        "{ $t = (\"ab\", 1); $v = (\"abcdefghijklmnopqrstuvw\", 2); @a = $v; @a = $t; @b[$t] = 1; "
        "@b[$v] = 2; print($t); print((1, (comm, 2))); }",
        "{ $s = \"hello\"; @[str($s, 2)] = 1; @[\"something longer\"] = 2; @c[str($s, pid)] = 1; }",
        "{ @h[1] = hist(5); delete(@h[1]); printf(\"%d\", has_key(@h, 2)); }",
        "{ @c = count(); delete(@c); @n = 4; delete(@n); }",
        "{ unroll(3) { @i++; if (@i == 2) { exit(); } } $x = (uint64)\"ab\"; @x = $x; }",
        "{ if (comm == \"sshd\" && pid > 1 || uid != 0) { @[kstack] = count(); @u[ustack(3)] = 1; "
        "} }",
        "{ $x = (int32)args.ret / 3 % -4; @ = $x << pid; @y = 0x123456789abcdef & ~pid; }",
        "{ @m[1, \"a\"] = (int8)pid; print(@m[1, \"a\"]); clear(@m); time(); print(@m); }",
        "{ printf(\"%r %s %s\\n\", buf(args.ret, pid), ntop(args.ret), strftime(\"%H\", nsecs)); }",
        "{ $l = pid ? comm : \"a long string of more than sixteen bytes\"; @[$l] = 1; @k[@j] = $l; "
        "@j = $l; if (@j == $l || $l == \"x\") { join(args.ret); } }",
        "{ $p = (int64)args.ret; @d = 100 / $p; @m = 100 % $p; @u = pid / uid; @v = pid % uid; }",
        "{ debugf(\"%d %s %llx\", pid, comm, args.ret); debugf(\"only text\"); }",
        "{ if (pid == 1) { $x = 5; } @a = $x; $i = 0; $j = $i++ + ++$i; @j = $j; }",
};

static const char *const loops[] = {
        "{ $i = 0; while ($i < 10) { $i++; if ($i == 3) { continue; } if ($i == 8) { break; } "
        "let $z; if ($i == 5) { $z = 1; } @[$i] = $z; } }",
        "{ for $a : 0..4 { for $b : 0..$a { if ($b == 2) { break; } @n++; } } }",
        "{ @h[1] = hist(args.ret, 5); delete(@h, 1); @l[1] = lhist(args.ret, 0, 1000, 1); "
        "@k = has_key(@l, 1); }",
        "{ $s = str(args.ret); @a = strlen($s); @b = strstr($s, \"lit\"); @c = strcontains($s, "
        "comm); "
        "@d = memcmp($s, comm, 9) + memcmp(comm, $s, pid);}",
        "{ @a = globmatch(comm, \"a*[b-d]?e*f\"); @b = globmatch(comm, \"plain\"); }",
};

static void lint(const char *body, enum exec exec, const struct code_caps *caps)
{
	struct code_opts opts = {
	        .exec = exec, .caps = caps, .context = CTX_TRACEPOINT, .compat_offset = -1};
	struct buf text = BUF_INIT;
	struct sema_run run;
	struct plan *plan;
	char err[160] = "";
	struct code code;
	u32 insn = 0;
	int bad;

	buf_addf(&text, "tracepoint:syscalls:sys_exit_read %s", body);
	sema_run_text(&run, buf_str(&text));
	plan = run.err ? NULL : plan_make(&run.sema);
	CU_ASSERT(plan != NULL);
	if (plan) {
		bad = code_clause(plan, &plan->clauses[0], &opts, &run.diag, &code);
		if (!bad)
			bad = code_lint(&code, caps, &insn, err);
		if (bad)
			printf("%s\n%u: %s\n", body, insn, err);
		UNIT_INT_EQUAL(bad, 0);
	}
	sema_run_free(&run);
	buf_free(&text);
}

static void old_kernels(void)
{
	for (u32 i = 0; i < ARRAY_LEN(bodies); i++)
		lint(bodies[i], EXEC_KERNEL, &old_caps);
}

static void new_kernels(void)
{
	for (u32 i = 0; i < ARRAY_LEN(bodies); i++)
		lint(bodies[i], EXEC_KERNEL, &code_caps_newest);
	for (u32 i = 0; i < ARRAY_LEN(loops); i++)
		lint(loops[i], EXEC_KERNEL, &code_caps_newest);
}

void suite_code(void)
{
	unit_suite("code");

	unit_test("old_kernels", old_kernels);
	unit_test("new_kernels", new_kernels);
}
