/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parser says of malformed input, and where. */
#include <string.h>

#include "tests/unit/lang_run.h"
#include "tests/unit/unit.h"

/* "LINE:COL: ERROR: ..." of each error (hints follow, without the source lines). */
static void messages_of(const char *report, struct buf *out)
{
	static const char *const words[] = {"ERROR:", "HINT:", "NOTE:", "WARNING:"};

	while (*report) {
		size_t n = strcspn(report, "\n");

		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			const char *at = memmem(report, n, words[i], strlen(words[i]));

			if (!at || (at != report && strncmp(report, "t:", 2) != 0))
				continue;
			buf_add(out, report + (at == report ? 0 : 2), n - (at == report ? 0 : 2));
			buf_addc(out, '\n');
		}
		report += n + (report[n] == '\n');
	}
}

static void fails_with(const char *text, size_t len, bool expr, const char *want)
{
	struct buf got = BUF_INIT;
	struct lang_run r;

	lang_run(&r, text, len, expr);
	CU_ASSERT_PTR_NULL(r.prog);
	CU_ASSERT_PTR_NULL(r.expr);
	messages_of(r.errors, &got);
	UNIT_STR_EQUAL(buf_str(&got), want);
	buf_free(&got);
	lang_run_free(&r);
}

struct failure {
	const char *text, *want;
};

static const struct failure expr_failures[] = {
        {"", "1:1: ERROR: syntax error, unexpected end of file, expected an expression\n"},
        {"1 +", "1:4: ERROR: syntax error, unexpected end of file, expected an expression\n"},
        {"1 2", "1:3: ERROR: syntax error, unexpected integer, expected an operator\n"},
        {"a b", "1:3: ERROR: syntax error, unexpected identifier, expected an operator\n"},
        {"(1", "1:3: ERROR: syntax error, unexpected end of file, expected )\n"},
        {"(1, 2", "1:6: ERROR: syntax error, unexpected end of file, expected , or )\n"},
        {"(a = 1, 2)", "1:9: ERROR: syntax error, unexpected integer, expected field name\n"},
        {"(a = 1, a = 2)", "1:9: ERROR: field 'a' is given twice\n"},
        {"(1, ,)", "1:5: ERROR: syntax error, unexpected ,, expected an expression\n"},
        {"f(1", "1:4: ERROR: syntax error, unexpected end of file, expected , or )\n"},
        {"f(,)", "1:3: ERROR: syntax error, unexpected ,, expected an expression\n"},
        {"@[]", "1:3: ERROR: syntax error, unexpected ], expected an expression\n"},
        {"@x[1", "1:5: ERROR: syntax error, unexpected end of file, expected , or ]\n"},
        {"$x[1,2]", "1:5: ERROR: syntax error, unexpected ,, expected ]\n"},
        {"a ? b", "1:6: ERROR: syntax error, unexpected end of file, expected :\n"},
        {"a.", "1:3: ERROR: syntax error, unexpected end of file, expected field name or tuple "
               "index\n"},
        {"a->1", "1:4: ERROR: syntax error, unexpected integer, expected field name\n"},
        {"a.70000", "1:3: ERROR: tuple index is too large\n"},
        {"while", "1:1: ERROR: syntax error, unexpected while, expected an expression\n"},
        {"(struct)x", "1:8: ERROR: syntax error, unexpected ), expected identifier\n"},
        {"(struct a", "1:10: ERROR: syntax error, unexpected end of file, expected )\n"},
        {"(int[x])y", "1:9: ERROR: syntax error, unexpected identifier, expected an operator\n"},
        {"(int[1][1][1][1][1])y", "1:17: ERROR: an array has at most 4 dimensions\n"},
        {"sizeof 1", "1:8: ERROR: syntax error, unexpected integer, expected (\n"},
        {"offsetof(struct a)", "1:18: ERROR: syntax error, unexpected ), expected ,\n"},
        {"offsetof(struct a, 1)",
         "1:20: ERROR: syntax error, unexpected integer, expected field name\n"},
        {"++x", "1:1: ERROR: the ++ operator must be applied to a map or variable\n"},
        {"x--", "1:2: ERROR: the -- operator must be applied to a map or variable\n"},
        {"if (1) { 2 }", "1:1: ERROR: an if used as a value needs an else, and a value in each "
                         "branch\nHINT: a block's value is its last expression, without a "
                         "';'\n"},
        {"{ 1", "1:4: ERROR: syntax error, unexpected end of file, expected ; or }\n"
                "1:1: NOTE: the block that begins here is not closed\n"},
        {"\"abc", "1:1: ERROR: unterminated string\n"},
        {"\"abc\n\"", "1:1: ERROR: unterminated string\n2:1: ERROR: unterminated string\n"},
        {"'a", "1:1: ERROR: unterminated character constant\n"},
        {"'ab'", "1:1: ERROR: a character constant holds one character\n"
                 "HINT: strings are written with double quotes\n"},
        {"''", "1:1: ERROR: a character constant holds one character\n"
               "HINT: strings are written with double quotes\n"},
        {"1 /* x", "1:3: ERROR: unterminated comment\n"
                   "HINT: a comment that begins with /* ends with */\n"},
        {"\"\\q\"", "1:2: ERROR: unknown escape sequence '\\q'\n"
                    "HINT: known are \\n \\t \\r \\a \\b \\f \\v \\e \\\\ \\\" \\' \\? \\NNN "
                    "(octal) and \\xHH\n"},
        {"\"\\777\"", "1:2: ERROR: unknown escape sequence '\\777'\n"
                      "HINT: known are \\n \\t \\r \\a \\b \\f \\v \\e \\\\ \\\" \\' \\? \\NNN "
                      "(octal) and \\xHH\n"},
        {"1.5", "1:1: ERROR: floating-point numbers are not supported\n"},
        {"1e-3", "1:1: ERROR: floating-point numbers are not supported\n"
                 "HINT: an exponent is a number of zeros: 1e6 is 1000000\n"},
        {"089", "1:1: ERROR: invalid digit '8' in an octal integer\n"},
        {"0b12", "1:1: ERROR: invalid digit '2' in a binary integer\n"},
        {"12abc", "1:3: ERROR: invalid suffix 'abc' on an integer\n"
                  "HINT: known are u, l, ul, ll, ull and ns, us, ms, s, m, h, d\n"},
        {"0x", "1:2: ERROR: invalid suffix 'x' on an integer\n"
               "HINT: known are u, l, ul, ll, ull and ns, us, ms, s, m, h, d\n"},
        {"18446744073709551616",
         "1:1: ERROR: integer 18446744073709551616 does not fit in 64 bits\n"},
        {"0x10000000000000000",
         "1:1: ERROR: integer 0x10000000000000000 does not fit in 64 bits\n"},
        {"1e20", "1:1: ERROR: integer 1e20 does not fit in 64 bits\n"},
        {"1e99999999999999999999",
         "1:1: ERROR: integer 1e99999999999999999999 does not fit in 64 bits\n"},
        {"300000d", "1:1: ERROR: integer 300000d does not fit in 64 bits\n"},
        {"$", "1:1: ERROR: a variable's name is missing after '$'\n"},
        {"$0", "1:1: ERROR: positional parameters are numbered $1 to $2147483647\n"},
        {"$99999999999999999999",
         "1:1: ERROR: positional parameters are numbered $1 to $2147483647\n"},
        {"`", "1:1: ERROR: invalid character '`'\n"},
        {"1 \x01", "1:3: ERROR: invalid character '\\x01'\n"},
        {"1 + \xc3\xa4 2", "1:5: ERROR: invalid character '\xc3\xa4'\n"},
        {"1 \xff", "1:3: ERROR: invalid character '\xff'\n"},
        {"1 \\", "1:3: ERROR: invalid character '\\'\n"},
};

