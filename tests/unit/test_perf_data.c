// SPDX-License-Identifier: GPL-2.0-or-later
/* perf.data: as a file and as a stream, whole, cut and damaged. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/session.h"
#include "tests/unit/perf_file.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"
#include "trace/convert.h"

struct got {
	int err; /* of opening */
	bool damaged;
	u32 events;
	char *said;
};

static struct got read_bytes(const void *data, size_t n, bool json, struct buf *out)
{
	const struct print_opts opts = {.json = json};
	struct arena *a = arena_new();
	struct buf line = BUF_INIT;
	struct got g = {0};
	struct trace_record rec;
	struct trace_file f;
	struct diag d;
	size_t len;

	tmpdir_make();
	tmpdir_write("perf.data", data, n);
	diag_init(&d, open_memstream(&g.said, &len));
	g.err = trace_open(&f, a, tmpdir_file("perf.data"), &d);
	if (!g.err) {
		struct trace_printer *p = trace_printer_new(&f, &opts);
		struct trace_reader *r = trace_reader_new(&f, NULL);

		for (; trace_next(r, &rec); g.events++)
			trace_print(p, &rec, out ? out : &line);
		g.damaged = f.damage || trace_reader_damage(r, 0);
		trace_reader_free(r);
		trace_printer_free(p);
		trace_close(&f);
	}
	fclose(d.out);
	tmpdir_remove();
	buf_free(&line);
	arena_free(a);
	return g;
}

static const char want[] =
        "           first-6     [000]     0.000001: ev:                   v=1\n"
        "=> inner (ffffffff81000010)\n=> outer (ffffffff81000120)\n=> [user] (401000)\n"
        "           first-6     [001]     0.000002: ev:                   v=2\n"
        "=> inner (ffffffff81000010)\n=> outer (ffffffff81000120)\n=> [user] (401000)\n"
        "           first-6     [001]     0.000003: cpu-clock:            "
        "ip=ffffffff81000010 period=7\n"
        "=> inner (ffffffff81000010)\n=> outer (ffffffff81000120)\n=> [user] (401000)\n"
        "          second-6     [000]     0.000004: ev:                   v=3\n"
        "          second-6     [000]     0.000004: ev:                   v=4\n"
        "=> inner (ffffffff81000010)\n=> outer (ffffffff81000120)\n=> [user] (401000)\n";

/* In the order of time, with names as they were. */
static void whole(void)
{
	for (u32 pipe = 0; pipe < 2; pipe++) {
		struct buf file = BUF_INIT, out = BUF_INIT;
		struct got g;

		perf_file(&file, pipe);
		g = read_bytes(file.data, file.len, false, &out);
		UNIT_INT_EQUAL(g.err, 0);
		UNIT_STR_EQUAL(g.said, "");
		CU_ASSERT_FALSE(g.damaged);
		UNIT_STR_EQUAL(buf_str(&out), want);
		free(g.said);
		buf_free(&file);
		buf_free(&out);
	}
}

/* What is cut is told, wherever it is; only whole rounds' ends of a stream are ends of it, too. */
static void cut(void)
{
	for (u32 pipe = 0; pipe < 2; pipe++) {
		u32 refused = 0, partly = 0, silent = 0;
		struct buf file = BUF_INIT;

		perf_file(&file, pipe);
		for (size_t n = 0; n < file.len; n += n < 120 ? 1 : 7) { /* each asks for symbols */
			struct got g = read_bytes(file.data, n, true, NULL);

			if (g.err) {
				refused++;
				CU_ASSERT_PTR_NOT_NULL(strstr(g.said, "at byte "));
			} else if (g.damaged) {
				partly++;
				CU_ASSERT(g.events <= 5);
			} else {
				silent++;
			}
			free(g.said);
		}
		CU_ASSERT(refused > 100);
		CU_ASSERT(partly > 40);
		/* a stream that ends where a record does: 9 records, and those of the head */
		CU_ASSERT(pipe ? silent <= 12 : silent == 0);
		buf_free(&file);
	}
}

static void damaged(void)
{
	u32 seed = 7, worse = 0;

	for (u32 pipe = 0; pipe < 2; pipe++) {
		struct buf file = BUF_INIT;
		char *copy;

		perf_file(&file, pipe);
		copy = malloc(file.len);
		for (u32 round = 0; round < 150; round++) {
			struct got g;

			memcpy(copy, file.data, file.len);
			for (u32 i = 0; i < 1 + round % 5; i++) {
				seed = seed * 1103515245 + 12345;
				copy[(seed >> 8) % file.len] = (char)(seed >> 4);
			}
			g = read_bytes(copy, file.len, round % 2, NULL);
			worse += g.err || g.damaged;
			free(g.said);
		}
		free(copy);
		buf_free(&file);
	}
	CU_ASSERT(worse > 25);
}

