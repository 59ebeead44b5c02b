# SPDX-License-Identifier: GPL-2.0-or-later
# Fields, casts, indices.
--- options --tracefs tracefs --dump=asm

=== unknown tracepoint field
--- program
tracepoint:sched:sched_switch { print(args.prev_comn); }
--- exit 1
--- stderr
stdin:1:44: ERROR: tracepoint:sched:sched_switch has no argument named 'prev_comn'
tracepoint:sched:sched_switch { print(args.prev_comn); }
                                           ~~~~~~~~~
HINT: did you mean prev_comm?
=== unknown tracepoint field, old arrow
--- program
tracepoint:syscalls:sys_enter_openat { print(str(args->filenam)); }
--- exit 1
--- stderr
stdin:1:56: ERROR: tracepoint:syscalls:sys_enter_openat has no argument named 'filenam'
tracepoint:syscalls:sys_enter_openat { print(str(args->filenam)); }
                                                       ~~~~~~~
HINT: did you mean filename?
=== unknown tracepoint field, nothing near
--- program
tracepoint:sched:sched_switch { print(args.zzz); }
--- exit 1
--- stderr
stdin:1:44: ERROR: tracepoint:sched:sched_switch has no argument named 'zzz'
tracepoint:sched:sched_switch { print(args.zzz); }
                                           ~~~
=== field of an integer
--- program
kprobe:vfs_read { print(arg0.f_flags); }
--- exit 1
--- stderr
stdin:1:25: ERROR: cannot access field 'f_flags' on type 'uint64'
kprobe:vfs_read { print(arg0.f_flags); }
                        ~~~~~~~~~~~~
HINT: cast it to a pointer to a struct: ((struct NAME *)...)->f_flags
=== field of a string
--- program
BEGIN { print(comm.x); }
--- exit 1
--- stderr
stdin:1:15: ERROR: cannot access field 'x' on type 'string[16]'
BEGIN { print(comm.x); }
              ~~~~~~
=== field of a map value
--- program
BEGIN { @x = 1; print(@x.y); }
--- exit 1
--- stderr
stdin:1:23: ERROR: cannot access field 'y' on type 'int64'
BEGIN { @x = 1; print(@x.y); }
                      ~~~~
HINT: cast it to a pointer to a struct: ((struct NAME *)...)->y
=== args as a statement
--- program
tracepoint:sched:sched_switch { args; }
--- exit 1
--- stderr
stdin:1:33: ERROR: a value of type 'struct _tracepoint_sched_sched_switch' does nothing by itself
tracepoint:sched:sched_switch { args; }
                                ~~~~
=== unknown struct
--- needs btf
--- program
kprobe:vfs_read { print(((struct nosuch_struct *)arg0)->x); }
--- exit 1
--- stderr
stdin:1:27: ERROR: unknown struct/union: 'struct nosuch_struct'
kprobe:vfs_read { print(((struct nosuch_struct *)arg0)->x); }
                          ~~~~~~~~~~~~~~~~~~~~~~
=== unknown struct without BTF
--- options --btf /nonexistent
--- program
kprobe:vfs_read { print(((struct task_struct *)arg0)->pid); }
--- exit 1
--- stderr
stdin:1:27: ERROR: unknown struct/union: 'struct task_struct'
kprobe:vfs_read { print(((struct task_struct *)arg0)->pid); }
                          ~~~~~~~~~~~~~~~~~~~~
HINT: there is no kernel BTF here (No such file or directory), which describes the kernel's types, and no vmlinux with debug information: --btf FILE names either for this kernel
=== curtask without BTF
--- options --btf /nonexistent
--- program
kprobe:vfs_read { print(curtask->pid); }
--- exit 1
--- stderr
stdin:1:25: ERROR: unknown struct/union: 'struct task_struct'
kprobe:vfs_read { print(curtask->pid); }
                        ~~~~~~~
HINT: there is no kernel BTF here (No such file or directory), which describes the kernel's types, and no vmlinux with debug information: --btf FILE names either for this kernel
=== unknown member
--- needs btf
--- program
kprobe:vfs_read { print(((struct task_struct *)curtask)->tgidd); }
--- exit 1
--- stderr
stdin:1:58: ERROR: 'struct task_struct' has no member named 'tgidd'
kprobe:vfs_read { print(((struct task_struct *)curtask)->tgidd); }
                                                         ~~~~~
