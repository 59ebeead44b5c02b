// SPDX-License-Identifier: GPL-2.0-or-later
/* sema: types, constants, variants, settings. What it refuses is in tests/golden/errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/parse.h"
#include "probe/tracefs.h"
#include "sema/check.h"
#include "sema/sema.h"
#include "tests/unit/unit.h"

/* A program after analysis, and what it was analysed with. */
struct session {
	struct arena *arena;
	struct diag diag;
	struct source src;
	struct probe_env env;
	struct sema sema;
	char *messages; /* all diagnostics */
	size_t messages_len;
	struct buf dump;
	int err;
};

static void session_run(struct session *s, const char *text, int nparams, const char *const *params,
                        bool recorded)
{
	struct types_opts opts = {.btf_path = "/nonexistent"};
	struct program *p;
	FILE *out;

	*s = (struct session){.arena = arena_new(), .err = -EINVAL};
	out = open_memstream(&s->messages, &s->messages_len);
	diag_init(&s->diag, out);
	s->src = (struct source){"stdin", text, strlen(text)};
	s->env.arena = s->arena;
	if (recorded)
		s->env.tracefs =
		        tracefs_open(s->arena, TESTS_SRCDIR "/golden/tracefs", &s->env.tracefs_err);
	s->sema = (struct sema){.arena = s->arena,
	                        .diag = &s->diag,
	                        .types = types_new(s->arena, &opts),
	                        .env = &s->env,
	                        .nparams = nparams,
	                        .params = params,
	                        .no_probe_check = true};
	config_init(&s->sema.config, &s->diag);
	p = parse_program(s->arena, &s->src, &s->diag);
	if (p)
		s->err = sema_run(&s->sema, p);
	if (!s->err)
		sema_dump(&s->dump, &s->sema);
	fclose(out);
}

static void session_end(struct session *s)
{
	types_free(s->sema.types);
	buf_free(&s->dump);
	free(s->messages);
	arena_free(s->arena);
}

static void start(struct session *s, const char *text)
{
	session_run(s, text, 0, NULL, true);
	if (s->err)
		printf("%s\n%s\n", text, s->messages);
	UNIT_INT_EQUAL(s->err, 0);
}

/* The dump of a program. */
static void dumps(const char *text, const char *want)
{
	struct session s;

	start(&s, text);
	UNIT_STR_EQUAL(buf_str(&s.dump), want);
	session_end(&s);
}

/* The dump has the line. */
static void has_line(const char *text, const char *line)
{
	char *want = NULL;
	struct session s;

	start(&s, text);
	if (asprintf(&want, " %s\n", line) < 0 || !strstr(buf_str(&s.dump), want)) {
		printf("%s\nhas no line \"%s\":\n%s", text, line, buf_str(&s.dump));
		CU_FAIL("line missing");
	}
	free(want);
	session_end(&s);
}

struct typed {
	const char *text, *line;
};

static void all_have_lines(const struct typed *t, size_t n)
{
	for (size_t i = 0; i < n; i++)
		has_line(t[i].text, t[i].line);
}

static void table_is_sound(void)
{
	const struct builtin *b;

	for (b = builtin_table(); b->name; b++) {
		CU_ASSERT_PTR_EQUAL(builtin_find(b->name, b->kind != BUILTIN_VAR), b);
		CU_ASSERT(b->min_args <= b->max_args);
		CU_ASSERT(b->doc && *b->doc);
		CU_ASSERT_EQUAL(b->kind == BUILTIN_VAR, b->func == FN_NONE);
		CU_ASSERT(!builtin_is_planned(b->name) || b->kind == BUILTIN_VAR);
	}
	CU_ASSERT_PTR_NULL(builtin_find("printf", false));
	CU_ASSERT_PTR_NULL(builtin_find("comm", true));
	UNIT_STR_EQUAL(builtin_nearest("prinft", true), "printf");
	CU_ASSERT_PTR_NULL(builtin_nearest("frobnicate", true));
	CU_ASSERT(builtin_is_planned("strlen"));
}

