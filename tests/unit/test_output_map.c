/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Maps as print(@m) and the end of a program show them, in text and in JSON. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/unit/output_world.h"
#include "tests/unit/unit.h"

#define MAX_ROWS 16

/* A map @m of rows of 64-bit words: key words, then value words. */
struct table {
	struct world w;
	struct map map;
	u32 nkey, nvalue, n;
	u64 keys[MAX_ROWS * 4], values[MAX_ROWS * 4];
};

static struct table *table_new(u32 nkey, u32 nvalue)
{
	struct table *t = calloc(1, sizeof(*t));

	world_open(&t->w);
	t->map.name = "m";
	t->nkey = nkey;
	t->nvalue = nvalue;
	return t;
}

static void table_free(struct table *t)
{
	world_close(&t->w);
	free(t);
}

static void add_words(struct table *t, const u64 *words)
{
	memcpy(t->keys + (size_t)t->n * t->nkey, words, t->nkey * sizeof(u64));
	memcpy(t->values + (size_t)t->n * t->nvalue, words + t->nkey, t->nvalue * sizeof(u64));
	t->n++;
}

#define ROW(...) add_words(t, (const u64[]){__VA_ARGS__})

static const char *printed(struct table *t, enum output_format format, u64 top, u64 div)
{
	struct rows rows = {.n = t->n,
	                    .key_size = t->nkey * 8,
	                    .value_size = t->nvalue * 8,
	                    .keys = (const u8 *)t->keys,
	                    .values = (const u8 *)t->values};

	t->w.o.format = format;
	output_map(&t->w.o, &t->map, &rows, top, div);
	return world_text(&t->w);
}

#define TEXT(want)           UNIT_STR_EQUAL(printed(t, OUTPUT_TEXT, 0, 0), (want))
#define JSON(want)           UNIT_STR_EQUAL(printed(t, OUTPUT_JSON, 0, 0), (want))
#define TOP_TEXT(n, d, want) UNIT_STR_EQUAL(printed(t, OUTPUT_TEXT, (n), (d)), (want))
#define TOP_JSON(n, d, want) UNIT_STR_EQUAL(printed(t, OUTPUT_JSON, (n), (d)), (want))

static const struct type *agg(struct table *t, enum type_kind kind, bool is_signed)
{
	return type_simple(t->w.arena, kind, is_signed);
}

static const struct type *pair(struct table *t, const struct type *a, const struct type *b)
{
	return type_tuple(t->w.arena, (const struct type *[]){a, b}, 2, NULL);
}

/* A string of at most seven bytes as the word that holds it. */
static u64 word(const char *s)
{
	u64 w = 0;

	memcpy(&w, s, strlen(s));
	return w;
}

static void without_a_key(void)
{
	struct table *t = table_new(1, 1);

	t->map.value = &type_s64;
	ROW(0, -5);
	TEXT("@m: -5\n");
	JSON("{\"type\": \"map\", \"data\": {\"@m\": -5}}\n");
	t->map.name = "";
	t->map.value = type_str(t->w.arena, 8);
	t->values[0] = word("a\"b");
	TEXT("@: a\"b\n");
	JSON("{\"type\": \"map\", \"data\": {\"@\": \"a\\\"b\"}}\n");
	table_free(t);
}

static void sorted_by_value_then_key(void)
{
	struct table *t = table_new(1, 1);

	t->map.key = &type_s64;
	t->map.value = &type_s64;
	ROW(1, 10);
	ROW(300, 7);
	ROW(4, -5);
	ROW(2, 7);
	ROW(-1, 7);
	TEXT("@m[4]: -5\n@m[-1]: 7\n@m[2]: 7\n@m[300]: 7\n@m[1]: 10\n");
	JSON("{\"type\": \"map\", \"data\": {\"@m\": {\"4\": -5, \"-1\": 7, \"2\": 7, \"300\": 7, "
	     "\"1\": 10}}}\n");
	t->map.value = &type_u64;
	TEXT("@m[-1]: 7\n@m[2]: 7\n@m[300]: 7\n@m[1]: 10\n@m[4]: 18446744073709551611\n");
	TOP_TEXT(2, 0, "@m[1]: 10\n@m[4]: 18446744073709551611\n");
	table_free(t);
}

