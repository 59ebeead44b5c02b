# SPDX-License-Identifier: GPL-2.0-or-later
# Hist triggers: the kernel counts what the other backends count, and nothing of it remains
once
need root tracefs workload event:syscalls/sys_enter_getppid
grep -q 'hist:keys=' "$(tracefs)/README" || skip "no hist triggers"
backend=hist

trace -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @ = count(); @c[comm, pid == tid] = count(); }' \
	-c "$workload syscalls 1234"
has '@: 1234' '@c[workload, true]: 1234'

trace -e 'tracepoint:syscalls:sys_exit_read /comm == "workload" && args.ret > 0/
	{ @s[comm] = sum(args.ret); @a = avg(args.ret); @n = count(); } END { printf("at end %d\n", @n); }' \
	-c "$workload read 100 512"
has 'at end 100' '@s[workload]: 51200' '@a: 512' '@n: 100'

# a key by process, also of children that have ended
trace -e 'tracepoint:syscalls:sys_enter_getppid { @[pid] = count(); }' \
	-c "bash -c '\"$workload\" syscalls 3 & echo child \$!; wait'"
child=$(sed -n 's/^child //p' out)
has "@[$child]: 3"

if [ -e "$(tracefs)/uprobe_events" ]; then
	trace -e "uprobe:$workload:work_call { @[arg0 % 4, str(arg1)] = count(); @s = sum(arg0); }" \
		-c "$workload calls 1000"
	has '@[0, call]: 250' '@[1, call]: 250' '@[2, call]: 250' '@[3, call]: 250' '@s: 499500'

	# filters that are the kernel's own
	trace -e "uprobe:$workload:work_call /arg0 >= 990/ { @[str(arg1)] = count(); }
		uretprobe:$workload:work_call /retval < 10/ { @low = count(); }" -c "$workload calls 1000"
	has '@[call]: 10' '@low: 5'

	# what found no room is counted: nothing is missing from the sum
	trace -e "config = { max_map_keys = 16; } uprobe:$workload:work_call { @[arg0] = count(); }" \
		-c "$workload calls 1000"
	lost=$(sed -n 's/^WARNING: \([0-9]*\) updates found their map full/\1/p' err | head -n 1)
	kept=$(grep -c '^@\[[0-9]*\]: 1$' out)
	[ "$kept" = 16 ] && [ $((kept + lost)) = 1000 ] || fail "$kept kept, $lost lost"
fi
if [ -e "$(tracefs)/kprobe_events" ]; then
	: >opened
	trace -e 'tracepoint:syscalls:sys_enter_openat /comm == "workload"/ { @[str(args.filename)] = count(); }' \
		-c "$workload open $PWD/opened 7"
	has "@[$PWD/opened]: 7"
fi

# print and clear while it runs
start -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @x = count(); }
	interval:ms:300 { print(@x); clear(@x); }'
[ -d "$(tracefs)/instances/sonde_$pid" ] || fail "no instance of its own"
"$workload" syscalls 50
within 10 grep -qx '@x: 50' out || fail "not printed while it runs"
"$workload" syscalls 7
finish INT
[ "$(sed -n 's/^@x: //p' out | awk '{ n += $1 } END { print n }')" = 57 ] || fail "not 57 in all"
nothing_left "$pid"

# killed
start -e 'tracepoint:syscalls:sys_enter_getppid { @[comm] = count(); }'
kill -KILL "$pid"
wait "$pid" 2>/dev/null
"$sonde" cleanup >cleanup.out || fail "cleanup: $(cat cleanup.out)"
nothing_left "$pid"

# the same data as in the kernel's BPF
if "$sonde" --backend bpf --dry-run -e 'tracepoint:syscalls:sys_exit_read { @ = count(); }' >/dev/null 2>&1; then
	program='tracepoint:syscalls:sys_exit_read /comm == "workload"/ { @[args.ret / 100, comm] = stats(args.ret); }'
	"$sonde" --backend bpf -q -e "$program" -c "$workload read 40 512 read 20 1000 read 3 64" | sort >want
	trace -q -e "$program" -c "$workload read 40 512 read 20 1000 read 3 64"
	diff want <(sort out) || fail "other data than with bpf"
fi