static void config_defaults(void)
{
	struct config c;
	struct diag d;

	diag_init(&d, stderr);
	UNIT_INT_EQUAL(config_init(&c, &d), 0);
	UNIT_INT_EQUAL(c.max_strlen, 64);
	UNIT_INT_EQUAL(c.max_map_keys, 4096);
	CU_ASSERT(c.print_maps_on_exit && c.cpp_demangle && !c.lazy_symbolication);
	UNIT_STR_EQUAL(c.str_trunc_trailer, "..");
}

static void config_of_the_script(void)
{
	struct session s;

	start(&s, "config = { BPFTRACE_MAX_STRLEN = 100; stack_mode = perf; missing_probes = warn; "
	          "print_maps_on_exit = false; str_trunc_trailer = \"...\" } BEGIN { @x = 1; }");
	UNIT_INT_EQUAL(s.sema.config.max_strlen, 100);
	UNIT_INT_EQUAL(s.sema.config.stack_mode, STACK_PERF);
	UNIT_INT_EQUAL(s.sema.config.missing_probes, 1);
	CU_ASSERT(!s.sema.maps[0]->print_at_exit);
	UNIT_STR_EQUAL(s.sema.config.str_trunc_trailer, "...");
	session_end(&s);
}

static void environment_wins(void)
{
	struct session s;

	setenv("BPFTRACE_MAX_STRLEN", "80", 1);
	setenv("BPFTRACE_MAP_KEYS_MAX", "7", 1);
	start(&s, "config = { max_strlen = 100; } BEGIN { @x = 1; }");
	UNIT_INT_EQUAL(s.sema.config.max_strlen, 80);
	UNIT_INT_EQUAL(s.sema.maps[0]->max_entries, 7);
	session_end(&s);
	unsetenv("BPFTRACE_MAX_STRLEN");
	unsetenv("BPFTRACE_MAP_KEYS_MAX");
}

static u64 folded(enum op op, s64 a, s64 b, bool is_signed)
{
	u64 v = 0;

	CU_ASSERT(fold_binary(op, (u64)a, (u64)b, is_signed, &v));
	return v;
}

static void folds(void)
{
	u64 v;

	UNIT_INT_EQUAL(folded(OP_ADD, INT64_MAX, 1, true), INT64_MIN);
	UNIT_INT_EQUAL(folded(OP_DIV, -7, 2, true), -3);
	UNIT_INT_EQUAL(folded(OP_MOD, -7, 2, true), -1);
	UNIT_INT_EQUAL(folded(OP_DIV, -7, 2, false), (s64)((u64)-7 / 2));
	UNIT_INT_EQUAL(folded(OP_DIV, INT64_MIN, -1, true), INT64_MIN);
	UNIT_INT_EQUAL(folded(OP_MOD, INT64_MIN, -1, true), 0);
	UNIT_INT_EQUAL(folded(OP_SHL, 1, 65, true), 2);
	UNIT_INT_EQUAL(folded(OP_SHR, -8, 1, true), -4);
	UNIT_INT_EQUAL(folded(OP_SHR, -8, 60, false), 15);
	UNIT_INT_EQUAL(folded(OP_LT, -1, 1, true), 1);
	UNIT_INT_EQUAL(folded(OP_LT, -1, 1, false), 0);
	UNIT_INT_EQUAL(folded(OP_GE, 1, 1, true), 1);
	UNIT_INT_EQUAL(folded(OP_GT, 1, 1, true), 0);
	UNIT_INT_EQUAL(folded(OP_LAND, 2, 4, true), 1);
	CU_ASSERT(!fold_binary(OP_DIV, 1, 0, true, &v));
	CU_ASSERT(!fold_binary(OP_MOD, 1, 0, false, &v));
	UNIT_INT_EQUAL(fold_unary(OP_BNOT, 5), -6);
	UNIT_INT_EQUAL(fold_cast(&type_u8, 300), 44);
	UNIT_INT_EQUAL(fold_cast(&type_s8, 255), -1);
	UNIT_INT_EQUAL(fold_cast(&type_bool, 8), 1);
}

