/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs are grown from the top: a statement, its expressions, their operands. What is stored has
 * a cast, so that every variable and map has one type however the expression's came out.
 *
 *   $a … $d int64, $u $v uint64, $s $t string, $p (int64, int64), $q (int64, string, uint64)
 *   @i[int64] @j[int64, string] @k int64; @w[string] uint64; @s[int64] string; @p[int64] tuple;
 *   @count[…] @sum[…] @min[…] @max[…] @avg[…] @hist[…] @lhist[…] and the same without keys
 */
#include "tests/diff/gen.h"

#include <inttypes.h>

#include "util/base.h"

struct gen {
	struct random *r;
	struct buf *out;
	const struct gen_opts *opts;
	u32 indent;
	u32 loops; /* depth; also the number of the next loop variable */
	u32 unrolls;
	u32 nstmts;
	u32 room; /* what is left of the program's size */
};

u64 random_next(struct random *r)
{
	u64 x = r->state += 0x9e3779b97f4a7c15ULL;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
	return x ^ x >> 31;
}

u32 random_below(struct random *r, u32 n)
{
	return (u32)((random_next(r) >> 32) * n >> 32);
}

static bool chance(struct gen *g, u32 percent)
{
	return random_below(g->r, 100) < percent;
}

#define PICK(g, table) ((table)[random_below((g)->r, ARRAY_LEN(table))])

u64 gen_number(struct random *r)
{
	u64 v = random_next(r);

	switch (random_below(r, 6)) {
	case 0:
		return v & 15;
	case 1:
		return v & 1023;
	case 2:
		return (1ULL << (v & 63)) + (v >> 8 & 3) - 1;
	case 3:
		return 0 - (v & 255);
	case 4:
		return v >> random_below(r, 64);
	default:
		return v;
	}
}

static void int_expr(struct gen *g, u32 depth);
static void stmts(struct gen *g, u32 n, u32 depth);

static void literal(struct gen *g)
{
	u64 v = gen_number(g->r) & INT64_MAX;

	if (chance(g, 20))
		buf_addf(g->out, "0x%" PRIx64, v);
	else if (chance(g, 10) && v < 1000000000)
		buf_addf(g->out, "(-%" PRIu64 ")", v);
	else
		buf_addf(g->out, "%" PRIu64, v);
}

static void small(struct gen *g)
{
	buf_addf(g->out, "%u", random_below(g->r, 4));
}

static void string_literal(struct gen *g)
{
	static const char *const words[] = {
	        "",          "a",        "b",
	        "ab",        "abcdefg",  "abcdefgh",
	        "abcdefghi", "the same", "a string of twenty-nine chars"};

	buf_addf(g->out, "\"%s\"", PICK(g, words));
}

static void string_expr(struct gen *g, u32 depth)
{
	switch (random_below(g->r, depth ? 6 : 4)) {
	case 0:
		buf_adds(g->out, "$s");
		break;
	case 1:
		buf_adds(g->out, "$t");
		break;
	case 2:
		string_literal(g);
		break;
	case 3:
		buf_adds(g->out, "comm");
		break;
	case 4:
		buf_adds(g->out, "@s[(int64)");
		int_expr(g, depth - 1);
		buf_addc(g->out, ']');
		break;
	default:
		buf_adds(g->out, "$q.1");
	}
}

static void cast_int(struct gen *g, const char *type, u32 depth)
{
	buf_addf(g->out, "(%s)(", type);
	int_expr(g, depth);
	buf_addc(g->out, ')');
}

/* Keys are few, so that they meet again. */
static void int_key(struct gen *g, u32 depth)
{
	if (!depth || chance(g, 40)) {
		buf_adds(g->out, "(int64)");
		small(g);
		return;
	}
	buf_adds(g->out, "(int64)((");
	int_expr(g, depth - 1);
	buf_adds(g->out, ") & 3)");
}

static void pair_key(struct gen *g, u32 depth)
{
	int_key(g, depth);
	buf_adds(g->out, ", ");
	string_expr(g, depth ? depth - 1 : 0);
}

