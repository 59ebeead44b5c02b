# SPDX-License-Identifier: GPL-2.0-or-later
# Whose reader is gone leaves quietly
need root tracefs event:sched/sched_switch
need_backend
start=$SECONDS
timeout 30 "$sonde" --backend "$backend" -e 'tracepoint:sched:sched_switch { printf("%s\n", comm); }' 2>err | head -n 1 >out
[ $((SECONDS - start)) -lt 20 ] || fail "it stays"
count 1 .
quiet
