# SPDX-License-Identifier: GPL-2.0-or-later
# Addresses.
--- options -q

=== ntop of an integer
--- program
BEGIN { printf("%s\n", ntop(0x0100007f)); exit(); }
--- exit 0
--- stdout
127.0.0.1


=== ntop with AF_INET
--- program
BEGIN { printf("%s\n", ntop(2, 0x04030201)); exit(); }
--- exit 0
--- stdout
1.2.3.4


=== print of ntop
--- program
BEGIN { print(ntop(0x0100007f)); exit(); }
--- exit 0
--- stdout
127.0.0.1


=== ntop as a key
--- program
BEGIN { @[ntop(0x0100007f)] = count(); exit(); }
--- exit 0
--- stdout


@[127.0.0.1]: 1
