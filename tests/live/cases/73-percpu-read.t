# SPDX-License-Identifier: GPL-2.0-or-later
# Aggregates compared, cast and printed in the traced program
need root tracefs workload event:syscalls/sys_enter_read helper:map_lookup_percpu_elem
cat >agg.bt <<'END'
tracepoint:syscalls:sys_enter_read /comm == "workload" && args.count == 77/
{
	@c = count(); @s[comm] = sum(args.count); @max = max((int64)args.count - 80); @min = min(args.count);
	@avg = avg((int64)args.count - 87); @none[1] = count();
	if (@c == 3) { printf("third %d %d\n", (int64)@c, (int64)@s[comm]); }
	if (@c > 4) { printf("fifth %d %d %d %d\n", @max, @min, @avg, @none[2]); }
	@copy = (int64)@c;
}
END
trace -c "$workload read 5 77" agg.bt
has 'third 3 231' 'fifth -3 77 -10 0' '@copy: 5'
