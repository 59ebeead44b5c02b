# SPDX-License-Identifier: GPL-2.0-or-later
# Options of the script, behind "--".
--- options -q

=== defaults
--- program
BEGIN { print((getopt("aa", 10), getopt("bb", "hello"), getopt("cc"), getopt("dd", false), getopt("ee", true), getopt("ff", -5))); exit(); }
--- exit 0
--- stdout
(10, hello, false, false, true, -5)


=== given
--- arguments -- --cc --bb=bye --aa=0x20 --ff=-7 --ee=0
--- program
BEGIN { print((getopt("aa", 10), getopt("bb", "hello"), getopt("cc"), getopt("dd", false), getopt("ee", true), getopt("ff", -5))); exit(); }
--- exit 0
--- stdout
(32, bye, true, false, false, -7)


=== true and false
--- arguments -- --a=true --b=1 --c=false --d=0
--- program
BEGIN { print((getopt("a"), getopt("b"), getopt("c"), getopt("d", true))); exit(); }
--- exit 0
--- stdout
(true, true, false, false)


=== among positional parameters
--- arguments one -- --n=3 2
--- program
BEGIN { print((str($1), $2, $#, getopt("n", 0))); exit(); }
--- exit 0
--- stdout
(one, 2, 2, 3)


=== the last one counts
--- arguments -- --n=1 --n=2
--- program
BEGIN { print(getopt("n", 0)); exit(); }
--- exit 0
--- stdout
2


=== an empty text
--- arguments -- --s=
--- program
BEGIN { printf("[%s]\n", getopt("s", "x")); exit(); }
--- exit 0
--- stdout
[]


=== a name that begins like another
--- arguments -- --nn=2
--- program
BEGIN { print((getopt("n", 0), getopt("nn", 0))); exit(); }
--- exit 0
--- stdout
(0, 2)


=== in a filter
--- arguments -- --on
--- program
BEGIN /!getopt("on")/ { print("off"); } BEGIN /getopt("on")/ { print("on"); exit(); }
--- exit 0
--- stdout
on


=== in a macro and a function
--- arguments -- --n=4
--- program
macro m(x) { x * getopt("n", 1) } fn f() : int64 { return getopt("n", 1); } BEGIN { print((m(2), f())); exit(); }
--- exit 0
--- stdout
(8, 4)


=== decides what is compiled
--- arguments -- --verbose
--- program
BEGIN { if comptime getopt("verbose") { print("verbose"); } else { print(nothing); } exit(); }
--- exit 0
--- stdout
verbose


=== a description
--- program
BEGIN { print(getopt("n", 1, "how many")); exit(); }
--- exit 0
--- stdout
1


=== --help
--- arguments -- --help
--- program
BEGIN { print((getopt("n", 10, "how many"), getopt("name", "x"), getopt("all", false, "all of them"), getopt("none", ""))); exit(); }
--- exit 0
--- stdout
Usage: sonde -e PROGRAM -- [OPTION…] [ARGUMENT…]

Options of the script:
  --n=NUMBER               how many (default: 10)
  --name=TEXT              (default: x)
  --all                    all of them (default: false)
  --none=TEXT              (default: "")
=== --help of a script without options
--- arguments -- --help
--- program
BEGIN { exit(); }
--- exit 0
--- stdout
Usage: sonde -e PROGRAM -- [OPTION…] [ARGUMENT…]

The script has no options.
=== the script's own --help
--- arguments -- --help
--- program
BEGIN { if (getopt("help")) { print("mine"); } exit(); }
--- exit 0
--- stdout
mine