static void values_without_order_are_sorted_by_key(void)
{
	struct table *t = table_new(1, 1);

	t->map.key = type_str(t->w.arena, 8);
	t->map.value = type_str(t->w.arena, 8);
	ROW(word("b"), word("m"));
	ROW(word("a"), word("z"));
	ROW(word("ab"), word("a"));
	TEXT("@m[a]: z\n@m[ab]: a\n@m[b]: m\n");
	JSON("{\"type\": \"map\", \"data\": {\"@m\": {\"a\": \"z\", \"ab\": \"a\", \"b\": "
	     "\"m\"}}}\n");
	TOP_TEXT(1, 3, "@m[b]: m\n");
	table_free(t);
}

static void several_keys(void)
{
	struct table *t = table_new(2, 1);

	t->map.key = pair(t, &type_s64, type_str(t->w.arena, 8));
	t->map.value = &type_s64;
	ROW(256, word("b"), 1);
	ROW(2, word("y"), 1);
	ROW(2, word("x,"), 1);
	TEXT("@m[2, x,]: 1\n@m[2, y]: 1\n@m[256, b]: 1\n");
	JSON("{\"type\": \"map\", \"data\": {\"@m\": {\"2,x,\": 1, \"2,y\": 1, \"256,b\": 1}}}\n");
	table_free(t);
}

static void stack_keys(void)
{
	struct table *t = table_new(1, 1);
	struct type stack = *agg(t, TY_KSTACK, false);

	stack.stack_depth = 2;
	t->map.key = &stack;
	t->map.value = agg(t, TY_COUNT, false);
	ROW(1, 3);
	ROW(-14, 1);
	TEXT("@m[]: 1\n@m[\n    alpha+1\n    beta+2\n]: 3\n");
	JSON("{\"type\": \"map\", \"data\": {\"@m\": {\"\": 1, \"\\n    alpha+1\\n    beta+2\\n\": "
	     "3}}}\n");
	table_free(t);

	t = table_new(2, 1);
	t->map.key = pair(t, &stack, &type_s64);
	t->map.value = &stack;
	ROW(2, 7, 1);
	TEXT("@m[\n    beta+16\n, 7]: \n        alpha+1\n        beta+2\n\n");
	table_free(t);
}

static void counts_and_sums(void)
{
	struct table *t = table_new(1, 2);

	t->map.key = &type_s64;
	t->map.value = agg(t, TY_SUM, true);
	ROW(1, 5, 1);
	ROW(2, -7, 3);
	TEXT("@m[2]: -7\n@m[1]: 5\n");
	JSON("{\"type\": \"map\", \"data\": {\"@m\": {\"2\": -7, \"1\": 5}}}\n");
	TOP_TEXT(0, 2, "@m[2]: -3\n@m[1]: 2\n");
	t->map.value = agg(t, TY_MIN, false);
	TEXT("@m[1]: 5\n@m[2]: 18446744073709551609\n");
	t->map.value = agg(t, TY_MAX, true);
	TEXT("@m[2]: -7\n@m[1]: 5\n");
	table_free(t);

	t = table_new(1, 1);
	t->map.value = agg(t, TY_COUNT, false);
	TEXT("@m: 0\n");
	JSON("{\"type\": \"map\", \"data\": {\"@m\": 0}}\n");
	ROW(0, 9);
	TEXT("@m: 9\n");
	TOP_JSON(0, 2, "{\"type\": \"map\", \"data\": {\"@m\": 4}}\n");
	table_free(t);
}

