// SPDX-License-Identifier: GPL-2.0-or-later
/* Recordings of other machines in other programs' formats. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/foreign_file.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"
#include "trace/convert.h"

static const struct machine machines[] = {
        {"x86_64", false, 8, "%di", "%si"},
        {"s390x", true, 8, "%r2", "%r3"},
        {"armv7l", false, 4, "%r0", "%r1"},
};

/* Of the file's first `size` bytes; 0: all. out: what is at the path "out", or in it. */
static int convert(const struct machine *m, const char *format, const char *filter, size_t size,
                   const char *result, struct buf *out)
{
	struct convert_opts opts = {.format = convert_find(format)};
	const struct print_opts text = {0};
	struct arena *a = arena_new();
	struct buf file = BUF_INIT;
	struct trace_printer *p;
	char path[256], *said;
	struct trace_file f;
	struct diag d;
	size_t n;
	int err;

	tmpdir_make();
	foreign_file(&file, m);
	tmpdir_write("trace.dat", file.data, size ? size : file.len);
	snprintf(path, sizeof(path), "%s", tmpdir_file("trace.dat"));
	opts.output = arena_strdup(a, tmpdir_file("out"));
	diag_init(&d, open_memstream(&said, &n));
	err = trace_open(&f, a, path, &d);
	if (!err) {
		p = trace_printer_new(&f, &text);
		if (filter)
			UNIT_INT_EQUAL(trace_printer_filter(p, filter, false, &d), 0);
		err = trace_convert(&f, p, &opts, &d);
		trace_printer_free(p);
		trace_close(&f);
	}
	fclose(d.out);
	free(said);
	buf_clear(out);
	buf_read_file(out, tmpdir_file(result));
	tmpdir_remove();
	buf_free(&file);
	arena_free(a);
	return err;
}

static void check(const char *format, const char *filter, const char *want)
{
	struct buf out = BUF_INIT;

	for (u32 i = 0; i < ARRAY_LEN(machines); i++) {
		UNIT_INT_EQUAL(convert(&machines[i], format, filter, 0, "out", &out), 0);
		UNIT_STR_EQUAL(buf_str(&out), want);
	}
	buf_free(&out);
}

static void to_text(void)
{
	check("jsonl", "ev: c == 258",
	      "{\"time\": 5000003000, \"cpu\": 0, \"pid\": 6, \"comm\": \"second\", \"event\": "
	      "\"test:ev\", \"fields\": {\"a\": 2199023255552, \"b\": -2, \"c\": 258, \"name\": "
	      "\"two\", \"d\": -4}}\n");
	check("csv", "ev: c == 257",
	      "time,cpu,tid,comm,system,event,fields\r\n5.000001000,0,6,second,test,ev,\"{"
	      "\"\"a\"\": "
	      "1099511627776, \"\"b\"\": -1, \"\"c\"\": 257, \"\"name\"\": \"\"one\"\", \"\"d\"\": "
	      "-2}\"\r\n");
}

static void to_folded(void)
{
	check("folded", NULL,
	      "second;eprobes:op 1\nsecond;kprobes:p_vfs_read 1\nsecond;outer;inner 3\n");
}

static void to_chrome(void)
{
	check("chrome", "ev: c == 259",
	      "{\"displayTimeUnit\": \"ns\", \"traceEvents\": [\n"
	      "{\"ph\": \"M\", \"name\": \"thread_name\", \"pid\": 5, \"tid\": 6, \"args\": "
	      "{\"name\": \"second\"}},\n"
	      "{\"ph\": \"i\", \"name\": \"test:ev\", \"pid\": 5, \"tid\": 6, \"ts\": "
	      "5000005.000, \"s\": \"t\", \"args\": {\"a\": 3298534883328, \"b\": -3, \"c\": 259, "
	      "\"name\": \"three\", \"d\": -6}}\n]}\n");
}

