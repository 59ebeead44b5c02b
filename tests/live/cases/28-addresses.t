# SPDX-License-Identifier: GPL-2.0-or-later
# Addresses of variables and maps: the verifier lets them be kept, printed, shifted and read through
need root tracefs workload event:syscalls/sys_exit_read
trace -c "$workload read 1 10" -e 'macro get(p) { *p }
	fn deref($p : uint64 *) : uint64 { return *$p; }
	tracepoint:syscalls:sys_exit_read /comm == "workload" && args.ret == 10/ {
		$x = (uint64)args.ret; $p = &$x; $t = (1, "two"); @m[1] = 42; $q = &@m[1];
		$s = "a string that is longer than sixty-four bytes: it lies in the scratch area"; $sp = &$s;
		printf("%d %d %d %s %s %d %d\n", *$p, get(&$x), deref(&$x), *$sp, (*&$t).1, *$q,
		       ((uint64)$p >> 8) == ((uint64)&$x >> 8)); }'
has '10 10 10 a string that is longer than sixty-four bytes: it lies in the scratch area two 42 1'
