# SPDX-License-Identifier: GPL-2.0-or-later
# exit() ends at once, with its code, and END still runs
need root tracefs event:sched/sched_switch
need_backend
sonde --backend "$backend" -e 'BEGIN { printf("a\n"); exit(3); printf("b\n"); } tracepoint:sched:sched_switch { printf("c\n"); } END { printf("d\n"); }'
expect_status 3
is 'a
d'
trace -e 'tracepoint:sched:sched_switch { @n++; printf("once\n"); exit(); } END { printf("end\n"); clear(@n); }'
is 'once
end'
