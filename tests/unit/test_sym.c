/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <dlfcn.h>
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

#include "sym/sym_impl.h"
#include "tests/unit/unit.h"
#include "util/buf.h"

#define BASE 0xffffffff81000000ull

static char dir[PATH_MAX]; /* of the running test */

static void dir_make(void)
{
	strcpy(dir, "/tmp/sonde-sym-XXXXXX");
	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
}

static int run(const char *fmt, ...)
{
	char cmd[3 * PATH_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(cmd, sizeof(cmd), fmt, ap);
	va_end(ap);
	return system(cmd);
}

static void dir_remove(void)
{
	CU_ASSERT_EQUAL(run("rm -rf '%s'", dir), 0);
}

static const char *file_at(const char *name)
{
	static char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void write_file(const char *path, const void *data, size_t n)
{
	FILE *f = fopen(path, "w");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT_EQUAL(fwrite(data, 1, n, f), n);
	fclose(f);
}

static void put(const char *name, const char *text)
{
	write_file(file_at(name), text, strlen(text));
}

static struct sym_cache *cache_of(const char *kallsyms)
{
	struct sym_opts opts = {.kallsyms = file_at("kallsyms")};

	put("kallsyms", kallsyms);
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

	dir_make();
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
	dir_remove();
}

static void ksym_addr_finds_names(void)
{
	struct sym_cache *c;
	u64 addr = 7;

	dir_make();
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
	dir_remove();
}

static void ksym_formats(void)
{
	struct buf b = BUF_INIT;
	struct sym_cache *c;

	dir_make();
	c = cache_of(few);
	ksym_format(&b, c, BASE + 0x101, SYM_NAME);
	ksym_format(&b, c, BASE + 0x101, SYM_OFFSET);
	ksym_format(&b, c, 0xffffffffc0100000ull, SYM_OFFSET | SYM_MODULE);
	ksym_format(&b, c, 0x1234, SYM_OFFSET | SYM_MODULE);
	ksym_format(&b, c, 0, SYM_NAME);
	UNIT_STR_EQUAL(buf_str(&b), "do_itdo_it+1nfs_read+0 (nfs)0x12340");
	buf_free(&b);
	sym_cache_free(c);
	dir_remove();
}

static void ksyms_say_why_not(void)
{
	struct buf zeros = BUF_INIT;
	struct sym_cache *c;
	u64 addr;

	dir_make();
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
	dir_remove();
}

/* Lines of every length cross the block the file is read by; each question alone, then after all.
 */
static void ksyms_survive_long_lists(void)
{
	struct buf list = BUF_INIT;
	u32 wrong = 0, n = 40000;
	struct sym_cache *c;

	dir_make();
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
	dir_remove();
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
	UNIT_STR_EQUAL(name_of(c, suite_sym), "suite_sym+0");
	UNIT_STR_EQUAL(name_of(c, (const char *)suite_sym + 3), "suite_sym+3");
	UNIT_STR_EQUAL(name_of(c, static_function), "static_function+0");
	UNIT_STR_EQUAL(name_of(c, few), "few+0");
	UNIT_STR_EQUAL(name_of(c, dlsym(RTLD_DEFAULT, "getppid")), "getppid+0");
	UNIT_STR_EQUAL(name_of(c, dlsym(RTLD_DEFAULT, "qsort")), "qsort+0");
	UNIT_STR_EQUAL(name_of(c, (void *)16), "ENOENT");
	UNIT_STR_EQUAL(name_of(c, &u), "ENOENT");
	UNIT_INT_EQUAL(usym_lookup(c, (u32)getpid(), (uintptr_t)suite_sym, &u), 0);
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
	usym_format(&b, c, pid, (uintptr_t)suite_sym, SYM_NAME);
	usym_format(&b, c, pid, (uintptr_t)suite_sym, SYM_OFFSET | SYM_MODULE);
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

/* Every function nm lists in bash, by name and at its address. */
static void elf_symbol_agrees_with_nm(void)
{
	u32 wrong = 0, wrong_addr = 0, n = 0;
	struct elf_syms syms;
	unsigned long long addr;
	char type, name[256];
	int fd = open("/bin/bash", O_RDONLY);
	FILE *nm;

	if (fd < 0 || run("nm -D /bin/bash >/dev/null 2>&1") != 0) {
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

	UNIT_INT_EQUAL(elf_symbol("/proc/self/exe", "suite_sym", &e), 0);
	CU_ASSERT(e.has_file_offset && e.size > 0);
	CU_ASSERT_EQUAL(pread(fd, code, sizeof(code), (off_t)e.file_offset), sizeof(code));
	CU_ASSERT_EQUAL(memcmp(code, (const void *)suite_sym, sizeof(code)), 0);
	UNIT_INT_EQUAL(elf_symbol("/proc/self/exe", "dir", &e), 0);
	CU_ASSERT_EQUAL(e.size, sizeof(dir));
	CU_ASSERT_FALSE(e.has_file_offset);
	UNIT_INT_EQUAL(elf_symbol("/proc/self/exe", "suite_sy", &e), -ENOENT);
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

	write_file(file_at("elf"), data, n);
	fd = open(file_at("elf"), O_RDONLY);
	if (elf_syms_load(&s, fd, file_at("elf"), "", dir) == 0)
		for (u32 i = 0; i < s.n; i++)
			found += strlen(buf_str(&s.names) + s.syms[i].name) > 0 &&
			         elf_syms_find(&s, s.syms[i].addr) != NULL;
	elf_syms_free(&s);
	elf_symbol(file_at("elf"), "main", &e);
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
	dir_make();
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
	dir_remove();
}

static void perf_map_names_jit_code(void)
{
	struct sym_opts opts = {.tmp_dir = dir};
	struct sym_cache *c;
	struct usym u;
	char name[64];
	char *code = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct buf text = BUF_INIT;

	dir_make();
	c = sym_cache_new(&opts);
	UNIT_STR_EQUAL(name_of(c, code), "ENOENT");
	buf_addf(&text, "%lx 40 js: old\nrubbish\n%lx 20 js: next one\n", (long)code,
	         (long)code + 64);
	buf_addf(&text, "%lx 40 js: new\n", (long)code);
	snprintf(name, sizeof(name), "perf-%d.map", getpid());
	put(name, buf_str(&text));
	usleep(25000);
	UNIT_STR_EQUAL(name_of(c, code + 5), "js: new+5");
	UNIT_STR_EQUAL(name_of(c, code + 64), "js: next one+0");
	UNIT_STR_EQUAL(name_of(c, code + 96), "ENOENT");
	buf_addf(&text, "%lx 40 js: grown\n", (long)code + 96);
	put(name, buf_str(&text));
	usleep(25000);
	UNIT_STR_EQUAL(name_of(c, code + 97), "js: grown+1");
	UNIT_INT_EQUAL(usym_lookup(c, (u32)getpid(), (uintptr_t)code, &u), 0);
	UNIT_STR_EQUAL(u.module, "[perf map]");
	buf_free(&text);
	munmap(code, 4096);
	sym_cache_free(c);
	dir_remove();
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
	pid_t noted = child_that_waits(), missed = child_that_waits();
	struct usym u;

	usyms_note_pid(c, (u32)noted);
	child_end(noted);
	child_end(missed);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)noted, (uintptr_t)suite_sym, &u), 0);
	UNIT_STR_EQUAL(u.name, "suite_sym");
	/* Neither does asking for what is not there lose what is. */
	usleep(120000);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)noted, 0x10, &u), -ENOENT);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)noted, (uintptr_t)suite_sym, &u), 0);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)missed, (uintptr_t)suite_sym, &u), -ESRCH);
	usyms_forget_pid(c, (u32)noted);
	UNIT_INT_EQUAL(usym_lookup(c, (u32)noted, (uintptr_t)suite_sym, &u), -ESRCH);
	sym_cache_free(c);
}

