/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The machine: programs in assembler, their result in r0. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/unit/unit.h"
#include "vm/internal.h"

struct machine {
	struct arena *arena;
	struct vm *vm;
	struct vm_map *maps[2];
	struct buf records;
	struct vm_event *ev;
};

static int take_record(void *arg, const void *record, u32 size)
{
	struct machine *m = arg;

	buf_add(&m->records, record, size);
	return size > 64 ? -ENOSPC : 0;
}

static u64 find_symbol(void *arg, const char *name)
{
	return strcmp(name, "here") == 0 ? 0xffffffff81000000 : 0;
}

static void machine_open(struct machine *m, u64 max_insns)
{
	struct vm_opts o = {
	        .maps = m->maps,
	        .output = take_record,
	        .arg = m,
	        .start = 12345,
	        .ksym = find_symbol,
	        .max_insns = max_insns,
	};

	memset(m, 0, sizeof(*m));
	m->arena = arena_new();
	m->vm = vm_new(&o);
	m->ev = arena_alloc(m->arena, VM_SLOT_OFFSET(4));
	m->ev->time = 1000000007;
	m->ev->cpu = 3;
}

static void machine_close(struct machine *m)
{
	vm_free(m->vm);
	vm_map_free(m->maps[0]);
	vm_map_free(m->maps[1]);
	buf_free(&m->records);
	arena_free(m->arena);
}

/* Assemble and load; relocs by instruction may be NULL. */
static struct vm_prog *load(struct machine *m, const char *text, struct reloc *relocs, u32 nrelocs,
                            int *err)
{
	static const char *strings[] = {"here", "nowhere"};
	struct code code = {
	        .relocs = relocs, .nrelocs = nrelocs, .strings = strings, .nstrings = 2};
	char why[128];

	if (code_asm(m->arena, text, &code.insns, &code.ninsns, why)) {
		UNIT_STR_EQUAL(why, NULL);
		*err = -EBADMSG;
		return NULL;
	}
	return vm_load(m->vm, &code, 77, err);
}

static u64 run_in(struct machine *m, const char *text, struct reloc *relocs, u32 nrelocs, int *err)
{
	struct vm_prog *p = load(m, text, relocs, nrelocs, err);
	u64 ret;

	if (!p)
		return 0xdeadbeef;
	ret = vm_run(m->vm, p, m->ev, err);
	vm_prog_free(p);
	return ret;
}

/* r0 of a program that needs nothing. */
static u64 run(const char *text)
{
	struct machine m;
	u64 ret;
	int err;

	machine_open(&m, 0);
	ret = run_in(&m, text, NULL, 0, &err);
	UNIT_INT_EQUAL(err, 0);
	machine_close(&m);
	return ret;
}