HINT: did you mean tgid?
=== unknown member of a member
--- needs btf
--- program
kprobe:vfs_read { print(((struct task_struct *)curtask)->mm->start_cod); }
--- exit 1
--- stderr
stdin:1:62: ERROR: 'struct mm_struct' has no member named 'start_cod'
kprobe:vfs_read { print(((struct task_struct *)curtask)->mm->start_cod); }
                                                             ~~~~~~~~~
HINT: did you mean start_code?
=== unknown type
--- program
BEGIN { print((unit32)1); }
--- exit 1
--- stderr
stdin:1:16: ERROR: unknown type: 'unit32'
BEGIN { print((unit32)1); }
               ~~~~~~
HINT: did you mean uint32?
=== cast to a struct
--- needs btf
--- program
kprobe:vfs_read { $x = (struct task_struct)arg0; }
--- exit 1
--- stderr
stdin:1:24: ERROR: cannot cast from 'uint64' to 'struct task_struct'
kprobe:vfs_read { $x = (struct task_struct)arg0; }
                       ~~~~~~~~~~~~~~~~~~~~~~~~
HINT: cast to a pointer: *(struct task_struct *)
=== cast from a string
--- program
BEGIN { $x = (uint32)"hello world"; }
--- exit 1
--- stderr
stdin:1:14: ERROR: cannot cast from 'string[12]' to 'uint32'
BEGIN { $x = (uint32)"hello world"; }
             ~~~~~~~~~~~~~~~~~~~~~
=== cast from a stack
--- program
kprobe:vfs_read { $x = (uint64)kstack; }
--- exit 1
--- stderr
stdin:1:24: ERROR: cannot cast from 'kstack' to 'uint64'
kprobe:vfs_read { $x = (uint64)kstack; }
                       ~~~~~~~~~~~~~~
=== dereference of a literal
--- program
BEGIN { print(*1); }
--- exit 1
--- stderr
stdin:1:15: ERROR: cannot dereference a value of type 'int64'
BEGIN { print(*1); }
              ~~
=== dereference of a string
--- program
BEGIN { print(*comm); }
--- exit 1
--- stderr
stdin:1:15: ERROR: cannot dereference a value of type 'string[16]'
BEGIN { print(*comm); }
              ~~~~~
=== dereference of void
--- program
kprobe:vfs_read { print(*(void *)arg0); }
--- exit 1
--- stderr
stdin:1:25: ERROR: cannot dereference a value of type 'void *'
kprobe:vfs_read { print(*(void *)arg0); }
                        ~~~~~~~~~~~~~
HINT: cast it to a pointer to what is there
=== index of an integer
--- program
BEGIN { print(pid[0]); }
--- exit 1
--- stderr
stdin:1:15: ERROR: the [] operator cannot be used on a value of type 'uint32'
BEGIN { print(pid[0]); }
              ~~~~~~
=== index of a string
--- program
BEGIN { print(comm[16]); print("abc"[4]); print("abc"[-1]); print("a"["b"]); }
--- exit 1
--- stderr
stdin:1:20: ERROR: the index 16 is out of bounds of 'string[16]'
BEGIN { print(comm[16]); print("abc"[4]); print("abc"[-1]); print("a"["b"]); }
                   ~~
stdin:1:38: ERROR: the index 4 is out of bounds of 'string[4]'
BEGIN { print(comm[16]); print("abc"[4]); print("abc"[-1]); print("a"["b"]); }
                                     ^
stdin:1:55: ERROR: the index -1 is out of bounds of 'string[4]'
BEGIN { print(comm[16]); print("abc"[4]); print("abc"[-1]); print("a"["b"]); }
                                                      ~~
stdin:1:71: ERROR: the index must be an integer, not 'string[2]'
BEGIN { print(comm[16]); print("abc"[4]); print("abc"[-1]); print("a"["b"]); }
                                                                      ~~~
=== index that is a string
--- program
kprobe:vfs_read { $p = (uint8 *)arg0; print($p["a"]); }
--- exit 1
--- stderr
stdin:1:48: ERROR: the index must be an integer, not 'string[2]'
kprobe:vfs_read { $p = (uint8 *)arg0; print($p["a"]); }
                                               ~~~
=== index out of bounds
--- needs 64bit
--- program
tracepoint:raw_syscalls:sys_enter { print(args.args[6]); }
--- exit 1
--- stderr
stdin:1:53: ERROR: the index 6 is out of bounds of 'uint64[6]'
tracepoint:raw_syscalls:sys_enter { print(args.args[6]); }
                                                    ^
