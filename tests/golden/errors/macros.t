# SPDX-License-Identifier: GPL-2.0-or-later
# What is wrong with macros and their calls.
--- options --tracefs tracefs --dump=asm

=== too many arguments
--- program
macro set($x) { $x += 1; $x } BEGIN { $a = 1; set($a, 1); exit(); }
--- exit 1
--- stderr
stdin:1:47: ERROR: set() takes 1 argument (2 provided)
macro set($x) { $x += 1; $x } BEGIN { $a = 1; set($a, 1); exit(); }
                                              ~~~~~~~~~~
stdin:1:1: NOTE: this is the macro
macro set($x) { $x += 1; $x } BEGIN { $a = 1; set($a, 1); exit(); }
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== none
--- program
macro set($x) { $x += 1; $x } BEGIN { $z = set; exit(); }
--- exit 1
--- stderr
stdin:1:44: ERROR: set() takes 1 argument (0 provided)
macro set($x) { $x += 1; $x } BEGIN { $z = set; exit(); }
                                           ~~~
stdin:1:1: NOTE: this is the macro
macro set($x) { $x += 1; $x } BEGIN { $z = set; exit(); }
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== an expression for a variable
--- program
macro set($x) { $x += 1; } BEGIN { set(1 + 1); exit(); }
--- exit 1
--- stderr
stdin:1:40: ERROR: set() expects a variable for $x
macro set($x) { $x += 1; } BEGIN { set(1 + 1); exit(); }
                                       ~~~~~
stdin:1:11: NOTE: this is the parameter
macro set($x) { $x += 1; } BEGIN { set(1 + 1); exit(); }
          ~~
=== a map for a variable
--- program
macro set($x) { $x += 1; } BEGIN { @a = 1; set(@a); exit(); }
--- exit 1
--- stderr
stdin:1:48: ERROR: set() expects a variable for $x
macro set($x) { $x += 1; } BEGIN { @a = 1; set(@a); exit(); }
                                               ~~
stdin:1:11: NOTE: this is the parameter
macro set($x) { $x += 1; } BEGIN { @a = 1; set(@a); exit(); }
          ~~
=== an element for a map
--- program
macro set(@x) { @x = 1; } BEGIN { @a[1] = 1; set(@a[1]); exit(); }
--- exit 1
--- stderr
stdin:1:50: ERROR: set() expects a map for @x
macro set(@x) { @x = 1; } BEGIN { @a[1] = 1; set(@a[1]); exit(); }
                                                 ~~~~~
stdin:1:11: NOTE: this is the parameter
macro set(@x) { @x = 1; } BEGIN { @a[1] = 1; set(@a[1]); exit(); }
          ~~
=== a parameter by value handed on as a variable
--- program
macro inc($x) { $x += 1; } macro m(y) { inc(y); } BEGIN { $a = 1; m($a); exit(); }
--- exit 1
--- stderr
stdin:1:69: ERROR: inc() expects a variable for $x
macro inc($x) { $x += 1; } macro m(y) { inc(y); } BEGIN { $a = 1; m($a); exit(); }
                                                                    ~~
stdin:1:11: NOTE: this is the parameter
macro inc($x) { $x += 1; } macro m(y) { inc(y); } BEGIN { $a = 1; m($a); exit(); }
          ~~
=== a map that was not given
--- program
macro m() { @x++ } BEGIN { @x = 1; m(); exit(); }
--- exit 1
--- stderr
stdin:1:36: ERROR: a macro can use only the maps that it is given, not @x
macro m() { @x++ } BEGIN { @x = 1; m(); exit(); }
                                   ~~~
stdin:1:13: NOTE: in macro m()
macro m() { @x++ } BEGIN { @x = 1; m(); exit(); }
            ~~
HINT: make it a parameter: macro m(@x)
=== a variable that was not given
--- program
macro m() { $x + 1 } BEGIN { $x = 1; print(m()); exit(); }
--- exit 1
--- stderr
stdin:1:44: ERROR: undefined or undeclared variable: $x
macro m() { $x + 1 } BEGIN { $x = 1; print(m()); exit(); }
                                           ~~~
stdin:1:13: NOTE: in macro m()
macro m() { $x + 1 } BEGIN { $x = 1; print(m()); exit(); }
            ~~
=== a parameter declared again
--- program
macro m($x) { let $x; $x } BEGIN { $y = 1; m($y); exit(); }
--- exit 1
--- stderr
stdin:1:44: ERROR: let declares the parameter $x again
macro m($x) { let $x; $x } BEGIN { $y = 1; m($y); exit(); }
                                           ~~~~~
stdin:1:15: NOTE: in macro m()
macro m($x) { let $x; $x } BEGIN { $y = 1; m($y); exit(); }
              ~~~~~~
=== an assignment to an expression
--- program
macro m(x) { x = 1; } BEGIN { m(1); exit(); }
--- exit 1
--- stderr
stdin:1:14: ERROR: only a map or a variable can be assigned to
macro m(x) { x = 1; } BEGIN { m(1); exit(); }
             ^
HINT: did you mean $x or @x?
=== no value
--- program
macro m($x) { $x += 1; } BEGIN { $y = 1; $z = m($y); exit(); }
--- exit 1
--- stderr
stdin:1:47: ERROR: the expression has no value
macro m($x) { $x += 1; } BEGIN { $y = 1; $z = m($y); exit(); }
                                              ~~~~~
