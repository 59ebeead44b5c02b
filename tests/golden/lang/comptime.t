# SPDX-License-Identifier: GPL-2.0-or-later
# What is decided while the program is compiled.
--- options -q

=== comptime of a constant
--- program
BEGIN { print(comptime (2 + 3)); print(comptime "text"); exit(); }
--- exit 0
--- stdout
5
text


=== comptime if
--- program
BEGIN { if comptime (1 == 2) { print("a") } else { print("b") } exit(); }
--- exit 0
--- stdout
b


=== else if
--- program
BEGIN { if comptime (1 == 2) { print("a") } else if (3 == 3) { print("b") } else { print("c") } exit(); }
--- exit 0
--- stdout
b


=== comptime before if
--- program
BEGIN { comptime if (true) { print("a") } else { print("b") } exit(); }
--- exit 0
--- stdout
a


=== the branch that is not taken need not have types that fit
--- program
macro half(x) { if comptime is_integer(x) { x / 2 } else { "no number" } } BEGIN { print(half(9)); print(half("nine")); exit(); }
--- exit 0
--- stdout
4
no number


=== as a statement
--- program
macro show(x) { if comptime is_str(x) { printf("text %s\n", x); } else { printf("number %d\n", x); } } BEGIN { show("a"); show(7); exit(); }
--- exit 0
--- stdout
text a
number 7


=== is_str and the others
--- program
BEGIN { $s = "a"; $n = 1; $p = (int8 *)0; $t = (1, 2); print((is_str($s), is_str($n), is_integer($n), is_integer($s), is_ptr($p), is_ptr($n))); print((is_integer($t), is_str($t.0))); exit(); }
--- exit 0
--- stdout
(true, false, true, false, true, false)
(false, false)


=== is_array
--- program
BEGIN { $a = (uint8[4])1; print((is_array($a), is_array($a[0]), is_integer($a[0]))); exit(); }
--- exit 0
--- stdout
(true, false, true)


=== is_unsigned_integer
--- program
BEGIN { print((is_unsigned_integer((uint32)1), is_unsigned_integer((int32)1), is_unsigned_integer("a"), is_unsigned_integer(pid))); exit(); }
--- exit 0
--- stdout
(true, false, false, true)


=== is_literal
--- program
BEGIN { $x = 1; print((is_literal(1), is_literal(-1), is_literal("a"), is_literal(true), is_literal($x), is_literal(1 + 1), is_literal($1))); exit(); }
--- exit 0
--- stdout
(true, true, true, true, false, false, true)


=== what is asked about is not evaluated
--- program
BEGIN { $x = 1; print(is_integer({ $x++; $x })); print($x); exit(); }
--- exit 0
--- stdout
true
1


=== typeinfo
--- program
BEGIN { $s = "abc"; print(typeinfo(pid)); print(typeinfo($s)); print(typeinfo((int16)1)); print(typeinfo((uint8 *)1).1); exit(); }
--- exit 0
--- stdout
{ .btf_id = 0, .base_ty = int, .full_ty = uint32 }
{ .btf_id = 0, .base_ty = string, .full_ty = string[4] }
{ .btf_id = 0, .base_ty = int, .full_ty = int16 }
pointer


=== typeinfo of maps
--- program
BEGIN { @n = count(); @s[1] = "a"; print(typeinfo(@n).1); print(typeinfo(@s[1]).1); exit(); }
--- exit 0
--- stdout
count_t
string


@n: 1
@s[1]: a
=== types are compared
--- program
macro same(a, b) { typeinfo(a) == typeinfo(b) } BEGIN { print((same(pid, tid), same(pid, uid), same("ab", "cd"), same("a", 1))); if comptime (typeinfo(pid) != typeinfo(uid)) { print("differ"); } exit(); }
--- exit 0
--- stdout
(true, false, true, false)
differ


=== typeinfo().1 is known at compile time
--- program
BEGIN { $x = 5; if comptime (typeinfo($x).1 == "int") { print("int"); } else { print($x.nothing); } exit(); }
--- exit 0
--- stdout
int


=== typeof
--- program
BEGIN { $x = (uint8)200; let $y : typeof($x) = 7; print(sizeof(typeof($x))); print((typeof($x))1000); print(typeinfo($y).2); exit(); }
--- exit 0
--- stdout
1
232
uint8


=== static_assert holds
--- program
BEGIN { static_assert(sizeof(uint64) == 8, "odd machine"); static_assert(1 < 2); print("fine"); exit(); }
--- exit 0
--- stdout
fine


=== fail where the program cannot come
--- program
BEGIN { if (1 == 2) { fail("never"); } if comptime (false) { fail("never"); } print("fine"); exit(); }
--- exit 0
--- stdout
fine


=== assert holds
--- program
BEGIN { $x = 1; assert($x == 1, "x"); print("fine"); exit(); }
--- exit 0
--- stdout
fine


=== assert does not hold
--- program
BEGIN { $x = 2; assert($x == 1, "x is not one"); print("not here"); exit(); }
END { print("end"); }
--- exit 1
--- stderr
stdin:1:17: ERROR: assert failed: x is not one
=== assert_str
--- program
BEGIN { assert_str("a"); assert_str(comm); print("fine"); exit(); }
--- exit 0
--- stdout
fine


=== default_str_length
--- program
BEGIN { print((default_str_length, default_str_length())); exit(); }
--- exit 0
--- stdout
(1024, 1024)


=== default_str_length as configured
--- program
config = { max_strlen = 100; } BEGIN { print(default_str_length); exit(); }
--- exit 0
--- stdout
100


=== a macro of the script goes before that of the library
--- program
macro assert(x, y) { print("mine"); } BEGIN { assert(false, "theirs"); exit(); }
--- exit 0
--- stdout
mine


=== $# in a condition
--- options -q
--- arguments 1 two
--- program
BEGIN { if ($# != 2) { fail("two arguments are needed, not %d", $#); } print($#); exit(); }
--- exit 0
--- stdout
2


