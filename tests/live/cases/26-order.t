# SPDX-License-Identifier: GPL-2.0-or-later
# Output of all CPUs comes in order of time
need root tracefs workload event:syscalls/sys_enter_getppid
trace -c "$workload syscalls 2000" \
	-e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { printf("%d\n", @i++); }'
count 2000 '^[0-9]+$'
body | grep -v @i | sort -nc || fail "not in order"
