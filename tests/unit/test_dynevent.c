/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is opened and written: dynamic events, perf rings, registers, features. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe/arch.h"
#include "probe/dynevent.h"
#include "probe/elf.h"
#include "probe/feature.h"
#include "probe/perf.h"
#include "probe/undo_owner.h"
#include "tests/unit/unit.h"

static void text(void)
{
	static const struct {
		struct dynevent_spec spec;
		const char *want;
	} rows[] = {
	        {{.kind = DYN_KPROBE, .func = "vfs_read"}, "p:g/e vfs_read"},
	        {{.kind = DYN_KPROBE, .func = "f", .target = "kvm", .offset = 16, .args = "a=%di"},
	         "p:g/e kvm:f+16 a=%di"},
	        {{.kind = DYN_KPROBE, .address = 0xffff0000}, "p:g/e 0xffff0000"},
	        {{.kind = DYN_KRETPROBE, .func = "f", .args = "$retval"}, "r:g/e f $retval"},
	        {{.kind = DYN_KRETPROBE, .func = "f", .maxactive = 64}, "r64:g/e f"},
	        {{.kind = DYN_UPROBE, .target = "/bin/sh", .offset = 0x1234},
	         "p:g/e /bin/sh:0x1234"},
	        {{.kind = DYN_UPROBE, .target = "/b", .offset = 1, .ref_ctr = 2},
	         "p:g/e /b:0x1(0x2)"},
	        {{.kind = DYN_URETPROBE, .target = "/b", .offset = 1, .args = ""}, "r:g/e /b:0x1"},
	        {{.kind = DYN_EPROBE,
	          .target = "sched",
	          .func = "sched_switch",
	          .args = "p=$prev_pid"},
	         "e:g/e sched.sched_switch p=$prev_pid"},
	};
	struct buf out = BUF_INIT;
	struct dynevent_spec spaced = {.kind = DYN_UPROBE, .target = "/a b"};
	char name[64];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		buf_clear(&out);
		UNIT_INT_EQUAL(dynevent_text(&rows[i].spec, "g", "e", &out), 0);
		UNIT_STR_EQUAL(buf_str(&out), rows[i].want);
	}
	UNIT_INT_EQUAL(dynevent_text(&spaced, "g", "e", &out), -EINVAL);
	buf_free(&out);
	dynevent_name("libc-2.31.so", 7, name, sizeof(name));
	UNIT_STR_EQUAL(name, "libc_2_31_so_7");
	dynevent_name("7z", 0, name, sizeof(name));
	UNIT_STR_EQUAL(name, "p_7z_0");
}

static void error_log(void)
{
	static const char log[] = "[  1.5] trace_kprobe: error: Old words\n"
	                          "  Command: p:g/e nosuch\n"
	                          "                 ^\n"
	                          "[  2.5] trace_kprobe: error: Invalid probed address or symbol\n"
	                          "  Command: p:g/e nosuch\n"
	                          "                 ^\n"
	                          "[  3.5] hist:sched: error: Other\n"
	                          "  Command: hist:keys=x\n"
	                          "           ^\n";
	struct buf out = BUF_INIT;

	dynevent_error_entry(log, "p:g/e nosuch", &out);
	UNIT_STR_EQUAL(buf_str(&out), "Invalid probed address or symbol\n"
	                              "  Command: p:g/e nosuch\n"
	                              "                 ^");
	buf_clear(&out);
	dynevent_error_entry(log, "p:g/other", &out);
	UNIT_STR_EQUAL(buf_str(&out), "");
	buf_free(&out);
}

#define FAKE_SIZE 256

static void put_record(u8 *data, u64 at, u16 size, u8 fill)
{
	struct perf_event_header h = {.type = fill, .size = size};
	u8 bytes[FAKE_SIZE];

	memset(bytes, fill, size);
	memcpy(bytes, &h, sizeof(h));
	for (u16 i = 0; i < size; i++)
		data[(at + i) % FAKE_SIZE] = bytes[i];
}

