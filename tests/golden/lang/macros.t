# SPDX-License-Identifier: GPL-2.0-or-later
# macro: copies of its body in place of the calls.
--- options -q

=== a macro without parameters
--- program
macro one() { 1 } BEGIN { print(one()); exit(); }
--- exit 0
--- stdout
1


=== its bare name is a call
--- program
macro one() { $x = 1; $x } BEGIN { $a = one; print($a); exit(); }
--- exit 0
--- stdout
1


=== an expression parameter
--- program
macro plus1(x) { x + 1 } BEGIN { $a = 10; @m = 20; print((plus1($a), plus1(1 + 1), plus1(@m))); exit(); }
--- exit 0
--- stdout
(11, 3, 21)


@m: 20
=== an expression is evaluated wherever its name is
--- program
macro thrice(x) { x; x; x; } BEGIN { thrice({ printf("hi ") }); exit(); }
--- exit 0
--- stdout
hi hi hi 

=== an expression with an effect has it each time
--- program
macro sum2(x) { $y = x + 1; $z = x + 2; $y + $z } BEGIN { $y = 2; print(sum2({ $y += 1; $y })); exit(); }
--- exit 0
--- stdout
10


=== an expression bound to a variable is evaluated once
--- program
macro twice(x) { let $x = x; $x + $x } BEGIN { $n = 0; print(twice({ $n++; $n })); print($n); exit(); }
--- exit 0
--- stdout
2
1


=== a variable is changed in place
--- program
macro inc($x) { $x += 1; } BEGIN { $a = 1; inc($a); inc($a); print($a); exit(); }
--- exit 0
--- stdout
3


=== a variable changed, and a value
--- program
macro inc($x) { $x += 1; $x } BEGIN { $a = 1; $b = inc($a); print(($a, $b)); exit(); }
--- exit 0
--- stdout
(2, 2)


=== a variable for an expression is not changed
--- program
macro read(x) { x } BEGIN { $a = 7; print(read($a)); exit(); }
--- exit 0
--- stdout
7


=== a map
--- program
macro each($a, @b) { $a += 1; @b += 1; } BEGIN { $x = 10; @y = 5; each($x, @y); print($x + @y); exit(); }
--- exit 0
--- stdout
17


@y: 6
=== a map with keys
--- program
macro set(@m, k) { @m[k] = 2; @m[k + 1] } BEGIN { @a[1] = 1; @a[2] = 9; print(set(@a, 1)); exit(); }
--- exit 0
--- stdout
9


@a[1]: 2
@a[2]: 9
=== a loop over a map
--- program
macro total(@m) { let $sum = 1; for ($kv : @m) { $sum += $kv.1; } $sum } BEGIN { @x[1] = 5; @x[2] = 10; print(total(@x)); clear(@x); exit(); }
--- exit 0
--- stdout
16



=== each call loops over its own map
--- program
macro first(@m) { let $x = 0; for ($kv : @m) { $x = $kv.0; break; } $x } BEGIN { @f[1] = 0; @g[2] = 0; print((first(@f), first(@g))); clear(@f); clear(@g); exit(); }
--- exit 0
--- stdout
(1, 2)




=== variables of a macro are its own
--- program
macro m(x) { $y = x + 1; let $z = $y; $z } BEGIN { $y = 2; $z = m(5); print(($y, $z)); exit(); }
--- exit 0
--- stdout
(2, 6)


=== variables of two calls are their own
--- program
macro m(x) { $t = x; $t } BEGIN { print((m(1), m("two"), m((3, 4)))); exit(); }
--- exit 0
--- stdout
(1, two, (3, 4))


=== an argument names the caller's variable, whatever the macro's are called
--- program
macro m(x) { let $a = 100; x + $a } BEGIN { $a = 1; print(m($a)); exit(); }
--- exit 0
--- stdout
101


=== macros call macros, in any order
--- program
macro add2(x) { x + add1(x) } macro add3(x) { x + add2(x) } macro add1(x) { x + 1 } BEGIN { print(add3(1)); exit(); }
--- exit 0
--- stdout
4


=== statements call statements
--- program
macro a($x) { $x += 1; } macro b($y) { a($y); $y += 1; } macro c($z) { b($z); $z += 1; } BEGIN { $v = 1; c($v); print($v); exit(); }
--- exit 0
--- stdout
4


=== maps and variables are handed on as expressions
--- program
macro inner(a, b) { a + b } macro outer(@b, $x) { inner(@b, $x) } BEGIN { @h = 5; $y = 1; print(outer(@h, $y)); clear(@h); exit(); }
--- exit 0
--- stdout
6



=== a call in an argument
--- program
macro plus1(x) { x + 1 } BEGIN { print(plus1(plus1(plus1(1)))); exit(); }
--- exit 0
--- stdout
4


