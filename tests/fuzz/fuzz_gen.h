/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Programs that sema mostly accepts, made from the bytes of a fuzzer's input. */
#ifndef SONDE_FUZZ_GEN_H
#define SONDE_FUZZ_GEN_H

#include "util/buf.h"

/* What is left of the input; 0s when it is used up. */
struct gen {
	const u8 *data;
	size_t size, at;
	struct buf text;
	u32 depth;
	u32 fields; /* of the probe: 1 sys_exit_read, 2 sys_enter_openat */
};

static u32 gen_pick(struct gen *g, u32 n)
{
	return g->at < g->size ? g->data[g->at++] % n : 0;
}

static void gen_expand(struct gen *g, const char *template);

/* Kinds: what a letter behind % in a template stands for, and its rows. The first is the shortest.
 */
static const char *const gen_ints[] = {
        "1",
        "0",
        "-1",
        "7",
        "255",
        "$x",
        "$y",
        "@a",
        "@m[%i]",
        "@k[%s]",
        "pid",
        "cpu",
        "rand",
        "nsecs",
        "strlen(%s)",
        "strcap(%s)",
        "memcmp(%s, %s, 3)",
        "globmatch(%s, \"a*[b-d]?\")",
        "strstr(%s, %s)",
        "strcontains(%s, %s)",
        "mm(%i)",
        "ff((int64)%i)",
        "(%t == %t)",
        "(%i + %i)",
        "(%i - %i)",
        "(%i * %i)",
        "(%i / %i)",
        "(%i %% %i)",
        "(%i & %i)",
        "(%i | %i)",
        "(%i ^ %i)",
        "(%i << %i)",
        "(%i >> %i)",
        "(%i == %i)",
        "(%i < %i)",
        "(%i >= %i)",
        "(%i && %i)",
        "(%i || %i)",
        "!%i",
        "~%i",
        "-(%i)",
        "(%i ? %i : %i)",
        "(int8)%i",
        "(uint8)%i",
        "(int16)%i",
        "(uint32)%i",
        "(int64)%i",
        "(uint64)%i",
        "(%s == %s)",
        "(%s != %s)",
        "strncmp(%s, %s, 5)",
        "has_key(@m, %i)",
        "has_key(@k, %s)",
        "len(@m)",
        "bswap(%i)",
        "strcontains(%s, \"l\")",
        "strstr(%s, \"lo\")",
        "@c",
        "@s",
        "(int64)@g[%s]",
        "%t.0",
        "$t.0",
        "($x++)",
        "(--$y)",
        "(@a++)",
        "(--@m[%i])",
        "sizeof(%i)",
        "((uint8[8])(uint64)%i)[%3]",
        "elapsed",
        "ncpus",
        "@t[%t]",
        "0x7fffffffffffffff",
        "0xffffffffffffffff",
        "%4",
        "{ $x = %i; $x }",
        "%a",
};
static const char *const gen_strings[] = {
        "\"a\"",
        "\"\"",
        "\"hello\"",
        "$s",
        "@v",
        "comm",
        "\"a string of more than 16 bytes\"",
        "(%i ? %s : %s)",
        "str($s)",
        "str(%s, 4)",
        "%f",
        "%t.1",
        "@w[%s]",
        "\"x\\x41\\n\\\"\"",
        "str($2)",
        "$t.1",
};
static const char *const gen_tuples[] = {"(1, \"a\")", "(%i, %s)", "$t", "@n"};
static const char *const gen_shown[] = {
        "%i",
        "%s",
        "%t",
        "(%i, %s, %i)",
        "((%i, %i), %t)",
        "ntop(%i)",
        "strftime(\"%%H\", %i)",
        "ksym(%i)",
        "usym(%i)",
        "buf(%s, 5)",
        "strerror(%i)",
        "probe",
        "%1",
        "(%i, ksym(%i))",
        "username",
        "cgroup_path(%i)",
        "@m[%i]",
        "@k[%s]",
        "@g[%s]",
        "@h[%i]",
        "@q",
        "@m",
        "@k",
        "@h",
        "@c",
        "@w",
        "@t",
        "@l",
        "(uint8[4])(uint32)%i",
        "bswap((uint16)%i)",
};
/* The first of these have no statements in them. */
#define GEN_SIMPLE 21
static const char *const gen_statements[] = {
        "$x = %i;",
        "$y = %i;",
        "$s = %s;",
        "$t = %t;",
        "@a = %i;",
        "@m[%i] = %i;",
        "@k[%s] = %i;",
        "@v = %s;",
        "@w[%s] = %s;",
        "@n = %t;",
        "@t[%t] = %i;",
        "@c = count();",
        "@s = sum(%i);",
        "@g[%s] = sum(%i);",
        "@h[%i] = hist(%i);",
        "@l[%s] = lhist(%i, -10, 100, 7);",
        "@q = hist(%i, 3);",
        "@st = stats(%i);",
        "@av[%i] = avg(%i);",
        "@mi = min(%i);",
        "@ma[%t] = max(%i);",
        "print(%p);",
        "printf(\"%%d %%s %%x\\n\", %i, %s, %i);",
        "printf(\"%%5d|%%-8s|%%c|%%p|%%hhx|%%.2s\\n\", %i, %s, %i, %i, %i, %s);",
        "if (%i) { %e %e }",
        "if (%i) { %e } else { %e }",
        "while ($x < 5) { $x++; %e }",
        "unroll(3) { %e }",
        "for ($i : 0..3) { %e }",
        "for ($kv : @m) { print($kv); @a += $kv.1; %e }",
        "for ($kv : @k) { @v = $kv.0; %e }",
        "while (1) { %e break; }",
        "delete(@m, %i);",
        "delete(@k[%s]);",
        "clear(@m);",
        "zero(@k);",
        "print(@m, %4, %4);",
        "return;",
        "exit();",
        "@a %o= %i;",
        "$x %o= %i;",
        "@m[%i] %o= %i;",
        "@a++;",
        "$y--;",
        "@m[%i]++;",
        "time();",
        "errorf(\"%%d\\n\", %i);",
        "@v = %f;",
        "_ = %i;",
        "{ let $z = %i; @a = $z; }",
        "let $u : uint16 = 3;",
        "printf(\"%%s %%s\\n\", %p, %p);",
        "@ks[%1] = count();",
        "@us[%i, %2] = count();",
        "@lh = lhist(%i, 0, 10, 3);",
        "$x = { $y = %i; $y + 1 };",
        "for ($i : %i..%i) { if ($i > 9) { break; } continue; }",
        "@pr[probe, %i] = count();",
};
static const char *const gen_operators[] = {"+", "-", "*", "/", "%%", "&", "|", "^", "<<", ">>"};
static const char *const gen_digits[] = {"1", "0", "2", "3", "5", "7"};
static const char *const gen_numbers[] = {"1", "2", "100", "65536", "1e9", "10s", "0x80000000"};

