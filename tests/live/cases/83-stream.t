# SPDX-License-Identifier: GPL-2.0-or-later
# sonde stream: the events of a command, each once, in order, while it runs; nothing is left
once
need root tracefs event:raw_syscalls/sys_enter event:sched/sched_switch command:dd

"$sonde" stream -F -e raw_syscalls:sys_enter -f "id == $nr_write" dd if=/dev/zero of=/dev/null bs=512 count=3000 \
	>out 2>err &
pid=$!
wait "$pid"
status=$?
expect_status 0
nothing_left "$pid"
[ "$(grep -c ' dd-.* sys_enter: .* NR '"$nr_write"' ' out)" -ge 3000 ] || fail "not every write is there"
[ "$(grep -c ' dd-.* sys_enter: .* NR '"$nr_write"' ' out)" -lt 3020 ] || fail "some writes are there twice"
no_match 'NR '"$nr_read"' '

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

# Its reader went away; it is there, but takes nothing; the command's status.
timeout -k 5 60 "$sonde" stream -e raw_syscalls 2>err | grep -m 3 -E ' sys_(enter|exit): ' >out
count 3 ' sys_(enter|exit): '
timeout -k 5 60 "$sonde" stream -e raw_syscalls:sys_enter -f 'id == 100000' 2>err | true # no event tells
mkfifo full
exec 8<>full
"$sonde" stream -e raw_syscalls sh -c 'echo $$ >child; exec dd if=/dev/zero of=/dev/null bs=1 count=100000000' \
	>&8 2>err &
pid=$!
within 20 test -s child || fail "the command does not start"
within 5 grep -q poll "/proc/$pid/wchan" || true # waits for the pipe
kill -TERM "$pid"
within 20 gone "$pid" || fail "waits for its reader for ever"
gone "$(cat child)" || fail "the command is left"
! grep "goes on" err || fail "did not wait for the command"
nothing_left "$pid"
exec 8>&-
sonde stream -e sched_switch false
expect_status 1
sonde stream -e sched_switch -o x.dat true
expect_status 1
err_match 'are of sonde record'

# Started by one that ignores the end of its children; with a command that ignores being ended.
(trap '' CHLD; sonde record -q -e sched_switch -o x.dat false; expect_status 1) || exit
rm -f child
"$sonde" record -q -e sched_switch -o x.dat sh -c 'trap ">told" TERM; echo $$ >child; while sleep 0.1; do :; done' >out 2>err &
pid=$!
within 20 test -s child || fail "the command does not start"
kill -INT "$pid"
within 20 test -e told || fail "the command is not told to end"
kill -INT "$pid" # and not to wait for it
within 20 gone "$pid" || fail "waits for its command for ever"
err_match "the command does not end at SIGTERM: process $(cat child) goes on"
kill -KILL "$(cat child)"
[ -s x.dat ] || fail "nothing was recorded"
nothing_left "$pid"
