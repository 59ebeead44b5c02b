/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/lang_run.h"
#include "tests/unit/unit.h"

/* The expression, written out again. */
static void expr_is(const char *text, const char *want)
{
	struct lang_run r, again;

	lang_run(&r, text, strlen(text), true);
	UNIT_STR_EQUAL(r.errors, "");
	UNIT_STR_EQUAL(buf_str(&r.text), want);
	lang_run(&again, buf_str(&r.text), r.text.len, true);
	UNIT_STR_EQUAL(buf_str(&again.text), want);
	lang_run_free(&again);
	lang_run_free(&r);
}

/* The dump of a program. */
static void dump_is(const char *text, const char *want)
{
	struct lang_run r;

	lang_run(&r, text, strlen(text), false);
	UNIT_STR_EQUAL(r.errors, "");
	UNIT_STR_EQUAL(buf_str(&r.text), want);
	lang_run_free(&r);
}

static void precedence(void)
{
	expr_is("1 + 2 * 3 - 4", "(1 + (2 * 3)) - 4");
	expr_is("1 - 2 - 3", "(1 - 2) - 3");
	expr_is("8 / 4 % 3 * 2", "((8 / 4) % 3) * 2");
	expr_is("1 << 2 + 3", "1 << (2 + 3)");
	expr_is("1 >> 2 << 3", "(1 >> 2) << 3");
	expr_is("a < b == c > d", "(a < b) == (c > d)");
	expr_is("a <= b != c >= d", "(a <= b) != (c >= d)");
	expr_is("a & b == c", "a & (b == c)");
	expr_is("a | b ^ c & d", "a | (b ^ (c & d))");
	expr_is("a || b && c | d", "a || (b && (c | d))");
	expr_is("a && b || c && d", "(a && b) || (c && d)");
	expr_is("(1 + 2) * 3", "(1 + 2) * 3");
	expr_is("a ? b : c ? d : e", "a ? b : (c ? d : e)");
	expr_is("a ? b ? 1 : 2 : 3", "a ? (b ? 1 : 2) : 3");
	expr_is("a || b ? 1 + 1 : 2", "(a || b) ? (1 + 1) : 2");
	expr_is("-a * b", "-a * b");
	expr_is("!a == b", "!a == b");
	expr_is("-a.b", "-a.b");
	expr_is("*a.b[1]", "*a.b[1]");
	expr_is("(*a).b", "(*a).b");
	expr_is("&$x + 1", "&$x + 1");
	expr_is("+1", "1");
	expr_is("- -1", "-(-1)");
	expr_is("-(-1)", "-(-1)");
	expr_is("!~-1", "!(~(-1))");
	expr_is("a - -b", "a - -b");
	expr_is("comptime 1 + 2", "comptime (1 + 2)");
}

static void literals(void)
{
	expr_is("0", "0");
	expr_is("1_000_000", "1000000");
	expr_is("0x1F", "31");
	expr_is("0XffFF", "65535");
	expr_is("0b101", "5");
	expr_is("0755", "493");
	expr_is("1e6", "1000000");
	expr_is("2E3", "2000");
	expr_is("0e99", "0");
	expr_is("18446744073709551615", "18446744073709551615");
	expr_is("0xffffffffffffffff", "18446744073709551615");
	expr_is("42u", "42u");
	expr_is("42UL", "42ul");
	expr_is("42ll", "42l");
	expr_is("42LLU", "42ul");
	expr_is("0x10ull", "16ul");
	expr_is("7ns", "7");
	expr_is("7us", "7000");
	expr_is("7ms", "7000000");
	expr_is("5s", "5000000000");
	expr_is("2m", "120000000000");
	expr_is("1h", "3600000000000");
	expr_is("1d", "86400000000000");
	expr_is("'a'", "'a'");
	expr_is("'\\n'", "'\\n'");
	expr_is("'\\''", "'\\''");
	expr_is("\"\"", "\"\"");
	expr_is("\"a\\tb\\n\\r\\\\\\\"\"", "\"a\\tb\\n\\r\\\\\\\"\"");
	expr_is("\"\\x41\\101\\0z\"", "\"AA\\x00z\"");
	expr_is("\"\\033[31m\\a\"", "\"\\x1b[31m\\x07\"");
	expr_is("\"a // b /* c\"", "\"a // b /* c\"");
	expr_is("$1", "$1");
	expr_is("$#", "$#");
	expr_is("/* c */ 1 // d", "1");
}

