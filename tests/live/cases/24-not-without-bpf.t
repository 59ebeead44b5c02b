# SPDX-License-Identifier: GPL-2.0-or-later
# What perf and tracefs cannot capture is an error that says so
need root tracefs event:raw_syscalls/sys_enter
[ "$backend" != bpf ] || exit 78
need_backend
sonde --backend "$backend" -e 'tracepoint:raw_syscalls:sys_enter { @[((struct task_struct *)curtask)->nvcsw] = count(); }'
expect_status 1
err_match '^stdin:1:[0-9]+-?[0-9]*: ERROR: .*curtask' '~~~'