=== index of void
--- program
kprobe:vfs_read { $p = (void *)arg0; print($p[0]); }
--- exit 1
--- stderr
stdin:1:44: ERROR: elements of 'void *' have no size
kprobe:vfs_read { $p = (void *)arg0; print($p[0]); }
                                           ~~~~~
=== tuple index out of bounds
--- program
BEGIN { $t = (1, 2); print($t.2); }
--- exit 1
--- stderr
stdin:1:28: ERROR: invalid tuple index 2: '(int64,int64)' has 2 elements
BEGIN { $t = (1, 2); print($t.2); }
                           ~~~~
=== tuple index of an integer
--- program
BEGIN { $t = 1; print($t.0); }
--- exit 1
--- stderr
stdin:1:23: ERROR: a value of type 'int64' is not a tuple
BEGIN { $t = 1; print($t.0); }
                      ~~~~
=== tuple indexed with a variable
--- program
BEGIN { $t = (1, 2); $i = 1; print($t[$i]); }
--- exit 1
--- stderr
stdin:1:39: ERROR: the index of a tuple must be known at compile time
BEGIN { $t = (1, 2); $i = 1; print($t[$i]); }
                                      ~~
HINT: its elements have types of their own
=== tuple indexed beyond its end
--- program
BEGIN { $t = (1, 2); print($t[2]); }
--- exit 1
--- stderr
stdin:1:28: ERROR: invalid tuple index 2: '(int64,int64)' has 2 elements
BEGIN { $t = (1, 2); print($t[2]); }
                           ~~~~~
=== offsetof an unknown member
--- needs btf
--- program
BEGIN { print(offsetof(struct task_struct, nosuch)); }
--- exit 1
--- stderr
stdin:1:15: ERROR: 'struct task_struct' has no member named 'nosuch'
BEGIN { print(offsetof(struct task_struct, nosuch)); }
              ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== sizeof an unknown struct
--- needs btf
--- program
BEGIN { print(sizeof(struct nosuch_struct)); }
--- exit 1
--- stderr
stdin:1:22: ERROR: unknown struct/union: 'struct nosuch_struct'
BEGIN { print(sizeof(struct nosuch_struct)); }
                     ~~~~~~~~~~~~~~~~~~~~
=== struct without a size, stored in a variable
--- program
struct hidden; BEGIN { $x = *(struct hidden *)curtask; }
--- exit 1
--- stderr
stdin:1:29: ERROR: a value of type 'struct hidden' cannot be stored in $x
struct hidden; BEGIN { $x = *(struct hidden *)curtask; }
                            ~~~~~~~~~~~~~~~~~~~~~~~~~
HINT: its size is not known: keep a pointer to it
=== struct without a size, stored in a map
--- program
struct hidden; BEGIN { @x = *(struct hidden *)curtask; }
--- exit 1
--- stderr
stdin:1:29: ERROR: a value of type 'struct hidden' cannot be stored in a map
struct hidden; BEGIN { @x = *(struct hidden *)curtask; }
                            ~~~~~~~~~~~~~~~~~~~~~~~~~
HINT: its size is not known: keep a pointer to it
=== struct without a size, printed
--- program
struct hidden; BEGIN { print(*(struct hidden *)curtask); }
--- exit 1
--- stderr
stdin:1:30: ERROR: print() cannot print a value of type 'struct hidden'
struct hidden; BEGIN { print(*(struct hidden *)curtask); }
                             ~~~~~~~~~~~~~~~~~~~~~~~~~
HINT: its size is not known: keep a pointer to it
=== struct without a size, as a key
--- program
struct hidden; BEGIN { @[*(struct hidden *)curtask] = 1; }
--- exit 1
--- stderr
stdin:1:26: ERROR: a value of type 'struct hidden' cannot be a map's key
struct hidden; BEGIN { @[*(struct hidden *)curtask] = 1; }
                         ~~~~~~~~~~~~~~~~~~~~~~~~~
HINT: its size is not known: keep a pointer to it
=== struct without a size, in a tuple
--- program
struct hidden; BEGIN { @ = (1, *(struct hidden *)curtask); }
--- exit 1
--- stderr
stdin:1:32: ERROR: a value of type 'struct hidden' cannot be in a tuple
struct hidden; BEGIN { @ = (1, *(struct hidden *)curtask); }
                               ~~~~~~~~~~~~~~~~~~~~~~~~~
HINT: its size is not known: keep a pointer to it
