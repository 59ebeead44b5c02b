# SPDX-License-Identifier: GPL-2.0-or-later
# The instance: others are left alone, nothing of ours remains, and debugfs alone will do
need root tracefs workload event:syscalls/sys_enter_getppid
only tracefs
dir=$(tracefs)
before=$(ls "$dir/instances"; cat "$dir/tracing_on" "$dir/trace_clock" "$dir/trace_options" "$dir/set_event" 2>/dev/null)
start -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @ = count(); }'
[ -d "$dir/instances/sonde_$pid" ] || fail "no instance of its own"
grep -q '\[mono\]' "$dir/instances/sonde_$pid/trace_clock" || grep -qv mono "$dir/trace_clock" || fail "clock: $(cat "$dir/instances/sonde_$pid/trace_clock")"
grep -q 'COMM == "workload"' "$dir/instances/sonde_$pid/events/syscalls/sys_enter_getppid/filter" ||
	fail "filter: $(cat "$dir/instances/sonde_$pid/events/syscalls/sys_enter_getppid/filter")"
"$workload" syscalls 1234
finish INT
expect_status 0
is '@: 1234'
nothing_left "$pid"
after=$(ls "$dir/instances"; cat "$dir/tracing_on" "$dir/trace_clock" "$dir/trace_options" "$dir/set_event" 2>/dev/null)
[ "$(grep -v '^sonde_' <<<"$before")" = "$(grep -v '^sonde_' <<<"$after")" ] || fail "changed: $(diff <(echo "$before") <(echo "$after"))"

# a killed one's instances are found by their names alone, without its journal
start -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @[comm] = count(); }'
kill -KILL "$pid"
wait "$pid" 2>/dev/null
[ -d "$dir/instances/sonde_${pid}_tasks" ] || fail "no instance for names"
rm -f "/run/sonde/$pid"
"$sonde" cleanup >cleanup.out || fail "cleanup: $(cat cleanup.out)"
nothing_left "$pid"

# without tracefs's own mount
command -v unshare >/dev/null && unshare -m true 2>/dev/null || pass
[ -d /sys/kernel/debug ] || pass
unshare -m bash -c '
	mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
	[ -d /sys/kernel/debug/tracing/events ] || exit 77
	if mountpoint -q /sys/kernel/tracing; then
		umount /sys/kernel/tracing && mount -t tmpfs none /sys/kernel/tracing || exit 77
	fi
	[ ! -d /sys/kernel/tracing/events ] || exit 77
	exec "$@"' - "$sonde" --backend tracefs -q -c "$workload syscalls 77" \
	-e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @ = count(); }' >out 2>err
status=$?
[ $status -ne 77 ] || pass
expect_status 0
is '@: 77'
