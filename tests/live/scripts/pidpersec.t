# SPDX-License-Identifier: GPL-2.0-or-later
# Twenty processes in a second
script_backends
need workload event:sched/sched_process_fork
script pidpersec
"$workload" fork 20
ends 1.3
match "^$clock PIDs/sec: @: [0-9]+\$"
[ "$(sed -n 's/.*PIDs.sec: @: //p' out | awk '{ n += $1 } END { print n }')" -ge 20 ] || fail "fewer than 20"