static void postfixes(void)
{
	expr_is("args.x", "args.x");
	expr_is("args->x->y.z", "args->x->y.z");
	expr_is("$a.0.1", "$a.0.1");
	expr_is("$s.if.while", "$s.if.while");
	expr_is("@x[1].0", "@x[1].0");
	expr_is("(1, 2)[0]", "(1, 2)[0]");
	expr_is("$x[1][2]", "$x[1][2]");
	expr_is("(@x)[1]", "(@x)[1]");
	expr_is("@", "@");
	expr_is("@[pid, comm]", "@[(pid, comm)]");
	expr_is("@[(pid, comm)]", "@[(pid, comm)]");
	expr_is("@a[1]++", "@a[1]++");
	expr_is("--$x", "--$x");
	expr_is("-(--$x)", "-(--$x)");
	expr_is("$x++ + ++$x", "$x++ + ++$x");
	expr_is("f()", "f()");
	expr_is("f(1, g(2), \"x\")", "f(1, g(2), \"x\")");
	expr_is("kstack(perf, 3)", "kstack(perf, 3)");
	expr_is("f(a).b", "f(a).b");
	expr_is("()", "()");
	expr_is("(1,)", "(1,)");
	expr_is("(1, 2,)", "(1, 2)");
	expr_is("((1, 2), 3)", "((1, 2), 3)");
	expr_is("(x = 1, y = $a + 1)", "(x = 1, y = $a + 1)");
	expr_is("(x = 1,)", "(x = 1)");
	expr_is("{ let $b = 1; $b }", "{ let $b = 1; $b }");
	expr_is("{ 1 } + 2", "1 + 2");
	expr_is("{ f(); }", "{ f(); }");
	expr_is("if ($x) { 1 } else if $y { 2 } else { 3 }", "$x ? 1 : ($y ? 2 : 3)");
	expr_is("if 1 { f(); 1 } else { 2 }", "1 ? { f(); 1 } : 2");
	expr_is("{ if (1) { 2 } else { 3 } }", "1 ? 2 : 3");
	expr_is("{ if (1) { 2 } 3 }", "{ if (1) { 2; } 3 }");
	expr_is("{ { 1 } }", "1");
	expr_is("{ _ = f(); while (1) { break; continue; } return; }",
	        "{ _ = f(); while (1) { break; continue; } return ; }");
	expr_is("{ for ($i : 0..9) { @x += $i; } for $kv : @x { $kv.0; } unroll 3 { f() } {} }",
	        "{ for ($i : 0..9) { @x += $i; } for ($kv : @x) { $kv.0; } unroll (3) { f(); }  { "
	        "} "
	        "}");
	expr_is("{ let $x : struct a *; let $y : u8[4] = 1; $x <<= 1; $x >>= 2; $x ^= 3 }",
	        "{ let $x : struct a *; let $y : u8[4] = 1; $x <<= 1; $x >>= 2; $x ^= 3; }");
	expr_is("{ if (1) { } else { f(); } 1 }", "{ if (1) { } else { f(); } 1 }");
}

