# SPDX-License-Identifier: GPL-2.0-or-later
# Maps: keys and values that do not agree.
--- options --tracefs tracefs --dump=asm

=== count and integer
--- program
BEGIN { @x = count(); @x = 1; }
--- exit 1
--- stderr
stdin:1:28: ERROR: type mismatch for @x: trying to assign a value of type 'int64' when the map contains values of type 'count_t'
BEGIN { @x = count(); @x = 1; }
                           ^
stdin:1:14: NOTE: @x is 'count_t' from here
BEGIN { @x = count(); @x = 1; }
             ~~~~~~~
=== integer and count
--- program
BEGIN { @x = 1; @x = count(); }
--- exit 1
--- stderr
stdin:1:22: ERROR: type mismatch for @x: trying to assign a value of type 'count_t' when the map contains values of type 'int64'
BEGIN { @x = 1; @x = count(); }
                     ~~~~~~~
stdin:1:14: NOTE: @x is 'int64' from here
BEGIN { @x = 1; @x = count(); }
             ^
=== count and hist
--- program
BEGIN { @x = count(); } END { @x = hist(1); }
--- exit 1
--- stderr
stdin:1:36: ERROR: type mismatch for @x: trying to assign a value of type 'hist_t' when the map contains values of type 'count_t'
BEGIN { @x = count(); } END { @x = hist(1); }
                                   ~~~~~~~
stdin:1:14: NOTE: @x is 'count_t' from here
BEGIN { @x = count(); } END { @x = hist(1); }
             ~~~~~~~
=== sum and avg
--- program
BEGIN { @x = sum(1); @x = avg(1); }
--- exit 1
--- stderr
stdin:1:27: ERROR: type mismatch for @x: trying to assign a value of type 'avg_t' when the map contains values of type 'sum_t'
BEGIN { @x = sum(1); @x = avg(1); }
                          ~~~~~~
stdin:1:14: NOTE: @x is 'sum_t' from here
BEGIN { @x = sum(1); @x = avg(1); }
             ~~~~~~
=== integer and string
--- program
BEGIN { @x = 1; @x = "a"; }
--- exit 1
--- stderr
stdin:1:22: ERROR: type mismatch for @x: trying to assign a value of type 'string[2]' when the map contains values of type 'int64'
BEGIN { @x = 1; @x = "a"; }
                     ~~~
stdin:1:14: NOTE: @x is 'int64' from here
BEGIN { @x = 1; @x = "a"; }
             ^
=== string and integer in two clauses
--- program
BEGIN { @x = comm; } END { @x = 5; }
--- exit 1
--- stderr
stdin:1:33: ERROR: type mismatch for @x: trying to assign a value of type 'int64' when the map contains values of type 'string[16]'
BEGIN { @x = comm; } END { @x = 5; }
                                ^
stdin:1:14: NOTE: @x is 'string[16]' from here
BEGIN { @x = comm; } END { @x = 5; }
             ~~~~
=== string and stack
--- program
kprobe:vfs_read { @x = comm; @x = kstack; }
--- exit 1
--- stderr
stdin:1:35: ERROR: type mismatch for @x: trying to assign a value of type 'kstack' when the map contains values of type 'string[16]'
kprobe:vfs_read { @x = comm; @x = kstack; }
                                  ~~~~~~
stdin:1:24: NOTE: @x is 'string[16]' from here
kprobe:vfs_read { @x = comm; @x = kstack; }
                       ~~~~
=== tuples of two lengths
--- program
BEGIN { @x = (1, 2); @x = (1, 2, 3); }
--- exit 1
--- stderr
stdin:1:27: ERROR: type mismatch for @x: trying to assign a value of type '(int64,int64,int64)' when the map contains values of type '(int64,int64)'
BEGIN { @x = (1, 2); @x = (1, 2, 3); }
                          ~~~~~~~~~
stdin:1:14: NOTE: @x is '(int64,int64)' from here
BEGIN { @x = (1, 2); @x = (1, 2, 3); }
             ~~~~~~
=== key of two types
--- program
BEGIN { @x[1] = 1; @x["a"] = 2; }
--- exit 1
--- stderr
stdin:1:20: ERROR: argument mismatch for @x: the key has type 'string[2]', the map's key 'int64'
BEGIN { @x[1] = 1; @x["a"] = 2; }
                   ~~~~~~~
