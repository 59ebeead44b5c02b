# SPDX-License-Identifier: GPL-2.0-or-later
# What is wrong with functions and their calls.
--- options --tracefs tracefs --dump=asm

=== too few arguments
--- program
fn f($a : int64, $b : int64) : int64 { return $a; } BEGIN { print(f(1)); exit(); }
--- exit 1
--- stderr
stdin:1:67: ERROR: f() takes 2 arguments (1 provided)
fn f($a : int64, $b : int64) : int64 { return $a; } BEGIN { print(f(1)); exit(); }
                                                                  ~~~~
stdin:1:1: NOTE: this is the function
fn f($a : int64, $b : int64) : int64 { return $a; } BEGIN { print(f(1)); exit(); }
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== an argument of another type
--- program
fn f($a : int64) : int64 { return $a; } BEGIN { print(f("a")); exit(); }
--- exit 1
--- stderr
stdin:1:57: ERROR: type mismatch for $a: trying to assign a value of type 'string[2]' when the variable contains a value of type 'int64'
fn f($a : int64) : int64 { return $a; } BEGIN { print(f("a")); exit(); }
                                                        ~~~
stdin:1:6: NOTE: $a is 'int64' from here
fn f($a : int64) : int64 { return $a; } BEGIN { print(f("a")); exit(); }
     ~~~~~~~~~~
=== a result of another type
--- program
fn f($a : int64) : string { return $a; } BEGIN { print(f(1)); exit(); }
--- exit 1
--- stderr
stdin:1:56: ERROR: f() returns 'string[1024]', not 'int64'
fn f($a : int64) : string { return $a; } BEGIN { print(f(1)); exit(); }
                                                       ~~~~
stdin:1:36: NOTE: in function f()
fn f($a : int64) : string { return $a; } BEGIN { print(f(1)); exit(); }
                                   ~~
=== a value, but no type
--- program
fn f($a : int64) { return $a; } BEGIN { f(1); exit(); }
--- exit 1
--- stderr
stdin:1:41: ERROR: f() returns nothing
fn f($a : int64) { return $a; } BEGIN { f(1); exit(); }
                                        ~~~~
stdin:1:20: NOTE: in function f()
fn f($a : int64) { return $a; } BEGIN { f(1); exit(); }
                   ~~~~~~~~~
HINT: give it a type: fn f(…) : TYPE { … }
=== a type, but no value
--- program
fn f($a : int64) : int64 { return; } BEGIN { print(f(1)); exit(); }
--- exit 1
--- stderr
stdin:1:52: ERROR: f() returns a value
fn f($a : int64) : int64 { return; } BEGIN { print(f(1)); exit(); }
                                                   ~~~~
stdin:1:28: NOTE: in function f()
fn f($a : int64) : int64 { return; } BEGIN { print(f(1)); exit(); }
                           ~~~~~~
HINT: return VALUE; is missing its value in f()
=== the value of nothing
--- program
fn f($a : int64) { print($a); } BEGIN { $x = f(1); exit(); }
--- exit 1
--- stderr
stdin:1:46: ERROR: the expression has no value
fn f($a : int64) { print($a); } BEGIN { $x = f(1); exit(); }
                                             ~~~~
HINT: a function returns its value; that of a block or macro is its last expression, without a ';'
=== it calls itself
--- program
fn f($a : int64) : int64 { return f($a - 1); } BEGIN { print(f(3)); exit(); }
--- exit 1
--- stderr
stdin:1:62: ERROR: function f() calls itself: f > f
fn f($a : int64) : int64 { return f($a - 1); } BEGIN { print(f(3)); exit(); }
                                                             ~~~~
stdin:1:35: NOTE: in function f()
fn f($a : int64) : int64 { return f($a - 1); } BEGIN { print(f(3)); exit(); }
                                  ~~~~~~~~~
=== break outside of a loop
--- program
fn f() { break; } BEGIN { for ($i : 0..3) { f(); } exit(); }
--- exit 1
--- stderr
stdin:1:45: ERROR: break used outside of a loop
fn f() { break; } BEGIN { for ($i : 0..3) { f(); } exit(); }
                                            ~~~
stdin:1:10: NOTE: in function f()
fn f() { break; } BEGIN { for ($i : 0..3) { f(); } exit(); }
         ~~~~~
=== an unknown type
--- program
fn f($a : struct nothing_like_it *) { print($a); } BEGIN { f(1); exit(); }
--- exit 1
--- stderr
stdin:1:11: ERROR: unknown struct/union: 'struct nothing_like_it'
fn f($a : struct nothing_like_it *) { print($a); } BEGIN { f(1); exit(); }
          ~~~~~~~~~~~~~~~~~~~~~~~~
stdin:1:60: ERROR: undefined or undeclared variable: $a
fn f($a : struct nothing_like_it *) { print($a); } BEGIN { f(1); exit(); }
                                                           ~~~~
stdin:1:45: NOTE: in function f()
fn f($a : struct nothing_like_it *) { print($a); } BEGIN { f(1); exit(); }
                                            ~~
=== the caller's variable
--- program
fn f() : int64 { return $x; } BEGIN { $x = 1; print(f()); exit(); }
--- exit 1
--- stderr
stdin:1:53: ERROR: undefined or undeclared variable: $x
fn f() : int64 { return $x; } BEGIN { $x = 1; print(f()); exit(); }
                                                    ~~~
stdin:1:25: NOTE: in function f()
fn f() : int64 { return $x; } BEGIN { $x = 1; print(f()); exit(); }
                        ~~
=== defined twice
--- program
fn f() { exit(); } macro f() { 1 } BEGIN { f(); }
--- exit 1
--- stderr
stdin:1:20: ERROR: f() is defined twice
fn f() { exit(); } macro f() { 1 } BEGIN { f(); }
                   ~~~~~~~~~~~~~~~
stdin:1:1: NOTE: this is the first definition
fn f() { exit(); } macro f() { 1 } BEGIN { f(); }
~~~~~~~~~~~~~~~~~~
=== a function that nobody calls is checked too
--- program
fn f($a : int64) : int64 { return $a + "x"; } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:38: ERROR: type mismatch for '+': 'int64' and 'string[2]'
fn f($a : int64) : int64 { return $a + "x"; } BEGIN { exit(); }
                                     ^
=== the name of a builtin function
--- program
fn str($a : int64) : int64 { return $a; } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: str() is a builtin function
fn str($a : int64) : int64 { return $a; } BEGIN { exit(); }
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
