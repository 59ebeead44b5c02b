/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Assembler and disassembler: each undoes the other. */
#include <string.h>

#include "code/code.h"
#include "tests/unit/unit.h"

static const char *disassemble(struct arena *a, const struct code *c)
{
	struct buf b = BUF_INIT;
	char *text;

	code_disasm(&b, c);
	text = arena_strdup(a, buf_str(&b));
	buf_free(&b);
	return text;
}

static void text_survives(void)
{
	static const char text[] = "\tr6 = r1\n"
	                           "\tw7 = w6\n"
	                           "\tr1 = -5\n"
	                           "\tw1 = 5\n"
	                           "L1:\n"
	                           "\tr1 += r2\n"
	                           "\tr1 -= 1\n"
	                           "\tw1 *= w2\n"
	                           "\tr1 /= 3\n"
	                           "\tr1 s/= r3\n"
	                           "\tr1 %= 3\n"
	                           "\tw1 s%= 3\n"
	                           "\tr1 |= r2\n"
	                           "\tr1 &= 255\n"
	                           "\tr1 ^= r2\n"
	                           "\tr1 <<= 3\n"
	                           "\tr1 >>= r3\n"
	                           "\tr1 s>>= 63\n"
	                           "\tr1 = -r1\n"
	                           "\tw1 = -w1\n"
	                           "\tr1 = be16 r1\n"
	                           "\tr1 = le64 r1\n"
	                           "\tr1 = bswap32 r1\n"
	                           "\tr1 = (s8)r2\n"
	                           "\tw1 = (s16)w2\n"
	                           "\tr1 = 0xffffffff81000000 ll\n"
	                           "\tr1 = map_fd 5\n"
	                           "\tr0 = *(u8 *)(r1 + 0)\n"
	                           "\tr0 = *(u16 *)(r10 - 512)\n"
	                           "\tr0 = *(s32 *)(r1 + 8)\n"
	                           "\t*(u32 *)(r10 - 8) = 7\n"
	                           "\t*(u64 *)(r1 - 32768) = r10\n"
	                           "\tlock *(u64 *)(r0 + 0) += r1\n"
	                           "\tlock *(u32 *)(r0 + 4) ^= r1\n"
	                           "\tr1 = atomic_fetch_add((u64 *)(r0 + 0), r1)\n"
	                           "\tr1 = atomic_fetch_and((u64 *)(r0 + 0), r1)\n"
	                           "\tr1 = atomic_xchg((u32 *)(r0 + 0), r1)\n"
	                           "\tr0 = atomic_cmpxchg((u64 *)(r1 + 0), r0, r2)\n"
	                           "\tif r1 == 0 goto L2\n"
	                           "\tif w1 s>= -1 goto L1\n"
	                           "\tif r1 & r2 goto L1\n"
	                           "\tif r1 < 7 goto L2\n"
	                           "\tgoto L1\n"
	                           "L2:\n"
	                           "\tcall map_lookup_elem\n"
	                           "\tcall strncmp\n"
	                           "\tcall vm_fetch_bytes\n"
	                           "\tcall 4242\n"
	                           "\texit\n";
	struct arena *a = arena_new();
	struct code c = {0};
	char err[128];

	UNIT_INT_EQUAL(code_asm(a, text, &c.insns, &c.ninsns, err), 0);
	UNIT_STR_EQUAL(err, "");
	UNIT_STR_EQUAL(disassemble(a, &c), text);
	arena_free(a);
}

