# SPDX-License-Identifier: GPL-2.0-or-later
# Positional parameters.
--- options --tracefs tracefs --dump=asm

=== text used as a number
--- arguments hello
--- program
BEGIN { print($1 + 1); }
--- exit 1
--- stderr
stdin:1:15: ERROR: $1 is used as a number but is "hello"
BEGIN { print($1 + 1); }
              ~~
HINT: str($1) is its text
=== text in a filter
--- arguments bash
--- program
kprobe:vfs_read /pid == $1/ { @ = count(); }
--- exit 1
--- stderr
stdin:1:25: ERROR: $1 is used as a number but is "bash"
kprobe:vfs_read /pid == $1/ { @ = count(); }
                        ~~
HINT: str($1) is its text
=== number too large
--- arguments 99999999999999999999
--- program
BEGIN { print($1); }
--- exit 1
--- stderr
stdin:1:15: ERROR: $1 is used as a number but is "99999999999999999999"
BEGIN { print($1); }
              ~~
HINT: str($1) is its text
=== str with an offset behind the end
--- arguments hello
--- program
BEGIN { print(str($1 + 9)); }
--- exit 1
--- stderr
stdin:1:15: ERROR: cannot use offset 9: the parameter "hello" has 5 bytes
BEGIN { print(str($1 + 9)); }
              ~~~~~~~~~~~
=== attach point without its parameter
--- program
kprobe:$1 { @ = count(); }
--- exit 1
--- stderr
stdin:1:8: ERROR: $1 is not given
kprobe:$1 { @ = count(); }
       ~~
HINT: arguments follow the script: sonde FILE ARG...
=== unroll by a missing parameter
--- program
BEGIN { unroll($1) { print(1); } }
--- exit 1
--- stderr
stdin:1:16: ERROR: unroll minimum value is 1
BEGIN { unroll($1) { print(1); } }
               ~~
