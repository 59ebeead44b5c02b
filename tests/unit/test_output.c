/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values as print() and printf() show them, in text and in JSON. */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/unit/output_world.h"
#include "tests/unit/unit.h"

/* print(value): both formats. json is what stands behind "data". */
static void check_value(struct world *w, const struct type *t, const void *value, const char *text,
                        const char *json, u32 line)
{
	char want[1024];

	w->o.format = OUTPUT_TEXT;
	output_value(&w->o, t, value);
	snprintf(want, sizeof(want), "%s\n", text);
	unit_str_equal(world_text(w), want, __FILE__, line);
	w->o.format = OUTPUT_JSON;
	output_value(&w->o, t, value);
	snprintf(want, sizeof(want), "{\"type\": \"value\", \"data\": %s}\n", json);
	unit_str_equal(world_text(w), want, __FILE__, line);
}

#define VALUE(t, p, text, json)     check_value(&w, (t), (p), (text), (json), __LINE__)
#define NUMBER(t, v, text, json)    VALUE((t), &(s64){(s64)(v)}, (text), (json))
#define SIMPLE(kind, v, text, json) NUMBER(type_simple(w.arena, (kind), false), (v), (text), (json))

static void numbers(void)
{
	struct world w;
	const struct type *color;

	world_open(&w);
	NUMBER(&type_s64, -1, "-1", "-1");
	NUMBER(&type_u64, -1, "18446744073709551615", "18446744073709551615");
	NUMBER(&type_s8, -56, "-56", "-56");
	NUMBER(&type_u8, 200, "200", "200");
	NUMBER(&type_bool, 1, "true", "true");
	NUMBER(&type_bool, 0, "false", "false");
	NUMBER(type_ptr(w.arena, &type_s32, false), 0x7f10, "0x7f10", "32528");
	color = types_add_enum(w.sema.types, "color",
	                       (struct enum_value[]){{"RED", 1}, {"BLUE", -2}}, 2);
	NUMBER(color, 1, "RED", "1");
	NUMBER(color, -2, "BLUE", "-2");
	NUMBER(color, 7, "7", "7");
	world_close(&w);
}

static void strings(void)
{
	struct world w;
	const struct type *s, *b;
	char text[16] = "a\"b\n", full[4] = {'f', 'u', 'l', 'l'};
	struct {
		u32 len;
		char data[8];
	} bytes = {6, "ab\001\"x\\"};

	world_open(&w);
	s = type_str(w.arena, sizeof(text));
	VALUE(s, text, "a\"b\n", "\"a\\\"b\\n\"");
	VALUE(s, (char[16]){""}, "", "\"\"");
	VALUE(type_str(w.arena, sizeof(full)), full, "full", "\"full\"");
	b = type_buf(w.arena, sizeof(bytes.data));
	VALUE(b, &bytes, "ab\\x01\"x\\", "\"ab\\\\x01\\\"x\\\\\"");
	bytes.len = 99; /* no further than the type says */
	VALUE(b, &bytes, "ab\\x01\"x\\\\x00\\x00", "\"ab\\\\x01\\\"x\\\\\\\\x00\\\\x00\"");
	world_close(&w);
}

static void tuples(void)
{
	struct world w;
	const struct type *inner, *outer, *str;
	u8 value[64] = {0};

	world_open(&w);
	str = type_str(w.arena, 4);
	inner = type_tuple(w.arena, (const struct type *[]){&type_s16, str}, 2, NULL);
	outer = type_tuple(w.arena, (const struct type *[]){&type_u8, inner, &type_s64}, 3, NULL);
	value[outer->fields[0].offset] = 200;
	memcpy(value + outer->fields[1].offset, &(s16){-2}, 2);
	memcpy(value + outer->fields[1].offset + inner->fields[1].offset, "xyz", 4);
	memcpy(value + outer->fields[2].offset, &(s64){-5}, 8);
	VALUE(outer, value, "(200, (-2, xyz), -5)", "[200,[-2,\"xyz\"],-5]");
	world_close(&w);
}

