# SPDX-License-Identifier: GPL-2.0-or-later
# Aggregations: count, sum, min, max, avg, stats.
--- options -q

=== count
--- program
BEGIN { @x = count(); @x = count(); @x = count(); exit(); }
--- exit 0
--- stdout


@x: 3
=== count by key
--- program
BEGIN { @x["a"] = count(); @x["b"] = count(); @x["b"] = count(); exit(); }
--- exit 0
--- stdout


@x[a]: 1
@x[b]: 2
=== sum
--- program
BEGIN { @x = sum(4); @x = sum(-6); exit(); }
--- exit 0
--- stdout


@x: -2
=== sum unsigned
--- program
BEGIN { @x = sum((uint64)9223372036854775807); @x = sum((uint64)1); exit(); }
--- exit 0
--- stdout


@x: 9223372036854775808
=== sum by key
--- program
BEGIN { @x[1] = sum(4); @x[1] = sum(5); @x[2] = sum(1); exit(); }
--- exit 0
--- stdout


@x[2]: 1
@x[1]: 9
=== min
--- program
BEGIN { @x = min(4); @x = min(6); exit(); }
--- exit 0
--- stdout


@x: 4
=== min negative
--- program
BEGIN { @x = min(4); @x = min(-6); @x = min(0); exit(); }
--- exit 0
--- stdout


@x: -6
=== min of positives only is not zero
--- program
BEGIN { @x = min(40); exit(); }
--- exit 0
--- stdout


@x: 40
=== min unsigned
--- program
BEGIN { @x = min((uint64)18446744073709551615); @x = min((uint64)5); exit(); }
--- exit 0
--- stdout


@x: 5
=== max
--- program
BEGIN { @x = max(4); @x = max(6); @x = max(5); exit(); }
--- exit 0
--- stdout


@x: 6
=== max of negatives only is not zero
--- program
BEGIN { @x = max(-4); @x = max(-6); exit(); }
--- exit 0
--- stdout


@x: -4
=== max unsigned
--- program
BEGIN { @x = max((uint64)5); @x = max((uint64)18446744073709551615); exit(); }
--- exit 0
--- stdout


@x: 18446744073709551615
=== max by key
--- program
BEGIN { @x[1] = max(4); @x[1] = max(9); @x[2] = max(1); exit(); }
--- exit 0
--- stdout


@x[2]: 1
@x[1]: 9
=== avg
--- program
BEGIN { @x = avg(1); @x = avg(2); @x = avg(6); exit(); }
--- exit 0
--- stdout


@x: 3

=== avg truncates
--- program
BEGIN { @x = avg(1); @x = avg(2); exit(); }
--- exit 0
--- stdout


@x: 1

=== avg negative
--- program
BEGIN { @x = avg(-4); @x = avg(-8); exit(); }
--- exit 0
--- stdout


@x: -6

=== avg by key
--- program
BEGIN { @x[1] = avg(4); @x[1] = avg(8); @x[2] = avg(1); exit(); }
--- exit 0
--- stdout


@x[2]: 1
@x[1]: 6

=== stats
--- program
BEGIN { @x = stats(1); @x = stats(5); exit(); }
--- exit 0
--- stdout


@x: count 2, average 3, total 6

=== stats negative
--- program
BEGIN { @x = stats(-1); @x = stats(-5); exit(); }
--- exit 0
--- stdout


@x: count 2, average -3, total -6

=== stats by key
--- program
BEGIN { @x["a"] = stats(7); @x["a"] = stats(7); exit(); }
--- exit 0
--- stdout


@x[a]: count 2, average 7, total 14

=== print of count
--- program
BEGIN { @x = count(); print(@x); clear(@x); exit(); }
--- exit 0
--- stdout
@x: 1


@x: 0
=== print with top of count
--- program
BEGIN { @x[1] = count(); @x[2] = count(); @x[2] = count(); print(@x, 1); clear(@x); exit(); }
--- exit 0
--- stdout
@x[2]: 2



=== print with div of sum
--- program
BEGIN { @x[1] = sum(55); print(@x, 0, 10); clear(@x); exit(); }
--- exit 0
--- stdout
@x[1]: 5



=== count compared
--- program
BEGIN { @x = count(); @x = count(); if (@x > 1) { printf("y\n") } exit(); }
--- exit 0
--- stdout
y


@x: 2
=== count added
--- program
BEGIN { @x = count(); printf("%d\n", @x + 10); exit(); }
--- exit 0
--- stdout
11


@x: 1
=== sum compared
--- program
BEGIN { @x = sum(7); if (@x == 7) { printf("y\n") } exit(); }
--- exit 0
--- stdout
y


@x: 7
=== count across clauses
--- program
BEGIN { @x = count() } BEGIN { @x = count(); exit() }
--- exit 0
--- stdout


@x: 2
=== count in a loop
--- program
BEGIN { $i = 0; while ($i < 10) { @x = count(); $i++ } exit(); }
--- exit 0
--- stdout


@x: 10