stdin:1:9: NOTE: @x has its key from here
BEGIN { @x[1] = 1; @x["a"] = 2; }
        ~~~~~
=== key of two types in two clauses
--- program
kprobe:vfs_read { @x[comm] = 1; } kretprobe:vfs_read { delete(@x[tid]); }
--- exit 1
--- stderr
stdin:1:63: ERROR: argument mismatch for @x: the key has type 'uint64', the map's key 'string[16]'
kprobe:vfs_read { @x[comm] = 1; } kretprobe:vfs_read { delete(@x[tid]); }
                                                              ~~~~~~~
stdin:1:19: NOTE: @x has its key from here
kprobe:vfs_read { @x[comm] = 1; } kretprobe:vfs_read { delete(@x[tid]); }
                  ~~~~~~~~
=== keys of two lengths
--- program
BEGIN { @x[1, 2] = 1; @x[1] = 2; }
--- exit 1
--- stderr
stdin:1:23: ERROR: argument mismatch for @x: the key has type 'int64', the map's key '(int64,int64)'
BEGIN { @x[1, 2] = 1; @x[1] = 2; }
                      ~~~~~
stdin:1:9: NOTE: @x has its key from here
BEGIN { @x[1, 2] = 1; @x[1] = 2; }
        ~~~~~~~~
=== key and no key
--- program
BEGIN { @x = 1; @x[1] = 2; }
--- exit 1
--- stderr
stdin:1:17: ERROR: argument mismatch for @x: the map has no key, but one of type 'int64' is given
BEGIN { @x = 1; @x[1] = 2; }
                ~~~~~
stdin:1:9: NOTE: @x has no key from here
BEGIN { @x = 1; @x[1] = 2; }
        ~~
=== no key and key
--- program
BEGIN { @x[1] = 1; print(@x + 1); }
--- exit 1
--- stderr
stdin:1:26: ERROR: argument mismatch for @x: the map has a key of type 'int64'
BEGIN { @x[1] = 1; print(@x + 1); }
                         ~~
stdin:1:9: NOTE: @x has its key from here
BEGIN { @x[1] = 1; print(@x + 1); }
        ~~~~~
HINT: name the key: @x[...]
=== read with the wrong key
--- program
BEGIN { @x[comm] = 1; $y = @x[pid]; }
--- exit 1
--- stderr
stdin:1:28: ERROR: argument mismatch for @x: the key has type 'uint64', the map's key 'string[16]'
BEGIN { @x[comm] = 1; $y = @x[pid]; }
                           ~~~~~~~
stdin:1:9: NOTE: @x has its key from here
BEGIN { @x[comm] = 1; $y = @x[pid]; }
        ~~~~~~~~
=== key of a filter
--- program
kprobe:vfs_read /@a["x"]/ { @a[tid] = 1; }
--- exit 1
--- stderr
stdin:1:18: ERROR: argument mismatch for @a: the key has type 'string[2]', the map's key 'uint64'
kprobe:vfs_read /@a["x"]/ { @a[tid] = 1; }
                 ~~~~~~~
stdin:1:29: NOTE: @a has its key from here
kprobe:vfs_read /@a["x"]/ { @a[tid] = 1; }
                            ~~~~~~~
=== timestamp as a key
--- program
BEGIN { @x[strftime("%H", nsecs)] = 1; }
--- exit 1
--- stderr
stdin:1:12: ERROR: a value of type 'timestamp' cannot be a map's key
BEGIN { @x[strftime("%H", nsecs)] = 1; }
           ~~~~~~~~~~~~~~~~~~~~~
HINT: a timestamp is formatted when it is printed: use nsecs as the key
=== count in an expression
--- program
BEGIN { $x = count() + 1; }
--- exit 1
--- stderr
stdin:1:14: ERROR: count() should be directly assigned to a map
BEGIN { $x = count() + 1; }
             ~~~~~~~
HINT: @NAME = count(...)
=== count assigned to a variable
--- program
BEGIN { $x = count(); }
--- exit 1
--- stderr
stdin:1:14: ERROR: count() should be directly assigned to a map
BEGIN { $x = count(); }
             ~~~~~~~
