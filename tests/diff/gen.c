/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs are grown from the top: a statement, its expressions, their operands. What is stored has
 * a cast, so that every variable and map has one type however the expression's came out.
 *
 *   $a … $d int64, $u $v uint64, $s $t string, $p (int64, int64), $q (int64, string, uint64),
 *   $r (string[4], string[9], int64)
 *   @i[int64] @j[int64, string] @k int64; @w[string] uint64; @s[int64] string;
 *   @p[int64] tuple; @r[tuple] tuple; @t[tuple] int64;
 *   @count[…] @sum[…] @min[…] @max[…] @avg[…] @hist[…] @lhist[…] and the same without keys
 */
#include "tests/diff/exec.h"
#include "tests/diff/gen_impl.h"

static void stmts(struct gen *g, u32 n, u32 depth);

static void line(struct gen *g)
{
	buf_addc(g->out, '\n');
	buf_addn(g->out, '\t', g->indent);
}

static void assign_int(struct gen *g, u32 depth)
{
	static const char *const vars[] = {"$a", "$b", "$c", "$d"};
	static const char *const ops[] = {
	        "=", "=", "=", "=", "+=", "-=", "*=", "&=", "|=", "^=", "<<=", ">>="};

	if (chance(g, 40))
		buf_adds(g->out, PICK(g, vars));
	else
		map_place(g, 2);
	buf_addf(g->out, " %s ", PICK(g, ops));
	cast_int(g, "int64", depth);
}

static void assign_unsigned(struct gen *g, u32 depth)
{
	if (chance(g, 50)) {
		buf_adds(g->out, chance(g, 50) ? "$u" : "$v");
	} else {
		buf_adds(g->out, "@w[");
		string_expr(g, 1);
		buf_addc(g->out, ']');
	}
	buf_adds(g->out, " = ");
	cast_int(g, "uint64", depth);
}

static void assign_string(struct gen *g, u32 depth)
{
	if (chance(g, 50)) {
		buf_adds(g->out, chance(g, 50) ? "$s" : "$t");
	} else {
		buf_adds(g->out, "@s[");
		int_key(g, 2);
		buf_addc(g->out, ']');
	}
	buf_adds(g->out, " = ");
	string_expr(g, depth);
}

static void pair(struct gen *g, u32 depth)
{
	buf_addc(g->out, '(');
	cast_int(g, "int64", depth);
	buf_adds(g->out, ", ");
	cast_int(g, "int64", depth);
	buf_addc(g->out, ')');
}

static void triple(struct gen *g, u32 depth)
{
	buf_addc(g->out, '(');
	cast_int(g, "int64", depth);
	buf_adds(g->out, ", ");
	string_expr(g, depth);
	buf_adds(g->out, ", ");
	cast_int(g, "uint64", depth);
	buf_addc(g->out, ')');
}

static void assign_tuple(struct gen *g, u32 depth)
{
	depth /= 2;
	switch (random_below(g->r, 7)) {
	case 0:
		buf_adds(g->out, "$p = ");
		pair(g, depth);
		break;
	case 1:
		buf_adds(g->out, "$p = ($p.1, $p.0)");
		break;
	case 2:
		buf_adds(g->out, "@p[");
		int_key(g, 2);
		buf_adds(g->out, "] = ");
		if (chance(g, 50))
			buf_adds(g->out, "$p");
		else
			pair(g, depth);
		break;
	case 3:
		buf_adds(g->out, "$q = ");
		triple(g, depth);
		break;
	case 4:
		buf_adds(g->out, "@t[$q] = ");
		cast_int(g, "int64", depth);
		break;
	case 5:
		/* strings of odd lengths, one behind the other */
		buf_addf(g->out, "$r = (\"%s\", ", chance(g, 50) ? "abc" : "");
		buf_addf(g->out, "\"%s\", ", chance(g, 50) ? "12345678" : "1");
		cast_int(g, "int64", depth);
		buf_addc(g->out, ')');
		break;
	default:
		buf_adds(g->out, "@r[$r] = $r");
	}
}

static void aggregate(struct gen *g, u32 depth)
{
	static const char *const kinds[] = {"count", "sum", "min", "max", "avg", "hist", "lhist"};
	u32 k = random_below(g->r, ARRAY_LEN(kinds));
	bool keyed = chance(g, 60), sign = chance(g, 70);

	/* the sign is part of the map's type */
	buf_addf(g->out, "@%s%s%s", kinds[k], keyed ? "_by" : "", sign ? "" : "_u");
	if (keyed) {
		buf_addc(g->out, '[');
		int_key(g, 2);
		buf_addc(g->out, ']');
	}
	buf_addf(g->out, " = %s(", kinds[k]);
	if (k)
		cast_int(g, sign ? "int64" : "uint64", depth);
	if (k == 6)
		buf_adds(g->out, ", -10, 100, 7");
	buf_addc(g->out, ')');
}

static void count_up(struct gen *g, u32 depth)
{
	static const char *const vars[] = {"$a", "$b", "$u"};

	if (chance(g, 70))
		map_place(g, 2);
	else
		buf_adds(g->out, PICK(g, vars));
	buf_adds(g->out, chance(g, 60) ? "++" : "--");
}

static void delete (struct gen *g, u32 depth)
{
	buf_adds(g->out, chance(g, 50) ? "delete(@i[" : "delete(@s[");
	int_key(g, 2);
	buf_adds(g->out, "])");
}

