# SPDX-License-Identifier: GPL-2.0-or-later
# Names that nothing has.
--- options --tracefs tracefs --dump=asm

=== unknown function
--- program
BEGIN { prinft("hi\n"); }
--- exit 1
--- stderr
stdin:1:9: ERROR: unknown function: 'prinft'
BEGIN { prinft("hi\n"); }
        ~~~~~~
HINT: did you mean printf()?
=== unknown function, nothing near
--- program
BEGIN { frobnicate(1); }
--- exit 1
--- stderr
stdin:1:9: ERROR: unknown function: 'frobnicate'
BEGIN { frobnicate(1); }
        ~~~~~~~~~~
=== unknown identifier
--- program
BEGIN { print(pdi); }
--- exit 1
--- stderr
stdin:1:15: ERROR: unknown identifier: 'pdi'
BEGIN { print(pdi); }
              ~~~
HINT: did you mean pid?
=== unknown identifier, nothing near
--- options --btf /nonexistent
--- program
BEGIN { print(nosuchthing); }
--- exit 1
--- stderr
stdin:1:15: ERROR: unknown identifier: 'nosuchthing'
BEGIN { print(nosuchthing); }
              ~~~~~~~~~~~
HINT: there is no kernel BTF here, which names the kernel's enumerators
=== unknown identifier with BTF
--- needs btf
--- program
BEGIN { print(nosuchthing); }
--- exit 1
--- stderr
stdin:1:15: ERROR: unknown identifier: 'nosuchthing'
BEGIN { print(nosuchthing); }
              ~~~~~~~~~~~
=== old name: name
--- program
kprobe:vfs_read { @[name] = count(); }
--- exit 1
--- stderr
stdin:1:21: ERROR: unknown identifier: 'name'
kprobe:vfs_read { @[name] = count(); }
                    ~~~~
HINT: did you mean probe?
=== old name: stack
--- program
kprobe:vfs_read { @[stack] = count(); }
--- exit 1
--- stderr
stdin:1:21: ERROR: unknown identifier: 'stack'
kprobe:vfs_read { @[stack] = count(); }
                    ~~~~~
HINT: did you mean kstack?
=== function without call
--- program
BEGIN { print(hist); }
--- exit 1
--- stderr
stdin:1:15: ERROR: unknown identifier: 'hist'
BEGIN { print(hist); }
              ~~~~
HINT: a function is called: hist(...)
=== undefined map
--- program
BEGIN { print(@x); }
--- exit 1
--- stderr
stdin:1:15: ERROR: undefined map: @x
BEGIN { print(@x); }
              ~~
HINT: nothing in the program stores anything in it
=== undefined map in an expression
--- program
BEGIN { $a = @x + 1; }
--- exit 1
--- stderr
stdin:1:14: ERROR: undefined map: @x
BEGIN { $a = @x + 1; }
             ~~
HINT: nothing in the program stores anything in it
=== undefined map, near one
--- program
BEGIN { @start = 1; print(@strat); }
--- exit 1
--- stderr
stdin:1:27: ERROR: undefined map: @strat
BEGIN { @start = 1; print(@strat); }
                          ~~~~~~
HINT: did you mean @start?
=== undefined map cleared
--- program
BEGIN { clear(@x); }
--- exit 1
--- stderr
stdin:1:15: ERROR: undefined map: @x
BEGIN { clear(@x); }
              ~~
HINT: nothing in the program stores anything in it
=== undefined map zeroed
--- program
END { zero(@x); }
--- exit 1
--- stderr
stdin:1:12: ERROR: undefined map: @x
END { zero(@x); }
           ~~
HINT: nothing in the program stores anything in it
=== undefined map deleted from
--- program
BEGIN { delete(@x, 1); }
--- exit 1
--- stderr
stdin:1:16: ERROR: undefined map: @x
BEGIN { delete(@x, 1); }
               ~~
