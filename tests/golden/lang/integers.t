# SPDX-License-Identifier: GPL-2.0-or-later
# Integer literals, widths and arithmetic.
--- options -q

=== decimal
--- program
BEGIN { print(42); exit(); }
--- exit 0
--- stdout
42


=== hexadecimal
--- program
BEGIN { print(0x1f); exit(); }
--- exit 0
--- stdout
31


=== hexadecimal, capital X
--- program
BEGIN { print(0XfF); exit(); }
--- exit 0
--- stdout
255


=== octal
--- program
BEGIN { print(0755); exit(); }
--- exit 0
--- stdout
493


=== scientific
--- program
BEGIN { print(2e3); exit(); }
--- exit 0
--- stdout
2000


=== scientific, exponent zero
--- program
BEGIN { print(7e0); exit(); }
--- exit 0
--- stdout
7


=== underscores
--- program
BEGIN { print(1_000_123_000); exit(); }
--- exit 0
--- stdout
1000123000


=== suffix UL
--- program
BEGIN { print(123UL); exit(); }
--- exit 0
--- stdout
123


=== suffix LL
--- program
BEGIN { print(123LL); exit(); }
--- exit 0
--- stdout
123


=== negative
--- program
BEGIN { print(-5); exit(); }
--- exit 0
--- stdout
-5


=== largest signed
--- program
BEGIN { print(9223372036854775807); exit(); }
--- exit 0
--- stdout
9223372036854775807


=== smallest signed
--- program
BEGIN { $x = -9223372036854775807 - 1; print($x); exit(); }
--- exit 0
--- stdout
-9223372036854775808


=== wraps above the largest
--- program
BEGIN { $x = 9223372036854775807; $x = $x + 1; printf("%ld\n", $x); exit(); }
--- exit 0
--- stdout
-9223372036854775808


=== duration ns
--- program
BEGIN { print(100ns); exit(); }
--- exit 0
--- stdout
100


=== duration us
--- program
BEGIN { print(3us); exit(); }
--- exit 0
--- stdout
3000


=== duration ms
--- program
BEGIN { print(5ms); exit(); }
--- exit 0
--- stdout
5000000


=== duration s
--- program
BEGIN { print(2s); exit(); }
--- exit 0
--- stdout
2000000000


=== duration m
--- program
BEGIN { print(1m); exit(); }
--- exit 0
--- stdout
60000000000


=== duration h
--- program
BEGIN { print(1h); exit(); }
--- exit 0
--- stdout
3600000000000


=== duration d
--- program
BEGIN { print(1d); exit(); }
--- exit 0
--- stdout
86400000000000


=== sum
--- program
BEGIN { $a = 40; print($a + 2); exit(); }
--- exit 0
--- stdout
42


=== difference
--- program
BEGIN { $a = 40; print($a - 42); exit(); }
--- exit 0
--- stdout
-2


=== product
--- program
BEGIN { $a = -6; print($a * 7); exit(); }
--- exit 0
--- stdout
-42


=== quotient truncates
--- program
BEGIN { $a = 17; print($a / 5); exit(); }
--- exit 0
--- stdout
3


=== remainder
--- program
BEGIN { $a = 17; print($a % 5); exit(); }
--- exit 0
--- stdout
2


=== bitwise and
--- program
BEGIN { $a = 0xf0; print($a & 0x3c); exit(); }
--- exit 0
--- stdout
48


=== bitwise or
--- program
BEGIN { $a = 0xf0; print($a | 0x0f); exit(); }
--- exit 0
--- stdout
255


=== bitwise xor
--- program
BEGIN { $a = 0xff; print($a ^ 0x0f); exit(); }
--- exit 0
--- stdout
240


=== complement
--- program
BEGIN { $a = (uint64)5; printf("%lx\n", ~$a); exit(); }
--- exit 0
--- stdout
fffffffffffffffa


=== left shift
--- program
BEGIN { $a = 3; print($a << 4); exit(); }
--- exit 0
--- stdout
48


=== left shift above 32 bits
--- program
BEGIN { $a = 1; print($a << 40); exit(); }
--- exit 0
--- stdout
1099511627776


=== right shift
--- program
BEGIN { $a = 1024; print($a >> 3); exit(); }
--- exit 0
--- stdout
128


