# SPDX-License-Identifier: GPL-2.0-or-later
# Loops over maps in the traced program: break, continue, return, outer variables, long strings, shares of CPUs
need root tracefs workload event:syscalls/sys_enter_read helper:map_lookup_percpu_elem
cat >loops.bt <<'END'
BEGIN { @m[1] = 10; @m[2] = 20; @m[3] = 30; }
tracepoint:syscalls:sys_enter_read /comm == "workload" && args.count == 77/
{
	$sum = 0; $rounds = 0; $name = comm;
	for ($kv : @m) { $sum += $kv.1; $rounds++; @names[$name, $kv.0] = count(); }
	for ($kv : @m) { if ($kv.0 == 2) { continue; } $sum += 1000; }
	for ($kv : @m) { $sum += 10000; break; }
	for ($kv : @m) { if ($kv.0 == 3) { @m[3] += 1; } }
	@c[$name, "x"] = count(); @s["a longer string than the stack has room for, which is kept in scratch"] = ($rounds, $name);
	for ($kv : @c) { @shares[$kv.0] = $kv.1; }
	for ($kv : @s) { @copy = $kv; for ($i : 0..2) { @inner[$i] = count(); } }
	printf("sum %d rounds %d size %d\n", $sum, $rounds, args.count);
	for ($kv : @m) { if (@m[3] == 33 && $kv.0 == 1) { printf("left by %s\n", probe); return; } }
	@stayed = count();
}
END
trace -c "$workload read 3 77" loops.bt
has 'sum 12060 rounds 3 size 77' 'sum 12061 rounds 3 size 77' 'sum 12062 rounds 3 size 77' '@m[3]: 33' \
	'@names[workload, 1]: 3' '@names[workload, 3]: 3' '@shares[workload, x]: 3' '@inner[1]: 3' '@stayed: 2' \
	'left by tracepoint:syscalls:sys_enter_read' \
	'@copy: (a longer string than the stack has room for, which is kept in scratch, (3, workload))'