HINT: @NAME = count(...)
=== count printed
--- program
BEGIN { print(count()); }
--- exit 1
--- stderr
stdin:1:15: ERROR: count() should be directly assigned to a map
BEGIN { print(count()); }
              ~~~~~~~
HINT: @NAME = count(...)
=== hist as an argument
--- program
BEGIN { printf("%d", hist(1)); }
--- exit 1
--- stderr
stdin:1:22: ERROR: hist() should be directly assigned to a map
BEGIN { printf("%d", hist(1)); }
                     ~~~~~~~
HINT: @NAME = hist(...)
=== count added
--- program
BEGIN { @x = 1; @x += count(); }
--- exit 1
--- stderr
stdin:1:23: ERROR: count() should be directly assigned to a map
BEGIN { @x = 1; @x += count(); }
                      ~~~~~~~
HINT: @NAME = count(...)
=== hist read
--- program
BEGIN { @x = hist(1); $y = @x; }
--- exit 1
--- stderr
stdin:1:28: ERROR: a map of type 'hist_t' has no single value
BEGIN { @x = hist(1); $y = @x; }
                           ~~
HINT: print(@x) prints it
=== stats read
--- program
BEGIN { @x = stats(1); if (@x > 1) { exit(); } }
--- exit 1
--- stderr
stdin:1:28: ERROR: a map of type 'stats_t' has no single value
BEGIN { @x = stats(1); if (@x > 1) { exit(); } }
                           ~~
HINT: print(@x) prints it
=== lhist with two bounds
--- program
BEGIN { @x = lhist(1, 0, 10, 1); @x = lhist(1, 0, 20, 1); }
--- exit 1
--- stderr
stdin:1:39: ERROR: different lhist() bounds in @x: one map has one set of buckets
BEGIN { @x = lhist(1, 0, 10, 1); @x = lhist(1, 0, 20, 1); }
                                      ~~~~~~~~~~~~~~~~~~
stdin:1:14: NOTE: @x is 'lhist_t' from here
BEGIN { @x = lhist(1, 0, 10, 1); @x = lhist(1, 0, 20, 1); }
             ~~~~~~~~~~~~~~~~~~
=== hist with two resolutions
--- program
BEGIN { @x = hist(1, 1); @x = hist(1, 2); }
--- exit 1
--- stderr
stdin:1:31: ERROR: different hist() bounds in @x: one map has one set of buckets
BEGIN { @x = hist(1, 1); @x = hist(1, 2); }
                              ~~~~~~~~~~
stdin:1:14: NOTE: @x is 'hist_t' from here
BEGIN { @x = hist(1, 1); @x = hist(1, 2); }
             ~~~~~~~~~~
=== delete of a map with keys, without one
--- program
BEGIN { @x[1] = 1; delete(@x); }
--- exit 1
--- stderr
stdin:1:27: ERROR: delete() expects a key: @x has keys
BEGIN { @x[1] = 1; delete(@x); }
                          ~~
HINT: clear(@x) removes all of them
=== delete with two keys
--- program
BEGIN { @x[1] = 1; delete(@x[1], 2); }
--- exit 1
--- stderr
stdin:1:34: ERROR: delete() expects one key: @x already has one here
BEGIN { @x[1] = 1; delete(@x[1], 2); }
                                 ^
=== delete of no map
--- program
BEGIN { delete(1); }
--- exit 1
--- stderr
stdin:1:16: ERROR: delete() expects a map here
BEGIN { delete(1); }
               ^
=== clear with a key
--- program
BEGIN { @x[1] = 1; clear(@x[1]); }
--- exit 1
--- stderr
stdin:1:26: ERROR: clear() takes a map as a whole, without a key
BEGIN { @x[1] = 1; clear(@x[1]); }
                         ~~~~~
HINT: delete(@x, KEY) removes one key
=== clear of no map
--- program
BEGIN { $x = 1; clear($x); }
--- exit 1
--- stderr
stdin:1:23: ERROR: clear() expects a map here
BEGIN { $x = 1; clear($x); }
                      ~~