struct inside {
	char tag;
};

struct sample {
	int x;
	char y[4];
	unsigned char z;
	int *p;
	int pair[2];
	struct inside in;
	int low : 3, high : 5;
	unsigned int flag : 1;
};

static const struct type *sample_type(struct world *w)
{
	struct types *t = w->sema.types;
	struct record_builder *b = types_begin_record(t, "inside", false);
	const struct type *inside;

	types_add_field(b, "tag", &type_s8, -1);
	inside = types_end_record(b);
	b = types_begin_record(t, "sample", false);
	types_add_field(b, "x", &type_s32, -1);
	types_add_field(b, "y", type_str(w->arena, 4), -1);
	types_add_field(b, "z", &type_u8, -1);
	types_add_field(b, "p", type_ptr(w->arena, &type_s32, false), -1);
	types_add_field(b, "pair", type_array(w->arena, &type_s32, 2), -1);
	types_add_field(b, "in", inside, -1);
	types_add_field(b, "low", &type_s32, 3);
	types_add_field(b, "high", &type_s32, 5);
	types_add_field(b, "flag", &type_u32, 1);
	return types_end_record(b);
}

static void records_and_arrays(void)
{
	struct sample s = {-5, "abc", 200, (int *)16, {-1, 2}, {65}, -2, 7, 1};
	struct world w;
	const struct type *t, *row;

	world_open(&w);
	t = sample_type(&w);
	UNIT_INT_EQUAL(t->size, sizeof(s));
	VALUE(t, &s,
	      "{ .x = -5, .y = abc, .z = 200, .p = 0x10, .pair = [-1,2], .in = { .tag = 65 }, "
	      ".low = -2, .high = 7, .flag = 1 }",
	      "{\"x\": -5, \"y\": \"abc\", \"z\": 200, \"p\": 16, \"pair\": [-1,2], "
	      "\"in\": {\"tag\": 65}, \"low\": -2, \"high\": 7, \"flag\": 1}");
	row = type_array(w.arena, &type_u16, 2);
	VALUE(type_array(w.arena, row, 2), ((u16[]){1, 2, 3, 65535}), "[[1,2],[3,65535]]",
	      "[[1,2],[3,65535]]");
	VALUE(type_array(w.arena, row, 0), NULL, "[]", "[]");
	world_close(&w);
}

static void symbols(void)
{
	struct world w;
	struct {
		u64 addr;
		u32 pid, probe;
	} user = {0x1234, 0, 0};

	world_open(&w);
	SIMPLE(TY_KSYM, WORLD_KERNEL + 5, "alpha", "\"alpha\"");
	SIMPLE(TY_KSYM, WORLD_MODULE + 5, "gamma", "\"gamma\"");
	SIMPLE(TY_KSYM, 1, "0x1", "\"0x1\"");
	SIMPLE(TY_KSYM, 0, "0", "\"0\"");
	VALUE(type_simple(w.arena, TY_USYM, false), &user, "0x1234", "\"0x1234\"");
	user.addr = 0;
	VALUE(type_simple(w.arena, TY_USYM, false), &user, "0", "\"0\"");
	world_close(&w);
}

