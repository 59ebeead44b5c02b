# SPDX-License-Identifier: GPL-2.0-or-later
# Killed at any moment, nothing is left, or the next run removes it
need root tracefs workload event:raw_syscalls/sys_enter
probes='tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'
[ ! -e "$(tracefs)/uprobe_events" ] || probes="$probes uprobe:$workload:work_call,uretprobe:$workload:work_call { @ = count(); }"
! grep -q ' [tT] vfs_read$' /proc/kallsyms || [ ! -e "$(tracefs)/kprobe_events" ] ||
	probes="$probes kprobe:vfs_read,kretprobe:vfs_read { @k = count(); }"
need_backend
pids=
for wait in 0.005 0.01 0.02 0.03 0.05 0.1 0.3; do
	"$sonde" --backend "$backend" -e "$probes" >out 2>err &
	pid=$!
	sleep $wait
	kill -KILL $pid
	wait $pid 2>/dev/null
	pids="$pids $pid"
done
"$sonde" cleanup >cleanup.out || fail "cleanup: $(cat cleanup.out)"
for pid in $pids; do
	nothing_left "$pid"
done
