# SPDX-License-Identifier: GPL-2.0-or-later
# The task through BTF
need root tracefs btf workload event:raw_syscalls/sys_enter
only bpf
trace -c "$workload syscalls 10" \
	-e 'tracepoint:raw_syscalls:sys_enter /comm == "workload"/ { @[((struct task_struct *)curtask)->tgid == pid] = count(); }'
match '^@\[true\]: [0-9]+$'
no_match '^@\[0\]'
