/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the lint lets pass, and what it rejects, where and with which words. */
#include <string.h>

#include "code/code.h"
#include "tests/unit/unit.h"

static const struct code_caps old_caps = {.max_insns = 4096};
static const struct code_caps new_caps = {.probe_read_kernel = true,
                                          .probe_read_str = true,
                                          .ringbuf = true,
                                          .jmp_lt = true,
                                          .jmp32 = true,
                                          .bounded_loops = true,
                                          .max_insns = 1000000};

struct row {
	const char *text;
	s32 insn; /* where it is rejected; -1: it passes */
	const char *err;
};

/* Maps of the test's program: "map_fd 0" is @a: 8-byte key, 16-byte value; 1 is the scratch. */
static struct map map_a = {.name = "a", .key_size = 8, .value_size = 16};

static void check(const struct row *rows, size_t n, const struct code_caps *caps)
{
	struct map *maps[] = {&map_a};
	struct sema sema = {.maps = maps, .nmaps = 1};
	struct plan plan = {.sema = &sema};
	struct arena *a = arena_new();
	char why[128], err[160];
	u32 insn;

	for (size_t i = 0; i < n; i++) {
		struct code c = {.plan = &plan, .scratch = 56};
		int want = rows[i].insn < 0 ? 0 : -EINVAL;

		if (code_asm(a, rows[i].text, &c.insns, &c.ninsns, why)) {
			UNIT_STR_EQUAL(why, rows[i].text);
			continue;
		}
		if (code_lint(&c, caps, &insn, err) != want ||
		    (want && (s32)insn != rows[i].insn) || strcmp(err, rows[i].err) != 0) {
			UNIT_STR_EQUAL(rows[i].text, NULL);
			UNIT_STR_EQUAL(err, rows[i].err);
			UNIT_INT_EQUAL(want ? (s32)insn : -1, rows[i].insn);
		}
	}
	arena_free(a);
}

static void registers(void)
{
	static const struct row rows[] = {
	        {"r0 = 0\nexit", -1, ""},
	        {"exit", 0, "r0 is uninitialised"},
	        {"r0 = r2\nexit", 0, "r2 is uninitialised"},
	        {"r0 += 1\nexit", 0, "r0 is uninitialised"},
	        {"r0 = -r0\nexit", 0, "r0 is uninitialised"},
	        {"r0 = r1\nexit", 1, "a pointer returned"},
	        {"r10 = 1\nexit", 0, "write to r10"},
	        {"r10 += 8\nexit", 0, "write to r10"},
	        {"if r0 == 1 goto +0\nexit", 0, "r0 is uninitialised"},
	        {"r0 = 0\nif r0 == r7 goto +0\nexit", 1, "r7 is uninitialised"},
	        /* one of two paths sets r2 */
	        {"r0 = *(u64 *)(r1 + 0)\nif r0 == 0 goto A\nr2 = 1\nA: r0 = r2\nexit", 3,
	         "r2 is uninitialised"},
	        {"r0 = *(u64 *)(r1 + 0)\nr2 = 2\nif r0 == 0 goto A\nr2 = 1\nA: r0 = r2\nexit", -1,
	         ""},
	        /* calls leave r1 to r5 undefined */
	        {"r2 = 1\ncall get_prandom_u32\nr0 = r2\nexit", 2, "r2 is uninitialised"},
	        {"r6 = 1\ncall get_prandom_u32\nr0 = r6\nexit", -1, ""},
	        {"w0 = w1\nexit", 0, "half a pointer moved"},
	        {"r0 = 1\nr0 <<= 64\nexit", 1, "shift by 64"},
	        {"r0 = 1\nr0 /= 0\nexit", 1, "division by zero"},
	};

	check(rows, ARRAY_LEN(rows), &new_caps);
}

