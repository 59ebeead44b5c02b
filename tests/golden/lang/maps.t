# SPDX-License-Identifier: GPL-2.0-or-later
# Maps with no key, one key, many keys.
--- options -q

=== scalar
--- program
BEGIN { @x = 5; exit(); }
--- exit 0
--- stdout


@x: 5
=== unset scalar is zero
--- program
BEGIN { print(@x); @x = 1; exit(); }
--- exit 0
--- stdout
@x: 1


@x: 1
=== unset scalar read
--- program
BEGIN { $y = @x; printf("%d\n", $y); @x = 1; exit(); }
--- exit 0
--- stdout
0


@x: 1
=== nameless
--- program
BEGIN { @ = 5; exit(); }
--- exit 0
--- stdout


@: 5
=== nameless with key
--- program
BEGIN { @[1] = 5; exit(); }
--- exit 0
--- stdout


@[1]: 5
=== one integer key
--- program
BEGIN { @x[7] = 5; printf("%d\n", @x[7]); exit(); }
--- exit 0
--- stdout
5


@x[7]: 5
=== missing key is zero
--- program
BEGIN { @x[7] = 5; $v = @x[8]; print($v); exit(); }
--- exit 0
--- stdout
0


@x[7]: 5
=== missing string is empty
--- program
BEGIN { @x[7] = "a"; printf("[%s]\n", @x[8]); exit(); }
--- exit 0
--- stdout
[]


@x[7]: a
=== string key
--- program
BEGIN { @x["a"] = 5; exit(); }
--- exit 0
--- stdout


@x[a]: 5
=== two keys
--- program
BEGIN { @x[1, 2] = 5; printf("%d\n", @x[1, 2]); exit(); }
--- exit 0
--- stdout
5


@x[1, 2]: 5
=== mixed keys
--- program
BEGIN { @x[1, "b"] = 5; exit(); }
--- exit 0
--- stdout


@x[1, b]: 5
=== three keys
--- program
BEGIN { @x[1, "b", -3] = 5; exit(); }
--- exit 0
--- stdout


@x[1, b, -3]: 5
=== order of keys matters
--- program
BEGIN { @x[1, 2] = 5; print(@x[2, 1] + 1); exit(); }
--- exit 0
--- stdout
1


@x[1, 2]: 5
=== negative key
--- program
BEGIN { @x[-7] = 5; exit(); }
--- exit 0
--- stdout


@x[-7]: 5
=== unsigned key
--- program
BEGIN { @x[(uint64)18446744073709551615] = 5; exit(); }
--- exit 0
--- stdout


@x[18446744073709551615]: 5
=== key computed
--- program
BEGIN { $a = 3; @x[$a * 2] = 5; exit(); }
--- exit 0
--- stdout


@x[6]: 5
=== sorted by value
--- program
BEGIN { @x[1] = 30; @x[2] = 10; @x[3] = 20; exit(); }
--- exit 0
--- stdout


@x[2]: 10
@x[3]: 20
@x[1]: 30
=== sorted by value, negative first
--- program
BEGIN { @x[1] = 3; @x[2] = -10; @x[3] = 2; exit(); }
--- exit 0
--- stdout


@x[2]: -10
@x[3]: 2
@x[1]: 3
=== overwritten
--- program
BEGIN { @x[1] = 3; @x[1] = 4; exit(); }
--- exit 0
--- stdout


@x[1]: 4
=== copied to another
--- program
BEGIN { @x = 3; @y = @x + 1; exit(); }
--- exit 0
--- stdout


@x: 3
@y: 4
=== two maps
--- program
BEGIN { @a = 1; @b[2] = 3; exit(); }
--- exit 0
--- stdout


@a: 1
@b[2]: 3
=== map across clauses
--- program
BEGIN { @x = 4 } BEGIN { print(@x + 1); exit() }
--- exit 0
--- stdout
5


@x: 4
=== END sees maps
--- program
BEGIN { @x = 4; exit() } END { printf("%d\n", @x) }
--- exit 0
--- stdout
4


@x: 4
=== END clears maps
--- program
BEGIN { @x = 4; exit() } END { clear(@x) }
--- exit 0
--- stdout



=== key of a map value
--- program
BEGIN { @a = 3; @b[@a] = 1; exit(); }
--- exit 0
--- stdout


@a: 3
@b[3]: 1
=== map of pointers
--- program
BEGIN { @p = (int8 *)4096; exit(); }
--- exit 0
--- stdout


@p: 0x1000
=== declared map
--- options --no-warnings
--- program
let @a = hash(10); BEGIN { @a[1] = 2; printf("%d\n", @a[1]); exit() }
--- exit 0
--- stdout
2


@a[1]: 2
=== declared lruhash
--- options --no-warnings
--- program
let @a = lruhash(10); BEGIN { @a[1] = 2; printf("%d\n", @a[1]); exit() }
--- exit 0
--- stdout
2


@a[1]: 2
=== declared percpuhash
--- options --no-warnings
--- program
let @a = percpuhash(10); BEGIN { @a[1] = count(); exit() }
--- exit 0
--- stdout


@a[1]: 1
=== updates that found the map full are counted once
--- program
config = { max_map_keys = 2 } BEGIN { @[1] = 1; @[2] = 1; @[3] = 1; @[4]++; @c[1] = count(); @c[2] = count(); @c[3] = count(); exit() }
--- exit 0
--- stdout


@[1]: 1
@[2]: 1
@c[1]: 1
@c[2]: 1
--- stderr
WARNING: 3 updates found their map full
HINT: more keys: config = { max_map_keys = N } or BPFTRACE_MAX_MAP_KEYS=N
=== a map counts up from itself
--- arguments 300
--- program
BEGIN { @n = @n + 1; @n = @n + 1; @k["a"] = @k["a"] + 5; @m = -@m; @u = (uint8)$1 | @u; exit(); }
--- exit 0
--- stdout


@k[a]: 5
@m: 0
@n: 2
@u: 44
=== a map keeps the largest
--- arguments 7
--- program
BEGIN { @max = $1 > @max ? $1 : @max; @max = 3 > @max ? 3 : @max; exit(); }
--- exit 0
--- stdout


@max: 7
=== maps that depend on each other
--- program
BEGIN { @s = @t + 1; @t = @s + 1; $a = @v; @v = $a * 2 + 1; exit(); }
--- exit 0
--- stdout


@s: 1
@t: 2
@v: 1
=== a string map beside one that counts up from itself
--- needs kernel-memory
--- program
BEGIN { @s = str(@p); @p = @p + 1; exit(); }
--- exit 0
--- stdout


@p: 1
@s: 
=== a map that is only ever itself
--- program
BEGIN { @m = @m; exit(); }
--- exit 1
--- stderr
stdin:1:14: ERROR: undefined map: @m
BEGIN { @m = @m; exit(); }
             ~~
HINT: nothing in the program stores anything in it
=== a key that is a pointer or an enum is eight bytes of the map's
--- program
struct x { int a; }; enum E { EA, EB = 5 };
BEGIN { $i = 0; while ($i < 3) { $p = (struct x *)3234343434; @p[$p] = @p[$p] + 1; @e[(enum E)EB] = $i; @t[(enum E)EB, $p] = $i; $i++; }
	for ($kv : @p) { print($kv); } for ($kv : @e) { print(($kv.0, $kv.1)); } exit(); }
--- exit 0
--- stdout
(0xc0c82a0a, 3)
(EB, 2)


@e[EB]: 2
@p[0xc0c82a0a]: 3
@t[EB, 0xc0c82a0a]: 2