/* What an instruction is in bits: the text form must mean the kernel's encoding. */
static void encodings(void)
{
	static const struct {
		const char *text;
		struct bpf_insn insn;
	} rows[] = {
	        {"r1 += r2", {.code = 0x0f, .dst_reg = 1, .src_reg = 2}},
	        {"w1 += 9", {.code = 0x04, .dst_reg = 1, .imm = 9}},
	        {"r1 s>>= 3", {.code = 0xc7, .dst_reg = 1, .imm = 3}},
	        {"r1 = 0xffffffff", {.code = 0xb7, .dst_reg = 1, .imm = -1}},
	        {"r1 s/= 3", {.code = 0x37, .dst_reg = 1, .off = 1, .imm = 3}},
	        {"r1 = be32 r1", {.code = 0xdc, .dst_reg = 1, .imm = 32}},
	        {"r1 = le16 r1", {.code = 0xd4, .dst_reg = 1, .imm = 16}},
	        {"r3 = *(u64 *)(r4 + 16)", {.code = 0x79, .dst_reg = 3, .src_reg = 4, .off = 16}},
	        {"r3 = *(u8 *)(r4 - 1)", {.code = 0x71, .dst_reg = 3, .src_reg = 4, .off = -1}},
	        {"*(u16 *)(r4 + 2) = r3", {.code = 0x6b, .dst_reg = 4, .src_reg = 3, .off = 2}},
	        {"*(u32 *)(r4 + 2) = 3", {.code = 0x62, .dst_reg = 4, .off = 2, .imm = 3}},
	        {"lock *(u64 *)(r0 + 8) += r1",
	         {.code = 0xdb, .dst_reg = 0, .src_reg = 1, .off = 8}},
	        {"r1 = atomic_fetch_or((u32 *)(r0 + 8), r1)",
	         {.code = 0xc3, .dst_reg = 0, .src_reg = 1, .off = 8, .imm = 0x41}},
	        {"if r1 s< r2 goto +3", {.code = 0xcd, .dst_reg = 1, .src_reg = 2, .off = 3}},
	        {"if w1 != 2 goto -3", {.code = 0x56, .dst_reg = 1, .off = -3, .imm = 2}},
	        {"goto -1", {.code = 0x05, .off = -1}},
	        {"call ktime_get_ns", {.code = 0x85, .imm = 5}},
	        {"exit", {.code = 0x95}},
	};
	struct arena *a = arena_new();
	struct bpf_insn *insns;
	struct buf b = BUF_INIT;
	char err[128];
	u32 n;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		UNIT_INT_EQUAL(code_asm(a, rows[i].text, &insns, &n, err), 0);
		UNIT_INT_EQUAL(n, 1);
		if (memcmp(insns, &rows[i].insn, sizeof(*insns)) != 0)
			UNIT_STR_EQUAL(rows[i].text, NULL);
		buf_clear(&b);
		UNIT_INT_EQUAL(code_disasm_insn(&b, insns, 0), 1);
		if (i != 3) /* a number may be written in more than one way */
			UNIT_STR_EQUAL(buf_str(&b), rows[i].text);
	}
	buf_free(&b);
	arena_free(a);
}

static void ld_imm64_is_two(void)
{
	struct arena *a = arena_new();
	struct bpf_insn *insns;
	struct buf b = BUF_INIT;
	char err[128];
	u32 n;

	UNIT_INT_EQUAL(code_asm(a, "r2 = 0x123456789abcdef0 ll", &insns, &n, err), 0);
	UNIT_INT_EQUAL(n, 2);
	UNIT_INT_EQUAL(insns[0].code, 0x18);
	UNIT_INT_EQUAL(insns[0].imm, (s32)0x9abcdef0);
	UNIT_INT_EQUAL(insns[1].code, 0);
	UNIT_INT_EQUAL(insns[1].imm, 0x12345678);
	UNIT_INT_EQUAL(code_disasm_insn(&b, insns, 0), 2);
	UNIT_STR_EQUAL(buf_str(&b), "r2 = 0x123456789abcdef0 ll");
	buf_free(&b);
	arena_free(a);
}

static void comments_and_blanks(void)
{
	struct arena *a = arena_new();
	struct bpf_insn *insns;
	char err[128];
	u32 n;

	UNIT_INT_EQUAL(code_asm(a, "\n# nothing\n  r0=1 ; one\nX_2: exit", &insns, &n, err), 0);
	UNIT_INT_EQUAL(n, 2);
	UNIT_INT_EQUAL(code_asm(a, "", &insns, &n, err), 0);
	UNIT_INT_EQUAL(n, 0);
	arena_free(a);
}

