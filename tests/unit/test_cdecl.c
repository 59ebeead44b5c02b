/* SPDX-License-Identifier: GPL-2.0-or-later */
/* C declarations: what the compiler of this test lays out is what sonde lays out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lang/cpp.h"
#include "tests/unit/unit.h"
#include "types/cdecl.h"

static struct arena *arena;
static struct types *types;
static char *errors;
static int result;

static void no_type(void *arg, struct span at, const char *name)
{
	diag_error(arg, at, "no type %s", name);
}

/* header: the text is of one. */
static void declare(const char *text, bool header)
{
	struct source src = {.name = "t", .text = text, .len = strlen(text)};
	struct ctokens tokens;
	struct diag diag;
	struct cdecl_opts opts;
	struct cpp_opts cpp_opts;
	struct cpp *cpp;
	size_t len;
	FILE *out = open_memstream(&errors, &len);

	arena = arena_new();
	types = types_new(arena, &(struct types_opts){"/dev/null"});
	diag_init(&diag, out);
	cpp_opts = (struct cpp_opts){.arena = arena, .diag = &diag};
	opts = (struct cdecl_opts){arena, types, &diag, no_type, &diag};
	cpp = cpp_new(&cpp_opts);
	cpp_feed(cpp, (struct span){&src, 0, (u32)src.len});
	tokens = cpp_tokens(cpp);
	for (u32 i = 0; header && i < tokens.n; i++)
		tokens.v[i].flags |= CT_HEADER;
	result = cdecl_parse(&opts, tokens);
	cpp_free(cpp);
	fclose(out);
}

static void done(void)
{
	types_free(types);
	arena_free(arena);
	free(errors);
}

static const struct type *find(const char *name)
{
	const struct type *t = types_find(types, name);

	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	return t;
}

static void has(const char *rec, const char *name, size_t offset)
{
	struct member m = {0};

	if (types_member(types, find(rec), name, &m))
		UNIT_STR_EQUAL(name, "a member");
	UNIT_INT_EQUAL(m.offset, offset);
}

#define LAYOUT                                                  \
	struct lay_in {                                         \
		char c;                                         \
		long l;                                         \
		struct {                                        \
			short s;                                \
			union {                                 \
				int u;                          \
				char b[9];                      \
			};                                      \
		} sub;                                          \
		union {                                         \
			unsigned char anon[3];                  \
			short other;                            \
		};                                              \
	};                                                      \
	struct lay_pack {                                       \
		char c;                                         \
		long l;                                         \
		short s;                                        \
	} __attribute__((packed));                              \
	struct lay_half {                                       \
		char c;                                         \
		long l __attribute__((packed));                 \
		int i __attribute__((aligned(32)));             \
		short s;                                        \
	};                                                      \
	struct lay_al {                                         \
		char c;                                         \
	} __attribute__((aligned(64)));                         \
	struct lay_use {                                        \
		char c;                                         \
		struct lay_pack p;                              \
		struct lay_al a;                                \
		char end;                                       \
	};                                                      \
	struct lay_fn {                                         \
		char c;                                         \
		int (*call)(struct lay_fn *, int (*)(void));    \
		void *(*table[3])(int);                         \
		int grid[2][3];                                 \
		int (*row)[7];                                  \
		const char *const *names, last;                 \
		enum { LAY_A, LAY_B = 10, LAY_C } e;            \
		unsigned long long big;                         \
		double d;                                       \
		long double ld;                                 \
		float f;                                        \
		long unsigned int lui;                          \
		char flex[];                                    \
	};                                                      \
	struct __attribute__((packed)) lay_front {              \
		char c;                                         \
		int i;                                          \
	};                                                      \
	typedef struct lay_front lay_front_t, *lay_front_p;     \
	typedef struct {                                        \
		lay_front_t a[2];                               \
		lay_front_p p;                                  \
		char n[sizeof(struct lay_pack) + (1 << 2)];     \
	} lay_anon;                                             \
	enum lay_small { LAY_S = 200 } __attribute__((packed)); \
	struct lay_typeof {                                     \
		char c;                                         \
		enum lay_small small;                           \
		__typeof__(struct lay_pack *) p;                \
		__builtin_va_list va;                           \
	};                                                      \
	struct lay_bits {                                       \
		unsigned a : 3, b : 5;                          \
		unsigned : 0;                                   \
		unsigned long long c : 40;                      \
		unsigned d : 30;                                \
		unsigned char e : 2;                            \
		char end;                                       \
	};                                                      \
	struct lay_bits_packed {                                \
		unsigned a : 3, b : 30, c : 7;                  \
		char end;                                       \
	} __attribute__((packed));