static void averages(void)
{
	struct table *t = table_new(1, 2);

	t->map.key = &type_s64;
	t->map.value = agg(t, TY_AVG, true);
	ROW(1, 100, 10);
	ROW(2, -7, 2);
	ROW(3, 40, 1);
	TEXT("@m[2]: -3\n@m[1]: 10\n@m[3]: 40\n\n");
	JSON("{\"type\": \"stats\", \"data\": {\"@m\": {\"2\": -3, \"1\": 10, \"3\": 40}}}\n");
	TOP_TEXT(2, 5, "@m[1]: 2\n@m[3]: 8\n\n");
	t->map.key = NULL;
	t->n = 1;
	TEXT("@m: 10\n\n");
	JSON("{\"type\": \"stats\", \"data\": {\"@m\": 10}}\n");
	table_free(t);
}

static void statistics(void)
{
	struct table *t = table_new(1, 2);

	t->map.key = &type_s64;
	t->map.value = agg(t, TY_STATS, true);
	ROW(1, 5, 1);
	ROW(2, 9, 3);
	TEXT("@m[2]: count 3, average 3, total 9\n@m[1]: count 1, average 5, total 5\n\n");
	JSON("{\"type\": \"stats\", \"data\": {\"@m\": {\"2\": {\"count\": 3, \"average\": 3, "
	     "\"total\": 9}, \"1\": {\"count\": 1, \"average\": 5, \"total\": 5}}}}\n");
	/* top and div mean nothing here */
	TOP_TEXT(1, 3,
	         "@m[2]: count 3, average 3, total 9\n@m[1]: count 1, average 5, total 5\n\n");
	t->map.key = NULL;
	t->n = 1;
	t->values[0] = t->values[1] = 0;
	TEXT("@m: count 0, average 0, total 0\n\n");
	JSON("{\"type\": \"stats\", \"data\": {\"@m\": {\"count\": 0, \"average\": 0, \"total\": "
	     "0}}}\n");
	table_free(t);
}

static void empty_maps(void)
{
	static const struct {
		enum type_kind kind;
		const char *text;
	} cases[] = {{TY_SUM, "\n"},     {TY_MAX, "\n"},  {TY_AVG, "\n\n"},
	             {TY_STATS, "\n\n"}, {TY_HIST, "\n"}, {TY_LHIST, "\n"}};
	struct table *t = table_new(1, 1);

	t->map.value = &type_s64;
	TEXT("\n");
	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		t->map.value = agg(t, cases[i].kind, false);
		t->map.key = NULL;
		TEXT(cases[i].text);
		JSON("");
		t->map.key = &type_s64;
		TEXT(cases[i].text);
	}
	t->map.value = agg(t, TY_COUNT, false);
	TEXT("\n");
	table_free(t);
}

#define FULL "@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|\n"
#define HALF "@@@@@@@@@@@@@@@@@@@@@@@@@@                          |\n"
#define NONE "                                                    |\n"

/* Keyless histograms: the key is the bucket in 4 bytes. */
static void histogram_of_powers(void)
{
	struct table *t = table_new(1, 1);

	t->map.value = agg(t, TY_HIST, false);
	ROW(0, 1);
	ROW(1, 2);
	ROW(2, 1);
	ROW(5, 1);
	TEXT("@m: \n"
	     "(..., 0)               1 |" HALF "[0]                    2 |" FULL
	     "[1]                    1 |" HALF "[2, 4)                 0 |" NONE
	     "[4, 8)                 0 |" NONE "[8, 16)                1 |" HALF "\n");
	t->n = 0;
	ROW(11, 100);
	ROW(12, 33);
	TEXT("@m: \n"
	     "[512, 1K)            100 |" FULL
	     "[1K, 2K)              33 |@@@@@@@@@@@@@@@@@                                   |\n\n");
	JSON("{\"type\": \"hist\", \"data\": {\"@m\": [{\"min\": 512, \"max\": 1023, \"count\": "
	     "100}, "
	     "{\"min\": 1024, \"max\": 2047, \"count\": 33}]}}\n");
	/* bars stay those of the whole counts */
	TOP_TEXT(0, 50,
	         "@m: \n"
	         "[512, 1K)              2 |" FULL "[1K, 2K)               0 |@@@@@@@@@@@@@@@@@    "
	         "                               |\n\n");
	table_free(t);
}