static void replayed(void)
{
	static const char program[] =
	        "tracepoint:test:ev { @[comm, pid, tid] = sum(args.v); @k[kstack] = count(); "
	        "@u[ustack(raw)] = count(); } profile:hz:99 { @cpu[cpu, comm] = count(); }";
	static const char maps[] =
	        "@[first, 5, 6]: 3\n@[second, 5, 6]: 7\n@cpu[1, first]: 1\n"
	        "@k[]: 1\n@k[\n    inner+16\n    outer+32\n]: 3\n@u[]: 1\n@u[\n    401000\n]: 3\n";
	struct source src = {.name = "stdin", .text = program, .len = sizeof(program) - 1};
	struct session_opts opts = {.quiet = true, .no_warnings = true};
	struct buf file = BUF_INIT, out = BUF_INIT;
	char path[256], output[256];
	struct session *s;

	tmpdir_make();
	perf_file(&file, false);
	tmpdir_write("perf.data", file.data, file.len);
	snprintf(path, sizeof(path), "%s", tmpdir_file("perf.data"));
	snprintf(output, sizeof(output), "%s", tmpdir_file("out"));
	opts.recording = path;
	opts.output_path = output;
	s = session_new(&opts);
	UNIT_INT_EQUAL(session_compile(s, &src), 0);
	UNIT_INT_EQUAL(session_choose(s), 0);
	UNIT_INT_EQUAL(session_run(s), 0);
	session_free(s);
	buf_read_file(&out, output);
	UNIT_STR_EQUAL(buf_str(&out), maps);
	tmpdir_remove();
	buf_free(&file);
	buf_free(&out);
}

static void converted(void)
{
	const struct print_opts text = {0};
	struct convert_opts o = {.format = convert_find("folded")};
	struct arena *a = arena_new();
	struct buf file = BUF_INIT, out = BUF_INIT;
	struct trace_printer *p;
	struct trace_file f;
	struct diag d;

	tmpdir_make();
	perf_file(&file, true);
	tmpdir_write("perf.data", file.data, file.len);
	diag_init(&d, stderr);
	UNIT_INT_EQUAL(trace_open(&f, a, tmpdir_file("perf.data"), &d), 0);
	p = trace_printer_new(&f, &text);
	o.output = arena_strdup(a, tmpdir_file("out"));
	UNIT_INT_EQUAL(trace_convert(&f, p, &o, &d), 0);
	buf_read_file(&out, o.output);
	UNIT_STR_EQUAL(buf_str(&out),
	               "first;0x401000;outer;inner 3\nsecond;0x401000;outer;inner 1\n"
	               "second;test:ev 1\n");
	trace_printer_free(p);
	trace_close(&f);
	tmpdir_remove();
	buf_free(&file);
	buf_free(&out);
	arena_free(a);
}

/* What is kept by CPU has a place for each: a number that no machine has is damage. */
static void impossible_cpu(void)
{
	static const char *const formats[] = {"chrome", "ctf"};
	const struct print_opts text = {0};
	const u64 time = 2500, cpu = 0xffffffff;
	struct buf file = BUF_INIT;
	char *at;

	perf_file(&file, false);
	at = memmem(file.data, file.len, &time, sizeof(time));
	CU_ASSERT_PTR_NOT_NULL_FATAL(at);
	memcpy(at + sizeof(time), &cpu, sizeof(cpu));
	for (u32 i = 0; i < ARRAY_LEN(formats); i++) {
		struct convert_opts o = {.format = convert_find(formats[i])};
		struct arena *a = arena_new();
		struct trace_printer *p;
		struct trace_file f;
		struct diag d;
		size_t len;
		char *said;

		tmpdir_make();
		tmpdir_write("perf.data", file.data, file.len);
		o.output = arena_strdup(a, tmpdir_file("out"));
		diag_init(&d, open_memstream(&said, &len));
		UNIT_INT_EQUAL(trace_open(&f, a, tmpdir_file("perf.data"), &d), 0);
		p = trace_printer_new(&f, &text);
		UNIT_INT_EQUAL(trace_convert(&f, p, &o, &d), -EBADMSG);
		trace_printer_free(p);
		trace_close(&f);
		fclose(d.out);
		CU_ASSERT_PTR_NOT_NULL(strstr(said, "no machine has"));
		free(said);
		tmpdir_remove();
		arena_free(a);
	}
	buf_free(&file);
}

void suite_perf_data(void)
{
	unit_suite("perf_data");
	unit_test("a file and a stream", whole);
	unit_test("files that end too soon", cut);
	unit_test("files that are damaged", damaged);
	unit_test("a CPU that cannot be", impossible_cpu);
	unit_test("replay", replayed);
	unit_test("folded stacks", converted);
}