LAYOUT

#define TEXT2(...) #__VA_ARGS__
#define TEXT(...)  TEXT2(__VA_ARGS__)

static void layouts(void)
{
	declare(TEXT(LAYOUT), false);
	UNIT_STR_EQUAL(errors, "");
	UNIT_INT_EQUAL(result, 0);
#define SIZE(rec)       UNIT_INT_EQUAL(find(#rec)->size, sizeof(rec))
#define AT(rec, member) has(#rec, #member, offsetof(rec, member))
	SIZE(struct lay_in);
	AT(struct lay_in, l);
	AT(struct lay_in, sub);
	AT(struct lay_in, anon);
	AT(struct lay_in, other);
	SIZE(struct lay_pack);
	AT(struct lay_pack, l);
	AT(struct lay_pack, s);
	SIZE(struct lay_half);
	AT(struct lay_half, l);
	AT(struct lay_half, i);
	AT(struct lay_half, s);
	SIZE(struct lay_al);
	SIZE(struct lay_use);
	AT(struct lay_use, p);
	AT(struct lay_use, a);
	AT(struct lay_use, end);
	SIZE(struct lay_fn);
	AT(struct lay_fn, call);
	AT(struct lay_fn, table);
	AT(struct lay_fn, grid);
	AT(struct lay_fn, row);
	AT(struct lay_fn, names);
	AT(struct lay_fn, last);
	AT(struct lay_fn, e);
	AT(struct lay_fn, big);
	AT(struct lay_fn, d);
	AT(struct lay_fn, ld);
	AT(struct lay_fn, f);
	AT(struct lay_fn, lui);
	AT(struct lay_fn, flex);
	SIZE(struct lay_front);
	AT(struct lay_front, i);
	SIZE(lay_anon);
	AT(lay_anon, p);
	AT(lay_anon, n);
	SIZE(enum lay_small);
	SIZE(struct lay_typeof);
	AT(struct lay_typeof, small);
	AT(struct lay_typeof, p);
	SIZE(struct lay_bits);
	AT(struct lay_bits, end);
	SIZE(struct lay_bits_packed);
	AT(struct lay_bits_packed, end);
	done();
}

/* Bits are where the compiler puts them: read the value that was stored. */
static u64 read_bits(const char *rec, const char *name, const void *p)
{
	struct member m = {0};
	u64 v = 0;

	CU_ASSERT_EQUAL(types_member(types, find(rec), name, &m), 0);
	CU_ASSERT_FATAL(m.type != NULL);
	memcpy(&v, (const char *)p + m.offset, m.type->size);
	return m.bit_size ? v >> m.bit_offset & ((1ull << m.bit_size) - 1) : v;
}

static void bits(void)
{
	struct lay_bits b = {.a = 5, .b = 17, .c = 0xabcdef0123, .d = 0x2aaaaaaa, .e = 2};
	struct {
		struct lay_bits_packed bits;
		char behind[8]; /* no load of 1, 2, 4 or 8 bytes is inside of b's struct */
	} p = {.bits = {.a = 6, .b = 0x2345678, .c = 99}};

	declare(TEXT(LAYOUT), false);
	UNIT_INT_EQUAL(read_bits("struct lay_bits", "a", &b), b.a);
	UNIT_INT_EQUAL(read_bits("struct lay_bits", "b", &b), b.b);
	UNIT_INT_EQUAL(read_bits("struct lay_bits", "c", &b), b.c);
	UNIT_INT_EQUAL(read_bits("struct lay_bits", "d", &b), b.d);
	UNIT_INT_EQUAL(read_bits("struct lay_bits", "e", &b), b.e);
	UNIT_INT_EQUAL(read_bits("struct lay_bits_packed", "a", &p), p.bits.a);
	UNIT_INT_EQUAL(read_bits("struct lay_bits_packed", "b", &p), p.bits.b);
	UNIT_INT_EQUAL(read_bits("struct lay_bits_packed", "c", &p), p.bits.c);
	done();
}

