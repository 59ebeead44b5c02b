# SPDX-License-Identifier: GPL-2.0-or-later
# Probes of programs' own making, watchpoints, iterators.
--- options --tracefs tracefs --dump=asm

=== a USDT probe that is not there
--- program
usdt:/bin/sh:p:n { exit(); }
--- exit 1
--- stderr
stdin:1:16: ERROR: no USDT probe p:n in /bin/sh
usdt:/bin/sh:p:n { exit(); }
               ^
HINT: sonde -l 'usdt:/bin/sh' lists the USDT probes of a program
=== usdt of no program
--- program
usdt:/bin/no_such_program:p { exit(); }
--- exit 1
--- stderr
stdin:1:6: ERROR: no program or library "/bin/no_such_program"
usdt:/bin/no_such_program:p { exit(); }
     ~~~~~~~~~~~~~~~~~~~~
=== usdt of a file that is no program
--- program
usdt:/etc/passwd:p { exit(); }
--- exit 1
--- stderr
stdin:1:6: ERROR: /etc/passwd: not an ELF program or library
usdt:/etc/passwd:p { exit(); }
     ~~~~~~~~~~~
=== a watchpoint's length
--- program
watchpoint:0x1000:3:w { exit(); }
--- exit 1
--- stderr
stdin:1:19: ERROR: the length of a watchpoint is 1, 2, 4 or 8 bytes
watchpoint:0x1000:3:w { exit(); }
                  ^
=== a watchpoint's mode
--- program
watchpoint:0x1000:4:q { exit(); }
--- exit 1
--- stderr
stdin:1:21: ERROR: the mode of a watchpoint is made of r, w and x
watchpoint:0x1000:4:q { exit(); }
                    ^
=== a watchpoint's place
--- program
watchpoint:here:4:w { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: a watchpoint is at an address or at FUNCTION+argN
watchpoint:here:4:w { exit(); }
           ~~~~
=== no such iterator
--- program
iter:no_such_* { exit(); }
--- exit 1
--- stderr
stdin:1:6: ERROR: no iterator matches no_such_*
iter:no_such_* { exit(); }
     ~~~~~~~~~
=== no argument of an iterator
--- program
iter:task { print(arg0); }
--- exit 1
--- stderr
stdin:1:19: ERROR: arg0 can only be used in rawtracepoint, kprobe, uprobe and usdt probes, not in iter
iter:task { print(arg0); }
                  ~~~~
=== another signal
--- program
self:signal:SIGUSR2 { exit(); }
--- exit 1
--- stderr
stdin:1:13: ERROR: unsupported signal "SIGUSR2": only SIGUSR1
self:signal:SIGUSR2 { exit(); }
            ~~~~~~~
=== an offset in fentry
--- program
fentry:vfs_read+4 { exit(); }
--- exit 1
--- stderr
stdin:1:8: ERROR: fentry takes a function's name, without an offset
fentry:vfs_read+4 { exit(); }
       ~~~~~~~~~~
