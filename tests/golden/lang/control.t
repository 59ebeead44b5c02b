# SPDX-License-Identifier: GPL-2.0-or-later
# if, while, unroll, for, break, continue, return.
--- options -q

=== if
--- program
BEGIN { if (1) { print("a") } exit(); }
--- exit 0
--- stdout
a


=== if not taken
--- program
BEGIN { if (0) { print("a") } print("b"); exit(); }
--- exit 0
--- stdout
b


=== else
--- program
BEGIN { if (0) { print("a") } else { print("b") } exit(); }
--- exit 0
--- stdout
b


=== else if
--- program
BEGIN { $a = 2; if ($a == 1) { print("a") } else if ($a == 2) { print("b") } else { print("c") } exit(); }
--- exit 0
--- stdout
b


=== else of else if
--- program
BEGIN { $a = 3; if ($a == 1) { print("a") } else if ($a == 2) { print("b") } else { print("c") } exit(); }
--- exit 0
--- stdout
c


=== nested if
--- program
BEGIN { $a = 3; if ($a > 1) { if ($a > 5) { print("a") } else { print("b") } } exit(); }
--- exit 0
--- stdout
b


=== if changes an outer variable
--- program
BEGIN { $a = 1; if ($a) { $a = 9 } print($a); exit(); }
--- exit 0
--- stdout
9


=== while
--- program
BEGIN { $i = 0; while ($i < 3) { printf("%d ", $i); $i++ } printf("\n"); exit(); }
--- exit 0
--- stdout
0 1 2 


=== while never
--- program
BEGIN { $i = 5; while ($i < 3) { printf("x"); $i++ } printf("%d\n", $i); exit(); }
--- exit 0
--- stdout
5


=== while break
--- program
BEGIN { $i = 0; while (1) { if ($i == 4) { break } $i++ } print($i); exit(); }
--- exit 0
--- stdout
4


=== while continue
--- program
BEGIN { $i = 0; while ($i < 5) { $i++; if ($i == 2) { continue } printf("%d ", $i) } printf("\n"); exit(); }
--- exit 0
--- stdout
1 3 4 5 


=== nested while
--- program
BEGIN { $i = 0; $n = 0; while ($i < 3) { $j = 0; while ($j < 4) { $n++; $j++ } $i++ } print($n); exit(); }
--- exit 0
--- stdout
12


=== break leaves the inner loop only
--- program
BEGIN { $i = 0; $n = 0; while ($i < 3) { $j = 0; while ($j < 4) { if ($j == 2) { break } $n++; $j++ } $i++ } print($n); exit(); }
--- exit 0
--- stdout
6


=== unroll
--- program
BEGIN { $i = 0; unroll(4) { $i += 2 } print($i); exit(); }
--- exit 0
--- stdout
8


=== unroll once
--- program
BEGIN { unroll(1) { print("x") } exit(); }
--- exit 0
--- stdout
x


=== unroll of a parameter
--- arguments 3
--- program
BEGIN { unroll($1) { printf("x") } printf("\n"); exit(); }
--- exit 0
--- stdout
xxx


=== nested unroll
--- program
BEGIN { $i = 0; unroll(3) { unroll(2) { $i++ } } print($i); exit(); }
--- exit 0
--- stdout
6


=== range
--- program
BEGIN { for ($i : 0..4) { printf("%d ", $i) } printf("\n"); exit(); }
--- exit 0
--- stdout
0 1 2 3 


=== range from variable
--- program
BEGIN { $a = 2; $b = 5; for ($i : $a..$b) { printf("%d ", $i) } printf("\n"); exit(); }
--- exit 0
--- stdout
2 3 4 


=== empty range
--- program
BEGIN { for ($i : 5..5) { printf("x") } printf("end\n"); exit(); }
--- exit 0
--- stdout
end


=== reversed range
--- program
BEGIN { for ($i : 5..2) { printf("x") } printf("end\n"); exit(); }
--- exit 0
--- stdout
end