static void fake_ring(void)
{
	static u8 data[FAKE_SIZE] __attribute__((aligned(8)));
	static struct perf_event_mmap_page page;
	struct perf_ring r = {.page = &page, .data = data, .size = FAKE_SIZE};
	const struct perf_event_header *rec;
	u64 at = 0;

	/* 48 bytes each: every position within the ring, wrapped ones included. */
	for (int i = 0; i < 1000; i++, at += 48) {
		u8 fill = (u8)(i % 250 + 1);

		CU_ASSERT_FALSE(perf_ring_ready(&r));
		CU_ASSERT_PTR_NULL(perf_ring_next(&r));
		put_record(data, at, 48, fill);
		page.data_head = at + 48;
		CU_ASSERT_TRUE(perf_ring_ready(&r));
		rec = perf_ring_next(&r);
		if (!rec || rec->size != 48 || rec->type != fill || ((u8 *)rec)[47] != fill)
			CU_FAIL("the record comes out as it went in");
		CU_ASSERT_PTR_NULL(perf_ring_next(&r));
		perf_ring_release(&r);
		UNIT_INT_EQUAL(page.data_tail, page.data_head);
	}
	/* A size of nothing must not loop. */
	memset(data, 0, sizeof(data));
	page.data_head += 64;
	CU_ASSERT_PTR_NULL(perf_ring_next(&r));
	CU_ASSERT_FALSE(perf_ring_ready(&r));
	buf_free(&r.wrapped);
}

