# SPDX-License-Identifier: GPL-2.0-or-later
# Comparisons and logic.
--- options -q

=== less
--- program
BEGIN { $a = 3; if ($a < 4) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== less, equal
--- program
BEGIN { $a = 4; if ($a < 4) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


=== less or equal
--- program
BEGIN { $a = 4; if ($a <= 4) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== greater
--- program
BEGIN { $a = 4; if ($a > 3) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== greater or equal
--- program
BEGIN { $a = 4; if ($a >= 5) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


=== equal
--- program
BEGIN { $a = 4; if ($a == 4) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== not equal
--- program
BEGIN { $a = 4; if ($a != 4) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


=== signed less
--- program
BEGIN { $a = -1; if ($a < 1) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== signed greater
--- program
BEGIN { $a = -5; if ($a > -6) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== unsigned less
--- program
BEGIN { $a = (uint64)18446744073709551615; $b = (uint64)1; if ($a < $b) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


=== value of a comparison
--- program
BEGIN { $a = 4; $b = $a == 4; printf("%d\n", $b); exit(); }
--- exit 0
--- stdout
1


=== value of a false comparison
--- program
BEGIN { $a = 4; $b = $a > 4; printf("%d\n", $b); exit(); }
--- exit 0
--- stdout
0


=== true
--- program
BEGIN { print(true); exit(); }
--- exit 0
--- stdout
true


=== false
--- program
BEGIN { print(false); exit(); }
--- exit 0
--- stdout
false


=== logical and
--- program
BEGIN { $a = 4; $b = 0; printf("%d %d\n", $a && 3, $a && $b); exit(); }
--- exit 0
--- stdout
1 0


=== logical or
--- program
BEGIN { $a = 4; $b = 0; printf("%d %d\n", $a || $b, $b || $b); exit(); }
--- exit 0
--- stdout
1 0


=== logical not
--- program
BEGIN { $a = 4; $b = 0; printf("%d %d\n", !$a, !$b); exit(); }
--- exit 0
--- stdout
0 1


=== double not
--- program
BEGIN { $a = 4; printf("%d\n", !!$a); exit(); }
--- exit 0
--- stdout
1


=== and stops at false
--- program
BEGIN { $a = 0; if ($a && @n++) { print("y") } print("end"); @n = 5; exit(); }
--- exit 0
--- stdout
end


@n: 5
=== or stops at true
--- program
BEGIN { @n = 5; $a = 1; if ($a || @n++) { print("y") } exit(); }
--- exit 0
--- stdout
y


@n: 5
=== and runs its right side
--- program
BEGIN { @n = 5; $a = 1; if ($a && @n++) { print("y") } exit(); }
--- exit 0
--- stdout
y


@n: 6
=== integer as a condition
--- program
BEGIN { $a = -1; if ($a) { print("y") } exit(); }
--- exit 0
--- stdout
y


=== string equality
--- program
BEGIN { $a = "abc"; if ($a == "abc") { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== string inequality
--- program
BEGIN { $a = "abc"; if ($a != "abd") { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== strings of other lengths
--- program
BEGIN { $a = "abc"; if ($a == "abcd") { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


=== prefix is not equal
--- program
BEGIN { $a = "abcd"; if ($a == "abc") { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


=== empty strings are equal
--- program
BEGIN { $a = ""; if ($a == "") { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== literal on the left
--- program
BEGIN { $a = "abc"; if ("abc" == $a) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== two string variables
--- program
BEGIN { $a = "abc"; $b = "abd"; if ($a == $b) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


=== map compared with a literal
--- program
BEGIN { @a = 4; if (@a == 4) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


@a: 4
=== string map compared
--- program
BEGIN { @a = "x"; if (@a == "x") { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


@a: x
=== predicate true
--- program
BEGIN /1 == 1/ { print("y"); exit() }
--- exit 0
--- stdout
y


=== predicate false
--- program
BEGIN /1 == 2/ { print("y") } BEGIN { print("z"); exit() }
--- exit 0
--- stdout
z


=== predicate with parameter
--- arguments 3
--- program
BEGIN /$1 == 3/ { print("y") } BEGIN { exit() }
--- exit 0
--- stdout
y


=== predicate over a map
--- program
BEGIN { @go = 1 } BEGIN /@go/ { print("y"); exit() }
--- exit 0
--- stdout
y


@go: 1
=== not is a truth value
--- program
BEGIN { print((!0, !10)); print(!!3); @x = !0; exit(); }
--- exit 0
--- stdout
(true, false)
true


@x: true
