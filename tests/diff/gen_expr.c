/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Random numbers, and expressions. */
#include <inttypes.h>

#include "tests/diff/gen_impl.h"

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

bool chance(struct gen *g, u32 percent)
{
	return random_below(g->r, 100) < percent;
}

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

/* arg6 points at struct node, which points at another. */
static void node(struct gen *g)
{
	buf_adds(g->out, "((struct node *)uptr(arg6))->");
	while (chance(g, 40))
		buf_adds(g->out, "next->");
}

/* arg4 and arg5 point at strings, nodes hold one. */
static void pointed_string(struct gen *g)
{
	if (chance(g, 40)) {
		buf_adds(g->out, "str(");
		node(g);
		buf_adds(g->out, "name");
	} else {
		buf_addf(g->out, "str(arg%u", 4 + random_below(g->r, 2));
	}
	if (chance(g, 30))
		buf_addf(g->out, ", %u", 1 + random_below(g->r, 40));
	buf_addc(g->out, ')');
}

static void string_ternary(struct gen *g, u32 depth)
{
	buf_addc(g->out, '(');
	int_expr(g, depth - 1);
	buf_adds(g->out, " ? ");
	string_expr(g, depth - 1);
	buf_adds(g->out, " : ");
	string_expr(g, depth - 1);
	buf_addc(g->out, ')');
}

static void string_leaf(struct gen *g)
{
	static const char *const vars[] = {"$s", "$t", "$q.1", "$r.0", "$r.1"};

	switch (random_below(g->r, g->filter ? 3 : 6)) {
	case 0:
		string_literal(g);
		break;
	case 1:
		buf_adds(g->out, "comm");
		break;
	case 2:
		pointed_string(g);
		break;
	default:
		buf_adds(g->out, PICK(g, vars));
	}
}

void string_expr(struct gen *g, u32 depth)
{
	u32 kind = depth ? random_below(g->r, 6) : 5;

	if (kind == 0) {
		buf_adds(g->out, "@s[(int64)");
		int_expr(g, depth - 1);
		buf_addc(g->out, ']');
	} else if (kind == 1) {
		string_ternary(g, depth);
	} else {
		string_leaf(g);
	}
}

void cast_int(struct gen *g, const char *type, u32 depth)
{
	buf_addf(g->out, "(%s)(", type);
	int_expr(g, depth);
	buf_addc(g->out, ')');
}

/* Keys are few, so that they meet again. */
void int_key(struct gen *g, u32 depth)
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

void map_place(struct gen *g, u32 depth)
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

static void pointed_int(struct gen *g)
{
	static const char *const members[] = {"a", "b", "c", "d", "e", "f",
	                                      "g", "h", "x", "y", "z"};
	static const char *const types[] = {"int8",  "int16",  "int32",  "int64",
	                                    "uint8", "uint16", "uint32", "uint64"};

	switch (random_below(g->r, 4)) {
	case 0:
		node(g);
		buf_addf(g->out, "arr[%u]", random_below(g->r, 6));
		break;
	case 1:
		buf_addf(g->out, "(*((%s *)uptr(arg6) + %u))", PICK(g, types),
		         random_below(g->r, 4));
		break;
	default:
		node(g);
		buf_adds(g->out, PICK(g, members));
	}
}

