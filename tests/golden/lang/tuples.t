# SPDX-License-Identifier: GPL-2.0-or-later
# Tuples.
--- options -q

=== print of a pair
--- program
BEGIN { print((1, 2)); exit(); }
--- exit 0
--- stdout
(1, 2)


=== print of a mixed tuple
--- program
BEGIN { print((1, "hello")); exit(); }
--- exit 0
--- stdout
(1, hello)


=== nested
--- program
BEGIN { print((1, (2, "x"), 3)); exit(); }
--- exit 0
--- stdout
(1, (2, x), 3)


=== negative member
--- program
BEGIN { print((-1, 2)); exit(); }
--- exit 0
--- stdout
(-1, 2)


=== variable
--- program
BEGIN { $t = (1, "hello"); print($t); exit(); }
--- exit 0
--- stdout
(1, hello)


=== member 0
--- program
BEGIN { $t = (1, "hello"); print($t.0); exit(); }
--- exit 0
--- stdout
1


=== member 1
--- program
BEGIN { $t = (1, "hello"); print($t.1); exit(); }
--- exit 0
--- stdout
hello


=== nested member
--- program
BEGIN { $t = (1, (2, "x")); print($t.1.1); exit(); }
--- exit 0
--- stdout
x


=== nested variable
--- program
BEGIN { $a = (1, "hello"); $b = (3, 4, $a); print($b); exit(); }
--- exit 0
--- stdout
(3, 4, (1, hello))


=== single member
--- program
BEGIN { $t = (7,); print($t.0); exit(); }
--- exit 0
--- stdout
7


=== empty
--- program
BEGIN { print(()); exit(); }
--- exit 0
--- stdout
()


=== value of a map
--- program
BEGIN { @t = (1, "x"); exit(); }
--- exit 0
--- stdout


@t: (1, x)
=== member of a map value
--- program
BEGIN { @t = (1, "x"); print(@t.1); exit(); }
--- exit 0
--- stdout
x


@t: (1, x)
=== value of a keyed map
--- program
BEGIN { @t["k"] = (1, 2); exit(); }
--- exit 0
--- stdout


@t[k]: (1, 2)
=== members of narrow types
--- program
BEGIN { print(((uint8)255, (int8)-1, (uint64)1)); exit(); }
--- exit 0
--- stdout
(255, -1, 1)


=== members computed
--- program
BEGIN { $a = 3; print(($a + 1, $a * 2)); exit(); }
--- exit 0
--- stdout
(4, 6)


=== tuple as a key equals two keys
--- program
BEGIN { @m[(1, 2)] = 3; printf("%d\n", @m[1, 2]); exit(); }
--- exit 0
--- stdout
3


@m[1, 2]: 3
=== variable tuple as a key
--- program
BEGIN { $t = (1, "a"); @m[$t] = 3; printf("%d\n", @m[1, "a"]); exit(); }
--- exit 0
--- stdout
3


@m[1, a]: 3
=== six members
--- program
BEGIN { print((1, 2, 3, 4, 5, 6)); exit(); }
--- exit 0
--- stdout
(1, 2, 3, 4, 5, 6)


=== member in arithmetic
--- program
BEGIN { $t = (40, 2); print($t.0 + $t.1); exit(); }
--- exit 0
--- stdout
42


=== reassigned
--- program
BEGIN { $t = (1, 2); $t = (3, 4); print($t); exit(); }
--- exit 0
--- stdout
(3, 4)


=== bool members
--- program
BEGIN { print((true, false)); exit(); }
--- exit 0
--- stdout
(true, false)


=== members by printf
--- program
BEGIN { $t = (5, "z"); printf("%d-%s\n", $t.0, $t.1); exit(); }
--- exit 0
--- stdout
5-z


=== index in brackets
--- program
BEGIN { $t = (1, ("a", 5), 3); print($t[0]); print($t[1][1]); print($t[1 + 1]); print($t[1].0); exit(); }
--- exit 0
--- stdout
1
5
3
a


=== equal
--- program
BEGIN { $a = (1, "abc"); if ($a == (1, "abc")) { print("yes"); } if ($a == (1, "abcd")) { print("no"); } if ($a == (2, "abc")) { print("no"); } exit(); }
--- exit 0
--- stdout
yes


=== not equal
--- program
BEGIN { $a = (1, "abc"); if ($a != (1, "abc")) { print("no"); } if ($a != (1, "ab")) { print("yes"); } exit(); }
--- exit 0
--- stdout
yes


=== equality of nested ones
--- program
BEGIN { @a = (1, (2, "x")); printf("%d\n", @a == (1, (2, "x"))); printf("%d\n", @a == (1, (2, "longer"))); clear(@a); exit(); }
--- exit 0
--- stdout
1
0



=== equal arrays
--- program
BEGIN { $a = (uint8[4])(uint32)0x04030201; printf("%d\n", $a == (uint8[4])(uint32)0x04030201); printf("%d\n", $a == (uint8[4])(uint32)0x14030201); exit(); }
--- exit 0
--- stdout
1
0


=== as a key is the same as several keys
--- program
BEGIN { $k = (1, "a"); @x[$k] = 1; @x[1, "a"]++; @x[(1, "a")]++; exit(); }
--- exit 0
--- stdout


@x[1, a]: 3
=== strings of different length in one map
--- program
BEGIN { @x[1, "a"] = (1, "one"); @x[2, "longer"] = (2, "seventeen"); @x[1, "a"] = (3, "x"); exit(); }
--- exit 0
--- stdout


@x[1, a]: (3, x)
@x[2, longer]: (2, seventeen)
=== bool in keys
--- program
BEGIN { @x[true] = 1; @x[false] = 2; @y[1, true] = false; exit(); }
--- exit 0
--- stdout


@x[true]: 1
@x[false]: 2
@y[1, true]: false
=== with names
--- program
BEGIN { $t = (a = 1, b = (2, "x")); print($t); print($t.b.1); print($t[0]); exit(); }
--- exit 0
--- stdout
{ .a = 1, .b = (2, x) }
x
1


=== with names, in another order
--- program
BEGIN { $t = (a = 1, b = "x"); $t = (b = "longer", a = 2); print($t); printf("%d\n", $t == (b = "longer", a = 2)); @x[$t] = $t; @x[(b = "longer", a = 2)] = (b = "y", a = 7); exit(); }
--- exit 0
--- stdout
{ .a = 2, .b = longer }
1


@x[{ .a = 2, .b = longer }]: { .a = 7, .b = y }
=== with names, evaluated as written
--- program
BEGIN { $a = (x = 0, y = 0); $a = (y = { printf("y"); 1 }, x = { printf("x\n"); 2 }); print($a); exit(); }
--- exit 0
--- stdout
yx
{ .x = 2, .y = 1 }


=== with names, JSON
--- options -f json
--- program
BEGIN { $t = (a = 1, b = (c = 2, d = "x")); print($t); @x[1] = $t; exit(); }
--- exit 0
--- stdout
{"type": "value", "data": {"a": 1, "b": {"c": 2, "d": "x"}}}


{"type": "map", "data": {"@x": {"1": {"a": 1, "b": {"c": 2, "d": "x"}}}}}