static const struct {
	char letter;
	const char *const *rows;
	u32 n;
} gen_kinds[] = {
        {'i', gen_ints, ARRAY_LEN(gen_ints)},
        {'s', gen_strings, ARRAY_LEN(gen_strings)},
        {'t', gen_tuples, ARRAY_LEN(gen_tuples)},
        {'p', gen_shown, ARRAY_LEN(gen_shown)},
        {'e', gen_statements, ARRAY_LEN(gen_statements)},
        {'o', gen_operators, ARRAY_LEN(gen_operators)},
        {'3', gen_digits, ARRAY_LEN(gen_digits)},
        {'4', gen_numbers, ARRAY_LEN(gen_numbers)},
};

static void gen_row(struct gen *g, char letter)
{
	static const char *const filename[] = {"\"file\"", "\"f\"", "str(args.filename)"};
	static const char *const number[] = {"5", "args.ret", "args.dfd"};
	u32 i = 0;

	if (letter == 'a' || letter == 'f') {
		buf_adds(&g->text, letter == 'a' ? number[g->fields] : filename[g->fields]);
		return;
	}
	if (letter == '1' || letter == '2') {
		buf_adds(&g->text, !g->fields ? "1" : letter == '1' ? "kstack(3)" : "ustack");
		return;
	}
	while (gen_kinds[i].letter != letter)
		i++;
	/* unroll in unroll in unroll only takes time */
	gen_expand(g, gen_kinds[i].rows[g->depth > 6 ? 0
	                                             : gen_pick(g, letter == 'e' && g->depth > 2
	                                                                   ? GEN_SIMPLE
	                                                                   : gen_kinds[i].n)]);
}

static void gen_expand(struct gen *g, const char *template)
{
	g->depth++;
	for (const char *p = template; *p; p++) {
		if (*p != '%')
			buf_addc(&g->text, *p);
		else if (*++p == '%')
			buf_addc(&g->text, '%');
		else
			gen_row(g, *p);
	}
	g->depth--;
}

/* A program: what all clauses may use is set first. The caller frees it. */
static struct buf gen_program(const u8 *data, size_t size)
{
	static const char *const probes[] = {
	        "test:t",
	        "tracepoint:syscalls:sys_exit_read",
	        "tracepoint:syscalls:sys_enter_openat",
	        "interval:s:1",
	        "END",
	        "profile:hz:99",
	        "kprobe:vfs_read",
	        "BEGIN",
	};
	static const char setup[] = " { let $x : int64 = 3; let $y : int64 = 4; $s = \"some string "
	                            "of text\"; $t = ((int64)1,"
	                            " \"twelve bytes\");";
	struct gen g = {.data = data, .size = size, .text = BUF_INIT};

	buf_addf(&g.text,
	         "macro mm(x) { x + 1 } fn ff($p : int64) : int64 { if ($p > 5) { return 1; } "
	         "return $p * 2; } BEGIN%s @a = (int64)0; @m[(int64)1] = (int64)2; @k[\"a key of "
	         "thirty bytes or so "
	         "...\"] = "
	         "(int64)1; @v = \"a string of some length\"; @n = $t; @w[\"a key of thirty bytes "
	         "or so ...\"] = \"value "
	         "value\"; "
	         "@t[$t] = (int64)1; @c = count(); @s = sum(5); @g[\"hello\"] = sum(1); @h[1] = "
	         "hist(5); "
	         "@q = hist(9, 3); @l[\"a key of thirty bytes\"] = lhist(5, -10, 100, 7); }",
	         setup);
	do {
		u32 which = gen_pick(&g, ARRAY_LEN(probes));

		g.fields = which == 1 || which == 2 ? which : 0;
		buf_addf(&g.text, "\n%s%s", probes[which], setup);
		for (u32 n = 1 + gen_pick(&g, 8); n; n--) {
			buf_addc(&g.text, ' ');
			gen_row(&g, 'e');
		}
		buf_adds(&g.text, " }");
	} while (g.at < g.size && g.text.len < 2500);
	return g.text;
}

#endif
