// SPDX-License-Identifier: GPL-2.0-or-later
/* Programs over recordings of other machines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/session.h"
#include "tests/unit/foreign_file.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"
#include "trace/probe.h"

static const struct machine machines[] = {
        {"x86_64", false, 8, "%di", "%si"},
        {"s390x", true, 8, "%r2", "%r3"},
        {"armv7l", false, 4, "%r0", "%r1"},
};
/* There is no table of its registers. */
static const struct machine ppc = {"ppc", true, 4, "%gpr3", "%gpr4"};

/* What the program prints over the file. What is wrong with it is in said. */
static int replay(const struct buf *file, const char *program, struct buf *out, struct buf *said)
{
	struct session_opts opts = {.quiet = true, .no_warnings = true};
	char *errors = NULL, path[256], output[256];
	struct source src = {.name = "stdin", .text = program, .len = strlen(program)};
	struct session *s;
	size_t n = 0;
	FILE *f;
	int err;

	tmpdir_make();
	snprintf(path, sizeof(path), "%s", tmpdir_file("trace.dat"));
	snprintf(output, sizeof(output), "%s", tmpdir_file("out"));
	f = fopen(path, "w");
	fwrite(file->data, 1, file->len, f);
	fclose(f);
	opts.recording = path;
	opts.output_path = output;
	s = session_new(&opts);
	s->diag.out = open_memstream(&errors, &n);
	err = session_compile(s, &src);
	if (!err)
		err = session_choose(s);
	if (!err)
		err = session_run(s);
	fclose(s->diag.out);
	session_free(s);
	buf_clear(out);
	buf_clear(said);
	if (!err)
		buf_read_file(out, output);
	buf_adds(said, errors);
	free(errors);
	tmpdir_remove();
	return err;
}

static void check(const struct machine *m, const char *program, const char *want)
{
	struct buf file = BUF_INIT, out = BUF_INIT, said = BUF_INIT;

	foreign_file(&file, m);
	UNIT_INT_EQUAL(replay(&file, program, &out, &said), 0);
	UNIT_STR_EQUAL(buf_str(&said), "");
	UNIT_STR_EQUAL(buf_str(&out), want);
	buf_free(&file);
	buf_free(&out);
	buf_free(&said);
}

static void refuse(const struct machine *m, const char *program, const char *want)
{
	struct buf file = BUF_INIT, out = BUF_INIT, said = BUF_INIT;

	foreign_file(&file, m);
	CU_ASSERT(replay(&file, program, &out, &said) != 0);
	if (!strstr(buf_str(&said), want))
		UNIT_STR_EQUAL(buf_str(&said), want);
	buf_free(&file);
	buf_free(&out);
	buf_free(&said);
}

static void fields_of_any_machine(void)
{
	static const char program[] =
	        "tracepoint:test:ev { printf(\"%d %d %d %d %s %s %d %d\\n\", args.a >> 40, args.b, "
	        "args.c, args.d, str(args.name), comm, pid, tid); }";
	static const char want[] = "1 -1 257 -2 one second 5 6\n2 -2 258 -4 two second 5 6\n"
	                           "3 -3 259 -6 three second 5 6\n";

	for (u32 i = 0; i < ARRAY_LEN(machines); i++)
		check(&machines[i], program, want);
	check(&ppc, program, want);
}

static void stacks_of_any_machine(void)
{
	for (u32 i = 0; i < ARRAY_LEN(machines); i++)
		check(&machines[i], "tracepoint:test:ev { @[kstack] = count(); }",
		      "@[\n    inner+16\n    outer+32\n]: 3\n");
}

static void kprobes_of_any_machine(void)
{
	for (u32 i = 0; i < ARRAY_LEN(machines); i++) {
		check(&machines[i], "kprobe:vfs_read { printf(\"%d %s\\n\", arg0, str(arg1)); }",
		      "77 file\n");
		check(&machines[i], "kprobe:vfs_r* { printf(\"%s\\n\", probe); }",
		      "kprobe:vfs_read\n");
	}
}

