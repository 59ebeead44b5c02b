/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The preprocessor: macros, conditions, headers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "lang/cpp.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"

static struct arena *arena;
static struct diag diag;
static char *errors;
static size_t errors_len;
static FILE *out;
static struct cpp_opts opts;
static bool btf;

static bool have_btf(void *arg)
{
	return btf;
}

static struct cpp *begin(void)
{
	arena = arena_new();
	out = open_memstream(&errors, &errors_len);
	diag_init(&diag, out);
	opts.arena = arena;
	opts.diag = &diag;
	opts.have_btf = have_btf;
	return cpp_new(&opts);
}

static void end(struct cpp *cpp)
{
	cpp_free(cpp);
	fclose(out);
	free(errors);
	arena_free(arena);
	opts = (struct cpp_opts){0};
}

static int feed(struct cpp *cpp, const char *text)
{
	struct source *src = arena_new_of(arena, struct source);

	*src = (struct source){.name = "t", .text = arena_strdup(arena, text), .len = strlen(text)};
	return cpp_feed(cpp, (struct span){src, 0, (u32)src->len});
}

static const char *said(void)
{
	fflush(out);
	return errors;
}

static const char *tokens(const struct cpp *cpp)
{
	struct ctokens v = cpp_tokens(cpp);
	struct buf b = BUF_INIT;
	char *copy;

	for (u32 i = 0; i < v.n; i++)
		buf_addf(&b, "%s%.*s", i ? " " : "", (int)v.v[i].len, v.v[i].text);
	copy = arena_strdup(arena, buf_str(&b));
	buf_free(&b);
	return copy;
}

/* What text becomes behind the defines. */
static void becomes(const char *defines, const char *text, const char *want)
{
	struct cpp *cpp = begin();
	struct buf b = BUF_INIT;

	UNIT_INT_EQUAL(feed(cpp, defines), 0);
	UNIT_INT_EQUAL(cpp_expand(cpp, text, strlen(text), &b), 0);
	UNIT_STR_EQUAL(buf_str(&b), want);
	buf_free(&b);
	end(cpp);
}

static void objects(void)
{
	becomes("#define A 1\n", "A + AA + A", "1 + AA + 1");
	becomes("#define A B\n#define B A\n", "A B", "A B");
	becomes("#define A A + 1\n", "A", "A + 1");
	becomes("#define A -1\n", "-A", "- -1");
	becomes("#define A \\\n 1 /* x\n */ + 2 // y\n", "A", "1 + 2");
	becomes("#define A 1\n#undef A\n", "A", "A");
	becomes("#define A 1\n#define A 2\n", "A", "2");
	becomes("#define E\n", "E x E", "x");
	becomes("#define A \"x\" \"y\"\n", "A", "\"xy\"");
	becomes("#define A 1\n", "\"A\" 'A' @A $A x.A", "\"A\" 'A' @A $A x.1");
}

static void functions(void)
{
	becomes("#define F(x) ((x) * (x))\n", "F(1 + 2)", "( (1 + 2) * (1 + 2) )");
	becomes("#define F(x) x\n", "F F(F)(1) F", "F F(1) F");
	becomes("#define F(a, b) b a\n", "F((1, 2), @[3])", "@[3] (1, 2)");
	becomes("#define F() 7\n#define G(x) <x>\n", "F() G()", "7 < >");
	becomes("#define S(x) #x\n", "S(a  +  \"b\\n\")", "\"a + \\\"b\\\\n\\\"\"");
	becomes("#define P(a, b) a##b\n#define XY 9\n", "P(X, Y) P(X,) P(, Y)", "9 X Y");
	becomes("#define P(a, b) z a##b\n", "P(, Y)", "z Y");
	becomes("#define V(f, ...) p(f, ##__VA_ARGS__)\n", "V(1) V(1, 2, 3)", "p(1) p(1,2, 3)");
	becomes("#define V(f, r...) p(f, r)\n", "V(1, 2, 3)", "p(1, 2, 3)");
	becomes("#define F(x) x + G(x)\n#define G(x) [x]\n", "F(F(1))", "1 + [1] + [1 + [1] ]");
	becomes("#define F (x)\n", "F", "(x)");
}

