/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sym/sym_impl.h"
#include "tests/unit/unit.h"
#include "tests/unit/tmpdir.h"

void suite_elfsyms(void);

__attribute__((used)) static u32 in_bss[16];

__attribute__((used)) static int only_in_symtab(int x)
{
	return x * 7 + getpid();
}

/* Every function nm lists in bash, by name and at its address. */
static void elf_symbol_agrees_with_nm(void)
{
	u32 wrong = 0, wrong_addr = 0, n = 0;
	struct elf_syms syms;
	unsigned long long addr;
	char type, name[256];
	int fd = open("/bin/bash", O_RDONLY);
	FILE *nm;

	if (fd < 0 || system("nm -D /bin/bash >/dev/null 2>&1") != 0) {
		unit_skip("no nm, or no bash");
		return;
	}
	UNIT_INT_EQUAL(elf_syms_load(&syms, fd, "/bin/bash", "", "/nonexistent"), 0);
	nm = popen("nm -D --defined-only /bin/bash", "r");
	CU_ASSERT_PTR_NOT_NULL_FATAL(nm);
	while (fscanf(nm, "%llx %c %255s", &addr, &type, name) == 3) {
		const struct elf_sym *s = elf_syms_find(&syms, addr);
		struct elf_symbol e;

		if (type != 'T')
			continue;
		wrong_addr += !s || s->addr != addr;
		if (n++ % 16 == 0)
			wrong += elf_symbol("/bin/bash", name, &e) != 0 || e.value != addr ||
			         !e.has_file_offset;
	}
	CU_ASSERT(n > 1000);
	UNIT_INT_EQUAL(wrong, 0);
	UNIT_INT_EQUAL(wrong_addr, 0);
	pclose(nm);
	close(fd);
	elf_syms_free(&syms);
}

static void elf_symbol_file_offset(void)
{
	struct elf_symbol e;
	u8 code[16];
	int fd = open("/proc/self/exe", O_RDONLY);

	UNIT_INT_EQUAL(elf_symbol("/proc/self/exe", "suite_elfsyms", &e), 0);
	CU_ASSERT(e.has_file_offset && e.size > 0);
	CU_ASSERT_EQUAL(pread(fd, code, sizeof(code), (off_t)e.file_offset), sizeof(code));
	CU_ASSERT_EQUAL(memcmp(code, UNIT_CODE(suite_elfsyms), sizeof(code)), 0);
	UNIT_INT_EQUAL(elf_symbol("/proc/self/exe", "in_bss", &e), 0);
	CU_ASSERT_EQUAL(e.size, sizeof(in_bss));
	CU_ASSERT_FALSE(e.has_file_offset);
	UNIT_INT_EQUAL(elf_symbol("/proc/self/exe", "suite_elfsym", &e), -ENOENT);
	UNIT_INT_EQUAL(elf_symbol("/proc/self/maps", "x", &e), -ENOEXEC);
	UNIT_INT_EQUAL(elf_symbol("/nonexistent", "x", &e), -ENOENT);
	UNIT_INT_EQUAL(elf_symbol("/dev/null", "x", &e), -EINVAL);
	UNIT_INT_EQUAL(elf_symbol("/tmp", "x", &e), -EINVAL);
	close(fd);
}

static void symbols_nest_and_have_no_size(void)
{
	struct elf_syms s = {0};

	elf_syms_add(&s, 0x1000, 0x100, "outer", 0);
	elf_syms_add(&s, 0x1010, 0x10, "inner", 0);
	elf_syms_add(&s, 0x2000, 0, "no_size", 0);
	elf_syms_add(&s, 0x2040, 8, "__worse", 2);
	elf_syms_add(&s, 0x2040, 8, "better", 0);
	elf_syms_sort(&s);
#define NAME(addr) \
	(elf_syms_find(&s, addr) ? buf_str(&s.names) + elf_syms_find(&s, addr)->name : NULL)
	UNIT_STR_EQUAL(NAME(0xfff), NULL);
	UNIT_STR_EQUAL(NAME(0x1000), "outer");
	UNIT_STR_EQUAL(NAME(0x1010), "inner");
	UNIT_STR_EQUAL(NAME(0x101f), "inner");
	UNIT_STR_EQUAL(NAME(0x1020), "outer");
	UNIT_STR_EQUAL(NAME(0x1100), NULL);
	UNIT_STR_EQUAL(NAME(0x203f), "no_size");
	UNIT_STR_EQUAL(NAME(0x2040), "better");
	UNIT_STR_EQUAL(NAME(0x2048), NULL);
#undef NAME
	elf_syms_free(&s);
}