=== minus of a variable
--- program
BEGIN { $a = 7; print(-$a); exit(); }
--- exit 0
--- stdout
-7


=== minus of minus
--- program
BEGIN { $a = 7; print(-(-$a)); exit(); }
--- exit 0
--- stdout
7


=== plus assignment
--- program
BEGIN { $a = 7; $a += 5; print($a); exit(); }
--- exit 0
--- stdout
12


=== minus assignment
--- program
BEGIN { $a = 7; $a -= 9; print($a); exit(); }
--- exit 0
--- stdout
-2


=== times assignment
--- program
BEGIN { $a = 7; $a *= 6; print($a); exit(); }
--- exit 0
--- stdout
42


=== divide assignment
--- program
BEGIN { $a = 45; $a /= 6; print($a); exit(); }
--- exit 0
--- stdout
7


=== modulo assignment
--- program
BEGIN { $a = 45; $a %= 6; print($a); exit(); }
--- exit 0
--- stdout
3


=== and assignment
--- program
BEGIN { $a = 14; $a &= 7; print($a); exit(); }
--- exit 0
--- stdout
6


=== or assignment
--- program
BEGIN { $a = 8; $a |= 3; print($a); exit(); }
--- exit 0
--- stdout
11


=== xor assignment
--- program
BEGIN { $a = 12; $a ^= 5; print($a); exit(); }
--- exit 0
--- stdout
9


=== shift left assignment
--- program
BEGIN { $a = 3; $a <<= 5; print($a); exit(); }
--- exit 0
--- stdout
96


=== shift right assignment
--- program
BEGIN { $a = 96; $a >>= 5; print($a); exit(); }
--- exit 0
--- stdout
3


=== map plus assignment
--- program
BEGIN { @a = 7; @a += 5; @a += 1; exit(); }
--- exit 0
--- stdout


@a: 13
=== map minus assignment
--- program
BEGIN { @a = 7; @a -= 9; exit(); }
--- exit 0
--- stdout


@a: -2
=== map times assignment
--- program
BEGIN { @a = 7; @a *= 6; exit(); }
--- exit 0
--- stdout


@a: 42
=== map shift assignment
--- program
BEGIN { @a = 3; @a <<= 3; exit(); }
--- exit 0
--- stdout


@a: 24
=== map or assignment of an unset map
--- program
BEGIN { @a[1] |= 6; @a[1] |= 9; exit(); }
--- exit 0
--- stdout


@a[1]: 15
=== postfix increment
--- program
BEGIN { $x = 10; $y = $x++; printf("%d %d\n", $x, $y); exit(); }
--- exit 0
--- stdout
11 10


=== postfix decrement
--- program
BEGIN { $x = 10; $y = $x--; printf("%d %d\n", $x, $y); exit(); }
--- exit 0
--- stdout
9 10


=== prefix increment
--- program
BEGIN { $x = 10; $y = ++$x; printf("%d %d\n", $x, $y); exit(); }
--- exit 0
--- stdout
11 11


=== prefix decrement
--- program
BEGIN { $x = 10; $y = --$x; printf("%d %d\n", $x, $y); exit(); }
--- exit 0
--- stdout
9 9


=== map postfix increment
--- program
BEGIN { @x = 3; $y = @x++; printf("%d\n", $y); exit(); }
--- exit 0
--- stdout
3


@x: 4
=== map prefix decrement
--- program
BEGIN { @x = 3; $y = --@x; printf("%d\n", $y); exit(); }
--- exit 0
--- stdout
2


@x: 2
=== increment of an unset map
--- program
BEGIN { @x["a"]++; @x["a"]++; exit(); }
--- exit 0
--- stdout


@x[a]: 2
=== division by zero of a variable
--- program
BEGIN { $z = 0; $a = (uint64)7; printf("%d\n", $a / (uint64)$z); exit(); }
--- exit 0
--- stdout
0


=== unsigned division
--- program
BEGIN { $a = (uint64)18446744073709551615; printf("%lu\n", $a / (uint64)2); exit(); }
--- exit 0
--- stdout
9223372036854775807


=== unsigned remainder
--- program
BEGIN { $a = (uint64)18446744073709551615; printf("%lu\n", $a % (uint64)10); exit(); }
--- exit 0
--- stdout
5


