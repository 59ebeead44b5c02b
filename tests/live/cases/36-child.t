# SPDX-License-Identifier: GPL-2.0-or-later
# -c: the command starts when the probes are there, and its end ends the session
need root tracefs workload event:syscalls/sys_enter_getppid
trace -c "$workload syscalls 3 exit 5" -e 'tracepoint:syscalls:sys_enter_getppid /pid == cpid/ { @n = count(); }'
has '@n: 3'
mkdir 'a folder'
cp "$workload" 'a folder/workload'
trace -c "'$PWD/a folder/workload' syscalls 2 sleep 10" -e 'tracepoint:syscalls:sys_enter_getppid /pid == cpid/ { @n = count(); }'
has '@n: 2'
# the program ends before the command: the command is ended too
trace -c "$workload pid sleep 60000" -e 'interval:ms:100 { exit(); }'
child=$(grep -xE '[0-9]+' out)
within 5 gone "$child" || fail "the command still runs"
