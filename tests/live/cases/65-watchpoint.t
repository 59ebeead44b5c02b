# SPDX-License-Identifier: GPL-2.0-or-later
# Watchpoints: writes to a variable of the -c command
need root workload command:nm
only bpf
at=$(nm "$workload" | sed -n 's/ [BbDd] touched$//p')
file "$workload" 2>/dev/null | grep -q pie && skip "the workload's addresses are not fixed"
readelf -h "$workload" 2>/dev/null | grep -q 'Type:.*DYN' && skip "the workload's addresses are not fixed"
[ -n "$at" ] || skip "no symbol"
sonde --backend bpf -c "$workload touch 9" -e "watchpoint:0x$at:8:w { @[ustack(1)] = count(); }"
[ $status -eq 0 ] || ! grep -q 'No such device\|No space\|not supported' err || skip "no watchpoints: $(cat err)"
expect_status 0
match 'do_touch' '^\]: 9$'
sonde --backend bpf -c "$workload touch 9" -e "w:0x$at:8:q { @ = count(); }"
expect_status 1
err_match 'mode of a watchpoint'

# until unwatch(); of another address it does nothing
if [ -d "$(tracefs)/events/syscalls/sys_enter_clock_nanosleep" ]; then
	trace -c "$workload touch 5 sleep 300 touch 4" -e "watchpoint:0x$at:8:w { @n = count(); }
		tracepoint:syscalls:sys_enter_clock_nanosleep /pid == cpid/ { unwatch(0x$at); unwatch(8); }"
	match '^@n: [56]$' # loading the program writes too
fi

# what a function is given: watched before it goes on, each address once
sonde --backend bpf -c "$workload bump 7" -e 'watchpoint:work_bump+arg0:8:w { @[probe] = count(); }'
if [ $status -ne 0 ] && grep -q 'uprobe PMU' err; then
	skip "no uprobe PMU"
fi
expect_status 0
has '@[watchpoint:work_bump+arg0:8:w]: 7'
# or some time later
trace -c "$workload bump 1 sleep 500 bump 3" -e 'aw:work_bump+arg0:8:w { @ = count(); }'
match '^@: [2-4]$' # the first too, if it is quick
# of a running process, which goes on afterwards
"$workload" sleep 3000 bump 4 sleep 300 touch 1 9>&- &
load=$!
start -p $load -e 'watchpoint:work_bump+arg0:8:w { @ = count(); }'
wait $load || fail "the process did not end well"
within 10 gone $pid || finish INT
has '@: 4'

sonde --backend bpf -e 'watchpoint:work_bump+arg0:8:w { exit(); }'
expect_status 1
err_match 'needs a process' '-p PID or -c COMMAND'
sonde --backend bpf -c "$workload bump 1" -e 'watchpoint:work_bumpy+arg0:8:w { exit(); }'
expect_status 1
err_match 'no function work_bumpy in '
sonde --backend bpf -c "$workload bump 1" -e 'watchpoint:work_bump+arg10:8:w { exit(); }'
expect_status 1
err_match 'FUNCTION\+arg0 to \+arg9'
