# SPDX-License-Identifier: GPL-2.0-or-later
# Comparisons and logic give true or false; computing with these gives numbers.
--- options -q

=== comparisons and logic are printed as truth values
--- program
BEGIN { print(1 == 1); print(pid == 0); print((pid == pid, 1 && 0, pid || 0, !pid, comm != comm, (1, 2) == (1, 2)));
	print(sizeof(pid == 1)); print(typeinfo(1 < 2).full_ty); exit(); }
--- exit 0
--- stdout
true
false
(true, false, true, false, false, true)
1
bool


=== as formatted
--- program
BEGIN { printf("%d %s %x %5d|%u\n", pid == pid, pid == pid, pid == pid, pid == 0, pid == pid); exit(); }
--- exit 0
--- stdout
1 true 1     0|1


=== in maps, as keys and values
--- program
BEGIN { @a = pid == pid; @b[pid == 0, 1] = 2 > 1; @c["x" == "y"] = count(); exit(); }
--- exit 0
--- stdout


@a: true
@b[false, 1]: true
@c[false]: 1
=== computing with them
--- program
BEGIN { $t = pid == pid; print($t + 1); print(-$t); print($t * -3); print(-7 / $t); print($t - 2 < 0);
	print(($t == 1) == true); print((int32)-1 < $t); print(~$t); exit(); }
--- exit 0
--- stdout
2
-1
-3
-7
true
true
true
-2


=== what adds them up is a number
--- program
BEGIN { $n = 0; $n += pid == pid; $n += 1 == 1; print($n); @s += pid == pid; @s += pid == pid; print(@s);
	$b = true; $b--; $b--; print($b); @v = true; @v++; print(@v); @q = sum(pid == pid); print(@q); @m = max(1 == 2); print(@m);
	$c = pid == 0; $c = 7; print($c); clear(@s); clear(@v); clear(@q); clear(@m); exit(); }
--- exit 0
--- stdout
2
@s: 2
-1
@v: 2
@q: 1
@m: 0
7






=== JSON
--- options -q -f json
--- program
BEGIN { print(pid == pid); @a[pid == 0] = pid == pid; exit(); }
--- exit 0
--- stdout
{"type": "value", "data": true}


{"type": "map", "data": {"@a": {"false": true}}}
=== the size of literals and of what only they are stored in
--- program
BEGIN { $x = 1; print(sizeof($x)); $x = -129; print((sizeof(1), sizeof(128), sizeof(-128), sizeof(70000), sizeof(1 << 40)));
	$y = 1; $y++; print(sizeof($y)); $z = 1; $z = pid; print(sizeof($z)); print((sizeof((uint64)5), sizeof(2 * 100)));
	let $w : typeof($x) = 5; print(sizeof($w)); print(typeinfo(18446744073709551615).full_ty); print(typeinfo(-1).full_ty); exit(); }
--- exit 0
--- stdout
2
(1, 2, 1, 4, 8)
8
8
(8, 2)
2
uint64
int8


=== typeinfo by names
--- program
BEGIN { print(typeinfo((uint8)1)); print(typeinfo(pid).base_ty); if comptime (typeinfo(comm).full_ty == "string[16]") { print("comm"); } exit(); }
--- exit 0
--- stdout
{ .btf_id = 0, .base_ty = int, .full_ty = uint8 }
int
comm


=== a declared tuple takes shorter strings and other integers
--- program
BEGIN { let $x : typeof((1, "abc")) = (5, "x"); print($x); let $r : typeof((a = 1, b = "12345678")) = (b = "x", a = (uint8)2);
	print($r); $r = (a = 300, b = "1234567"); print($r); exit(); }
--- exit 0
--- stdout
(5, x)
{ .a = 2, .b = x }
{ .a = 300, .b = 1234567 }


=== a declared tuple takes no longer strings
--- program
BEGIN { let $x : typeof((1, "abc")) = (5, "abcd"); }
--- exit 1
--- stderr
stdin:1:39: ERROR: type mismatch for $x: trying to assign a value of type '(int64,string[5])' when the variable contains a value of type '(int64,string[4])'
BEGIN { let $x : typeof((1, "abc")) = (5, "abcd"); }
                                      ~~~~~~~~~~~
stdin:1:13: NOTE: $x is '(int64,string[4])' from here
BEGIN { let $x : typeof((1, "abc")) = (5, "abcd"); }
            ~~
=== a tuple's type is not written in parentheses
--- program
BEGIN { let $x : (int64, string[4]) = (1, "a"); }
--- exit 1
--- stderr
stdin:1:18: ERROR: syntax error, unexpected (, expected a type
BEGIN { let $x : (int64, string[4]) = (1, "a"); }
                 ^
HINT: a tuple's or record's type is that of a value: typeof((1, "text"))
