# SPDX-License-Identifier: GPL-2.0-or-later
# Strings and functions of strings.
--- options -q

=== literal
--- program
BEGIN { print("hello"); exit(); }
--- exit 0
--- stdout
hello


=== empty
--- program
BEGIN { print(""); exit(); }
--- exit 0
--- stdout



=== escape tab
--- program
BEGIN { print("a\tb"); exit(); }
--- exit 0
--- stdout
a	b


=== escape quote
--- program
BEGIN { print("a\"b"); exit(); }
--- exit 0
--- stdout
a"b


=== escape backslash
--- program
BEGIN { print("a\\b"); exit(); }
--- exit 0
--- stdout
a\b


=== escape octal
--- program
BEGIN { print("\101\102"); exit(); }
--- exit 0
--- stdout
AB


=== escape hexadecimal
--- program
BEGIN { print("\x41\x42"); exit(); }
--- exit 0
--- stdout
AB


=== UTF-8
--- program
BEGIN { print("grüße"); exit(); }
--- exit 0
--- stdout
grüße


=== variable
--- program
BEGIN { $s = "abc"; printf("[%s]\n", $s); exit(); }
--- exit 0
--- stdout
[abc]


=== map of strings
--- program
BEGIN { @s = "abc"; printf("[%s]\n", @s); exit(); }
--- exit 0
--- stdout
[abc]


@s: abc
=== reassigned, shorter
--- program
BEGIN { $s = "abcdef"; $s = "x"; printf("[%s]\n", $s); exit(); }
--- exit 0
--- stdout
[x]


=== string as a key
--- program
BEGIN { @m["a b"] = 1; printf("%d\n", @m["a b"]); exit(); }
--- exit 0
--- stdout
1


@m[a b]: 1
=== shorter string into a map
--- program
BEGIN { @s = "abcdef"; @s = "x"; exit(); }
--- exit 0
--- stdout


@s: x
=== strncmp equal
--- program
BEGIN { print(strncmp("hello", "help", 3)); exit(); }
--- exit 0
--- stdout
0


=== strncmp different
--- program
BEGIN { $s = "hello"; if (strncmp($s, "help", 4)) { print("other") } else { print("same") } exit(); }
--- exit 0
--- stdout
other


=== strncmp past the end
--- program
BEGIN { $s = "abc"; if (strncmp($s, "abcd", 10)) { print("other") } else { print("same") } exit(); }
--- exit 0
--- stdout
other


=== strncmp of equal whole strings
--- program
BEGIN { $s = "abc"; print(strncmp($s, "abc", 10)); exit(); }
--- exit 0
--- stdout
0


=== strncmp of nothing
--- program
BEGIN { $s = "abc"; print(strncmp($s, "xyz", 0)); exit(); }
--- exit 0
--- stdout
0


=== strerror
--- program
BEGIN { print(strerror(2)); exit(); }
--- exit 0
--- stdout
No such file or directory


=== strerror of a variable
--- program
BEGIN { $e = 13; printf("%s\n", strerror($e)); exit(); }
--- exit 0
--- stdout
Permission denied


=== str of a parameter
--- arguments hello
--- program
BEGIN { printf("%s\n", str($1)); exit(); }
--- exit 0
--- stdout
hello


=== str of a parameter and offset
--- arguments hello
--- program
BEGIN { printf("%s\n", str($1 + 1)); exit(); }
--- exit 0
--- stdout
ello


=== buf of a literal
--- program
BEGIN { printf("%r\n", buf("abc", 3)); exit(); }
--- exit 0
--- stdout
abc


=== buf of unprintable bytes
--- program
BEGIN { printf("%r\n", buf("a\x01\xff", 3)); exit(); }
--- exit 0
--- stdout
a\x01\xff


=== buf in plain hexadecimal
--- program
BEGIN { printf("%rh\n", buf("abc", 3)); exit(); }
--- exit 0
--- stdout
61 62 63


=== buf in escaped hexadecimal
--- program
BEGIN { printf("%rx\n", buf("abc", 3)); exit(); }
--- exit 0
--- stdout
\x61\x62\x63


=== print of buf
--- program
BEGIN { print(buf("a\x02", 2)); exit(); }
--- exit 0
--- stdout
a\x02


=== ternary of strings
--- program
BEGIN { $a = 2; printf("%s\n", $a > 1 ? "big" : "small"); exit(); }
--- exit 0
--- stdout
big


=== ternary of strings of other lengths
--- program
BEGIN { $a = 0; print($a ? "a longer one" : "x"); exit(); }
--- exit 0
--- stdout
x


=== index
--- program
BEGIN { $s = "kiwi"; printf("%c %c %d\n", $s[0], $s[3], $s[4]); exit(); }
--- exit 0
--- stdout
k i 0


=== index known at run time
--- program
BEGIN { $s = "kiwi"; $i = 0; while ($s[$i] != 0) { $i++ } print($i); print($s[$i - 2]); exit(); }
--- exit 0
--- stdout
4
119


=== index out of range at run time is a zero
--- program
BEGIN { $s = "kiwi"; $i = 99; print($s[$i]); $i = -1; print($s[$i]); exit(); }
--- exit 0
--- stdout
0
0


=== index of a literal and of a builtin, which are signed
--- needs native
--- program
BEGIN { print("\xff"[0]); print(comm[0] == "s"[0]); exit(); }
--- exit 0
--- stdout
-1
true


=== index of a value of a map, whose last value was longer
--- program
BEGIN { @m[1] = "damson"; @m[1] = "fig"; printf("%c %d\n", @m[1][2], @m[1][4]); clear(@m); exit(); }
--- exit 0
--- stdout
g 0



=== index of a long string, whose last value was longer
--- arguments aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bcde
--- program
BEGIN {
	$l = str($1);
	print($l[8]);
	$l = str($2);
	$k = 9;
	printf("%d %d %d %d\n", $l[3], $l[8], $l[80], $l[$k]);
	exit();
}
--- exit 0
--- stdout
97
101 0 0 0


=== index of a string in a macro
--- program
macro relative(path) { $p = path; $p[0] != "/"[0] }
BEGIN { print((relative("etc"), relative("/etc"))); exit(); }
--- exit 0
--- stdout
(true, false)


