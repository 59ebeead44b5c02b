# SPDX-License-Identifier: GPL-2.0-or-later
# Raw tracepoints: arguments by BTF and by number
need root workload btf event:sched/sched_process_exec
only bpf
trace -c "$workload exec /bin/true syscalls 1" \
	-e 'rawtracepoint:sched_process_exec /str(args.bprm->filename) == "/bin/true"/
	{ printf("%d %d %s\n", args.p == curtask, arg1 == args.old_pid, comm); }'
is '1 1 true'
trace -c "$workload syscalls 100" \
	-e 'rt:sys_enter /comm == "workload" && args.id == '"$(grep -q x86_64 <<<"$(uname -m)" && echo 110 || echo 173)"'/ { @[probe] = count(); }'
is '@[rawtracepoint:sys_enter]: 100'
sonde -l 'rawtracepoint:sched_process_ex*'
has rawtracepoint:sched_process_exec rawtracepoint:sched_process_exit
sonde -e 'rt:no_such_tracepoint { exit(); }'
expect_status 1