static void constants(void)
{
	static const struct typed t[] = {
	        {"BEGIN { print(2 + 3 * 4); }", "binary + : int64 = 14"},
	        {"BEGIN { print((uint8)300); }", "cast uint8 : uint8 = 44"},
	        {"BEGIN { print(-7 / 2); }", "binary / : int64 = -3"},
	        {"BEGIN { print(1 < 2 && 3 == 3); }", "binary && : int64 = 1"},
	        {"BEGIN { print(1 ? 5 : 6); }", "ternary : int64 = 5"},
	        {"BEGIN { print(sizeof(uint32)); }", "sizeof : uint64 = 4"},
	        {"BEGIN { print(18446744073709551615); }", "int 18446744073709551615 : uint64"},
	        {"BEGIN { print(!5); }", "unary ! : int64 = 0"},
	        {"BEGIN { print(comptime (1 + 1)); }", "binary + : int64 = 2"},
	        {"#define N 5\nBEGIN { print(N * 2); }", "binary * : int64 = 10"},
	        {"BEGIN { print($#); }", "param $# : int64 = 0"},
	        {"BEGIN { print($3); }", "param $3 : int64 = 0"},
	        {"BEGIN { print(true); }", "name true : bool = 1"},
	        {"BEGIN { print(0xffffffffffffffff > 1); }", "binary > : int64 = 1"},
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
	        {"BEGIN { print(pid == 1); }", "binary == : int64"},
	        {"BEGIN { print(comm == \"a\"); }", "binary == : int64"},
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
	        {"kprobe:f { print(str(arg0)); }", "call str : string[64]"},
	        {"kprobe:f { print(str(arg0, 5)); }", "call str : string[6]"},
	        {"kprobe:f { print(str(arg0, arg1)); }", "call str : string[64]"},
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
	         "call str : string[64]"},
	        {"t:sched:sched_process_exec { print(args.filename); }",
	         "field filename : string[64]"},
	        {"t:raw_syscalls:sys_enter { print(args.args[1]); }", "index : uint64"},
	        {"t:syscalls:sys_exit_read { print(retval); }", "field ret : int64"},
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
	        {"BEGIN { @x[1] = 2; delete(@x, 1); }", "call delete : int64"},
	        {"BEGIN { @x[1, 2] = 2; if (has_key(@x, (1, 2))) { exit(); } }",
	         "call has_key : int64"},
	        {"BEGIN { @x[1] = 2; print(len(@x)); }", "call len : int64"},
	};

	all_have_lines(t, ARRAY_LEN(t));
}

static void map_declarations(void)
{
	struct session s;

	start(&s, "let @a = lruhash(12); BEGIN { @a[1] = 1; @b[1] = 1; }");
	UNIT_INT_EQUAL(s.sema.maps[0]->max_entries, 12);
	UNIT_STR_EQUAL(s.sema.maps[0]->decl_type, "lruhash");
	UNIT_INT_EQUAL(s.sema.maps[1]->max_entries, 4096);
	CU_ASSERT_PTR_NULL(s.sema.maps[1]->decl_type);
	session_end(&s);
}

