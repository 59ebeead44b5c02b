/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * perf.data, as perf record writes it (tools/perf/Documentation/perf.data-file-format.txt), to a
 * file or a pipe; private to the reader of trace files. Records of tracepoints are the bytes of
 * their samples; other samples (cycles, cpu-clock) get a record of our making, with a format:
 * system perf, fields ip, period and addr.
 */
#ifndef SONDE_TRACE_PERF_DATA_H
#define SONDE_TRACE_PERF_DATA_H

#include <linux/perf_event.h>

#include "trace/file_impl.h"
#include "util/hash.h"

/* Records that perf adds to the kernel's. */
enum perf_record {
	PERF_HEADER_ATTR = 64,
	PERF_TRACING_DATA = 66,
	PERF_FINISHED_ROUND = 68,
	PERF_AUXTRACE = 71,
	PERF_FEATURE = 80,
	PERF_COMPRESSED = 81,
	PERF_COMPRESSED2 = 83,
};

struct perf_attr {
	struct perf_event_attr attr;
	u32 format; /* id of its events */
};

struct perf_data {
	struct perf_attr *attrs;
	u32 n;
	struct hash ids; /* u64 of a sample → index in attrs + 1 */
	u64 begin, end;  /* of the records */
	bool chains;     /* samples have stacks */
	const char *host, *release, *arch;
};

bool perf_data_is(const u8 *map, u64 size);
/* 0, or -EBADMSG with c marked. */
int perf_data_open(struct trace_file *f, struct cursor *c);
void perf_data_close(struct trace_file *f);

struct perf_reader;
struct perf_reader *perf_reader_new(struct trace_file *f, const int *cpus);
void perf_reader_free(struct perf_reader *r);
int perf_reader_next(struct perf_reader *r, struct trace_record *out);
const char *perf_reader_damage(const struct perf_reader *r); /* or NULL */

#endif