static const char *printed(const char *rec, const char *name)
{
	struct member m = {0};
	struct buf b = BUF_INIT;
	char *copy;

	CU_ASSERT_EQUAL(types_member(types, find(rec), name, &m), 0);
	CU_ASSERT_FATAL(m.type != NULL);
	type_print(&b, m.type);
	copy = arena_strdup(arena, buf_str(&b));
	buf_free(&b);
	return copy;
}

static void member_types(void)
{
	declare("typedef unsigned int my_u; struct fwd;\n"
	        "struct t { char name[16]; unsigned char raw[16]; my_u n; struct fwd *f;\n"
	        "struct t *next; int (*fn)(void); int g[2][3]; void *v; char *argv[4]; u8 b; };\n"
	        "struct fwd { int late; };\n",
	        false);
	UNIT_STR_EQUAL(errors, "");
	UNIT_STR_EQUAL(printed("struct t", "name"), "string[16]");
	UNIT_STR_EQUAL(printed("struct t", "raw"), "uint8[16]");
	UNIT_STR_EQUAL(printed("struct t", "f"), "struct fwd *");
	UNIT_STR_EQUAL(printed("struct t", "next"), "struct t *");
	UNIT_STR_EQUAL(printed("struct t", "fn"), "void *");
	UNIT_STR_EQUAL(printed("struct t", "g"), "int32[3][2]");
	has("struct fwd", "late", 0);
	done();
}

static void enums(void)
{
	static const struct {
		const char *name;
		s64 value;
	} want[] = {{"A", 0},
	            {"B", 5},
	            {"C", 6},
	            {"D", 24},
	            {"E", -1},
	            {"F", 0},
	            {"G", sizeof(long)},
	            {"H", 97},
	            {"I", 22},
	            {"J", 4},
	            {"AF_INET", 2},
	            {"MINE", 10},
	            {"K", 255},
	            {"L", 5}};
	const struct type *t;
	s64 v;

	declare("enum e { A, B = 5, C, D = C << 2, E = ~0, F, G = sizeof(long), H = 'a',\n"
	        "I = AF_INET + 20, J = __builtin_offsetof(struct { char a; int b; }, b),\n"
	        "K = (unsigned char)-1,\n"
	        "L = __builtin_constant_p(32) ? 63 - __builtin_clzll(32) : sizeof(x) < 4 ? f(1) : "
	        "f(2) };\n"
	        "typedef enum { MINE = 10 } mine_t; enum { EPERM = 42 };\n",
	        false);
	UNIT_STR_EQUAL(errors, "");
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		v = -99;
		UNIT_INT_EQUAL(types_enumerator(types, want[i].name, &v, &t), 0);
		UNIT_INT_EQUAL(v, want[i].value);
	}
	/* the script's own comes first */
	UNIT_INT_EQUAL(types_enumerator(types, "EPERM", &v, &t), 0);
	UNIT_INT_EQUAL(v, 42);
	UNIT_STR_EQUAL(types_enum_name(types, find("enum e"), 6), "C");
	done();
}

static void pack_pragma(void)
{
	declare("#pragma pack(push, 1)\nstruct a { char c; int i; };\n#pragma pack(pop)\n"
	        "struct b { char c; int i; };\n#pragma pack(2)\nstruct c { char c; int i; };\n",
	        false);
	UNIT_INT_EQUAL(find("struct a")->size, 5);
	UNIT_INT_EQUAL(find("struct b")->size, 8);
	UNIT_INT_EQUAL(find("struct c")->size, 6);
	done();
}

/* What is no type is passed over, and what comes behind it is read. */
static void header_text(void)
{
	declare("extern int f(int x), g;\n"
	        "static inline int h(struct unknown_thing *p) { return p ? (1) : ({ 2; }); }\n"
	        "__asm__(\"nop\");\n"
	        "_Static_assert(sizeof(int) == 4, \"x\");\n"
	        "struct bad { nosuch_t x; };\n"
	        "struct good { int x; };\n"
	        "int table[] = { 1, 2, 3 };\n"
	        "typedef int (*fn_t)(const struct good *, ...);\n"
	        "typedef nosuch_t other_t;\n"
	        "struct good { long twice; };\n"
	        "static const struct { int a; } value = { .a = 3 };\n"
	        "int (*signal(int sig, void (*func)(int)))(int);\n"
	        "struct __attribute__((packed, aligned(4))) after { char c; fn_t f; };\n"
	        "}}} ) ; struct last { int x; };\n",
	        true);
	UNIT_STR_EQUAL(errors, "");
	UNIT_INT_EQUAL(result, 0);
	UNIT_INT_EQUAL(find("struct good")->size, 4);
	UNIT_INT_EQUAL(find("struct after")->size, sizeof(void *) + 4);
	UNIT_INT_EQUAL(find("struct last")->size, 4);
	CU_ASSERT_PTR_NULL(types_find(types, "struct bad"));
	CU_ASSERT_PTR_NULL(types_find(types, "other_t"));
	done();
}

