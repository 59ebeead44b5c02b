# SPDX-License-Identifier: GPL-2.0-or-later
# USDT probes of one process, found among what it has mapped
need root workload uprobes
only bpf
mkfifo fifo
"$workload" wait usdt 4 <fifo 9>&- &
load=$!
"$workload" wait usdt 4 <fifo 9>&- &
exec 9>fifo
start -p $load -e 'usdt:*:workload:step { @[pid] = count(); }'
exec 9>&-
within 30 gone "$pid" || fail "sonde outlives the process"
wait "$pid"
status=$?
expect_status 0
is "@[$load]: 5"

# a command that has not started when its program is looked into
trace -c "$workload usdt 4" -e 'usdt:*:workload:step /pid == cpid/ { @steps = count(); }'
has '@steps: 5'