static void map_place(struct gen *g, u32 depth)
{
	switch (random_below(g->r, 3)) {
	case 0:
		buf_adds(g->out, "@i[");
		int_key(g, depth);
		buf_addc(g->out, ']');
		break;
	case 1:
		buf_adds(g->out, "@j[");
		pair_key(g, depth);
		buf_addc(g->out, ']');
		break;
	default:
		buf_adds(g->out, "@k");
	}
}

static void int_leaf(struct gen *g)
{
	static const char *const vars[] = {"$a", "$b", "$c", "$d", "$u", "$v"};
	static const char *const builtins[] = {"pid", "tid", "uid", "gid"};

	switch (random_below(g->r, 8)) {
	case 0:
	case 1:
		literal(g);
		break;
	case 2:
	case 3:
		buf_addf(g->out, "arg%u", random_below(g->r, DIFF_ARGS));
		break;
	case 4:
	case 5:
		buf_adds(g->out, PICK(g, vars));
		break;
	case 6:
		buf_addf(g->out, "$p.%u", random_below(g->r, 2));
		break;
	default:
		buf_adds(g->out, PICK(g, builtins));
	}
}

static void binary(struct gen *g, u32 depth)
{
	static const char *const ops[] = {"+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"};
	const char *op = PICK(g, ops);

	buf_addc(g->out, '(');
	int_expr(g, depth - 1);
	buf_addf(g->out, " %s ", op);
	if (*op == '/' || *op == '%') {
		/* a divisor that is known to be zero is an error */
		buf_addf(g->out, "(arg%u & ", random_below(g->r, DIFF_ARGS));
		int_expr(g, depth - 1);
		buf_addc(g->out, ')');
	} else {
		int_expr(g, depth - 1);
	}
	buf_addc(g->out, ')');
}

static void comparison(struct gen *g, u32 depth)
{
	static const char *const ops[] = {"==", "!=", "<", "<=", ">", ">="};

	buf_addc(g->out, '(');
	if (chance(g, 20)) {
		string_expr(g, depth - 1);
		buf_addf(g->out, " %s ", chance(g, 50) ? "==" : "!=");
		string_expr(g, depth - 1);
	} else {
		int_expr(g, depth - 1);
		buf_addf(g->out, " %s ", PICK(g, ops));
		int_expr(g, depth - 1);
	}
	buf_addc(g->out, ')');
}

static void logic(struct gen *g, u32 depth)
{
	buf_addc(g->out, '(');
	int_expr(g, depth - 1);
	buf_adds(g->out, chance(g, 50) ? " && " : " || ");
	int_expr(g, depth - 1);
	buf_addc(g->out, ')');
}

static void unary(struct gen *g, u32 depth)
{
	static const char *const ops[] = {"-", "~", "!"};

	buf_addf(g->out, "%s(", PICK(g, ops));
	int_expr(g, depth - 1);
	buf_addc(g->out, ')');
}

static void cast(struct gen *g, u32 depth)
{
	static const char *const types[] = {"int8",  "int16",  "int32",  "int64",
	                                    "uint8", "uint16", "uint32", "uint64"};

	buf_addc(g->out, '(');
	cast_int(g, PICK(g, types), depth - 1);
	buf_addc(g->out, ')');
}

static void ternary(struct gen *g, u32 depth)
{
	const char *type = chance(g, 50) ? "int64" : "uint64";

	buf_addc(g->out, '(');
	int_expr(g, depth - 1);
	buf_adds(g->out, " ? ");
	cast_int(g, type, depth - 1);
	buf_adds(g->out, " : ");
	cast_int(g, type, depth - 1);
	buf_addc(g->out, ')');
}

static void incdec(struct gen *g, u32 depth)
{
	static const char *const vars[] = {"$a", "$b", "$u"};
	const char *op = chance(g, 50) ? "++" : "--";
	bool prefix = chance(g, 50);

	buf_addc(g->out, '(');
	if (prefix)
		buf_adds(g->out, op);
	if (chance(g, 60))
		buf_adds(g->out, PICK(g, vars));
	else
		map_place(g, depth - 1);
	if (!prefix)
		buf_adds(g->out, op);
	buf_addc(g->out, ')');
}

