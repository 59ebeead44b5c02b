# SPDX-License-Identifier: GPL-2.0-or-later
# #define, #if and #include of the script.
--- options --tracefs tracefs --dump=asm

=== header that is nowhere
--- program
#include "no_such_header.h"
BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: 'no_such_header.h' file not found
#include "no_such_header.h"
~~~~~~~~~~~~~~~~~~~~~~~~~~~
HINT: it is searched in the current directory; -I DIR names a further directory
=== system header that is nowhere
--- program
BEGIN { exit(); }
#include <no/such.h>
--- exit 1
--- stderr
stdin:2:1: ERROR: 'no/such.h' file not found
#include <no/such.h>
~~~~~~~~~~~~~~~~~~~~
HINT: -I DIR names a directory to search; types of the kernel need no header
=== kernel header that is nowhere
--- program
#include <linux/no_such_header.h>
BEGIN { exit(); }
--- exit 0
--- stderr
=== --include that is nowhere
--- options --include no_such_header.h
--- program
BEGIN { exit(); }
--- exit 1
--- stderr
ERROR: 'no_such_header.h' file not found
HINT: it is searched in the current directory; -I DIR names a further directory
=== too few arguments of a macro
--- program
#define ADD(a, b) (a + b)
BEGIN { print(ADD(1)); }
--- exit 1
--- stderr
stdin:2:15: ERROR: the macro ADD takes 2 arguments, not 1
BEGIN { print(ADD(1)); }
              ~~~~~~
=== too few arguments of a macro that takes more
--- program
#define LOG(fmt, x...) printf(fmt, ##x)
BEGIN { LOG(); }
--- exit 1
--- stderr
stdin:2:9: ERROR: the macro LOG takes at least 1 argument, not 0
BEGIN { LOG(); }
        ~~~~~
=== macro with arguments that is no expression
--- program
#define DO(x) while (x) {
BEGIN { DO(1); }
--- exit 1
--- stderr
stdin:2:9: ERROR: the #define of 'DO' is no expression: 'while (1) {'
BEGIN { DO(1); }
        ~~~~~
=== error inside of what a macro becomes
--- program
#define BAD(x) ((x) + nosuch)
BEGIN { print(BAD(1)); }
--- exit 1
--- stderr
stdin:2:15: ERROR: unknown identifier: 'nosuch'
BEGIN { print(BAD(1)); }
              ~~~~~~
=== name that was undefined
--- program
#define A 1
#undef A
BEGIN { print(A); }
--- exit 1
--- stderr
stdin:3:15: ERROR: unknown identifier: 'A'
BEGIN { print(A); }
              ^
=== condition that cannot be evaluated
--- program
#if 1 +
#endif
BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: the condition cannot be evaluated
#if 1 +
~~~~~~~
=== condition without its end
--- program
#if 2 * 3 == 6
BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: the condition that begins here has no #endif
#if 2 * 3 == 6
~~~~~~~~~~~~~~
=== clauses are left out by conditions
--- options --btf /nonexistent
--- program
#define N 3
#ifdef BPFTRACE_HAVE_BTF
BEGIN { nosuch(); }
#elif N * 2 > 6 || !defined(N)
BEGIN { nosuch(); }
#elif LINUX_VERSION_CODE >= KERNEL_VERSION(2, 6, 0)
BEGIN { print(N); }
#else
BEGIN { nosuch(); }
#endif
--- exit 0
--- stderr
=== position in a declaration with macros
--- program
#define LEN 16
#define FIELD(t, n) t n
struct s { char name[LEN]; FIELD(nosuch, x); };
BEGIN { exit(); }
--- exit 1
--- stderr
stdin:3:28: ERROR: unknown type: 'nosuch'
struct s { char name[LEN]; FIELD(nosuch, x); };
                           ~~~~~
=== array that is too large
--- program
struct s { int x[1 << 30]; };
BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:25: ERROR: an array cannot have 1073741824 elements
struct s { int x[1 << 30]; };
                        ^