static void stack(void)
{
	static const struct row rows[] = {
	        {"*(u64 *)(r10 - 8) = 1\nr0 = *(u64 *)(r10 - 8)\nexit", -1, ""},
	        {"r0 = *(u64 *)(r10 - 8)\nexit", 0, "uninitialised stack at r10 - 8"},
	        {"*(u32 *)(r10 - 8) = 1\nr0 = *(u64 *)(r10 - 8)\nexit", 1,
	         "uninitialised stack at r10 - 8"},
	        {"*(u32 *)(r10 - 8) = 1\n*(u32 *)(r10 - 4) = 1\nr0 = *(u64 *)(r10 - 8)\nexit", -1,
	         ""},
	        {"*(u64 *)(r10 - 512) = 1\nr0 = 0\nexit", -1, ""},
	        {"*(u64 *)(r10 - 520) = 1\nr0 = 0\nexit", 0,
	         "access at -520, 8 bytes, is outside of the stack"},
	        {"*(u64 *)(r10 + 0) = 1\nr0 = 0\nexit", 0,
	         "access at 0, 8 bytes, is outside of the stack"},
	        {"*(u64 *)(r10 - 12) = 1\nr0 = 0\nexit", 0, "unaligned access to the stack at -12"},
	        {"r2 = r10\nr2 += -8\n*(u64 *)(r2 + 0) = 5\nr0 = *(u64 *)(r10 - 8)\nexit", -1, ""},
	        {"r2 = *(u64 *)(r1 + 0)\nr2 &= 7\nr3 = r10\nr3 += r2\nr0 = 0\nexit", 3,
	         "variable offset into the stack"},
	        /* a pointer survives the stack */
	        {"*(u64 *)(r10 - 8) = r1\nr2 = *(u64 *)(r10 - 8)\nr0 = *(u64 *)(r2 + 8)\nexit", -1,
	         ""},
	        {"*(u64 *)(r10 - 8) = r1\n*(u8 *)(r10 - 8) = 1\nr2 = *(u64 *)(r10 - 8)\n"
	         "r0 = *(u64 *)(r2 + 8)\nexit",
	         3, "r2 is a number: no access through it"},
	        {"*(u32 *)(r10 - 8) = r1\nr0 = 0\nexit", 0, "half a pointer stored"},
	        /* one path initialises */
	        {"r0 = *(u64 *)(r1 + 0)\nif r0 == 0 goto A\n*(u64 *)(r10 - 8) = 1\n"
	         "A: r0 = *(u64 *)(r10 - 8)\nexit",
	         3, "uninitialised stack at r10 - 8"},
	};

	check(rows, ARRAY_LEN(rows), &new_caps);
}

#define LOOKUP                              \
	"*(u64 *)(r10 - 8) = 1\n"           \
	"r2 = r10\n"                        \
	"r2 += -8\n"                        \
	"r6 = r1\n"                         \
	"r1 = map_fd 0\n"        /* 4, 5 */ \
	"call map_lookup_elem\n" /* 6 */

