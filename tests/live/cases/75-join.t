# SPDX-License-Identifier: GPL-2.0-or-later
# join(): the words of a program, sixteen at most; and members behind a pointer to the task's memory
need root tracefs workload kprobes event:syscalls/sys_enter_execve
trace -c "$BASH -c 'exec \"$BASH\" -c : \"two words\" 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17'" -e '
	tracepoint:syscalls:sys_enter_execve /pid == cpid/ {
		printf("%d ", strlen(str(args.filename)) > 0); join(args.argv); join(args.argv, "|"); }'
match '^1 .*bash -c : two words 3 4 5 6 7 8 9 10 11 12 13 14$' \
	'^.*bash\|-c\|:\|two words\|3\|4\|5\|6\|7\|8\|9\|10\|11\|12\|13\|14$'
[ -r /sys/kernel/btf/vmlinux ] || pass # without type information there are no members
trace -c "$workload nanosleep 2000017" -e '
	tracepoint:syscalls:sys_enter_clock_nanosleep /comm == "workload"/ {
		@ = sum(args.rqtp->tv_nsec); }'
is '@: 2000017'
