# SPDX-License-Identifier: GPL-2.0-or-later
# Scratch variables: let, scopes, block expressions.
--- options -q

=== let
--- program
BEGIN { let $a = 5; print($a); exit(); }
--- exit 0
--- stdout
5


=== let with no value is zero
--- program
BEGIN { let $a; if (0) { $a = 3 } print($a); exit(); }
--- exit 0
--- stdout
0


=== let then assigned
--- program
BEGIN { let $a; if (1) { $a = 3 } print($a); exit(); }
--- exit 0
--- stdout
3


=== let of a string later
--- program
BEGIN { let $a; $a = "abc"; print($a); exit(); }
--- exit 0
--- stdout
abc


=== let with a type
--- program
BEGIN { let $a : uint8 = 5; print($a); exit(); }
--- exit 0
--- stdout
5


=== same name in two blocks
--- program
BEGIN { if (1) { $b = 1; print($b) } if (1) { $b = "s"; print($b) } exit(); }
--- exit 0
--- stdout
1
s


=== same name in two clauses
--- program
BEGIN { $b = 1; print($b) } BEGIN { $b = "s"; print($b); exit() }
--- exit 0
--- stdout
1
s


=== block expression
--- program
BEGIN { let $a = { let $b = 1; $b + 1 }; print($a); exit(); }
--- exit 0
--- stdout
2


=== block expression as an argument
--- program
BEGIN { print({ $x = 4; $x * 2 }); exit(); }
--- exit 0
--- stdout
8


=== bare block
--- program
BEGIN { $a = 1; { $a = 2; } print($a); exit(); }
--- exit 0
--- stdout
2


=== discard
--- program
BEGIN { @a[1] = 1; _ = has_key(@a, 1); print("z"); exit(); }
--- exit 0
--- stdout
z


@a[1]: 1
=== variable grows
--- program
BEGIN { $a = 1; $a = 100000; print($a); exit(); }
--- exit 0
--- stdout
100000


=== swap
--- program
BEGIN { $a = 1; $b = 2; $c = $a; $a = $b; $b = $c; print(($a, $b)); exit(); }
--- exit 0
--- stdout
(2, 1)


=== comment forms
--- program
BEGIN { /* one */ print(1); // two
 print(/* three */ 2); exit(); }
--- exit 0
--- stdout
1
2


=== no semicolon before the brace
--- program
BEGIN { print(3); exit() }
--- exit 0
--- stdout
3


=== empty clause
--- program
BEGIN { } BEGIN { exit() }
--- exit 0
--- stdout


=== a narrow type: what is computed is cut to it
--- program
BEGIN { let $x : uint16; $x = 65535; $x++; print($x); let $y : int8 = -1; $y -= 128; print($y); let $b : bool = 5; print($b); exit(); }
--- exit 0
--- stdout
0
127
true


=== let in a loop is zero each time
--- program
BEGIN { for ($i : 0..3) { let $x; $x += 1; let $y : int64; $y -= $i; print(($x, $y)); } exit(); }
--- exit 0
--- stdout
(1, 0)
(1, -1)
(1, -2)


=== let and no value takes the type of +=
--- program
BEGIN { let $x; $x += 5; $x -= 1; print($x); exit(); }
--- exit 0
--- stdout
4


=== an array and a pointer by type
--- program
struct foo { int a; } BEGIN { let $a : uint8[4]; let $p : struct foo *; print($a); print($p); exit(); }
--- exit 0
--- stdout
[0,0,0,0]
0x0


=== a label before a probe
--- program
first=BEGIN { print("a"); } second=BEGIN { print("b"); exit(); }
--- exit 0
--- stdout
a
b


=== maps with declared types
--- program
let @a = hash(3); let @b = lruhash(2); let @c = percpuhash(3); let @d = percpulruhash(3);
BEGIN { @a[1] = 1; @b[1] = 2; @c[1] = sum(3); @d["x"] = count(); exit(); }
--- exit 0
--- stdout


@a[1]: 1
@b[1]: 2
@c[1]: 3
@d[x]: 1
=== a variable has the size of its value
--- program
BEGIN {
	$d = (uint16)4011;
	printf("%d %d\n", sizeof($d), bswap($d));
	$d = bswap($d);
	printf("%d\n", $d);
	$d++;
	printf("%d\n", sizeof($d));
	exit();
}
--- exit 0
--- stdout
2 43791
43791
2


=== a variable has the size of its largest value
--- program
BEGIN {
	$a = (uint16)1; $a = (uint32)70000;
	$b = (uint8)1; $b = -1;
	$c = 0; $c = (uint8)3;
	$d = (uint8)255; $d += 1;
	$e = (uint16)7; $e = 3;
	printf("%d %d %d %d %d\n", sizeof($a), sizeof($b), sizeof($c), sizeof($d), sizeof($e));
	printf("%d %d %d %d %d\n", $a, $b, $c, $d, $e);
	exit();
}
--- exit 0
--- stdout
4 8 8 8 2
70000 -1 3 256 3


=== ++ wraps in the size of the variable
--- program
BEGIN { $a = (uint16)65535; $a++; $b = (int8)-128; $b--; printf("%d %d\n", $a, $b); exit(); }
--- exit 0
--- stdout
0 127


