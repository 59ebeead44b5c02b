// SPDX-License-Identifier: GPL-2.0-or-later
/* sema: the type of every kind of expression, as lines of the typed tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/sema_run.h"
#include "tests/unit/unit.h"

/* The dump has the line. */
static void has_line(const char *text, const char *line)
{
	char *want = NULL;
	struct sema_run s;

	sema_run_text(&s, text);
	if (asprintf(&want, " %s\n", line) < 0 || !strstr(buf_str(&s.dump), want)) {
		printf("%s\nhas no line \"%s\":\n%s", text, line, buf_str(&s.dump));
		CU_FAIL("line missing");
	}
	free(want);
	sema_run_free(&s);
}

struct typed {
	const char *text, *line;
};

static void all_have_lines(const struct typed *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		has_line(t[i].text, t[i].line);
}

static void constants(void)
{
	static const struct typed t[] = {
	        {"BEGIN { print(2 + 3 * 4); }", "binary + : int64 = 14"},
	        {"BEGIN { print((uint8)300); }", "cast uint8 : uint8 = 44"},
	        {"BEGIN { print(-7 / 2); }", "binary / : int64 = -3"},
	        {"BEGIN { print(1 < 2 && 3 == 3); }", "binary && : bool = 1"},
	        {"BEGIN { print(1 ? 5 : 6); }", "ternary : int64 = 5"},
	        {"BEGIN { print(sizeof(uint32)); }", "sizeof : uint64 = 4"},
	        {"BEGIN { print(18446744073709551615); }", "int 18446744073709551615 : uint64"},
	        {"BEGIN { print(!5); }", "unary ! : bool = 0"},
	        {"BEGIN { print(comptime (1 + 1)); }", "binary + : int64 = 2"},
	        {"#define N 5\nBEGIN { print(N * 2); }", "binary * : int64 = 10"},
	        {"BEGIN { print($#); }", "param $# : int64 = 0"},
	        {"BEGIN { print($3); }", "param $3 : int64 = 0"},
	        {"BEGIN { print(true); }", "name true : bool = 1"},
	        {"BEGIN { print(0xffffffffffffffff > 1); }", "binary > : bool = 1"},
	};

	all_have_lines(t, ARRAY_LEN(t));
}

static void arithmetic(void)
{
	static const struct typed t[] = {
	        {"BEGIN { print(pid + 1); }", "binary + : uint64"},
	        {"kretprobe:f { print(retval / 4); }", "binary / : int64"},
	        {"BEGIN { print(nsecs >> 3); }", "binary >> : uint64"},
	        {"kretprobe:f { print(retval >> pid); }", "binary >> : int64"},
	        {"BEGIN { print(pid == 1); }", "binary == : bool"},
	        {"BEGIN { print(comm == \"a\"); }", "binary == : bool"},
	        {"BEGIN { print(-pid); }", "unary - : uint64"},
	        {"kprobe:f { $p = (uint32 *)arg0; print($p + 1); }", "binary + : uint32 *"},
	        {"kprobe:f { $p = (uint32 *)arg0; print(1 + $p); }", "binary + : uint32 *"},
	        {"kprobe:f { print(*(uint16 *)arg0); }", "unary * : uint16"},
	        {"kprobe:f { print(*arg0); }", "unary * : uint64"},
	        {"kprobe:f { print(*kaddr(\"x\")); }", "unary * : uint64"},
	        {"BEGIN { print(pid ? \"a\" : \"bcd\"); }", "ternary : string[4]"},
	        {"BEGIN { print((1, \"a\", comm)); }", "tuple : (int64,string[2],string[16])"},
	        {"BEGIN { $t = (1, \"ab\"); print($t.1); }", "field 1 : string[3]"},
	        {"BEGIN { $t = (x = 1, y = \"ab\"); print($t.y); }", "field 1 : string[3]"},
	        {"BEGIN { print((uint8[8])nsecs); }", "cast uint8[8] : uint8[8]"},
	};

	all_have_lines(t, ARRAY_LEN(t));
}

