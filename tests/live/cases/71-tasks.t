# SPDX-License-Identifier: GPL-2.0-or-later
# pcomm, names of calls and of tasks; what only a program in the kernel finds out of a task
need root tracefs workload event:syscalls/sys_enter_openat
trace -c "$workload open /etc/hostname 3" -e '
	tracepoint:syscalls:sys_enter_openat /pcomm == "workload"/ {
		$v = (int64)-1;
		$found = find(@seen, 1, $v);
		@seen[1] = $v + 2;
		@[comm == pcomm, syscall_name(args.__syscall_nr), usermode(), $found, $v] = count(); }'
has '@[true, openat, 0, false, -1]: 1' '@[true, openat, 0, true, 1]: 1' '@[true, openat, 0, true, 3]: 1' '@seen[1]: 5'
same
program='tracepoint:syscalls:sys_enter_openat /comm == "workload"/ {
	@[pcomm(curtask), ppid(curtask) == ppid, len(ustack(2))] = count(); }'
if [ "$backend" != bpf ]; then
	sonde --backend "$backend" -c "$workload open /etc/hostname 1" -e "$program"
	expect_status 1
	err_match 'counts the frames of a stack while the probe runs'
	exit
fi
need btf
trace -c "$workload open /etc/hostname 2" -e "$program"
match '^@\[workload, true, [12]\]: 2$'
trace -c "$workload sleep 5" -e 'tracepoint:sched:sched_switch /comm == "workload"/ { @[len(kstack) > 2, len(kstack(2))] = count(); }'
match '^@\[true, 2\]: [0-9]+$'
