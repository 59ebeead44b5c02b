# SPDX-License-Identifier: GPL-2.0-or-later
# Parameters as text.
--- options -q

=== str with length
--- arguments hello
--- program
BEGIN { printf("%s\n", str($1, 3)); exit(); }
--- exit 0
--- stdout
hel


=== str with length of an offset
--- arguments hello
--- program
BEGIN { printf("%s\n", str($1 + 1, 2)); exit(); }
--- exit 0
--- stdout
el


=== str with length beyond the end
--- arguments hello
--- program
BEGIN { printf("%s\n", str($1, 10)); exit(); }
--- exit 0
--- stdout
hello


=== str with length, compared
--- arguments hello
--- program
BEGIN { if (str($1, 4) == "hell") { print("y") } else { print("n") } exit(); }
--- exit 0
--- stdout
y


=== str with length as a key
--- arguments hello
--- program
BEGIN { @[str($1, 2)] = 1; exit(); }
--- exit 0
--- stdout


@[he]: 1
