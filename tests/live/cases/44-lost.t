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
# the samples of perf are counted by event: each probe's loss is its own
[ "$backend" = perf ] || exit 0
start --buffer-size 64K -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @in[tid] = count(); } tracepoint:syscalls:sys_exit_getppid /comm == "workload"/ { @out[tid] = count(); }'
kill -STOP "$pid"
"$workload" syscalls 100000
kill -CONT "$pid"
finish INT
expect_status 0
for side in in:enter out:exit; do
	seen=$(sed -n "s/^@${side%:*}\[[0-9]*\]: //p" out)
	lost=$(sed -n "s/^NOTE: \([0-9]*\) of them were of tracepoint:syscalls:sys_${side#*:}_getppid$/\1/p" err)
	[ $((${seen:-0} + ${lost:-0})) -eq 100000 ] || fail "${side#*:}: ${seen:-0} seen and ${lost:-0} lost are not 100000"
done
