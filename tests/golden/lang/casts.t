# SPDX-License-Identifier: GPL-2.0-or-later
# Integer casts.
--- options -q

=== cast to uint8
--- program
BEGIN { print((uint8)511); exit(); }
--- exit 0
--- stdout
255


=== cast to uint16
--- program
BEGIN { $x = 1 << 16; printf("%d %d\n", (uint16)$x, $x); exit(); }
--- exit 0
--- stdout
0 65536


=== cast to uint32
--- program
BEGIN { $x = 0x1ffffffff; print((uint32)$x); exit(); }
--- exit 0
--- stdout
4294967295


=== cast to int8
--- program
BEGIN { $x = 0xff; print((int8)$x); exit(); }
--- exit 0
--- stdout
-1


=== cast to int8 of 128
--- program
BEGIN { $x = 128; print((int8)$x); exit(); }
--- exit 0
--- stdout
-128


=== cast to int16
--- program
BEGIN { $x = 0x8000; print((int16)$x); exit(); }
--- exit 0
--- stdout
-32768


=== cast to int32
--- program
BEGIN { $x = 0xffffffff; print((int32)$x); exit(); }
--- exit 0
--- stdout
-1


=== cast to int64
--- program
BEGIN { $x = (uint64)5; print((int64)$x - 6); exit(); }
--- exit 0
--- stdout
-1


=== cast to uint64 prints unsigned
--- program
BEGIN { $x = -1; print((uint64)$x); exit(); }
--- exit 0
--- stdout
18446744073709551615


=== sign extends
--- program
BEGIN { $x = (int8)-3; print((int64)$x); exit(); }
--- exit 0
--- stdout
-3


=== zero extends
--- program
BEGIN { $x = (uint8)253; print((int64)$x); exit(); }
--- exit 0
--- stdout
253


=== nested casts
--- program
BEGIN { $x = 0x1ff; print((int64)(int8)(uint8)$x); exit(); }
--- exit 0
--- stdout
-1


=== cast binds before plus
--- program
BEGIN { print((uint8)255 + 1); exit(); }
--- exit 0
--- stdout
256


=== cast of a sum
--- program
BEGIN { $x = 255; print((uint8)($x + 2)); exit(); }
--- exit 0
--- stdout
1


=== cast kept in a map
--- program
BEGIN { @x = (uint8)300; exit(); }
--- exit 0
--- stdout


@x: 44
=== cast of negative kept in a map
--- program
BEGIN { @x = (int16)-2; exit(); }
--- exit 0
--- stdout


@x: -2
=== cast of a map value
--- program
BEGIN { @x = 0x1234; print((uint8)@x); exit(); }
--- exit 0
--- stdout
52


@x: 4660
=== cast to a pointer prints hexadecimal
--- program
BEGIN { $p = (int8 *)4096; print($p); exit(); }
--- exit 0
--- stdout
0x1000


=== pointer back to integer
--- program
BEGIN { $p = (int8 *)4096; print((uint64)$p); exit(); }
--- exit 0
--- stdout
4096


=== pointer plus steps by size
--- program
BEGIN { $p = (int32 *)4096; print((uint64)($p + 2)); exit(); }
--- exit 0
--- stdout
4104


=== pointer minus steps by size
--- program
BEGIN { $p = (int64 *)4096; print((uint64)($p - 1)); exit(); }
--- exit 0
--- stdout
4088


=== pointer increment steps by size
--- program
BEGIN { $p = (int16 *)4096; $p++; print((uint64)$p); exit(); }
--- exit 0
--- stdout
4098


=== integer to array and index
--- program
BEGIN { $a = (int8[8])12345; printf("%x %x\n", $a[0], $a[1]); exit(); }
--- exit 0
--- stdout
39 30


=== array to integer
--- program
BEGIN { $a = (int8[8])12345; printf("%d\n", (uint64)$a); exit(); }
--- exit 0
--- stdout
12345


=== array of four
--- program
BEGIN { $a = (uint8[4])(uint32)0x04030201; printf("%d %d\n", $a[0], $a[3]); exit(); }
--- exit 0
--- stdout
1 4


=== array with no size
--- program
BEGIN { $a = (uint8[])(uint32)0x04030201; printf("%d\n", $a[2]); exit(); }
--- exit 0
--- stdout
3


=== array of halfwords
--- program
BEGIN { $a = (uint16[4])(uint64)0x0004000300020001; printf("%d %d\n", $a[1], $a[3]); exit(); }
--- exit 0
--- stdout
2 4


=== count to integer
--- program
BEGIN { @c = count(); @c = count(); printf("%d\n", (int64)@c); exit(); }
--- exit 0
--- stdout
2


@c: 2
=== sum to integer
--- program
BEGIN { @c = sum(5); @c = sum(6); printf("%d\n", (int64)@c); exit(); }
--- exit 0
--- stdout
11


@c: 11
=== avg to integer
--- program
BEGIN { @c = avg(5); @c = avg(8); printf("%d\n", (int64)@c); exit(); }
--- exit 0
--- stdout
6


@c: 6

=== min to integer
--- program
BEGIN { @c = min(5); @c = min(3); printf("%d\n", (int64)@c); exit(); }
--- exit 0
--- stdout
3


@c: 3
=== max to integer
--- program
BEGIN { @c = max(5); @c = max(8); printf("%d\n", (int64)@c); exit(); }
--- exit 0
--- stdout
8


@c: 8
=== integer to bool
--- program
BEGIN { print((bool)5); exit(); }
--- exit 0
--- stdout
true


=== zero to bool
--- program
BEGIN { $z = 0; print((bool)$z); exit(); }
--- exit 0
--- stdout
false


=== bool to integer
--- program
BEGIN { $t = true; print((int64)$t + 1); exit(); }
--- exit 0
--- stdout
2


=== string kept beyond a shorter one
--- program
BEGIN { $s = "abcdef"; $s = "xy"; print($s); exit(); }
--- exit 0
--- stdout
xy


=== bswap of 8 bits
--- program
BEGIN { print(bswap((uint8)0x12)); exit(); }
--- exit 0
--- stdout
18


=== bswap of 16 bits
--- program
BEGIN { printf("%x\n", bswap((uint16)0x1234)); exit(); }
--- exit 0
--- stdout
3412


=== bswap of 32 bits
--- program
BEGIN { printf("%x\n", bswap((uint32)0x12345678)); exit(); }
--- exit 0
--- stdout
78563412


=== bswap of 64 bits
--- program
BEGIN { printf("%lx\n", bswap((uint64)0x1122334455667788)); exit(); }
--- exit 0
--- stdout
8877665544332211


