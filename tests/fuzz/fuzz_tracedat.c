/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A trace.dat of any bytes gives an error or events, never a crash (tests/fuzz/build DIR tracedat).
 * CORPUS: tests/golden/report/sample.dat is the seed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace/print.h"

/* Bytes of printed events: the file is read to its end, whatever is in it. */
static size_t print_all(struct trace_file *f, const struct print_opts *o)
{
	struct trace_printer *p = trace_printer_new(f, o);
	struct trace_reader *r = trace_reader_new(f, NULL);
	struct buf out = BUF_INIT;
	struct trace_record rec;
	size_t n = 0;

	while (trace_next(r, &rec)) {
		buf_clear(&out);
		trace_print(p, &rec, &out);
		n += out.len;
	}
	buf_free(&out);
	trace_reader_free(r);
	trace_printer_free(p);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct print_opts json = {.json = true};
	struct arena *a = arena_new();
	int fd = memfd_create("fuzz", 0);
	struct trace_file f;
	char path[32];
	struct diag d;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	diag_init(&d, stderr);
	d.muted = true;
	d.out = fopen("/dev/null", "w");
	if (!trace_open(&f, a, path, &d)) {
		print_all(&f, &json);
		trace_close(&f);
	}
	fclose(d.out);
	close(fd);
	arena_free(a);
	return 0;
}
