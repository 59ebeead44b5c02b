# SPDX-License-Identifier: GPL-2.0-or-later
# What fails while the program is compiled.
--- options --tracefs tracefs --dump=asm

=== fail
--- program
BEGIN { fail("no: %s is %d, or %x", "that", -1, 255); exit(); }
--- exit 1
--- stderr
stdin:1:9: ERROR: no: that is -1, or ff
BEGIN { fail("no: %s is %d, or %x", "that", -1, 255); exit(); }
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== fail with parameters
--- arguments 1 two
--- program
BEGIN { if ($1 < 2) { fail("expected more than 1, got %d (%s)", $1, $2); } exit(); }
--- exit 1
--- stderr
stdin:1:23: ERROR: expected more than 1, got 1 (two)
BEGIN { if ($1 < 2) { fail("expected more than 1, got %d (%s)", $1, $2); } exit(); }
                      ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== fail with what is not known
--- program
BEGIN { fail("pid %d", pid); exit(); }
--- exit 1
--- stderr
stdin:1:24: ERROR: fail() happens at compile time: this is not known then
BEGIN { fail("pid %d", pid); exit(); }
                       ~~~
=== fail without a literal
--- program
BEGIN { $x = "a"; fail($x); exit(); }
--- exit 1
--- stderr
stdin:1:24: ERROR: fail() expects a string literal here
BEGIN { $x = "a"; fail($x); exit(); }
                       ~~
=== static_assert
--- program
BEGIN { static_assert(1 == 2, "one is not two"); exit(); }
--- exit 1
--- stderr
stdin:1:9: ERROR: one is not two
BEGIN { static_assert(1 == 2, "one is not two"); exit(); }
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== static_assert of what is not known
--- program
BEGIN { static_assert(pid == 2, "pid"); exit(); }
--- exit 1
--- stderr
stdin:1:9: ERROR: the value is not known at compile time
BEGIN { static_assert(pid == 2, "pid"); exit(); }
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== fail in a macro
--- program
macro number(x) { if comptime !is_integer(x) { fail("number() expects a number"); } x }
BEGIN { print(number(1)); print(number("a")); exit(); }
--- exit 1
--- stderr
stdin:2:33: ERROR: number() expects a number
BEGIN { print(number(1)); print(number("a")); exit(); }
                                ~~~~~~~~~~~
stdin:1:48: NOTE: in macro number()
macro number(x) { if comptime !is_integer(x) { fail("number() expects a number"); } x }
                                               ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== assert_str
--- program
BEGIN { assert_str(pid); exit(); }
--- exit 1
--- stderr
stdin:1:9: ERROR: assert_str() expects a string
BEGIN { assert_str(pid); exit(); }
        ~~~~~~~~~~~~~~~
=== comptime
--- program
BEGIN { $x = 1; print(comptime $x); exit(); }
--- exit 1
--- stderr
stdin:1:32: ERROR: the value is not known at compile time
BEGIN { $x = 1; print(comptime $x); exit(); }
                               ~~
=== comptime if
--- program
BEGIN { $x = 1; if comptime ($x == 1) { print(1); } exit(); }
--- exit 1
--- stderr
stdin:1:30: ERROR: the value is not known at compile time
BEGIN { $x = 1; if comptime ($x == 1) { print(1); } exit(); }
                             ~~~~~~~
=== an error in the branch that is taken
--- program
BEGIN { if comptime (true) { print(nothing); } else { print(nothing_else); } exit(); }
--- exit 1
--- stderr
stdin:1:36: ERROR: unknown identifier: 'nothing'
BEGIN { if comptime (true) { print(nothing); } else { print(nothing_else); } exit(); }
                                   ~~~~~~~
