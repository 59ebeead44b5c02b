/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/mem.h"

#include <stdlib.h>
#include <unistd.h>

void mem_out(void)
{
	static const char msg[] = "sonde: out of memory\n";

	if (write(STDERR_FILENO, msg, sizeof(msg) - 1) < 0)
		_exit(2);
	_exit(1);
}

void *mem_alloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		mem_out();
	return p;
}

void *mem_realloc(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p)
		mem_out();
	return p;
}