static void int_leaf(struct gen *g)
{
	static const char *const vars[] = {"$a", "$b", "$c", "$d", "$u", "$v"};
	static const char *const builtins[] = {"pid", "tid", "uid", "gid"};

	switch (random_below(g->r, g->filter ? 6 : 9)) {
	case 0:
		pointed_int(g);
		break;
	case 1:
	case 2:
		literal(g);
		break;
	case 3:
	case 4:
		buf_addf(g->out, "arg%u", random_below(g->r, DIFF_ARGS));
		break;
	case 5:
		buf_adds(g->out, PICK(g, builtins));
		break;
	case 6:
	case 7:
		buf_adds(g->out, PICK(g, vars));
		break;
	default:
		buf_addf(g->out, "$p.%u", random_below(g->r, 2));
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

void comparison(struct gen *g, u32 depth)
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
	if (!g->filter && chance(g, 60))
		buf_adds(g->out, PICK(g, vars));
	else
		map_place(g, depth - 1);
	if (!prefix)
		buf_adds(g->out, op);
	buf_addc(g->out, ')');
}

static void two_strings(struct gen *g, const char *name, u32 depth)
{
	buf_addf(g->out, "%s(", name);
	string_expr(g, depth);
	buf_adds(g->out, ", ");
	string_expr(g, depth);
}

static void string_search(struct gen *g, u32 depth)
{
	two_strings(g, chance(g, 50) ? "strstr" : "strcontains", depth);
	buf_addc(g->out, ')');
}

static void string_memcmp(struct gen *g, u32 depth)
{
	/* the shortest string has one byte; more than a literal's size is an error */
	two_strings(g, "memcmp", depth);
	if (chance(g, 50))
		buf_addf(g->out, ", arg%u & 31)", random_below(g->r, DIFF_ARGS));
	else
		buf_adds(g->out, ", 1)");
}

static void string_strncmp(struct gen *g, u32 depth)
{
	two_strings(g, "strncmp", depth);
	buf_addf(g->out, ", %u)", 1 + random_below(g->r, 12));
}

static void string_length(struct gen *g, u32 depth)
{
	buf_adds(g->out, "strlen(");
	string_expr(g, depth);
	buf_addc(g->out, ')');
}

static void string_glob(struct gen *g, u32 depth)
{
	static const char *const parts[] = {"a",     "b",  "c",  "s", "*", "*",    "*",     "?",
	                                    "[a-c]", "ab", "of", " ", "e", "[!s]", "[]a-]", "[x"};

	buf_adds(g->out, "globmatch(");
	string_expr(g, depth);
	buf_adds(g->out, ", \"");
	for (u32 n = random_below(g->r, 6); n; n--)
		buf_adds(g->out, PICK(g, parts));
	buf_adds(g->out, "\")");
}

static void has_int_key(struct gen *g, u32 depth)
{
	buf_adds(g->out, "has_key(@i, ");
	int_key(g, depth);
	buf_addc(g->out, ')');
}

static void has_pair_key(struct gen *g, u32 depth)
{
	buf_adds(g->out, "has_key(@j, (");
	pair_key(g, depth);
	buf_adds(g->out, "))");
}

static void function(struct gen *g, u32 depth)
{
	static void (*const makers[])(struct gen *, u32) = {
	        string_strncmp, has_int_key,   has_pair_key, /* from here on they loop: */
	        string_search,  string_memcmp, string_length, string_glob};

	makers[random_below(g->r, g->opts->loops ? ARRAY_LEN(makers) : 3)](g, depth - 1);
}

/* One of gen_functions: the arguments are cast, for a function's parameters have types. */
static void call(struct gen *g, u32 depth)
{
	static const char *const vars[] = {"$a", "$b", "$c"};
	static const struct {
		const char *name;
		u32 nargs;
		bool loops;
	} calls[] = {{"ordered", 2, false},
	             {"narrow", 1, false}, /* a constant must fit its parameter */
	             {"larger", 2, false},
	             {"twice", 1, false},
	             {"steps", 1, true}};
	u32 i = random_below(g->r, ARRAY_LEN(calls) + !g->filter);

	if (i == ARRAY_LEN(calls)) {
		buf_addf(g->out, "bump(%s)", PICK(g, vars));
		return;
	}
	if (calls[i].loops && !g->opts->loops)
		i = 0;
	buf_addf(g->out, "%s(", calls[i].name);
	for (u32 n = 0; n < calls[i].nargs; n++) {
		if (n)
			buf_adds(g->out, ", ");
		if (i == 1)
			buf_adds(g->out, "(int64)arg0 ^ ");
		cast_int(g, "int64", depth - 1);
	}
	buf_addc(g->out, ')');
}

void int_expr(struct gen *g, u32 depth)
{
	static void (*const makers[])(struct gen *, u32) = {
	        binary, binary, binary,  binary, comparison, comparison, logic, unary,
	        cast,   cast,   ternary, incdec, map_place,  function,   call};

	if (g->room)
		g->room--;
	if (!depth || !g->room || chance(g, 15))
		int_leaf(g);
	else
		PICK(g, makers)(g, depth);
}
