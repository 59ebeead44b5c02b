# SPDX-License-Identifier: GPL-2.0-or-later
# Formats.
--- options --tracefs tracefs --dump=asm

=== no arguments at all
--- program
BEGIN { printf(); }
--- exit 1
--- stderr
stdin:1:9: ERROR: printf() requires at least 1 argument (0 provided)
BEGIN { printf(); }
        ~~~~~~~~
=== format that is no literal
--- program
BEGIN { printf(comm); }
--- exit 1
--- stderr
stdin:1:16: ERROR: printf() requires a string literal as its first argument
BEGIN { printf(comm); }
               ~~~~
HINT: printf("%s", ...)
=== too few arguments
--- program
BEGIN { printf("%d %d\n", 1); }
--- exit 1
--- stderr
stdin:1:9: ERROR: printf: not enough arguments for the format (1 supplied, 2 expected)
BEGIN { printf("%d %d\n", 1); }
        ~~~~~~~~~~~~~~~~~~~~
=== too many arguments
--- program
BEGIN { printf("%d\n", 1, 2); }
--- exit 1
--- stderr
stdin:1:9: ERROR: printf: too many arguments for the format (2 supplied, 1 expected)
BEGIN { printf("%d\n", 1, 2); }
        ~~~~~~~~~~~~~~~~~~~~
=== arguments without conversions
--- program
BEGIN { printf("hello\n", 1); }
--- exit 1
--- stderr
stdin:1:9: ERROR: printf: too many arguments for the format (1 supplied, 0 expected)
BEGIN { printf("hello\n", 1); }
        ~~~~~~~~~~~~~~~~~~~~
=== %s of an integer
--- program
BEGIN { printf("%s\n", pid); }
--- exit 1
--- stderr
stdin:1:24: ERROR: printf: %s expects a value of type string ('uint32' supplied)
BEGIN { printf("%s\n", pid); }
                       ~~~
HINT: %d prints a number
=== %s of an address
--- program
kprobe:vfs_read { printf("%s\n", arg0); }
--- exit 1
--- stderr
stdin:1:34: ERROR: printf: %s expects a value of type string ('uint64' supplied)
kprobe:vfs_read { printf("%s\n", arg0); }
                                 ~~~~
HINT: %d prints a number; str() reads the string at an address
=== %s of a pointer
--- program
tracepoint:syscalls:sys_enter_openat { printf("%s\n", args.filename); }
--- exit 1
--- stderr
stdin:1:55: ERROR: printf: %s expects a value of type string ('int8 *' supplied)
tracepoint:syscalls:sys_enter_openat { printf("%s\n", args.filename); }
                                                      ~~~~~~~~~~~~~
HINT: %d prints a number; str() reads the string at an address
=== %d of a string
--- program
BEGIN { printf("%d\n", comm); }
--- exit 1
--- stderr
stdin:1:24: ERROR: printf: %d expects a value of type integer ('string[16]' supplied)
BEGIN { printf("%d\n", comm); }
                       ~~~~
HINT: %s prints it
=== %x of a string
--- program
BEGIN { printf("%08x\n", "a"); }
--- exit 1
--- stderr
stdin:1:26: ERROR: printf: %08x expects a value of type integer ('string[2]' supplied)
BEGIN { printf("%08x\n", "a"); }
                         ~~~
HINT: %s prints it
=== %d of a stack
--- program
kprobe:vfs_read { printf("%d\n", kstack); }
--- exit 1
--- stderr
stdin:1:34: ERROR: printf: %d expects a value of type integer ('kstack' supplied)
kprobe:vfs_read { printf("%d\n", kstack); }
                                 ~~~~~~
HINT: %s prints it
=== %d of a tuple
--- program
BEGIN { printf("%d\n", (1, 2)); }
--- exit 1
--- stderr
stdin:1:24: ERROR: printf: %d expects a value of type integer ('(int64,int64)' supplied)
BEGIN { printf("%d\n", (1, 2)); }
                       ~~~~~~
