/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What src/output needs to print: a plan without a program, kernel symbols and stacks made up. */
#ifndef SONDE_TESTS_OUTPUT_WORLD_H
#define SONDE_TESTS_OUTPUT_WORLD_H

#include "output/output.h"

/*
 * Kernel symbols alpha at WORLD_KERNEL, beta 256 bytes on, gamma of module ext4 at WORLD_MODULE.
 * Stacks: id 1 is alpha+1, beta+2, gamma+3; id 2 is beta+16; any other id is -ENOENT.
 */
#define WORLD_KERNEL 0xffffffff81000000ull
#define WORLD_MODULE 0xffffffffc0200000ull

struct world {
	struct arena *arena;
	struct sema sema;
	struct plan plan;
	struct output o;
	char *text;
	size_t size;
};

/* o.format is OUTPUT_TEXT and may be changed. */
void world_open(struct world *w);
void world_close(struct world *w);
/* What was written since the last call; valid until the next. */
const char *world_text(struct world *w);

#endif
