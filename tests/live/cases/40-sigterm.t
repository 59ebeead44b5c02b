# SPDX-License-Identifier: GPL-2.0-or-later
# SIGTERM and SIGINT print the maps, and nothing is left
need root tracefs workload event:raw_syscalls/sys_enter
for signal in TERM INT; do
	start -e 'tracepoint:raw_syscalls:sys_enter { @[comm] = count(); } END { printf("end\n"); }'
	"$workload" syscalls 100
	finish $signal
	expect_status 0
	has end
	match '^@\[workload\]: 1[0-9][0-9]$'
	nothing_left "$pid"
done