static void map_values(void)
{
	static const struct row rows[] = {
	        {LOOKUP "if r0 == 0 goto A\nr0 = *(u64 *)(r0 + 8)\nA: exit", -1, ""},
	        {LOOKUP "if r0 != 0 goto A\nr0 = 0\nexit\nA: r0 = *(u64 *)(r0 + 8)\nexit", -1, ""},
	        {LOOKUP "r0 = *(u64 *)(r0 + 0)\nexit", 7,
	         "r0 is a map value that was not checked for NULL: no access through it"},
	        {LOOKUP "if r0 != 0 goto A\nr0 = *(u64 *)(r0 + 8)\nA: r0 = 0\nexit", 8,
	         "r0 is a number: no access through it"},
	        {LOOKUP "r0 += 8\nif r0 == 0 goto A\nA: r0 = 0\nexit", 7,
	         "arithmetic on a value that may be NULL"},
	        {LOOKUP "if r0 == 0 goto A\nr0 = *(u64 *)(r0 + 16)\nA: exit", 8,
	         "access at 16, 8 bytes, is outside of a map value"},
	        {LOOKUP "if r0 == 0 goto A\nr0 = *(u64 *)(r0 - 8)\nA: exit", 8,
	         "access at -8, 8 bytes, is outside of a map value"},
	        /* the check holds for copies */
	        {LOOKUP "r8 = r0\nif r0 == 0 goto A\nr0 = *(u64 *)(r8 + 0)\nA: exit", -1, ""},
	        {LOOKUP "*(u64 *)(r10 - 16) = r0\nif r0 == 0 goto A\nr1 = *(u64 *)(r10 - 16)\n"
	                "r0 = *(u64 *)(r1 + 0)\nA: exit",
	         -1, ""},
	        /* two ways to a value, both checked */
	        {LOOKUP "if r0 != 0 goto A\nr2 = r10\nr2 += -8\nr1 = map_fd 0\n"
	                "call map_lookup_elem\nif r0 == 0 goto B\n"
	                "A: r1 = 1\nlock *(u64 *)(r0 + 0) += r1\nr0 = 0\nB: exit",
	         -1, ""},
	        /* … or checked where they meet */
	        {LOOKUP "if r0 != 0 goto A\nr2 = r10\nr2 += -8\nr1 = map_fd 0\n"
	                "call map_lookup_elem\nA: if r0 == 0 goto B\n"
	                "r1 = 1\nlock *(u64 *)(r0 + 0) += r1\nr0 = 0\nB: exit",
	         -1, ""},
	        /* variable offsets must be bounded */
	        {LOOKUP "if r0 == 0 goto A\nr1 = *(u64 *)(r6 + 0)\nr1 &= 15\nr0 += r1\n"
	                "r0 = *(u8 *)(r0 + 0)\nA: exit",
	         -1, ""},
	        {LOOKUP "if r0 == 0 goto A\nr1 = *(u64 *)(r6 + 0)\nr1 &= 15\nr0 += r1\n"
	                "r0 = *(u8 *)(r0 + 1)\nA: exit",
	         11, "access at 16, 1 bytes, is outside of a map value"},
	        {LOOKUP "if r0 == 0 goto A\nr1 = *(u64 *)(r6 + 0)\nr0 += r1\n"
	                "r0 = *(u8 *)(r0 + 0)\nA: exit",
	         10, "an offset that was not bounded, into a map value"},
	        {LOOKUP "if r0 == 0 goto A\nr1 = *(u64 *)(r6 + 0)\nif r1 > 15 goto B\nr0 += r1\n"
	                "r0 = *(u8 *)(r0 + 0)\nA: exit\nB: r0 = 0\nexit",
	         -1, ""},
	        {LOOKUP "if r0 == 0 goto A\nr1 = *(u64 *)(r6 + 0)\nif r1 s> 15 goto B\nr0 += r1\n"
	                "r0 = *(u8 *)(r0 + 0)\nA: exit\nB: r0 = 0\nexit",
	         11, "an offset that was not bounded, into a map value"},
	        {LOOKUP "if r0 == 0 goto A\nr1 = *(u64 *)(r6 + 0)\nif r1 s< 0 goto B\n"
	                "if r1 s> 15 goto B\nr0 += r1\n"
	                "r0 = *(u8 *)(r0 + 0)\nA: exit\nB: r0 = 0\nexit",
	         -1, ""},
	        {"r1 = map_fd 0\nr0 = *(u64 *)(r1 + 0)\nexit", 2,
	         "r1 is a map: no access through it"},
	};

	check(rows, ARRAY_LEN(rows), &new_caps);
}

static void scratch_has_its_size(void)
{
	static const struct row rows[] = {
	        {"*(u32 *)(r10 - 4) = 0\nr2 = r10\nr2 += -4\nr1 = map_fd 2\ncall map_lookup_elem\n"
	         "if r0 == 0 goto A\n*(u64 *)(r0 + 56) = 1\nr0 = 0\nA: exit",
	         -1, ""},
	        {"*(u32 *)(r10 - 4) = 0\nr2 = r10\nr2 += -4\nr1 = map_fd 2\ncall map_lookup_elem\n"
	         "if r0 == 0 goto A\n*(u64 *)(r0 + 64) = 1\nr0 = 0\nA: exit",
	         7, "access at 64, 8 bytes, is outside of a map value"},
	};

	CU_ASSERT(sizeof(struct scratch_header) == 8 && SPECIAL_SCRATCH == 1);
	check(rows, ARRAY_LEN(rows), &new_caps);
}

static void context(void)
{
	static const struct row rows[] = {
	        {"r0 = *(u64 *)(r1 + 8)\nexit", -1, ""},
	        {"r6 = r1\ncall ktime_get_ns\nr0 = *(u32 *)(r6 + 8)\nexit", -1, ""},
	        {"*(u64 *)(r1 + 8) = 1\nr0 = 0\nexit", 0, "write to the context"},
	        {"r1 += 8\nr0 = *(u64 *)(r1 + 0)\nexit", 1, "access to a modified context pointer"},
	        {"r2 = *(u64 *)(r1 + 8)\nr0 = *(u64 *)(r2 + 0)\nexit", 1,
	         "r2 is a number: no access through it"},
	        {"r2 = *(u64 *)(r1 + 8)\nr1 += r2\nr0 = 0\nexit", 1,
	         "variable offset into the context"},
	        {"r0 = 0\nr1 &= 7\nexit", 1, "arithmetic on a pointer"},
	        {"r0 = 0\nr1 += r10\nexit", 1, "arithmetic on two pointers"},
	        {"r0 = r10\nr0 -= r10\nexit", -1, ""},
	};

	check(rows, ARRAY_LEN(rows), &new_caps);
}

