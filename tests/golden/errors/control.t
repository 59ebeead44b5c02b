# SPDX-License-Identifier: GPL-2.0-or-later
# Loops and jumps.
--- options --tracefs tracefs --dump=asm

=== break outside of a loop
--- program
BEGIN { break; }
--- exit 1
--- stderr
stdin:1:9: ERROR: break used outside of a loop
BEGIN { break; }
        ~~~~~
=== continue outside of a loop
--- program
BEGIN { if (1) { continue; } }
--- exit 1
--- stderr
stdin:1:18: ERROR: continue used outside of a loop
BEGIN { if (1) { continue; } }
                 ~~~~~~~~
=== unroll of nothing
--- program
BEGIN { unroll(0) { print(1); } }
--- exit 1
--- stderr
stdin:1:16: ERROR: unroll minimum value is 1
BEGIN { unroll(0) { print(1); } }
               ^
=== unroll too often
--- program
BEGIN { unroll(101) { print(1); } }
--- exit 1
--- stderr
stdin:1:16: ERROR: unroll maximum value is 100
BEGIN { unroll(101) { print(1); } }
               ~~~
=== unroll of a variable
--- program
BEGIN { $x = 2; unroll($x) { print(1); } }
--- exit 1
--- stderr
stdin:1:24: ERROR: unroll() expects a literal integer
BEGIN { $x = 2; unroll($x) { print(1); } }
                       ~~
=== unroll of a string
--- program
BEGIN { unroll("a") { print(1); } }
--- exit 1
--- stderr
stdin:1:16: ERROR: unroll() expects a literal integer
BEGIN { unroll("a") { print(1); } }
               ~~~
=== range of strings
--- program
BEGIN { for ($i : 0.."a") { print($i); } }
--- exit 1
--- stderr
stdin:1:22: ERROR: the range of a loop must be integers, not 'string[2]'
BEGIN { for ($i : 0.."a") { print($i); } }
                     ~~~
=== loop over an integer
--- program
BEGIN { for ($i : 5) { print($i); } }
--- exit 1
--- stderr
stdin:1:19: ERROR: a for loop goes over a map or a range
BEGIN { for ($i : 5) { print($i); } }
                  ^
HINT: for ($kv : @map) { … } or for ($i : 0..10) { … }
=== return of a string
--- program
BEGIN { return "a"; }
--- exit 1
--- stderr
stdin:1:16: ERROR: a probe returns an integer, not 'string[2]'
BEGIN { return "a"; }
               ~~~
=== unroll in unroll
--- program
BEGIN { unroll(100) { unroll(100) { unroll(100) { unroll(100) { @x++; } } } } exit(); }
--- exit 1
--- stdout
--- stderr
stdin:1:58: ERROR: unrolled, this takes more than 1000000 instructions; use a loop
BEGIN { unroll(100) { unroll(100) { unroll(100) { unroll(100) { @x++; } } } } exit(); }
                                                         ~~~
