# SPDX-License-Identifier: GPL-2.0-or-later
# Output with -f json.
--- options -q

=== value
--- options -f json
--- program
BEGIN { print(5); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": 5}


=== string
--- options -f json
--- program
BEGIN { print("a"); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": "a"}


=== string escapes
--- options -f json
--- program
BEGIN { print("a\"b\\c\n"); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": "a\"b\\c\n"}


=== negative
--- options -f json
--- program
BEGIN { print(-5); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": -5}


=== tuple
--- options -f json
--- program
BEGIN { print((1, "a")); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": [1,"a"]}


=== nested tuple
--- options -f json
--- program
BEGIN { print((1, (2, "b"))); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": [1,[2,"b"]]}


=== printf
--- options -f json
--- program
BEGIN { printf("%d\n", 5); exit(); }
--- exit 0
--- stdout
{"type": "printf", "data": "5\n"}


=== printf quotes
--- options -f json
--- program
BEGIN { printf("\"%s\"", "q"); exit(); }
--- exit 0
--- stdout
{"type": "printf", "data": "\"q\""}


=== time
--- options -f json
--- program
BEGIN { time("now\n"); exit(); }
--- exit 0
--- stdout
{"type": "time", "data": "now\n"}


=== map
--- options -f json
--- program
BEGIN { @x = 5; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": 5}}
=== map of a string
--- options -f json
--- program
BEGIN { @x = "s"; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": "s"}}
=== map of a tuple
--- options -f json
--- program
BEGIN { @x = (1, "s"); exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": [1,"s"]}}
=== keyed map
--- options -f json
--- program
BEGIN { @x[1] = 5; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": {"1": 5}}}
=== string key
--- options -f json
--- program
BEGIN { @x["k"] = 5; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": {"k": 5}}}
=== two keys
--- options -f json
--- program
BEGIN { @x[1, "k"] = 5; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": {"1,k": 5}}}
=== two rows
--- options -f json
--- program
BEGIN { @x[1] = 5; @x[2] = 4; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": {"2": 4, "1": 5}}}
=== count
--- options -f json
--- program
BEGIN { @x = count(); exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": 1}}
=== sum
--- options -f json
--- program
BEGIN { @x[1] = sum(3); exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": {"1": 3}}}
=== min
--- options -f json
--- program
BEGIN { @x = min(3); exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": 3}}
=== max
--- options -f json
--- program
BEGIN { @x = max(3); exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@x": 3}}
=== avg
--- options -f json
--- program
BEGIN { @x = avg(3); exit(); }
--- exit 0
--- stdout


{"type": "stats", "data": {"@x": 3}}
=== stats
--- options -f json
--- program
BEGIN { @x = stats(3); @x = stats(5); exit(); }
--- exit 0
--- stdout


{"type": "stats", "data": {"@x": {"count": 2, "average": 4, "total": 8}}}
=== stats by key
--- options -f json
--- program
BEGIN { @x[1] = stats(3); exit(); }
--- exit 0
--- stdout


{"type": "stats", "data": {"@x": {"1": {"count": 1, "average": 3, "total": 3}}}}
=== hist
--- options -f json
--- program
BEGIN { @x = hist(5); exit(); }
--- exit 0
--- stdout


{"type": "hist", "data": {"@x": [{"min": 4, "max": 7, "count": 1}]}}
=== hist of 0 and 1
--- options -f json
--- program
BEGIN { @x = hist(0); @x = hist(1); exit(); }
--- exit 0
--- stdout


{"type": "hist", "data": {"@x": [{"min": 0, "max": 0, "count": 1}, {"min": 1, "max": 1, "count": 1}]}}
=== hist of negatives
--- options -f json
--- program
BEGIN { @x = hist(-5); exit(); }
--- exit 0
--- stdout


{"type": "hist", "data": {"@x": [{"max": -1, "count": 1}]}}
=== hist by key
--- options -f json
--- program
BEGIN { @x[7] = hist(5); exit(); }
--- exit 0
--- stdout


{"type": "hist", "data": {"@x": {"7": [{"min": 4, "max": 7, "count": 1}]}}}
=== lhist
--- options -f json
--- program
BEGIN { @x = lhist(5, 0, 10, 2); exit(); }
--- exit 0
--- stdout


{"type": "hist", "data": {"@x": [{"min": 4, "max": 5, "count": 1}]}}
=== lhist outside
--- options -f json
--- program
BEGIN { @x = lhist(-1, 0, 10, 5); @x = lhist(11, 0, 10, 5); exit(); }
--- exit 0
--- stdout


{"type": "hist", "data": {"@x": [{"max": -1, "count": 1}, {"min": 0, "max": 4, "count": 0}, {"min": 5, "max": 9, "count": 0}, {"min": 10, "count": 1}]}}
=== print of a map
--- options -f json
--- program
BEGIN { @x[1] = 5; print(@x); clear(@x); exit(); }
--- exit 0
--- stdout
{"type": "map", "data": {"@x": {"1": 5}}}


=== bool
--- options -f json
--- program
BEGIN { print(true); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": true}


=== ntop
--- options -f json
--- program
BEGIN { print(ntop(0x0100007f)); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": "127.0.0.1"}


=== buf
--- options -f json
--- program
BEGIN { print(buf("ab", 2)); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": "ab"}