static void alu(void)
{
	static const struct {
		const char *text;
		u64 want;
	} rows[] = {
		{"r0 = -1", ~0ULL},
		{"w0 = -1", 0xffffffff},
		{"r0 = 5\nr0 += -7", (u64)-2},
		{"r0 = 5\nw0 += -7", 0xfffffffe},
		{"r0 = 5\nr0 -= 7", (u64)-2},
		{"r0 = 0x100000001 ll\nr0 *= 3", 0x300000003},
		{"r0 = 0x100000001 ll\nw0 *= 3", 3},
		{"r0 = -1\nr0 /= 2", ~0ULL / 2},
		{"r0 = 100\nr1 = 7\nr0 /= r1", 14},
		{"r0 = 100\nr1 = 0\nr0 /= r1", 0},
		{"r0 = 100\nr1 = 0\nr0 %= r1", 100},
		{"r0 = 0x500000064 ll\nr1 = 0\nw0 %= w1", 100},
		{"r0 = 0x500000064 ll\nr1 = 0\nw0 /= w1", 0},
		{"r0 = 100\nr0 %= 7", 2},
		{"r0 = 100\nr0 %= -1", 100},
		{"r0 = -100\nr0 s/= 7", (u64)-14},
		{"r0 = -100\nr0 s%= 7", (u64)-2},
		{"r0 = -100\nw0 s/= 7", 0xfffffff2},
		{"r0 = 0x8000000000000000 ll\nr0 s/= -1", 0x8000000000000000},
		{"r0 = 0x8000000000000000 ll\nr0 s%= -1", 0},
		{"r0 = 0xf0\nr0 |= 0x0f", 0xff},
		{"r0 = 0xf0\nr0 |= -1", ~0ULL},
		{"r0 = 0xff\nr0 &= -16", 0xf0},
		{"r0 = 0xff\nr0 ^= 0x0f", 0xf0},
		{"r0 = 1\nr0 <<= 63", 1ULL << 63},
		{"r0 = 1\nr1 = 65\nr0 <<= r1", 2},
		{"r0 = 1\nr1 = 33\nw0 <<= w1", 2},
		{"r0 = -1\nr0 >>= 60", 15},
		{"r0 = -1\nw0 >>= 28", 15},
		{"r0 = -256\nr0 s>>= 4", (u64)-16},
		{"r0 = -256\nw0 s>>= 4", 0xfffffff0},
		{"r0 = 5\nr0 = -r0", (u64)-5},
		{"r0 = 5\nw0 = -w0", 0xfffffffb},
		{"r1 = 0x1ff80 ll\nr0 = (s8)r1", (u64)-128},
		{"r1 = 0x18000 ll\nr0 = (s16)r1", (u64)-32768},
		{"r1 = 0x80000000 ll\nr0 = (s32)r1", 0xffffffff80000000},
		{"r1 = 0x80\nw0 = (s8)w1", 0xffffff80},
		{"r0 = 0x1122334455667788 ll\nr0 = bswap16 r0", 0x8877},
		{"r0 = 0x1122334455667788 ll\nr0 = bswap32 r0", 0x88776655},
		{"r0 = 0x1122334455667788 ll\nr0 = bswap64 r0", 0x8877665544332211},
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
		{"r0 = 0x1122334455667788 ll\nr0 = be32 r0", 0x88776655},
		{"r0 = 0x1122334455667788 ll\nr0 = le32 r0", 0x55667788},
		{"r0 = 0x1122334455667788 ll\nr0 = le64 r0", 0x1122334455667788},
#endif
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		snprintf(text, sizeof(text), "%s\nexit\n", rows[i].text);
		if (run(text) != rows[i].want) {
			UNIT_STR_EQUAL(rows[i].text, NULL);
			UNIT_INT_EQUAL(run(text), rows[i].want);
		}
	}
}

static void jumps(void)
{
	static const struct {
		const char *cond;
		s64 a, b;
		bool taken;
	} rows[] = {
	        {"r1 == r2", 5, 5, true},
	        {"r1 == r2", 5, 6, false},
	        {"w1 == w2", 1, 1LL << 32 | 1, true},
	        {"r1 == r2", 1, 1LL << 32 | 1, false},
	        {"r1 != r2", 5, 6, true},
	        {"r1 > r2", -1, 1, true},
	        {"r1 s> r2", -1, 1, false},
	        {"r1 s< r2", -1, 1, true},
	        {"r1 s<= r2", -1, -1, true},
	        {"r1 s>= r2", -1, -1, true},
	        {"r1 s>= r2", -2, -1, false},
	        {"r1 <= r2", 1, -1, true},
	        {"r1 < r2", -1, 1, false},
	        {"r1 >= r2", 1, 1, true},
	        {"r1 & r2", 6, 1, false},
	        {"r1 & r2", 6, 2, true},
	        {"w1 s< w2", 0xffffffff, 1, true},
	        {"r1 s< r2", 0xffffffff, 1, false},
	        {"r1 > -1", -1, 0, false},
	        {"r1 == -1", -1, 0, true},
	        {"w1 == -1", 0xffffffff, 0, true},
	        {"r1 & 4", 4, 0, true},
	        {"r1 s> -5", -4, 0, true},
	        {"r1 <= 3", 3, 0, true},
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		snprintf(text, sizeof(text),
		         "r1 = 0x%llx ll\nr2 = 0x%llx ll\nr0 = 1\nif %s goto L\nr0 = 0\nL:\nexit\n",
		         (unsigned long long)rows[i].a, (unsigned long long)rows[i].b,
		         rows[i].cond);
		if (run(text) != rows[i].taken)
			UNIT_STR_EQUAL(text, NULL);
	}
	UNIT_INT_EQUAL(run("r0 = 1\ngoto A\nB: exit\nA: r0 += 1\ngoto B"), 2);
	UNIT_INT_EQUAL(run("r0 = 0\nA: r0 += 1\nif r0 < 1000 goto A\nexit"), 1000);
}

