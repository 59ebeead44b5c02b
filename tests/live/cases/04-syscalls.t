# SPDX-License-Identifier: GPL-2.0-or-later
# Program 4: system calls by name of the process
need root tracefs workload event:raw_syscalls/sys_enter
trace -c "$workload syscalls 1000" -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'
n=$(sed -n 's/^@\[workload\]: //p' out)
[ "${n:-0}" -ge 1000 ] && [ "$n" -lt 1100 ] || fail "@[workload] is ${n:-not there}"
match '^@\[sonde\]: '
trace -c "$workload syscalls 1000" \
	-e 'tracepoint:raw_syscalls:sys_enter /comm == "workload"/ { @[comm] = count(); }'
count 1 '^@\[workload\]: 1[0-9][0-9][0-9]$'
no_match sonde
same
