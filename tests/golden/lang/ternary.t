# SPDX-License-Identifier: GPL-2.0-or-later
# The conditional operator.
--- options -q

=== true branch
--- program
BEGIN { $a = 1; print($a ? 10 : 20); exit(); }
--- exit 0
--- stdout
10


=== false branch
--- program
BEGIN { $a = 0; print($a ? 10 : 20); exit(); }
--- exit 0
--- stdout
20


=== of comparison
--- program
BEGIN { $a = 7; $b = $a > 5 ? $a : -1; print($b); exit(); }
--- exit 0
--- stdout
7


=== negative branch
--- program
BEGIN { $a = 3; $b = $a > 5 ? $a : -1; print($b); exit(); }
--- exit 0
--- stdout
-1


=== only one branch runs
--- program
BEGIN { $a = 1; $b = $a ? @x++ : @y++; print($b); @y = 3; @x = 9; exit(); }
--- exit 0
--- stdout
0


@x: 9
@y: 3
=== nested in the middle
--- program
BEGIN { $a = 1; $b = 0; print($a ? $b ? 1 : 2 : 3); exit(); }
--- exit 0
--- stdout
2


=== as an argument
--- program
BEGIN { $a = 0; printf("%s %d\n", $a ? "y" : "n", $a ? 1 : 2); exit(); }
--- exit 0
--- stdout
n 2


=== as a key
--- program
BEGIN { $a = 1; @[$a ? "one" : "two"] = 5; exit(); }
--- exit 0
--- stdout


@[one]: 5
=== as a value
--- program
BEGIN { $a = 0; @x = $a ? "one" : "two"; exit(); }
--- exit 0
--- stdout


@x: two
