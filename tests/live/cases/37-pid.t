# SPDX-License-Identifier: GPL-2.0-or-later
# -p: ends with the process
need root workload tracefs uprobes
mkfifo fifo
"$workload" wait calls 4 <fifo 9>&- &
load=$!
"$workload" wait calls 4 <fifo 9>&- &
exec 9>fifo
start -p $load -e "uprobe:$workload:work_call { @[pid] = count(); }"
if [ "$backend" = tracefs ] && [ -e "$(tracefs)/instances/sonde_$pid/options/event-fork" ]; then
	grep -qx $load "$(tracefs)/instances/sonde_$pid/set_event_pid" || fail "every process is recorded"
fi
exec 9>&-
within 30 gone "$pid" || fail "sonde outlives the process"
wait "$pid"
status=$?
expect_status 0
is "@[$load]: 4"
