# SPDX-License-Identifier: GPL-2.0-or-later
# Functions of maps.
--- options -q

=== delete with a key
--- program
BEGIN { @x[1] = 1; @x[2] = 2; delete(@x[1]); exit(); }
--- exit 0
--- stdout


@x[2]: 2
=== delete, new form
--- program
BEGIN { @x[1] = 1; @x[2] = 2; delete(@x, 1); exit(); }
--- exit 0
--- stdout


@x[2]: 2
=== delete, many keys
--- program
BEGIN { @x[1, "a"] = 1; @x[2, "b"] = 2; delete(@x, (1, "a")); exit(); }
--- exit 0
--- stdout


@x[2, b]: 2
=== delete of a scalar
--- program
BEGIN { @x = 1; delete(@x); printf("%d\n", @x); exit(); }
--- exit 0
--- stdout
0



=== has_key
--- program
BEGIN { @x[1] = 0; if (has_key(@x, 1)) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


@x[1]: 0
=== has_key of a missing key
--- program
BEGIN { @x[1] = 0; if (has_key(@x, 2)) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
n


@x[1]: 0
=== has_key of many keys
--- program
BEGIN { @x[1, 2] = 0; if (has_key(@x, (1, 2))) { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


@x[1, 2]: 0
=== clear
--- program
BEGIN { @x[1] = 1; clear(@x); exit(); }
--- exit 0
--- stdout



=== clear one of two
--- program
BEGIN { @x[1] = 1; @y[1] = 2; clear(@x); exit(); }
--- exit 0
--- stdout



@y[1]: 2
=== zero
--- program
BEGIN { @x[1] = 7; zero(@x); exit(); }
--- exit 0
--- stdout


@x[1]: 0
=== zero of a count
--- program
BEGIN { @x = count(); zero(@x); exit(); }
--- exit 0
--- stdout


@x: 0
=== print of a map
--- program
BEGIN { @x[1] = 7; print(@x); clear(@x); exit(); }
--- exit 0
--- stdout
@x[1]: 7



=== print of a scalar map
--- program
BEGIN { @x = 7; print(@x); exit(); }
--- exit 0
--- stdout
@x: 7


@x: 7
=== print of a map's value
--- program
BEGIN { @x[1] = 7; printf("%d\n", @x[1]); exit(); }
--- exit 0
--- stdout
7


@x[1]: 7
=== print with top
--- program
BEGIN { @x[1] = 10; @x[2] = 30; @x[3] = 20; print(@x, 2); clear(@x); exit(); }
--- exit 0
--- stdout
@x[3]: 20
@x[2]: 30



=== print with top above the size
--- program
BEGIN { @x[1] = 10; print(@x, 5); clear(@x); exit(); }
--- exit 0
--- stdout
@x[1]: 10



=== print with div
--- program
BEGIN { @x[1] = 10; @x[2] = 39; print(@x, 5, 10); clear(@x); exit(); }
--- exit 0
--- stdout
@x[1]: 1
@x[2]: 3



=== print with top and div
--- program
BEGIN { @x[1] = 10; @x[2] = 39; print(@x, 1, 10); clear(@x); exit(); }
--- exit 0
--- stdout
@x[2]: 3



=== print with top 0 is all
--- program
BEGIN { @x[1] = 10; @x[2] = 39; print(@x, 0, 10); clear(@x); exit(); }
--- exit 0
--- stdout
@x[1]: 1
@x[2]: 3