static void put_process(u64 start_time, const char *maps)
{
	char stat[256];

	snprintf(stat, sizeof(stat),
	         "77 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 %llu 9\n",
	         (unsigned long long)start_time);
	put("77/stat", stat);
	put("77/maps", maps);
}

static void reused_pids_are_noticed(void)
{
	struct sym_opts opts = {.proc = dir};
	struct sym_cache *c;
	struct usym u;

	dir_make();
	CU_ASSERT_EQUAL(mkdir(file_at("77"), 0700), 0);
	put_process(1000, "1000-2000 r-xp 00003000 08:01 5 /no/such file (deleted)\n"
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

	put_process(2000, "1000-2000 r-xp 00000000 08:01 6 /other\n");
	usleep(120000);
	usym_lookup(c, 77, 0x1010, &u);
	UNIT_STR_EQUAL(u.module, "/other");
	sym_cache_free(c);
	dir_remove();
}

static void deleted_files_are_read(void)
{
	struct sym_cache *c;
	void *lib, *erf;

	dir_make();
	if (run("cp /lib/x86_64-linux-gnu/libm.so.6 '%s' 2>/dev/null", file_at("libcopy.so")) !=
	            0 ||
	    !(lib = dlopen(file_at("libcopy.so"), RTLD_NOW | RTLD_LOCAL)) ||
	    access("/proc/self/map_files", X_OK) != 0 || geteuid() != 0) {
		unit_skip("needs root and libm.so.6");
		dir_remove();
		return;
	}
	erf = dlsym(lib, "erf");
	unlink(file_at("libcopy.so"));
	c = sym_cache_new(NULL);
	UNIT_STR_EQUAL(name_of(c, erf), "erf+0");
	sym_cache_free(c);
	dlclose(lib);
	dir_remove();
}

/* A copy of this program, split in two as distributions do. */
static bool split_exe(char *path, size_t size)
{
	char exe[PATH_MAX] = "";

	if (readlink("/proc/self/exe", exe, sizeof(exe) - 1) < 0)
		return false;
	snprintf(path, size, "%s/split", dir);
	return run("cd '%s' && cp '%s' whole 2>/dev/null &&"
	           "objcopy --only-keep-debug whole split.debug 2>/dev/null &&"
	           "objcopy --strip-all --add-gnu-debuglink=split.debug whole split 2>/dev/null",
	           dir, exe) == 0;
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
	struct elf_symbol e = {0};
	char path[PATH_MAX + 16];
	u64 want;

	dir_make();
	if (!split_exe(path, sizeof(path))) {
		unit_skip("no objcopy");
		dir_remove();
		return;
	}
	UNIT_INT_EQUAL(elf_symbol("/proc/self/exe", "static_function", &e), 0);
	want = e.value;
	CU_ASSERT(want != 0);
	/* Beside the file, in .debug, below the debug directory; with a false checksum, nowhere. */
	CU_ASSERT_EQUAL(symbol_in(path, "/nonexistent", "static_function"), want);
	UNIT_INT_EQUAL(elf_symbol(path, "static_function", &e), 0);
	CU_ASSERT_EQUAL(e.value, want);
	run("cd '%s' && mkdir .debug && mv split.debug .debug", dir);
	CU_ASSERT_EQUAL(symbol_in(path, "/nonexistent", "static_function"), want);
	run("cd '%s' && mkdir -p global/'%s' && mv .debug/split.debug global/'%s'", dir, dir, dir);
	CU_ASSERT_EQUAL(symbol_in(path, file_at("global"), "static_function"), want);
	run("cd '%s/global/%s' && cp /bin/true split.debug", dir, dir);
	CU_ASSERT_EQUAL(symbol_in(path, file_at("global"), "static_function"), 0);
	dir_remove();
}

/* The build id decides where there is one: by path, and against a file that only has the name. */
static void debug_files_by_build_id(void)
{
	char path[PATH_MAX + 16];
	u64 want;

	dir_make();
	if (!split_exe(path, sizeof(path)) ||
	    run("cd '%s' && printf "
	        "'\\004\\0\\0\\0\\004\\0\\0\\0\\003\\0\\0\\0GNU\\0\\252\\273\\314\\335'"
	        " >note && for f in split split.debug; do objcopy -R .note.gnu.build-id"
	        " --add-section .note.gnu.build-id=note"
	        " --set-section-flags .note.gnu.build-id=readonly $f 2>/dev/null || exit 1; done",
	        dir) != 0) {
		unit_skip("no objcopy");
		dir_remove();
		return;
	}
	want = symbol_in(file_at("whole"), "/nonexistent", "static_function");
	CU_ASSERT(want != 0);
	run("cd '%s' && mkdir -p global/.build-id/aa && mv split.debug"
	    " global/.build-id/aa/bbccdd.debug",
	    dir);
	CU_ASSERT_EQUAL(symbol_in(path, file_at("global"), "static_function"), want);
	CU_ASSERT_EQUAL(symbol_in(path, "/nonexistent", "static_function"), 0);
	run("cd '%s' && cp whole global/.build-id/aa/bbccdd.debug", dir);
	CU_ASSERT_EQUAL(symbol_in(path, file_at("global"), "static_function"), 0);
	dir_remove();
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

static void caches_are_bounded(void)
{
	struct sym_opts opts = {.proc = dir};
	struct elf_file_ref first = {0, 0}, ref = first;
	struct elf_files files = {0};
	struct sym_cache *c;
	struct usym u;

	dir_make();
	c = sym_cache_new(&opts);
	for (u32 pid = 1; pid < 3000; pid++)
		usym_lookup(c, pid, 0x1000, &u);
	UNIT_INT_EQUAL(c->processes.index.n, 1024);
	sym_cache_free(c);

	for (u32 i = 0; i < 1100; i++) {
		char name[32];
		int fd;

		snprintf(name, sizeof(name), "f%u", i);
		put(name, "no ELF");
		fd = open(file_at(name), O_RDONLY);
		ref = elf_files_load(&files, fd, name, "", dir);
		if (i == 0)
			first = ref;
		close(fd);
	}
	UNIT_INT_EQUAL(files.n, 1024);
	CU_ASSERT_PTR_NULL(elf_files_get(&files, first));
	CU_ASSERT_PTR_NOT_NULL(elf_files_get(&files, ref));
	elf_files_free(&files);
	dir_remove();
}

void suite_sym(void)
{
	unit_suite("sym");
	unit_test("ksym_finds_what_holds_an_address", ksym_finds_what_holds_an_address);
	unit_test("ksym_addr_finds_names", ksym_addr_finds_names);
	unit_test("ksym_formats", ksym_formats);
	unit_test("ksyms_say_why_not", ksyms_say_why_not);
	unit_test("ksyms_survive_long_lists", ksyms_survive_long_lists);
	unit_test("ksyms_of_this_kernel", ksyms_of_this_kernel);
	unit_test("usym_knows_this_process", usym_knows_this_process);
	unit_test("usym_formats", usym_formats);
	unit_test("usym_knows_the_vdso", usym_knows_the_vdso);
	unit_test("elf_symbol_agrees_with_nm", elf_symbol_agrees_with_nm);
	unit_test("elf_symbol_file_offset", elf_symbol_file_offset);
	unit_test("symbols_nest_and_have_no_size", symbols_nest_and_have_no_size);
	unit_test("damaged_elf_files", damaged_elf_files);
	unit_test("perf_map_names_jit_code", perf_map_names_jit_code);
	unit_test("exited_processes_are_remembered", exited_processes_are_remembered);
	unit_test("reused_pids_are_noticed", reused_pids_are_noticed);
	unit_test("deleted_files_are_read", deleted_files_are_read);
	unit_test("debug_files_are_found", debug_files_are_found);
	unit_test("debug_files_by_build_id", debug_files_by_build_id);
	unit_test("names_are_demangled", names_are_demangled);
	unit_test("caches_are_bounded", caches_are_bounded);
}