static void casts(void)
{
	expr_is("(uint64)-1", "(uint64)(-1)");
	expr_is("(uint64) $x + 1", "(uint64)$x + 1");
	expr_is("(x) - 1", "x - 1");
	expr_is("(x) * 1", "x * 1");
	expr_is("(x) & $y", "x & $y");
	expr_is("(pid_t)-1", "(pid_t)(-1)");
	expr_is("(x)", "x");
	expr_is("(x).y", "x.y");
	expr_is("(x)[1]", "x[1]");
	expr_is("(x)(y)", "(x)y");
	expr_is("(x)$y", "(x)$y");
	expr_is("(x)!y", "(x)(!y)");
	expr_is("(x *)y", "(x *)y");
	expr_is("(x **)*y", "(x **)(*y)");
	expr_is("(x * y)", "x * y");
	expr_is("(x[2])", "x[2]");
	expr_is("(uint8[8])x", "(uint8[8])x");
	expr_is("(uint8[])x", "(uint8[])x");
	expr_is("(string[16])x", "(string[16])x");
	expr_is("(struct a)x", "(struct a)x");
	expr_is("((struct task_struct *)curtask)->mm->x", "((struct task_struct *)curtask)->mm->x");
	expr_is("(struct a *)$x.y", "(struct a *)$x.y");
	expr_is("(union u *)x", "(union u *)x");
	expr_is("(enum e)1", "(enum e)1");
	expr_is("(const char *)x", "(char *)x");
	expr_is("(unsigned long long int)x", "(unsigned long long int)x");
	expr_is("(unsigned char *const)x", "(unsigned char *)x");
	expr_is("(int64)@m", "(int64)@m");
	expr_is("(int8)(int16)x", "(int8)(int16)x");
	expr_is("(void *)0", "(void *)0");
	expr_is("(typeof($x))5", "(typeof($x))5");
	expr_is("(typeof($x) *)5", "(typeof($x) *)5");
	expr_is("sizeof(struct a)", "sizeof(struct a)");
	expr_is("sizeof(uint8[4])", "sizeof(uint8[4])");
	expr_is("sizeof(int *)", "sizeof(int *)");
	expr_is("sizeof($x.y)", "sizeof($x.y)");
	expr_is("sizeof(x)", "sizeof(x)");
	expr_is("sizeof(x * y)", "sizeof(x * y)");
	expr_is("offsetof(struct a, b.c)", "offsetof(struct a, b.c)");
	expr_is("offsetof(*curtask, comm)", "offsetof(*curtask, comm)");
}

static void literal_flags(void)
{
	struct lang_run r;

	lang_run(&r, "42ul", 4, true);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r.expr);
	CU_ASSERT(r.expr->i.is_unsigned && r.expr->i.is_long && !r.expr->i.is_char);
	UNIT_INT_EQUAL(r.expr->slot, EXPR_NO_SLOT);
	lang_run_free(&r);
	lang_run(&r, "'\\xff'", 6, true);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r.expr);
	CU_ASSERT(r.expr->i.is_char);
	UNIT_INT_EQUAL(r.expr->i.value, 255);
	lang_run_free(&r);
	lang_run(&r, "\"a\\0b\"", 6, true);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r.expr);
	UNIT_INT_EQUAL(r.expr->str.len, 3);
	CU_ASSERT(memcmp(r.expr->str.data, "a\0b", 4) == 0);
	lang_run_free(&r);
}

static void spans(void)
{
	const char *text = "  $abc + args.xy(";
	struct lang_run r;

	lang_run(&r, text, 16, true);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r.expr);
	UNIT_INT_EQUAL(r.expr->span.begin, 2);
	UNIT_INT_EQUAL(r.expr->span.end, 16);
	UNIT_INT_EQUAL(r.expr->binary.op_span.begin, 7);
	UNIT_INT_EQUAL(r.expr->binary.left->span.end, 6);
	UNIT_INT_EQUAL(r.expr->binary.right->span.begin, 9);
	UNIT_INT_EQUAL(r.expr->binary.right->field.name_span.begin, 14);
	lang_run_free(&r);
}

#define POINTS(text, points) dump_is(text " { }", "probe\n" points "  body\n")

