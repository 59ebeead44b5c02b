# SPDX-License-Identifier: GPL-2.0-or-later
# What is wrong with options of the script.
--- options --tracefs tracefs --dump=asm

=== an option that nobody asks for
--- arguments -- --colour=red
--- program
BEGIN { print(getopt("color", "blue")); exit(); }
--- exit 1
--- stderr
ERROR: unexpected command line option: --colour
HINT: did you mean --color?
=== far from any
--- arguments -- --x
--- program
BEGIN { print(getopt("color", "blue")); exit(); }
--- exit 1
--- stderr
ERROR: unexpected command line option: --x
HINT: -- --help lists the options of the script
=== a script without options
--- arguments -- --x --y
--- program
BEGIN { exit(); }
--- exit 1
--- stderr
ERROR: unexpected command line option: --x
HINT: the script has no options: it does not call getopt()
ERROR: unexpected command line option: --y
HINT: the script has no options: it does not call getopt()
=== no number
--- arguments -- --n=many
--- program
BEGIN { print(getopt("n", 1)); exit(); }
--- exit 1
--- stderr
stdin:1:15: ERROR: the option --n expects an integer, not 'many'
BEGIN { print(getopt("n", 1)); exit(); }
              ~~~~~~~~~~~~~~
=== too large
--- arguments -- --n=99999999999999999999
--- program
BEGIN { print(getopt("n", 1)); exit(); }
--- exit 1
--- stderr
stdin:1:15: ERROR: the option --n expects an integer, not '99999999999999999999'
BEGIN { print(getopt("n", 1)); exit(); }
              ~~~~~~~~~~~~~~
=== neither true nor false
--- arguments -- --on=maybe
--- program
BEGIN { print(getopt("on")); exit(); }
--- exit 1
--- stderr
stdin:1:15: ERROR: the option --on expects true or false, not 'maybe'
BEGIN { print(getopt("on")); exit(); }
              ~~~~~~~~~~~~
=== the name is no literal
--- program
BEGIN { $x = "n"; print(getopt($x, 1)); exit(); }
--- exit 1
--- stderr
stdin:1:32: ERROR: getopt() expects the name of an option as a string literal
BEGIN { $x = "n"; print(getopt($x, 1)); exit(); }
                               ~~
=== no name
--- program
BEGIN { print(getopt()); exit(); }
--- exit 1
--- stderr
stdin:1:15: ERROR: getopt() expects the name of an option as a string literal
BEGIN { print(getopt()); exit(); }
              ~~~~~~~~
=== the default is no literal
--- program
BEGIN { print(getopt("n", pid)); exit(); }
--- exit 1
--- stderr
stdin:1:27: ERROR: the default of an option must be a literal: a string, an integer, true or false
BEGIN { print(getopt("n", pid)); exit(); }
                          ~~~
=== two defaults
--- program
BEGIN { print(getopt("n", 1)); print(getopt("n", 2)); exit(); }
--- exit 1
--- stderr
stdin:1:38: ERROR: the option --n has another default here: 2, not 1
BEGIN { print(getopt("n", 1)); print(getopt("n", 2)); exit(); }
                                     ~~~~~~~~~~~~~~
stdin:1:15: NOTE: this is the first one
BEGIN { print(getopt("n", 1)); print(getopt("n", 2)); exit(); }
              ~~~~~~~~~~~~~~
=== the description is no text
--- program
BEGIN { print(getopt("n", 1, 2)); exit(); }
--- exit 1
--- stderr
stdin:1:30: ERROR: getopt() takes a name, a default and a description, which is a string
BEGIN { print(getopt("n", 1, 2)); exit(); }
                             ^
