/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Trace files: the sample that is shipped, what is left of it when it is damaged, and written ones.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/unit.h"
#include "trace/print.h"
#include "trace/write.h"

#define SAMPLE   TESTS_SRCDIR "/golden/report/sample.dat"
#define EXPECTED TESTS_SRCDIR "/golden/report/sample.txt"
/* sonde record -p function_graph -B sleeps -e sched_switch on 6.1, and what trace-cmd printed there
 */
#define GRAPH          TESTS_SRCDIR "/golden/report/graph.dat"
#define GRAPH_EXPECTED TESTS_SRCDIR "/golden/report/graph.txt"

struct got {
	int err;      /* of opening */
	bool damaged; /* something could not be read */
	u32 events;
	char *said; /* by diagnostics; owned */
};

/* Open and print all; out may be NULL. */
static struct got read_all(const char *path, const struct print_opts *o, struct buf *out)
{
	struct arena *a = arena_new();
	struct buf line = BUF_INIT;
	struct got g = {0};
	struct trace_record rec;
	struct trace_file f;
	struct diag d;
	size_t len;

	diag_init(&d, open_memstream(&g.said, &len));
	g.err = trace_open(&f, a, path, &d);
	if (!g.err) {
		struct trace_printer *p = trace_printer_new(&f, o);
		struct trace_reader *r = trace_reader_new(&f, NULL);

		trace_printer_read_from(p, r);
		for (; trace_next(r, &rec); g.events++)
			trace_print(p, &rec, out ? out : &line);
		g.damaged = f.damage || trace_reader_damage(r, 0);
		trace_printer_read_from(p, NULL);
		trace_reader_free(r);
		trace_printer_free(p);
		trace_close(&f);
	}
	fclose(d.out);
	buf_free(&line);
	arena_free(a);
	return g;
}

/* A file in memory, with its name. */
static int memory_file(const void *data, size_t n, char path[32])
{
	int fd = memfd_create("trace", 0);

	if (fd >= 0 && write(fd, data, n) != (ssize_t)n)
		CU_FAIL("memfd");
	snprintf(path, 32, "/proc/self/fd/%d", fd);
	return fd;
}

static struct got read_bytes(const void *data, size_t n)
{
	static const struct print_opts json = {.json = true};
	char path[32];
	int fd = memory_file(data, n, path);
	struct got g = read_all(path, &json, NULL);

	close(fd);
	return g;
}

/* Of two texts the first line that is not the same. */
static void first_difference(struct buf *got, struct buf *want)
{
	char *g = (char *)buf_str(got), *w = (char *)buf_str(want), *line = w;

	for (; *g && *g == *w; g++, w++)
		if (*g == '\n')
			line = w + 1;
	g -= w - line;
	g[strcspn(g, "\n")] = line[strcspn(line, "\n")] = '\0';
	UNIT_STR_EQUAL(g, line);
}

static void print_sample(const char *path, const char *expected, const struct print_opts *text)
{
	struct buf out = BUF_INIT, want = BUF_INIT;
	struct got g;

	CU_ASSERT_EQUAL_FATAL(buf_read_file(&want, expected), 0);
	buf_adds(&out, "cpus=2\n");
	g = read_all(path, text, &out);
	CU_ASSERT_EQUAL(g.err, 0);
	CU_ASSERT_FALSE(g.damaged);
	CU_ASSERT(g.events > 70);
	CU_ASSERT_EQUAL(out.len, want.len);
	first_difference(&out, &want);
	free(g.said);
	buf_free(&out);
	buf_free(&want);
}

/* By our own code, and by libtraceevent alone. */
static void test_sample(void)
{
	static const struct print_opts fast, slow = {.slow = true};

	print_sample(SAMPLE, EXPECTED, &fast);
	if (!getenv("SONDE_EMULATED")) /* where there are no plugins of libtraceevent */
		print_sample(SAMPLE, EXPECTED, &slow);
}

/* Of 32-bit ARM. What trace-cmd prints on that machine: on others it takes negative longs for large
 * numbers, and so does libtraceevent. */
static void test_armhf(void)
{
	static const struct print_opts text;

	print_sample(TESTS_SRCDIR "/golden/report/armhf.dat",
	             TESTS_SRCDIR "/golden/report/armhf.txt", &text);
}

static void test_arm64(void)
{
	static const struct print_opts text;

	print_sample(TESTS_SRCDIR "/golden/report/arm64.dat",
	             TESTS_SRCDIR "/golden/report/arm64.txt", &text);
}

