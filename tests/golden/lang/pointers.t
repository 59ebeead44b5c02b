# SPDX-License-Identifier: GPL-2.0-or-later
# Addresses of variables and maps, and what is read through them.
--- options -q

=== a variable, as it is when it is read
--- program
BEGIN { $x = 1; $p = &$x; print(*$p); $x = 500; print(*$p); exit(); }
--- exit 0
--- stdout
1
500


=== a map without a key, an element, one that is not there
--- program
BEGIN { @x = 7; $p = &@x; print(*$p); @x++; print(*&@x);
	@m["a"] = 5; print(*&@m["a"]); print((uint64)&@m["b"]); clear(@x); clear(@m); exit(); }
--- exit 0
--- stdout
7
8
5
0




=== a string, short and long, also as a key
--- program
BEGIN { $s = "hello"; $p = &$s; print(*$p); @[*$p] = 1;
	$l = "a string that is longer than sixty-four bytes, so that it lies in scratch memory";
	$q = &$l; print(*$q); $l = "short"; print(*$q); @[*$q] = 2; print(@["short"]); clear(@); exit(); }
--- exit 0
--- stdout
hello
a string that is longer than sixty-four bytes, so that it lies in scratch memory
short
@[short]: 2



=== a tuple and its elements
--- program
BEGIN { $t = (1, "ab"); $p = &$t; print(*$p); print((*$p).1); print((*$p).0 + 1); exit(); }
--- exit 0
--- stdout
(1, ab)
ab
2


=== bytes of it, by a cast and an index
--- program
BEGIN { $x = 0x11223344; $b = (uint8 *)&$x; printf("%x %x %x\n", $b[0], $b[1], *($b + 3)); exit(); }
--- exit 0
--- stdout
44 33 11


=== given to a macro and to a function
--- program
macro get(p) { *p }
macro next_of($p) { *$p + 1 }
fn twice($p : uint64 *) : uint64 { return *$p * 2; }
BEGIN { $x = (uint64)21; $p = &$x; print((get(&$x), next_of($p), twice(&$x))); exit(); }
--- exit 0
--- stdout
(21, 22, 42)


=== kept in a map; a condition; its type
--- program
BEGIN { $x = (uint8)5; @p = &$x; print(*@p); if (&$x) { print("somewhere"); }
	print(typeinfo(&$x)); clear(@p); exit(); }
--- exit 0
--- stdout
5
somewhere
{ .btf_id = 0, .base_ty = pointer, .full_ty = uint8 * }



=== an address where nothing is reads as zero
--- program
BEGIN { $x = 1; $p = &$x; print(*($p + 0x1000000000000)); exit(); }
--- exit 0
--- stdout
0


