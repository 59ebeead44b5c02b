/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Runs the unit test suites, or those named on the command line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"

/* The table: SUITE(NAME) for each void suite_NAME(void), in suites.def. */
#define SUITE(name) void suite_##name(void);
#include "tests/unit/suites.def"
#undef SUITE

static const struct {
	const char *name;
	void (*add)(void);
} suites[] = {
#define SUITE(name) {#name, suite_##name},
#include "tests/unit/suites.def"
#undef SUITE
};

static struct {
	CU_pSuite suite;
	u32 passed, failed, skipped;
	bool skip;
} unit;

static void die(const char *what, const char *name)
{
	fprintf(stderr, "unit: cannot add %s %s: %s\n", what, name, CU_get_error_msg());
	exit(2);
}

void unit_suite(const char *name)
{
	unit.suite = CU_add_suite(name, NULL, NULL);
	if (!unit.suite)
		die("suite", name);
}

void unit_test(const char *name, void (*run)(void))
{
	if (!CU_add_test(unit.suite, name, run))
		die("test", name);
}

void unit_skip(const char *fmt, ...)
{
	va_list ap;

	unit.skip = true;
	printf("SKIP %s/%s: ", CU_get_current_suite()->pName, CU_get_current_test()->pName);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
}

bool unit_skip_32bit(void)
{
	if (sizeof(long) == 8)
		return false;
	unit_skip("what it expects is that of a 64-bit machine");
	return true;
}

bool unit_skip_emulated(void)
{
	if (!getenv("SONDE_EMULATED"))
		return false;
	unit_skip("qemu's user emulation shows other processes as they are for the host");
	return true;
}

void unit_str_equal(const char *got, const char *want, const char *file, u32 line)
{
	bool same = got && want ? strcmp(got, want) == 0 : got == want;
	char text[4096];

	snprintf(text, sizeof(text), "got\n%s\nwant\n%s", got ? got : "(NULL)",
	         want ? want : "(NULL)");
	CU_assertImplementation(same, line, text, file, "", CU_FALSE);
}

void unit_int_equal(s64 got, s64 want, const char *file, u32 line)
{
	char text[80];

	snprintf(text, sizeof(text), "got %lld, want %lld", (long long)got, (long long)want);
	CU_assertImplementation(got == want, line, text, file, "", CU_FALSE);
}

static void test_done(const CU_pTest test, const CU_pSuite suite, const CU_pFailureRecord failures)
{
	if (failures) {
		unit.failed++;
		printf("FAIL %s/%s\n", suite->pName, test->pName);
	} else if (unit.skip) {
		unit.skipped++;
	} else {
		unit.passed++;
	}
	for (CU_pFailureRecord f = failures; f && f->pTest == test; f = f->pNext)
		printf("  %s:%u: %s\n", f->strFileName, f->uiLineNumber, f->strCondition);
	unit.skip = false;
	fflush(stdout);
}

static bool wanted(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return argc < 2;
}

int main(int argc, char **argv)
{
	if (CU_initialize_registry() != CUE_SUCCESS)
		die("registry", "");
	for (size_t i = 0; i < ARRAY_LEN(suites); i++)
		if (wanted(suites[i].name, argc, argv))
			suites[i].add();
	CU_set_test_complete_handler(test_done);
	if (CU_run_all_tests() != CUE_SUCCESS)
		die("run", "");
	CU_cleanup_registry();
	printf("unit: %u passed, %u failed, %u skipped\n", unit.passed, unit.failed, unit.skipped);
	return unit.failed ? 1 : 0;
}
