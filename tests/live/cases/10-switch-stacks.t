# SPDX-License-Identifier: GPL-2.0-or-later
# Program 10: where tasks leave the CPU
need root tracefs workload event:sched/sched_switch
trace -c "$workload sleep 20 sleep 20" -e 'tracepoint:sched:sched_switch /comm == "workload"/ { @[kstack] = count(); }'
match '^@\[$' '^    [_a-z]*schedule' '^\]: [0-9]+$'
match 'nanosleep'
