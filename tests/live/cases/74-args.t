# SPDX-License-Identifier: GPL-2.0-or-later
# args as a value is a record of all arguments
need root tracefs workload event:sched/sched_process_exec
trace -c "$workload exec /bin/true" -e 'tracepoint:sched:sched_process_exec /comm == "true"/ { print(args); $a = args; printf("<%s>\n", $a.filename); @[args.filename, args] = count(); }'
match '^\{ \.filename = /bin/true, \.pid = [0-9]+, \.old_pid = [0-9]+ \}$' \
	'^@\[/bin/true, \{ \.filename = /bin/true, \.pid = [0-9]+, \.old_pid = [0-9]+ \}\]: 1$'
has '</bin/true>'
trace -f json -c "$workload exec /bin/true" -e 'tracepoint:sched:sched_process_exec /comm == "true"/ { print(args); }'
match '"data": \{"filename": "/bin/true", "pid": [0-9]+, "old_pid": [0-9]+\}'
