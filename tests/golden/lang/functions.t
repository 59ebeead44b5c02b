# SPDX-License-Identifier: GPL-2.0-or-later
# fn: subprograms.
--- options -q

=== a value
--- program
fn add($a : int64, $b : int64) : int64 { return $a + $b; } BEGIN { print(add(1, 2)); exit(); }
--- exit 0
--- stdout
3


=== no parameters
--- program
fn seven() : uint64 { return 7; } BEGIN { print(seven()); exit(); }
--- exit 0
--- stdout
7


=== nothing is returned
--- program
fn say($s : string) { printf("%s!\n", $s); } BEGIN { say("hi"); say("ho"); exit(); }
--- exit 0
--- stdout
hi!
ho!


=== several returns
--- program
fn sign($a : int64) : int64 { if ($a < 0) { return -1; } if ($a > 0) { return 1; } return 0; } BEGIN { print((sign(-5), sign(0), sign(9))); exit(); }
--- exit 0
--- stdout
(-1, 0, 1)


=== return without a value
--- program
fn odd($a : int64) { if ($a % 2 == 0) { return; } print($a); } BEGIN { for ($i : 0..5) { odd($i); } exit(); }
--- exit 0
--- stdout
1
3


=== return leaves the function, not the probe
--- program
fn f() : int64 { return 1; } BEGIN { $x = f(); print("still here"); exit(); }
--- exit 0
--- stdout
still here


=== return in a loop
--- program
fn root($n : int64) : int64 { for ($i : 0..100) { if ($i * $i >= $n) { return $i; } } return -1; } BEGIN { print((root(49), root(50), root(100000))); exit(); }
--- exit 0
--- stdout
(7, 8, -1)


=== a call in a loop starts anew
--- program
fn f($n : int64) : int64 { let $sum; for ($i : 0..3) { $sum += $n; } return $sum; } BEGIN { for ($i : 1..4) { print(f($i)); } exit(); }
--- exit 0
--- stdout
3
6
9


=== no return: zero, in each round
--- program
fn f($n : int64) : int64 { if ($n == 1) { return 5; } } BEGIN { for ($i : 0..3) { print(f($i)); } exit(); }
--- exit 0
--- stdout
0
5
0


=== arguments are evaluated once
--- program
fn twice($x : int64) : int64 { return $x + $x; } BEGIN { $n = 0; print(twice(++$n)); print($n); exit(); }
--- exit 0
--- stdout
2
1


=== parameters are copies
--- program
fn f($x : int64) : int64 { $x = 100; return $x; } BEGIN { $x = 1; print((f($x), $x)); exit(); }
--- exit 0
--- stdout
(100, 1)


=== variables of a function are its own
--- program
fn f() : int64 { $y = 5; return $y; } BEGIN { $y = 1; print((f(), $y)); exit(); }
--- exit 0
--- stdout
(5, 1)


=== functions call functions, in any order
--- program
fn f($x : int64) : int64 { return g($x) * 2; } fn g($x : int64) : int64 { return $x + 1; } BEGIN { print(f(g(3))); exit(); }
--- exit 0
--- stdout
10


=== a string
--- program
fn name($n : int64) : string { if ($n == 1) { return "one"; } return "many"; } BEGIN { print((name(1), name(2))); exit(); }
--- exit 0
--- stdout
(one, many)


=== a narrow type
--- program
fn low($x : uint8) : uint8 { return $x; } BEGIN { $n = 299; $n++; print(low($n)); exit(); }
--- exit 0
--- stdout
44


=== a pointer
--- program
struct pair { int a; int b; }
fn second($p : struct pair *) : uint64 { return (uint64)$p + offsetof(struct pair, b); } BEGIN { print(second((struct pair *)1000)); exit(); }
--- exit 0
--- stdout
1004


=== a boolean
--- program
fn even($n : int64) : bool { return $n % 2 == 0; } BEGIN { print((even(2), even(3))); exit(); }
--- exit 0
--- stdout
(true, false)


=== in a filter
--- program
fn yes($n : int64) : int64 { return $n == 1; } BEGIN /yes(2)/ { print("no"); } BEGIN /yes(1)/ { print("yes"); exit(); }
--- exit 0
--- stdout
yes


=== maps are those of the program
--- program
fn note($k : int64) { @seen[$k] = count(); } BEGIN { note(1); note(2); note(2); exit(); }
--- exit 0
--- stdout


@seen[1]: 1
@seen[2]: 2
=== builtins
--- program
fn mine() : bool { return pid == tid; } BEGIN { print(mine()); exit(); }
--- exit 0
--- stdout
true


=== a macro in a function, a function in a macro
--- program
macro inc(x) { x + 1 } fn f($x : int64) : int64 { return inc($x) * 2; } macro m(x) { f(x) + 1 } BEGIN { print(m(3)); exit(); }
--- exit 0
--- stdout
9


=== a constant argument
--- program
fn f($n : int64) : int64 { return $n << 2; } BEGIN { @x = f(3); exit(); }
--- exit 0
--- stdout


@x: 12
=== kfunc_allowed: a clause that runs in sonde calls none
--- options -q
--- program
BEGIN { print(kfunc_allowed("bpf_rcu_read_lock")); exit(); }
--- exit 0
--- stdout
false


--- stderr