HINT: nothing in the program stores anything in it
=== undefined map in has_key
--- program
BEGIN { if (has_key(@x, 1)) { exit(); } }
--- exit 1
--- stderr
stdin:1:21: ERROR: undefined map: @x
BEGIN { if (has_key(@x, 1)) { exit(); } }
                    ~~
HINT: nothing in the program stores anything in it
=== undefined map in len
--- program
BEGIN { print(len(@x)); }
--- exit 1
--- stderr
stdin:1:19: ERROR: undefined map: @x
BEGIN { print(len(@x)); }
                  ~~
HINT: nothing in the program stores anything in it
=== undefined map in a loop
--- program
BEGIN { for ($kv : @x) { print($kv); } }
--- exit 1
--- stderr
stdin:1:20: ERROR: undefined map: @x
BEGIN { for ($kv : @x) { print($kv); } }
                   ~~
HINT: nothing in the program stores anything in it
=== undefined map in a filter
--- program
kprobe:vfs_read /@x[tid]/ { @y = count(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: undefined map: @x
kprobe:vfs_read /@x[tid]/ { @y = count(); }
                 ~~~~~~~
HINT: nothing in the program stores anything in it
=== undefined variable
--- program
BEGIN { print($x); }
--- exit 1
--- stderr
stdin:1:15: ERROR: undefined or undeclared variable: $x
BEGIN { print($x); }
              ~~
=== undefined variable, near one
--- program
BEGIN { $count = 1; print($cuont); }
--- exit 1
--- stderr
stdin:1:27: ERROR: undefined or undeclared variable: $cuont
BEGIN { $count = 1; print($cuont); }
                          ~~~~~~
HINT: did you mean $count?
=== variable read before it is assigned
--- program
BEGIN { print($x); $x = 1; }
--- exit 1
--- stderr
stdin:1:15: ERROR: undefined or undeclared variable: $x
BEGIN { print($x); $x = 1; }
              ~~
=== variable of another clause
--- program
BEGIN { $x = 1; } END { print($x); }
--- exit 1
--- stderr
stdin:1:31: ERROR: undefined or undeclared variable: $x
BEGIN { $x = 1; } END { print($x); }
                              ~~
=== variable incremented before it is assigned
--- program
BEGIN { $x++; }
--- exit 1
--- stderr
stdin:1:9: ERROR: undefined or undeclared variable: $x
BEGIN { $x++; }
        ~~
=== variable added to before it is assigned
--- program
BEGIN { $x += 1; }
--- exit 1
--- stderr
stdin:1:9: ERROR: undefined or undeclared variable: $x
BEGIN { $x += 1; }
        ~~
=== several errors in one program
--- program
BEGIN { print(@a); print($b); c(); }
--- exit 1
--- stderr
stdin:1:15: ERROR: undefined map: @a
BEGIN { print(@a); print($b); c(); }
              ~~
HINT: nothing in the program stores anything in it
stdin:1:26: ERROR: undefined or undeclared variable: $b
BEGIN { print(@a); print($b); c(); }
                         ~~
stdin:1:31: ERROR: unknown function: 'c'
BEGIN { print(@a); print($b); c(); }
                              ^
=== variable declared twice
--- program
BEGIN { let $x = 1; let $x = 2; }
--- exit 1
--- stderr
stdin:1:25: ERROR: variable $x was already declared
BEGIN { let $x = 1; let $x = 2; }
                        ~~
stdin:1:13: NOTE: this is the first declaration
BEGIN { let $x = 1; let $x = 2; }
            ~~
=== variable shadowed
--- program
BEGIN { $x = 1; if (1) { let $x = 2; } }
--- exit 1
--- stderr
stdin:1:30: ERROR: variable $x was already declared
BEGIN { $x = 1; if (1) { let $x = 2; } }
                             ~~
stdin:1:9: NOTE: this is the first declaration
BEGIN { $x = 1; if (1) { let $x = 2; } }
        ~~