=== a parameter hides a macro
--- program
macro two() { 2 } macro same(two) { two } BEGIN { print(same(1)); exit(); }
--- exit 0
--- stdout
1


=== by number of arguments
--- program
macro m() { "none" } macro m(x) { "one" } macro m(x, y) { "two" } BEGIN { print((m, m(1), m(1, 2))); exit(); }
--- exit 0
--- stdout
(none, one, two)


=== by kind of argument
--- program
macro m($x) { "variable" } macro m(@x) { "map" } macro m(x) { "expression" } BEGIN { $v = 1; @m = 1; print((m($v), m(@m), m(1), m({ 1; $v }))); clear(@m); exit(); }
--- exit 0
--- stdout
(variable, map, expression, expression)



=== by kinds of several arguments
--- program
macro m($x, y) { "first" } macro m(x, $y) { "second" } BEGIN { $v = 1; print((m($v, 1), m(1, $v))); exit(); }
--- exit 0
--- stdout
(first, second)


=== one takes the place of a builtin function where it fits
--- program
macro strncmp(x) { x * 2 } BEGIN { print((strncmp(4), strncmp("abc", "abd", 2))); exit(); }
--- exit 0
--- stdout
(8, 0)


=== the type of an argument
--- program
macro add(x) { let $y : typeof(x); if (true) { $y = 1 } x + $y } BEGIN { print(add(1)); exit(); }
--- exit 0
--- stdout
2


=== a declaration is zero again each time
--- program
macro m(x) { let $n; if (x == 1) { $n = 5; } $n } BEGIN { for ($i : 0..3) { print(m($i)); } exit(); }
--- exit 0
--- stdout
0
5
0


=== in a filter
--- program
macro yes() { true } macro no() { false } BEGIN /no()/ { print("no"); } BEGIN /yes()/ { print("yes"); exit(); }
--- exit 0
--- stdout
yes


=== return leaves the probe
--- program
macro stop(x) { if (x) { exit(); return; } } BEGIN { stop(0); print("on"); stop(1); print("off"); }
--- exit 0
--- stdout
on


=== break leaves the caller's loop
--- program
macro stop(x) { if (x > 1) { break; } } BEGIN { for ($i : 0..9) { stop($i); print($i); } exit(); }
--- exit 0
--- stdout
0
1


=== strings and tuples
--- program
macro pair(a, b) { (a, b) } BEGIN { $p = pair("x", 3); print($p.0); print(pair($p, 1)); exit(); }
--- exit 0
--- stdout
x
((x, 3), 1)


=== an if as the value
--- program
macro max2(a, b) { let $a = a; let $b = b; if ($a > $b) { $a } else { $b } } BEGIN { print((max2(3, 4), max2(9, 2))); exit(); }
--- exit 0
--- stdout
(4, 9)


=== #define in a macro
--- program
#define TEN 10
macro m(x) { x * TEN } BEGIN { print(m(4)); exit(); }
--- exit 0
--- stdout
40


=== an error message says where the call is
--- program
macro complain(x) { errorf("bad %d", x); } BEGIN { complain(4); exit(); }
--- exit 0
--- stderr
stdin:1:52: ERROR: bad 4
=== aggregates
--- program
macro note(@m, k) { @m[k] = count(); } BEGIN { note(@a, 1); note(@a, 1); note(@a, 2); exit(); }
--- exit 0
--- stdout


@a[2]: 1
@a[1]: 2
=== types as arguments
--- program
struct pair { int a; int b; };
macro sizes(t, u) { sizeof(t) + sizeof(u[2]) } macro at(t) { offsetof(t, b) } macro as(t, x) { (t)x }
macro first(t, x) { let $v : t = x; $v }
BEGIN { print((sizes(typeof(struct pair), typeof(uint64)), at(typeof(struct pair)), as(typeof(uint8), 300 + $1), first(typeof(int16), 7))); $x = (int64)1; print(sizes(typeof($x), typeof(uint16))); exit(); }
--- exit 0
--- stdout
(24, 4, 44, 7)
12


=== typeof of a type
--- program
struct pair { int a; int b; };
BEGIN { print((sizeof(typeof(uint32)), sizeof(typeof(struct pair)), sizeof(typeof(struct pair)[3]), sizeof(typeof(uint32 *)) / sizeof(unsigned long))); let $p : typeof(struct pair *) = 0; print($p); exit(); }
--- exit 0
--- stdout
(4, 8, 24, 1)
0x0


=== a type handed on
--- program
macro inner(t) { sizeof(typeof(t)) } macro outer(t) { inner(t) } BEGIN { print(outer(typeof(uint16))); exit(); }
--- exit 0
--- stdout
2


