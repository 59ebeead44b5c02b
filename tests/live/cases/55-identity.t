# SPDX-License-Identifier: GPL-2.0-or-later
# Who runs the clause: ids, names, the parent, the cgroup
need root tracefs workload event:syscalls/sys_enter_getppid
trace -c "$workload syscalls 1 sleep 500" -e 'tracepoint:syscalls:sys_enter_getppid /pid == cpid/ {
	printf("%d %d %d %d %s %s\n", uid, gid, pid == tid, pid() == pid, username, comm);
	printf("%d %d %d\n", ppid != 0, has_cpid, tid() == tid);
	print(probetype); print(probe); @g[cgroup_path(cgroup)] = count(); }'
has "$(id -u) $(id -g) 1 1 $(id -un) workload" "1 1 1" tracepoint \
	tracepoint:syscalls:sys_enter_getppid
path=$(sed -n 's/^0:://p' /proc/self/cgroup)
[ -z "$path" ] || match "^@g\[.*$path.*\]: 1\$"
mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
if [ -n "$mount" ] && [ -d "$mount$path" ]; then
	trace -c "$workload syscalls 1 sleep 300" -e "
	tracepoint:syscalls:sys_enter_getppid /pid == cpid && cgroup == cgroupid(\"$mount$path\")/ { @own = count(); }"
	is '@own: 1'
fi
# the parent is this very sonde: it started the command
start -c "$workload syscalls 1 sleep 1000" -e 'tracepoint:syscalls:sys_enter_getppid /pid == cpid/ {
	printf("parent %d\n", ppid); exit(); }'
me=$pid
wait "$pid"
has "parent $me"
# has_cpid without -c
trace -e 'BEGIN { printf("%d\n", has_cpid); exit(); }'
is 0
