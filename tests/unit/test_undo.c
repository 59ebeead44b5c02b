// SPDX-License-Identifier: GPL-2.0-or-later
/* What was made or changed in the kernel is undone: at the end, and by the next run. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe/dynevent.h"
#include "probe/elf.h"
#include "probe/undo_owner.h"
#include "tests/unit/unit.h"

/* A fresh private directory for journals, in the arena. */
static const char *journal_dir(struct arena *a)
{
	char *dir = arena_strdup(a, "/tmp/sonde-unit-XXXXXX");

	if (!mkdtemp(dir))
		CU_FAIL("mkdtemp");
	return dir;
}

/* A live tracefs in which uprobes can be made, or NULL after a skip. */
static struct tracefs *live(struct arena *a)
{
	int err;
	struct tracefs *t = tracefs_open(a, NULL, &err);
	char path[128];

	if (t) {
		snprintf(path, sizeof(path), "%s/uprobe_events", tracefs_dir(t));
		if (access(path, W_OK) == 0)
			return t;
	}
	unit_skip("no uprobe_events to write to");
	return NULL;
}

static struct dynevent_spec sh_spec(void)
{
	int err;
	struct binary *b = binary_open("/bin/sh", &err);
	struct dynevent_spec spec = {.kind = DYN_UPROBE, .target = "/bin/sh", .offset = 0x4000};
	u64 offset;

	/* Any address with code will do. */
	for (u64 at = 0x1000; b && at < 0x1000000; at += 0x1000)
		if (binary_offset(b, at, &offset) == 0) {
			spec.offset = offset + 0x800;
			break;
		}
	binary_close(b);
	return spec;
}

static bool event_exists(struct tracefs *t, const char *group, const char *name)
{
	char path[256];

	snprintf(path, sizeof(path), "events/%s/%s", group, name);
	return tracefs_has(t, path);
}

static void create_and_undo(void)
{
	struct arena *a = arena_new();
	struct tracefs *t = live(a);
	struct dynevent_spec spec = sh_spec(), wrong = spec;
	struct dynevent ev[3];
	struct dynevents *d;
	const char *dir;
	struct undo *u;

	if (!t)
		goto out;
	dir = journal_dir(a);
	u = undo_new(a, t, dir);
	d = dynevents_new(a, t, u);
	for (size_t i = 0; i < ARRAY_LEN(ev); i++) {
		UNIT_INT_EQUAL(dynevent_create(d, &spec, &ev[i]), 0);
		CU_ASSERT(ev[i].id != 0);
		CU_ASSERT_TRUE(event_exists(t, ev[i].group, ev[i].name));
	}
	CU_ASSERT(ev[0].id != ev[1].id);
	wrong.args = "x=%nosuchregister";
	UNIT_INT_EQUAL(dynevent_create(d, &wrong, &ev[2]) < 0, 1);
	if (tracefs_has(t, "error_log"))
		CU_ASSERT_PTR_NOT_NULL(strstr(dynevent_last_error(d), "^"));
	UNIT_INT_EQUAL(dynevent_remove(d, &ev[0]), 0);
	CU_ASSERT_FALSE(event_exists(t, ev[0].group, ev[0].name));
	UNIT_INT_EQUAL(undo_play(u), 0);
	CU_ASSERT_FALSE(event_exists(t, ev[1].group, ev[1].name));
	CU_ASSERT_FALSE(event_exists(t, ev[1].group, ""));
	UNIT_INT_EQUAL(undo_play(u), 0);
	/* The journal's file is gone too. */
	UNIT_INT_EQUAL(rmdir(dir), 0);
out:
	arena_free(a);
}

/* In a child: make an event and an instance, and die of SIGKILL. Returns its PID. */
static pid_t leave_behind(struct arena *a, struct tracefs *t, const char *dir)
{
	struct dynevent_spec spec = sh_spec();
	char owner[UNDO_OWNER_SIZE], path[96];
	struct dynevent ev;
	struct undo *u;
	pid_t pid = fork();

	if (pid) {
		waitpid(pid, NULL, 0);
		return pid;
	}
	u = undo_new(a, t, dir);
	undo_owner_name(owner);
	snprintf(path, sizeof(path), "instances/%s", owner);
	undo_add(u, UNDO_INSTANCE, path, NULL);
	tracefs_mkdir(t, path);
	dynevent_create(dynevents_new(a, t, u), &spec, &ev);
	raise(SIGKILL);
	_exit(1);
}

/* Did this recovery find all that the killed process has left, and take it away? */
static bool recovers(struct arena *a, struct tracefs *t, bool journal_lost)
{
	const char *dir = journal_dir(a), *other = journal_lost ? journal_dir(a) : dir;
	struct undo_report report = {0};
	char group[64], instance[96], file[96];
	pid_t pid = leave_behind(a, t, dir);
	bool there;

	snprintf(group, sizeof(group), "sonde_%d", pid);
	snprintf(instance, sizeof(instance), "instances/%s", group);
	snprintf(file, sizeof(file), "%s/%d", dir, pid);
	UNIT_INT_EQUAL(access(file, F_OK), 0);
	there = event_exists(t, group, "") && tracefs_has(t, instance);
	undo_recover(a, t, other, &report);
	UNIT_INT_EQUAL(report.failed, 0);
	CU_ASSERT_FALSE(event_exists(t, group, ""));
	CU_ASSERT_FALSE(tracefs_has(t, instance));
	if (journal_lost) {
		unlink(file);
		rmdir(other);
	}
	UNIT_INT_EQUAL(rmdir(dir), 0);
	return there && report.owners >= 1 && report.undone >= 2;
}