static void addresses_names_and_errors(void)
{
	struct world w;
	struct {
		u32 family;
		u8 addr[16];
	} inet = {AF_INET, {127, 0, 0, 1}};
	struct probe probe = {.name = "kprobe:vfs_read"}, *probes[] = {&probe};

	world_open(&w);
	w.sema.probes = probes;
	w.sema.nprobes = 1;
	VALUE(type_simple(w.arena, TY_INET, false), &inet, "127.0.0.1", "\"127.0.0.1\"");
	inet.family = AF_INET6;
	memcpy(inet.addr, (u8[16]){0x20, 1, 0xd, 0xb8, [15] = 1}, 16);
	VALUE(type_simple(w.arena, TY_INET, false), &inet, "2001:db8::1", "\"2001:db8::1\"");
	VALUE(type_simple(w.arena, TY_MAC, false), ((u8[]){1, 2, 0xab, 0xcd, 5, 6}),
	      "01:02:AB:CD:05:06", "\"01:02:AB:CD:05:06\"");
	SIMPLE(TY_USERNAME, 0, "root", "\"root\"");
	SIMPLE(TY_USERNAME, 3999999999u, "", "\"\"");
	SIMPLE(TY_PROBE, 0, "kprobe:vfs_read", "\"kprobe:vfs_read\"");
	SIMPLE(TY_STRERROR, 7, "Argument list too long", "\"Argument list too long\"");
	SIMPLE(TY_STRERROR, -2, "No such file or directory", "\"No such file or directory\"");
	VALUE(type_simple(w.arena, TY_CGROUP_PATH, false), ((u64[]){~0ull, 0}), "", "\"\"");
	world_close(&w);
}

static void times(void)
{
	const char *formats[] = {"%H:%M:%S", "1%f %%f", "%Y"};
	struct {
		u64 ns;
		u32 format, clock;
	} v = {1000123999, 0, NSECS_MONO};
	struct world w;
	const struct type *t;

	world_open(&w);
	setenv("TZ", "UTC0", 1);
	tzset();
	w.plan.strings = formats;
	w.plan.nstrings = ARRAY_LEN(formats);
	t = type_simple(w.arena, TY_TIMESTAMP, false);
	VALUE(t, &v, "00:00:01", "\"00:00:01\"");
	w.o.boot_to_real = 3600ull * 1000000000;
	VALUE(t, &v, "01:00:01", "\"01:00:01\"");
	v.format = 1;
	VALUE(t, &v, "1000123 %f", "\"1000123 %f\"");
	v.format = 0;
	v.clock = NSECS_REAL;
	VALUE(t, &v, "00:00:01", "\"00:00:01\"");
	v.format = 2;
	v.clock = NSECS_BOOT;
	w.o.format = OUTPUT_TEXT;
	output_value(&w.o, t, &v);
	CU_ASSERT(atoi(world_text(&w)) > 2000);
	unsetenv("TZ");
	tzset();
	world_close(&w);
}

static const struct type *stack_type(struct world *w, enum type_kind kind, enum stack_mode mode,
                                     u16 depth)
{
	struct type *t = arena_new_of(w->arena, struct type);

	*t = *type_simple(w->arena, kind, false);
	t->stack_mode = mode;
	t->stack_depth = depth;
	return t;
}

static void stacks(void)
{
	struct world w;
	struct {
		s64 id;
		u32 pid, probe;
	} user = {2, 0, 0};

	world_open(&w);
	NUMBER(stack_type(&w, TY_KSTACK, STACK_BPFTRACE, 127), 1,
	       "\n        alpha+1\n        beta+2\n        gamma+3\n",
	       "\"\\n        alpha+1\\n        beta+2\\n        gamma+3\\n\"");
	NUMBER(stack_type(&w, TY_KSTACK, STACK_BPFTRACE, 1), 1, "\n        alpha+1\n",
	       "\"\\n        alpha+1\\n\"");
	NUMBER(stack_type(&w, TY_KSTACK, STACK_PERF, 127), 1,
	       "\n\tffffffff81000001 alpha+1\n\tffffffff81000102 beta+2\n"
	       "\tffffffffc0200003 gamma+3 (ext4)\n",
	       "\"\\n\\tffffffff81000001 alpha+1\\n\\tffffffff81000102 beta+2\\n"
	       "\\tffffffffc0200003 gamma+3 (ext4)\\n\"");
	NUMBER(stack_type(&w, TY_KSTACK, STACK_RAW, 2), 1,
	       "\n        ffffffff81000001\n        ffffffff81000102\n",
	       "\"\\n        ffffffff81000001\\n        ffffffff81000102\\n\"");
	NUMBER(stack_type(&w, TY_KSTACK, STACK_BPFTRACE, 127), 3, "", "\"\"");
	NUMBER(stack_type(&w, TY_KSTACK, STACK_BPFTRACE, 127), -14, "", "\"\"");
	VALUE(stack_type(&w, TY_USTACK, STACK_BPFTRACE, 127), &user,
	      "\n        0xffffffff81000110\n", "\"\\n        0xffffffff81000110\\n\"");
	VALUE(stack_type(&w, TY_USTACK, STACK_PERF, 127), &user,
	      "\n\tffffffff81000110 0xffffffff81000110 ([unknown])\n",
	      "\"\\n\\tffffffff81000110 0xffffffff81000110 ([unknown])\\n\"");
	world_close(&w);
}

