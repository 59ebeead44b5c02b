# SPDX-License-Identifier: GPL-2.0-or-later
# sonde record -p, -B: function, function_graph, several buffers, as trace-cmd reports them; the
# kernel is as it was before
once
need root tracefs event:sched/sched_switch
dir=$(tracefs)
file=$PWD/trace.dat

# What tracing changes in the top level.
state()
{
	local f

	for f in current_tracer tracing_on set_ftrace_filter set_ftrace_notrace set_graph_function \
		max_graph_depth set_event_pid trace_clock events/enable tracing_cpumask; do
		echo "$f $(head -n 1 "$dir/$f" 2>/dev/null)"
	done
}

# record ARG...: nothing is left, nothing is lost, trace-cmd prints the same
record()
{
	"$sonde" record -o "$file" "$@" sh -c '{ sleep 0.2; echo x; } | cat' >out 2>err &
	pid=$!
	wait "$pid"
	status=$?
	expect_status 0
	nothing_left "$pid"
	[ "$(state)" = "$before" ] || fail "changed: $(diff <(state) <(echo "$before"))"
	grep -q ' 0 lost' err || fail "lost: $(cat err)"
	sonde report "$file"
	expect_status 0
	quiet
	command -v trace-cmd >/dev/null || return 0
	trace-cmd report "$file" >theirs 2>/dev/null
	cmp -s <(${order:-cat} theirs) <(${order:-cat} out) ||
		fail "trace-cmd report differs ($*): $(diff theirs out | head -n 4)"
}

before=$(state)

# Without switches from the idle task: where the first event is its, trace-cmd takes a task's name
# from that event or from the file, at random.

# Several buffers, each with its own events, filter and clock.
for how in "--compression none" "--compression zstd" "--file-version 6"; do
	# shellcheck disable=SC2086
	record $how -e sched_switch -f 'prev_pid != 0' -B first -e raw_syscalls:sys_enter -f "id == $nr_write" -B second -C mono \
		-e raw_syscalls:sys_exit
	match '^ +sh-.* sched_switch: ' '^ first: .* sys_enter: .* NR '"$nr_write"' ' '^second: .* sys_exit: '
	no_match '^second: .* sys_enter: '
	no_match 'sys_enter: .*NR '"$nr_read"' '
	record $how -B only -e sched_switch -f 'prev_pid != 0'
	match '^only: .* sched_switch: '
done

grep -qw function "$dir/available_tracers" || skip "this kernel has no function tracer"
if ! (echo "" >"$dir/set_ftrace_notrace") 2>/dev/null; then
	sonde record -p function -l vfs_read -o "$file" true
	expect_status 1
	err_match '^ERROR: cannot write .* Operation not permitted' '^HINT: this kernel forbids it'
	pass
fi

for how in "--compression zstd" "--file-version 6"; do
	# shellcheck disable=SC2086
	record $how -p function -l 'vfs_*' -l 'ksys_*' -n ksys_write -e sched_switch -f 'prev_pid != 0'
	match ' sh-.* function: +vfs_read' ' sched_switch: '
	no_match 'function: +ksys_write'
done

grep -qw function_graph "$dir/available_tracers" || skip "this kernel has no function_graph"
for how in "--compression zstd" "--file-version 6"; do
	# shellcheck disable=SC2086
	record $how -p function_graph -l 'vfs_*' -l 'ksys_*' -e sched_switch -f 'prev_pid != 0'
	match ' funcgraph_entry: +\|  ksys_read\(\) \{' ' us +\|    vfs_read\(\);$' \
		' funcgraph_exit: .* us +\|  \}$' ' funcgraph_exit: +[#$] [0-9.]+ us +\|  \}$'
done
# Of several buffers trace-cmd prints an exit that it had looked at as the next before what another
# buffer has before it.
order=sort record -p function_graph -g ksys_read --max-graph-depth 2 -B other -p function -l vfs_write
match ' funcgraph_entry: .*\|  ksys_read\(\)' '^other: .* function: +vfs_write'
no_match '\|      [a-z]'

# The event that the kernel leaves on after any BPF program with bpf_trace_printk() is nobody's use.
printk=$dir/events/bpf_trace/bpf_trace_printk/enable
if [ -w "$printk" ]; then
	was=$(cat "$printk")
	echo 1 >"$printk"
	sonde record -p function_graph -l vfs_read -o "$file" true
	echo "$was" >"$printk"
	expect_status 0
fi

# What another tracer uses at the top level is not taken from it.
if ! grep -qw function_graph "$dir/instances/"*/available_tracers 2>/dev/null; then
	echo 1 >"$dir/events/sched/sched_switch/enable"
	sonde record -p function_graph -l vfs_read -o "$file" true
	echo 0 >"$dir/events/sched/sched_switch/enable"
	mkdir "$dir/instances/live81" && grep -qw function_graph "$dir/instances/live81/available_tracers" &&
		shared=1
	rmdir "$dir/instances/live81"
	if [ -z "${shared:-}" ]; then
		expect_status 1
		err_match 'is in use \(set_event\)'
	fi
fi

# Killed: cleanup puts the top level back.
"$sonde" record -q -p function_graph -l vfs_read -o killed.dat sleep 100 2>/dev/null &
pid=$!
within 20 test -n "$(pgrep -P $pid sleep)" || true
sleep 1
kill -KILL "$pid"
wait "$pid" 2>/dev/null
sonde cleanup
[ "$(state)" = "$before" ] || fail "left by a killed one: $(diff <(state) <(echo "$before"))"
nothing_left "$pid"
