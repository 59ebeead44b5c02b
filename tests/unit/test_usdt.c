// SPDX-License-Identifier: GPL-2.0-or-later
/* USDT notes: those of this program, and operands as compilers write them. */
#include "probe/usdt.h"

#include <string.h>

#include "tests/unit/unit.h"
#include "util/buf.h"

#if __SIZEOF_POINTER__ == 8
#define ADDRESS ".8byte "
#else
#define ADDRESS ".4byte "
#endif
#define NOTE(type, name, args)                                                                  \
	__asm__ volatile("990: nop\n"                                                           \
	                 ".pushsection .note.stapsdt, \"\", \"note\"\n"                         \
	                 ".balign 4\n.4byte 992f - 991f, 994f - 993f, " type "\n"               \
	                 "991: .asciz \"stapsdt\"\n992: .balign 4\n"                            \
	                 "993: " ADDRESS "990b\n" ADDRESS "0\n" ADDRESS "unit_usdt_semaphore\n" \
	                 ".asciz \"unit\"\n.asciz \"" name "\"\n.asciz \"" args "\"\n"          \
	                 "994: .balign 4\n.popsection\n")

__attribute__((section(".probes"), used)) u16 unit_usdt_semaphore;

/* "8s REG sp +16" of each argument, one a line. */
static void describe(struct buf *b, const char *machine, const char *text)
{
	static const char *const where[] = {"const", "reg", "mem", "unknown"};
	const struct arch *arch = arch_find(machine);
	const char *symbol;
	struct usdt_arg a;
	size_t n;

	while ((text = usdt_parse_arg(arch, text, &a, &symbol, &n))) {
		buf_addf(b, "%u%s %s", a.size, a.is_signed ? "s" : "", where[a.where]);
		if (symbol)
			buf_addf(b, " %.*s", (int)n, symbol);
		if (a.base)
			buf_addf(b, " %s", a.base->name);
		if (a.shift)
			buf_addf(b, ">>%u", a.shift);
		if (a.index)
			buf_addf(b, "+%s*%u", a.index->name, a.scale);
		if (a.value)
			buf_addf(b, " %lld", (long long)a.value);
		buf_addc(b, '\n');
	}
}

static void check(const char *machine, const char *text, const char *want)
{
	struct buf b = BUF_INIT;

	describe(&b, machine, text);
	UNIT_STR_EQUAL(buf_str(&b), want);
	buf_free(&b);
}

static void x86_operands(void)
{
	check("x86_64", "-4@%edi 8@%rsi 2@%r9w 1@%r10b -1@%ah 1@%sil 8@%rip",
	      "4s reg di\n8 reg si\n2 reg r9\n1 reg r10\n1s reg ax>>8\n1 reg si\n8 reg ip\n");
	check("x86_64", "8@8(%rsp) -4@-20(%rbp,%rax,4) 8@(%rcx) 4@(,%rdx,8)",
	      "8 mem sp 8\n4s mem bp+ax*4 -20\n8 mem cx\n4 mem+dx*8\n");
	check("x86_64", "4@$5 -4@$-1 8@$0x10 %rax",
	      "4 const 5\n4s const -1\n8 const 16\n8 reg ax\n");
	check("x86_64", "8@counter(%rip) 4@table+12(%rip) 4@8+table(%rip)",
	      "8 mem counter ip\n4 mem table ip 12\n4 mem table ip 8\n");
	check("i386", "4@%eax 4@8(%esp)", "4 reg ax\n4 mem sp 8\n");
}

static void arm_operands(void)
{
	check("aarch64", "8@x0 -4@w1 8@[sp, 16] 8@[x29] -4@[x1, -8] 8@[x1, x2, lsl 3] 4@7",
	      "8 reg r0\n4s reg r1\n8 mem sp 16\n8 mem r29\n4s mem r1 -8\n8 mem r1+r2*8\n4 const "
	      "7\n");
	check("armv7l", "4@r0 -4@[sp, #8] 4@#5", "4 reg r0\n4s mem sp 8\n4 const 5\n");
}

static void other_operands(void)
{
	check("riscv64", "8@a0 -4@-20(s0) 4@3", "8 reg a0\n4s mem s0 -20\n4 const 3\n");
	check("s390x", "8@%r2 8@160(%r15)", "8 reg r2\n8 mem r15 160\n");
}

static void odd_operands(void)
{
	check("x86_64", "", "");
	check("x86_64", "8f@%xmm0 4@%eax", "0 unknown\n4 reg ax\n");
	check("x86_64", "4@%zz 3@%eax 8@8(%rsp 1@", "0 unknown\n0 unknown\n0 unknown\n0 unknown\n");
	check("x86_64", "8@(%rax,%rbx,3)", "0 unknown\n");
	check("aarch64", "-4@1000 8@x1 -4@0", "4s const 1000\n8 reg r1\n4s const\n");
	check("aarch64", "8@[x1, lsl 9] 8@x0", "0 unknown\n8 reg r0\n");
}

static void notes_of_a_file(void)
{
	struct arena *a = arena_new();
	const struct usdt_site *s;
	int err;
	u32 n;

	/* the compiler keeps them in this order */
	NOTE("3", "two", "4@$1");
	NOTE("3", "one", "8@$2");
	NOTE("3", "two", "4@$3");
	NOTE("2", "of_another_type", "");
	s = usdt_sites(a, "/proc/self/exe", &n, &err);
	UNIT_INT_EQUAL(err, 0);
	CU_ASSERT_EQUAL_FATAL(n, 3);
	UNIT_STR_EQUAL(s[0].name, "one");
	UNIT_STR_EQUAL(s[1].name, "two");
	UNIT_STR_EQUAL(s[2].name, "two");
	UNIT_STR_EQUAL(s[0].ns, "unit");
	CU_ASSERT(s[1].offset < s[0].offset && s[0].offset < s[2].offset);
	UNIT_INT_EQUAL(s[1].args[0].value, 1);
	UNIT_INT_EQUAL(s[2].args[0].value, 3);
	UNIT_INT_EQUAL(s[2].nargs, 1);
	CU_ASSERT(s[0].semaphore && s[0].semaphore == s[2].semaphore);
	arena_free(a);
}

static void no_notes(void)
{
	struct arena *a = arena_new();
	int err;
	u32 n;

	CU_ASSERT_PTR_NULL(usdt_sites(a, "/etc/passwd", &n, &err));
	UNIT_INT_EQUAL(err, -ENOEXEC);
	CU_ASSERT_PTR_NULL(usdt_sites(a, "/nothing/there", &n, &err));
	UNIT_INT_EQUAL(err, -ENOENT);
	arena_free(a);
}

void suite_usdt(void)
{
	unit_suite("usdt");
	unit_test("x86 operands", x86_operands);
	unit_test("ARM operands", arm_operands);
	unit_test("operands of others", other_operands);
	unit_test("operands that are none", odd_operands);
	unit_test("notes of a file", notes_of_a_file);
	unit_test("no notes", no_notes);
}
