# SPDX-License-Identifier: GPL-2.0-or-later
# debugf(): what the kernel's own printing cannot do is said when the program is compiled.
--- options --tracefs tracefs --dump=asm

=== more than three values
--- program
BEGIN { debugf("%d %d %d %d", 1, 2, 3, 4); }
--- exit 1
--- stderr
stdin:1:9: ERROR: debugf() takes up to 3 values (4 provided)
BEGIN { debugf("%d %d %d %d", 1, 2, 3, 4); }
        ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== a width
--- program
BEGIN { debugf("%5d", 1); }
--- exit 1
--- stderr
stdin:1:16: ERROR: debugf: the kernel's trace knows no '%5d', only %d, %i, %u, %x, %p and %s, with l or ll
BEGIN { debugf("%5d", 1); }
               ~~~~~
=== a conversion that the kernel does not know
--- program
BEGIN { debugf("%c", 1); }
--- exit 1
--- stderr
stdin:1:16: ERROR: debugf: the kernel's trace knows no '%c', only %d, %i, %u, %x, %p and %s, with l or ll
BEGIN { debugf("%c", 1); }
               ~~~~
=== a value that is no number and no string
--- program
BEGIN { debugf("%s", strftime("%H", nsecs)); }
--- exit 1
--- stderr
stdin:1:22: ERROR: debugf() takes integers and strings, not 'timestamp'
BEGIN { debugf("%s", strftime("%H", nsecs)); }
                     ~~~~~~~~~~~~~~~~~~~~~
=== too few
--- program
BEGIN { debugf("%d %s", 1); }
--- exit 1
--- stderr
stdin:1:9: ERROR: debugf: not enough arguments for the format (1 supplied, 2 expected)
BEGIN { debugf("%d %s", 1); }
        ~~~~~~~~~~~~~~~~~~
