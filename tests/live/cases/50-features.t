# SPDX-License-Identifier: GPL-2.0-or-later
# features, explain, info
once
need root tracefs event:raw_syscalls/sys_enter
sonde features
expect_status 0
match '^tracefs$' '^  mounted: yes' '^perf$'
sonde features -f json
expect_status 0
match '^\{"features": \[\{"group": "' '"name": "mounted", "works": true'
sonde explain -e 'tracepoint:raw_syscalls:sys_enter { @ = count(); } interval:s:1 { print(@); }'
match '^tracepoint:raw_syscalls:sys_enter: ' '^interval:s:1: timer, run by' '^backend (bpf|perf): chosen$'
sonde explain -f json -e 'tracepoint:raw_syscalls:sys_enter { @ = count(); }'
match '^\{"probes": \[\{"probe": "tracepoint:raw_syscalls:sys_enter", "mechanism": "' '"chosen": true'
sonde --info
expect_status 0
err_match '^System$' '^  OS: Linux' '^Kernel features$' '^  Instruction limit: [0-9]+$'
sonde --version
match '^sonde v[0-9]'
sonde --help
match '^Usage: sonde' '--backend NAME'
