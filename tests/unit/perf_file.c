// SPDX-License-Identifier: GPL-2.0-or-later
#include "tests/unit/perf_file.h"

#include <linux/perf_event.h>
#include <string.h>

#define SAMPLE_TYPE                                                                     \
	(PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME | \
	 PERF_SAMPLE_CPU | PERF_SAMPLE_PERIOD | PERF_SAMPLE_CALLCHAIN | PERF_SAMPLE_RAW)

static void put(struct buf *b, u64 v, u32 size)
{
	bool big = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

	buf_add(b, (const char *)&v + (big ? 8 - size : 0), size);
}

static void put_record(struct buf *b, u32 type, const struct buf *body)
{
	put(b, type, 4);
	put(b, PERF_RECORD_MISC_USER, 2);
	put(b, 8 + body->len, 2);
	buf_add(b, body->data, body->len);
}

/* What ends a record that is no sample. */
static void put_sample_id(struct buf *b, u64 time)
{
	put(b, 5, 4);
	put(b, 6, 4);
	put(b, time, 8);
	put(b, 0, 8); /* CPU */
	put(b, 100, 8);
}

static void put_comm(struct buf *out, const char *name, u64 time)
{
	struct buf b = BUF_INIT;

	put(&b, 5, 4);
	put(&b, 6, 4);
	buf_adds(&b, name);
	buf_addn(&b, 0, ALIGN_UP(b.len + 1, 8) - b.len);
	put_sample_id(&b, time);
	put_record(out, PERF_RECORD_COMM, &b);
	buf_free(&b);
}

static void put_sample(struct buf *out, u64 id, u64 time, u32 cpu, bool stack, u32 v)
{
	bool ending = time == 4000;
	struct buf b = BUF_INIT;

	put(&b, id, 8);
	put(&b, 0xffffffff81000010, 8);
	put(&b, ending ? UINT32_MAX : 5, 4);
	put(&b, ending ? UINT32_MAX : 6, 4);
	put(&b, time, 8);
	put(&b, cpu, 8);
	put(&b, 7, 8);
	put(&b, stack ? 5 : 0, 8);
	if (stack) {
		put(&b, PERF_CONTEXT_KERNEL, 8);
		put(&b, 0xffffffff81000010, 8);
		put(&b, 0xffffffff81000120, 8);
		put(&b, PERF_CONTEXT_USER, 8);
		put(&b, 0x401000, 8);
	}
	put(&b, 12, 4);
	put(&b, 10, 2);
	put(&b, 0, 2);
	put(&b, 6, 4);
	put(&b, v, 4);
	put_record(out, PERF_RECORD_SAMPLE, &b);
	buf_free(&b);
}

static void put_round(struct buf *out)
{
	struct buf none = BUF_INIT;

	put_record(out, 68, &none);
}

static void put_records(struct buf *out)
{
	put_comm(out, "first", 500);
	put_sample(out, 100, 1000, 0, true, 1);
	put_sample(out, 100, 3500, 0, false, 3);
	put_comm(out, "second", 3000);
	put_round(out);
	put_sample(out, 100, 2000, 1, true, 2);
	put_sample(out, 200, 2500, 1, true, 0);
	put_round(out);
	put_sample(out, 100, 4000, 0, true, 4);
	put_round(out);
}

static void put_attr(struct buf *out, u32 type, u64 config)
{
	struct perf_event_attr a = {.type = type,
	                            .size = sizeof(a),
	                            .config = config,
	                            .sample_type = SAMPLE_TYPE,
	                            .sample_id_all = 1};

	buf_add(out, &a, sizeof(a));
}

static void put_tracing_data(struct buf *out)
{
	static const char header[] = "\tfield: local_t commit;\toffset:8;\tsize:8;\tsigned:1;\n"
	                             "\tfield: char data;\toffset:16;\tsize:4080;\tsigned:1;\n";
	static const char format[] =
	        "name: ev\nID: 10\nformat:\n"
	        "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	        "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
	        "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
	        "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
	        "\tfield:int v;\toffset:8;\tsize:4;\tsigned:1;\n\n"
	        "print fmt: \"v=%d\", REC->v\n";
	static const char symbols[] = "ffffffff81000000 T inner\nffffffff81000100 T outer\n"
	                              "ffffffff81000200 T end\n";

	buf_add(out, "\x17\x08\x44tracing0.6", 14);
	buf_addc(out, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
	buf_addc(out, 8);
	put(out, 4096, 4);
	buf_add(out, "header_page", 12);
	put(out, strlen(header), 8);
	buf_adds(out, header);
	buf_add(out, "header_event", 13);
	put(out, 0, 8);
	put(out, 0, 4);
	put(out, 1, 4);
	buf_add(out, "test", 5);
	put(out, 1, 4);
	put(out, strlen(format), 8);
	buf_adds(out, format);
	put(out, strlen(symbols), 4);
	buf_adds(out, symbols);
	put(out, 0, 4);
	put(out, 0, 8);
}

static void put_pipe(struct buf *out)
{
	static const struct {
		u32 type;
		u64 config, id;
	} events[] = {{PERF_TYPE_TRACEPOINT, 10, 100}, {PERF_TYPE_SOFTWARE, 0, 200}};
	struct buf b = BUF_INIT, data = BUF_INIT;

	buf_add(out, "PERFILE2", 8);
	put(out, 16, 8);
	for (u32 i = 0; i < 2; i++) {
		buf_clear(&b);
		put_attr(&b, events[i].type, events[i].config);
		put(&b, events[i].id, 8);
		put_record(out, 64, &b);
	}
	put_tracing_data(&data);
	buf_clear(&b);
	put(&b, data.len, 4);
	put_record(out, 66, &b);
	buf_add(out, data.data, data.len);
	buf_addn(out, 0, ALIGN_UP(data.len, 8) - data.len);
	put_records(out);
	buf_free(&b);
	buf_free(&data);
}

void perf_file(struct buf *out, bool pipe)
{
	struct buf records = BUF_INIT, data = BUF_INIT;
	u64 head = 104, ids = head, attrs = ids + 16, begin;
	u32 attr_size = sizeof(struct perf_event_attr) + 16;

	if (pipe) {
		put_pipe(out);
		return;
	}
	put_records(&records);
	put_tracing_data(&data);
	begin = attrs + 2 * attr_size;
	buf_add(out, "PERFILE2", 8);
	put(out, head, 8);
	put(out, attr_size, 8);
	put(out, attrs, 8);
	put(out, 2 * attr_size, 8);
	put(out, begin, 8);
	put(out, records.len, 8);
	put(out, 0, 8);
	put(out, 0, 8);
	put(out, 1 << 1, 8); /* the feature of tracepoints' formats */
	buf_addn(out, 0, 24);
	put(out, 100, 8);
	put(out, 200, 8);
	put_attr(out, PERF_TYPE_TRACEPOINT, 10);
	put(out, ids, 8);
	put(out, 8, 8);
	put_attr(out, PERF_TYPE_SOFTWARE, 0);
	put(out, ids + 8, 8);
	put(out, 8, 8);
	buf_add(out, records.data, records.len);
	put(out, begin + records.len + 16, 8);
	put(out, data.len, 8);
	buf_add(out, data.data, data.len);
	buf_free(&records);
	buf_free(&data);
}