static u32 load_bytes(const void *data, size_t n)
{
	struct elf_symbol e;
	struct elf_syms s;
	u32 found = 0;
	int fd;

	tmpdir_write("elf", data, n);
	fd = open(tmpdir_file("elf"), O_RDONLY);
	if (elf_syms_load(&s, fd, tmpdir_file("elf"), "", tmpdir_path()) == 0)
		for (u32 i = 0; i < s.n; i++)
			found += strlen(buf_str(&s.names) + s.syms[i].name) > 0 &&
			         elf_syms_find(&s, s.syms[i].addr) != NULL;
	elf_syms_free(&s);
	elf_symbol(tmpdir_file("elf"), "main", &e);
	close(fd);
	return found;
}

/* Cut at many places, then with bytes changed in the headers: no crash, nothing out of bounds. */
static void damaged_elf_files(void)
{
	struct buf whole = BUF_INIT;
	u32 all, most = 0;
	u64 seed = 0x5eed;

	if (buf_read_file(&whole, "/lib/x86_64-linux-gnu/libdl.so.2") < 0 &&
	    buf_read_file(&whole, "/bin/true") < 0) {
		unit_skip("no small ELF file");
		return;
	}
	tmpdir_make();
	all = load_bytes(whole.data, whole.len);
	for (size_t n = 0; n < whole.len; n += n < 256 ? 1 : 97)
		most |= load_bytes(whole.data, n);
	CU_ASSERT(all > 0 || most == 0);
	for (u32 i = 0; i < 600; i++) {
		struct buf copy = BUF_INIT;
		size_t tail = whole.len > 2048 ? whole.len - 2048 : 0;

		buf_add(&copy, whole.data, whole.len);
		for (u32 j = 0; j < 4; j++) {
			size_t where;

			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			where = (seed >> 33) % 2048;
			if (j & 1)
				where += tail; /* the section headers */
			if (where < copy.len)
				copy.data[where] = (char)(seed >> 56);
		}
		load_bytes(copy.data, copy.len);
		buf_free(&copy);
	}
	buf_free(&whole);
	tmpdir_remove();
}

/* A copy of this program, split in two as distributions do. */
static bool split_exe(char *path, size_t size)
{
	char exe[PATH_MAX] = "";

	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0)
		return false;
	snprintf(path, size, "%s/split", tmpdir_path());
	return tmpdir_run("cp '%s' whole 2>/dev/null &&"
	                  "objcopy --only-keep-debug whole split.debug 2>/dev/null &&"
	                  "objcopy --strip-all --add-gnu-debuglink=split.debug whole split "
	                  "2>/dev/null",
	                  exe) == 0;
}

static u64 symbol_in(const char *path, const char *debug_dir, const char *name)
{
	struct elf_syms s;
	u64 addr = 0;
	int fd = open(path, O_RDONLY);

	UNIT_INT_EQUAL(elf_syms_load(&s, fd, path, "", debug_dir), 0);
	for (u32 i = 0; i < s.n; i++)
		if (strcmp(buf_str(&s.names) + s.syms[i].name, name) == 0)
			addr = s.syms[i].addr;
	elf_syms_free(&s);
	close(fd);
	return addr;
}

