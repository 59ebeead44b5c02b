# SPDX-License-Identifier: GPL-2.0-or-later
# Structs as values: bytes cast to a struct stand for one that was read from memory.
--- options -q

=== printed whole
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; print($s); exit(); }
--- exit 0
--- stdout
{ .a = 128, .b = -1, .d = 15, .c = FED, .e = [66,65] }


=== members
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; printf("%d %d %d %s %d\n", $s.a, $s.b, $s.d, $s.c, $s.e[1]); exit(); }
--- exit 0
--- stdout
128 -1 15 FED 65


=== bitfield of a map's value
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; @x = $s; print(@x.b + @x.d); clear(@x); exit(); }
--- exit 0
--- stdout
14



=== copy of a copy
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; $t = $s; @x = $t; $u = @x; print($u); clear(@x); exit(); }
--- exit 0
--- stdout
{ .a = 128, .b = -1, .d = 15, .c = FED, .e = [66,65] }



=== value of a map
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; @x[1] = $s; exit(); }
--- exit 0
--- stdout


@x[1]: { .a = 128, .b = -1, .d = 15, .c = FED, .e = [66,65] }
=== key of a map
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; @x[$s] = 1; @x[$s]++; exit(); }
--- exit 0
--- stdout


@x[{ .a = 128, .b = -1, .d = 15, .c = FED, .e = [66,65] }]: 2
=== key beside another
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; @x[1, $s] = 2; exit(); }
--- exit 0
--- stdout


@x[1, { .a = 128, .b = -1, .d = 15, .c = FED, .e = [66,65] }]: 2
=== in a tuple
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; $t = (1, $s, "x"); print($t); print($t.1.a); print($t[1].c); exit(); }
--- exit 0
--- stdout
(1, { .a = 128, .b = -1, .d = 15, .c = FED, .e = [66,65] }, x)
128
FED


=== a map's absent value is zero
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; @x[1] = $s; print(@x[2]); clear(@x); exit(); }
--- exit 0
--- stdout
@x[2]: { .a = 0, .b = 0, .d = 0, .c = , .e = [0,0] }



=== string member as a key
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; @[$s.c] = 1; @["FED"] += 1; exit(); }
--- exit 0
--- stdout


@[FED]: 2
=== string member after its end
--- program
struct S { char c[8]; }; BEGIN { $s = (struct S)(uint8[8])0x4142434400787978; @[$s.c] = 1; @["xyx"] += 1; if ($s.c == "xyx") { print("same"); } exit(); }
--- exit 0
--- stdout
same


@[xyx]: 2
=== str() of an array of bytes
--- needs kernel-memory
--- program
struct S { uint8 c[8]; }; BEGIN { $s = (struct S)(uint8[8])0x4142434400787978; print(str($s.c)); print(str($s.c, 2)); exit(); }
--- exit 0
--- stdout
xyx
xy


=== variable index
--- program
struct S { uint16 c[4]; }; BEGIN { $s = (struct S)(uint8[8])0x0004000300020001; $i = 0; while ($i < 5) { printf("%d ", $s.c[$i]); $i++ } exit(); }
--- exit 0
--- stdout
1 2 3 4 0 

=== variable index of an array in a map
--- program
BEGIN { @a[1] = (uint8[8])0x0807060504030201; $i = 7; print(@a[1][$i]); clear(@a); exit(); }
--- exit 0
--- stdout
8



=== rows and columns
--- program
struct S { uint8 c[4][2]; }; BEGIN { $s = (struct S)(uint8[8])0x0807060504030201; $i = 2; print($s.c[$i][1]); print($s.c[1][0]); print($s); exit(); }
--- exit 0
--- stdout
6
3
{ .c = [[1,2],[3,4],[5,6],[7,8]] }


=== nested
--- program
struct I { uint8 x; uint8 y; }; struct S { uint32 n; struct I i[2]; }; BEGIN { $s = (struct S)(uint8[8])0x0403020100000009; print($s); print($s.i[1]); $i = $s.i[0]; print($i.y); $k = 1; print($s.i[$k].x); exit(); }
--- exit 0
--- stdout
{ .n = 9, .i = [{ .x = 1, .y = 2 },{ .x = 3, .y = 4 }] }
{ .x = 3, .y = 4 }
2
3


=== anonymous members
--- program
struct S { uint32 n; union { uint32 w; struct { uint16 lo; uint16 hi; }; }; }; BEGIN { $s = (struct S)(uint8[8])0x0002000100000009; print($s.hi); print($s.w); print($s); exit(); }
--- exit 0
--- stdout
2
131073
{ .n = 9, .w = 131073, .lo = 1, .hi = 2 }


=== union
--- program
union U { uint64 w; uint8 b[8]; }; BEGIN { $u = (union U)(uint8[8])0x0807060504030201; print($u); print($u.b[3]); exit(); }
--- exit 0
--- stdout
{ .w = 578437695752307201, .b = [1,2,3,4,5,6,7,8] }
4


=== enum member
--- program
enum e { RED = 1, BLUE = 7 }; struct S { enum e c; int n; }; BEGIN { $s = (struct S)(uint8[8])7; print($s); print($s.c); printf("%s %d\n", $s.c, $s.c); exit(); }
--- exit 0
--- stdout
{ .c = BLUE, .n = 0 }
BLUE
BLUE 7


=== pointer and bool members
--- needs 64bit
--- program
struct S { void *p; }; struct B { bool x; bool y; }; BEGIN { print((struct S)(uint8[8])4096); print((struct B)(uint8[2])(uint16)1); exit(); }
--- exit 0
--- stdout
{ .p = 0x1000 }
{ .x = true, .y = false }


=== chosen
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; $t = 1 ? $s : $s; print($t.a); exit(); }
--- exit 0
--- stdout
128


=== in a block
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $t = { $s = (struct F)(uint8[8])0x4142004445467f80; $s }; print($t.a); exit(); }
--- exit 0
--- stdout
128


=== loop over a map of structs
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; @x[3] = $s; for ($kv : @x) { print($kv.1.a); print($kv.1); } clear(@x); exit(); }
--- exit 0
--- stdout
128
{ .a = 128, .b = -1, .d = 15, .c = FED, .e = [66,65] }



=== offset and size
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; print((sizeof($s), offsetof(struct F, c))); exit(); }
--- exit 0
--- stdout
(8, 2)


=== as JSON
--- options -f json
--- program
struct F { uint8 a; int b:3; int d:5; char c[4]; uint8 e[2]; }; BEGIN { $s = (struct F)(uint8[8])0x4142004445467f80; print($s); @x[$s] = (1, $s); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": {"a": 128, "b": -1, "d": 15, "c": "FED", "e": [66,65]}}


{"type": "map", "data": {"@x": {"{ .a = 128, .b = -1, .d = 15, .c = FED, .e = [66,65] }": [1,{"a": 128, "b": -1, "d": 15, "c": "FED", "e": [66,65]}]}}}