=== range evaluated once
--- program
BEGIN { $a = 4; $n = 0; for ($i : 0..$a) { $a--; $n++ } print($n); exit(); }
--- exit 0
--- stdout
4


=== range break
--- program
BEGIN { for ($i : 0..9) { if ($i == 3) { break } printf("%d ", $i) } printf("\n"); exit(); }
--- exit 0
--- stdout
0 1 2 


=== range continue
--- program
BEGIN { for ($i : 0..5) { if ($i == 3) { continue } printf("%d ", $i) } printf("\n"); exit(); }
--- exit 0
--- stdout
0 1 2 4 


=== nested ranges
--- program
BEGIN { $n = 0; for ($i : 0..3) { for ($j : 0..5) { $n++ } } print($n); exit(); }
--- exit 0
--- stdout
15


=== negative range
--- program
BEGIN { for ($i : -2..1) { printf("%d ", $i) } printf("\n"); exit(); }
--- exit 0
--- stdout
-2 -1 0 


=== for over a map
--- program
BEGIN { @m[10] = 20; for ($kv : @m) { printf("%d %d\n", $kv.0, $kv.1) } exit(); }
--- exit 0
--- stdout
10 20


@m[10]: 20
=== for over a map of two keys
--- program
BEGIN { @m[10, 11] = 20; for ($kv : @m) { printf("%d %d %d\n", $kv.0.0, $kv.0.1, $kv.1) } exit(); }
--- exit 0
--- stdout
10 11 20


@m[10, 11]: 20
=== for prints the pair
--- program
BEGIN { @m["k"] = 3; for ($kv : @m) { print($kv) } exit(); }
--- exit 0
--- stdout
(k, 3)


@m[k]: 3
=== for sums a map
--- program
BEGIN { @m[1] = 5; @m[2] = 7; $s = 0; for ($kv : @m) { $s += $kv.1 } print($s); clear(@m); exit(); }
--- exit 0
--- stdout
12



=== for break
--- program
BEGIN { @m[1] = 1; @m[2] = 1; @m[3] = 1; $n = 0; for ($kv : @m) { $n++; if ($n == 2) { break } } printf("%d\n", $n); clear(@m); exit(); }
--- exit 0
--- stdout
2



=== for continue
--- program
BEGIN { @m[1] = 1; @m[2] = 1; @m[3] = 1; $s = 0; for ($kv : @m) { if ($kv.0 == 2) { continue } $s += $kv.0 } printf("%d\n", $s); clear(@m); exit(); }
--- exit 0
--- stdout
4



=== for over an empty map
--- program
BEGIN { @m[1] = 1; delete(@m, 1); for ($kv : @m) { print("x") } print("end"); exit(); }
--- exit 0
--- stdout
end



=== for over strings
--- program
BEGIN { @m[1] = "v"; for ($kv : @m) { printf("%s\n", $kv.1) } exit(); }
--- exit 0
--- stdout
v


@m[1]: v
=== return
--- program
BEGIN { print("a"); exit(); return; print("b") }
--- exit 0
--- stdout
a


=== return in if
--- program
BEGIN { print("a"); if (1) { exit(); return } print("b") }
--- exit 0
--- stdout
a


=== return ends one clause only
--- program
BEGIN { print("a"); return } BEGIN { print("b"); exit() }
--- exit 0
--- stdout
a
b


=== exit goes on to END
--- program
BEGIN { exit() } END { print("end") }
--- exit 0
--- stdout
end


=== exit stops the clause
--- program
BEGIN { exit(); print("never") }
--- exit 0
--- stdout


=== two ENDs
--- program
BEGIN { exit() } END { print("a") } END { print("b") }
--- exit 0
--- stdout
a
b


=== interval then exit
--- program
BEGIN { @n = 0 } interval:ms:10 { @n++; if (@n == 2) { exit() } }
--- exit 0
--- stdout


@n: 2
=== lower case begin and end
--- program
begin { exit() } end { print("z") }
--- exit 0
--- stdout
z


