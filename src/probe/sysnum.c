/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of system calls, by the names that tracepoints give them. sysnum_table.h is made from the
 * target's <asm/unistd.h> when sonde is built; calls that are newer than those headers have the
 * same number on every architecture and stand here.
 */
#include <string.h>
#include <asm/unistd.h>

#include "probe/sysnum.h"

struct row {
	const char *name;
	s32 nr;
};

static const struct row numbers[] = {
#include "probe/sysnum_table.h"
};

static const struct row recent[] = {
        {"process_mrelease", 448},  {"futex_waitv", 449},      {"set_mempolicy_home_node", 450},
        {"cachestat", 451},         {"fchmodat2", 452},        {"map_shadow_stack", 453},
        {"futex_wake", 454},        {"futex_wait", 455},       {"futex_requeue", 456},
        {"statmount", 457},         {"listmount", 458},        {"lsm_get_self_attr", 459},
        {"lsm_set_self_attr", 460}, {"lsm_list_modules", 461}, {"mseal", 462},
        {"setxattrat", 463},        {"getxattrat", 464},       {"listxattrat", 465},
        {"removexattrat", 466},     {"open_tree_attr", 467},   {"file_getattr", 468},
        {"file_setattr", 469},
};

/* Where the kernel's function, and so its tracepoint, has another name than the call. */
static const struct {
	const char *event, *call;
} renamed[] = {
        {"newstat", "stat"},     {"newlstat", "lstat"}, {"newfstat", "fstat"},
        {"newuname", "uname"},   {"umount", "umount2"}, {"sendfile64", "sendfile"},
        {"sysctl", "_sysctl"},
#if __SIZEOF_LONG__ == 4
        {"mmap_pgoff", "mmap2"}, {"llseek", "_llseek"}, {"select", "_newselect"},
#endif
};

static s32 find(const struct row *rows, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].nr;
	return -1;
}

/*
 * A 32-bit kernel's functions, and their tracepoints, have the plain name for what is 64 or 32 bits
 * wide now, where the call has it for what was narrower: call clock_gettime64 is function
 * clock_gettime, call clock_gettime function clock_gettime32. -1: nothing of the sort.
 */
static s32 find_32bit(const char *name)
{
	static const char *const wide[] = {"_time64", "64", "32"}, *const narrow[] = {"_time32",
	                                                                              "32", "16"};
	size_t len = strlen(name);
	char call[64];
	s32 nr = -1;

	if (len + 8 > sizeof(call))
		return -1;
	for (size_t i = 0; i < ARRAY_LEN(wide) && nr < 0; i++) {
		/* stat64 and its like are functions of their own */
		if (i == 1 && strncmp(name, "clock_", 6) && strncmp(name, "timer", 5))
			continue;
		strcpy(call, name);
		strcat(call, wide[i]);
		nr = find(numbers, ARRAY_LEN(numbers), call);
	}
	for (size_t i = 0; i < ARRAY_LEN(narrow) && nr < 0; i++) {
		size_t n = strlen(narrow[i]);

		if (len <= n || strcmp(name + len - n, narrow[i]))
			continue;
		memcpy(call, name, len - n);
		call[len - n] = '\0';
		nr = find(numbers, ARRAY_LEN(numbers), call);
	}
	return nr;
}

s32 syscall_number(const char *name)
{
	s32 nr;

	nr = sizeof(long) == 4 ? find_32bit(name) : -1;
	if (nr >= 0)
		return nr;

	for (size_t i = 0; i < ARRAY_LEN(renamed); i++)
		if (!strcmp(renamed[i].event, name))
			return find(numbers, ARRAY_LEN(numbers), renamed[i].call);
	nr = find(numbers, ARRAY_LEN(numbers), name);
	return nr >= 0 ? nr : find(recent, ARRAY_LEN(recent), name);
}

static const char *name_of(const struct row *rows, size_t n, s32 nr)
{
	for (size_t i = 0; i < n; i++)
		if (rows[i].nr == nr)
			return rows[i].name;
	return NULL;
}

const char *syscall_by_number(s32 nr)
{
	const char *name = name_of(numbers, ARRAY_LEN(numbers), nr);

	return name ? name : name_of(recent, ARRAY_LEN(recent), nr);
}
