// SPDX-License-Identifier: GPL-2.0-or-later
/* sema: variants, settings, folding, variables. What it refuses is in tests/golden/errors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sema/check.h"
#include "tests/unit/sema_run.h"
#include "tests/unit/unit.h"

/* The dump of a program. */
static void dumps(const char *text, const char *want)
{
	struct sema_run s;

	sema_run_text(&s, text);
	UNIT_STR_EQUAL(buf_str(&s.dump), want);
	sema_run_free(&s);
}

static void table_is_sound(void)
{
	const struct builtin *b;

	for (b = builtin_table(); b->name; b++) {
		CU_ASSERT_PTR_EQUAL(builtin_find(b->name, b->kind != BUILTIN_VAR), b);
		CU_ASSERT(b->min_args <= b->max_args);
		CU_ASSERT(b->doc && *b->doc);
		CU_ASSERT_EQUAL(b->kind == BUILTIN_VAR, b->func == FN_NONE);
	}
	CU_ASSERT_PTR_NULL(builtin_find("printf", false));
	CU_ASSERT_PTR_NULL(builtin_find("cpu", true));
	UNIT_STR_EQUAL(builtin_nearest("prinft", true), "printf");
	CU_ASSERT_PTR_NULL(builtin_nearest("frobnicate", true));
}

static void config_defaults(void)
{
	struct config c;
	struct diag d;

	diag_init(&d, stderr);
	UNIT_INT_EQUAL(config_init(&c, &d), 0);
	UNIT_INT_EQUAL(c.max_strlen, 1024);
	UNIT_INT_EQUAL(c.max_map_keys, 4096);
	CU_ASSERT(c.print_maps_on_exit && c.cpp_demangle);
	UNIT_STR_EQUAL(c.str_trunc_trailer, "..");
}

static void config_of_the_script(void)
{
	struct sema_run s;

	sema_run_text(
	        &s,
	        "config = { BPFTRACE_MAX_STRLEN = 100; stack_mode = perf; missing_probes = warn; "
	        "print_maps_on_exit = false; str_trunc_trailer = \"...\" } BEGIN { @x = 1; }");
	UNIT_INT_EQUAL(s.sema.config.max_strlen, 100);
	UNIT_INT_EQUAL(s.sema.config.stack_mode, STACK_PERF);
	UNIT_INT_EQUAL(s.sema.config.missing_probes, 1);
	CU_ASSERT(!s.sema.maps[0]->print_at_exit);
	UNIT_STR_EQUAL(s.sema.config.str_trunc_trailer, "...");
	sema_run_free(&s);
}

static void environment_wins(void)
{
	struct sema_run s;

	setenv("BPFTRACE_MAX_STRLEN", "80", 1);
	setenv("BPFTRACE_MAP_KEYS_MAX", "7", 1);
	sema_run_text(&s, "config = { max_strlen = 100; } BEGIN { @x = 1; }");
	UNIT_INT_EQUAL(s.sema.config.max_strlen, 80);
	UNIT_INT_EQUAL(s.sema.maps[0]->max_entries, 7);
	sema_run_free(&s);
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
	UNIT_INT_EQUAL(folded(OP_SHR, -8, 1, true), (s64)((u64)-8 >> 1));
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

static void map_declarations(void)
{
	struct sema_run s;

	sema_run_text(&s, "let @a = lruhash(12); BEGIN { @a[1] = 1; @b[1] = 1; }");
	UNIT_INT_EQUAL(s.sema.maps[0]->max_entries, 12);
	UNIT_STR_EQUAL(s.sema.maps[0]->decl_type, "lruhash");
	UNIT_INT_EQUAL(s.sema.maps[1]->max_entries, 4096);
	CU_ASSERT_PTR_NULL(s.sema.maps[1]->decl_type);
	sema_run_free(&s);
}

static void delete_takes_its_key_in_the_map(void)
{
	dumps("BEGIN { @x[1] = 2; delete(@x, 1); }", "BEGIN\n"
	                                             "  assign =\n"
	                                             "    map @x : int64\n"
	                                             "      int 1 : int64\n"
	                                             "    int 2 : int64\n"
	                                             "  call delete : bool\n"
	                                             "    map @x : int64\n"
	                                             "      int 1 : int64\n"
	                                             "maps\n"
	                                             "  @x[int64] : int64\n");
}

static const struct sym *sym_named(const struct sema_run *s, const char *name)
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
	struct sema_run s;

	sema_run_text(&s, "kprobe:f { $a = arg0; $b = 1; $b = 2; if (pid) { $c = 3; } if (tid) { "
	                  "$g = 3; } $h = $g; $d = 4; $d++; "
	                  "while ($d < 9) { $e = arg1; $d += 1; } unroll(2) { $f = arg2; } }");
	CU_ASSERT_PTR_NOT_NULL(sym_named(&s, "a")->only);
	UNIT_INT_EQUAL(sym_named(&s, "a")->assignments, 1);
	UNIT_INT_EQUAL(sym_named(&s, "b")->assignments, 2);
	CU_ASSERT_PTR_NULL(sym_named(&s, "b")->only);
	CU_ASSERT_PTR_NOT_NULL(sym_named(&s, "c")->only); /* not seen behind its block */
	CU_ASSERT_PTR_NULL(sym_named(&s, "g")->only);
	UNIT_INT_EQUAL(sym_named(&s, "d")->assignments, 3);
	CU_ASSERT_PTR_NULL(sym_named(&s, "d")->only);
	CU_ASSERT_PTR_NULL(sym_named(&s, "e")->only);
	CU_ASSERT_PTR_NOT_NULL(sym_named(&s, "f")->only);
	sema_run_free(&s);
}

