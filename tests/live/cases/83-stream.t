# SPDX-License-Identifier: GPL-2.0-or-later
# sonde stream: the events of a command, each once, in order, while it runs; nothing is left
once
need root tracefs event:raw_syscalls/sys_enter event:sched/sched_switch command:dd

"$sonde" stream -F -e raw_syscalls:sys_enter -f 'id == 1' dd if=/dev/zero of=/dev/null bs=512 count=3000 \
	>out 2>err &
pid=$!
wait "$pid"
status=$?
expect_status 0
nothing_left "$pid"
[ "$(grep -c ' dd-.* sys_enter: .* NR 1 ' out)" -ge 3000 ] || fail "not every write is there"
[ "$(grep -c ' dd-.* sys_enter: .* NR 1 ' out)" -lt 3020 ] || fail "some writes are there twice"
no_match 'NR 0 '

# As it happens, of two buffers; its own work is left out; Ctrl-C ends it.
"$sonde" stream -e sched_switch -f 'prev_pid != 0' -B calls -e raw_syscalls:sys_enter >out 2>err &
pid=$!
within 20 grep -q '^calls: .* sys_enter: ' out || fail "nothing comes"
within 20 grep -q '^ .* sched_switch: ' out || fail "no sched_switch comes"
if [ -e "$(tracefs)/set_event_notrace_pid" ]; then
	! grep -q " sonde-$pid .* sys_enter: " out || fail "traces itself: $(grep " sonde-$pid .* sys_" out | head -n 1)"
fi
kill -INT "$pid"
within 20 gone "$pid" || fail "does not end at SIGINT"
wait "$pid"
status=$?
expect_status 0
nothing_left "$pid"

# Its reader went away; the command's status.
"$sonde" stream -e raw_syscalls 2>err | head -n 3 >out
count 3 ' sys_(enter|exit): '
"$sonde" stream -e raw_syscalls:sys_enter -f 'id == 100000' 2>err | true # no event tells
sonde stream -e sched_switch false
expect_status 1
sonde stream -e sched_switch -o x.dat true
expect_status 1
err_match 'are of sonde record'
