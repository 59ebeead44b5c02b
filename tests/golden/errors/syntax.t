# SPDX-License-Identifier: GPL-2.0-or-later
# Syntax.
--- options --tracefs tracefs --dump=asm

=== no probe
--- program
{ print(1); }
--- exit 1
--- stderr
stdin:1:1: ERROR: syntax error, unexpected {, expected a probe
{ print(1); }
^
HINT: a block begins with its probe, as in BEGIN { … } or kprobe:vfs_read { … }
=== no body
--- program
BEGIN
--- exit 1
--- stderr
stdin:1:6: ERROR: syntax error, unexpected end of file, expected {
BEGIN
     ^
HINT: what the probe does follows in { }
=== missing brace
--- program
BEGIN { print(1);
--- exit 1
--- stderr
stdin:1:18: ERROR: syntax error, unexpected end of file, expected }
BEGIN { print(1);
                 ^
stdin:1:7: NOTE: the block that begins here is not closed
BEGIN { print(1);
      ^
=== missing parenthesis
--- program
BEGIN { print(1; }
--- exit 1
--- stderr
stdin:1:16: ERROR: syntax error, unexpected ;, expected , or )
BEGIN { print(1; }
               ^
=== missing semicolon
--- program
BEGIN { $x = 1 $y = 2; }
--- exit 1
--- stderr
stdin:1:16: ERROR: syntax error, unexpected variable, expected ; or }
BEGIN { $x = 1 $y = 2; }
               ~~
=== unfinished string
--- program
BEGIN { printf("hello); }
--- exit 1
--- stderr
stdin:1:16: ERROR: unterminated string
BEGIN { printf("hello); }
               ~~~~~~~~~~
=== unfinished comment
--- program
BEGIN { /* exit(); }
--- exit 1
--- stderr
stdin:1:9: ERROR: unterminated comment
BEGIN { /* exit(); }
        ~~
HINT: a comment that begins with /* ends with */
=== unfinished filter
--- program
kprobe:vfs_read /pid == 1 { @ = count(); }
--- exit 1
--- stderr
stdin:1:27: ERROR: syntax error, unexpected {, expected / {
kprobe:vfs_read /pid == 1 { @ = count(); }
                          ^
HINT: a filter is written /CONDITION/, and '{' follows it
=== empty filter
--- program
kprobe:vfs_read // { @ = count(); }
--- exit 1
--- stderr
stdin:1:16: ERROR: syntax error, unexpected end of file, expected {
kprobe:vfs_read // { @ = count(); }
               ^
HINT: what the probe does follows in { }
=== stray character
--- program
BEGIN { print(1) ` }
--- exit 1
--- stderr
stdin:1:18: ERROR: invalid character '`'
BEGIN { print(1) ` }
                 ^
=== number with letters
--- program
BEGIN { print(12abc); }
--- exit 1
--- stderr
stdin:1:17: ERROR: invalid suffix 'abc' on an integer
BEGIN { print(12abc); }
                ~~~
HINT: known are u, l, ul, ll, ull and ns, us, ms, s, m, h, d
=== number too large
--- program
BEGIN { print(99999999999999999999); }
--- exit 1
--- stderr
stdin:1:15: ERROR: integer 99999999999999999999 does not fit in 64 bits
BEGIN { print(99999999999999999999); }
              ~~~~~~~~~~~~~~~~~~~~
=== operator without operand
--- program
BEGIN { print(1 +); }
--- exit 1
--- stderr
stdin:1:18: ERROR: syntax error, unexpected ), expected an expression
BEGIN { print(1 +); }
                 ^
=== assignment without value
--- program
BEGIN { $x = ; }
--- exit 1
--- stderr
stdin:1:14: ERROR: syntax error, unexpected ;, expected an expression
BEGIN { $x = ; }
             ^
=== else without if
--- program
BEGIN { else { exit(); } }
--- exit 1
--- stderr
stdin:1:9: ERROR: syntax error, unexpected else, expected an expression
BEGIN { else { exit(); } }
        ~~~~
=== if without parentheses or block
--- program
BEGIN { if 1 exit(); }
--- exit 1
--- stderr
stdin:1:14: ERROR: syntax error, unexpected identifier, expected {
BEGIN { if 1 exit(); }
             ~~~~
=== map with empty key
--- program
BEGIN { @x[] = 1; }
--- exit 1
--- stderr
stdin:1:12: ERROR: syntax error, unexpected ], expected an expression
BEGIN { @x[] = 1; }
           ^
=== unknown escape
--- program
BEGIN { printf("\q"); }
--- exit 1
--- stderr
stdin:1:17: ERROR: unknown escape sequence '\q'
BEGIN { printf("\q"); }
                ~~
HINT: known are \n \t \r \a \b \f \v \e \\ \" \' \? \NNN (octal) and \xHH
=== empty program
--- program
// nothing
--- exit 1
--- stderr
ERROR: no probes to attach
=== position on a later line
--- program
BEGIN
{
	$x = 1;
	print($y);
}
--- exit 1
--- stderr
stdin:4:8: ERROR: undefined or undeclared variable: $y
	print($y);
	      ~~
