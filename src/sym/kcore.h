/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's memory, as /proc/kcore shows it to root where the kernel is not locked down. */
#ifndef SONDE_SYM_KCORE_H
#define SONDE_SYM_KCORE_H

#include "util/base.h"

struct kcore;

/* path NULL: /proc/kcore. NULL, and a negative errno in *err. kcore_close() frees it. */
struct kcore *kcore_open(const char *path, int *err);
void kcore_close(struct kcore *k); /* NULL is fine */
/* Bytes read at an address of the kernel, up to size; -EFAULT: there is nothing. */
s32 kcore_read(const struct kcore *k, u64 addr, void *to, u32 size);

#endif