static void memory(void)
{
	UNIT_INT_EQUAL(run("*(u64 *)(r10 - 8) = -2\nr0 = *(u64 *)(r10 - 8)\nexit"), -2);
	UNIT_INT_EQUAL(run("*(u64 *)(r10 - 8) = 0\n*(u8 *)(r10 - 8) = -2\n"
	                   "r0 = *(u8 *)(r10 - 8)\nexit"),
	               0xfe);
	UNIT_INT_EQUAL(run("*(u16 *)(r10 - 2) = -2\nr0 = *(s16 *)(r10 - 2)\nexit"), -2);
	UNIT_INT_EQUAL(run("r1 = -2\n*(u32 *)(r10 - 512) = r1\nr0 = *(u32 *)(r10 - 512)\nexit"),
	               0xfffffffe);
	UNIT_INT_EQUAL(run("r1 = r10\nr1 += -16\n*(u64 *)(r1 + 8) = 9\nr0 = *(u64 *)(r10 - 8)\n"
	                   "exit"),
	               9);
}

static void atomics(void)
{
	static const struct {
		const char *text;
		u64 r0, memory;
	} rows[] = {
	        {"lock *(u64 *)(r10 - 8) += r1", 5, 106},
	        {"lock *(u32 *)(r10 - 8) |= r1", 5, 102},
	        {"lock *(u64 *)(r10 - 8) &= r1", 5, 4},
	        {"lock *(u64 *)(r10 - 8) ^= r1", 5, 98},
	        {"r1 = atomic_fetch_add((u64 *)(r10 - 8), r1)\nr0 = r1", 100, 106},
	        {"r1 = atomic_fetch_or((u64 *)(r10 - 8), r1)\nr0 = r1", 100, 102},
	        {"r1 = atomic_fetch_and((u64 *)(r10 - 8), r1)\nr0 = r1", 100, 4},
	        {"r1 = atomic_fetch_xor((u32 *)(r10 - 8), r1)\nr0 = r1", 100, 98},
	        {"r1 = atomic_xchg((u64 *)(r10 - 8), r1)\nr0 = r1", 100, 6},
	        {"r0 = atomic_cmpxchg((u64 *)(r10 - 8), r0, r1)", 100, 100},
	        {"r0 = 100\nr0 = atomic_cmpxchg((u64 *)(r10 - 8), r0, r1)", 100, 6},
	        {"r0 = 100\nr0 = atomic_cmpxchg((u32 *)(r10 - 8), r0, r1)", 100, 6},
	};
	char text[256];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		snprintf(text, sizeof(text),
		         "*(u64 *)(r10 - 8) = 100\nr1 = 6\nr0 = 5\n%s\n"
		         "r2 = *(u64 *)(r10 - 8)\nr2 <<= 32\nr0 |= r2\nexit",
		         rows[i].text);
		if (run(text) != (rows[i].memory << 32 | rows[i].r0))
			UNIT_STR_EQUAL(rows[i].text, NULL);
	}
}

