/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sym/kcore.h"
#include "sym/sym_impl.h"
#include "tests/unit/unit.h"
#include "tests/unit/tmpdir.h"

static const char constant[] = "a symbol that is data";

/* What names an address of this process. */
static const char *name_of(struct sym_cache *c, const void *p)
{
	static char text[512];
	struct usym u;
	int err = usym_lookup(c, (u32)getpid(), (uintptr_t)p, &u);

	if (err)
		return strerrorname_np(-err);
	snprintf(text, sizeof(text), "%s+%llu", u.name, (unsigned long long)u.offset);
	return text;
}

__attribute__((noinline)) static int static_function(int x)
{
	return x * 7 + getpid();
}

void suite_sym(void);

static void usym_knows_this_process(void)
{
	struct sym_cache *c = sym_cache_new(NULL);
	struct usym u;
	char exe[PATH_MAX] = "";

	CU_ASSERT(static_function(1) != 0);
	UNIT_STR_EQUAL(name_of(c, UNIT_CODE(suite_sym)), "suite_sym+0");
	UNIT_STR_EQUAL(name_of(c, UNIT_CODE(suite_sym) + 3), "suite_sym+3");
	UNIT_STR_EQUAL(name_of(c, UNIT_CODE(static_function)), "static_function+0");
	UNIT_STR_EQUAL(name_of(c, constant), "constant+0");
	UNIT_STR_EQUAL(name_of(c, UNIT_CODE(dlsym(RTLD_DEFAULT, "getppid"))), "getppid+0");
	UNIT_STR_EQUAL(name_of(c, UNIT_CODE(dlsym(RTLD_DEFAULT, "qsort"))), "qsort+0");
	UNIT_STR_EQUAL(name_of(c, (void *)16), "ENOENT");
	UNIT_STR_EQUAL(name_of(c, &u), "ENOENT");
	UNIT_INT_EQUAL(usym_lookup(c, (u32)getpid(), (uintptr_t)UNIT_CODE(suite_sym), &u), 0);
	CU_ASSERT(readlink("/proc/self/exe", exe, sizeof(exe) - 1) > 0);
	UNIT_STR_EQUAL(u.module, exe);
	CU_ASSERT_PTR_NULL(u.demangled);
	sym_cache_free(c);
}

static void usym_formats(void)
{
	struct sym_cache *c = sym_cache_new(NULL);
	struct buf b = BUF_INIT;
	u32 pid = (u32)getpid();
	char exe[PATH_MAX] = "", want[2 * PATH_MAX];

	CU_ASSERT(readlink("/proc/self/exe", exe, sizeof(exe) - 1) > 0);
	usym_format(&b, c, pid, (uintptr_t)UNIT_CODE(suite_sym), SYM_NAME);
	usym_format(&b, c, pid, (uintptr_t)UNIT_CODE(suite_sym), SYM_OFFSET | SYM_MODULE);
	usym_format(&b, c, pid, 0x10, SYM_OFFSET);
	usym_format(&b, c, pid, 0x10, SYM_MODULE);
	snprintf(want, sizeof(want), "suite_symsuite_sym+0 (%s)0x100x10 ([unknown])", exe);
	UNIT_STR_EQUAL(buf_str(&b), want);
	buf_free(&b);
	sym_cache_free(c);
}

static void usym_knows_the_vdso(void)
{
	struct sym_cache *c = sym_cache_new(NULL);
	const char *vdso = (const char *)getauxval(AT_SYSINFO_EHDR);
	bool found = false;
	struct usym u;

	if (!vdso) {
		unit_skip("no vdso");
	} else {
		for (u32 i = 0; i < 4096 && !found; i += 4)
			found = usym_lookup(c, (u32)getpid(), (uintptr_t)vdso + i, &u) == 0 &&
			        strstr(u.name, "clock_gettime") && !strcmp(u.module, "[vdso]");
		CU_ASSERT(found);
	}
	sym_cache_free(c);
}

static void perf_map_names_jit_code(void)
{
	struct sym_opts opts = {.tmp_dir = tmpdir_path()};
	struct sym_cache *c;
	struct usym u;
	char name[64];
	char *code = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct buf text = BUF_INIT;

	tmpdir_make();
	c = sym_cache_new(&opts);
	UNIT_STR_EQUAL(name_of(c, code), "ENOENT");
	buf_addf(&text, "%lx 40 js: old\nrubbish\n%lx 20 js: next one\n", (long)code,
	         (long)code + 64);
	buf_addf(&text, "%lx 40 js: new\n", (long)code);
	snprintf(name, sizeof(name), "perf-%d.map", getpid());
	tmpdir_puts(name, buf_str(&text));
	usleep(25000);
	UNIT_STR_EQUAL(name_of(c, code + 5), "js: new+5");
	UNIT_STR_EQUAL(name_of(c, code + 64), "js: next one+0");
	UNIT_STR_EQUAL(name_of(c, code + 96), "ENOENT");
	buf_addf(&text, "%lx 40 js: grown\n", (long)code + 96);
	tmpdir_puts(name, buf_str(&text));
	usleep(25000);
	UNIT_STR_EQUAL(name_of(c, code + 97), "js: grown+1");
	UNIT_INT_EQUAL(usym_lookup(c, (u32)getpid(), (uintptr_t)code, &u), 0);
	UNIT_STR_EQUAL(u.module, "[perf map]");
	buf_free(&text);
	munmap(code, 4096);
	sym_cache_free(c);
	tmpdir_remove();
}

