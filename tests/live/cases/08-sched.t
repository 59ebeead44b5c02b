# SPDX-License-Identifier: GPL-2.0-or-later
# Program 8: many tracepoints, and which of them fired
need root tracefs workload event:sched/sched_switch
trace -c "$workload fork 3 sleep 50" \
	-e 'tracepoint:sched:sched* { @[probe] = count(); } interval:s:20 { exit(); }'
match '^@\[tracepoint:sched:sched_switch\]: [0-9]+$' '^@\[tracepoint:sched:sched_process_fork\]: [0-9]+$'
trace -c "$workload fork 7" -e 'tracepoint:sched:sched_process_fo* /comm == "workload"/ { @[probe] = count(); }
	tracepoint:sched:sched_process_exit /comm == "workload"/ { @[probe] = count(); }'
is '@[tracepoint:sched:sched_process_fork]: 7
@[tracepoint:sched:sched_process_exit]: 8'
same
