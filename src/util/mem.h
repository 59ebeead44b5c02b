/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Allocation that cannot fail: out of memory ends the process with one line on stderr. */
#ifndef SONDE_MEM_H
#define SONDE_MEM_H

#include "util/base.h"

/* Zeroed; freed by the caller with free(). */
void *mem_alloc(size_t n, size_t size);
/* As realloc(); the grown part is not zeroed. */
void *mem_realloc(void *p, size_t size);
void mem_out(void) __attribute__((noreturn));

#endif