static void delete_takes_its_key_in_the_map(void)
{
	dumps("BEGIN { @x[1] = 2; delete(@x, 1); }", "BEGIN\n"
	                                             "  assign =\n"
	                                             "    map @x : int64\n"
	                                             "      int 1 : int64\n"
	                                             "    int 2 : int64\n"
	                                             "  call delete : int64\n"
	                                             "    map @x : int64\n"
	                                             "      int 1 : int64\n"
	                                             "maps\n"
	                                             "  @x[int64] : int64\n");
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

static const struct sym *sym_named(const struct session *s, const char *name)
{
	const struct variant *v = s->sema.variants[0];

	for (u32 i = 0; i < v->nsyms; i++)
		if (!strcmp(v->syms[i]->name, name))
			return v->syms[i];
	CU_FAIL_FATAL("no such variable");
	return NULL;
}

static void single_assignments(void)
{
	struct session s;

	start(&s, "kprobe:f { $a = arg0; $b = 1; $b = 2; if (pid) { $c = 3; } $d = 4; $d++; "
	          "while ($d < 9) { $e = arg1; $d += 1; } unroll(2) { $f = arg2; } }");
	CU_ASSERT_PTR_NOT_NULL(sym_named(&s, "a")->only);
	UNIT_INT_EQUAL(sym_named(&s, "a")->assignments, 1);
	UNIT_INT_EQUAL(sym_named(&s, "b")->assignments, 2);
	CU_ASSERT_PTR_NULL(sym_named(&s, "b")->only);
	CU_ASSERT_PTR_NULL(sym_named(&s, "c")->only);
	UNIT_INT_EQUAL(sym_named(&s, "d")->assignments, 3);
	CU_ASSERT_PTR_NULL(sym_named(&s, "d")->only);
	CU_ASSERT_PTR_NULL(sym_named(&s, "e")->only);
	CU_ASSERT_PTR_NULL(sym_named(&s, "f")->only);
	session_end(&s);
}

/* In a user function every address is of user memory. */
static void address_spaces(void)
{
	struct session s;
	const struct sym *sym;

	start(&s, "uprobe:/bin/x:f { $p = (uint8 *)arg0; $q = kptr($p); $n = arg1; }");
	CU_ASSERT(sym_named(&s, "p")->type->user);
	CU_ASSERT(!sym_named(&s, "q")->type->user);
	session_end(&s);
	start(&s, "kprobe:f { $p = (uint8 *)arg0; $q = uptr($p); }");
	CU_ASSERT(!sym_named(&s, "p")->type->user);
	sym = sym_named(&s, "q");
	CU_ASSERT(sym->type->user);
	session_end(&s);
	start(&s, "t:syscalls:sys_enter_openat { $p = args.filename; $q = (uint8 *)args.flags; }");
	CU_ASSERT(sym_named(&s, "p")->type->user);
	CU_ASSERT(sym_named(&s, "q")->type->user);
	session_end(&s);
}

static void one_variant_for_probes_that_type_alike(void)
{
	struct session s;

	start(&s, "t:sched:sched_switch, t:sched:sched_wakeup { @[probe] = count(); } "
	          "END { exit(); }");
	UNIT_INT_EQUAL(s.sema.nprobes, 3);
	UNIT_INT_EQUAL(s.sema.nvariants, 2);
	UNIT_INT_EQUAL(s.sema.variants[0]->nprobes, 2);
	CU_ASSERT(s.sema.variants[0]->uses_probe);
	CU_ASSERT(!s.sema.variants[1]->uses_probe);
	UNIT_INT_EQUAL(s.sema.variants[0]->context, CTX_TRACEPOINT);
	UNIT_INT_EQUAL(s.sema.variants[1]->context, CTX_USER);
	for (u32 i = 0; i < s.sema.nprobes; i++)
		UNIT_INT_EQUAL(s.sema.probes[i]->id, i);
	session_end(&s);
}

static void one_variant_for_each_tracepoint_whose_args_are_read(void)
{
	struct session s;

	start(&s, "t:syscalls:sys_exit_* { @ = hist(args.ret); }");
	UNIT_INT_EQUAL(s.sema.nvariants, 2);
	CU_ASSERT_PTR_NOT_NULL(s.sema.variants[0]->args);
	CU_ASSERT_PTR_NOT_EQUAL(s.sema.variants[0]->args, s.sema.variants[1]->args);
	CU_ASSERT_PTR_NOT_EQUAL(s.sema.variants[0]->clause->body, s.sema.variants[1]->clause->body);
	session_end(&s);
}

static void contexts(void)
{
	static const struct {
		const char *text;
		enum context context;
	} t[] = {
	        {"BEGIN { exit(); }", CTX_USER},
	        {"interval:s:1 { exit(); }", CTX_USER},
	        {"profile:hz:99 { exit(); }", CTX_PERF_EVENT},
	        {"software:faults:1 { exit(); }", CTX_PERF_EVENT},
	        {"kprobe:f { exit(); }", CTX_REGS},
	        {"ur:/x:f { exit(); }", CTX_REGS},
	        {"t:sched:sched_switch { exit(); }", CTX_TRACEPOINT},
	};

	for (size_t i = 0; i < ARRAY_LEN(t); i++) {
		struct session s;

		start(&s, t[i].text);
		UNIT_INT_EQUAL(s.sema.variants[0]->context, t[i].context);
		session_end(&s);
	}
}

static void missing_probes_of_a_list(void)
{
	struct session s;

	start(&s, "t:sched:nosuch, t:sched:sched_switch { @ = count(); }");
	UNIT_INT_EQUAL(s.sema.nprobes, 1);
	UNIT_INT_EQUAL(s.diag.warnings, 1);
	session_end(&s);
	/* a clause that has none left still says what its maps are */
	start(&s, "t:sched:nosuch, t:sched:nosuch2 { @x = comm; } END { print(@x); }");
	UNIT_INT_EQUAL(s.sema.nvariants, 1);
	UNIT_INT_EQUAL(s.sema.variants[0]->context, CTX_USER);
	session_end(&s);
}

static void taken_as_written(void)
{
	struct session s;

	session_run(&s, "tracepoint:a:b, tracepoint:c:d* { @[probe] = count(); }", 0, NULL, false);
	UNIT_INT_EQUAL(s.err, 0);
	UNIT_INT_EQUAL(s.sema.nprobes, 2);
	UNIT_STR_EQUAL(s.sema.probes[0]->name, "tracepoint:a:b");
	UNIT_STR_EQUAL(s.sema.probes[0]->target, "a");
	UNIT_STR_EQUAL(s.sema.probes[0]->func, "b");
	session_end(&s);
}

static void parameters(void)
{
	static const char *const params[] = {"42", "hello", "vfs_read", "-3"};
	struct session s;

	session_run(&s,
	            "kprobe:$3 /pid == $1/ { print(str($2)); print(str($2 + 1)); print($4); "
	            "print(str($9)); print($#); }",
	            4, params, true);
	UNIT_INT_EQUAL(s.err, 0);
	UNIT_STR_EQUAL(buf_str(&s.dump), "kprobe:vfs_read\n"
	                                 "  filter\n"
	                                 "    binary == : int64\n"
	                                 "      builtin pid : uint32\n"
	                                 "      param $1 : int64 = 42\n"
	                                 "  call print : void\n"
	                                 "    string \"hello\" : string[6]\n"
	                                 "  call print : void\n"
	                                 "    string \"ello\" : string[5]\n"
	                                 "  call print : void\n"
	                                 "    param $4 : int64 = -3\n"
	                                 "  call print : void\n"
	                                 "    string \"\" : string[1]\n"
	                                 "  call print : void\n"
	                                 "    param $# : int64 = 4\n");
	session_end(&s);
}

static void warns(const char *text, const char *want)
{
	struct session s;

	start(&s, text);
	if (!want)
		UNIT_STR_EQUAL(s.messages, "");
	else if (!strstr(s.messages, want))
		UNIT_STR_EQUAL(s.messages, want);
	session_end(&s);
}

static void warnings(void)
{
	warns("kretprobe:f { if (retval < arg_max) { exit(); } }\n#define arg_max nsecs",
	      "WARNING: comparison of integers of different signs: 'int64' and 'uint64'");
	warns("kretprobe:f { if (retval < 0) { exit(); } }", NULL);
	warns("kprobe:f { if (arg0 < 10) { exit(); } }", NULL);
	warns("kprobe:f { if (arg0 == -1) { exit(); } }", "different signs");
	warns("BEGIN { print(1 << 64); }", "WARNING: shift by 64");
}

static void an_error_is_reported_once(void)
{
	struct session s;

	session_run(&s, "t:sched:sched_switch, t:sched:sched_wakeup { print(args.zzz); }", 0, NULL,
	            true);
	UNIT_INT_EQUAL(s.err, -EINVAL);
	UNIT_INT_EQUAL(s.diag.errors, 1);
	session_end(&s);
}

/* shared/conformance/seeds.md: what must compile */
static void first_programs(void)
{
	static const char *const texts[] = {
	        "BEGIN { printf(\"hello world\\n\"); }",
	        "tracepoint:syscalls:sys_enter_openat { printf(\"%s %s\\n\", comm, "
	        "str(args.filename)); }",
	        "tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }",
	        "tracepoint:syscalls:sys_exit_read /pid == $1/ { @bytes = hist(args.ret); }",
	        "kretprobe:vfs_read { @bytes = lhist(retval, 0, 2000, 200); }",
	        "kprobe:vfs_read { @start[tid] = nsecs; } kretprobe:vfs_read /@start[tid]/ { "
	        "@ns[comm] = hist(nsecs - @start[tid]); delete(@start[tid]); }",
	        "tracepoint:sched:sched* { @[probe] = count(); } interval:s:5 { exit(); }",
	        "profile:hz:99 { @[kstack] = count(); }",
	        "tracepoint:sched:sched_switch { @[kstack] = count(); }",
	        "tracepoint:block:block_rq_complete { @ = hist(args.nr_sector * 512); }",
	        "kretprobe:vfs_read { @[\"size\"] = hist(retval); }",
	        "kretprobe:vfs_read { if ((int64)retval < 0) { @[pid, comm, retval] = count(); } }",
	        "kprobe:do_sys_openat2 { printf(\"%s(%d): %s\\n\", comm, uid, str(arg1)); }",
	        "kprobe:__dev_queue_xmit { @[kstack] = count(); }",
	};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct session s;

		start(&s, texts[i]);
		UNIT_INT_EQUAL(s.diag.errors, 0);
		session_end(&s);
	}
}

