# SPDX-License-Identifier: GPL-2.0-or-later
# C declarations of the script.
--- options --tracefs tracefs --dump=asm

=== member twice
--- program
struct foo { int x; int x; }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:25: ERROR: there is a member 'x' already
struct foo { int x; int x; }; BEGIN { exit(); }
                        ^
=== member of an unknown type
--- program
struct foo { strct x; }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:14: ERROR: unknown type: 'strct'
struct foo { strct x; }; BEGIN { exit(); }
             ~~~~~
=== missing semicolon
--- program
struct foo { int x }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:20: ERROR: unexpected '}', expected ; or ,
struct foo { int x }; BEGIN { exit(); }
                   ^
=== bit field too wide
--- program
struct foo { int x : 40; }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: a bit field of this type cannot have 40 bits
struct foo { int x : 40; }; BEGIN { exit(); }
                 ^
=== struct in itself
--- program
struct foo { struct foo y; }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:25: ERROR: the member's type is not complete: its size is not known
struct foo { struct foo y; }; BEGIN { exit(); }
                        ^
=== unknown struct as a member
--- options --btf /nonexistent
--- program
struct foo { struct bar y; }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:25: ERROR: the member's type is not complete: its size is not known
struct foo { struct bar y; }; BEGIN { exit(); }
                        ^
=== enumerator that is not constant
--- program
enum e { A = x }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:14: ERROR: this is not a constant expression
enum e { A = x }; BEGIN { exit(); }
             ^
=== array size that is not constant
--- program
struct s { int x[pid]; }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: this is not a constant expression
struct s { int x[pid]; }; BEGIN { exit(); }
                 ~~~
=== struct defined twice
--- program
struct a { int x; }; struct a { int y; }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:29: ERROR: struct a is defined twice
struct a { int x; }; struct a { int y; }; BEGIN { exit(); }
                            ^
=== enum defined twice
--- program
enum e { A }; enum e { B }; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:20: ERROR: enum e is defined twice
enum e { A }; enum e { B }; BEGIN { exit(); }
                   ^
=== typedef without a name
--- program
typedef int; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: unexpected ';', expected a name
typedef int; BEGIN { exit(); }
           ^
=== typedef twice
--- program
typedef int t; typedef long t; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:29: ERROR: the type 't' is defined twice
typedef int t; typedef long t; BEGIN { exit(); }
                            ^
=== attribute
--- program
struct s { char c; int x; } __attribute__((packed)); BEGIN { print(sizeof(struct t)); }
--- exit 1
--- stderr
stdin:1:75: ERROR: unknown struct/union: 'struct t'
struct s { char c; int x; } __attribute__((packed)); BEGIN { print(sizeof(struct t)); }
                                                                          ~~~~~~~~
=== unknown member
--- program
struct foo { int first; }; kprobe:f { print(((struct foo *)arg0)->frist); }
--- exit 1
--- stderr
stdin:1:67: ERROR: 'struct foo' has no member named 'frist'
struct foo { int first; }; kprobe:f { print(((struct foo *)arg0)->frist); }
                                                                  ~~~~~
HINT: did you mean first?
=== position in a later member
--- program
struct foo {
	int x;
	nosuch y;
};
BEGIN { exit(); }
--- exit 1
--- stderr
stdin:3:2: ERROR: unknown type: 'nosuch'
	nosuch y;
	~~~~~~
=== define of itself
--- program
#define A A + 1
BEGIN { print(A); }
--- exit 1
--- stderr
stdin:2:15: ERROR: unknown identifier: 'A'
BEGIN { print(A); }
              ^
=== define that is no expression
--- program
#define A {
BEGIN { print(A); }
--- exit 1
--- stderr
stdin:2:15: ERROR: the #define of 'A' is no expression: '{'
BEGIN { print(A); }
              ^
