# SPDX-License-Identifier: GPL-2.0-or-later
# What there is not yet.
--- options --tracefs tracefs --dump=asm

=== function of the reference
--- program
BEGIN { print(skboutput("x", 1, 2, 3)); }
--- exit 1
--- stderr
stdin:1:15: ERROR: skboutput() is not supported yet
BEGIN { print(skboutput("x", 1, 2, 3)); }
              ~~~~~~~~~