/* The packet of the one CPU: its head, and the first event. */
static void to_ctf(void)
{
	static const char *const wanted[] = {"name = \"test:ev\";\n\tid = 10;",
	                                     "\t\tuint64_t _a;\n\t\tint32_t _b;\n",
	                                     "\t\tuint16_t _c;\n\t\tstring _name;\n"};
	struct buf out = BUF_INIT;
	u32 id, tid;
	u64 v;

	for (u32 i = 0; i < ARRAY_LEN(machines); i++) {
		UNIT_INT_EQUAL(convert(&machines[i], "ctf", "ev", 0, "out/metadata", &out), 0);
		CU_ASSERT(!strncmp(buf_str(&out), "/* CTF 1.8 */", 13));
		for (u32 k = 0; k < ARRAY_LEN(wanted); k++)
			CU_ASSERT_PTR_NOT_NULL(strstr(buf_str(&out), wanted[k]));
		UNIT_INT_EQUAL(convert(&machines[i], "ctf", "ev", 0, "out/cpu_0", &out), 0);
		CU_ASSERT_FATAL(out.len > 52 + 12);
		memcpy(&v, out.data + 8, 8);
		UNIT_INT_EQUAL(v, 5000001000);
		memcpy(&v, out.data + 16, 8);
		UNIT_INT_EQUAL(v, 5000005000);
		memcpy(&v, out.data + 24, 8);
		UNIT_INT_EQUAL(v, out.len * 8);
		memcpy(&id, out.data + 52, 4);
		UNIT_INT_EQUAL(id, 10);
		memcpy(&tid, out.data + 64, 4);
		UNIT_INT_EQUAL(tid, 6);
		UNIT_STR_EQUAL(out.data + 68, "second");
		memcpy(&v, out.data + 75, 8);
		UNIT_INT_EQUAL(v, 1ull << 40);
	}
	buf_free(&out);
}

static void from_less_than_all(void)
{
	static const char *const formats[] = {"chrome", "ctf", "folded", "csv", "jsonl"};
	struct buf whole = BUF_INIT, out = BUF_INIT;

	foreign_file(&whole, &machines[0]);
	for (size_t n = 1; n < whole.len; n += n < 3000 ? 37 : 500)
		CU_ASSERT(convert(&machines[0], formats[n % 5], NULL, n, "out", &out) != 0);
	buf_free(&whole);
	buf_free(&out);
}

/* Written to the file that is read, it would be gone, and sonde with it. */
static void onto_itself(void)
{
	struct convert_opts opts = {.format = convert_find("csv")};
	const struct print_opts text = {0};
	struct buf file = BUF_INIT, after = BUF_INIT;
	struct arena *a = arena_new();
	struct trace_printer *p;
	struct trace_file f;
	struct diag d;
	size_t n;
	char *said;

	tmpdir_make();
	foreign_file(&file, &machines[0]);
	tmpdir_write("trace.dat", file.data, file.len);
	opts.output = arena_strdup(a, tmpdir_file("trace.dat"));
	diag_init(&d, open_memstream(&said, &n));
	UNIT_INT_EQUAL(trace_open(&f, a, opts.output, &d), 0);
	p = trace_printer_new(&f, &text);
	CU_ASSERT(trace_convert(&f, p, &opts, &d) < 0);
	trace_printer_free(p);
	trace_close(&f);
	fclose(d.out);
	CU_ASSERT_PTR_NOT_NULL(strstr(said, "is the recording itself"));
	free(said);
	buf_read_file(&after, opts.output);
	CU_ASSERT(after.len == file.len && !memcmp(after.data, file.data, file.len));
	tmpdir_remove();
	buf_free(&after);
	buf_free(&file);
	arena_free(a);
}

/* The times of tasks in the sample; a program over it (-i) sums up the same. */
static void profile_of_the_sample(void)
{
	struct convert_opts opts = {.format = &trace_profile};
	const struct print_opts text = {0};
	struct buf out = BUF_INIT, want = BUF_INIT;
	struct arena *a = arena_new();
	struct trace_printer *p;
	struct trace_file f;
	struct diag d;

	tmpdir_make();
	diag_init(&d, stderr);
	opts.output = arena_strdup(a, tmpdir_file("out"));
	UNIT_INT_EQUAL(trace_open(&f, a, TESTS_SRCDIR "/golden/report/sample.dat", &d), 0);
	p = trace_printer_new(&f, &text);
	UNIT_INT_EQUAL(trace_convert(&f, p, &opts, &d), 0);
	trace_printer_free(p);
	trace_close(&f);
	buf_read_file(&out, opts.output);
	buf_read_file(&want, TESTS_SRCDIR "/golden/report/profile.txt");
	UNIT_STR_EQUAL(buf_str(&out), buf_str(&want));
	tmpdir_remove();
	buf_free(&out);
	buf_free(&want);
	arena_free(a);
}

void suite_convert(void)
{
	unit_suite("convert");
	unit_test("JSON lines and CSV", to_text);
	unit_test("folded stacks", to_folded);
	unit_test("Chrome's trace events", to_chrome);
	unit_test("the Common Trace Format", to_ctf);
	unit_test("files that end too soon", from_less_than_all);
	unit_test("a file onto itself", onto_itself);
	unit_test("the times of tasks", profile_of_the_sample);
}
