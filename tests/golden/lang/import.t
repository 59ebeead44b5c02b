# SPDX-License-Identifier: GPL-2.0-or-later
# import: files with macros, functions, types and clauses.
--- options -q

=== macros and functions
--- program
import "import/lib.bt"; BEGIN { print((lib_double(4), lib_add(1, 2))); exit(); }
--- exit 0
--- stdout
(8, 3)


=== types and constants
--- program
import "import/lib.bt"
BEGIN { print((LIB_TEN, sizeof(struct lib_pair), offsetof(struct lib_pair, b), ((uint64)(lib_pair_t *)8))); exit(); }
--- exit 0
--- stdout
(10, 8, 4, 8)


=== a file twice
--- program
import "import/lib.bt"; import "import/lib.bt"; import "import/../import/lib.bt"; BEGIN { print(lib_double(4)); exit(); }
--- exit 0
--- stdout
8


=== clauses of what is imported come first
--- program
import "import/uses.bt"; BEGIN { print(lib_quadruple(3)); exit(); }
--- exit 0
--- stdout
begin
uses
12


=== each other
--- program
import "import/circle1.bt"; BEGIN { print((circle1(), circle2())); exit(); }
--- exit 0
--- stdout
(1, 2)


=== a directory
--- program
import "import/dir"; BEGIN { print((in_dir_a(), in_dir_b(), IN_DIR)); exit(); }
--- exit 0
--- stdout
(a, 4, 3)


=== a header
--- program
import "import/types.h"; BEGIN { print((HEADER_SEVEN, sizeof(header_thing_t), offsetof(struct header_thing, second))); exit(); }
--- exit 0
--- stdout
(7, 8, 4)


=== from a directory of -I
--- options -I import/dir
--- program
import "a.bt"; BEGIN { print(in_dir_a()); exit(); }
--- exit 0
--- stdout
a


=== the library
--- program
import "stdlib"; import "stdlib/base"; import "stdlib/strings.bt"; BEGIN { assert(1, "x"); print("fine"); exit(); }
--- exit 0
--- stdout
fine