static void block(struct gen *g, u32 depth)
{
	buf_adds(g->out, " {");
	g->indent++;
	stmts(g, 1 + random_below(g->r, 3), depth);
	g->indent--;
	line(g);
	buf_addc(g->out, '}');
}

static void if_stmt(struct gen *g, u32 depth)
{
	buf_adds(g->out, "if (");
	int_expr(g, depth);
	buf_addc(g->out, ')');
	block(g, depth - 1);
	if (!chance(g, 50))
		return;
	buf_adds(g->out, " else");
	block(g, depth - 1);
}

/* Out of a loop, sometimes. */
static void leave(struct gen *g)
{
	static const char *const ways[] = {"break", "continue", "break", "continue", "return"};

	if (!chance(g, 40))
		return;
	g->indent++;
	line(g);
	buf_adds(g->out, "if (");
	int_expr(g, 2);
	buf_addf(g->out, ") { %s; }", PICK(g, ways));
	g->indent--;
}

static void loop_body(struct gen *g, u32 depth, bool may_leave)
{
	buf_adds(g->out, " {");
	if (may_leave)
		leave(g);
	g->indent++;
	stmts(g, 1 + random_below(g->r, 2), depth);
	g->indent--;
	line(g);
	buf_addc(g->out, '}');
}

static void loop(struct gen *g, u32 depth)
{
	u32 kind = g->opts->loops ? random_below(g->r, 3) : 0;

	if (kind == 0) {
		if (g->unrolls) {
			count_up(g, depth);
			buf_addc(g->out, ';');
			return;
		}
		g->unrolls++;
		buf_addf(g->out, "unroll(%u)", 1 + random_below(g->r, 3));
		loop_body(g, 1, false);
		g->unrolls--;
	} else if (kind == 1) {
		u32 i = g->loops++;

		/* counted before the body, which may continue */
		buf_addf(g->out, "$w%u = 0; while ($w%u++ < %u)", i, i, 1 + random_below(g->r, 4));
		loop_body(g, 1, true);
	} else {
		buf_addf(g->out, "for $f%u : 0..%u", g->loops++, 1 + random_below(g->r, 4));
		loop_body(g, 1, true);
	}
}

static void stmt(struct gen *g, u32 depth)
{
	static void (*const makers[])(struct gen *, u32) = {
	        assign_int,   assign_int, assign_int, assign_int, assign_unsigned, assign_string,
	        assign_tuple, aggregate,  aggregate,  count_up,   delete};

	line(g);
	g->nstmts++;
	if (depth > 1 && g->loops < 3 && chance(g, 6)) {
		loop(g, depth);
	} else if (depth > 1 && chance(g, 12)) {
		if_stmt(g, depth);
	} else {
		PICK(g, makers)(g, depth);
		buf_addc(g->out, ';');
	}
}

static void stmts(struct gen *g, u32 n, u32 depth)
{
	for (u32 i = 0; i < n; i++)
		stmt(g, depth);
}

/* Every variable and map has its type before anything random happens. */
static const char prologue[] =
        "\n\t$a = (int64)arg0; $b = (int64)arg1; $c = (int64)7; $d = (int64)-1;"
        "\n\t$u = (uint64)arg2; $v = (uint64)arg3;"
        "\n\t$s = str(arg4); $t = str(arg5); $t = comm;"
        "\n\t$p = ((int64)arg0, (int64)arg1); $r = (\"abc\", \"12345678\", (int64)3);"
        "\n\t$q = ((int64)1, str(arg5), (uint64)2);"
        "\n\t@i[(int64)1] = (int64)arg2; @j[(int64)1, \"ab\"] = (int64)arg3; @k = (int64)5;"
        "\n\t@s[(int64)1] = str(arg4); @p[(int64)1] = $p;";

/* What expressions call (see gen_expr.c). */
static const char functions[] =
        "fn ordered($x : int64, $y : int64) : int64 {\n"
        "	if ($x < $y) { return $x - 1; }\n"
        "	$x += $y;\n"
        "	return $x ^ 3;\n"
        "}\n"
        "fn narrow($x : uint16) : int8 { let $y : int16; $y += $x; $y++; return $y; }\n"
        "macro larger(x, y) { let $x = x; let $y = y; if ($x > $y) { $x } else { $y } }\n"
        "macro twice(x) { x + x }\n"
        "macro bump($v) { $v += 3; ordered($v, 5) }\n";
static const char looping_function[] =
        "fn steps($n : int64) : int64 {\n"
        "	let $sum;\n"
        "	for $i : 0..4 { if ($i * 3 > $n) { return $i; } $sum += $n; }\n"
        "	return $sum;\n"
        "}\n";

u32 gen_program(struct random *r, const struct gen_opts *opts, struct buf *out)
{
	struct gen g = {.r = r, .out = out, .opts = opts, .indent = 1, .room = 600};

	buf_adds(out, EXEC_NODE);
	buf_adds(out, functions);
	if (opts->loops)
		buf_adds(out, looping_function);
	buf_adds(out, "rawtracepoint:sys_enter");
	if (chance(&g, 30)) {
		g.filter = true;
		buf_adds(out, "\n/");
		comparison(&g, 3);
		buf_addc(out, '/');
		g.filter = false;
	}
	buf_adds(out, "\n{");
	buf_adds(out, prologue);
	for (u32 i = 0; i < opts->statements && g.room; i++)
		stmt(&g, 1 + random_below(r, 4));
	buf_adds(out, "\n}\n");
	return g.nstmts + 1;
}
