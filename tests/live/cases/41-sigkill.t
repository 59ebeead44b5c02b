# SPDX-License-Identifier: GPL-2.0-or-later
# Killed at any moment, nothing is left, or the next run removes it
need root tracefs workload event:raw_syscalls/sys_enter
probes='tracepoint:raw_syscalls:sys_enter /args.id == 39/ { @[comm] = count(); } tracepoint:sched:sched_switch /args.prev_pid == 1/ { @[kstack] = count(); }'
[ ! -e "$(tracefs)/uprobe_events" ] || probes="$probes uprobe:$workload:work_call,uretprobe:$workload:work_call { @ = count(); }"
! grep -q ' [tT] vfs_read$' /proc/kallsyms || [ ! -e "$(tracefs)/kprobe_events" ] ||
	probes="$probes kprobe:vfs_read,kretprobe:vfs_read { @k = count(); }"
need_backend

# What a tracer can have set for everybody.
settings()
{
	grep -rvs --include=filter '^none$' "$(tracefs)/events"
	grep -rvs --include=enable '^0$' "$(tracefs)/events"
	cat "$(tracefs)"/{kprobe_events,uprobe_events,dynamic_events,tracing_on,current_tracer,set_event,set_event_pid} 2>/dev/null
	ls "$(tracefs)/instances"
}

"$sonde" cleanup >/dev/null
settings >before
RANDOM=${SONDE_SEED:-$$}
echo "seed ${SONDE_SEED:-$$}"
pids=
for _ in $(seq "${SONDE_KILLS:-15}"); do
	"$sonde" --backend "$backend" -e "$probes" >out 2>err &
	pid=$!
	# up to 160 ms: some before the probes are attached, some after
	sleep "$(printf '0.%03d' $((RANDOM % 160)))"
	kill -KILL $pid
	wait $pid 2>/dev/null
	pids="$pids $pid"
done
"$sonde" cleanup >cleanup.out || fail "cleanup: $(cat cleanup.out)"
for pid in $pids; do
	nothing_left "$pid"
done
settings >after
diff before after || fail "settings are not as before"
