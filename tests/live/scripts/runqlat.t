# SPDX-License-Identifier: GPL-2.0-or-later
# Two that want one processor wait for it
script_backends
need workload event:sched/sched_wakeup command:taskset
script runqlat
taskset -c 0 "$workload" spin 200 &
taskset -c 0 "$workload" spin 200 &
wait $!
ends
match '^@usecs: $' '^\[[0-9]+[KM]?, [0-9]+[KM]?\) +[0-9]+ \|@'
# they took turns of some milliseconds
match '^\[(1|2|4|8|16)K, [0-9]+K\) +[1-9][0-9]* \|'