static void histogram_of_large_values(void)
{
	static const struct {
		u32 bucket;
		const char *text;
	} cases[] = {{21, "[512K, 1M)             1 |"}, {31, "[512M, 1G)             1 |"},
	             {41, "[512G, 1T)             1 |"}, {51, "[512T, 1P)             1 |"},
	             {61, "[512P, 1E)             1 |"}, {63, "[2E, 4E)               1 |"}};
	struct table *t = table_new(1, 1);
	char want[256];

	t->map.value = agg(t, TY_HIST, false);
	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		t->n = 0;
		ROW(cases[i].bucket, 1);
		snprintf(want, sizeof(want), "@m: \n%s" FULL "\n", cases[i].text);
		TEXT(want);
	}
	t->n = 0;
	ROW(64, 1);
	JSON("{\"type\": \"hist\", \"data\": {\"@m\": [{\"min\": 4611686018427387904, \"max\": "
	     "9223372036854775807, \"count\": 1}]}}\n");
	table_free(t);
}

static void fine_histogram(void)
{
	struct table *t = table_new(1, 1);
	struct type fine = *agg(t, TY_HIST, false);

	fine.count = 2; /* bits: 0, 1, 2, 3, then four buckets for each power */
	t->map.value = &fine;
	ROW(0, 1);
	ROW(1 + 7, 1);
	ROW(1 + 8, 1);
	ROW(1 + 15, 1);
	JSON("{\"type\": \"hist\", \"data\": {\"@m\": [{\"max\": -1, \"count\": 1}, "
	     "{\"min\": 0, \"max\": 0, \"count\": 0}, {\"min\": 1, \"max\": 1, \"count\": 0}, "
	     "{\"min\": 2, \"max\": 2, \"count\": 0}, {\"min\": 3, \"max\": 3, \"count\": 0}, "
	     "{\"min\": 4, \"max\": 4, \"count\": 0}, {\"min\": 5, \"max\": 5, \"count\": 0}, "
	     "{\"min\": 6, \"max\": 6, \"count\": 0}, {\"min\": 7, \"max\": 7, \"count\": 1}, "
	     "{\"min\": 8, \"max\": 9, \"count\": 1}, {\"min\": 10, \"max\": 11, \"count\": 0}, "
	     "{\"min\": 12, \"max\": 13, \"count\": 0}, {\"min\": 14, \"max\": 15, \"count\": 0}, "
	     "{\"min\": 16, \"max\": 19, \"count\": 0}, {\"min\": 20, \"max\": 23, \"count\": 0}, "
	     "{\"min\": 24, \"max\": 27, \"count\": 0}, {\"min\": 28, \"max\": 31, \"count\": "
	     "1}]}}\n");
	t->n = 0;
	ROW(1 + 7, 2);
	ROW(1 + 8, 1);
	TEXT("@m: \n[7]                    2 |" FULL "[8, 10)                1 |" HALF "\n");
	table_free(t);
}

static void histograms_by_key(void)
{
	struct table *t = table_new(3, 1);

	/* rows of one key need not be side by side; the order is that of the totals, then keys */
	t->map.key = pair(t, &type_s64, type_str(t->w.arena, 8));
	t->map.value = agg(t, TY_HIST, false);
	ROW(1, word("a"), 3, 2);
	ROW(2, word("b"), 2, 1);
	ROW(1, word("a"), 4, 1);
	ROW(1, word("c"), 2, 1);
	TEXT("@m[1, c]: \n[1]                    1 |" FULL "\n"
	     "@m[2, b]: \n[1]                    1 |" FULL "\n"
	     "@m[1, a]: \n[2, 4)                 2 |" FULL "[4, 8)                 1 |" HALF "\n");
	JSON("{\"type\": \"hist\", \"data\": {\"@m\": {"
	     "\"1,c\": [{\"min\": 1, \"max\": 1, \"count\": 1}], "
	     "\"2,b\": [{\"min\": 1, \"max\": 1, \"count\": 1}], "
	     "\"1,a\": [{\"min\": 2, \"max\": 3, \"count\": 2}, "
	     "{\"min\": 4, \"max\": 7, \"count\": 1}]}}}\n");
	TOP_TEXT(1, 2,
	         "@m[1, a]: \n[2, 4)                 1 |" FULL "[4, 8)                 0 |" HALF
	         "\n");
	table_free(t);
}