static void builtins(void)
{
	static const struct typed t[] = {
	        {"BEGIN { print(pid); }", "builtin pid : uint32"},
	        {"BEGIN { print(pid()); }", "builtin pid : uint32"},
	        {"BEGIN { print(tid(init)); }", "builtin tid : uint32"},
	        {"BEGIN { print(uid); }", "builtin uid : uint64"},
	        {"BEGIN { print(comm); }", "builtin comm : string[16]"},
	        {"BEGIN { print(probe); }", "builtin probe : probe"},
	        {"BEGIN { print(probetype); }", "string \"special\" : string[8]"},
	        {"kprobe:f { print(probetype); }", "string \"kprobe\" : string[7]"},
	        {"kprobe:f { print(func); }", "builtin func : ksym_t"},
	        {"uprobe:/x:f { print(func); }", "builtin func : usym_t"},
	        {"kprobe:f { print(kstack); }", "builtin kstack : kstack"},
	        {"kprobe:f { print(kstack(perf, 3)); }", "call kstack : kstack"},
	        {"BEGIN { print(nsecs(boot)); }", "call nsecs : uint64"},
	        {"kprobe:f { print(curtask); }", "builtin curtask : uint64"},
	        {"kretprobe:f { print(retval); }", "builtin retval : int64"},
	        {"kprobe:f { print(str(arg0)); }", "call str : string[1024]"},
	        {"kprobe:f { print(str(arg0, 5)); }", "call str : string[6]"},
	        {"kprobe:f { print(str(arg0, arg1)); }", "call str : string[1024]"},
	        {"BEGIN { print(str(comm)); }", "call str : string[16]"},
	        {"kprobe:f { print(buf(arg0, 8)); }", "call buf : buffer[8]"},
	        {"kprobe:f { print(ksym(arg0)); }", "call ksym : ksym_t"},
	        {"kprobe:f { print(usym(arg0)); }", "call usym : usym_t"},
	        {"BEGIN { print(ntop(2, 0x0100007f)); }", "call ntop : inet"},
	        {"BEGIN { print(pton(\"::1\")); }", "call pton : uint8[16]"},
	        {"BEGIN { print(strftime(\"%H\", nsecs)); }", "call strftime : timestamp"},
	        {"BEGIN { print(bswap((uint16)1)); }", "call bswap : uint16"},
	        {"BEGIN { print(strncmp(comm, \"a\", 1)); }", "call strncmp : int64"},
	        {"BEGIN { exit(1); }", "call exit : void"},
	};

	all_have_lines(t, ARRAY_LEN(t));
}

static void tracepoint_fields(void)
{
	static const struct typed t[] = {
	        {"tracepoint:sched:sched_switch { print(args.prev_comm); }",
	         "field prev_comm : string[16]"},
	        {"tracepoint:sched:sched_switch { print(args->prev_pid); }",
	         "field prev_pid : int32"},
	        {"t:syscalls:sys_enter_openat { print(str(args.filename)); }",
	         "call str : string[1024]"},
	        {"t:sched:sched_process_exec { print(args.filename); }",
	         "field filename : string[1024]"},
	        {"t:raw_syscalls:sys_enter { print(args.args[1]); }", "index : u" UNIT_LONG},
	        {"t:syscalls:sys_exit_read { print(retval); }", "field ret : " UNIT_LONG},
	        {"t:block:block_rq_complete { @ = hist(args.nr_sector * 512); }",
	         "binary * : uint64"},
	};

	all_have_lines(t, ARRAY_LEN(t));
}

static void map_types(void)
{
	static const struct typed t[] = {
	        {"BEGIN { @ = count(); }", " @ : count_t"},
	        {"BEGIN { @x[pid, comm] = 1; }", " @x[(uint64,string[16])] : int64"},
	        {"BEGIN { @x = \"a\"; @x = \"abc\"; }", " @x : string[4]"},
	        {"BEGIN { @x[\"a\"] = 1; @x[comm] = 2; }", " @x[string[16]] : int64"},
	        {"BEGIN { @x = 0; @x = nsecs; }", " @x : uint64"},
	        {"BEGIN { @x = -1; @x = nsecs; }", " @x : int64"},
	        {"BEGIN { @x[1] = 1; @x[nsecs] = 2; }", " @x[uint64] : int64"},
	        {"BEGIN { @x = sum(1); @x = sum(nsecs); }", " @x : usum_t"},
	        {"BEGIN { @x++; }", " @x : int64"},
	        {"BEGIN { @x += nsecs; }", " @x : uint64"},
	        /* the value is known only after a later clause has been seen */
	        {"kprobe:f { @y = @x; } END { print(@y); @x = comm; }", " @y : string[16]"},
	        {"kprobe:f /@x[tid]/ { @z = nsecs - @x[tid]; } kprobe:g { @x[tid] = nsecs; }",
	         " @z : uint64"},
	        {"BEGIN { @x = count(); $y = @x + 1; }", "map @x : uint64"},
	        {"BEGIN { @x = count(); print(@x); }", "map @x : count_t"},
	        {"BEGIN { @x[1] = count(); print(@x[1]); }", "map @x : count_t"},
	        {"BEGIN { @x[1] = 2; for ($kv : @x) { print($kv.1); } }",
	         "variable $kv : (int64,int64)"},
	        {"BEGIN { @x[1] = 2; delete(@x, 1); }", "call delete : bool"},
	        {"BEGIN { @x[1, 2] = 2; if (has_key(@x, (1, 2))) { exit(); } }",
	         "call has_key : bool"},
	        {"BEGIN { @x[1] = 2; print(len(@x)); }", "call len : int64"},
	};

	all_have_lines(t, ARRAY_LEN(t));
}