static void budget_ends_loops(void)
{
	struct machine m;
	int err;

	machine_open(&m, 10000);
	run_in(&m, "A: goto A\nexit", NULL, 0, &err);
	UNIT_INT_EQUAL(err, -ETIME);
	UNIT_INT_EQUAL(run_in(&m, "r0 = 0\nA: r0 += 1\nif r0 < 4000 goto A\nexit", NULL, 0, &err),
	               4000);
	UNIT_INT_EQUAL(err, 0);
	run_in(&m, "r0 = 0\nA: r0 += 1\nif r0 < 6000 goto A\nexit", NULL, 0, &err);
	UNIT_INT_EQUAL(err, -ETIME);
	machine_close(&m);
}

static void bad_programs_do_not_load(void)
{
	static const struct {
		const char *text;
		int err;
	} rows[] = {
	        {"r0 = 1", -EINVAL},
	        {"", -EINVAL},
	        {"goto +5\nexit", -EINVAL},
	        {"goto -2\nexit", -EINVAL},
	        {"if r0 == 1 goto +1\nr0 = 0x5 ll\nexit", -EINVAL},
	        {"call 9999\nexit", -ENOSYS},
	        {"call probe_read_kernel\nexit", -ENOSYS},
	        {"call get_current_comm\nexit", -ENOSYS},
	};
	struct machine m;
	int err;

	machine_open(&m, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		CU_ASSERT(load(&m, rows[i].text, NULL, 0, &err) == NULL);
		UNIT_INT_EQUAL(err, rows[i].err);
	}
	machine_close(&m);
}

static void relocations(void)
{
	struct reloc start = {RELOC_START, 0, 0}, ksym = {RELOC_KSYM, 0, 0},
	             nosym = {RELOC_KSYM, 0, 1}, id = {RELOC_PROBE_ID, 0, 0},
	             map = {RELOC_MAP, 0, 1};
	struct machine m;
	int err;

	machine_open(&m, 0);
	UNIT_INT_EQUAL(run_in(&m, "r0 = 0 ll\nexit", &start, 1, &err), 12345);
	UNIT_INT_EQUAL(run_in(&m, "r0 = 0 ll\nexit", &ksym, 1, &err), 0xffffffff81000000);
	UNIT_INT_EQUAL(run_in(&m, "r0 = 5 ll\nexit", &nosym, 1, &err), 0);
	UNIT_INT_EQUAL(run_in(&m, "r0 = 0\nexit", &id, 1, &err), 77);
	CU_ASSERT(load(&m, "r0 = 0 ll\nexit", &map, 1, &err) == NULL);
	UNIT_INT_EQUAL(err, -ENOENT);
	machine_close(&m);
}

static void helpers(void)
{
	struct machine m;
	int err;

	machine_open(&m, 0);
	UNIT_INT_EQUAL(run_in(&m, "call ktime_get_ns\nexit", NULL, 0, &err), 1000000007);
	UNIT_INT_EQUAL(run_in(&m, "call get_smp_processor_id\nexit", NULL, 0, &err), 3);
	CU_ASSERT(run_in(&m, "call get_prandom_u32\nexit", NULL, 0, &err) <= UINT32_MAX);
	CU_ASSERT(run_in(&m, "call get_prandom_u32\nr6 = r0\ncall get_prandom_u32\nr0 ^= r6\nexit",
	                 NULL, 0, &err) != 0);
	m.ev->slots[1] = (struct vm_slot){.data = "abcdef", .len = 6};
	UNIT_INT_EQUAL(run_in(&m,
	                      "*(u64 *)(r10 - 8) = -1\nr2 = 1\nr3 = r10\nr3 += -8\nr4 = 8\n"
	                      "call vm_fetch_bytes\nr0 <<= 8\nr1 = *(u8 *)(r10 - 3)\nr0 |= r1\n"
	                      "r0 <<= 8\nr1 = *(u8 *)(r10 - 2)\nr0 |= r1\nexit",
	                      NULL, 0, &err),
	               6 << 16 | 'f' << 8);
	UNIT_INT_EQUAL(run_in(&m,
	                      "r2 = 1\nr3 = r10\nr3 += -2\nr4 = 2\ncall vm_fetch_bytes\n"
	                      "r1 = *(u8 *)(r10 - 1)\nr0 <<= 8\nr0 |= r1\nexit",
	                      NULL, 0, &err),
	               2 << 8 | 'b');
	UNIT_INT_EQUAL(run_in(&m,
	                      "r2 = 0\nr3 = r10\nr3 += -2\nr4 = 2\n*(u16 *)(r10 - 2) = 5\n"
	                      "call vm_fetch_bytes\nr1 = *(u16 *)(r10 - 2)\nr0 |= r1\nexit",
	                      NULL, 0, &err),
	               0);
	m.ev->slots[3].value = 0x123456789;
	UNIT_INT_EQUAL(run_in(&m, "r0 = *(u64 *)(r1 + 104)\nexit", NULL, 0, &err), 0x123456789);
	machine_close(&m);
}