/* printf(format, …): arguments of 8 bytes each, or what the types say. */
struct args {
	const struct type *types[8];
	u64 words[32];
};

static const char *formatted(struct world *w, const char *format, const struct args *a)
{
	static struct buf out;
	struct record_arg args[8];
	struct plan_record r = {.format = format, .args = args};
	u32 offset = 0;

	for (; r.nargs < ARRAY_LEN(args) && a->types[r.nargs]; r.nargs++) {
		const struct type *t = a->types[r.nargs];

		args[r.nargs] = (struct record_arg){.offset = offset, .type = t};
		offset += type_is_scalar(t) ? 8 : ALIGN_UP(t->size, 8);
	}
	buf_free(&out);
	output_format_printf(&out, &w->o, &r, a->words, sizeof(a->words));
	return buf_str(&out);
}

#define S64                        &type_s64
#define INTS(...)                  (&(struct args){{S64, S64, S64, S64, S64, S64, S64, S64}, {__VA_ARGS__}})
#define PRINTF(want, format, args) UNIT_STR_EQUAL(formatted(&w, (format), (args)), (want))

static void printf_integers(void)
{
	struct world w;

	world_open(&w);
	PRINTF("-5 -5 4294967291 fffffffb FFFFFFFB 37777777773", "%d %i %u %x %X %o",
	       INTS(-5, -5, -5, -5, -5, -5));
	PRINTF("[   42][42   ][00042][+42][ 42][0x2a][052]",
	       "[%5d][%-5d][%05d][%+d][% d][%#x][%#o]", INTS(42, 42, 42, 42, 42, 42, 42));
	PRINTF("-2147483648 -1 4294967295", "%d %d %u", INTS(0x80000000, -1, 0xffffffffffffffff));
	PRINTF("ef cdef 78abcdef 12345678abcdef", "%hhx %hx %x %jx",
	       INTS(0x12345678abcdef, 0x12345678abcdef, 0x12345678abcdef, 0x12345678abcdef));
	PRINTF("-1 18446744073709551615 ffffffffffffffff 65535 255 4464 44",
	       "%ld %lu %llx %hu %hhu %hd %hhd", INTS(-1, -1, -1, -1, -1, 70000, 300));
	PRINTF("-5 -5", "%zd %td", INTS(-5, -5));
	PRINTF("005|     005|ff      |000000ff", "%.3d|%8.3d|%-8x|%08x", INTS(5, 5, 255, 255));
	PRINTF("[  -42][-42  ][-0042][-42][-2147483648][4294967254][ffffffd6]",
	       "[%5d][%-5d][%05d][%1d][%d][%u][%x]", INTS(-42, -42, -42, -42, INT32_MIN, -42, -42));
	PRINTF("[-9223372036854775808][0][ffffffffffffffff][   7]", "[%ld][%d][%lx][%4i]",
	       INTS(INT64_MIN, 0, -1, 7));
	PRINTF("A|  B||  |", "%c|%3c|%c|%3c|", INTS(65, 66, 0, 0));
	PRINTF("0xff (nil) [      0xff][0xff      ]", "%p %p [%10p][%-10p]",
	       INTS(255, 0, 255, 255));
	PRINTF("0xfffffffffffffffb", "%p", INTS(-5));
	PRINTF("[    1][1    ][002]", "[%*d][%*d][%.*d]", INTS(5, 1, -5, 1, 3, 2));
	world_close(&w);
}

