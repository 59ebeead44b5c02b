/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a unit test file needs: CUnit, and a way to register.
 *
 *   static void adds(void) { CU_ASSERT_EQUAL(1 + 1, 2); }
 *
 *   void suite_sums(void)
 *   {
 *           unit_suite("sums");
 *           unit_test("adds", adds);
 *   }
 *
 * and a row SUITE(sums) in the table suites.def. A test that cannot run here calls unit_skip() and
 * returns. Files the tests read are under TESTS_SRCDIR (the absolute path of tests/).
 */
#ifndef SONDE_TESTS_UNIT_H
#define SONDE_TESTS_UNIT_H

#include <CUnit/Basic.h>

#include "util/base.h"

/* Begin a suite; the tests that follow belong to it. */
void unit_suite(const char *name);
void unit_test(const char *name, void (*run)(void));
/* The running test is skipped, unless an assertion has failed in it. */
void unit_skip(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* Skips the running test, and is true, where longs have 32 bits or qemu plays the processor. */
bool unit_skip_32bit(void);
bool unit_skip_emulated(void);

/* The kernel's long, as types are printed. */
#if __SIZEOF_LONG__ == 8
#define UNIT_LONG "int64"
#else
#define UNIT_LONG "int32"
#endif
/* A function that a uprobe can be put on: the kernel takes none in Thumb code. */
#ifdef __arm__
#define UNIT_PROBED __attribute__((noinline, target("arm")))
#else
#define UNIT_PROBED __attribute__((noinline))
#endif
/* The address of a function's code: ARM's pointers to Thumb functions have a bit set. */
#ifdef __arm__
#define UNIT_CODE(fn) ((const char *)((uintptr_t)(fn) & ~(uintptr_t)1))
#else
#define UNIT_CODE(fn) ((const char *)(uintptr_t)(fn))
#endif

/* Compare and show both sides if they differ. Either may be NULL. */
#define UNIT_STR_EQUAL(got, want) unit_str_equal((got), (want), __FILE__, __LINE__)
#define UNIT_INT_EQUAL(got, want) unit_int_equal((s64)(got), (s64)(want), __FILE__, __LINE__)
void unit_str_equal(const char *got, const char *want, const char *file, u32 line);
void unit_int_equal(s64 got, s64 want, const char *file, u32 line);

#endif