static void histogram_emptied_by_zero(void)
{
	struct table *t = table_new(1, 1);

	t->map.value = agg(t, TY_HIST, false);
	ROW(3, 0);
	TEXT("@m: \n\n");
	JSON("{\"type\": \"hist\", \"data\": {\"@m\": []}}\n");
	table_free(t);
}

#define SPACE10 "          "
#define LINE    "___________________________________________________"

/* Six intervals of 1 us in four buckets: what is too old to be shown is not, what is missing is. */
static void time_series(void)
{
	struct table *t = table_new(2, 3);
	struct type s = *agg(t, TY_TSERIES, true);

	setenv("TZ", "UTC", 1);
	tzset();
	s.count = 4;
	s.lhist_step = 1000;
	t->map.key = &type_s64;
	t->map.value = &s;
	ROW(7, 2, (u64)-10, 1, 1000002);
	ROW(7, 1, 40, 1, 1000005);
	ROW(8, 0, 5, 1, 1000000);
	TEXT("@m[8]:\n<no data>\n\n"
	     "@m[7]:\n"
	     "                -10                                                40\n"
	     "hh:mm:ss.us     |" LINE "|\n"
	     "00:00:01.000002 *         .                                         | -10\n"
	     "00:00:01.000003 |         .                                         | -\n"
	     "00:00:01.000004 |         .                                         | -\n"
	     "00:00:01.000005 |         .                                         * 40\n"
	     "                v" LINE "v\n"
	     "                -10                                                40\n\n");
	JSON("{\"type\": \"tseries\", \"data\": {\"@m\": {\"8\": [], \"7\": ["
	     "{\"interval_start\": \"1970-01-01T00:00:01.000002000\", \"value\": -10}, "
	     "{\"interval_start\": \"1970-01-01T00:00:01.000003000\", \"value\": null}, "
	     "{\"interval_start\": \"1970-01-01T00:00:01.000004000\", \"value\": null}, "
	     "{\"interval_start\": \"1970-01-01T00:00:01.000005000\", \"value\": 40}]}}}\n");
	t->n = 1;
	TOP_TEXT(0, 5,
	         "@m[7]:\n"
	         "                -3                                                 -1\n"
	         "hh:mm:ss.us     |" LINE "|\n"
	         "00:00:01.000002 |                         *                         | -2\n"
	         "                v" LINE "v\n"
	         "                -3                                                 -1\n\n");
	table_free(t);
}

/* The shares of CPUs: the later interval wins; within one, the function. */
static void series_of_cpus(void)
{
	static const struct {
		enum series function;
		u64 value, count;
	} cases[] = {{SERIES_LAST, 20, 900},
	             {SERIES_SUM, 17, 1300},
	             {SERIES_MAX, 20, 1300},
	             {SERIES_MIN, (u64)-3, 1300},
	             {SERIES_AVG, 17, 1300}};
	static const struct agg_series shares[] = {
	        {1000, 9999, 6}, {(u64)-3, 400, 7}, {0}, {20, 900, 7}, {5000, 1, 5}};
	struct type t = {.kind = TY_TSERIES, .count = 1, .is_signed = 1};
	struct agg_series out;

	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		t.series = (u8)cases[i].function;
		plan_map_merge(&t, &out, shares, ARRAY_LEN(shares), sizeof(shares[0]));
		CU_ASSERT_EQUAL(out.epoch, 7);
		CU_ASSERT_EQUAL(out.value, cases[i].value);
		CU_ASSERT_EQUAL(out.count, cases[i].count);
	}
}