static pid_t child_that_waits(void)
{
	pid_t pid = fork();

	if (pid == 0)
		for (;;)
			pause();
	return pid;
}

static void child_end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

static void exited_processes_are_remembered(void)
{
	struct sym_cache *c = sym_cache_new(NULL);
	pid_t noted, missed;
	struct usym u;

	if (unit_skip_emulated()) {
		sym_cache_free(c);
		return;
	}
	noted = child_that_waits();
	missed = child_that_waits();
	usyms_note_pid(c, (u32)noted);
	child_end(noted);
	child_end(missed);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)noted, (uintptr_t)UNIT_CODE(suite_sym), &u), 0);
	UNIT_STR_EQUAL(u.name, "suite_sym");
	/* Neither does asking for what is not there lose what is. */
	usleep(120000);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)noted, 0x10, &u), -ENOENT);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)noted, (uintptr_t)UNIT_CODE(suite_sym), &u), 0);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)missed, (uintptr_t)UNIT_CODE(suite_sym), &u), -ESRCH);
	usyms_forget_pid(c, (u32)noted);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)noted, (uintptr_t)UNIT_CODE(suite_sym), &u), -ESRCH);
	sym_cache_free(c);
}

static void put_process(u64 start_time, u64 stack, const char *maps)
{
	char stat[256];

	snprintf(stat, sizeof(stat),
	         "77 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 %llu 23 24 25 1 27 %llu "
	         "29\n",
	         (unsigned long long)start_time, (unsigned long long)stack);
	tmpdir_puts("77/stat", stat);
	tmpdir_puts("77/maps", maps);
}

static void reused_pids_are_noticed(void)
{
	struct sym_opts opts = {.proc = tmpdir_path()};
	struct sym_cache *c;
	struct usym u;

	tmpdir_make();
	CU_ASSERT_EQUAL(mkdir(tmpdir_file("77"), 0700), 0);
	put_process(1000, 50,
	            "1000-2000 r-xp 00003000 08:01 5 /no/such file (deleted)\n"
	            "junk\n"
	            "3000-4000 rw-p 00000000 00:00 0 \n"
	            "5000-6000 r-xp 00000000 00:00 0    [heap]\n"
	            "ffffffffff600000-ffffffffff601000 --xp 0 00:00 0 [vsyscall]");
	c = sym_cache_new(&opts);
	UNIT_INT_EQUAL(usym_lookup(c, 77, 0x1010, &u), -ENOENT);
	UNIT_STR_EQUAL(u.module, "/no/such file");
	CU_ASSERT_EQUAL(u.file_offset, 0x3010);
	UNIT_INT_EQUAL(usym_lookup(c, 77, 0x2000, &u), -ENOENT);
	CU_ASSERT_PTR_NULL(u.module);
	UNIT_INT_EQUAL(usym_lookup(c, 77, 0x3000, &u), -ENOENT);
	CU_ASSERT_PTR_NULL(u.module);
	usym_lookup(c, 77, 0x5000, &u);
	UNIT_STR_EQUAL(u.module, "[heap]");
	usym_lookup(c, 77, 0xffffffffff600400ull, &u);
	UNIT_STR_EQUAL(u.module, "[vsyscall]");

	put_process(2000, 50, "1000-2000 r-xp 00000000 08:01 6 /other\n");
	usleep(120000);
	usym_lookup(c, 77, 0x1010, &u);
	UNIT_STR_EQUAL(u.module, "/other");

	/* exec; then exit, which is not news */
	put_process(2000, 60, "1000-2000 r-xp 00000000 08:01 7 /program\n");
	usleep(120000);
	usym_lookup(c, 77, 0x1010, &u);
	UNIT_STR_EQUAL(u.module, "/program");
	put_process(2000, 0, "");
	usleep(120000);
	usym_lookup(c, 77, 0x1010, &u);
	UNIT_STR_EQUAL(u.module, "/program");
	sym_cache_free(c);
	tmpdir_remove();
}

static void deleted_files_are_read(void)
{
	struct sym_cache *c;
	void *lib, *erf;

	tmpdir_make();
	if (tmpdir_run("cp /lib/x86_64-linux-gnu/libm.so.6 libcopy.so 2>/dev/null") != 0 ||
	    !(lib = dlopen(tmpdir_file("libcopy.so"), RTLD_NOW | RTLD_LOCAL)) ||
	    access("/proc/self/map_files", X_OK) != 0 || geteuid() != 0) {
		unit_skip("needs root and libm.so.6");
		tmpdir_remove();
		return;
	}
	erf = dlsym(lib, "erf");
	unlink(tmpdir_file("libcopy.so"));
	c = sym_cache_new(NULL);
	UNIT_STR_EQUAL(name_of(c, erf), "erf+0");
	sym_cache_free(c);
	dlclose(lib);
	tmpdir_remove();
}

