# SPDX-License-Identifier: GPL-2.0-or-later
# Variables.
--- options --tracefs tracefs --dump=asm

=== integer and string
--- program
BEGIN { $x = 1; $x = "a"; }
--- exit 1
--- stderr
stdin:1:22: ERROR: type mismatch for $x: trying to assign a value of type 'string[2]' when the variable contains a value of type 'int64'
BEGIN { $x = 1; $x = "a"; }
                     ~~~
stdin:1:9: NOTE: $x is 'int64' from here
BEGIN { $x = 1; $x = "a"; }
        ~~
=== string and integer
--- program
BEGIN { $x = comm; $x = pid; }
--- exit 1
--- stderr
stdin:1:25: ERROR: type mismatch for $x: trying to assign a value of type 'uint32' when the variable contains a value of type 'string[16]'
BEGIN { $x = comm; $x = pid; }
                        ~~~
stdin:1:9: NOTE: $x is 'string[16]' from here
BEGIN { $x = comm; $x = pid; }
        ~~
=== pointer and string
--- program
kprobe:vfs_read { $x = (uint8 *)arg0; $x = comm; }
--- exit 1
--- stderr
stdin:1:44: ERROR: type mismatch for $x: trying to assign a value of type 'string[16]' when the variable contains a value of type 'uint8 *'
kprobe:vfs_read { $x = (uint8 *)arg0; $x = comm; }
                                           ~~~~
stdin:1:19: NOTE: $x is 'uint8 *' from here
kprobe:vfs_read { $x = (uint8 *)arg0; $x = comm; }
                  ~~
=== pointers to two types
--- program
kprobe:vfs_read { $x = (uint8 *)arg0; $x = (uint16 *)arg0; }
--- exit 1
--- stderr
stdin:1:44: ERROR: type mismatch for $x: trying to assign a value of type 'uint16 *' when the variable contains a value of type 'uint8 *'
kprobe:vfs_read { $x = (uint8 *)arg0; $x = (uint16 *)arg0; }
                                           ~~~~~~~~~~~~~~
stdin:1:19: NOTE: $x is 'uint8 *' from here
kprobe:vfs_read { $x = (uint8 *)arg0; $x = (uint16 *)arg0; }
                  ~~
=== tuple and integer
--- program
BEGIN { $x = (1, 2); $x = 1; }
--- exit 1
--- stderr
stdin:1:27: ERROR: type mismatch for $x: trying to assign a value of type 'int64' when the variable contains a value of type '(int64,int64)'
BEGIN { $x = (1, 2); $x = 1; }
                          ^
stdin:1:9: NOTE: $x is '(int64,int64)' from here
BEGIN { $x = (1, 2); $x = 1; }
        ~~
=== declared integer, assigned string
--- program
BEGIN { let $x : uint64; $x = "a"; }
--- exit 1
--- stderr
stdin:1:31: ERROR: type mismatch for $x: trying to assign a value of type 'string[2]' when the variable contains a value of type 'uint64'
BEGIN { let $x : uint64; $x = "a"; }
                              ~~~
stdin:1:13: NOTE: $x is 'uint64' from here
BEGIN { let $x : uint64; $x = "a"; }
            ~~
=== declared with an unknown type
--- program
BEGIN { let $x : uint63 = 1; }
--- exit 1
--- stderr
stdin:1:18: ERROR: unknown type: 'uint63'
BEGIN { let $x : uint63 = 1; }
                 ~~~~~~
HINT: did you mean uint64?
=== declared without a value and read
--- program
BEGIN { let $x; print($x); }
--- exit 1
--- stderr
stdin:1:23: ERROR: the type of $x is not known here: it has no value yet
BEGIN { let $x; print($x); }
                      ~~
=== loop variable assigned a string
--- program
BEGIN { for ($i : 0..3) { $i = "a"; } }
--- exit 1
--- stderr
stdin:1:32: ERROR: type mismatch for $i: trying to assign a value of type 'string[2]' when the variable contains a value of type 'int64'
BEGIN { for ($i : 0..3) { $i = "a"; } }
                               ~~~
stdin:1:14: NOTE: $i is 'int64' from here
BEGIN { for ($i : 0..3) { $i = "a"; } }
             ~~
=== loop variable exists
--- program
BEGIN { $i = 1; for ($i : 0..3) { print($i); } }
--- exit 1
--- stderr
stdin:1:22: ERROR: variable $i was already declared
BEGIN { $i = 1; for ($i : 0..3) { print($i); } }
                     ~~
stdin:1:9: NOTE: this is the first declaration
BEGIN { $i = 1; for ($i : 0..3) { print($i); } }
        ~~
=== let belongs to its block
--- program
BEGIN { if (pid) { let $x = 1; } print($x); exit(); }
--- exit 1
--- stderr
stdin:1:40: ERROR: undefined or undeclared variable: $x
BEGIN { if (pid) { let $x = 1; } print($x); exit(); }
                                       ~~
=== let hides nothing
--- program
BEGIN { let $x = 1; if (pid) { let $x = 2; } exit(); }
--- exit 1
--- stderr
stdin:1:36: ERROR: variable $x was already declared
BEGIN { let $x = 1; if (pid) { let $x = 2; } exit(); }
                                   ~~
stdin:1:13: NOTE: this is the first declaration
BEGIN { let $x = 1; if (pid) { let $x = 2; } exit(); }
            ~~
=== the variable of a loop behind it
--- program
BEGIN { for ($i : 0..3) { } print($i); exit(); }
--- exit 1
--- stderr
stdin:1:35: ERROR: undefined or undeclared variable: $i
BEGIN { for ($i : 0..3) { } print($i); exit(); }
                                  ~~
=== a constant too large for the type
--- program
BEGIN { let $x : uint8 = 300; let $y : int8; $y = -129; exit(); }
--- exit 1
--- stderr
stdin:1:26: ERROR: 300 does not fit in $x, which is 'uint8'
BEGIN { let $x : uint8 = 300; let $y : int8; $y = -129; exit(); }
                         ~~~
stdin:1:51: ERROR: -129 does not fit in $y, which is 'int8'
BEGIN { let $x : uint8 = 300; let $y : int8; $y = -129; exit(); }
                                                  ~~~~
=== a text too long for the type
--- program
BEGIN { let $s : string[4] = "abcdef"; exit(); }
--- exit 1
--- stderr
stdin:1:30: ERROR: type mismatch for $s: trying to assign a value of type 'string[7]' when the variable contains a value of type 'string[4]'
BEGIN { let $s : string[4] = "abcdef"; exit(); }
                             ~~~~~~~~
stdin:1:13: NOTE: $s is 'string[4]' from here
BEGIN { let $s : string[4] = "abcdef"; exit(); }
            ~~
=== a map type that there is not
--- program
let @a = heap(3); BEGIN { @a[1] = 1; exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: invalid map type: heap
let @a = heap(3); BEGIN { @a[1] = 1; exit(); }
~~~~~~~~~~~~~~~~
HINT: map types are hash, lruhash, percpuhash, percpulruhash, percpuarray
=== a map declared twice
--- program
let @a = hash(3); let @a = hash(4); BEGIN { @a[1] = 1; exit(); }
--- exit 1
--- stderr
stdin:1:19: ERROR: map @a was already declared
let @a = hash(3); let @a = hash(4); BEGIN { @a[1] = 1; exit(); }
                  ~~~~~~~~~~~~~~~~