void suite_sema(void)
{
	unit_suite("sema");
	unit_test("the table of builtins is sound", table_is_sound);
	unit_test("settings: defaults", config_defaults);
	unit_test("settings: of the script", config_of_the_script);
	unit_test("settings: the environment wins", environment_wins);
	unit_test("folding", folds);
	unit_test("constants", constants);
	unit_test("types of arithmetic", arithmetic);
	unit_test("types of builtins and functions", builtins);
	unit_test("types of tracepoint fields", tracepoint_fields);
	unit_test("types of maps", map_types);
	unit_test("declared maps", map_declarations);
	unit_test("delete takes its key in the map", delete_takes_its_key_in_the_map);
	unit_test("types of variables", variable_types);
	unit_test("variables assigned once", single_assignments);
	unit_test("address spaces", address_spaces);
	unit_test("one variant for probes that type alike", one_variant_for_probes_that_type_alike);
	unit_test("one variant for each tracepoint whose args are read",
	          one_variant_for_each_tracepoint_whose_args_are_read);
	unit_test("contexts", contexts);
	unit_test("missing probes of a list", missing_probes_of_a_list);
	unit_test("probes taken as written", taken_as_written);
	unit_test("positional parameters", parameters);
	unit_test("warnings", warnings);
	unit_test("an error is reported once", an_error_is_reported_once);
	unit_test("the first programs", first_programs);
}