static void expression_errors(void)
{
	for (size_t i = 0; i < ARRAY_LEN(expr_failures); i++)
		fails_with(expr_failures[i].text, strlen(expr_failures[i].text), true,
		           expr_failures[i].want);
	fails_with("1 \0", 3, true, "1:3: ERROR: invalid character '\\x00'\n");
}

#define PROBE_HINT \
	"HINT: a block begins with its probe, as in BEGIN { … } or kprobe:vfs_read { … }\n"
#define BLOCK_HINT "HINT: statements belong into a block, as in BEGIN { … }\n"

static const struct failure program_failures[] = {
        {"{ }", "1:1: ERROR: syntax error, unexpected {, expected a probe\n" PROBE_HINT},
        {"/pid/ { }", "1:1: ERROR: syntax error, unexpected /, expected a probe\n" PROBE_HINT},
        {"}", "1:1: ERROR: syntax error, unexpected }, expected a probe\n" PROBE_HINT},
        {"$x = 1;", "1:1: ERROR: syntax error, unexpected variable, expected a "
                    "probe\n" PROBE_HINT},
        {"kprobe:f, { }", "1:11: ERROR: syntax error, unexpected {, expected a "
                          "probe\n" PROBE_HINT},
        {"printf(\"x\");", "1:7: ERROR: syntax error, unexpected (, expected {\n" BLOCK_HINT},
        {"kprobe:f", "1:9: ERROR: syntax error, unexpected end of file, expected {\n"
                     "HINT: what the probe does follows in { }\n"},
        {"kprobe:f exit()", "1:10: ERROR: syntax error, unexpected identifier, expected {\n"
                            "HINT: what the probe does follows in { }\n"},
        {"kprobe:f kprobe:g { }", "1:10: ERROR: syntax error, unexpected identifier, expected "
                                  "{\nHINT: there is a ',' between probes\n"},
        {"kprobe:f(int) { }", "1:9: ERROR: syntax error, unexpected (, expected {\n"
                              "HINT: a name with parentheses is written in quotes\n"},
        {"kprobe:f } END { (; }", "1:10: ERROR: syntax error, unexpected }, expected {\n"
                                  "1:19: ERROR: syntax error, unexpected ;, expected an "
                                  "expression\n"},
        {"kprobe:\"f { }", "1:8: ERROR: unterminated string\n"},
        {"kprobe:f /pid = 1/ { }", "1:15: ERROR: syntax error, unexpected =, expected / {\n"
                                   "HINT: did you mean ==?\n"},
        {"kprobe:f /pid/ exit(); END { }",
         "1:22: ERROR: syntax error, unexpected ;, expected / {\n"
         "HINT: a filter is written /CONDITION/, and '{' follows it\n"},
        {"kprobe:f // { }", "1:9: ERROR: syntax error, unexpected end of file, expected {\n"
                            "HINT: what the probe does follows in { }\n"},
        {"kprobe:f / / { }", "1:12: ERROR: syntax error, unexpected /, expected an "
                             "expression\n"},
        {"END { if ($x = 1) { } }", "1:14: ERROR: syntax error, unexpected =, expected )\n"
                                    "HINT: did you mean ==? An assignment is a statement\n"},
        {"END { while $x = 1 { } }", "1:16: ERROR: syntax error, unexpected =, expected {\n"
                                     "HINT: did you mean ==?\n"},
        {"END { if (1) f(); }", "1:14: ERROR: syntax error, unexpected identifier, expected "
                                "{\n"},
        {"END { if (1) { } else f(); }",
         "1:23: ERROR: syntax error, unexpected identifier, expected { or if\n"},
        {"END { else { } }", "1:7: ERROR: syntax error, unexpected else, expected an "
                             "expression\n"},
        {"END { $x = ; $y = 1 2; }",
         "1:12: ERROR: syntax error, unexpected ;, expected an expression\n"
         "1:21: ERROR: syntax error, unexpected integer, expected ; or }\n"},
        {"END { f(1 } BEGIN { g( }",
         "1:11: ERROR: syntax error, unexpected }, expected , or )\n"
         "1:24: ERROR: syntax error, unexpected }, expected an expression\n"},
        {"END { ", "1:6: ERROR: syntax error, unexpected end of file, expected }\n"
                   "1:5: NOTE: the block that begins here is not closed\n"},
        {"END { f(\"a); }\n", "1:9: ERROR: unterminated string\n"},
        {"END { $x.0 = 1; }", "1:7: ERROR: tuples are immutable once created\n"
                              "HINT: create a new tuple and assign it instead\n"},
        {"END { pid = 1; }", "1:7: ERROR: only a map or a variable can be assigned to\n"
                             "HINT: did you mean $pid or @pid?\n"},
        {"END { $x.y += 1; }", "1:7: ERROR: only a map or a variable can be assigned to\n"},
        {"END { let @x; }", "1:11: ERROR: syntax error, unexpected map, expected variable\n"
                            "HINT: maps are declared outside of probes\n"},
        {"END { let $x : ; }", "1:16: ERROR: syntax error, unexpected ;, expected a type\n"},
        {"END { let $x : while; }", "1:16: ERROR: syntax error, unexpected while, expected a "
                                    "type\n"},
        {"END { for ($x : 5) { } }", "1:17: ERROR: a for loop goes over a map or a range\n"
                                     "HINT: for ($kv : @map) { … } or for ($i : 0..10) { … "
                                     "}\n"},
        {"END { for (x : @x) { } }", "1:12: ERROR: syntax error, unexpected identifier, "
                                     "expected variable\n"},
        {"END { for ($x : 0..) { } }", "1:20: ERROR: syntax error, unexpected ), expected an "
                                       "expression\n"},
        {"END { break 1; }", "1:13: ERROR: syntax error, unexpected integer, expected ; or "
                             "}\n"},
        {"struct a { int x;", "1:18: ERROR: syntax error, unexpected end of file, expected }\n"
                              "1:1: NOTE: the declaration that begins here is not finished\n"},
        {"typedef int x", "1:14: ERROR: syntax error, unexpected end of file, expected ;\n"
                          "1:1: NOTE: the declaration that begins here is not finished\n"},
        {"#include x\n", "1:1: ERROR: malformed #include\n"
                         "HINT: #include <FILE> or #include \"FILE\"\n"},
        {"#define 1\n", "1:9: ERROR: syntax error, unexpected integer, expected a name\n"},
        {"#foo\n", "1:1: ERROR: unknown directive\n"},
        {"#error no\n", "1:1: ERROR: #error no\n"},
        {"#if A > 1\n#endif\n", "1:1: ERROR: the condition cannot be evaluated\n"
                                "HINT: known are 0, 1, defined(NAME), !, && and ||\n"},
        {"#else\n", "1:1: ERROR: there is no #if that this belongs to\n"},
        {"#endif\n", "1:1: ERROR: there is no #if that this belongs to\n"},
        {"#if 1\n#else\n#else\n#endif\n", "3:1: ERROR: this #if has had its #else\n"},
        {"#ifdef A\n", "1:1: ERROR: the condition that begins here has no #endif\n"},
        {"#ifdef BPFTRACE_HAVE_BTF\nEND { }\n#endif\n",
         "2:1: ERROR: only declarations can depend on BPFTRACE_HAVE_BTF\n"},
        {"#undef 1\n", "1:8: ERROR: syntax error, unexpected integer, expected a name\n"},
        {"config = { a }", "1:14: ERROR: syntax error, unexpected }, expected =\n"},
        {"config = { a = ; }", "1:16: ERROR: syntax error, unexpected ;, expected a value\n"},
        {"config = { 1 }", "1:12: ERROR: syntax error, unexpected integer, expected the name "
                           "of a config variable\n"},
        {"config { }", "1:8: ERROR: syntax error, unexpected {, expected =\n"},
        {"import x;", "1:8: ERROR: syntax error, unexpected identifier, expected string\n"},
        {"let @x = hash;", "1:14: ERROR: syntax error, unexpected ;, expected (\n"},
        {"let $x = 1;", "1:5: ERROR: syntax error, unexpected variable, expected map\n"},
        {"fn f($x) : int { }", "1:8: ERROR: syntax error, unexpected ), expected :\n"},
        {"fn f(x : int) { }", "1:6: ERROR: syntax error, unexpected identifier, expected "
                              "variable\n"},
        {"macro m(1) { }", "1:9: ERROR: syntax error, unexpected integer, expected a "
                           "parameter\n"},
        {"macro m($x { }", "1:12: ERROR: syntax error, unexpected {, expected , or )\n"},
        {"/* x", "1:1: ERROR: unterminated comment\n"
                 "HINT: a comment that begins with /* ends with */\n"},
};