HINT: a function returns its value; that of a block or macro is its last expression, without a ';'
=== it calls itself
--- program
macro m(x) { x + m(x) } BEGIN { print(m(1)); exit(); }
--- exit 1
--- stderr
stdin:1:39: ERROR: macro m() calls itself: m > m
macro m(x) { x + m(x) } BEGIN { print(m(1)); exit(); }
                                      ~~~~
stdin:1:18: NOTE: in macro m()
macro m(x) { x + m(x) } BEGIN { print(m(1)); exit(); }
                 ~~~~
=== they call each other
--- program
macro a(x) { b(x) } macro b(x) { c(x) } macro c(x) { a(x) } BEGIN { print(a(1)); exit(); }
--- exit 1
--- stderr
stdin:1:75: ERROR: macro a() calls itself: a > b > c > a
macro a(x) { b(x) } macro b(x) { c(x) } macro c(x) { a(x) } BEGIN { print(a(1)); exit(); }
                                                                          ~~~~
stdin:1:14: NOTE: in macro a()
macro a(x) { b(x) } macro b(x) { c(x) } macro c(x) { a(x) } BEGIN { print(a(1)); exit(); }
             ~~~~
stdin:1:34: NOTE: in macro b()
macro a(x) { b(x) } macro b(x) { c(x) } macro c(x) { a(x) } BEGIN { print(a(1)); exit(); }
                                 ~~~~
stdin:1:54: NOTE: in macro c()
macro a(x) { b(x) } macro b(x) { c(x) } macro c(x) { a(x) } BEGIN { print(a(1)); exit(); }
                                                     ~~~~
=== defined twice
--- program
macro m($x) { 1 } macro m($y) { 2 } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:19: ERROR: m() is defined twice
macro m($x) { 1 } macro m($y) { 2 } BEGIN { exit(); }
                  ~~~~~~~~~~~~~~~~~
stdin:1:1: NOTE: this is the first definition
macro m($x) { 1 } macro m($y) { 2 } BEGIN { exit(); }
~~~~~~~~~~~~~~~~~
=== the second would never be called
--- program
macro m(x) { 1 } macro m($x) { 2 } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: m() is defined twice
macro m(x) { 1 } macro m($x) { 2 } BEGIN { exit(); }
                 ~~~~~~~~~~~~~~~~~
stdin:1:1: NOTE: this is the first definition
macro m(x) { 1 } macro m($x) { 2 } BEGIN { exit(); }
~~~~~~~~~~~~~~~~
=== a parameter twice
--- program
macro m($x, $x) { 1 } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:13: ERROR: parameter $x is there twice
macro m($x, $x) { 1 } BEGIN { exit(); }
            ~~
=== an error in the body points at the call
--- program
macro m(x) {
	x + "a"
}
BEGIN { print(m(1)); exit(); }
--- exit 1
--- stderr
stdin:4:15: ERROR: type mismatch for '+': 'int64' and 'string[2]'
BEGIN { print(m(1)); exit(); }
              ~~~~
stdin:2:4: NOTE: in macro m()
	x + "a"
	  ^
=== an error in an argument is there
--- program
macro m(x) { x }
BEGIN { print(m(1 + "a")); exit(); }
--- exit 1
--- stderr
stdin:2:19: ERROR: type mismatch for '+': 'int64' and 'string[2]'
BEGIN { print(m(1 + "a")); exit(); }
                  ^
=== an error two calls down
--- program
macro low(x) { ksym(x) }
macro high(y) { low(y) }
BEGIN { print(high("a")); exit(); }
--- exit 1
--- stderr
stdin:3:20: ERROR: ksym() expects an address, not 'string[2]'
BEGIN { print(high("a")); exit(); }
                   ~~~
=== a program that grows too long
--- program
macro a(x) { x+x+x+x+x+x+x+x+x+x } BEGIN { print(a(a(a(a(a(a(a(1)))))))); exit(); }
--- exit 1
--- stderr
stdin:1:54: ERROR: a() is too much: macros and functions make this program too long
macro a(x) { x+x+x+x+x+x+x+x+x+x } BEGIN { print(a(a(a(a(a(a(a(1)))))))); exit(); }
                                                     ~~~~~~~~~~~~~~~~
=== an unknown function in a macro
--- program
macro m(x) { nothing(x) } BEGIN { m(1); exit(); }
--- exit 1
--- stderr
stdin:1:35: ERROR: unknown function: 'nothing'
macro m(x) { nothing(x) } BEGIN { m(1); exit(); }
                                  ~~~~
stdin:1:14: NOTE: in macro m()
macro m(x) { nothing(x) } BEGIN { m(1); exit(); }
             ~~~~~~~
=== a type for a value
--- program
macro m(x) { x + 1 } BEGIN { print(m(typeof(uint32))); exit(); }
--- exit 1
--- stderr
stdin:1:38: ERROR: a type is no value
macro m(x) { x + 1 } BEGIN { print(m(typeof(uint32))); exit(); }
                                     ~~~~~~~~~~~~~~
HINT: as an argument, typeof() is for macros that use it as a type
=== a type for a function
--- program
BEGIN { print(typeof(uint32)); exit(); }
--- exit 1
--- stderr
stdin:1:15: ERROR: a type is no value
BEGIN { print(typeof(uint32)); exit(); }
              ~~~~~~~~~~~~~~
HINT: as an argument, typeof() is for macros that use it as a type
