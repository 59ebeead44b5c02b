# SPDX-License-Identifier: GPL-2.0-or-later
# Filters on fields, and who runs the clause
need root tracefs workload event:syscalls/sys_exit_read
trace -c "$workload read 6 10 read 4 20 read 3 30" -e '
	tracepoint:syscalls:sys_exit_read /args.ret == 20 && comm == "workload"/ { @twenty = count(); }
	tracepoint:syscalls:sys_exit_read /args.ret > 10 && pid == cpid && comm == "workload"/ { @more = count(); }
	tracepoint:syscalls:sys_exit_read /args.ret < 0 && pid == cpid/ { @negative = count(); }'
is '@more: 7
@negative: 0
@twenty: 4'
same