/* A system call's string: of an event probe that was on the tracepoint. */
static void event_probes_of_any_machine(void)
{
	for (u32 i = 0; i < ARRAY_LEN(machines); i++)
		check(&machines[i],
		      "tracepoint:syscalls:sys_enter_openat { printf(\"%s %d %d\\n\", "
		      "str(args.filename), args.flags, tid); }",
		      "/etc/x 577 6\n");
	refuse(&machines[0],
	       "tracepoint:syscalls:sys_enter_openat { print((str(args.filename), "
	       "args.__syscall_nr)); }",
	       "eprobes:op of the recording does not hold args.__syscall_nr");
}

static void what_the_file_has_not(void)
{
	refuse(&machines[0], "kprobe:vfs_read { print(arg2); }",
	       "kprobes:p_vfs_read of the recording does not hold arg2");
	refuse(&machines[1], "kprobe:vfs_read { print(str(arg0)); }",
	       "kprobes:p_vfs_read of the recording does not hold the string at arg0");
	refuse(&machines[0], "kprobe:vfs_write { print(arg0); }",
	       "the recording has no event that was kprobe:vfs_write");
	/* one of a list may be missing, all of them not */
	check(&machines[0], "kprobe:vfs_write,kprobe:vfs_read { printf(\"%s\\n\", probe); }",
	      "kprobe:vfs_read\n");
	refuse(&machines[0], "kretprobe:vfs_read { print(retval); }",
	       "the recording has no event that was kretprobe:vfs_read");
	refuse(&machines[0], "tracepoint:test:ev { @[ustack] = count(); }",
	       "the file has no records of user stacks");
	refuse(&machines[0], "kprobe:vfs_read { @[kstack] = count(); print(uid); }",
	       "does not hold the user's id");
	refuse(&machines[0], "profile:hz:99 { @ = count(); }", "tracepoints, kprobes and uprobes");
}

static void definitions_are_read(void)
{
	static const char *const lines[] = {
	        "p:g/a vfs_read fd=%di:u32 s=+0(%si):ustring",
	        "r4:g/b mod:f+0x10 $retval",
	        "p:g/c /bin/x:0x0000000000001234(0x10) n=%ax",
	        "e:g/d syscalls.sys_enter_openat f=+0($filename):ustring",
	        "p:g/e /bin/x:0x20%return",
	};
	struct arena *a = arena_new();
	struct trace_probe p;

	UNIT_INT_EQUAL(trace_probe_parse(&p, a, lines[0], strlen(lines[0])), 0);
	UNIT_STR_EQUAL(p.func, "vfs_read");
	UNIT_INT_EQUAL(p.nargs, 2);
	UNIT_STR_EQUAL(p.args[1].text, "+0(%si)");
	UNIT_STR_EQUAL(p.args[1].type, "ustring");
	UNIT_INT_EQUAL(trace_probe_parse(&p, a, lines[1], strlen(lines[1])), 0);
	CU_ASSERT(p.is_return && p.offset == 16 && !p.user);
	UNIT_STR_EQUAL(p.target, "mod");
	UNIT_STR_EQUAL(p.args[0].text, "$retval");
	UNIT_INT_EQUAL(trace_probe_parse(&p, a, lines[2], strlen(lines[2])), 0);
	CU_ASSERT(p.user && p.offset == 0x1234);
	UNIT_STR_EQUAL(p.target, "/bin/x");
	UNIT_INT_EQUAL(trace_probe_parse(&p, a, lines[3], strlen(lines[3])), 0);
	CU_ASSERT(p.is_event);
	UNIT_STR_EQUAL(p.func, "sys_enter_openat");
	UNIT_INT_EQUAL(trace_probe_parse(&p, a, lines[4], strlen(lines[4])), 0);
	CU_ASSERT(p.is_return && p.user && p.offset == 0x20);
	for (const char *bad = "p:g/e"; *bad; bad++)
		CU_ASSERT(trace_probe_parse(&p, a, bad, strlen(bad)) < 0);
	CU_ASSERT(trace_probe_parse(&p, a, "", 0) < 0);
	arena_free(a);
}

void suite_replay(void)
{
	unit_suite("replay");
	unit_test("fields of any machine", fields_of_any_machine);
	unit_test("stacks of any machine", stacks_of_any_machine);
	unit_test("kprobes of any machine", kprobes_of_any_machine);
	unit_test("event probes of any machine", event_probes_of_any_machine);
	unit_test("what the file has not", what_the_file_has_not);
	unit_test("definitions are read", definitions_are_read);
}