static void runaway(void)
{
	struct cpp *cpp = begin();
	struct buf b = BUF_INIT;
	char line[64];

	feed(cpp, "#define A0 x x x x x x x x x x\n");
	for (int i = 1; i < 12; i++) {
		snprintf(line, sizeof(line), "#define A%d A%d A%d A%d A%d A%d A%d A%d A%d\n", i,
		         i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
		feed(cpp, line);
	}
	UNIT_INT_EQUAL(cpp_expand(cpp, "A11", 3, &b), -E2BIG);
	UNIT_INT_EQUAL(feed(cpp, "struct s { int A11; }"), -EINVAL);
	UNIT_STR_EQUAL(said(), "t:1:1: ERROR: macros make this too long\n"
	                       "struct s { int A11; }\n~~~~~~~~~~~~~~~~~~~~~\n");
	UNIT_INT_EQUAL(cpp_expand(cpp, "A1 ", 3, &b), 0);
	buf_free(&b);
	end(cpp);
}

static void condition(const char *text, int want)
{
	struct cpp *cpp = begin();
	struct source src = {.name = "t", .text = text, .len = strlen(text)};
	bool value = false, ok;

	feed(cpp, "#define ONE 1\n#define SUM(a, b) (a + b)\n#define EMPTY\n");
	ok = cpp_condition(cpp, (struct span){&src, 0, (u32)src.len}, &value);
	if ((ok ? value : -1) != want)
		UNIT_STR_EQUAL(text, ok ? value ? "true" : "false" : "not evaluated");
	CU_ASSERT_EQUAL(ok ? value : -1, want);
	end(cpp);
}

static void conditions(void)
{
	static const struct {
		const char *text;
		int want;
	} cases[] = {
	        {"1", 1},
	        {"0", 0},
	        {"ONE", 1},
	        {"TWO", 0},
	        {"defined ONE && defined(EMPTY) && !defined TWO", 1},
	        {"SUM(ONE, 2) == 3", 1},
	        {"1 + 2 * 3 == 7 && (1 + 2) * 3 == 9", 1},
	        {"1 << 4 | 1 == 17", 1},
	        {"-1 < 0", 1},
	        {"-1 < 0u", 0},
	        {"10 - 3 - 2 == 5", 1},
	        {"7 / 2 == 3 && -7 % 3 == -1", 1},
	        {"0 && 1 / 0", 0},
	        {"1 || 1 / 0", 1},
	        {"1 / 0", -1},
	        {"1 ? 2 ? 3 : 0 : 0", 1},
	        {"0 ? 1 : 0", 0},
	        {"'a' == 97 && '\\n' == 10 && '\\x41' == 65 && '\\101' == 65", 1},
	        {"0x10 == 16 && 010 == 8 && 0b11 == 3 && 1ULL == 1", 1},
	        {"~0 == -1 && !0 && !!5 && +1", 1},
	        {"(1", -1},
	        {"1 +", -1},
	        {"1 2", -1},
	        {"", -1},
	        {"EMPTY", -1},
	        {"__has_include(<x.h>) || 1", 1},
	        {"LINUX_VERSION_CODE >= KERNEL_VERSION(2, 6, 0)", 1},
	        {"LINUX_VERSION_CODE < KERNEL_VERSION(200, 0, 0)", 1},
	        {"0x8000000000000000 > 0", 1},
	        {"(2 || 3) != 2", 1},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		condition(cases[i].text, cases[i].want);
}

static void btf_decides(void)
{
	struct cpp *cpp;

	for (int i = 0; i < 2; i++) {
		btf = i;
		cpp = begin();
		CU_ASSERT_EQUAL(cpp_defined(cpp, "BPFTRACE_HAVE_BTF"), btf);
		end(cpp);
		condition("defined(BPFTRACE_HAVE_BTF)", btf);
	}
}

static void text_has_macros(void)
{
	struct cpp *cpp = begin();

	feed(cpp, "#define N 4\n#define T(n) int n\n");
	feed(cpp, "struct s { T(a); char b[N]; }");
	feed(cpp, "enum e { N1 = N };");
	UNIT_STR_EQUAL(tokens(cpp), "struct s { int a ; char b [ 4 ] ; } ; enum e { N1 = 4 } ;");
	/* what a macro became is where the macro was used */
	UNIT_INT_EQUAL(cpp_tokens(cpp).v[3].span.begin, 11);
	end(cpp);
}

static void headers(void)
{
	struct cpp *cpp;
	const char *dirs[1];

	tmpdir_make();
	tmpdir_run("mkdir inc inc/sub");
	tmpdir_puts("a.h", "#ifndef A_H\n#define A_H\n#include \"inc/b.h\"\nint a;\n#endif\n");
	tmpdir_puts("inc/b.h", "#pragma once\n#include \"sub/c.h\"\n#include <nowhere.h>\nint b;\n"
	                       "#if broken(\nint no;\n#elif 1\nint yes;\n#else\nint no;\n#endif\n");
	tmpdir_puts("inc/sub/c.h", "#if 0\n# if 1\nint no;\n# else\nint no;\n# endif\n#else\nint "
	                           "c;\n#endif\n#define C 3\n");
	opts.script_dir = tmpdir_path();
	dirs[0] = strdup(tmpdir_file("inc"));
	opts.include_dirs = dirs;
	opts.ninclude_dirs = 1;
	cpp = begin();
	UNIT_INT_EQUAL(feed(cpp, "#include \"a.h\"\n"), 0);
	UNIT_INT_EQUAL(feed(cpp, "#include \"a.h\" /* again */\n"), 0);
	UNIT_INT_EQUAL(feed(cpp, "#include <b.h>\n"), 0);
	UNIT_STR_EQUAL(tokens(cpp), "int c ; int b ; int yes ; int a ;");
	CU_ASSERT_EQUAL(cpp_macro(cpp, "C"), CPP_OBJECT);
	CU_ASSERT(cpp_tokens(cpp).v[0].flags & CT_HEADER);
	UNIT_STR_EQUAL(said(), "");
	UNIT_INT_EQUAL(feed(cpp, "#include \"nowhere.h\"\n"), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(said(), "t:1:1: ERROR: 'nowhere.h' file not found\n"
	                                      "#include \"nowhere.h\"\n~~~~~~~~~~~~~~~~~~~~\n"));
	UNIT_INT_EQUAL(cpp_include(cpp, "sub/c.h"), 0);
	UNIT_INT_EQUAL(cpp_include(cpp, "d.h"), -EINVAL);
	UNIT_INT_EQUAL(feed(cpp, "#include <linux/no_such_header.h>\n"), 0);
	free((char *)dirs[0]);
	end(cpp);
	tmpdir_remove();
}

static void headers_that_loop(void)
{
	struct cpp *cpp;

	tmpdir_make();
	tmpdir_puts("loop.h", "#include \"loop.h\"\n#include \"loop.h\"\nint l;\n");
	opts.script_dir = tmpdir_path();
	cpp = begin();
	UNIT_INT_EQUAL(feed(cpp, "#include \"loop.h\"\n"), 0);
	CU_ASSERT(cpp_tokens(cpp).n > 0);
	end(cpp);
	tmpdir_remove();
}

/* A header whose guard is defined is left out, but not what is beside the guard. */
static void guards(void)
{
	struct cpp *cpp;

	tmpdir_make();
	tmpdir_puts("all.h", "/* x */\n#ifndef ALL\n#define ALL\nint all;\n#endif /* ALL */\n");
	tmpdir_puts("behind.h", "#ifndef BEHIND\n#define BEHIND\n#endif\nint behind;\n");
	tmpdir_puts("other.h", "#ifndef OTHER\n#define OTHER\n#else\nint other;\n#endif\n");
	opts.script_dir = tmpdir_path();
	cpp = begin();
	feed(cpp, "#include \"all.h\"\n#include \"behind.h\"\n#include \"other.h\"\n");
	feed(cpp, "#include \"all.h\"\n#include \"behind.h\"\n#include \"other.h\"\n");
	UNIT_STR_EQUAL(tokens(cpp), "int all ; int behind ; int behind ; int other ;");
	feed(cpp, "#undef ALL\n");
	feed(cpp, "#include \"all.h\"\n");
	UNIT_STR_EQUAL(tokens(cpp), "int all ; int behind ; int behind ; int other ; int all ;");
	end(cpp);
	tmpdir_remove();
}

static void directives_in_arguments(void)
{
	struct cpp *cpp = begin();

	feed(cpp, "#define G(n, x...) struct { x } n\n#define N 1\n"
	          "G(a,\n#if N\nint yes;\n#else\nint no;\n# if 1\nint no;\n# endif\n#endif\n"
	          "#undef N\n#define N 2\nint b[N];)\n");
	UNIT_STR_EQUAL(tokens(cpp), "struct { int yes ; int b [ 2 ] ; } a ;");
	end(cpp);
	cpp = begin();
	feed(cpp, "#define G(x) x\nG(int a;\n#if 0\n");
	UNIT_STR_EQUAL(tokens(cpp), "");
	end(cpp);
}

static void kernel_headers_only_if_needed(void)
{
	struct utsname u;
	struct cpp *cpp;
	char dir[300];

	uname(&u);
	tmpdir_make();
	snprintf(dir, sizeof(dir), "lib/modules/%s/build/include", u.release);
	tmpdir_run("mkdir -p %s/linux usr/include/linux", dir);
	tmpdir_run("echo '#define INNER 5' > %s/linux/inner.h", dir);
	tmpdir_run("echo 'struct inner { int x; };' >> %s/linux/inner.h", dir);
	tmpdir_run("echo '#define LINUX_VERSION_CODE 1\n#define OUTER 6\nint u;' > "
	           "usr/include/linux/u.h");
	opts.root = tmpdir_path();
	btf = true;
	cpp = begin();
	feed(cpp, "#include <linux/inner.h>\n");
	feed(cpp, "#include <linux/u.h>\n");
	/* BTF has its types; its macros are there when they are asked for */
	UNIT_STR_EQUAL(tokens(cpp), "int u ;");
	CU_ASSERT_EQUAL(cpp_macro(cpp, "INNER"), CPP_OBJECT);
	CU_ASSERT_EQUAL(cpp_macro(cpp, "OUTER"), CPP_OBJECT);
	CU_ASSERT(cpp_tokens(cpp).v[0].flags & CT_KERNEL);
	UNIT_STR_EQUAL(tokens(cpp), "int u ;");
	end(cpp);
	condition("LINUX_VERSION_CODE > 1", 1);
	opts.root = tmpdir_path();
	btf = false;
	cpp = begin();
	feed(cpp, "#include <linux/inner.h>\n");
	UNIT_STR_EQUAL(tokens(cpp), "struct inner { int x ; } ;");
	end(cpp);
	tmpdir_remove();
}

void suite_cpp(void)
{
	unit_suite("cpp");
	unit_test("macros without arguments", objects);
	unit_test("macros with arguments", functions);
	unit_test("macros that explode", runaway);
	unit_test("conditions", conditions);
	unit_test("BTF decides", btf_decides);
	unit_test("declarations have macros", text_has_macros);
	unit_test("headers", headers);
	unit_test("guards of headers", guards);
	unit_test("directives in arguments", directives_in_arguments);
	unit_test("headers that loop", headers_that_loop);
	unit_test("kernel headers only if needed", kernel_headers_only_if_needed);
}