static void calls(void)
{
	static const struct row rows[] = {
	        {"call 4242\nexit", 0, "unknown helper 4242"},
	        {"call vm_fetch_bytes\nexit", 0, "unknown helper 65536"},
	        {"call map_lookup_elem\nexit", 0, "r1 is not a map"},
	        {"r1 = map_fd 0\ncall map_lookup_elem\nexit", 2, "r2 is uninitialised"},
	        {"r1 = map_fd 0\nr2 = 5\ncall map_lookup_elem\nexit", 3,
	         "r2 is a number: no access through it"},
	        /* the key is 8 bytes */
	        {"*(u32 *)(r10 - 8) = 1\nr2 = r10\nr2 += -8\nr1 = map_fd 0\n"
	         "call map_lookup_elem\nr0 = 0\nexit",
	         5, "r2 points at 8 bytes that are not all initialised"},
	        {"*(u32 *)(r10 - 4) = 1\nr2 = r10\nr2 += -4\nr1 = map_fd 0\n"
	         "call map_lookup_elem\nr0 = 0\nexit",
	         5, "access at -4, 8 bytes, is outside of the stack"},
	        {"*(u64 *)(r10 - 8) = 1\nr2 = r10\nr2 += -8\nr3 = r2\nr4 = 0\nr1 = map_fd 0\n"
	         "call map_update_elem\nr0 = 0\nexit",
	         7, "access at -8, 16 bytes, is outside of the stack"},
	        /* what a helper writes is initialised then */
	        {"r1 = r10\nr1 += -16\nr2 = 16\ncall get_current_comm\nr0 = *(u64 *)(r10 - "
	         "8)\nexit",
	         -1, ""},
	        {"r1 = r10\nr1 += -16\nr2 = 24\ncall get_current_comm\nr0 = 0\nexit", 3,
	         "access at -16, 24 bytes, is outside of the stack"},
	        {"r2 = *(u64 *)(r1 + 0)\nr1 = r10\nr1 += -16\nr3 = 0\ncall probe_read_kernel\n"
	         "r0 = 0\nexit",
	         4, "r2, a size, was not bounded"},
	        {"r2 = *(u64 *)(r1 + 0)\nr2 &= 15\nr1 = r10\nr1 += -16\nr3 = 0\n"
	         "call probe_read_kernel\nr0 = 0\nexit",
	         -1, ""},
	        {"r4 = r10\nr4 += -16\nr5 = 16\nr2 = map_fd 1\nr3 = 0\ncall "
	         "perf_event_output\nexit",
	         6, "r4 points at 16 bytes that are not all initialised"},
	        {"r1 = r10\nr2 = map_fd 1\nr3 = 0\ncall get_stackid\nexit", 4,
	         "r1 is not the context"},
	};

	check(rows, ARRAY_LEN(rows), &new_caps);
}

static void flow(void)
{
	static const struct row rows[] = {
	        {"", 0, "no instructions"},
	        {"r0 = 0", 0, "falls off the end"},
	        {"goto +1\nexit", 0, "jump out of the program"},
	        {"goto -2\nexit", 0, "jump out of the program"},
	        {"if r1 == 0 goto +1\nr0 = 5 ll\nexit", 0, "jump out of the program"},
	        {"r0 = 0\nexit\nr0 = 1\nexit", 2, "unreachable"},
	        {"r0 = 0\ngoto A\nB: exit\nA: goto B", -1, ""},
	        {"r0 = 0\nA: r0 += 1\nif r0 != 10 goto A\nexit", -1, ""},
	};

	check(rows, ARRAY_LEN(rows), &new_caps);
}