/* In a user function every address is of user memory. */
static void address_spaces(void)
{
	struct sema_run s;
	const struct sym *sym;

	if (unit_skip_32bit())
		return;
	sema_run_text(&s, "uprobe:/bin/x:f { $p = (uint8 *)arg0; $q = kptr($p); $n = arg1; }");
	CU_ASSERT(sym_named(&s, "p")->type->user);
	CU_ASSERT(!sym_named(&s, "q")->type->user);
	sema_run_free(&s);
	sema_run_text(&s, "kprobe:f { $p = (uint8 *)arg0; $q = uptr($p); }");
	CU_ASSERT(!sym_named(&s, "p")->type->user);
	sym = sym_named(&s, "q");
	CU_ASSERT(sym->type->user);
	sema_run_free(&s);
	sema_run_text(
	        &s,
	        "t:syscalls:sys_enter_openat { $p = args.filename; $q = (uint8 *)args.flags; }");
	CU_ASSERT(sym_named(&s, "p")->type->user);
	CU_ASSERT(sym_named(&s, "q")->type->user);
	sema_run_free(&s);
}

static void one_variant_for_probes_that_type_alike(void)
{
	struct sema_run s;

	sema_run_text(&s, "t:sched:sched_switch, t:sched:sched_wakeup { @[probe] = count(); } "
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
	sema_run_free(&s);
}

static void one_variant_for_each_tracepoint_whose_args_are_read(void)
{
	struct sema_run s;

	sema_run_text(&s, "t:syscalls:sys_exit_* { @ = hist(args.ret); }");
	UNIT_INT_EQUAL(s.sema.nvariants, 2);
	CU_ASSERT_PTR_NOT_NULL(s.sema.variants[0]->args);
	CU_ASSERT_PTR_NOT_EQUAL(s.sema.variants[0]->args, s.sema.variants[1]->args);
	CU_ASSERT_PTR_NOT_EQUAL(s.sema.variants[0]->clause->body, s.sema.variants[1]->clause->body);
	sema_run_free(&s);
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
		struct sema_run s;

		sema_run_text(&s, t[i].text);
		UNIT_INT_EQUAL(s.sema.variants[0]->context, t[i].context);
		sema_run_free(&s);
	}
}

static void missing_probes_of_a_list(void)
{
	struct sema_run s;

	sema_run_text(&s, "t:sched:nosuch, t:sched:sched_switch { @ = count(); }");
	UNIT_INT_EQUAL(s.sema.nprobes, 1);
	UNIT_INT_EQUAL(s.diag.warnings, 1);
	sema_run_free(&s);
	/* a clause that has none left still says what its maps are */
	sema_run_text(&s, "config = { missing_probes = warn } "
	                  "t:sched:nosuch, t:sched:nosuch2 { @x = comm; } END { print(@x); }");
	UNIT_INT_EQUAL(s.sema.nvariants, 1);
	UNIT_INT_EQUAL(s.sema.variants[0]->context, CTX_USER);
	sema_run_free(&s);
	/* unless a list is not to be forgiven */
	sema_run_with(&s,
	              "config = { missing_probes = error } "
	              "t:sched:nosuch, t:sched:nosuch2 { @x = comm; } END { print(@x); }",
	              0, NULL, true);
	UNIT_INT_EQUAL(s.err, -EINVAL);
	sema_run_free(&s);
	sema_run_text(&s, "t:sched:nosuch, t:sched:nosuch2 { @x = comm; } END { print(@x); }");
	UNIT_INT_EQUAL(s.err, 0);
	UNIT_INT_EQUAL(s.diag.warnings, 3);
	sema_run_free(&s);
}

static void taken_as_written(void)
{
	struct sema_run s;

	sema_run_with(&s, "tracepoint:a:b, tracepoint:c:d* { @[probe] = count(); }", 0, NULL,
	              false);
	UNIT_INT_EQUAL(s.err, 0);
	UNIT_INT_EQUAL(s.sema.nprobes, 2);
	UNIT_STR_EQUAL(s.sema.probes[0]->name, "tracepoint:a:b");
	UNIT_STR_EQUAL(s.sema.probes[0]->target, "a");
	UNIT_STR_EQUAL(s.sema.probes[0]->func, "b");
	sema_run_free(&s);
}

static void parameters(void)
{
	static const char *const params[] = {"42", "hello", "vfs_read", "-3"};
	struct sema_run s;

	sema_run_with(&s,
	              "kprobe:$3 /pid == $1/ { print(str($2)); print(str($2 + 1)); print($4); "
	              "print(str($9)); print($#); }",
	              4, params, true);
	UNIT_INT_EQUAL(s.err, 0);
	UNIT_STR_EQUAL(buf_str(&s.dump), "kprobe:vfs_read\n"
	                                 "  filter\n"
	                                 "    binary == : bool\n"
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
	sema_run_free(&s);
}

static void warns(const char *text, const char *want)
{
	struct sema_run s;

	sema_run_text(&s, text);
	if (!want)
		UNIT_STR_EQUAL(s.messages, "");
	else if (!strstr(s.messages, want))
		UNIT_STR_EQUAL(s.messages, want);
	sema_run_free(&s);
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
	struct sema_run s;

	sema_run_with(&s, "t:sched:sched_switch, t:sched:sched_wakeup { print(args.zzz); }", 0,
	              NULL, true);
	UNIT_INT_EQUAL(s.err, -EINVAL);
	UNIT_INT_EQUAL(s.diag.errors, 1);
	sema_run_free(&s);
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
		struct sema_run s;

		sema_run_text(&s, texts[i]);
		UNIT_INT_EQUAL(s.diag.errors, 0);
		sema_run_free(&s);
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
	unit_test("declared maps", map_declarations);
	unit_test("delete takes its key in the map", delete_takes_its_key_in_the_map);
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
