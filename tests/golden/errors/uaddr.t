# SPDX-License-Identifier: GPL-2.0-or-later
# What uaddr() refuses.
=== uaddr: outside of programs
--- program
BEGIN { print(uaddr("x")); }
--- exit 1
--- stderr
stdin:1:15: ERROR: uaddr() can only be used in uprobe, uretprobe and usdt probes
BEGIN { print(uaddr("x")); }
              ~~~~~~~~~~
=== uaddr: no symbol's name
--- program
BEGIN { $x = "a"; print(uaddr($x)); }
--- exit 1
--- stderr
stdin:1:31: ERROR: uaddr() expects a string literal here
BEGIN { $x = "a"; print(uaddr($x)); }
                              ~~