static void program_errors(void)
{
	for (size_t i = 0; i < ARRAY_LEN(program_failures); i++)
		fails_with(program_failures[i].text, strlen(program_failures[i].text), false,
		           program_failures[i].want);
}

/* n times s, in a program or as an expression. */
static void repeated(const char *before, const char *s, u32 n, const char *after, const char *want)
{
	struct buf text = BUF_INIT;
	struct lang_run r;

	buf_adds(&text, before);
	for (u32 i = 0; i < n; i++)
		buf_adds(&text, s);
	buf_adds(&text, after);
	lang_run(&r, buf_str(&text), text.len, false);
	if (want)
		CU_ASSERT_PTR_NOT_NULL(strstr(r.errors, want));
	if (!want)
		UNIT_STR_EQUAL(r.errors, "");
	CU_ASSERT((r.prog != NULL) == (want == NULL));
	lang_run_free(&r);
	buf_free(&text);
}

static void depth(void)
{
	repeated("END { $x = ", "(", 100000, "", "nested too deeply");
	repeated("END { $x = ", "-", 100000, "1 }", "nested too deeply");
	repeated("END { $x = ", "@x[", 100000, "", "nested too deeply");
	repeated("END { $x = ", "1 ? ", 100000, "", "nested too deeply");
	repeated("END { $x = ", "(typeof(", 100000, "", "nested too deeply");
	repeated("END ", "{", 100000, "", "nested too deeply");
	repeated("END { $x = ", "{", 100000, "", "nested too deeply");
	repeated("END { $x = ", "(int)", 100000, "1 }", "nested too deeply");
	repeated("END { $x = 1", " + 1", 100000, " }", "too long");
	repeated("END { $x = a", ".b", 100000, " }", "too long");
	repeated("END { if (1) { }", " else if (1) { }", 100000, " }", "too long");
	repeated("END { $x = 1", " + 1", 900, " }", NULL);
	repeated("END { $x = ", "(", 150, "1", "expected )");
	repeated("END { if (1) { }", " else if (1) { }", 900, " }", NULL);
	repeated("END {", "$x = { if (1) { 2 } else { 3 } };", 3000, "}", NULL);
	repeated("", "END { f(1); }", 5000, "", NULL);
}

void suite_lang_errors(void)
{
	unit_suite("lang_errors");
	unit_test("expression_errors", expression_errors);
	unit_test("program_errors", program_errors);
	unit_test("depth", depth);
}
