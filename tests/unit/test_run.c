// SPDX-License-Identifier: GPL-2.0-or-later
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run/run.h"
#include "run/timers.h"
#include "tests/unit/tmpdir.h"
#include "tests/unit/unit.h"

static const struct probe fast = {.name = "fast"}, slow = {.name = "slow"};

/* Names of the timers that fire up to now, in order. */
static const char *fired(struct timers *t, u64 now, struct buf *out)
{
	struct timer *due;

	buf_clear(out);
	while ((due = timers_due(t, now)))
		buf_addf(out, "%s ", due->probe->name);
	return buf_str(out);
}

static void timers_keep_order(void)
{
	struct arena *a = arena_new();
	struct timers t = {0};
	struct buf out = BUF_INIT;

	UNIT_INT_EQUAL(timers_next(&t), 0);
	timers_add(&t, a, &fast, 10, 1000);
	timers_add(&t, a, &slow, 30, 1000);
	UNIT_INT_EQUAL(timers_next(&t), 1010);
	UNIT_STR_EQUAL(fired(&t, 1009, &out), "");
	UNIT_STR_EQUAL(fired(&t, 1010, &out), "fast ");
	/* at 1030 both are due: the one that is first in the program comes first */
	UNIT_STR_EQUAL(fired(&t, 1030, &out), "fast fast slow ");
	UNIT_INT_EQUAL(timers_next(&t), 1040);
	buf_free(&out);
	arena_free(a);
}

static void timers_give_up_what_is_too_late(void)
{
	struct arena *a = arena_new();
	struct timers t = {0};
	u32 n = 0;

	timers_add(&t, a, &fast, 10, 0);
	while (n < 5000 && timers_due(&t, 1000000))
		n++;
	CU_ASSERT(n < 2000);
	CU_ASSERT(timers_next(&t) > 1000000);
	CU_ASSERT(timers_next(&t) <= 1000010);
	arena_free(a);
}

static void backends_by_name(void)
{
	CU_ASSERT_PTR_EQUAL(backend_find("perf"), &backend_perf);
	CU_ASSERT_PTR_NULL(backend_find("kernel"));
	UNIT_INT_EQUAL(backends[backend_count()] == NULL, 1);
	for (u32 i = 0; backends[i]; i++) {
		CU_ASSERT_PTR_NOT_NULL(backends[i]->can_run);
		CU_ASSERT_PTR_NOT_NULL(backends[i]->doc);
	}
}

static void wait_for(struct child *c)
{
	for (u32 i = 0; i < 5000 && !child_exited(c); i++)
		usleep(1000);
	CU_ASSERT(child_exited(c));
}

