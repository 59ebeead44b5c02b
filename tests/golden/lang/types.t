# SPDX-License-Identifier: GPL-2.0-or-later
# sizeof, offsetof, structs, enums and defines of the preamble.
--- options -q

=== sizeof uint8
--- program
BEGIN { print(sizeof(uint8)); exit(); }
--- exit 0
--- stdout
1


=== sizeof int16
--- program
BEGIN { print(sizeof(int16)); exit(); }
--- exit 0
--- stdout
2


=== sizeof int32
--- program
BEGIN { print(sizeof(int32)); exit(); }
--- exit 0
--- stdout
4


=== sizeof uint64
--- program
BEGIN { print(sizeof(uint64)); exit(); }
--- exit 0
--- stdout
8


=== sizeof a struct
--- needs 64bit
--- program
struct S { int a; char b; long c; } BEGIN { print(sizeof(struct S)); exit() }
--- exit 0
--- stdout
16


=== sizeof a packed struct
--- program
struct S { char a; int b; } __attribute__((packed)); BEGIN { print(sizeof(struct S)); exit() }
--- exit 0
--- stdout
5


=== sizeof an array member
--- program
struct S { int a[5]; } BEGIN { print(sizeof(struct S)); exit() }
--- exit 0
--- stdout
20


=== sizeof a union
--- needs 64bit
--- program
union U { int a; long b; char c[3]; } BEGIN { print(sizeof(union U)); exit() }
--- exit 0
--- stdout
8


=== sizeof a pointer
--- needs 64bit
--- program
struct S { void *p; char c; } BEGIN { print(sizeof(struct S)); exit() }
--- exit 0
--- stdout
16


=== offsetof
--- program
struct S { int a; char b; long c; } BEGIN { print(offsetof(struct S, c)); exit() }
--- exit 0
--- stdout
8


=== offsetof the first
--- program
struct S { int a; char b; long c; } BEGIN { print(offsetof(struct S, a)); exit() }
--- exit 0
--- stdout
0


=== offsetof nested
--- program
struct S { int x; struct { int a; struct { int d; int e; } c; } b; } BEGIN { print(offsetof(struct S, b.c.e)); exit() }
--- exit 0
--- stdout
12


=== offsetof in an anonymous struct
--- program
struct S { int x; struct { int a; int b; }; } BEGIN { print(offsetof(struct S, b)); exit() }
--- exit 0
--- stdout
8


=== sizeof of bit fields
--- program
struct S { unsigned a : 3; unsigned b : 5; } BEGIN { print(sizeof(struct S)); exit() }
--- exit 0
--- stdout
4


=== typedef
--- program
typedef unsigned short u16x; struct S { u16x a; u16x b; } BEGIN { print(sizeof(struct S)); exit() }
--- exit 0
--- stdout
4


=== enum
--- program
enum E { A, B = 5, C } BEGIN { printf("%d %d %d\n", A, B, C); exit() }
--- exit 0
--- stdout
0 5 6


=== enum negative
--- program
enum E { A = -2, B } BEGIN { $b = B; printf("%d\n", $b); exit() }
--- exit 0
--- stdout
-1


=== enum by name
--- program
enum E { A, B = 5 } BEGIN { $b = B; printf("%s %d\n", $b, $b); exit() }
--- exit 0
--- stdout
B 5


=== enum cast by name
--- program
enum E { A, B = 5 } BEGIN { $x = 5; printf("%s\n", (enum E)$x); exit() }
--- exit 0
--- stdout
B


=== define
--- program
#define N 42
BEGIN { print(N); exit() }
--- exit 0
--- stdout
42


=== define hexadecimal
--- program
#define N 0x10
BEGIN { print(N); exit() }
--- exit 0
--- stdout
16


=== define expression
--- program
#define N (1 << 4)
BEGIN { print(N + 1); exit() }
--- exit 0
--- stdout
17


=== define string
--- program
#define S "abc"
BEGIN { print(S); exit() }
--- exit 0
--- stdout
abc


=== define of another
--- program
#define A 3
#define B (A * 2)
BEGIN { print(B); exit() }
--- exit 0
--- stdout
6


=== ifdef
--- program
#define A
#ifdef A
BEGIN { print("yes"); exit() }
#else
BEGIN { print("no"); exit() }
#endif
--- exit 0
--- stdout
yes


=== ifndef
--- program
#ifndef A
#define N 1
#else
#define N 2
#endif
BEGIN { print(N); exit() }
--- exit 0
--- stdout
1


=== undef
--- program
#define A
#undef A
#ifdef A
#define N 1
#else
#define N 2
#endif
BEGIN { print(N); exit() }
--- exit 0
--- stdout
2


=== if of an expression
--- program
#define V 5
#if V > 4 && defined(V)
#define N 1
#else
#define N 2
#endif
BEGIN { print(N); exit() }
--- exit 0
--- stdout
1


=== macro with an argument
--- program
#define SQ(x) ((x) * (x))
BEGIN { print(SQ(3 + 1)); exit() }
--- exit 0
--- stdout
16


=== include of errno
--- program
#include <errno.h>
BEGIN { print(ENOENT); exit() }
--- exit 0
--- stdout
2


=== struct with a pointer to itself
--- needs 64bit
--- program
struct L { struct L *next; int v; } BEGIN { print(offsetof(struct L, v)); exit() }
--- exit 0
--- stdout
8


