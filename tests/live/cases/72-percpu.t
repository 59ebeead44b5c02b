# SPDX-License-Identifier: GPL-2.0-or-later
# percpu_kaddr(): the copy of this CPU, of another, of one that there is not
need root tracefs workload event:syscalls/sys_enter_openat
only bpf
program='tracepoint:syscalls:sys_enter_openat /comm == "workload"/ {
	$here = (int32 *)percpu_kaddr("cpu_number"); $first = (int32 *)percpu_kaddr("cpu_number", 0);
	@[*$here == (int32)cpu, *$first, percpu_kaddr("cpu_number", 100000) == 0] = count(); }'
if ! grep -q ' __per_cpu_offset$' /proc/kallsyms || ! grep -q ' cpu_number$' /proc/kallsyms; then
	sonde --backend bpf -c "$workload open /etc/hostname 2" -e "$program"
	expect_status 1
	err_match 'no kernel symbol "(__per_cpu_offset|cpu_number)"'
	exit
fi
trace -c "$workload open /etc/hostname 2" -e "$program"
is '@[true, 0, true]: 2'
