// SPDX-License-Identifier: GPL-2.0-or-later
/* A kernel that has everything: for --dump and for the table of the language. */
#include "code/code.h"

const struct code_caps code_caps_newest = {
        .probe_read_kernel = true,
        .probe_read_str = true,
        .ringbuf = true,
        .jmp_lt = true,
        .jmp32 = true,
        .cgroup_id = true,
        .ktime_boot = true,
        .attach_cookie = true,
        .current_task_btf = true,
        .bounded_loops = true,
        .lookup_percpu = true,
        .func_ip = true,
        .max_insns = 1000000,
};