static void strncmp_is_three_valued(void)
{
	static const char body[] = "*(u64 *)(r10 - 8) = 0x6361\n*(u64 *)(r10 - 16) = 0x6361\n"
	                           "r1 = r10\nr1 += -8\nr2 = 8\nr3 = r10\nr3 += -16\n"
	                           "%s\ncall strncmp\nexit";
	char text[256];

	snprintf(text, sizeof(text), body, "");
	UNIT_INT_EQUAL(run(text), 0);
	snprintf(text, sizeof(text), body, "*(u8 *)(r10 - 8) = 0x31");
	UNIT_INT_EQUAL(run(text), -1);
	snprintf(text, sizeof(text), body, "*(u8 *)(r10 - 16) = 0x31");
	UNIT_INT_EQUAL(run(text), 1);
	snprintf(text, sizeof(text), body, "*(u8 *)(r10 - 8) = 0x31\nr2 = 0");
	UNIT_INT_EQUAL(run(text), 0);
}

static void records_go_out(void)
{
	struct machine m;
	int err;

	machine_open(&m, 0);
	UNIT_INT_EQUAL(run_in(&m,
	                      "*(u64 *)(r10 - 8) = 0x6463\nr2 = r10\nr2 += -8\nr3 = 2\nr4 = 0\n"
	                      "call ringbuf_output\nexit",
	                      NULL, 0, &err),
	               0);
	UNIT_STR_EQUAL(buf_str(&m.records), "cd");
	UNIT_INT_EQUAL(run_in(&m, "r4 = r10\nr4 += -128\nr5 = 128\ncall perf_event_output\nexit",
	                      NULL, 0, &err),
	               -ENOSPC);
	machine_close(&m);
}

/* @[key] = count() with a 16-byte key, as the code generator writes it. */
static const char count_text[] = "r6 = r1\n"
                                 "r1 = *(u64 *)(r6 + 32)\n"
                                 "*(u64 *)(r10 - 16) = r1\n"
                                 "r1 = *(u64 *)(r6 + 56)\n"
                                 "*(u64 *)(r10 - 8) = r1\n"
                                 "r1 = 0 ll\n"
                                 "r2 = r10\n"
                                 "r2 += -16\n"
                                 "call map_lookup_elem\n"
                                 "if r0 == 0 goto insert\n"
                                 "r1 = 1\n"
                                 "lock *(u64 *)(r0 + 0) += r1\n"
                                 "r0 = 0\n"
                                 "exit\n"
                                 "insert:\n"
                                 "*(u64 *)(r10 - 24) = 1\n"
                                 "r1 = 0 ll\n"
                                 "r2 = r10\n"
                                 "r2 += -16\n"
                                 "r3 = r10\n"
                                 "r3 += -24\n"
                                 "r4 = 1\n"
                                 "call map_update_elem\n"
                                 "exit\n";

