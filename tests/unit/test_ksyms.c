/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "sym/sym.h"
#include "tests/unit/unit.h"
#include "tests/unit/tmpdir.h"

#define BASE 0xffffffff81000000ull

static struct sym_cache *cache_of(const char *kallsyms)
{
	struct sym_opts opts = {.kallsyms = tmpdir_file("kallsyms")};

	tmpdir_puts("kallsyms", kallsyms);
	return sym_cache_new(&opts);
}

/* "name+offset[module]" or the errno's name. */
static const char *at(struct sym_cache *c, u64 addr)
{
	static char text[256];
	struct ksym k;
	int err = ksym_lookup(c, addr, &k);

	if (err)
		return strerrorname_np(-err);
	snprintf(text, sizeof(text), "%s+%llu%s%s", k.name, (unsigned long long)k.offset,
	         k.module ? "@" : "", k.module ? k.module : "");
	return text;
}

static const char few[] = "0000000000000000 A fixed_percpu_data\n"
                          "ffffffff81000000 T _stext\n"
                          "ffffffff81000000 T alias\n"
                          "ffffffff81000100 t do_it\n"
                          "ffffffff81000200 W weak.isra.0\n"
                          "not a line\n"
                          "ffffffff81000300 \n"
                          "ffffffff82000000 D jiffies\n"
                          "ffffffffc0200000 t ext4_read\t[ext4]\n"
                          "ffffffffc0100000 t nfs_read\t[nfs]\n"
                          "ffffffffc0100040 d nfs_data\t[nfs]\n"
                          "ffffffffc0200080 t last\t[ext4]";

static void ksym_finds_what_holds_an_address(void)
{
	struct sym_cache *c;

	tmpdir_make();
	c = cache_of(few);
	UNIT_STR_EQUAL(at(c, BASE), "_stext+0");
	UNIT_STR_EQUAL(at(c, BASE + 0xff), "_stext+255");
	UNIT_STR_EQUAL(at(c, BASE + 0x100), "do_it+0");
	UNIT_STR_EQUAL(at(c, BASE + 0x2ff), "weak.isra.0+255");
	UNIT_STR_EQUAL(at(c, 0xffffffff82000008ull), "jiffies+8");
	UNIT_STR_EQUAL(at(c, 0xffffffffc0100010ull), "nfs_read+16@nfs");
	UNIT_STR_EQUAL(at(c, 0xffffffffc0200010ull), "ext4_read+16@ext4");
	UNIT_STR_EQUAL(at(c, 0xffffffffc0200084ull), "last+4@ext4");
	UNIT_STR_EQUAL(at(c, 0xffffffffffffffffull), "ENOENT");
	UNIT_STR_EQUAL(at(c, BASE - 1), "ENOENT");
	UNIT_STR_EQUAL(at(c, 0x10), "ENOENT");
	UNIT_STR_EQUAL(at(c, 0), "ENOENT");
	UNIT_INT_EQUAL(ksym_count(c), 10);
	CU_ASSERT_PTR_NULL(ksym_reason(c));
	sym_cache_free(c);
	tmpdir_remove();
}

static void ksym_addr_finds_names(void)
{
	struct sym_cache *c;
	u64 addr = 7;

	tmpdir_make();
	c = cache_of(few);
	UNIT_INT_EQUAL(ksym_addr(c, "jiffies", &addr), 0);
	CU_ASSERT_EQUAL(addr, 0xffffffff82000000ull);
	UNIT_INT_EQUAL(ksym_addr(c, "nfs_data", &addr), 0);
	CU_ASSERT_EQUAL(addr, 0xffffffffc0100040ull);
	UNIT_INT_EQUAL(ksym_addr(c, "last", &addr), 0);
	CU_ASSERT_EQUAL(addr, 0xffffffffc0200080ull);
	UNIT_INT_EQUAL(ksym_addr(c, "fixed_percpu_data", &addr), 0);
	CU_ASSERT_EQUAL(addr, 0);
	UNIT_INT_EQUAL(ksym_addr(c, "las", &addr), -ENOENT);
	UNIT_INT_EQUAL(ksym_addr(c, "", &addr), -ENOENT);
	sym_cache_free(c);
	tmpdir_remove();
}

static void ksym_formats(void)
{
	struct buf b = BUF_INIT;
	struct sym_cache *c;

	tmpdir_make();
	c = cache_of(few);
	ksym_format(&b, c, BASE + 0x101, SYM_NAME);
	ksym_format(&b, c, BASE + 0x101, SYM_OFFSET);
	ksym_format(&b, c, 0xffffffffc0100000ull, SYM_OFFSET | SYM_MODULE);
	ksym_format(&b, c, 0x1234, SYM_OFFSET | SYM_MODULE);
	ksym_format(&b, c, 0, SYM_NAME);
	UNIT_STR_EQUAL(buf_str(&b), "do_itdo_it+1nfs_read+0 (nfs)0x12340");
	buf_free(&b);
	sym_cache_free(c);
	tmpdir_remove();
}

