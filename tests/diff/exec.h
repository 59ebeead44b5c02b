/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The two executors of the bytecode, with maps that compare with the evaluator's. */
#ifndef SONDE_TESTS_DIFF_EXEC_H
#define SONDE_TESTS_DIFF_EXEC_H

#include "code/code.h"
#include "tests/diff/eval.h"

#define EXEC_CTX_WORDS 12

/* What a program sees: its context, and this process. */
struct exec_input {
	u64 args[EXEC_CTX_WORDS];
};

/* arg6 points at one of these; the programs' own definition of it is EXEC_NODE. */
struct exec_node {
	int a;
	unsigned int b;
	short c;
	unsigned short d;
	signed char e;
	unsigned char f;
	long g;
	unsigned long h;
	char name[16];
	struct exec_node *next;
	unsigned int x : 3;
	unsigned int y : 7;
	int z : 9;
	unsigned char arr[6];
};

#define EXEC_NODE                                                                         \
	"struct node { int a; unsigned int b; short c; unsigned short d; signed char e; " \
	"unsigned char f; long g; unsigned long h; char name[16]; struct node *next; "    \
	"unsigned int x : 3; unsigned int y : 7; int z : 9; unsigned char arr[6]; };\n"

/* The value of a capture slot for our own process. As struct eval_env's fetch. */
void exec_fetch(const struct exec_input *in, const struct slot *s, u64 *value, void *bytes,
                u32 size);

/* Run code for each input, then gather the maps. 0 or negative errno; err: why. */
struct exec_result {
	struct eval_map *maps; /* in the arena; free with eval_maps_free */
	char err[4096];
};
int exec_vm(struct arena *a, const struct code *code, const struct exec_input *in, u32 nin,
            struct exec_result *out);
/* -EPERM: no BPF for us. -E2BIG: too large for this kernel's verifier. */
int exec_kernel(struct arena *a, const struct code *code, const struct exec_input *in, u32 nin,
                struct exec_result *out);

#endif
