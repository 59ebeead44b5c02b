# SPDX-License-Identifier: GPL-2.0-or-later
# Flags and conversions of printf.
--- options -q

=== d
--- program
BEGIN { printf("%d\n", 42); exit(); }
--- exit 0
--- stdout
42


=== i
--- program
BEGIN { printf("%i\n", -42); exit(); }
--- exit 0
--- stdout
-42


=== u
--- program
BEGIN { printf("%u\n", 42); exit(); }
--- exit 0
--- stdout
42


=== ld
--- program
BEGIN { printf("%ld\n", -5000000000); exit(); }
--- exit 0
--- stdout
-5000000000


=== lld
--- program
BEGIN { printf("%lld\n", 5000000000); exit(); }
--- exit 0
--- stdout
5000000000


=== lu
--- program
BEGIN { printf("%lu\n", (uint64)18446744073709551615); exit(); }
--- exit 0
--- stdout
18446744073709551615


=== hhd
--- program
BEGIN { printf("%hhd\n", 255); exit(); }
--- exit 0
--- stdout
-1


=== hhu
--- program
BEGIN { printf("%hhu\n", 511); exit(); }
--- exit 0
--- stdout
255


=== hd
--- program
BEGIN { printf("%hd\n", 65535); exit(); }
--- exit 0
--- stdout
-1


=== hu
--- program
BEGIN { printf("%hu\n", 65537); exit(); }
--- exit 0
--- stdout
1


=== x
--- program
BEGIN { printf("%x\n", 255); exit(); }
--- exit 0
--- stdout
ff


=== X
--- program
BEGIN { printf("%X\n", 255); exit(); }
--- exit 0
--- stdout
FF


=== lx
--- program
BEGIN { printf("%lx\n", 0x123456789a); exit(); }
--- exit 0
--- stdout
123456789a


=== llx
--- program
BEGIN { printf("%llx\n", 0x123456789a); exit(); }
--- exit 0
--- stdout
123456789a


=== o
--- program
BEGIN { printf("%o\n", 64); exit(); }
--- exit 0
--- stdout
100


=== c
--- program
BEGIN { printf("%c%c\n", 65, 66); exit(); }
--- exit 0
--- stdout
AB


=== s
--- program
BEGIN { printf("%s\n", "abc"); exit(); }
--- exit 0
--- stdout
abc


=== p
--- program
BEGIN { printf("%p\n", 4096); exit(); }
--- exit 0
--- stdout
0x1000


=== percent
--- program
BEGIN { printf("100%%\n"); exit(); }
--- exit 0
--- stdout
100%


=== width
--- program
BEGIN { printf("[%5d]\n", 42); exit(); }
--- exit 0
--- stdout
[   42]


=== left
--- program
BEGIN { printf("[%-5d]\n", 42); exit(); }
--- exit 0
--- stdout
[42   ]


=== zero flag
--- program
BEGIN { printf("[%05d]\n", 42); exit(); }
--- exit 0
--- stdout
[00042]


=== zero flag, negative
--- program
BEGIN { printf("[%05d]\n", -42); exit(); }
--- exit 0
--- stdout
[-0042]


=== plus flag
--- program
BEGIN { printf("[%+d]\n", 42); exit(); }
--- exit 0
--- stdout
[+42]


=== space flag
--- program
BEGIN { printf("[% d]\n", 42); exit(); }
--- exit 0
--- stdout
[ 42]


=== alternate hexadecimal
--- program
BEGIN { printf("[%#x]\n", 255); exit(); }
--- exit 0
--- stdout
[0xff]


=== alternate octal
--- program
BEGIN { printf("[%#o]\n", 8); exit(); }
--- exit 0
--- stdout
[010]


=== width of hexadecimal
--- program
BEGIN { printf("[%08x]\n", 0xbeef); exit(); }
--- exit 0
--- stdout
[0000beef]


=== string width
--- program
BEGIN { printf("[%6s]\n", "abc"); exit(); }
--- exit 0
--- stdout
[   abc]


=== string left
--- program
BEGIN { printf("[%-6s]\n", "abc"); exit(); }
--- exit 0
--- stdout
[abc   ]


=== string precision
--- program
BEGIN { printf("[%.2s]\n", "abc"); exit(); }
--- exit 0
--- stdout
[ab]


=== string width and precision
--- program
BEGIN { printf("[%5.2s]\n", "abc"); exit(); }
--- exit 0
--- stdout
[   ab]


=== integer precision
--- program
BEGIN { printf("[%.4d]\n", 42); exit(); }
--- exit 0
--- stdout
[0042]


=== many arguments
--- program
BEGIN { printf("%d %s %x %c|\n", 1, "two", 3, 52); exit(); }
--- exit 0
--- stdout
1 two 3 4|


=== no arguments
--- program
BEGIN { printf("plain\n"); exit(); }
--- exit 0
--- stdout
plain


