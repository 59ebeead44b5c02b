/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bytes of any kind as a page of the trace ring buffer: every event lies inside. Build with
 * tests/fuzz/build. */
#include <stdlib.h>
#include <string.h>

#include "trace/page.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct trace_page_format f = {.long_size = 8};
	struct trace_event e;
	struct trace_page p;
	u8 *page;

	if (!size || size > 65536)
		return 0;
	f.big_endian = data[0] & 1;
	f.long_size = data[0] & 2 ? 4 : 8;
	f.data = 8 + f.long_size;
	page = malloc(size); /* of its own, so that what is read beyond it shows */
	memcpy(page, data + 1, size - 1);
	if (trace_page_open(&p, &f, page, (u32)size - 1) == 0)
		while (trace_page_next(&p, &e))
			if (e.data < page + f.data || e.data + e.size > page + p.end)
				abort();
	free(page);
	return 0;
}