static void ksyms_say_why_not(void)
{
	struct buf zeros = BUF_INIT;
	struct sym_cache *c;
	u64 addr;

	tmpdir_make();
	for (u32 i = 0; i < 3000; i++)
		buf_addf(&zeros, "0000000000000000 t hidden_%u\n", i);
	c = cache_of(buf_str(&zeros));
	UNIT_STR_EQUAL(at(c, BASE), "EACCES");
	UNIT_INT_EQUAL(ksym_addr(c, "hidden_1", &addr), -EACCES);
	UNIT_INT_EQUAL(ksym_count(c), -EACCES);
	CU_ASSERT_PTR_NOT_NULL(strstr(ksym_reason(c), "kptr_restrict"));
	sym_cache_free(c);

	c = cache_of("0 t one\n0 t two\n");
	UNIT_INT_EQUAL(ksym_addr(c, "one", &addr), -EACCES);
	sym_cache_free(c);

	c = cache_of("");
	UNIT_STR_EQUAL(at(c, BASE), "ENODATA");
	CU_ASSERT_PTR_NOT_NULL(strstr(ksym_reason(c), "no symbols"));
	sym_cache_free(c);

	c = sym_cache_new(&(struct sym_opts){.kallsyms = "/nonexistent/kallsyms"});
	UNIT_STR_EQUAL(at(c, BASE), "ENOENT");
	UNIT_STR_EQUAL(ksym_reason(c), "cannot read /nonexistent/kallsyms: "
	                               "No such file or directory");
	sym_cache_free(c);
	buf_free(&zeros);
	tmpdir_remove();
}

/* Lines of every length cross the block the file is read by; each question alone, then after all.
 */
static void ksyms_survive_long_lists(void)
{
	struct buf list = BUF_INIT;
	u32 wrong = 0, n = 40000;
	struct sym_cache *c;

	tmpdir_make();
	for (u32 i = 0; i < n; i++) {
		buf_addf(&list, "%016llx t f%u", BASE + i * 16, i);
		buf_addn(&list, 'x', i % 97);
		buf_adds(&list, i >= n / 2 ? "\t[mod]\n" : "\n");
	}
	for (u32 at = 0; at < 2; at++) {
		c = cache_of(buf_str(&list));
		for (u32 i = at; i < n; i += at ? 1 : 7777) {
			struct ksym k;
			u32 number = ~0u;

			wrong += ksym_lookup(c, BASE + i * 16 + 3, &k) != 0 ||
			         sscanf(k.name, "f%u", &number) != 1 || number != i ||
			         strlen(k.name) < i % 97 || k.offset != 3 ||
			         !k.module != (i < n / 2);
		}
		UNIT_INT_EQUAL(ksym_count(c), n);
		sym_cache_free(c);
	}
	UNIT_INT_EQUAL(wrong, 0);
	buf_free(&list);
	tmpdir_remove();
}

static void ksyms_of_this_kernel(void)
{
	struct sym_cache *c = sym_cache_new(NULL);
	FILE *f = fopen("/proc/kallsyms", "r");
	u32 n = 0, wrong = 0, checked = 0;
	char line[1024], name[512];
	unsigned long long addr;
	char type;

	if (!f || ksym_reason(c)) {
		unit_skip("no kernel symbols: %s", ksym_reason(c));
		goto out;
	}
	while (fgets(line, sizeof(line), f)) {
		struct ksym k;

		if (sscanf(line, "%llx %c %511s", &addr, &type, name) != 3)
			continue;
		if (n++ % 1009 || !strchr("tTwW", type))
			continue;
		checked++;
		wrong += ksym_lookup(c, addr, &k) != 0 || k.offset != 0 || k.addr != addr;
	}
	UNIT_INT_EQUAL(wrong, 0);
	CU_ASSERT(checked > 10);
	UNIT_INT_EQUAL(ksym_count(c), n);
out:
	if (f)
		fclose(f);
	sym_cache_free(c);
}

void suite_ksyms(void)
{
	unit_suite("ksyms");
	unit_test("ksym_finds_what_holds_an_address", ksym_finds_what_holds_an_address);
	unit_test("ksym_addr_finds_names", ksym_addr_finds_names);
	unit_test("ksym_formats", ksym_formats);
	unit_test("ksyms_say_why_not", ksyms_say_why_not);
	unit_test("ksyms_survive_long_lists", ksyms_survive_long_lists);
	unit_test("ksyms_of_this_kernel", ksyms_of_this_kernel);
}