=== no newline
--- program
BEGIN { printf("a"); printf("b\n"); exit(); }
--- exit 0
--- stdout
ab


=== tab and newline
--- program
BEGIN { printf("a\tb\nc\n"); exit(); }
--- exit 0
--- stdout
a	b
c


=== colour
--- program
BEGIN { printf("\033[31mred\033[0m\n"); exit(); }
--- exit 0
--- stdout
[31mred[0m


=== of a map
--- program
BEGIN { @x = 5; printf("%d\n", @x); exit(); }
--- exit 0
--- stdout
5


@x: 5
=== of a keyed map
--- program
BEGIN { @x["k"] = 5; printf("%d\n", @x["k"]); exit(); }
--- exit 0
--- stdout
5


@x[k]: 5
=== bool as integer
--- program
BEGIN { printf("%d\n", true); exit(); }
--- exit 0
--- stdout
1


=== string in a column
--- program
BEGIN { printf("%-6d %-8s %s\n", 12, "ab", "end"); exit(); }
--- exit 0
--- stdout
12     ab       end


=== d of 32 bits
--- program
BEGIN { $x = (int32)-7; printf("%d\n", $x); exit(); }
--- exit 0
--- stdout
-7


=== u of 8 bits
--- program
BEGIN { $x = (uint8)200; printf("%u\n", $x); exit(); }
--- exit 0
--- stdout
200


=== size modifier z
--- program
BEGIN { printf("%zu\n", 5); exit(); }
--- exit 0
--- stdout
5


=== precision of a string
--- program
BEGIN { printf("%.3s|\n", "hello"); exit(); }
--- exit 0
--- stdout
hel|


=== width and precision of a string
--- program
BEGIN { printf("%5.2s|%-5.1s|\n", "xyz", "abc"); exit(); }
--- exit 0
--- stdout
   xy|a    |


=== gfp flags: kernel
--- program
BEGIN { printf("%gr\n", 0xcc0); exit(); }
--- exit 0
--- stdout
GFP_KERNEL


=== gfp flags: two
--- program
BEGIN { printf("%gr\n", 0x822); exit(); }
--- exit 0
--- stdout
GFP_ATOMIC|__GFP_HIGHMEM


=== gfp flags: none
=== %s of a tuple, a named tuple and an array
--- program
BEGIN { printf("%s %s %s|%12s|\n", (1, "a"), (x = 1), (uint8[2])(uint16)5, (1, 2)); exit(); }
--- exit 0
--- stdout
(1, a) { .x = 1 } [5,0]|      (1, 2)|


=== %s and %d of bool
--- program
BEGIN { printf("%s %s %d %d\n", true, !true, true, !5); exit(); }
--- exit 0
--- stdout
true false 1 0


=== %s of a struct
--- program
struct S { uint8 a; uint8 b[3]; }; BEGIN { printf("%s|%-30s|\n", (struct S)(uint8[4])(uint32)0x04030201, (struct S)(uint8[4])(uint32)5); exit(); }
--- exit 0
--- stdout
{ .a = 1, .b = [2,3,4] }|{ .a = 5, .b = [0,0,0] }      |


=== gfp flags: zeroed
--- program
BEGIN { printf("%gr\n", 0xdc0); exit(); }
--- exit 0
--- stdout
GFP_KERNEL|__GFP_ZERO


=== gfp flags: parts of GFP_KERNEL
--- program
BEGIN { printf("%gr\n", 0x4c0); exit(); }
--- exit 0
--- stdout
__GFP_IO|__GFP_FS|__GFP_DIRECT_RECLAIM


=== gfp flags: unknown bits
--- program
BEGIN { printf("%gr\n", 0x8000cc0); exit(); }
--- exit 0
--- stdout
GFP_KERNEL|0x8000000


=== gfp flags: huge pages
--- program
BEGIN { printf("%gr\n", 0x1c24ca); exit(); }
--- exit 0
--- stdout
GFP_TRANSHUGE


=== gfp flags: user
--- program
BEGIN { printf("%gr\n", 0x500cc0); exit(); }
--- exit 0
--- stdout
GFP_USER|__GFP_ACCOUNT


=== gfp flags in a field of a width
--- program
BEGIN { printf("%12gr|%-12gr|\n", 0xcc0, 1); exit(); }
--- exit 0
--- stdout
  GFP_KERNEL|GFP_DMA     |


=== gfp flags of a string
--- program
BEGIN { printf("%gr\n", "a"); exit(); }
--- exit 1
=== %r of a buffer
--- needs kernel-memory
--- program
BEGIN { $b = buf((uint8[4])(uint32)0x000a4241, 3); printf("%r|%rx|%rh|%s|%8r|\n", $b, $b, $b, $b, $b); exit(); }
--- exit 0
--- stdout
AB\x0a|\x41\x42\x0a|41 42 0a|AB\x0a|  AB\x0a|


