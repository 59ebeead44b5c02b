# SPDX-License-Identifier: GPL-2.0-or-later
# What does not fit while nobody reads is counted: printed and lost events are all of them
need root tracefs workload event:syscalls/sys_enter_getppid
calls=400000
start -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { printf("call %d %s\n", tid, comm); }'
kill -STOP "$pid"
"$workload" syscalls $calls
kill -CONT "$pid"
finish INT
expect_status 0
printed=$(grep -c '^call [0-9]* workload$' out)
lost=$(sed -nE 's/^(Lost|WARNING:) ([0-9]+) events.*/\2/p' out err | awk '{ n += $1 } END { print n + 0 }')
echo "$printed printed, $lost lost"
[ "$lost" -gt 0 ] || fail "nothing is said to be lost"
[ $((printed + lost)) -eq $calls ] || fail "$printed printed and $lost lost are not $calls"
