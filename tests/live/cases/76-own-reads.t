# SPDX-License-Identifier: GPL-2.0-or-later
# What tracefs makes sonde do is not traced: it would never come to an end
only tracefs
need root tracefs event:raw_syscalls/sys_enter workload
need_backend
[ "$(readlink /proc/self/ns/pid)" = 'pid:[4026531836]' ] || skip "not in the first PID namespace"
# $1 is its own number
(exec "$sonde" --backend tracefs -c "$workload syscalls 20" -e '
	tracepoint:raw_syscalls:sys_enter /pid == $1/ { @own = count(); }
	tracepoint:syscalls:sys_enter_getppid /pid == cpid/ { @calls = count(); }
	interval:ms:500 { exit(); }' "$BASHPID" >out 2>err) || fail "exit status $?"
has '@calls: 20' '@own: 0'
