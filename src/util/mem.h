/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocation that cannot fail: out of memory ends the process with one line on stderr. */
#ifndef SONDE_MEM_H
#define SONDE_MEM_H

#include <stdlib.h>

#include "util/base.h"

void mem_out(void) __attribute__((noreturn));

/* Zeroed; freed by the caller with free(). */
static inline void *mem_alloc(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size ? size : 1);

	if (!p)
		mem_out();
	return p;
}

/* As realloc(); the grown part is not zeroed. */
static inline void *mem_realloc(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p)
		mem_out();
	return p;
}

#endif