/* The first line of the sample: with another clock, its time moved to t, and events lost before it.
 */
static void first_line(const char *clock, u64 t, s64 lost, u32 nbuffers, struct buf *out)
{
	static const struct print_opts text;
	struct arena *a = arena_new();
	struct trace_buffer two[2];
	struct trace_record rec;
	struct trace_file f;
	struct diag d;

	diag_init(&d, stderr);
	CU_ASSERT_EQUAL_FATAL(trace_open(&f, a, SAMPLE, &d), 0);
	struct trace_reader *r = trace_reader_new(&f, NULL);

	CU_ASSERT_FATAL(trace_next(r, &rec));
	two[0] = two[1] = f.buffers[0];
	two[0].clock = clock;
	two[1].name = "small";
	struct trace_buffer *own = f.buffers;
	u32 nown = f.nbuffers;

	f.buffers = two;
	f.nbuffers = nbuffers;
	struct trace_printer *p = trace_printer_new(&f, &text);

	rec.time = t;
	rec.lost = lost;
	rec.buffer = nbuffers - 1;
	trace_print(p, &rec, out);
	trace_printer_free(p);
	trace_reader_free(r);
	f.buffers = own;
	f.nbuffers = nown;
	trace_close(&f);
	arena_free(a);
}

static void test_times(void)
{
	static const struct {
		const char *clock;
		u64 time;
		const char *shown;
	} cases[] = {
	        {"local", 30967774343730, "[001] 30967.774344: "},
	        {"local", 998960462700967, "[001] 998960.462701: "},
	        {"tai", 1795282596483314836, "[001] 1795282596.483315: "},
	        {"mono_raw", 1999999, "[001]     0.002000: "},
	        {"boot", 30583614630478, "[001]30583614630478: "},
	        {"counter", 25, "[001]          25: "},
	        {"x86-tsc", 38498545673108, "[001]38498545673108: "},
	};

	for (u32 i = 0; i < ARRAY_LEN(cases); i++) {
		struct buf line = BUF_INIT;

		first_line(cases[i].clock, cases[i].time, 0, 1, &line);
		CU_ASSERT_PTR_NOT_NULL(strstr(buf_str(&line), cases[i].shown));
		buf_free(&line);
	}
}

/* What is lost has its buffer's name before it, and the line behind it then has none. */
static void test_lost_line(void)
{
	struct buf line = BUF_INIT;

	first_line("local", 1000, 1450, 2, &line);
	CU_ASSERT(!strncmp(buf_str(&line),
	                   "small: CPU:1 [1450 EVENTS DROPPED]\n           sonde-15087 ", 58));
	buf_free(&line);
}

/* Calls are drawn, with what they call in between; two buffers in one file. */
static void test_graph(void)
{
	static const struct print_opts text;

	print_sample(GRAPH, GRAPH_EXPECTED, &text);
}

static void test_truncated(void)
{
	struct buf whole = BUF_INIT;
	u32 refused = 0, partly = 0;

	CU_ASSERT_EQUAL_FATAL(buf_read_file(&whole, SAMPLE), 0);
	for (size_t n = 0; n < whole.len; n += n < 200 ? 1 : 61) {
		struct got g = read_bytes(whole.data, n);

		if (g.err) {
			refused++;
			CU_ASSERT_PTR_NOT_NULL(strstr(g.said, "at byte "));
		} else {
			partly++;
			CU_ASSERT(g.damaged);
		}
		free(g.said);
	}
	/* its options are behind all else: without them there is nothing to be found */
	CU_ASSERT(refused > 500);
	CU_ASSERT_EQUAL(partly, 0);
	buf_free(&whole);
}

static void test_corrupted(void)
{
	struct buf whole = BUF_INIT;
	char *copy;
	u32 seed = 1, worse = 0;

	CU_ASSERT_EQUAL_FATAL(buf_read_file(&whole, SAMPLE), 0);
	copy = malloc(whole.len);
	for (u32 round = 0; round < 400; round++) {
		struct got g;

		memcpy(copy, whole.data, whole.len);
		for (u32 i = 0; i < 1 + round % 7; i++) {
			seed = seed * 1103515245 + 12345;
			/* the start and the end hold what leads to all else */
			u32 at = (seed >> 8) % (round % 2 ? 600 : (u32)whole.len);

			copy[round % 4 == 3 ? whole.len - 1 - at : at] = (char)(seed >> 4);
		}
		g = read_bytes(copy, whole.len);
		worse += g.err || g.damaged;
		free(g.said);
	}
	CU_ASSERT(worse > 50);
	free(copy);
	buf_free(&whole);
}

