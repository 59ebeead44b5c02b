# SPDX-License-Identifier: GPL-2.0-or-later
# Positional and named parameters.
--- options -q

=== integer
--- arguments 42
--- program
BEGIN { print($1); exit(); }
--- exit 0
--- stdout
42


=== negative
--- arguments -- -5
--- program
BEGIN { print($1); exit(); }
--- exit 0
--- stdout
-5


=== hexadecimal
--- arguments 0x20
--- program
BEGIN { print($1); exit(); }
--- exit 0
--- stdout
32


=== two
--- arguments 3 4
--- program
BEGIN { print($1 * $2); exit(); }
--- exit 0
--- stdout
12


=== missing is zero
--- program
BEGIN { print($1); exit(); }
--- exit 0
--- stdout
0


=== missing is empty as a string
--- program
BEGIN { printf("[%s]\n", str($1)); exit(); }
--- exit 0
--- stdout
[]


=== number of parameters
--- arguments a b c
--- program
BEGIN { print($#); exit(); }
--- exit 0
--- stdout
3


=== no parameters
--- program
BEGIN { print($#); exit(); }
--- exit 0
--- stdout
0


=== string
--- arguments abc
--- program
BEGIN { printf("%s\n", str($1)); exit(); }
--- exit 0
--- stdout
abc


=== number as a string
--- arguments 12
--- program
BEGIN { printf("%s\n", str($1)); exit(); }
--- exit 0
--- stdout
12


=== ten
--- arguments a b c d e f g h i 99
--- program
BEGIN { print($10); exit(); }
--- exit 0
--- stdout
99


=== in a condition
--- arguments 7
--- program
BEGIN { if ($1 > 5) { print("big") } exit(); }
--- exit 0
--- stdout
big


=== as a key
--- arguments k
--- program
BEGIN { @[str($1)] = 1; exit(); }
--- exit 0
--- stdout


@[k]: 1
=== in a probe
--- arguments 10
--- program
interval:ms:$1 { print("tick"); exit() }
--- exit 0
--- stdout
tick


