# SPDX-License-Identifier: GPL-2.0-or-later
# Functions that look into strings: strlen(), strcap(), strstr(), strcontains(), memcmp(),
# globmatch().
--- options -q

=== strlen: of literals, of variables, of what is empty or full
--- arguments 0123456789012345678901234567890123456789012345678901234567890123456789
--- program
BEGIN {
	$s = "hello world"; $e = ""; $full = str($1);
	printf("%d %d %d %d %d\n", strlen($s), strlen($e), strlen("abc"), strlen("a\0b"), strlen($full));
	exit();
}
--- exit 0
--- stdout
11 0 3 1 70


=== strcap: room of a string, its NUL counted
--- program
BEGIN { $s = "hello"; $t = $s; $t = "longer one"; printf("%d %d %d\n", strcap("abc"), strcap($t), strcap(comm)); exit(); }
--- exit 0
--- stdout
4 11 16


=== strstr: first place, whole string, none, empty needle, needle longer than the string
--- program
BEGIN {
	$s = "abcabcabd"; $n = "abd"; $none = ""; $long = "abcabcabdabcabcabd";
	printf("%d %d %d %d\n", strstr($s, "abc"), strstr($s, "abd"), strstr($s, "x"), strstr($s, ""));
	printf("%d %d %d %d\n", strstr($s, $n), strstr($s, $none), strstr($s, $long), strstr($long, $s));
	printf("%d %d\n", strstr($s, $s), strstr($none, "a"));
	exit();
}
--- exit 0
--- stdout
0 6 -1 0
6 0 -1 0
0 -1


=== strstr: a needle of more than one word, at each offset
--- arguments xxxxxneedle of wordzneedle_of_wordsneedle of words needle of words
--- program
BEGIN {
	printf("%d %d %d\n", strstr(str($1), "needle of words"), strstr(str($1), "needle of wordy"),
		strstr(str($1), str($2)));
	exit();
}
--- exit 0
--- stdout
-1 -1 -1


=== strcontains is a bool
--- program
BEGIN { $s = "one two"; print((strcontains($s, "e t"), strcontains($s, "two "), strcontains($s, ""))); exit(); }
--- exit 0
--- stdout
(true, false, true)


=== memcmp: sign and size of the first difference; the count is a literal or not
--- program
BEGIN {
	$n = 2; $m = 3;
	printf("%d %d %d\n", memcmp("abc", "abd", 2), memcmp("abc", "abd", 3), memcmp("b", "a", 1));
	printf("%d %d %d\n", memcmp("abc", "abd", $n), memcmp("abc", "abz", $m), memcmp("abc", "abd", 0));
	exit();
}
--- exit 0
--- stdout
0 -1 1
0 -23 0


=== memcmp: bytes are unsigned
--- program
BEGIN { printf("%d\n", memcmp("\xff", "a", 1)); exit(); }
--- exit 0
--- stdout
158


=== globmatch: stars
--- program
BEGIN {
	$s = "usr/lib/libc.so.6";
	print((globmatch($s, "*"), globmatch($s, "usr*"), globmatch($s, "*.6"), globmatch($s, "*lib*lib*"),
		globmatch($s, "*lib*lib*lib*"), globmatch($s, "usr"), globmatch($s, "**6**"), globmatch($s, "lib*")));
	exit();
}
--- exit 0
--- stdout
(true, true, true, true, false, false, true, false)


=== globmatch: any byte, classes, ranges, negated, brackets in them
--- program
BEGIN {
	print((globmatch("a-z", "a?z"), globmatch("az", "a?z"), globmatch("x7", "[x-z][0-9]"), globmatch("xa", "x[!0-9]"),
		globmatch("x5", "x[!0-9]"), globmatch("]", "[]a]"), globmatch("-", "[a-]"), globmatch("[a", "[a"), globmatch("", "[!a]")));
	exit();
}
--- exit 0
--- stdout
(true, false, true, true, false, true, true, true, false)


=== globmatch: the end must match, and the last run may overlap an earlier place
--- program
BEGIN {
	print((globmatch("abab", "*ab"), globmatch("ababx", "*ab"), globmatch("aab", "*ab"), globmatch("ab", "ab*ab"),
		globmatch("", ""), globmatch("", "*"), globmatch("a", "")));
	exit();
}
--- exit 0
--- stdout
(true, false, true, false, true, true, false)


=== globmatch: the pattern is a literal or a parameter
--- arguments *.c
--- program
BEGIN { print(globmatch("file.c", str($1))); $p = "*.c"; print(globmatch("file.c", $p)); exit(); }
--- exit 1
--- stderr
stdin:1:84: ERROR: globmatch() expects a string literal here
BEGIN { print(globmatch("file.c", str($1))); $p = "*.c"; print(globmatch("file.c", $p)); exit(); }
                                                                                   ~~
=== what is no string
--- program
BEGIN { print(strlen(5)); exit(); }
--- exit 1
--- stderr
stdin:1:22: ERROR: strlen() expects a string, not 'int64'
BEGIN { print(strlen(5)); exit(); }
                     ^
HINT: str() reads the string at an address
=== memcmp of more than there is
--- program
BEGIN { print(memcmp("abc", comm, 5)); exit(); }
--- exit 1
--- stderr
stdin:1:35: ERROR: memcmp() of 5 bytes: 'string[4]' has only 4
BEGIN { print(memcmp("abc", comm, 5)); exit(); }
                                  ^
