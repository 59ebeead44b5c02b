# SPDX-License-Identifier: GPL-2.0-or-later
# An instance is dear to make: none to see what one would be like, where the kernel is new enough
only tracefs
need root tracefs command:strace
need_backend
[ -e "$(tracefs)/set_event_notrace_pid" ] || skip "a kernel before 5.8"
# (the leak sanitizer cannot look at a process that is traced)
ASAN_OPTIONS=detect_leaks=0 strace -f -o calls -e trace=mkdir,mkdirat "$sonde" --backend tracefs \
	-e 'tracepoint:sched:sched_switch { @ = count(); } interval:ms:1 { exit(); }' >out 2>err || fail "exit status $?"
n=$(grep -c 'instances/sonde_' calls)
[ "$n" -eq 1 ] || fail "$n instances: $(cat calls)"
