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
        {"newstat", "stat"},   {"newlstat", "lstat"}, {"newfstat", "fstat"},
        {"newuname", "uname"}, {"umount", "umount2"}, {"sendfile64", "sendfile"},
        {"sysctl", "_sysctl"},
};

static s32 find(const struct row *rows, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(rows[i].name, name))
			return rows[i].nr;
	return -1;
}

s32 syscall_number(const char *name)
{
	s32 nr;

	for (size_t i = 0; i < ARRAY_LEN(renamed); i++)
		if (!strcmp(renamed[i].event, name))
			return find(numbers, ARRAY_LEN(numbers), renamed[i].call);
	nr = find(numbers, ARRAY_LEN(numbers), name);
	return nr >= 0 ? nr : find(recent, ARRAY_LEN(recent), name);
}