static void printf_texts(void)
{
	struct world w;
	const struct type *s, *b, *k;

	world_open(&w);
	s = type_str(w.arena, 8);
	k = type_simple(w.arena, TY_KSYM, false);
	b = type_buf(w.arena, 12);
	struct args strings = {{s, s, s, s, s}, {}};
	struct args syms = {{k, k, k}, {WORLD_KERNEL, WORLD_KERNEL, WORLD_KERNEL}};
	struct args bufs = {{b, b, b, b}, {}};
	struct args mixed = {{&type_bool, stack_type(&w, TY_KSTACK, STACK_BPFTRACE, 1)}, {1, 1}};

	for (u32 i = 0; i < 5; i++)
		memcpy(&strings.words[i], "abc", 4);
	for (u32 i = 0; i < 4; i++)
		memcpy(&bufs.words[i * 2], "\3\0\0\0a\nb", 8);
	PRINTF("[abc][       abc][abc       ][ab][        ab]", "[%s][%10s][%-10s][%.2s][%10.2s]",
	       &strings);
	PRINTF("[   abc][abc]", "[%*s][%s]",
	       (&(struct args){{S64, s, s}, {6, strings.words[0], strings.words[0]}}));
	PRINTF("[alpha][     alpha][alpha     ]", "[%s][%10s][%-10s]", &syms);
	PRINTF("a\\x0ab|\\x61\\x0a\\x62|61 0a 62|    a\\x0ab", "%r|%rx|%rh|%10r", &bufs);
	PRINTF("true \n        alpha+1\n;", "%s %s;", &mixed);
	PRINTF("100% %", "100%% %5%", INTS(0));
	PRINTF("tail ", "tail %", INTS(0));
	PRINTF("none ", "none %d", (&(struct args){{NULL}, {0}}));
	world_close(&w);
}

static void texts_and_messages(void)
{
	struct world w;

	world_open(&w);
	output_text(&w.o, "printf", "a\t1\n", 4);
	UNIT_STR_EQUAL(world_text(&w), "a\t1\n");
	output_attached(&w.o, 1);
	output_attached(&w.o, 360);
	output_lost(&w.o, 12);
	UNIT_STR_EQUAL(world_text(&w), "Attaching 1 probe...\nAttaching 360 probes...\n"
	                               "Lost 12 events\n");
	w.o.format = OUTPUT_JSON;
	output_text(&w.o, "printf", "a\t1\n", 4);
	output_text(&w.o, "time", "12\xff", 3);
	output_attached(&w.o, 1);
	output_lost(&w.o, 12);
	UNIT_STR_EQUAL(world_text(&w),
	               "{\"type\": \"printf\", \"data\": \"a\\t1\\n\"}\n"
	               "{\"type\": \"time\", \"data\": \"12\xef\xbf\xbd\"}\n"
	               "{\"type\": \"attached_probes\", \"data\": {\"probes\": 1}}\n"
	               "{\"type\": \"lost_events\", \"data\": {\"events\": 12}}\n");
	world_close(&w);
}

void suite_output(void)
{
	unit_suite("output");
	unit_test("numbers", numbers);
	unit_test("strings", strings);
	unit_test("tuples", tuples);
	unit_test("records and arrays", records_and_arrays);
	unit_test("symbols", symbols);
	unit_test("addresses, names and errors", addresses_names_and_errors);
	unit_test("times", times);
	unit_test("stacks", stacks);
	unit_test("printf of integers", printf_integers);
	unit_test("printf of texts", printf_texts);
	unit_test("texts and messages", texts_and_messages);
}
