# SPDX-License-Identifier: GPL-2.0-or-later
# Attach points.
--- options --tracefs tracefs --dump=asm

=== unknown provider
--- program
kprob:vfs_read { @ = count(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: unknown probe type "kprob"
kprob:vfs_read { @ = count(); }
~~~~~
HINT: did you mean kprobe:[MODULE:]FUNCTION[+OFFSET]?
=== unknown provider, nothing near
--- program
xyzzy:vfs_read { @ = count(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: unknown probe type "xyzzy"
xyzzy:vfs_read { @ = count(); }
~~~~~
=== unknown tracepoint
--- program
tracepoint:sched:sched_swich { @ = count(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: no tracepoint sched:sched_swich
tracepoint:sched:sched_swich { @ = count(); }
                 ~~~~~~~~~~~
HINT: did you mean tracepoint:sched:sched_switch?
=== unknown subsystem
--- program
tracepoint:shced:sched_switch { @ = count(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: no tracepoint shced:sched_switch
tracepoint:shced:sched_switch { @ = count(); }
                 ~~~~~~~~~~~~
HINT: did you mean tracepoint:sched:sched_switch?
=== event under another subsystem
--- program
tracepoint:syscalls:sched_switch { @ = count(); }
--- exit 1
--- stderr
stdin:1:21: ERROR: no tracepoint syscalls:sched_switch
tracepoint:syscalls:sched_switch { @ = count(); }
                    ~~~~~~~~~~~~
HINT: did you mean tracepoint:sched:sched_switch?
=== glob that matches nothing
--- program
tracepoint:sched:xyz* { @ = count(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: no tracepoint matches sched:xyz*
tracepoint:sched:xyz* { @ = count(); }
                 ~~~~
=== kprobe glob that matches nothing
--- program
kprobe:xyzzy_* { @ = count(); }
--- exit 1
--- stderr
stdin:1:8: ERROR: no kernel function matches xyzzy_*
kprobe:xyzzy_* { @ = count(); }
       ~~~~~~~
=== tracepoint with one part
--- program
tracepoint:sched { @ = count(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: too few parts for tracepoint
tracepoint:sched { @ = count(); }
~~~~~~~~~~~~~~~~
HINT: write tracepoint:SUBSYSTEM:EVENT
=== tracepoint with four parts
--- program
tracepoint:a:b:c { @ = count(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: too many parts for tracepoint
tracepoint:a:b:c { @ = count(); }
~~~~~~~~~~~~~~~~
HINT: write tracepoint:SUBSYSTEM:EVENT
=== kprobe without a function
--- program
kprobe { @ = count(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: too few parts for kprobe
kprobe { @ = count(); }
~~~~~~
HINT: write kprobe:[MODULE:]FUNCTION[+OFFSET]
=== interval with an unknown unit
--- program
interval:weeks:1 { exit(); }
--- exit 1
--- stderr
stdin:1:10: ERROR: unknown unit of time "weeks"
interval:weeks:1 { exit(); }
         ~~~~~
HINT: units are hz, s, ms, us and ns
=== interval of zero
--- program
interval:s:0 { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: "0" is not a positive number
interval:s:0 { exit(); }
           ^
=== interval that is no number
--- program
interval:s:soon { exit(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: "soon" is not a positive number
interval:s:soon { exit(); }
           ~~~~
=== profile too fast
--- program
profile:hz:0 { @ = count(); }
--- exit 1
--- stderr
stdin:1:12: ERROR: "0" is not a positive number
profile:hz:0 { @ = count(); }
           ^
=== unknown software event
--- program
software:page-fauls:1 { @ = count(); }
--- exit 1
--- stderr
stdin:1:10: ERROR: unknown software event "page-fauls"
software:page-fauls:1 { @ = count(); }
         ~~~~~~~~~~
HINT: did you mean software:page-faults?
=== unknown hardware event
--- program
hardware:cache-mises:1 { @ = count(); }
--- exit 1
--- stderr
stdin:1:10: ERROR: unknown hardware event "cache-mises"
hardware:cache-mises:1 { @ = count(); }
         ~~~~~~~~~~~
HINT: did you mean hardware:cache-misses?
=== uprobe without a function
--- program
uprobe:/bin/sh { @ = count(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: too few parts for uprobe
uprobe:/bin/sh { @ = count(); }
~~~~~~~~~~~~~~
HINT: write uprobe:BINARY:FUNCTION[+OFFSET]
=== BEGIN with a part
--- program
BEGIN:x { exit(); }
--- exit 1
--- stderr
stdin:1:1: ERROR: too many parts for BEGIN
BEGIN:x { exit(); }
~~~~~~~
HINT: write BEGIN
=== all of a clause's list missing
--- program
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); } BEGIN { exit(); }
--- exit 0
--- stderr
stdin:1:18: WARNING: no tracepoint sched:nope1: skipped
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); } BEGIN { exit(); }
                 ~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
stdin:1:42: WARNING: no tracepoint sched:nope2: skipped
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); } BEGIN { exit(); }
                                         ~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
stdin:1:1: WARNING: none of the probes of this clause exists here: it never runs
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); } BEGIN { exit(); }
~~~~~~~~~~~~~~~~~~~~~~
=== all of a list missing
--- program
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); }
--- exit 1
--- stderr
stdin:1:18: WARNING: no tracepoint sched:nope1: skipped
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); }
                 ~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
stdin:1:42: WARNING: no tracepoint sched:nope2: skipped
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); }
                                         ~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
stdin:1:1: WARNING: none of the probes of this clause exists here: it never runs
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); }
~~~~~~~~~~~~~~~~~~~~~~
stdin:1:1: ERROR: no probes to attach
tracepoint:sched:nope1, tracepoint:sched:nope2 { @ = count(); }
~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
