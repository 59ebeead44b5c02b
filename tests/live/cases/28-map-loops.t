# SPDX-License-Identifier: GPL-2.0-or-later
# A loop over a map that the traced program fills, in END: keys, values, aggregates, deletion
need root tracefs workload event:syscalls/sys_exit_read
trace -c "$workload read 6 10 read 4 20" -e 'tracepoint:syscalls:sys_exit_read /comm == "workload"/ {
	@sizes[args.ret] = count(); @names[args.ret, comm] = comm; }
	END {
		for ($kv : @sizes) { printf("size %d: %d\n", $kv.0, $kv.1); @total += $kv.0 * $kv.1; delete(@sizes[$kv.0]); }
		for ($kv : @names) { if ($kv.0.0 != 10) { continue; } printf("%s %s\n", $kv.0.1, $kv.1); break; }
		clear(@names); }'
has 'size 10: 6' 'size 20: 4' 'workload workload' '@total: 140'
! grep -q '@sizes' out || fail "deleted elements are printed"