/* Any other sonde that starts meanwhile recovers too: then this one finds less, and tries again. */
static void recover_killed(void)
{
	struct arena *a = arena_new();
	struct tracefs *t = live(a);

	/* Once by its journal; once, the journal lost, by name. */
	for (int lost = 0; t && lost < 2; lost++) {
		bool done = false;

		for (int i = 0; i < 10 && !done; i++)
			done = recovers(a, t, lost);
		CU_ASSERT_TRUE(done);
	}
	arena_free(a);
}

static void owners(void)
{
	char name[UNDO_OWNER_SIZE];
	struct undo_owner self = undo_owner_self(), o;
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	waitpid(pid, NULL, 0);
	undo_owner_name(name);
	CU_ASSERT_TRUE(undo_owner_parse(name, &o));
	UNIT_INT_EQUAL(o.pid, getpid());
	UNIT_INT_EQUAL(o.pidns, self.pidns);
	CU_ASSERT_FALSE(undo_owner_is_dead(&o));
	CU_ASSERT_FALSE(undo_owner_is_dead(&self));
	o.pid = pid;
	CU_ASSERT_TRUE(undo_owner_is_dead(&o));
	/* Not of our namespace: nothing can be known. */
	o.pidns++;
	CU_ASSERT_FALSE(undo_owner_is_dead(&o));
	/* The PID is taken again by another process. */
	self.start++; /* qemu's account of it */
	CU_ASSERT_FALSE(undo_owner_is_dead(&self));
	self.start += 1000;
	CU_ASSERT_TRUE(undo_owner_is_dead(&self));
	CU_ASSERT_FALSE(undo_owner_parse("sonde_", &o));
	CU_ASSERT_FALSE(undo_owner_parse("sonde_0", &o));
	CU_ASSERT_FALSE(undo_owner_parse("probe_12", &o));
	CU_ASSERT_TRUE(undo_owner_parse("sonde_12_4026532000/x", &o));
	UNIT_INT_EQUAL(o.pid, 12);
	UNIT_INT_EQUAL(o.pidns, 4026532000);
}

/* Journals that say more than ours do, or that others can write to. */
static void forged_journals(void)
{
	static const char forged[] = "sonde-undo 1\t999999999\t1\t%llu\n"
	                             "R\t../../etc/x\t1\n"
	                             "D\tkprobe_events\t-:other/event\n"
	                             "I\tinstances/other\t\n"
	                             "R\t/etc/x\t1\n"
	                             "R\tvictim";
	struct arena *a = arena_new();
	const char *dir = journal_dir(a), *tree = journal_dir(a);
	struct undo_report report;
	struct tracefs *t;
	char path[96], command[200];
	int err;
	FILE *f;

	snprintf(path, sizeof(path), "%s/events", tree);
	mkdir(path, 0755);
	t = tracefs_open(a, tree, &err);
	snprintf(path, sizeof(path), "%s/999999999", dir);
	f = fopen(path, "w");
	if (t && f) {
		fprintf(f, forged, (unsigned long long)undo_owner_self().pidns);
		fclose(f);
		undo_recover(a, t, dir, &report);
		UNIT_INT_EQUAL(report.undone + report.failed, 0);
		UNIT_INT_EQUAL(access(path, F_OK), -1);
	} else {
		CU_FAIL("cannot write the journal");
	}
	snprintf(command, sizeof(command), "rm -rf %s %s", dir, tree);
	if (system(command))
		CU_FAIL("rm");
	arena_free(a);
}

/* nth 0: the first of the process. It sets the option of the instance to value. */
static void write_journal(const char *dir, const char *instance, u32 nth, char value)
{
	char path[96];
	FILE *f;

	snprintf(path, sizeof(path), nth ? "%s/999999999.%u" : "%s/999999999", dir, nth);
	f = fopen(path, "w");
	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	fprintf(f, "sonde-undo 1\t999999999\t1\t%llu\nR\t%s/options/overwrite\t%c\n",
	        (unsigned long long)undo_owner_self().pidns, instance, value);
	fclose(f);
}

/* What was changed last is undone first, in whatever order the directory has the journals. */
static void several_journals(void)
{
	struct arena *a = arena_new();
	struct tracefs *t = live(a);
	const char *dir = journal_dir(a);
	char owner[UNDO_OWNER_SIZE], instance[128], option[160];
	struct undo_report report;

	undo_owner_name(owner);
	snprintf(instance, sizeof(instance), "instances/%s_undo", owner);
	snprintf(option, sizeof(option), "%s/options/overwrite", instance);
	for (u32 first = 0; t && first < 2 && !tracefs_mkdir(t, instance); first++) {
		struct buf b = BUF_INIT;

		for (u32 i = 0; i < 2; i++)
			write_journal(dir, instance, i ^ first, i ^ first ? '1' : '0');
		undo_recover(a, t, dir, &report);
		UNIT_INT_EQUAL(report.failed, 0);
		tracefs_read(t, option, &b);
		UNIT_STR_EQUAL(buf_str(&b), "0\n");
		buf_free(&b);
		tracefs_rmdir(t, instance);
	}
	UNIT_INT_EQUAL(rmdir(dir), 0);
	arena_free(a);
}

void suite_undo(void)
{
	unit_suite("undo");
	unit_test("create and undo", create_and_undo);
	unit_test("recover killed", recover_killed);
	unit_test("owners", owners);
	unit_test("forged journals", forged_journals);
	unit_test("several journals of a process", several_journals);
}
