# SPDX-License-Identifier: GPL-2.0-or-later
# Records.
--- options -q

=== member of a record
--- program
BEGIN { $r = (a = 1, b = "x"); print($r.b); exit(); }
--- exit 0
--- stdout
x


=== sum of members
--- program
BEGIN { $r = (x = 40, y = 2); print($r.x + $r.y); exit(); }
--- exit 0
--- stdout
42


