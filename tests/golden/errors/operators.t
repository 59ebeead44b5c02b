# SPDX-License-Identifier: GPL-2.0-or-later
# Operands of the wrong type.
--- options --tracefs tracefs --dump=asm

=== string plus integer
--- program
BEGIN { $x = "a" + 1; }
--- exit 1
--- stderr
stdin:1:18: ERROR: type mismatch for '+': 'string[2]' and 'int64'
BEGIN { $x = "a" + 1; }
                 ^
=== string plus string
--- program
BEGIN { $x = "a" + "b"; }
--- exit 1
--- stderr
stdin:1:18: ERROR: the + operator cannot be used on values of type 'string[2]' and 'string[2]'
BEGIN { $x = "a" + "b"; }
                 ^
=== string compared with integer
--- program
kprobe:vfs_read /comm == 1/ { @ = count(); }
--- exit 1
--- stderr
stdin:1:23: ERROR: type mismatch for '==': 'string[16]' and 'int64'
kprobe:vfs_read /comm == 1/ { @ = count(); }
                      ~~
=== strings compared by order
--- program
BEGIN { if (comm < "b") { exit(); } }
--- exit 1
--- stderr
stdin:1:18: ERROR: the < operator cannot be used on values of type 'string[16]' and 'string[2]'
BEGIN { if (comm < "b") { exit(); } }
                 ^
HINT: strings can be compared with == and !=
=== pointer compared with string
--- program
kprobe:vfs_read { $p = (uint8 *)arg0; if ($p == "x") { exit(); } }
--- exit 1
--- stderr
stdin:1:46: ERROR: type mismatch for '==': 'uint8 *' and 'string[2]'
kprobe:vfs_read { $p = (uint8 *)arg0; if ($p == "x") { exit(); } }
                                             ~~
HINT: str() reads the string at an address
=== tuples of different length compared
--- program
BEGIN { if ((1, 2) == (1, 2, 3)) { exit(); } }
--- exit 1
--- stderr
stdin:1:20: ERROR: the == operator cannot be used on values of type '(int64,int64)' and '(int64,int64,int64)'
BEGIN { if ((1, 2) == (1, 2, 3)) { exit(); } }
                   ~~
=== tuples of different types compared
--- program
BEGIN { if ((1, 2) == (1, "b")) { exit(); } }
--- exit 1
--- stderr
stdin:1:20: ERROR: the == operator cannot be used on values of type '(int64,int64)' and '(int64,string[2])'
BEGIN { if ((1, 2) == (1, "b")) { exit(); } }
                   ~~
=== order of tuples
--- program
BEGIN { if ((1, 2) < (1, 3)) { exit(); } }
--- exit 1
--- stderr
stdin:1:20: ERROR: the < operator cannot be used on values of type '(int64,int64)' and '(int64,int64)'
BEGIN { if ((1, 2) < (1, 3)) { exit(); } }
                   ^
=== arrays of different length compared
--- program
BEGIN { if ((uint8[8])1 == (uint8[4])(uint32)1) { exit(); } }
--- exit 1
--- stderr
stdin:1:25: ERROR: the == operator cannot be used on values of type 'uint8[8]' and 'uint8[4]'
BEGIN { if ((uint8[8])1 == (uint8[4])(uint32)1) { exit(); } }
                        ~~
=== named tuples with other names compared
--- program
BEGIN { if ((a = 1, b = 2) == (a = 1, c = 2)) { exit(); } }
--- exit 1
--- stderr
stdin:1:28: ERROR: the == operator cannot be used on values of type '(a=int64,b=int64)' and '(a=int64,c=int64)'
BEGIN { if ((a = 1, b = 2) == (a = 1, c = 2)) { exit(); } }
                           ~~
=== stack in arithmetic
--- program
kprobe:vfs_read { $x = kstack + 1; }
--- exit 1
--- stderr
stdin:1:31: ERROR: type mismatch for '+': 'kstack' and 'int64'
kprobe:vfs_read { $x = kstack + 1; }
                              ^
=== negated string
--- program
BEGIN { $x = -comm; }
--- exit 1
--- stderr
stdin:1:14: ERROR: the - operator cannot be used on a value of type 'string[16]'
BEGIN { $x = -comm; }
             ~~~~~