/* Spawns "sh -c COMMAND > FILE" and returns what is in the file when it has ended. */
static void child_waits_for_its_start(void)
{
	struct arena *a = arena_new();
	struct buf text = BUF_INIT;
	const char *why, *file;
	struct child *c;
	int err;

	tmpdir_make();
	file = arena_strdup(a, tmpdir_file("out"));
	c = child_spawn(
	        a, arena_printf(a, "sh -c 'echo \"$1 $2\" > %s' name \"two words\" a\\ b", file),
	        &err, &why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	CU_ASSERT(child_pid(c) > 0);
	usleep(20000);
	UNIT_INT_EQUAL(access(file, F_OK), -1);
	CU_ASSERT(!child_exited(c));
	UNIT_INT_EQUAL(child_start(c), 0);
	wait_for(c);
	UNIT_INT_EQUAL(buf_read_file(&text, file), 0);
	UNIT_STR_EQUAL(buf_str(&text), "two words a b\n");
	child_end(c);
	buf_free(&text);
	tmpdir_remove();
	arena_free(a);
}

static void child_that_is_not_started(void)
{
	struct arena *a = arena_new();
	const char *why;
	struct child *c;
	int err;

	c = child_spawn(a, "true", &err, &why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	child_end(c);
	CU_ASSERT(child_exited(c));

	CU_ASSERT_PTR_NULL(child_spawn(a, "no-such-program-here x", &err, &why));
	UNIT_INT_EQUAL(err, -ENOENT);
	UNIT_STR_EQUAL(why, "there is no program \"no-such-program-here\"");
	CU_ASSERT_PTR_NULL(child_spawn(a, "  ", &err, &why));
	arena_free(a);
}

static void child_that_cannot_be_executed(void)
{
	struct arena *a = arena_new();
	const char *why, *file;
	struct child *c;
	int err;

	tmpdir_make();
	tmpdir_puts("broken", "\177ELF and nothing else");
	tmpdir_run("chmod +x broken");
	file = arena_strdup(a, tmpdir_file("broken"));
	c = child_spawn(a, file, &err, &why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	UNIT_INT_EQUAL(child_start(c), -ENOEXEC);
	wait_for(c);
	tmpdir_remove();
	arena_free(a);
}

static void count_exit(void *arg, int pid)
{
	int *last = arg;

	*last = pid;
}

static void child_is_seen_before_it_exits(void)
{
	struct arena *a = arena_new();
	const char *why;
	struct child *c;
	int err, seen = 0;

	if (unit_skip_emulated()) {
		arena_free(a);
		return;
	}
	c = child_spawn(a, "sh -c 'kill -USR1 $$; exit 0'", &err, &why);
	CU_ASSERT_PTR_NOT_NULL_FATAL(c);
	child_at_exit(c, count_exit, &seen);
	UNIT_INT_EQUAL(child_start(c), 0);
	wait_for(c);
	UNIT_INT_EQUAL(seen, child_pid(c));
	arena_free(a);
}

static void shell_commands(void)
{
	struct buf out = BUF_INIT;

	UNIT_INT_EQUAL(shell_output("printf '%s-' a b; exit 3", &out), 0);
	UNIT_STR_EQUAL(buf_str(&out), "a-b-");
	buf_free(&out);
}

/* A session whose diagnostics go into text. */
struct fixture {
	struct session *s;
	char *text;
	size_t size;
	struct source source;
};

static int compile(struct fixture *f, const struct session_opts *opts, const char *program)
{
	f->s = session_new(opts);
	f->s->diag.out = open_memstream(&f->text, &f->size);
	f->source = (struct source){.name = "test", .text = program, .len = strlen(program)};
	return session_compile(f->s, &f->source);
}

static const char *messages(struct fixture *f)
{
	fflush(f->s->diag.out);
	return f->text;
}

static void release(struct fixture *f)
{
	FILE *out = f->s->diag.out;

	session_free(f->s);
	fclose(out);
	free(f->text);
}

static void unknown_backend_is_an_error(void)
{
	struct session_opts opts = {.backend = "none"};
	struct fixture f = {0};

	UNIT_INT_EQUAL(compile(&f, &opts, "BEGIN { exit(); }"), 0);
	UNIT_INT_EQUAL(session_choose(f.s), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(messages(&f), "ERROR: no backend \"none\" in this build"));
	release(&f);
}

static void refused_at_its_place(void)
{
	struct session_opts opts = {.backend = "perf"};
	struct fixture f = {0};

	if (compile(&f, &opts, "BEGIN { @x = ((struct task_struct *)curtask)->tgid; }")) {
		release(&f);
		unit_skip("no BTF");
		return;
	}
	UNIT_INT_EQUAL(session_choose(f.s), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(messages(&f), "test:1:14"));
	release(&f);
}

/* The empty lines at the end of a session go to stdout wherever the output goes. */
static int run_silently(struct session *s)
{
	int saved = dup(STDOUT_FILENO), null = open("/dev/null", O_WRONLY), status;

	fflush(stdout);
	dup2(null, STDOUT_FILENO);
	status = session_run(s);
	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	close(null);
	return status;
}

/* Runs a program that traces nothing; its output is appended to out. */
static int run(const char *program, enum output_format format, struct buf *out)
{
	struct session_opts opts = {.backend = "perf", .quiet = true, .format = format};
	struct fixture f = {0};
	int status = -1;

	tmpdir_make();
	opts.output_path = tmpdir_file("out");
	if (!compile(&f, &opts, program) && !session_choose(f.s))
		status = run_silently(f.s);
	UNIT_STR_EQUAL(messages(&f), "");
	release(&f);
	buf_read_file(out, tmpdir_file("out"));
	tmpdir_remove();
	return status;
}

static void clauses_in_user_space(void)
{
	struct buf out = BUF_INIT;

	UNIT_INT_EQUAL(run("BEGIN { @a[1] = 2; @b = count(); printf(\"%d %s\\n\", @a[1], probe); "
	                   "@a[1]++; print(@a); clear(@a); exit(); } END { printf(\"end\\n\"); }",
	                   OUTPUT_TEXT, &out),
	               0);
	UNIT_STR_EQUAL(buf_str(&out), "2 BEGIN\n@a[1]: 3\nend\n\n@b: 1\n");
	buf_free(&out);
}

static void exit_code(void)
{
	struct buf out = BUF_INIT;

	UNIT_INT_EQUAL(run("BEGIN { exit(7); } END { printf(\"end\\n\"); }", OUTPUT_TEXT, &out), 7);
	UNIT_STR_EQUAL(buf_str(&out), "end\n");
	buf_free(&out);
}

static void intervals(void)
{
	struct buf out = BUF_INIT;

	UNIT_INT_EQUAL(run("interval:ms:2 { @n++; printf(\"%d\\n\", @n); } "
	                   "interval:ms:6 { exit(); } END { clear(@n); }",
	                   OUTPUT_JSON, &out),
	               0);
	UNIT_STR_EQUAL(buf_str(&out), "{\"type\": \"printf\", \"data\": \"1\\n\"}\n"
	                              "{\"type\": \"printf\", \"data\": \"2\\n\"}\n"
	                              "{\"type\": \"printf\", \"data\": \"3\\n\"}\n");
	buf_free(&out);
}

static void endless_clause_is_stopped(void)
{
	struct buf out = BUF_INIT;
	struct session_opts opts = {.backend = "perf", .quiet = true, .output_path = "/dev/null"};
	struct fixture f = {0};

	if (!compile(&f, &opts,
	             "BEGIN { $i = 1; while ($i) { $i++; } } interval:ms:1 { exit(); }") &&
	    !session_choose(f.s))
		run_silently(f.s);
	CU_ASSERT_PTR_NOT_NULL(strstr(messages(&f), "it ran too long"));
	release(&f);
	buf_free(&out);
}

/* A 32-bit sonde that runs on a 64-bit kernel says so, instead of reading its events wrongly. */
static void kernel_width(void)
{
	CU_ASSERT(session_kernel_is_wider("x86_64", 4));
	CU_ASSERT(session_kernel_is_wider("aarch64", 4));
	CU_ASSERT(session_kernel_is_wider("s390x", 4));
	CU_ASSERT(!session_kernel_is_wider("i686", 4));
	CU_ASSERT(!session_kernel_is_wider("armv7l", 4));
	CU_ASSERT(!session_kernel_is_wider("x86_64", 8));
}

void suite_run(void)
{
	unit_suite("run");
	unit_test("kernel width", kernel_width);
	unit_test("timers_keep_order", timers_keep_order);
	unit_test("timers_give_up_what_is_too_late", timers_give_up_what_is_too_late);
	unit_test("backends_by_name", backends_by_name);
	unit_test("child_waits_for_its_start", child_waits_for_its_start);
	unit_test("child_that_is_not_started", child_that_is_not_started);
	unit_test("child_that_cannot_be_executed", child_that_cannot_be_executed);
	unit_test("child_is_seen_before_it_exits", child_is_seen_before_it_exits);
	unit_test("shell_commands", shell_commands);
	unit_test("unknown_backend_is_an_error", unknown_backend_is_an_error);
	unit_test("refused_at_its_place", refused_at_its_place);
	unit_test("clauses_in_user_space", clauses_in_user_space);
	unit_test("exit_code", exit_code);
	unit_test("intervals", intervals);
	unit_test("endless_clause_is_stopped", endless_clause_is_stopped);
}
