# SPDX-License-Identifier: GPL-2.0-or-later
# Precedence and associativity.
--- options -q

=== times before plus
--- program
BEGIN { $a = 2; print($a + 3 * 4); exit(); }
--- exit 0
--- stdout
14


=== parentheses
--- program
BEGIN { $a = 2; print(($a + 3) * 4); exit(); }
--- exit 0
--- stdout
20


=== minus is left associative
--- program
BEGIN { $a = 10; print($a - 3 - 2); exit(); }
--- exit 0
--- stdout
5


=== divide is left associative
--- program
BEGIN { $a = 100; print($a / 5 / 2); exit(); }
--- exit 0
--- stdout
10


=== remainder equals times
--- program
BEGIN { $a = 17; print($a % 5 * 3); exit(); }
--- exit 0
--- stdout
6


=== shift after plus
--- program
BEGIN { $a = 1; print($a << 2 + 1); exit(); }
--- exit 0
--- stdout
8


=== comparison after shift
--- program
BEGIN { $a = 1; printf("%d\n", $a << 3 == 8); exit(); }
--- exit 0
--- stdout
1


=== relation before equality
--- program
BEGIN { $a = 3; printf("%d\n", $a < 5 == 1); exit(); }
--- exit 0
--- stdout
1


=== and before xor before or
--- program
BEGIN { $a = 6; print(1 | $a ^ 3 & 2); exit(); }
--- exit 0
--- stdout
5


=== equality before bitwise and
--- program
BEGIN { $a = 3; $b = 1; printf("%d\n", $b & ($a == 3)); exit(); }
--- exit 0
--- stdout
1


=== logical and before or
--- program
BEGIN { $a = 1; $b = 0; printf("%d\n", $a || $b && $b); exit(); }
--- exit 0
--- stdout
1


=== ternary lowest
--- program
BEGIN { $a = 1; print($a == 1 ? 10 + 1 : 20 + 1); exit(); }
--- exit 0
--- stdout
11


=== ternary nests to the right
--- program
BEGIN { $a = 2; print($a == 1 ? 10 : $a == 2 ? 20 : 30); exit(); }
--- exit 0
--- stdout
20


=== unary minus before times
--- program
BEGIN { $a = 3; print(-$a * 2); exit(); }
--- exit 0
--- stdout
-6


=== not before and
--- program
BEGIN { $a = 0; printf("%d\n", !$a && 1); exit(); }
--- exit 0
--- stdout
1


=== not before equality
--- program
BEGIN { $a = 5; printf("%d\n", !$a == 0); exit(); }
--- exit 0
--- stdout
1


=== assignment of an expression
--- program
BEGIN { $a = 1 + 2 * 3; print($a); exit(); }
--- exit 0
--- stdout
7


=== compound assignment takes the whole right side
--- program
BEGIN { $a = 2; $a *= 3 + 4; print($a); exit(); }
--- exit 0
--- stdout
14


=== complement before and
--- program
BEGIN { $a = 0; print(~$a & 0xff); exit(); }
--- exit 0
--- stdout
255


=== increment before plus
--- program
BEGIN { $a = 5; print($a++ + 1); exit(); }
--- exit 0
--- stdout
6