HINT: %s prints it
=== %d of a buffer
--- program
kprobe:vfs_read { printf("%d\n", buf(arg0, 4)); }
--- exit 1
--- stderr
stdin:1:34: ERROR: printf: %d expects a value of type integer ('buffer[4]' supplied)
kprobe:vfs_read { printf("%d\n", buf(arg0, 4)); }
                                 ~~~~~~~~~~~~
HINT: %r prints it
=== %r of a string
--- program
BEGIN { printf("%r\n", comm); }
--- exit 1
--- stderr
stdin:1:24: ERROR: printf: %r expects a value of type buffer ('string[16]' supplied)
BEGIN { printf("%r\n", comm); }
                       ~~~~
HINT: buf() makes a buffer
=== %c of a string
--- program
BEGIN { printf("%c\n", comm); }
--- exit 1
--- stderr
stdin:1:24: ERROR: printf: %c expects a value of type integer ('string[16]' supplied)
BEGIN { printf("%c\n", comm); }
                       ~~~~
HINT: %s prints it
=== %p of a string
--- program
BEGIN { printf("%p\n", comm); }
--- exit 1
--- stderr
stdin:1:24: ERROR: printf: %p expects a value of type pointer or integer ('string[16]' supplied)
BEGIN { printf("%p\n", comm); }
                       ~~~~
HINT: %s prints it
=== unknown conversion
--- program
BEGIN { printf("%y\n", 1); }
--- exit 1
--- stderr
stdin:1:16: ERROR: printf: unknown format specifier '%y'
BEGIN { printf("%y\n", 1); }
               ~~~~~~
HINT: a percent sign is written %%
=== percent sign at the end
--- program
BEGIN { printf("100%"); }
--- exit 1
--- stderr
stdin:1:16: ERROR: printf: unknown format specifier '%'
BEGIN { printf("100%"); }
               ~~~~~~
HINT: a percent sign is written %%
=== percent sign alone
--- program
BEGIN { printf("100% sure\n"); }
--- exit 1
--- stderr
stdin:1:9: ERROR: printf: not enough arguments for the format (0 supplied, 1 expected)
BEGIN { printf("100% sure\n"); }
        ~~~~~~~~~~~~~~~~~~~~~
=== width of a string
--- program
BEGIN { printf("%*d\n", comm, 1); }
--- exit 1
--- stderr
stdin:1:25: ERROR: printf: the width of %*d expects an integer ('string[16]' supplied)
BEGIN { printf("%*d\n", comm, 1); }
                        ~~~~
=== width without argument
--- program
BEGIN { printf("%*d\n", 1); }
--- exit 1
--- stderr
stdin:1:9: ERROR: printf: not enough arguments for the format (1 supplied, 2 expected)
BEGIN { printf("%*d\n", 1); }
        ~~~~~~~~~~~~~~~~~~
=== %d of a histogram
--- program
BEGIN { @x = hist(1); printf("%d\n", @x); }
--- exit 1
--- stderr
stdin:1:38: ERROR: a map of type 'hist_t' has no single value
BEGIN { @x = hist(1); printf("%d\n", @x); }
                                     ~~
HINT: print(@x) prints it
=== cat with a wrong type
--- program
BEGIN { cat("/proc/%s/maps", pid); }
--- exit 1
--- stderr
stdin:1:30: ERROR: cat: %s expects a value of type string ('uint32' supplied)
BEGIN { cat("/proc/%s/maps", pid); }
                             ~~~
HINT: %d prints a number
=== system with a wrong type
--- options --unsafe
--- program
BEGIN { system("echo %d", comm); }
--- exit 1
--- stderr
stdin:1:27: ERROR: system: %d expects a value of type integer ('string[16]' supplied)
BEGIN { system("echo %d", comm); }
                          ~~~~
HINT: %s prints it
=== errorf with too few arguments
--- program
BEGIN { errorf("%d"); }
--- exit 1
--- stderr
stdin:1:9: ERROR: errorf: not enough arguments for the format (0 supplied, 1 expected)
BEGIN { errorf("%d"); }
        ~~~~~~~~~~~~