static void attach_points(void)
{
	POINTS("BEGIN", "  point BEGIN\n");
	POINTS("begin", "  point begin\n");
	POINTS("kprobe:vfs_read", "  point kprobe:vfs_read\n");
	POINTS("kprobe:f,\n  kretprobe:f", "  point kprobe:f\n  point kretprobe:f\n");
	POINTS("kprobe:f+0x10", "  point kprobe:f+0x10\n");
	POINTS("k:*socket*", "  point k:*socket*\n");
	POINTS("t:sched:sched_[a-z]?*", "  point t:sched:sched_[a-z]?*\n");
	POINTS("tracepoint:xhci-hcd:x", "  point tracepoint:xhci-hcd:x\n");
	POINTS("uprobe:/bin/bash:readline", "  point uprobe:/bin/bash:readline\n");
	POINTS("uprobe:./a-b.out:main+4", "  point uprobe:./a-b.out:main+4\n");
	POINTS("uprobe:bin/bash:readline", "  point uprobe:bin/bash:readline\n");
	POINTS("uprobe:/lib/*:f", "  point uprobe:/lib/*:f\n");
	POINTS("uprobe:/b:\"ns::f(int, char)\"", "  point uprobe:/b:ns::f(int, char)\n");
	POINTS("uprobe:/b:cpp:ns::f", "  point uprobe:/b:cpp:ns::f\n");
	POINTS("uprobe:/b:f@x.c:10", "  point uprobe:/b:f@x.c:10\n");
	POINTS("usdt:/b::name", "  point usdt:/b::name\n");
	POINTS("uprobe:$1:f", "  point uprobe:$1:f\n");
	POINTS("software:faults:", "  point software:faults:\n");
	POINTS("interval:1s", "  point interval:1s\n");
	POINTS("hardware:cache-misses:1e6", "  point hardware:cache-misses:1e6\n");
	POINTS("watchpoint:f+arg1:4:rw", "  point watchpoint:f+arg1:4:rw\n");
	POINTS("iter:task:/sys/fs/bpf/x", "  point iter:task:/sys/fs/bpf/x\n");
	POINTS("self:signal:SIGUSR1", "  point self:signal:SIGUSR1\n");
	POINTS("lbl=kprobe:f, x = END", "  point lbl=kprobe:f\n  point x=END\n");
	POINTS("kprobe : f", "  point kprobe:f\n");
	POINTS("kprobe:f /* c */ // d\n", "  point kprobe:f\n");
	POINTS("kprobe:f// d\n", "  point kprobe:f\n");
	POINTS("struct:x", "  point struct:x\n");
}

static void attach_point_members(void)
{
	const char *text = "a=uprobe:\"/x y\":f , END{}";
	struct lang_run r;
	const struct attach_point *ap;

	lang_run(&r, text, strlen(text), false);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r.prog);
	ap = r.prog->clauses->points;
	UNIT_STR_EQUAL(ap->text, "uprobe:\"/x y\":f");
	UNIT_STR_EQUAL(ap->label, "a");
	UNIT_INT_EQUAL(ap->nparts, 3);
	UNIT_STR_EQUAL(ap->parts[1], "/x y");
	UNIT_INT_EQUAL(ap->part_spans[1].begin, 9);
	UNIT_INT_EQUAL(ap->part_spans[1].end, 15);
	UNIT_INT_EQUAL(ap->span.begin, 2);
	UNIT_INT_EQUAL(ap->span.end, 17);
	UNIT_STR_EQUAL(ap->next->text, "END");
	CU_ASSERT_PTR_NULL(ap->next->label);
	lang_run_free(&r);
}

#define FILTER(text, filter) dump_is(text, "probe\n  point kprobe:f\n  filter\n" filter "  body\n")

static void filters(void)
{
	FILTER("kprobe:f /pid/ { }", "    ident pid\n");
	FILTER("kprobe:f/pid/{}", "    ident pid\n");
	FILTER("kprobe:f\n/pid/\n{}", "    ident pid\n");
	FILTER("kprobe:f /pid/ // c\n{}", "    ident pid\n");
	FILTER("kprobe:f / 6 / 2 / {}", "    binary /\n      int 6\n      int 2\n");
	FILTER("kprobe:f /(6 / 2)/ {}", "    binary /\n      int 6\n      int 2\n");
	FILTER("kprobe:f /@x[pid]/{}", "    map @x\n      ident pid\n");
	FILTER("kprobe:f /a ? b : c/ {}",
	       "    ternary\n      ident a\n      ident b\n      ident c\n");
	FILTER("kprobe:f /comm == \"a/b\"/ {}",
	       "    binary ==\n      ident comm\n      string \"a/b\"\n");
	FILTER("kprobe:f /str(arg0 / { 2 }) == $1/ {}",
	       "    binary ==\n      call str\n        binary /\n          ident arg0\n"
	       "          int 2\n      param $1\n");
}