=== complement of a string
--- program
BEGIN { $x = ~"a"; }
--- exit 1
--- stderr
stdin:1:14: ERROR: the ~ operator cannot be used on a value of type 'string[2]'
BEGIN { $x = ~"a"; }
             ~~~~
=== not of a string
--- program
BEGIN { $x = !comm; }
--- exit 1
--- stderr
stdin:1:15: ERROR: invalid condition in !: 'string[16]' is neither integer nor pointer
BEGIN { $x = !comm; }
              ~~~~
HINT: compare it: != ""
=== logical and of a string
--- program
BEGIN { if (1 && comm) { exit(); } }
--- exit 1
--- stderr
stdin:1:18: ERROR: invalid condition in &&: 'string[16]' is neither integer nor pointer
BEGIN { if (1 && comm) { exit(); } }
                 ~~~~
HINT: compare it: != ""
=== string as a filter
--- program
kprobe:vfs_read /comm/ { @ = count(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: invalid condition in the filter: 'string[16]' is neither integer nor pointer
kprobe:vfs_read /comm/ { @ = count(); }
                 ~~~~
HINT: compare it: != ""
=== string as a condition
--- program
BEGIN { if ("a") { exit(); } }
--- exit 1
--- stderr
stdin:1:13: ERROR: invalid condition in if(): 'string[2]' is neither integer nor pointer
BEGIN { if ("a") { exit(); } }
            ~~~
HINT: compare it: != ""
=== string as a loop condition
--- program
BEGIN { while (comm) { exit(); } }
--- exit 1
--- stderr
stdin:1:16: ERROR: invalid condition in while(): 'string[16]' is neither integer nor pointer
BEGIN { while (comm) { exit(); } }
               ~~~~
HINT: compare it: != ""
=== division by zero
--- program
BEGIN { print(1 / 0); }
--- exit 1
--- stderr
stdin:1:19: ERROR: division by zero
BEGIN { print(1 / 0); }
                  ^
=== remainder by zero
--- program
BEGIN { print(pid % 0); }
--- exit 1
--- stderr
stdin:1:21: ERROR: division by zero
BEGIN { print(pid % 0); }
                    ^
=== division by a constant that is zero
--- program
BEGIN { print(nsecs / (2 - 2)); }
--- exit 1
--- stderr
stdin:1:24: ERROR: division by zero
BEGIN { print(nsecs / (2 - 2)); }
                       ~~~~~
=== assigned division by zero
--- program
BEGIN { @x = 1; @x /= 0; }
--- exit 1
--- stderr
stdin:1:23: ERROR: division by zero
BEGIN { @x = 1; @x /= 0; }
                      ^
=== pointer times integer
--- program
kprobe:vfs_read { $p = (uint8 *)arg0; print($p * 2); }
--- exit 1
--- stderr
stdin:1:48: ERROR: type mismatch for '*': 'uint8 *' and 'int64'
kprobe:vfs_read { $p = (uint8 *)arg0; print($p * 2); }
                                               ^
HINT: only + and - take a pointer: cast it to uint64
=== integer minus pointer
--- program
kprobe:vfs_read { $p = (uint8 *)arg0; print(1 - $p); }
--- exit 1
--- stderr
stdin:1:47: ERROR: type mismatch for '-': 'int64' and 'uint8 *'
kprobe:vfs_read { $p = (uint8 *)arg0; print(1 - $p); }
                                              ^
HINT: the pointer must be on the left
=== pointer minus pointer
--- program
kprobe:vfs_read { $p = (uint8 *)arg0; print($p - $p); }
--- exit 1
--- stderr
stdin:1:48: ERROR: the - operator cannot be used on values of type 'uint8 *' and 'uint8 *'
kprobe:vfs_read { $p = (uint8 *)arg0; print($p - $p); }
                                               ^
HINT: cast pointers to uint64 to compute with addresses
=== increment of a string
--- program
BEGIN { $s = "a"; $s++; }
--- exit 1
--- stderr
stdin:1:19: ERROR: the ++ operator cannot be used on a value of type 'string[2]'
BEGIN { $s = "a"; $s++; }
                  ~~~~
=== increment of a count
--- program
BEGIN { @x = count(); @x++; }
--- exit 1
--- stderr
stdin:1:23: ERROR: the ++ operator cannot be used on a value of type 'count_t'
BEGIN { @x = count(); @x++; }
                      ~~~~
HINT: @x = count() counts one more
=== increment of a literal
--- program
BEGIN { 1++; }
--- exit 1
--- stderr
stdin:1:10: ERROR: the ++ operator must be applied to a map or variable
BEGIN { 1++; }
         ~~
=== addition to a string
--- program
BEGIN { @x = "a"; @x += 1; }
--- exit 1
--- stderr
stdin:1:19: ERROR: the += operator cannot be used on a value of type 'string[2]'
BEGIN { @x = "a"; @x += 1; }
                  ~~~~~~~
=== ternary of two types
--- program
BEGIN { $x = pid == 1 ? 1 : "one"; }
--- exit 1
--- stderr
stdin:1:14: ERROR: ternary operator must have values of the same type: 'int64' and 'string[4]'
BEGIN { $x = pid == 1 ? 1 : "one"; }
             ~~~~~~~~~~~~~~~~~~~~
=== ternary with a string condition
--- program
BEGIN { $x = comm ? 1 : 2; }
--- exit 1
--- stderr
stdin:1:14: ERROR: invalid condition in ?:: 'string[16]' is neither integer nor pointer
BEGIN { $x = comm ? 1 : 2; }
             ~~~~
HINT: compare it: != ""
=== address of a builtin
--- program
BEGIN { $y = &pid; }
--- exit 1
--- stderr
stdin:1:14: ERROR: & takes the address of a variable or a map only
BEGIN { $y = &pid; }
             ~~~~
HINT: store the value in a $variable first
=== address of an aggregate
--- program
BEGIN { @c = count(); $y = &@c; }
--- exit 1
--- stderr
stdin:1:28: ERROR: @c has no address: its count_t is spread over the CPUs
BEGIN { @c = count(); $y = &@c; }
                           ~~~
HINT: store it in a $variable first
=== address of an undefined variable
--- program
BEGIN { $y = &$x; }
--- exit 1
--- stderr
stdin:1:15: ERROR: undefined or undeclared variable: $x
BEGIN { $y = &$x; }
              ~~
=== a pointer to a variable and one to the kernel's memory in one variable
--- program
BEGIN { $x = (uint64)1; $p = &$x; $p = (uint64 *)2; }
--- exit 1
--- stderr
stdin:1:40: ERROR: type mismatch for $p: trying to assign a value of type 'uint64 *' when the variable contains a value of type 'uint64 *'
BEGIN { $x = (uint64)1; $p = &$x; $p = (uint64 *)2; }
                                       ~~~~~~~~~~~
stdin:1:25: NOTE: $p is 'uint64 *' from here
BEGIN { $x = (uint64)1; $p = &$x; $p = (uint64 *)2; }
                        ~~
HINT: one is an address in the program's own memory: use two variables
=== assignment to a builtin
--- program
BEGIN { pid = 1; }
--- exit 1
--- stderr
stdin:1:9: ERROR: only a map or a variable can be assigned to
BEGIN { pid = 1; }
        ~~~
HINT: did you mean $pid or @pid?
=== assignment to a field
--- needs btf
--- program
kprobe:vfs_read { $p = (struct task_struct *)curtask; $p->pid = 1; }
--- exit 1
--- stderr
stdin:1:55: ERROR: only a map or a variable can be assigned to
kprobe:vfs_read { $p = (struct task_struct *)curtask; $p->pid = 1; }
                                                      ~~~~~~~
=== value of an action
--- program
BEGIN { $x = printf("hi\n"); }
--- exit 1
--- stderr
stdin:1:14: ERROR: printf() should not be used in an assignment or expression: it has no value
BEGIN { $x = printf("hi\n"); }
             ~~~~~~~~~~~~~~
=== action in an addition
--- program
BEGIN { $x = 1 + exit(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: exit() should not be used in an assignment or expression: it has no value
BEGIN { $x = 1 + exit(); }
                 ~~~~~~
=== action as a key
--- program
BEGIN { @[clear(@x)] = 1; @x = 1; }
--- exit 1
--- stderr
stdin:1:11: ERROR: clear() should not be used in an assignment or expression: it has no value
BEGIN { @[clear(@x)] = 1; @x = 1; }
          ~~~~~~~~~
