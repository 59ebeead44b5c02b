# SPDX-License-Identifier: GPL-2.0-or-later
# Program 3: names of opened files
need root tracefs workload event:syscalls/sys_enter_openat
echo one >one
trace -c "$workload open $PWD/one 3 open /etc/nothing-of-this-name 1" \
	-e 'tracepoint:syscalls:sys_enter_openat /comm == "workload"/ { printf("%s %s\n", comm, str(args.filename, 200)); }'
is "workload $PWD/one
workload $PWD/one
workload $PWD/one
workload /etc/nothing-of-this-name"
trace -c "$workload open /etc/hostname 2" \
	-e 'tracepoint:syscalls:sys_enter_openat /comm == "workload"/ { printf("%d %s\n", pid == cpid, str(args->filename)); }'
is '1 /etc/hostname
1 /etc/hostname'
same