static void live_ring(void)
{
	struct perf_event_attr attr = {.type = PERF_TYPE_SOFTWARE,
	                               .config = PERF_COUNT_SW_PAGE_FAULTS,
	                               .sample_period = 1,
	                               .sample_type = PERF_SAMPLE_TID,
	                               .exclude_kernel = 1};
	const struct perf_event_header *rec;
	struct perf_ring ring;
	const size_t size = 64 * 4096;
	u32 samples = 0;
	char *fresh;
	int fd = perf_open(&attr, 0, -1, -1, 0);

	if (fd < 0) {
		unit_skip("perf_event_open: %s", strerror(-fd));
		return;
	}
	UNIT_INT_EQUAL(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	if (perf_ring_open(&ring, fd, 8)) {
		unit_skip("the ring cannot be mapped");
		close(fd);
		return;
	}
	/* not of malloc(), whose pages may have been touched before */
	fresh = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CU_ASSERT_FATAL(fresh != MAP_FAILED);
	for (size_t i = 0; i < size; i += 4096)
		((volatile char *)fresh)[i] = 1;
	ioctl(fd, PERF_EVENT_IOC_DISABLE, 0);
	while ((rec = perf_ring_next(&ring))) {
		struct {
			struct perf_event_header h;
			u32 pid, tid;
		} sample;

		memcpy(&sample, rec, sizeof(sample));
		if (rec->type == PERF_RECORD_SAMPLE && sample.pid == (u32)getpid())
			samples++;
	}
	perf_ring_release(&ring);
	CU_ASSERT(samples > 0);
	munmap(fresh, size);
	perf_ring_close(&ring);
	close(fd);
}

int unit_dynevent_target(int a);
UNIT_PROBED int unit_dynevent_target(int a)
{
	return a * 3;
}

/* The uprobe PMU at a function of this program: as many samples as calls. */
static void live_uprobe(void)
{
	struct perf_event_attr attr;
	struct binary_func f = {0};
	struct perf_pmu pmu;
	u64 count = 0;
	int err, fd, calls = 7;
	struct binary *b = binary_open("/proc/self/exe", &err);

	if (perf_pmu_read(NULL, "uprobe", &pmu) || !b ||
	    binary_find(b, "unit_dynevent_target", &f)) {
		unit_skip("no uprobe PMU");
		binary_close(b);
		return;
	}
	UNIT_INT_EQUAL(perf_attr_uprobe(&attr, &pmu, "/proc/self/exe", f.offset, false, 0), 0);
	fd = perf_open(&attr, 0, -1, -1, 0);
	binary_close(b);
	if (fd == -EACCES || fd == -EPERM || fd == -ENOSYS) {
		unit_skip("perf_event_open: %s", strerror(-fd));
		return;
	}
	CU_ASSERT(fd >= 0);
	for (int i = 0; i < calls; i++)
		CU_ASSERT(((int (*volatile)(int))unit_dynevent_target)(i) == 3 * i);
	CU_ASSERT(read(fd, &count, sizeof(count)) == sizeof(count));
	UNIT_INT_EQUAL(count, calls);
	close(fd);
}

static void perf_names(void)
{
	const struct perf_event_name *e, *prev = NULL;
	u32 cpus[8];

	for (u32 i = 0; (e = perf_event_at(true, i)); prev = e, i++) {
		CU_ASSERT_PTR_EQUAL(perf_event_find(true, e->name), e);
		CU_ASSERT(e->period > 0);
		CU_ASSERT(!prev || strcmp(prev->name, e->name) < 0);
	}
	CU_ASSERT_PTR_EQUAL(perf_event_find(true, "cs"), perf_event_find(true, "context-switches"));
	CU_ASSERT_PTR_NULL(perf_event_find(false, "cs"));
	UNIT_INT_EQUAL(perf_event_find(false, "cycles")->type, PERF_TYPE_HARDWARE);
	UNIT_INT_EQUAL(perf_parse_cpus("0-2,5,7\n", cpus), 5);
	UNIT_INT_EQUAL(cpus[3], 5);
	UNIT_INT_EQUAL(cpus[4], 7);
	UNIT_INT_EQUAL(perf_parse_cpus("", NULL), 0);
}

static void pmus(void)
{
	char dir[] = "/tmp/sonde-unit-XXXXXX";
	struct perf_event_attr attr;
	struct perf_pmu pmu;
	char command[400];

	CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(dir));
	snprintf(command, sizeof(command),
	         "cd %s && mkdir -p uprobe/format && echo 8 >uprobe/type && "
	         "echo config:0 >uprobe/format/retprobe && "
	         "echo config:32-63 >uprobe/format/ref_ctr_offset && mkdir k && echo 6 >k/type",
	         dir);
	UNIT_INT_EQUAL(system(command), 0);
	UNIT_INT_EQUAL(perf_pmu_read(dir, "kprobe", &pmu), -ENOENT);
	UNIT_INT_EQUAL(perf_pmu_read(dir, "uprobe", &pmu), 0);
	UNIT_INT_EQUAL(perf_attr_uprobe(&attr, &pmu, "/bin/sh", 0x10, true, 0x20), 0);
	UNIT_INT_EQUAL(attr.type, 8);
	UNIT_INT_EQUAL(attr.config, 0x2000000001);
	UNIT_INT_EQUAL(attr.config2, 0x10);
	UNIT_STR_EQUAL((const char *)(uintptr_t)attr.config1, "/bin/sh");
	UNIT_INT_EQUAL(perf_pmu_read(dir, "k", &pmu), 0);
	UNIT_INT_EQUAL(perf_attr_kprobe(&attr, &pmu, "f", 0, true), -EOPNOTSUPP);
	UNIT_INT_EQUAL(perf_attr_uprobe(&attr, &pmu, "/b", 0, false, 4), -EOPNOTSUPP);
	UNIT_INT_EQUAL(perf_attr_kprobe(&attr, &pmu, "f", 0, false), 0);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	UNIT_INT_EQUAL(system(command), 0);
}

