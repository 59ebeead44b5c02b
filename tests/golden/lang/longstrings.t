# SPDX-License-Identifier: GPL-2.0-or-later
# Strings that are longer than what a record keeps in place: records carry the bytes that are there.
--- options -q

=== literal
--- program
BEGIN { printf("%s|%d\n", "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij", 5); exit(); }
--- exit 0
--- stdout
abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij|5


=== two, a number between and behind
--- program
BEGIN { printf("%s|%d|%s|%d\n", "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij", 5, "01234567890123456789012345678901234567890123456789012345678901234567890123456789", 6); exit(); }
--- exit 0
--- stdout
abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij|5|01234567890123456789012345678901234567890123456789012345678901234567890123456789|6


=== variable
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; printf("%s|%s\n", $x, comm == comm ? "yes" : "no"); exit(); }
--- exit 0
--- stdout
abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij|yes


=== variable that was longer before
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; printf("%s\n", $x); $x = "ab"; printf("%s|%s\n", $x, $x); exit(); }
--- exit 0
--- stdout
abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij
ab|ab


=== shorter string as a key after a longer one
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; @[$x] = 1; $x = "ab"; @[$x] = 2; @["ab"] += 1; exit(); }
--- exit 0
--- stdout


@[abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij]: 1
@[ab]: 3
=== shorter string compared after a longer one
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; $y = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; $x = "ab"; $y = "ab"; printf("%d %d %d %d\n", $x == "ab", $x == $y, $x == "abc", $x != "a"); exit(); }
--- exit 0
--- stdout
1 1 0 1


=== not assigned yet
--- program
BEGIN { let $x; if (comm == "?") { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; } printf("<%s> %d\n", $x, $x == ""); exit(); }
--- exit 0
--- stdout
<> 1


=== prefix of a literal
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; printf("%d %d %d\n", $x == "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij", $x == "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijk", $x == "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghi"); exit(); }
--- exit 0
--- stdout
1 0 0


=== strncmp
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; printf("%d %d\n", strncmp($x, "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghiX", 89) == 0, strncmp($x, "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghiX", 90) == 0); exit(); }
--- exit 0
--- stdout
1 0


=== map's value
--- program
BEGIN { @x[1] = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; @x[2] = "b"; printf("%s|%s|%s|\n", @x[1], @x[2], @x[3]); clear(@x); exit(); }
--- exit 0
--- stdout
abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij|b||



=== map's value as a key
--- program
BEGIN { @x[1] = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; @x[1] = "b"; @k[@x[1]] = 1; @k["b"]++; clear(@x); exit(); }
--- exit 0
--- stdout


@k[b]: 2

=== in a tuple
--- program
BEGIN { $t = (1, "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"); $t = (2, "b"); print($t); @[$t] = 1; @[2, "b"]++; printf("%s\n", $t.1); exit(); }
--- exit 0
--- stdout
(2, b)
b


@[2, b]: 2
=== loop over a map
--- program
BEGIN { @x["abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"] = "01234567890123456789012345678901234567890123456789012345678901234567890123456789"; for ($kv : @x) { printf("%s|%s\n", $kv.0, $kv.1); print($kv); } clear(@x); exit(); }
--- exit 0
--- stdout
abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij|01234567890123456789012345678901234567890123456789012345678901234567890123456789
(abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij, 01234567890123456789012345678901234567890123456789012345678901234567890123456789)



=== print()
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; print($x); print("01234567890123456789012345678901234567890123456789012345678901234567890123456789"); exit(); }
--- exit 0
--- stdout
abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij
01234567890123456789012345678901234567890123456789012345678901234567890123456789


=== print() of a key
--- program
BEGIN { @x["abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"] = "01234567890123456789012345678901234567890123456789012345678901234567890123456789"; print(@x["abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"]); clear(@x); exit(); }
--- exit 0
--- stdout
@x[abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij]: 01234567890123456789012345678901234567890123456789012345678901234567890123456789



=== in a block expression
--- program
BEGIN { printf("%s|%s\n", { printf("first "); "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij" }, { printf("second "); "01234567890123456789012345678901234567890123456789012345678901234567890123456789" }); exit(); }
--- exit 0
--- stdout
first second abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij|01234567890123456789012345678901234567890123456789012345678901234567890123456789


=== width and precision
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; printf("%.3s|%-95s|%95s|\n", $x, $x, $x); exit(); }
--- exit 0
--- stdout
abc|abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij     |     abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij|


=== widths from arguments
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; printf("%*s|%.*s|\n", 92, $x, 4, $x); exit(); }
--- exit 0
--- stdout
  abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij|abcd|


=== as JSON
--- options -f json
--- program
BEGIN { $x = "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"; printf("%s\n", $x); print($x); @x[$x] = $x; exit(); }
--- exit 0
--- stdout
{"type": "printf", "data": "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij\n"}
{"type": "value", "data": "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"}


{"type": "map", "data": {"@x": {"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij": "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"}}}
=== system
--- options --unsafe
--- program
BEGIN { $x = "echo abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"; system("%s %d", $x, 3); exit(); }
--- exit 0
--- stdout
abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz 3


