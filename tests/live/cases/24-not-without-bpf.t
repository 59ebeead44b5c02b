# SPDX-License-Identifier: GPL-2.0-or-later
# What perf cannot capture is an error that says so
need root tracefs event:raw_syscalls/sys_enter
only perf
need_backend
sonde --backend perf -e 'tracepoint:raw_syscalls:sys_enter { @[((struct task_struct *)curtask)->tgid] = count(); }'
expect_status 1
err_match '^stdin:1:[0-9]+-?[0-9]*: ERROR: .*curtask' '~~~'