static void statements(void)
{
	dump_is("END{$x=1;@=2;@a[1,2]+=3;;f();@b++}",
	        "probe\n  point END\n  body\n"
	        "    assign =\n      var $x\n      int 1\n"
	        "    assign =\n      map @\n      int 2\n"
	        "    assign +=\n      map @a\n        tuple\n          int 1\n          int 2\n"
	        "      int 3\n"
	        "    call f\n"
	        "    postfix ++\n      map @b\n");
	dump_is("END { if (1) { a } else if 2 { b; } else { c } }",
	        "probe\n  point END\n  body\n"
	        "    if\n      int 1\n      then\n        ident a\n      else\n"
	        "        if\n          int 2\n          then\n            ident b\n"
	        "          else\n            ident c\n");
	dump_is("END { comptime if (1) { a } let $x : int8 = 1; { return 1 } }",
	        "probe\n  point END\n  body\n"
	        "    if\n      comptime\n        int 1\n      then\n        ident a\n"
	        "    let $x\n      type int8\n      int 1\n"
	        "    block\n      return\n        int 1\n");
	dump_is("END { -1; !a; (int)x; sizeof(int); offsetof(a, b); $x.0; $x[1]; (a=1); \"\\n\"; "
	        "$# }",
	        "probe\n  point END\n  body\n"
	        "    unary -\n      int 1\n    unary !\n      ident a\n"
	        "    cast int\n      ident x\n    sizeof\n      type int\n"
	        "    offsetof b\n      ident a\n    field .0\n      var $x\n"
	        "    index\n      var $x\n      int 1\n"
	        "    record\n      field a\n        int 1\n    string \"\\n\"\n    param $#\n");
}

static void preamble(void)
{
	dump_is("#!/usr/bin/env sonde\n#define X 5 // c\n#include <a/b.h>\n# include \"c.h\" /* d "
	        "*/\n",
	        "define X 5\ninclude <a/b.h>\ninclude \"c.h\"\n");
	dump_is("struct a { int x; /* } */ struct { int y:3; } z; }; struct b { char c; }\n"
	        "typedef struct a t; enum { A, B = 2 } union u { int i; } "
	        "__attribute__((packed));\n"
	        "struct fwd; END { (t)-1 }",
	        "c struct a { int x; struct { int y:3; } z; };\nc struct b { char c; }\n"
	        "c typedef struct a t;\nc enum { A, B = 2 }\n"
	        "c union u { int i; } __attribute__((packed));\nc struct fwd;\n"
	        "probe\n  point END\n  body\n    cast t\n      unary -\n        int 1\n");
	dump_is("#ifndef BPFTRACE_HAVE_BTF\n#include <a.h>\n#else\nstruct x { int y; };\n#endif\n"
	        "#define A\n#ifdef A\n#define B 1\n#elif 1\n#define C 1\n#else\n@!\n#endif\n"
	        "#if !defined(A) && 0 || (defined B)\n#define D \"a//b\"\n#endif\n",
	        "include without-btf <a.h>\nc with-btf struct x { int y; };\n"
	        "define A\ndefine B 1\ndefine D \"a//b\"\n");
	dump_is("config = {\n  stack_mode=perf;\n max_map_keys = 2, x=\"a b\"\n y=-1 z=1\n}\n"
	        "import \"std\"; import \"x\"\nlet @a = lruhash(100); let @ = hash(1)\n",
	        "config stack_mode perf\nconfig max_map_keys 2\nconfig x \"a b\"\nconfig y -1\n"
	        "config z 1\nimport \"std\"\nimport \"x\"\nmap @a lruhash 100\nmap @ hash 1\n");
	dump_is("#define M 1 + \\\n 2\nfn f($a : int64, $b : struct x *) : uint8[4] { return 1; }\n"
	        "fn g() { } macro one() { 1 } macro m($x, @y, z) { let $q = z; $q + @y }",
	        "define M 1 +   2\n"
	        "fn f\n  param $a\n    type int64\n  param $b\n    type struct x *\n"
	        "  returns uint8[4]\n  body\n    return\n      int 1\n"
	        "fn g\n  body\n"
	        "macro one\n  body\n  value\n    int 1\n"
	        "macro m\n  param $x\n  param @y\n  param z\n  body\n    let $q\n      ident z\n"
	        "  value\n    binary +\n      var $q\n      map @y\n");
}