/* Every name that an architecture's table uses is one of its registers. */
static void check_arch(const struct arch *a)
{
	u64 bits = 0;

	CU_ASSERT_PTR_EQUAL(arch_find(a->name), a);
	CU_ASSERT_PTR_NOT_NULL(arch_reg(a, a->ret));
	CU_ASSERT_PTR_NOT_NULL(arch_reg(a, a->ip));
	CU_ASSERT_PTR_NOT_NULL(arch_reg(a, a->sp));
	CU_ASSERT_PTR_NOT_NULL(arch_reg(a, a->fp));
	CU_ASSERT_PTR_NOT_NULL(arch_reg(a, "pc"));
	for (size_t i = 0; i < ARRAY_LEN(a->args) && a->args[i]; i++) {
		CU_ASSERT_PTR_NOT_NULL(arch_reg(a, a->args[i]));
		CU_ASSERT_PTR_NOT_NULL(arch_reg(a, a->args[i])->fetch);
	}
	for (size_t i = 0; i < ARRAY_LEN(a->syscall_args) && a->syscall_args[i]; i++)
		CU_ASSERT_PTR_NOT_NULL(arch_reg(a, a->syscall_args[i]));
	CU_ASSERT(!a->syscall_nr || arch_reg(a, a->syscall_nr));
	for (u32 i = 0; i < a->nregs; i++) {
		UNIT_INT_EQUAL(a->regs[i].offset % 4, 0);
		CU_ASSERT(i == 0 || a->regs[i].offset > a->regs[i - 1].offset);
		if (a->regs[i].perf < 0)
			continue;
		CU_ASSERT(!(bits >> a->regs[i].perf & 1));
		bits |= 1ull << a->regs[i].perf;
	}
	CU_ASSERT(bits == arch_perf_mask(a));
}

static void archs(void)
{
	static const char *const names[] = {"x86_64",  "i686",    "arm64", "armv7l",
	                                    "riscv64", "ppc64le", "s390x"};

	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		const struct arch *a = arch_find(names[i]);

		CU_ASSERT_PTR_NOT_NULL(a);
		if (a)
			check_arch(a);
	}
	CU_ASSERT_PTR_NULL(arch_find("vax"));
	UNIT_STR_EQUAL(arch_arg(&arch_x86_64, 3, false)->fetch, "cx");
	CU_ASSERT_PTR_NULL(arch_arg(&arch_x86_64, 6, false));
	CU_ASSERT_PTR_NULL(arch_arg(&arch_i386, 0, true));
	UNIT_STR_EQUAL(arch_arg(&arch_i386, 1, false)->name, "dx");
	UNIT_INT_EQUAL(arch_stack_arg(&arch_x86_64, 1), 16);
	UNIT_INT_EQUAL(arch_reg(&arch_arm64, "x3")->offset, 24);
	UNIT_INT_EQUAL(arch_reg(&arch_arm, "ip")->offset, 48);
	UNIT_INT_EQUAL(arch_reg(&arch_arm64, "ip")->offset, 256);
}

static void feature_table(void)
{
	struct features f = {.arena = arena_new()};
	int err;
	struct tracefs *t = tracefs_open(f.arena, NULL, &err);

	features_add(&f, "g", "works", 0, "%d", 7);
	features_add(&f, "g", "fails", -EPERM, NULL);
	CU_ASSERT_TRUE(features_have(&f, "g", "works"));
	CU_ASSERT_FALSE(features_have(&f, "g", "fails"));
	CU_ASSERT_FALSE(features_have(&f, "g", "unknown"));
	UNIT_STR_EQUAL(features_find(&f, "g", "works")->detail, "7");
	features_probe_tracefs(&f, t, err);
	features_probe_perf(&f, t);
	features_probe_security(&f);
	UNIT_INT_EQUAL(features_have(&f, "tracefs", "mounted"), t != NULL);
	CU_ASSERT_PTR_NOT_NULL(features_find(&f, "perf", "callchain"));
	CU_ASSERT_PTR_NOT_NULL(features_find(&f, "security", "CAP_BPF"));
	for (u32 i = 0; i < f.n; i++)
		CU_ASSERT(f.items[i].err <= 0);
	arena_free(f.arena);
}

void suite_dynevent(void)
{
	unit_suite("dynevent");
	unit_test("text", text);
	unit_test("error log", error_log);
	unit_test("fake ring", fake_ring);
	unit_test("live ring", live_ring);
	unit_test("live uprobe", live_uprobe);
	unit_test("perf names", perf_names);
	unit_test("pmus", pmus);
	unit_test("archs", archs);
	unit_test("feature table", feature_table);
}