static void errors_have_a_line(void)
{
	static const struct {
		const char *text, *err;
	} rows[] = {
	        {"exit\nfrob r1", "line 2: instruction expected at 'frob r1'"},
	        {"r1 = r11", "line 1: register or number expected at 'r11'"},
	        {"r1 = w2", "line 1: registers of two widths at ''"},
	        {"r1 += 0x100000000", "line 1: number of more than 32 bits at ''"},
	        {"r1 ** 2", "line 1: operator expected at '** 2'"},
	        {"goto nowhere\nexit", "line 1: no such label at 'nowhere'"},
	        {"A: exit\nA: exit", "line 2: label defined twice before at ' exit'"},
	        {"call frob", "line 1: unknown helper before at ''"},
	        {"exit exit", "line 1: end of line expected at 'exit'"},
	        {"if r1 ! 3 goto +1", "line 1: comparison expected at '! 3 goto +1'"},
	        {"if r1 > 3 +1", "line 1: goto expected at '+1'"},
	        {"*(u64 *)(r1 + 8) += r2", "line 1: memory operand expected at '+= r2'"},
	        {"r0 = *(u24 *)(r1 + 8)", "line 1: memory operand expected at '24 *)(r1 + 8)'"},
	        {"r0 = *(u64 *)(r1 + 40000)", "line 1: memory operand expected at ''"},
	        {"r2 = atomic_xchg((u64 *)(r0 + 0), r1)",
	         "line 1: the result goes to the operand's register at ''"},
	        {"r1 = -r2", "line 1: the same register expected at ''"},
	};
	struct arena *a = arena_new();
	struct bpf_insn *insns;
	char err[128];
	u32 n;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		UNIT_INT_EQUAL(code_asm(a, rows[i].text, &insns, &n, err), -EINVAL);
		UNIT_STR_EQUAL(err, rows[i].err);
	}
	arena_free(a);
}

static void relocations_have_names(void)
{
	static const char text[] = "r1 = 0 ll\nr2 = 0 ll\nr3 = 0 ll\nr4 = 0 ll\nr5 = 0\n"
	                           "*(u32 *)(r10 - 4) = 0\nif r1 == 0 goto L\nL: exit";
	static const char *strings[] = {"jiffies"};
	struct reloc relocs[] = {{RELOC_MAP, 0, 1},      {RELOC_MAP, 2, 2 + SPECIAL_RING},
	                         {RELOC_START, 4, 0},    {RELOC_KSYM, 6, 0},
	                         {RELOC_PROBE_ID, 8, 0}, {RELOC_PROBE_ID, 9, 0}};
	struct map keyless = {.name = ""}, named = {.name = "reads"};
	struct map *maps[] = {&keyless, &named};
	struct sema sema = {.maps = maps, .nmaps = 2};
	struct plan plan = {.sema = &sema};
	struct code c = {.plan = &plan,
	                 .relocs = relocs,
	                 .nrelocs = ARRAY_LEN(relocs),
	                 .strings = strings,
	                 .nstrings = 1};
	struct arena *a = arena_new();
	char err[128];

	UNIT_INT_EQUAL(code_asm(a, text, &c.insns, &c.ninsns, err), 0);
	UNIT_STR_EQUAL(disassemble(a, &c), "\tr1 = map[@reads]\n"
	                                   "\tr2 = map[ring]\n"
	                                   "\tr3 = start\n"
	                                   "\tr4 = ksym[jiffies]\n"
	                                   "\tr5 = probe_id\n"
	                                   "\t*(u32 *)(r10 - 4) = probe_id\n"
	                                   "\tif r1 == 0 goto L1\n"
	                                   "L1:\n"
	                                   "\texit\n");
	arena_free(a);
}

void suite_code_asm(void)
{
	unit_suite("code_asm");
	unit_test("text_survives", text_survives);
	unit_test("encodings", encodings);
	unit_test("ld_imm64_is_two", ld_imm64_is_two);
	unit_test("comments_and_blanks", comments_and_blanks);
	unit_test("errors_have_a_line", errors_have_a_line);
	unit_test("relocations_have_names", relocations_have_names);
}