/* Pages of the kernel, made by hand: one event each. */
static const char x_format[] =
        "name: x\nID: 7\nformat:\n"
        "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
        "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
        "\tfield:int v;\toffset:8;\tsize:4;\tsigned:1;\n\n"
        "print fmt: \"v=%d\", REC->v\n";
static const char page_header[] = " field: local_t commit; offset:8; size:8; signed:1;\n"
                                  " field: char data; offset:16; size:4080; signed:0;\n";
static const struct trace_format x_formats[] = {{"test", {x_format, sizeof(x_format) - 1}, 7}};
static const char *x_stats[] = {"CPU: 0\nentries: 0\n"};

struct raw_page {
	u64 time, commit;
	u32 head;
	u16 type, flags;
	s32 pid, v;
	u8 rest[4096 - 32];
};

static void fill_page(struct raw_page *p, u64 time, s32 v)
{
	memset(p, 0, sizeof(*p));
	p->time = time;
	p->commit = 16;
	p->head = 3 | 500 << 5;
	p->type = 7;
	p->pid = 5;
	p->v = v;
}

static struct trace_contents contents_of(struct trace_pages_of *buffers, u32 n)
{
	return (struct trace_contents){.page_size = 4096,
	                               .ncpus = 1,
	                               .header_page = page_header,
	                               .header_event = "",
	                               .formats = x_formats,
	                               .nformats = 1,
	                               .kallsyms = "",
	                               .printk = "",
	                               .cmdlines = "5 five\n",
	                               .clocks = "[local] global",
	                               .uname = "here",
	                               .cpustats = x_stats,
	                               .ncpustats = 1,
	                               .buffers = buffers,
	                               .nbuffers = n};
}

/* The bytes of one CPU's pages are cut off: the rest is read, and the loss is told. */
static void test_events_cut(void)
{
	struct trace_pages pages = {.cpu = 0, .size = 8192};
	struct trace_pages_of buffer = {"", "[local] global", &pages, 1};
	struct trace_contents c = contents_of(&buffer, 1);
	static const struct print_opts text;
	struct raw_page page[2];
	char path[32], out_path[] = "/tmp/sonde-unit-XXXXXX";
	int out = mkstemp(out_path);
	u64 written;

	if (sizeof(long) != 8) {
		unit_skip("the pages are those of 64-bit kernels");
		close(out);
		unlink(out_path);
		return;
	}
	for (u32 i = 0; i < 2; i++)
		fill_page(&page[i], 1000000 * (i + 1), (s32)i - 1);
	pages.fd = memory_file(page, sizeof(page), path);
	for (u32 version = 6; version <= 7; version++) {
		for (u32 zip = ZIP_NONE; zip <= ZIP_ZSTD; zip++) {
			struct buf b = BUF_INIT, whole = BUF_INIT;
			struct got g;

			if (!zip_is_built_in(zip) || (version == 6 && zip))
				continue;
			c.version = version;
			c.zip = zip;
			CU_ASSERT_EQUAL(trace_write(out_path, &c, &written), 0);
			g = read_all(out_path, &text, &b);
			CU_ASSERT_EQUAL(g.err, 0);
			CU_ASSERT_FALSE(g.damaged);
			UNIT_STR_EQUAL(
			        buf_str(&b),
			        "            five-5     [000]     0.001001: x:                    "
			        "v=-1\n"
			        "            five-5     [000]     0.002001: x:                    "
			        "v=0\n");
			free(g.said);
			CU_ASSERT_EQUAL(buf_read_file(&whole, out_path), 0);
			if (version == 6) { /* the events are at the end */
				g = read_bytes(whole.data, whole.len - 100);
				CU_ASSERT_EQUAL(g.err, 0);
				CU_ASSERT(g.damaged);
				CU_ASSERT_EQUAL(g.events, 1);
				free(g.said);
			}
			buf_free(&whole);
			buf_free(&b);
		}
	}
	close(pages.fd);
	close(out);
	unlink(out_path);
}

