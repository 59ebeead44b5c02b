# SPDX-License-Identifier: GPL-2.0-or-later
# Macros and functions in a traced clause: a copy of their code at each call
need root tracefs workload event:syscalls/sys_enter_openat
cat >macros.bt <<'B'
macro note(@m, k) { @m[k] = count(); }
macro clamp(x, high) { let $x = x; if ($x > high) { $x = high; } $x }
fn bits($n : int64) : int64 {
	if ($n < 0) { return -1; }
	for ($i : 0..16) { if ($n < (1 << $i)) { return $i; } }
	return 99;
}
tracepoint:syscalls:sys_enter_openat /comm == "workload" && str(args.filename) == "/etc/hostname"/ {
	@n++;
	note(@bits, bits(@n));
	@high = clamp(@n, 3);
	print((bits(-5), bits(300), bits(1 << 40), clamp(args.flags & 0, 7)));
}
B
trace -c "$workload open /etc/hostname 5" macros.bt
is '(-1, 9, 99, 0)
(-1, 9, 99, 0)
(-1, 9, 99, 0)
(-1, 9, 99, 0)
(-1, 9, 99, 0)
@bits[1]: 1
@bits[2]: 2
@bits[3]: 2
@high: 3
@n: 5'
# as many locals as do not fit the stack
{
	echo 'macro m(x) { let $a = x; let $b = $a + 1; let $c = $b * 2; $c }'
	echo 'fn f($a : int64) : int64 { let $b = $a; return $b; }'
	echo 'tracepoint:syscalls:sys_enter_openat /comm == "workload" && str(args.filename) == "/etc/hostname"/ { $s = 0;'
	for i in $(seq 30); do echo "\$s += m((args.flags & 0) + $i); \$s += f(1);"; done
	echo '@sum = $s; }'
} >many.bt
trace -c "$workload open /etc/hostname 1" many.bt
is '@sum: 1020'