static void error_is(const char *text, u32 col, const char *what)
{
	char want[200];

	declare(text, false);
	snprintf(want, sizeof(want), "t:1:%u: ERROR: %s\n", col, what);
	if (strncmp(errors, want, strlen(want)) != 0)
		UNIT_STR_EQUAL(errors, want);
	CU_ASSERT_EQUAL(result, -EINVAL);
	done();
}

static void script_errors(void)
{
	error_is("struct a { nosuch x; };", 12, "no type nosuch");
	error_is("struct a { int x };", 18, "unexpected '}', expected ; or ,");
	error_is("struct a { int x; char x; };", 24, "there is a member 'x' already");
	error_is("struct a { struct a x; };", 21,
	         "the member's type is not complete: its size is not known");
	error_is("struct a { int x : 33; };", 16, "a bit field of this type cannot have 33 bits");
	error_is("struct a { int x[y]; };", 18, "this is not a constant expression");
	error_is("struct a { int x[-1]; };", 20, "an array cannot have -1 elements");
	error_is("struct a { int x[1 << 20][1 << 20]; };", 34,
	         "an array cannot have 1048576 elements");
	error_is("struct a { int (*f(int); };", 24, "unexpected ';', expected )");
	error_is("struct a { 5; };", 12, "unexpected '5', expected a type");
	error_is("struct { int x; } a b;", 19,
	         "unexpected 'a', expected the end of the "
	         "declaration");
	error_is("enum e { A = 1 / 0 };", 14, "this is not a constant expression");
	error_is("enum e { A B };", 12, "unexpected 'B', expected , or }");
	error_is("typedef int;", 12, "unexpected ';', expected a name");
	error_is("struct a { int x; }; struct a { int y; };", 29, "struct a is defined twice");
	error_is("struct a { int x[1][1][1][1][1][1][1][1][1]; };", 42,
	         "unexpected '1', expected fewer dimensions");
}

static void deep(void)
{
	struct buf b = BUF_INIT;

	for (u32 i = 0; i < 5000; i++)
		buf_adds(&b, "struct { ");
	declare(buf_str(&b), false);
	CU_ASSERT_EQUAL(result, -EINVAL);
	done();
	buf_clear(&b);
	buf_adds(&b, "struct a { int ");
	buf_addn(&b, '(', 5000);
	buf_adds(&b, "*x; };");
	declare(buf_str(&b), false);
	CU_ASSERT_EQUAL(result, -EINVAL);
	done();
	buf_clear(&b);
	buf_adds(&b, "enum e { A = ");
	buf_addn(&b, '(', 5000);
	buf_adds(&b, "1 };");
	declare(buf_str(&b), false);
	CU_ASSERT_EQUAL(result, -EINVAL);
	done();
	buf_free(&b);
}

static bool more(void *arg)
{
	types_add_typedef(types, "late_t", &type_u16);
	++*(int *)arg;
	return true;
}

static void asked_when_missing(void)
{
	int calls = 0;

	declare("struct a { int x; };", false);
	types_on_miss(types, more, &calls);
	find("struct a");
	UNIT_INT_EQUAL(calls, 0);
	UNIT_INT_EQUAL(find("late_t")->size, 2);
	CU_ASSERT_PTR_NULL(types_find(types, "later_t"));
	UNIT_INT_EQUAL(calls, 1);
	done();
}

void suite_cdecl(void)
{
	unit_suite("cdecl");
	unit_test("layouts are the compiler's", layouts);
	unit_test("bit fields are the compiler's", bits);
	unit_test("types of members", member_types);
	unit_test("enumerators and constants", enums);
	unit_test("#pragma pack", pack_pragma);
	unit_test("headers", header_text);
	unit_test("errors of scripts", script_errors);
	unit_test("nesting has an end", deep);
	unit_test("more types when one is missing", asked_when_missing);
}