=== zero of no map
--- program
BEGIN { zero("x"); }
--- exit 1
--- stderr
stdin:1:14: ERROR: zero() expects a map here
BEGIN { zero("x"); }
             ~~~
=== has_key without key
--- program
BEGIN { @x[1] = 1; if (has_key(@x)) { exit(); } }
--- exit 1
--- stderr
stdin:1:24: ERROR: has_key() expects a key: has_key(@x, KEY)
BEGIN { @x[1] = 1; if (has_key(@x)) { exit(); } }
                       ~~~~~~~~~~~
=== has_key of a map without keys
--- program
BEGIN { @x = 1; if (has_key(@x, 1)) { exit(); } }
--- exit 1
--- stderr
stdin:1:29: ERROR: argument mismatch for @x: the map has no key, but one of type 'int64' is given
BEGIN { @x = 1; if (has_key(@x, 1)) { exit(); } }
                            ~~
stdin:1:9: NOTE: @x has no key from here
BEGIN { @x = 1; if (has_key(@x, 1)) { exit(); } }
        ~~
=== len of a map without keys
--- program
BEGIN { @x = 1; print(len(@x)); }
--- exit 1
--- stderr
stdin:1:27: ERROR: len() expects a map with keys
BEGIN { @x = 1; print(len(@x)); }
                          ~~
=== len of an integer
--- program
BEGIN { print(len(pid)); }
--- exit 1
--- stderr
stdin:1:19: ERROR: len() expects a map, a stack, a string or an array, not 'uint32'
BEGIN { print(len(pid)); }
                  ~~~
=== loop over a map without keys
--- program
BEGIN { @x = 1; for ($kv : @x) { print($kv); } }
--- exit 1
--- stderr
stdin:1:28: ERROR: @x has no keys to loop over
BEGIN { @x = 1; for ($kv : @x) { print($kv); } }
                           ~~
=== loop over histograms
--- program
BEGIN { @x[1] = hist(1); for ($kv : @x) { print($kv); } }
--- exit 1
--- stderr
stdin:1:37: ERROR: a loop over values of type 'hist_t' is not supported
BEGIN { @x[1] = hist(1); for ($kv : @x) { print($kv); } }
                                    ~~
=== print of a key with top
--- program
BEGIN { @x[1] = 1; print(@x[1], 5); }
--- exit 1
--- stderr
stdin:1:33: ERROR: print() of one key takes no top or div arguments
BEGIN { @x[1] = 1; print(@x[1], 5); }
                                ^
=== print with a top that is no literal
--- program
BEGIN { @x[1] = 1; print(@x, pid); }
--- exit 1
--- stderr
stdin:1:30: ERROR: print() expects a literal integer as its top
BEGIN { @x[1] = 1; print(@x, pid); }
                             ~~~
=== print with a negative top
--- program
BEGIN { @x[1] = 1; print(@x, -1); }
--- exit 1
--- stderr
stdin:1:30: ERROR: print() top must not be negative
BEGIN { @x[1] = 1; print(@x, -1); }
                             ~~
=== print of a value with top
--- program
BEGIN { print(pid, 5); }
--- exit 1
--- stderr
stdin:1:20: ERROR: print() of a value takes no top or div arguments
BEGIN { print(pid, 5); }
                   ^
=== declared map of an unknown type
--- program
let @x = tree(10); BEGIN { @x[1] = 1; }
--- exit 1
--- stderr
stdin:1:1: ERROR: invalid map type: tree
let @x = tree(10); BEGIN { @x[1] = 1; }
~~~~~~~~~~~~~~~~~
HINT: map types are hash, lruhash, percpuhash, percpulruhash, percpuarray
=== map declared twice
--- program
let @x = hash(10); let @x = hash(20); BEGIN { @x[1] = 1; }
--- exit 1
--- stderr
stdin:1:20: ERROR: map @x was already declared
let @x = hash(10); let @x = hash(20); BEGIN { @x[1] = 1; }
                   ~~~~~~~~~~~~~~~~~
=== map declared without room
--- program
let @x = hash(0); BEGIN { @x[1] = 1; }
--- exit 1
--- stderr
stdin:1:1: ERROR: map @x needs room for at least one entry
let @x = hash(0); BEGIN { @x[1] = 1; }
~~~~~~~~~~~~~~~~