static void debug_files_are_found(void)
{
	const char *dir = tmpdir_path();
	struct elf_symbol e = {0};
	char path[PATH_MAX + 16];
	u64 want;

	tmpdir_make();
	if (!split_exe(path, sizeof(path))) {
		unit_skip("no objcopy");
		tmpdir_remove();
		return;
	}
	UNIT_INT_EQUAL(elf_symbol("/proc/self/exe", "only_in_symtab", &e), 0);
	want = e.value;
	CU_ASSERT(want != 0);
	/* Beside the file, in .debug, below the debug directory; with a false checksum, nowhere. */
	CU_ASSERT_EQUAL(symbol_in(path, "/nonexistent", "only_in_symtab"), want);
	UNIT_INT_EQUAL(elf_symbol(path, "only_in_symtab", &e), 0);
	CU_ASSERT_EQUAL(e.value, want);
	tmpdir_run("mkdir .debug && mv split.debug .debug");
	CU_ASSERT_EQUAL(symbol_in(path, "/nonexistent", "only_in_symtab"), want);
	tmpdir_run("mkdir -p global'%s' && mv .debug/split.debug global'%s'", dir, dir);
	CU_ASSERT_EQUAL(symbol_in(path, tmpdir_file("global"), "only_in_symtab"), want);
	tmpdir_run("cp /bin/true global'%s'/split.debug", dir);
	CU_ASSERT_EQUAL(symbol_in(path, tmpdir_file("global"), "only_in_symtab"), 0);
	tmpdir_remove();
}

/* The build id decides where there is one: by path, and against a file that only has the name. */
static void debug_files_by_build_id(void)
{
	char path[PATH_MAX + 16];
	u64 want;

	tmpdir_make();
	if (!split_exe(path, sizeof(path)) ||
	    tmpdir_run("printf "
	               "'\\004\\0\\0\\0\\004\\0\\0\\0\\003\\0\\0\\0GNU\\0\\252\\273\\314\\335'"
	               " >note && for f in split split.debug; do objcopy -R .note.gnu.build-id"
	               " --add-section .note.gnu.build-id=note"
	               " --set-section-flags .note.gnu.build-id=readonly $f 2>/dev/null || exit 1; "
	               "done") != 0) {
		unit_skip("no objcopy");
		tmpdir_remove();
		return;
	}
	want = symbol_in(tmpdir_file("whole"), "/nonexistent", "only_in_symtab");
	CU_ASSERT(want != 0);
	tmpdir_run("mkdir -p global/.build-id/aa && mv split.debug"
	           " global/.build-id/aa/bbccdd.debug");
	CU_ASSERT_EQUAL(symbol_in(path, tmpdir_file("global"), "only_in_symtab"), want);
	CU_ASSERT_EQUAL(symbol_in(path, "/nonexistent", "only_in_symtab"), 0);
	tmpdir_run("cp whole global/.build-id/aa/bbccdd.debug");
	CU_ASSERT_EQUAL(symbol_in(path, tmpdir_file("global"), "only_in_symtab"), 0);
	tmpdir_remove();
}

static void names_are_demangled(void)
{
	struct demangler d = {0};
	struct buf deep = BUF_INIT;

	if (!demangle(&d, "_Z3foov")) {
		unit_skip("no C++ runtime library");
		demangler_free(&d);
		return;
	}
	UNIT_STR_EQUAL(demangle(&d, "_Z3foov"), "foo()");
	UNIT_STR_EQUAL(demangle(&d, "_ZN5outer5innerERKi"), "outer::inner(int const&)");
	UNIT_STR_EQUAL(demangle(&d, "_Z"), NULL);
	UNIT_STR_EQUAL(demangle(&d, "_Zebra"), NULL);
	UNIT_STR_EQUAL(demangle(&d, "i"), NULL);
	buf_adds(&deep, "_Z1f");
	buf_addn(&deep, 'P', 100000);
	buf_addc(&deep, 'v');
	UNIT_STR_EQUAL(demangle(&d, buf_str(&deep)), NULL);
	buf_free(&deep);
	demangler_free(&d);
}

void suite_elfsyms(void)
{
	unit_suite("elfsyms");
	unit_test("elf_symbol_agrees_with_nm", elf_symbol_agrees_with_nm);
	unit_test("elf_symbol_file_offset", elf_symbol_file_offset);
	unit_test("symbols_nest_and_have_no_size", symbols_nest_and_have_no_size);
	unit_test("damaged_elf_files", damaged_elf_files);
	unit_test("debug_files_are_found", debug_files_are_found);
	unit_test("debug_files_by_build_id", debug_files_by_build_id);
	unit_test("names_are_demangled", names_are_demangled);
}
