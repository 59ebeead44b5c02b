# SPDX-License-Identifier: GPL-2.0-or-later
# sonde start, stop, restart, extract, show, stat, snapshot, clear, reset, in an instance of its own
# (in a VM in the top level too)
once
need root tracefs event:sched/sched_switch event:raw_syscalls/sys_enter command:dd
dir=$(tracefs)
name=live82_$$
here=$dir/instances/$name
trap 'rmdir "$here" 2>/dev/null' EXIT

# What reset puts back: files of $1.
state()
{
	local f

	for f in current_tracer tracing_on set_event_pid events/enable tracing_cpumask \
		events/sched/sched_switch/filter options/stacktrace set_ftrace_filter; do
		echo "$f $(head -n 1 "$1/$f" 2>/dev/null)"
	done
	grep -v '^#' "$1/events/raw_syscalls/sys_enter/trigger"
}

# Commands on a buffer: its directory, and -B NAME or nothing.
buffer()
{
	local at=$1

	shift
	sonde start "$@" -b 8000 -C mono -e sched_switch -f 'prev_pid != 0' -e raw_syscalls:sys_enter \
		-f "id == $nr_write" -R 'traceoff if id == 9999' sh -c 'echo $$ >pid; exec dd if=/dev/zero of=/dev/null bs=512 count=200'
	expect_status 0
	# not by its name: the kernel remembers only some, and there may be many tasks
	writes="-$(cat pid) .* sys_enter: .*NR $nr_write "
	[ "$(cat "$at/tracing_on")" = 1 ] || fail "start leaves it off"

	sonde stat "$@"
	expect_status 0
	match '^Events:$' '^ +sched_switch$' '^  sched:sched_switch "prev_pid != 0"$' \
		'^  raw_syscalls:sys_enter "traceoff:unlimited if id == 9999"' '^Trace clock: mono$' '^Tracing is enabled$'
	sonde stop "$@"
	expect_status 0
	sonde stat "$@"
	match '^Tracing is disabled$'
	sonde show "$@"
	[ "$(grep -c -e "$writes" out)" -ge 200 ] || fail "show: not all writes"
	sonde show "$@" --tracing_on --current_tracer
	is "0
nop"
	sonde show "$@" -f
	match "^$at/trace\$"
	before=$(cat "$at/trace" | grep -vc '^#')

	sonde extract "$@" -o extracted.dat
	expect_status 0
	sonde report extracted.dat
	expect_status 0
	quiet
	[ "$(grep -c -e "$writes" out)" -ge 200 ] || fail "extract: not all writes"
	extracted=$(grep -cE ' (sys_enter|sched_switch): ' out)
	[ "$extracted" -eq "$before" ] || fail "extract: $extracted events of $before"
	if command -v trace-cmd >/dev/null; then
		trace-cmd report extracted.dat >theirs 2>/dev/null
		cmp -s theirs out || fail "trace-cmd report differs: $(diff theirs out | head -n 4)"
	fi
	sonde report --events extracted.dat
	count 2 '^system: (sched|raw_syscalls)$'
	no_match '^system: (kmem|irq|timer)$'
	[ "$(grep -vc '^#' "$at/trace")" = 0 ] || fail "extract leaves events there"

	sonde restart "$@"
	[ "$(cat "$at/tracing_on")" = 1 ] || fail "restart leaves it off"
	within 5 grep -q '^[^#]' "$at/trace" || fail "nothing comes after restart"
	sonde stop "$@"
	sonde clear "$@"
	[ "$(grep -vc '^#' "$at/trace")" = 0 ] || fail "clear leaves events there"
	if [ -e "$at/snapshot" ]; then
		sonde restart "$@"
		dd if=/dev/zero of=/dev/null bs=512 count=50 2>/dev/null
		sonde snapshot -s "$@"
		expect_status 0
		sonde snapshot "$@"
		match 'sys_enter: NR '"$nr_write"' '
		sonde extract -s "$@" -o snapshot.dat
		sonde report snapshot.dat
		match 'sys_enter: +NR '"$nr_write"' '
		sonde snapshot -f "$@"
		sonde snapshot "$@"
		match 'Snapshot is freed'
	fi

	sonde reset "$@"
	expect_status 0
	[ "$(state "$at")" = "$fresh" ] || fail "reset: $(diff <(state "$at") <(echo "$fresh"))"
	grep -q '\[local\]' "$at/trace_clock" || fail "reset: the clock is $(cat "$at/trace_clock")"
	[ "$(grep -vc '^#' "$at/trace")" = 0 ] || fail "reset leaves events there"
}

mkdir "$here"
fresh=$(state "$here")
rmdir "$here"
buffer "$here" -B "$name"

sonde reset -B "$name" -b 64
grep -q '^6[0-9]' "$here/buffer_size_kb" || fail "reset -b: $(cat "$here/buffer_size_kb")"
sonde reset -B "$name" -d
expect_status 0
[ ! -e "$here" ] || fail "reset -d leaves the instance"
sonde stop -B "$name"
expect_status 1
err_match "^ERROR: no instance $name"
sonde reset -t -d
expect_status 1
err_match 'top level cannot be deleted'
sonde start -e kprobe:vfs_read
expect_status 1
err_match 'an event that sonde makes goes with sonde'

[ -n "${SONDE_IN_VM:-}" ] || pass
fresh=$(state "$dir")
buffer "$dir"
if grep -qw function "$dir/available_tracers"; then
	sonde start -p function -l vfs_read
	expect_status 0
	grep -q '^vfs_read$' "$dir/set_ftrace_filter" || fail "start -l sets no filter"
	sonde stat
	match '^Tracer: function$' '^Function Filter:$' '^   vfs_read$'
	sonde reset
	[ "$(state "$dir")" = "$fresh" ] || fail "reset: $(diff <(state "$dir") <(echo "$fresh"))"
fi