static void old_kernels(void)
{
	static const struct row rows[] = {
	        {"r0 = 0\nA: r0 += 1\nif r0 != 10 goto A\nexit", 2,
	         "a loop, which needs Linux 5.3"},
	        {"r0 = 0\ngoto A\nB: exit\nA: goto B", -1, ""},
	        {"r0 = 0\nif r0 < 5 goto +0\nexit", 1, "a jump if less, which needs Linux 4.14"},
	        {"r0 = 0\nif r0 s<= 5 goto +0\nexit", 1, "a jump if less, which needs Linux 4.14"},
	        {"r0 = 0\nif w0 == 5 goto +0\nexit", 1,
	         "a 32-bit comparison, which needs Linux 5.1"},
	        {"r1 = r10\nr1 += -8\nr2 = 8\nr3 = 0\ncall probe_read_kernel\nexit", 4,
	         "this kernel has no probe_read_kernel()"},
	        {"r1 = r10\nr1 += -8\nr2 = 8\nr3 = 0\ncall probe_read\nexit", -1, ""},
	        {"call get_current_cgroup_id\nexit", 0,
	         "this kernel has no get_current_cgroup_id()"},
	        {"*(u64 *)(r10 - 8) = 0\nr0 = 0\nr0 = atomic_xchg((u64 *)(r10 - 8), r0)\nexit", 2,
	         "an atomic operation that needs Linux 5.12"},
	        {"r0 = 1\nr0 = (s8)r0\nexit", 1, "an instruction that needs Linux 6.6"},
	        {"r0 = 1\nr0 s/= 2\nexit", 1, "an instruction that needs Linux 6.6"},
	};

	check(rows, ARRAY_LEN(rows), &old_caps);
}

static void our_machine_has_no_limits(void)
{
	static const struct row rows[] = {
	        {"r0 = 0\nA: r0 += 1\nif r0 < 10 goto A\nr0 = (s8)r0\nexit", -1, ""},
	        {"r2 = 0\nr3 = r10\nr3 += -16\nr4 = 16\ncall vm_fetch_bytes\n"
	         "r0 = *(u64 *)(r10 - 16)\nexit",
	         -1, ""},
	        {"r2 = 0\nr3 = r10\nr3 += -16\nr4 = 32\ncall vm_fetch_bytes\nr0 = 0\nexit", 4,
	         "access at -16, 32 bytes, is outside of the stack"},
	        {"r0 = r2\nexit", 0, "r2 is uninitialised"},
	};

	check(rows, ARRAY_LEN(rows), NULL);
}

/* A loop whose ranges grow for ever must not keep the lint busy for ever. */
static void ranges_widen(void)
{
	static const struct row rows[] = {
	        {"r6 = r1\nr7 = 0\nA: r7 += 1\nr0 = *(u64 *)(r6 + 0)\nif r0 != 0 goto A\nr0 = r7\n"
	         "exit",
	         -1, ""},
	        {LOOKUP "if r0 == 0 goto B\nA: r0 += 1\nr1 = *(u64 *)(r6 + 0)\nif r1 != 0 goto A\n"
	                "r0 = *(u8 *)(r0 + 0)\nB: exit",
	         11, "an offset that was not bounded, into a map value"},
	};

	check(rows, ARRAY_LEN(rows), &new_caps);
}

static void length_is_limited(void)
{
	struct bpf_insn insns[4097];
	struct code c = {.insns = insns, .ninsns = 4097};
	char err[160];
	u32 insn;

	for (u32 i = 0; i < 4096; i++)
		insns[i] = (struct bpf_insn){.code = BPF_ALU64 | BPF_MOV};
	insns[4096] = (struct bpf_insn){.code = BPF_JMP | BPF_EXIT};
	UNIT_INT_EQUAL(code_lint(&c, &old_caps, &insn, err), -EINVAL);
	UNIT_STR_EQUAL(err, "4097 instructions, more than the 4096 of this kernel");
	UNIT_INT_EQUAL(code_lint(&c, &new_caps, &insn, err), 0);
	c.insns++;
	c.ninsns--;
	UNIT_INT_EQUAL(code_lint(&c, &old_caps, &insn, err), 0);
}

void suite_lint(void)
{
	unit_suite("lint");
	unit_test("registers", registers);
	unit_test("stack", stack);
	unit_test("map_values", map_values);
	unit_test("scratch_has_its_size", scratch_has_its_size);
	unit_test("context", context);
	unit_test("calls", calls);
	unit_test("flow", flow);
	unit_test("old_kernels", old_kernels);
	unit_test("our_machine_has_no_limits", our_machine_has_no_limits);
	unit_test("ranges_widen", ranges_widen);
	unit_test("length_is_limited", length_is_limited);
}
