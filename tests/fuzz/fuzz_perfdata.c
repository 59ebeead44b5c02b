/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A perf.data of any bytes, as a file or as a stream, gives an error or events, never a crash
 * (tests/fuzz/build DIR perfdata). CORPUS: corpus/perfdata has one of each, as tests/unit makes
 * them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace/convert.h"
#include "trace/probe.h"

static void read_all(struct trace_file *f, struct diag *d)
{
	static const struct print_opts json = {.json = true};
	struct convert_opts folded = {.format = convert_find("folded"), .output = "/dev/null"};
	struct trace_printer *p = trace_printer_new(f, &json);
	struct trace_reader *r = trace_reader_new(f, NULL);
	struct trace_probes probes;
	struct buf out = BUF_INIT;
	struct trace_record rec;

	while (trace_next(r, &rec)) {
		buf_clear(&out);
		trace_print(p, &rec, &out);
	}
	buf_free(&out);
	trace_reader_free(r);
	trace_probes_read(&probes, f->arena, f);
	trace_convert(f, p, &folded, d);
	trace_printer_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	int fd = memfd_create("fuzz", 0);
	struct trace_file f;
	char path[32];
	struct diag d;

	if (fd < 0 || write(fd, "PERFILE2", 8) != 8 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	diag_init(&d, stderr);
	d.muted = true;
	d.out = fopen("/dev/null", "w");
	if (!trace_open(&f, a, path, &d)) {
		f.own_kernel = false; /* its list of symbols takes its time */
		read_all(&f, &d);
		trace_close(&f);
	}
	fclose(d.out);
	close(fd);
	arena_free(a);
	return 0;
}
