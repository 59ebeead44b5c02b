/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Dead code and needless jumps go; what is left does the same. */
#include "code/code.h"
#include "code/trim.h"
#include "tests/unit/unit.h"

static void check(const char *text, const char *want)
{
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	struct code c = {0};
	char err[128];

	UNIT_INT_EQUAL(code_asm(a, text, &c.insns, &c.ninsns, err), 0);
	code_trim(&c);
	code_disasm(&b, &c);
	UNIT_STR_EQUAL(buf_str(&b), want);
	buf_free(&b);
	arena_free(a);
}

static void unreachable_goes(void)
{
	check("r0 = 0\nexit\nr0 = 1\nexit", "\tr0 = 0\n\texit\n");
	check("r0 = 0\ngoto A\nr1 = 5 ll\nr0 = r1\nA: exit", "\tr0 = 0\n\texit\n");
	/* a loop that nothing enters */
	check("r0 = 0\nexit\nA: r0 += 1\nif r0 > 1 goto A\nexit", "\tr0 = 0\n\texit\n");
}

static void jumps_to_jumps(void)
{
	check("r0 = 0\nif r1 == 0 goto A\nr0 = 1\nexit\nA: goto B\nr0 = 2\nexit\nB: r0 = 3\nexit",
	      "\tr0 = 0\n\tif r1 == 0 goto L1\n\tr0 = 1\n\texit\nL1:\n\tr0 = 3\n\texit\n");
	check("r0 = 0\nif r1 == 0 goto A\nA: exit", "\tr0 = 0\n\texit\n");
	check("if r1 == 0 goto A\ngoto B\nr0 = 1\nB: goto C\nA: goto C\nC: exit", "\texit\n");
}

static void loops_stay(void)
{
	static const char loop[] = "\tr0 = 0\n"
	                           "L1:\n"
	                           "\tif r0 > 5 goto L2\n"
	                           "\tr0 += 1\n"
	                           "\tgoto L1\n"
	                           "L2:\n"
	                           "\texit\n";

	check(loop, loop);
	check("A: goto A\nexit", "L1:\n\tgoto L1\n");
}

static void offsets_follow(void)
{
	check("if r1 == 0 goto A\ngoto B\nr2 = 1 ll\nB: r0 = 0x123456789 ll\nexit\nr0 = 9\n"
	      "A: r0 = 2\nif r0 > 1 goto B\nexit",
	      "\tif r1 == 0 goto L2\nL1:\n\tr0 = 0x123456789 ll\n\texit\nL2:\n\tr0 = 2\n"
	      "\tif r0 > 1 goto L1\n\texit\n");
}

static void relocations_follow(void)
{
	struct reloc relocs[] = {{RELOC_START, 1, 0}, {RELOC_START, 3, 0}, {RELOC_PROBE_ID, 5, 0}};
	struct span spans[7];
	struct code c = {.relocs = relocs, .nrelocs = 3, .spans = spans};
	struct arena *a = arena_new();
	struct buf b = BUF_INIT;
	char err[128];

	UNIT_INT_EQUAL(code_asm(a, "goto A\nr1 = 1 ll\nA: r2 = 2 ll\nr0 = 0\nexit", &c.insns,
	                        &c.ninsns, err),
	               0);
	for (u32 i = 0; i < ARRAY_LEN(spans); i++)
		spans[i] = (struct span){NULL, i, i};
	code_trim(&c);
	code_disasm(&b, &c);
	UNIT_STR_EQUAL(buf_str(&b), "\tr2 = start\n\tr0 = probe_id\n\texit\n");
	UNIT_INT_EQUAL(c.nrelocs, 2);
	UNIT_INT_EQUAL(spans[0].begin, 3);
	UNIT_INT_EQUAL(spans[2].begin, 5);
	UNIT_INT_EQUAL(spans[3].begin, 6);
	buf_free(&b);
	arena_free(a);
}

void suite_trim(void)
{
	unit_suite("trim");
	unit_test("unreachable_goes", unreachable_goes);
	unit_test("jumps_to_jumps", jumps_to_jumps);
	unit_test("loops_stay", loops_stay);
	unit_test("offsets_follow", offsets_follow);
	unit_test("relocations_follow", relocations_follow);
}