static void function(struct gen *g, u32 depth)
{
	switch (random_below(g->r, 3)) {
	case 0:
		buf_adds(g->out, "strncmp(");
		string_expr(g, depth - 1);
		buf_adds(g->out, ", ");
		string_expr(g, depth - 1);
		buf_addf(g->out, ", %u)", 1 + random_below(g->r, 12));
		break;
	case 1:
		buf_adds(g->out, "has_key(@i, ");
		int_key(g, depth - 1);
		buf_addc(g->out, ')');
		break;
	default:
		buf_adds(g->out, "has_key(@j, (");
		pair_key(g, depth - 1);
		buf_adds(g->out, "))");
	}
}

static void int_expr(struct gen *g, u32 depth)
{
	static void (*const makers[])(struct gen *, u32) = {
	        binary, binary, binary, binary,  comparison, comparison, logic,
	        unary,  cast,   cast,   ternary, incdec,     map_place,  function};

	if (g->room)
		g->room--;
	if (!depth || !g->room || chance(g, 15))
		int_leaf(g);
	else
		PICK(g, makers)(g, depth);
}

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

static void assign_tuple(struct gen *g, u32 depth)
{
	switch (random_below(g->r, 4)) {
	case 0:
		buf_adds(g->out, "$p = ");
		pair(g, depth / 2);
		break;
	case 1:
		buf_adds(g->out, "@p[");
		int_key(g, 2);
		buf_adds(g->out, "] = ");
		if (chance(g, 50))
			buf_adds(g->out, "$p");
		else
			pair(g, depth / 2);
		break;
	case 2:
		buf_adds(g->out, "$q = (");
		cast_int(g, "int64", depth / 2);
		buf_adds(g->out, ", ");
		string_expr(g, depth / 2);
		buf_adds(g->out, ", ");
		cast_int(g, "uint64", depth / 2);
		buf_addc(g->out, ')');
		break;
	default:
		buf_adds(g->out, "@t[$q] = ");
		cast_int(g, "int64", depth / 2);
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
	if (!chance(g, 40))
		return;
	g->indent++;
	line(g);
	buf_adds(g->out, "if (");
	int_expr(g, 2);
	buf_addf(g->out, ") { %s; }", chance(g, 50) ? "break" : "continue");
	g->indent--;
}

static void loop_body(struct gen *g, u32 depth)
{
	buf_adds(g->out, " {");
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
		loop_body(g, 1);
		g->unrolls--;
	} else if (kind == 1) {
		u32 i = g->loops++;

		/* counted before the body, which may continue */
		buf_addf(g->out, "$w%u = 0; while ($w%u++ < %u)", i, i, 1 + random_below(g->r, 4));
		loop_body(g, 1);
	} else {
		buf_addf(g->out, "for $f%u : 0..%u", g->loops++, 1 + random_below(g->r, 4));
		loop_body(g, 1);
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
        "\n\t$s = \"a string of twenty-nine chars\"; $t = \"a string of twenty-nine chars\";"
        "\n\t$s = \"ab\"; $t = comm;"
        "\n\t$p = ((int64)arg0, (int64)arg1);"
        "\n\t$q = ((int64)1, \"a string of twenty-nine chars\", (uint64)2);"
        "\n\t@i[(int64)1] = (int64)arg2; @j[(int64)1, \"ab\"] = (int64)arg3; @k = (int64)5;"
        "\n\t@s[(int64)1] = \"a string of twenty-nine chars\"; @p[(int64)1] = $p;";

u32 gen_program(struct random *r, const struct gen_opts *opts, struct buf *out)
{
	struct gen g = {.r = r, .out = out, .opts = opts, .indent = 1, .room = 600};

	buf_adds(out, "rawtracepoint:sys_enter");
	if (chance(&g, 30)) {
		buf_adds(out, "\n/");
		binary(&g, 3);
		buf_adds(out, " != 5/");
	}
	buf_adds(out, "\n{");
	buf_adds(out, prologue);
	for (u32 i = 0; i < opts->statements && g.room; i++)
		stmt(&g, 1 + random_below(r, 4));
	buf_adds(out, "\n}\n");
	return g.nstmts + 1;
}