static void c_def_members(void)
{
	const char *text =
	        "struct foo { int x; };\n#define N 3\ntypedef struct bar { int y; } baz;\n";
	struct lang_run r;
	const struct c_def *d;

	lang_run(&r, text, strlen(text), false);
	CU_ASSERT_PTR_NOT_NULL_FATAL(r.prog);
	d = r.prog->c_defs;
	UNIT_STR_EQUAL(d->name, "foo");
	UNIT_INT_EQUAL(d->when, C_ALWAYS);
	UNIT_STR_EQUAL(d->next->name, "N");
	UNIT_STR_EQUAL(d->next->text, "N 3");
	UNIT_STR_EQUAL(d->next->next->name, "bar");
	UNIT_INT_EQUAL(d->next->next->span.begin, 35);
	lang_run_free(&r);
}

struct tally {
	u32 n;
	struct buf ints;
};

static bool count_ints(struct expr *e, void *arg)
{
	struct tally *t = arg;

	t->n++;
	if (e->kind == EXPR_INT)
		buf_addf(&t->ints, "%d", (int)e->i.value);
	return e->kind != EXPR_CALL || strcmp(e->call.name, "skip") != 0;
}

static void walks_and_clones(void)
{
	const char *text = "{ if (1) { @x[2] = 3; } else { let $y : typeof(4) = 5; } "
	                   "for ($i : 6..7) { skip(1, 2); } while (8) { return 9; } "
	                   "for ($kv : @x) { } unroll (1) { $x++ } "
	                   "(2 ? 3 : 4, (int8)5, sizeof(6), offsetof(7, x), -8, $x.y[9].0, "
	                   "f(1), comptime 2) }";
	struct arena *other = arena_new();
	struct buf before = BUF_INIT, after = BUF_INIT;
	struct tally t = {0}, again = {0};
	struct expr *copy;
	struct lang_run r;

	lang_run(&r, text, strlen(text), true);
	UNIT_STR_EQUAL(r.errors, "");
	CU_ASSERT_PTR_NOT_NULL_FATAL(r.expr);
	ast_walk_expr(r.expr, count_ints, &t);
	/* In the order of evaluation: a value before its target. */
	UNIT_STR_EQUAL(buf_str(&t.ints), "1324567891234567891"
	                                 "2");
	copy = ast_clone_expr(other, r.expr);
	CU_ASSERT(copy != r.expr);
	ast_unparse_expr(&before, r.expr);
	ast_unparse_expr(&after, copy);
	UNIT_STR_EQUAL(buf_str(&after), buf_str(&before));
	ast_walk_expr(copy, count_ints, &again);
	UNIT_INT_EQUAL(again.n, t.n);
	UNIT_STR_EQUAL(buf_str(&again.ints), buf_str(&t.ints));
	/* The copy shares no node with the original. */
	copy->block.stmts->if_.cond->i.value = 77;
	UNIT_INT_EQUAL(r.expr->block.stmts->if_.cond->i.value, 1);
	ast_walk_expr(NULL, count_ints, &again);
	CU_ASSERT_PTR_NULL(ast_clone_expr(other, NULL));
	CU_ASSERT_PTR_NULL(ast_clone_stmts(other, NULL));
	buf_free(&before);
	buf_free(&after);
	buf_free(&t.ints);
	buf_free(&again.ints);
	lang_run_free(&r);
	arena_free(other);
}

static void real_scripts(void)
{
	glob_t found;

	if (glob("/usr/sbin/*.bt", 0, NULL, &found) != 0) {
		unit_skip("bpftrace's scripts are not installed");
		return;
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct buf text = BUF_INIT;
		struct lang_run r;

		UNIT_INT_EQUAL(buf_read_file(&text, found.gl_pathv[i]), 0);
		lang_run(&r, buf_str(&text), text.len, false);
		UNIT_STR_EQUAL(r.errors, "");
		CU_ASSERT(r.prog && r.prog->clauses);
		lang_run_free(&r);
		buf_free(&text);
	}
	globfree(&found);
}

void suite_lang(void)
{
	unit_suite("lang");
	unit_test("precedence", precedence);
	unit_test("literals", literals);
	unit_test("postfixes", postfixes);
	unit_test("casts", casts);
	unit_test("literal_flags", literal_flags);
	unit_test("spans", spans);
	unit_test("attach_points", attach_points);
	unit_test("attach_point_members", attach_point_members);
	unit_test("filters", filters);
	unit_test("statements", statements);
	unit_test("preamble", preamble);
	unit_test("c_def_members", c_def_members);
	unit_test("walks_and_clones", walks_and_clones);
	unit_test("real_scripts", real_scripts);
}
