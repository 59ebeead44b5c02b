# SPDX-License-Identifier: GPL-2.0-or-later
# A pinned iterator runs when sonde has ended: what only sonde could do is refused in it.
--- options --tracefs tracefs --dump=plan

=== other functions with an output
--- program
iter:task:list { print(1); }
--- exit 1
--- stderr
stdin:1:18: ERROR: print() does not work in a pinned iterator
iter:task:list { print(1); }
                 ~~~~~~~~
HINT: it runs when its file is read, and sonde has ended then: only printf() reaches the reader
=== a conversion that the kernel has not
--- program
iter:task:list { printf("%c", 65); }
--- exit 1
--- stderr
stdin:1:25: ERROR: in a pinned iterator the kernel prints, and it has no '%c': only %d, %i, %u, %x, %X, %p and %s, with a width
iter:task:list { printf("%c", 65); }
                        ~~~~
=== no text and no number
--- program
iter:task:list { printf("%s", kstack); }
--- exit 1
--- stderr
stdin:1:31: ERROR: in a pinned iterator the kernel prints, and it cannot print 'kstack' by '%s'
iter:task:list { printf("%s", kstack); }
                              ~~~~~~
=== more values than the kernel takes
--- program
iter:task:list { printf("%d%d%d%d%d%d%d%d%d%d%d%d%d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13); }
--- exit 1
--- stderr
stdin:1:18: ERROR: in a pinned iterator the kernel prints, and it takes up to 12 values (13 provided)
iter:task:list { printf("%d%d%d%d%d%d%d%d%d%d%d%d%d", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13); }
                 ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