static void counts_by_key(void)
{
	struct reloc relocs[] = {{RELOC_MAP, 5, 0}, {RELOC_MAP, 16, 0}};
	struct machine m;
	struct vm_prog *p;
	u64 key[2], *value, wrong = 0;
	int err;

	machine_open(&m, 0);
	m.maps[0] = vm_map_new(NULL, BPF_MAP_TYPE_PERCPU_HASH, 16, 8, 100);
	p = load(&m, count_text, relocs, 2, &err);
	UNIT_INT_EQUAL(err, 0);
	for (u32 i = 0; i < 1000; i++) {
		m.ev->slots[0].value = i % 10;
		m.ev->slots[1].value = i % 7;
		wrong += vm_run(m.vm, p, m.ev, &err) != 0;
	}
	vm_prog_free(p);
	UNIT_INT_EQUAL(wrong, 0);
	UNIT_INT_EQUAL(vm_map_count(m.maps[0]), 70);
	for (u32 i = 0; i < 70; i++) {
		key[0] = i % 10;
		key[1] = i % 7;
		value = m.maps[0]->ops->lookup(m.maps[0], key);
		wrong += !value || *value != (i < 1000 % 70 ? 15 : 14);
	}
	UNIT_INT_EQUAL(wrong, 0);
	machine_close(&m);
}

static u32 flushes;

static void count_flush(struct vm_map *m)
{
	flushes++;
}

static void remote_maps_are_flushed_once(void)
{
	struct reloc relocs[] = {{RELOC_MAP, 1, 0}, {RELOC_MAP, 6, 0}};
	struct vm_map_ops ops;
	struct machine m;
	int err;

	machine_open(&m, 0);
	m.maps[0] = vm_map_new(NULL, BPF_MAP_TYPE_ARRAY, 4, 8, 2);
	ops = *m.maps[0]->ops;
	ops.flush = count_flush;
	m.maps[0]->ops = &ops;
	flushes = 0;
	run_in(&m,
	       "*(u32 *)(r10 - 4) = 1\nr1 = 0 ll\nr2 = r10\nr2 += -4\ncall map_lookup_elem\n"
	       "r1 = 0 ll\nr2 = r10\nr2 += -4\ncall map_lookup_elem\nexit",
	       relocs, 2, &err);
	UNIT_INT_EQUAL(flushes, 1);
	run_in(&m, "r0 = 0\nexit", NULL, 0, &err);
	UNIT_INT_EQUAL(flushes, 1);
	machine_close(&m);
}

/* How &$x is read where the kernel has no process_vm_readv. */
static void own_memory_by_pipe(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), n = 3 * page;
	u8 *from = mmap(NULL, 4 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	u8 *to = calloc(1, n + 1);

	CU_ASSERT_FATAL(from != MAP_FAILED);
	for (size_t i = 0; i < n; i++)
		from[i] = (u8)(i * 7 + i / 256);
	munmap(from + n, page);
	UNIT_INT_EQUAL(vm_copy_by_pipe(to, n, from), (long)n);
	CU_ASSERT(!memcmp(to, from, n));
	UNIT_INT_EQUAL(vm_copy_by_pipe(to, 100, from + n - 5), 5);
	UNIT_INT_EQUAL(vm_copy_by_pipe(to, 100, from + n), -EFAULT);
	UNIT_INT_EQUAL(vm_copy_by_pipe(to, 0, from), 0);
	munmap(from, n);
	free(to);
}

void suite_vm(void)
{
	unit_suite("vm");
	unit_test("alu", alu);
	unit_test("jumps", jumps);
	unit_test("memory", memory);
	unit_test("atomics", atomics);
	unit_test("budget_ends_loops", budget_ends_loops);
	unit_test("bad_programs_do_not_load", bad_programs_do_not_load);
	unit_test("relocations", relocations);
	unit_test("helpers", helpers);
	unit_test("strncmp_is_three_valued", strncmp_is_three_valued);
	unit_test("own memory by a pipe", own_memory_by_pipe);
	unit_test("records_go_out", records_go_out);
	unit_test("counts_by_key", counts_by_key);
	unit_test("remote_maps_are_flushed_once", remote_maps_are_flushed_once);
}