/* A number of a CPU that no machine has: what keeps something of each would need all memory. */
static void test_impossible_cpu(void)
{
	struct trace_pages pages = {.cpu = 0xffffffff, .size = 4096};
	struct trace_pages_of buffer = {"", "[local] global", &pages, 1};
	struct trace_contents c = contents_of(&buffer, 1);
	char path[32], out_path[] = "/tmp/sonde-unit-XXXXXX";
	static const struct print_opts text;
	int out = mkstemp(out_path);
	struct raw_page page;
	struct got g;
	u64 written;

	fill_page(&page, 1000000, 1);
	pages.fd = memory_file(&page, sizeof(page), path);
	c.version = 7;
	CU_ASSERT_EQUAL(trace_write(out_path, &c, &written), 0);
	g = read_all(out_path, &text, NULL);
	CU_ASSERT(g.err || g.damaged);
	CU_ASSERT_EQUAL(g.events, 0);
	free(g.said);
	close(pages.fd);
	close(out);
	unlink(out_path);
}

/* Two buffers in one file; the pages of the second were compressed before, those of the first begin
 * behind what was dropped. */
static void test_two_buffers(void)
{
	struct trace_pages pages[2] = {{.from = 4096, .size = 8192}, {0}};
	struct trace_pages_of buffers[2] = {{"", "[local]", &pages[0], 1},
	                                    {"other", "[local]", &pages[1], 1}};
	struct trace_contents c = contents_of(buffers, 2);
	static const struct print_opts text;
	char path[32], out_path[] = "/tmp/sonde-unit-XXXXXX";
	int out = mkstemp(out_path);
	struct raw_page page[3];
	u64 written;

	for (u32 version = 6; version <= 7 && sizeof(long) == 8; version++) {
		for (u32 zip = ZIP_NONE; zip <= ZIP_ZSTD; zip++) {
			struct buf b = BUF_INIT, chunks = BUF_INIT;
			struct got g;

			if (!zip_is_built_in(zip) || (version == 6 && zip))
				continue;
			for (u32 i = 0; i < 3; i++)
				fill_page(&page[i], 1000000 * (2 * i + 1), (s32)i);
			pages[0].fd = memory_file(page, sizeof(page), path);
			fill_page(&page[0], 4000000, 40);
			fill_page(&page[1], 6000000, 60);
			for (u32 i = 0; i < 2 && zip; i++) {
				struct zipper *z = zipper_new(zip);
				char packed[8192];
				u32 sizes[2] = {
				        (u32)zipper_pack(z, packed, sizeof(packed), &page[i], 4096),
				        4096};

				buf_add(&chunks, sizes, sizeof(sizes));
				buf_add(&chunks, packed, sizes[0]);
				zipper_free(z);
			}
			pages[1].chunks = zip ? 2 : 0;
			pages[1].size = zip ? chunks.len : 8192;
			pages[1].fd = memory_file(zip ? (void *)chunks.data : (void *)page,
			                          pages[1].size, path);
			c.version = version;
			c.zip = zip;
			CU_ASSERT_EQUAL(trace_write(out_path, &c, &written), 0);
			g = read_all(out_path, &text, &b);
			CU_ASSERT_EQUAL(g.err, 0);
			CU_ASSERT_FALSE(g.damaged);
			UNIT_STR_EQUAL(buf_str(&b),
			               "                   five-5     [000]     0.003001: x:"
			               "                    v=1\n"
			               "other:             five-5     [000]     0.004001: x:"
			               "                    v=40\n"
			               "                   five-5     [000]     0.005001: x:"
			               "                    v=2\n"
			               "other:             five-5     [000]     0.006001: x:"
			               "                    v=60\n");
			free(g.said);
			buf_free(&chunks);
			buf_free(&b);
			close(pages[0].fd);
			close(pages[1].fd);
		}
	}
	close(out);
	unlink(out_path);
}

void suite_trace_file(void)
{
	unit_suite("trace_file");
	unit_test("the sample prints as trace-cmd prints it", test_sample);
	unit_test("a recording of 32-bit ARM", test_armhf);
	unit_test("a recording of 64-bit ARM", test_arm64);
	unit_test("times by their clocks", test_times);
	unit_test("lost events of one of two buffers", test_lost_line);
	unit_test("function_graph and two buffers print as trace-cmd prints them", test_graph);
	unit_test("two buffers in one file, compressed before or not", test_two_buffers);
	unit_test("a CPU that cannot be", test_impossible_cpu);
	unit_test("the sample, truncated", test_truncated);
	unit_test("the sample, corrupted", test_corrupted);
	unit_test("files that are written are read; cut events", test_events_cut);
}
