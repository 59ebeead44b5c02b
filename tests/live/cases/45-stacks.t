# SPDX-License-Identifier: GPL-2.0-or-later
# Stacks are the same whoever takes them
need root tracefs workload event:raw_syscalls/sys_enter
case $(uname -m) in
x86_64) getppid=110 ;;
aarch64) getppid=173 ;;
*) getppid=64 ;;
esac
trace -c "$workload syscalls 7" -e "tracepoint:raw_syscalls:sys_enter /comm == \"workload\" && args.id == $getppid/ { @[kstack] = count(); }"
# 32-bit ARM, by its tables: the kernel gives its unwinder one function's address and the stack of
# another, and gets one frame
[ "$(uname -m)" = armv7l ] && match '^    syscall_trace_enter\+' && err_match 'WARNING: .*32-bit ARM' && pass
match '^\]: 7$' 'entry_|el0|vector_|ret_fast'
trace -c "$workload sleep 5 sleep 5" -e 'tracepoint:sched:sched_switch /comm == "workload" && args.prev_state == 1/ { @[kstack] = count(); }'
match '^\]: 2$' 'nanosleep'
# the kernel calls a tracepoint's only probe directly, and several from a function of their own;
# and 5.10 names the function with the tracepoint twice in samples of perf
plain() { grep -v __traceiter_ | uniq; }
same plain
[ "$backend" != tracefs ] || walks_user_stacks || pass # 22-ustack is about that
trace -c "$workload syscalls 3" -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @[ustack(perf, 3)] = count(); }'
match '^\]: 3$' 'syscall\+'
same