static void caches_are_bounded(void)
{
	struct sym_opts opts = {.proc = tmpdir_path()};
	struct elf_file_ref first = {0, 0}, ref = first;
	struct elf_files files = {0};
	struct sym_cache *c;
	struct usym u;

	tmpdir_make();
	c = sym_cache_new(&opts);
	for (u32 pid = 1; pid < 3000; pid++)
		usym_lookup(c, pid, 0x1000, &u);
	UNIT_INT_EQUAL(c->processes.index.n, 1024);
	sym_cache_free(c);

	for (u32 i = 0; i < 1100; i++) {
		char name[32];
		int fd;

		snprintf(name, sizeof(name), "f%u", i);
		tmpdir_puts(name, "no ELF");
		fd = open(tmpdir_file(name), O_RDONLY);
		ref = elf_files_load(&files, fd, name, "", tmpdir_path());
		if (i == 0)
			first = ref;
		close(fd);
	}
	UNIT_INT_EQUAL(files.n, 1024);
	CU_ASSERT_PTR_NULL(elf_files_get(&files, first));
	CU_ASSERT_PTR_NOT_NULL(elf_files_get(&files, ref));
	elf_files_free(&files);
	tmpdir_remove();
}

/* A kernel of two pieces of memory, as its /proc/kcore would show it, of either word size. */
static void write_core(const char *path, bool wide)
{
	static const char memory[] = "0123456789abcdef";
	FILE *f = fopen(path, "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	if (wide) {
		Elf64_Ehdr h = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64}, .e_phnum = 3};
		Elf64_Phdr p[3] = {
		        {.p_type = PT_NOTE, .p_vaddr = 0x1000, .p_memsz = 16},
		        {.p_type = PT_LOAD, .p_vaddr = 0xffff888000001000, .p_memsz = 8},
		        {.p_type = PT_LOAD, .p_vaddr = 0xffffffff81000000, .p_memsz = 4}};

		h.e_phoff = sizeof(h);
		p[1].p_offset = sizeof(h) + sizeof(p);
		p[2].p_offset = p[1].p_offset + 8;
		fwrite(&h, sizeof(h), 1, f);
		fwrite(p, sizeof(p), 1, f);
	} else {
		Elf32_Ehdr h = {.e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS32}, .e_phnum = 1};
		Elf32_Phdr p = {.p_type = PT_LOAD, .p_vaddr = 0xc0001000, .p_memsz = 16};

		h.e_phoff = sizeof(h);
		p.p_offset = sizeof(h) + sizeof(p);
		fwrite(&h, sizeof(h), 1, f);
		fwrite(&p, sizeof(p), 1, f);
	}
	fwrite(memory, 16, 1, f);
	fclose(f);
}

static void kcore_is_read(void)
{
	struct kcore *k;
	char to[16];
	int err;
	char path[PATH_MAX];

	tmpdir_make();
	snprintf(path, sizeof(path), "%s", tmpdir_file("kcore"));
	write_core(path, true);
	k = kcore_open(path, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(k);
	UNIT_INT_EQUAL(kcore_read(k, 0xffff888000001002, to, 4), 4);
	CU_ASSERT(!memcmp(to, "2345", 4));
	UNIT_INT_EQUAL(kcore_read(k, 0xffffffff81000000, to, 16), 4); /* up to its end */
	CU_ASSERT(!memcmp(to, "89ab", 4));
	UNIT_INT_EQUAL(kcore_read(k, 0xffffffff81000004, to, 1), -EFAULT);
	UNIT_INT_EQUAL(kcore_read(k, 0x1000, to, 1), -EFAULT); /* a note */
	kcore_close(k);
	write_core(path, false);
	k = kcore_open(path, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(k);
	UNIT_INT_EQUAL(kcore_read(k, 0xc000100e, to, 16), 2);
	CU_ASSERT(!memcmp(to, "ef", 2));
	kcore_close(k);
	CU_ASSERT_PTR_NULL(kcore_open("/dev/null", &err));
	UNIT_INT_EQUAL(err, -ENOEXEC);
	CU_ASSERT_PTR_NULL(kcore_open("/nonexistent", &err));
	UNIT_INT_EQUAL(err, -ENOENT);
	tmpdir_remove();
}

void suite_sym(void)
{
	unit_suite("sym");
	unit_test("usym_knows_this_process", usym_knows_this_process);
	unit_test("usym_formats", usym_formats);
	unit_test("usym_knows_the_vdso", usym_knows_the_vdso);
	unit_test("perf_map_names_jit_code", perf_map_names_jit_code);
	unit_test("exited_processes_are_remembered", exited_processes_are_remembered);
	unit_test("reused_pids_are_noticed", reused_pids_are_noticed);
	unit_test("deleted_files_are_read", deleted_files_are_read);
	unit_test("caches_are_bounded", caches_are_bounded);
	unit_test("kcore_is_read", kcore_is_read);
}
