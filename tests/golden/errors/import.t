# SPDX-License-Identifier: GPL-2.0-or-later
# What cannot be imported.
--- options --tracefs tracefs --dump=asm

=== no such file
--- program
import "nothing.bt"; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: cannot find nothing.bt to import
import "nothing.bt"; BEGIN { exit(); }
~~~~~~~~~~~~~~~~~~~
HINT: it is looked for beside the script and in the directories of -I
=== C
--- program
import "import/code.bpf.c"; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: import/code.bpf.c is not imported: sonde has no compiler or linker for C
import "import/code.bpf.c"; BEGIN { exit(); }
~~~~~~~~~~~~~~~~~~~~~~~~~~
HINT: write it as a macro or a function (fn) in a .bt file
=== another kind of file
--- program
import "import/notes.txt"; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: import/notes.txt is not imported: its name ends neither in .bt nor .h
import "import/notes.txt"; BEGIN { exit(); }
~~~~~~~~~~~~~~~~~~~~~~~~~
=== C of the library
--- program
import "stdlib/task/task.bpf.c"; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: stdlib/task/task.bpf.c is not imported: sonde has no compiler for C
import "stdlib/task/task.bpf.c"; BEGIN { exit(); }
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
HINT: the functions of the library are all there without an import
=== a part that the library has not
--- program
import "stdlib/coffee"; BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: stdlib/coffee is not imported: there is no such part of the library
import "stdlib/coffee"; BEGIN { exit(); }
~~~~~~~~~~~~~~~~~~~~~~
HINT: the functions of the library are all there without an import
=== a config block
--- program
import "import/config.bt"; BEGIN { exit(); }
--- exit 1
--- stderr
import/config.bt:2:1: ERROR: an imported file cannot have a config block
config = { max_strlen = 64; }
~~~~~~
=== a syntax error in it
--- program
import "import/broken.bt"; BEGIN { exit(); }
--- exit 1
--- stderr
import/broken.bt:2:15: ERROR: syntax error, unexpected {, expected a parameter
macro broken( { 1 }
              ^
=== an error in its macro points at the call
--- program
import "import/wrong.bt"; BEGIN { print(wrong(1)); exit(); }
--- exit 1
--- stderr
stdin:1:41: ERROR: type mismatch for '+': 'int64' and 'string[5]'
import "import/wrong.bt"; BEGIN { print(wrong(1)); exit(); }
                                        ~~~~~~~~
import/wrong.bt:3:4: NOTE: in macro wrong()
	x + "text"
	  ^
=== a macro of two files
--- program
import "import/lib.bt"; macro lib_double(y) { y } BEGIN { exit(); }
--- exit 1
--- stderr
stdin:1:25: ERROR: lib_double() is defined twice
import "import/lib.bt"; macro lib_double(y) { y } BEGIN { exit(); }
                        ~~~~~~~~~~~~~~~~~~~~~~~~~
import/lib.bt:7:1: NOTE: this is the first definition
macro lib_double(x) { x * 2 }
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
=== in a block
--- program
BEGIN { import "import/lib.bt"; exit(); }
--- exit 1
--- stderr
stdin:1:9: ERROR: an import stands outside of blocks
BEGIN { import "import/lib.bt"; exit(); }
        ~~~~~~
HINT: those in blocks are of C, for which sonde has no compiler