static void variable_types(void)
{
	static const struct typed t[] = {
	        {"BEGIN { $x = 0; $x = nsecs; }", "variable $x : uint64"},
	        {"BEGIN { let $x : uint8 = 3; print($x); }", "variable $x : uint8"},
	        {"BEGIN { let $x; $x = comm; }", "variable $x : string[16]"},
	        {"BEGIN { if (pid) { $a = 1; } else { $a = 2; } print($a); }",
	         "variable $a : int64"},
	        {"BEGIN { if (pid) { $a = 1; } else { $a = \"x\"; print($a); } }",
	         "variable $a : string[2]"},
	        {"BEGIN { for ($i : 0..5) { print($i); } }", "variable $i : int64"},
	        {"BEGIN { $a = { let $b = comm; $b }; print($a); }", "variable $a : string[16]"},
	        {"kprobe:f { $p = 0; $p = (uint8 *)arg0; }", "variable $p : uint8 *"},
	};

	all_have_lines(t, ARRAY_LEN(t));
}

static void script_types(void)
{
	static const struct typed t[] = {
	        {"struct s { char a; u32 b; char c[8]; }; kprobe:f { print(((struct s *)arg0)->c); "
	         "}",
	         "field c : string[8]"},
	        {"struct s { char a; u32 b; }; BEGIN { print(sizeof(struct s)); }",
	         "sizeof : uint64 = 8"},
	        {"struct s { u32 x : 3, y : 5; }; kprobe:f { print(((struct s *)arg0)->y); }",
	         "field y : uint32"},
	        {"struct s { struct s *next; union { int i; long l; }; }; "
	         "kprobe:f { print(((struct s *)arg0)->next->l); }",
	         "field l : " UNIT_LONG},
	        {"struct s { struct { int a[3]; } in; }; BEGIN { print(offsetof(struct s, in.a)); "
	         "}",
	         "offsetof : uint64 = 0"},
	        {"enum e { A, B = 5, C }; BEGIN { print(C); }", "name C : enum e = 6"},
	        {"typedef unsigned long word; BEGIN { print((word)1); }",
	         "cast word : u" UNIT_LONG " = 1"},
	        {"typedef struct { int x; } t; kprobe:f { print(((t *)arg0)->x); }",
	         "field x : int32"},
	        {"#define N 2\nstruct s { int a[N * 2]; }; BEGIN { print(sizeof(struct s)); }",
	         "sizeof : uint64 = 16"},
	        {"struct s { void (*call)(int, char *); long after; }; "
	         "BEGIN { print(offsetof(struct s, after) == sizeof(long)); }",
	         "binary == : bool = 1"},
	        {"#ifndef BPFTRACE_HAVE_BTF\nstruct s { int x; };\n#endif\n"
	         "BEGIN { print(sizeof(struct s)); }",
	         "sizeof : uint64 = 4"},
	        {"#include <linux/socket.h>\nBEGIN { print(AF_INET6); }",
	         "name AF_INET6 : int64 = 10"},
	};

	all_have_lines(t, ARRAY_LEN(t));
}

void suite_sema_types(void)
{
	unit_suite("sema_types");
	unit_test("constants", constants);
	unit_test("arithmetic", arithmetic);
	unit_test("builtins and functions", builtins);
	unit_test("tracepoint fields", tracepoint_fields);
	unit_test("maps", map_types);
	unit_test("variables", variable_types);
	unit_test("C declarations of the script", script_types);
}