static void linear_histogram(void)
{
	struct table *t = table_new(1, 1);
	struct type l = *agg(t, TY_LHIST, false);

	l.lhist_max = 30;
	l.lhist_step = 10;
	l.count = 3;
	t->map.value = &l;
	ROW(0, 1);
	ROW(2, 2);
	ROW(4, 1);
	TEXT("@m: \n"
	     "(..., 0)               1 |" HALF "[0, 10)                0 |" NONE
	     "[10, 20)               2 |" FULL "[20, 30)               0 |" NONE
	     "[30, ...)              1 |" HALF "\n");
	JSON("{\"type\": \"hist\", \"data\": {\"@m\": [{\"max\": -1, \"count\": 1}, "
	     "{\"min\": 0, \"max\": 9, \"count\": 0}, {\"min\": 10, \"max\": 19, \"count\": 2}, "
	     "{\"min\": 20, \"max\": 29, \"count\": 0}, {\"min\": 30, \"count\": 1}]}}\n");
	TOP_JSON(
	        0, 2,
	        "{\"type\": \"hist\", \"data\": {\"@m\": [{\"max\": -1, \"count\": 1}, "
	        "{\"min\": 0, \"max\": 9, \"count\": 0}, {\"min\": 10, \"max\": 19, \"count\": 2}, "
	        "{\"min\": 20, \"max\": 29, \"count\": 0}, {\"min\": 30, \"count\": 1}]}}\n");
	l.lhist_min = 1048576;
	l.lhist_step = 524288;
	l.lhist_max = 2147483648;
	TEXT("@m: \n"
	     "(..., 1M)              1 |" HALF "[1M, 1536K)            0 |" NONE
	     "[1536K, 2M)            2 |" FULL "[2M, 2560K)            0 |" NONE
	     "[2048M, ...)           1 |" HALF "\n");
	table_free(t);
}

static void one_key(void)
{
	struct table *t = table_new(1, 1);

	t->map.key = &type_s64;
	t->map.value = agg(t, TY_STATS, true);
	output_map_key(&t->w.o, &t->map, &(s64){-3}, &type_s64, &(s64){4});
	UNIT_STR_EQUAL(world_text(&t->w), "@m[-3]: 4\n");
	t->w.o.format = OUTPUT_JSON;
	output_map_key(&t->w.o, &t->map, &(s64){-3}, &type_s64, &(s64){4});
	UNIT_STR_EQUAL(world_text(&t->w), "{\"type\": \"map\", \"data\": {\"@m\": {\"-3\": 4}}}\n");
	output_map_key(&t->w.o, &t->map, &(s64){1}, t->map.value, ((u64[]){9, 3}));
	UNIT_STR_EQUAL(world_text(&t->w),
	               "{\"type\": \"stats\", \"data\": {\"@m\": {\"1\": {\"count\": 3, "
	               "\"average\": 3, \"total\": 9}}}}\n");
	table_free(t);
}

void suite_output_map(void)
{
	unit_suite("output_map");
	unit_test("without a key", without_a_key);
	unit_test("sorted by value, then key", sorted_by_value_then_key);
	unit_test("values without order are sorted by key", values_without_order_are_sorted_by_key);
	unit_test("several keys", several_keys);
	unit_test("stack keys", stack_keys);
	unit_test("counts and sums", counts_and_sums);
	unit_test("averages", averages);
	unit_test("statistics", statistics);
	unit_test("empty maps", empty_maps);
	unit_test("histogram of powers", histogram_of_powers);
	unit_test("histogram of large values", histogram_of_large_values);
	unit_test("fine histogram", fine_histogram);
	unit_test("histograms by key", histograms_by_key);
	unit_test("histogram emptied by zero", histogram_emptied_by_zero);
	unit_test("linear histogram", linear_histogram);
	unit_test("time series", time_series);
	unit_test("time series of several CPUs", series_of_cpus);
	unit_test("one key", one_key);
}
