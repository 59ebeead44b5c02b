# SPDX-License-Identifier: GPL-2.0-or-later
# Time, processors and random numbers in clauses that trace
need root tracefs workload event:syscalls/sys_enter_getppid
trace -c "$workload syscalls 20" -e 'BEGIN { @t = nsecs; }
	tracepoint:syscalls:sys_enter_getppid /pid == cpid/ {
	if (nsecs > @t && nsecs - @t < 60000000000) { @later = count(); } @t = nsecs;
	if (elapsed > 0 && elapsed < 60000000000) { @elapsed = count(); }
	if (cpu < ncpus && numaid < 64) { @cpu = count(); }
	@r[rand] = 1; }
	END { $n = 0; for ($kv : @r) { $n++; } printf("random %d\n", $n > 15); clear(@r); clear(@t); }'
is 'random 1
@cpu: 20
@elapsed: 20
@later: 20'
same
if [ "$backend" = bpf ]; then
	trace -c "$workload syscalls 2 sleep 100 syscalls 2" -e '
	tracepoint:syscalls:sys_enter_getppid /pid == cpid/ { @j = max(jiffies); @i = min(jiffies); }
	END { printf("%d\n", (int64)@j > (int64)@i); clear(@i); clear(@j); }'
	is 1
fi
