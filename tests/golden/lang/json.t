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


=== strerror
--- options -f json
--- program
BEGIN { print(strerror(7)); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": "Argument list too long"}


=== pointer in a map
--- options -f json
--- program
BEGIN { @ = (int16 *)0x32; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@": 50}}
=== enumerator
--- options -f json
--- program
enum E { FOO = 333 }; BEGIN { $f = FOO; print($f); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": 333}


=== enumerator in printf
--- options -f json
--- program
enum E { ONE = 1, TWO }; BEGIN { printf("%d %s", TWO, TWO); exit(); }
--- exit 0
--- stdout
{"type": "printf", "data": "2 TWO"}


=== print of averages, the top
--- options -f json
--- program
BEGIN { @["a"] = avg(10); @["b"] = avg(20); @["c"] = avg(30); @["d"] = avg(40); print(@, 2, 10); clear(@); exit(); }
--- exit 0
--- stdout
{"type": "stats", "data": {"@": {"c": 3, "d": 4}}}


=== print of averages, more than there are
--- options -f json
--- program
BEGIN { @["a"] = avg(10); @["b"] = avg(20); print(@, 10, 10); clear(@); exit(); }
--- exit 0
--- stdout
{"type": "stats", "data": {"@": {"a": 1, "b": 2}}}


=== print of histograms, the top
--- options -f json
--- program
BEGIN { @[1] = hist(10); @[2] = hist(20); @[3] = hist(30); print(@, 2); clear(@); exit(); }
--- exit 0
--- stdout
{"type": "hist", "data": {"@": {"2": [{"min": 16, "max": 31, "count": 1}], "3": [{"min": 16, "max": 31, "count": 1}]}}}


=== histogram that was zeroed
--- options -f json
--- program
BEGIN { @h = hist(2); zero(@h); exit(); }
--- exit 0
--- stdout


{"type": "hist", "data": {"@h": []}}
=== linear histogram that was zeroed
--- options -f json
--- program
BEGIN { @h = lhist(2, 0, 100, 10); zero(@h); exit(); }
--- exit 0
--- stdout


{"type": "hist", "data": {"@h": []}}
=== count that was zeroed
--- options -f json
--- program
BEGIN { @c["x"] = count(); zero(@c); exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@c": {"x": 0}}}
=== booleans in a tuple
--- options -f json
--- program
BEGIN { print((true, false)); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": [true,false]}


=== empty tuple
--- options -f json
--- program
BEGIN { print(()); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": []}


=== tuple of one
--- options -f json
--- program
BEGIN { print((1,)); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": [1]}


=== tuple as a key
--- options -f json
--- program
BEGIN { @t[(1, "b")] = 3; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@t": {"1,b": 3}}}
=== tuple in a tuple as a key
--- options -f json
--- program
BEGIN { @t[1, (2, "x")] = 3; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@t": {"1,(2, x)": 3}}}
=== print of one key
--- options -f json
--- program
BEGIN { @t[1, "x"] = 3; print(@t[1, "x"]); clear(@t); exit(); }
--- exit 0
--- stdout
{"type": "map", "data": {"@t": {"1,x": 3}}}


=== print of one key, an aggregate
--- options -f json
--- program
BEGIN { @t["x"] = sum(3); print(@t["x"]); clear(@t); exit(); }
--- exit 0
--- stdout
{"type": "map", "data": {"@t": {"x": 3}}}


=== print of one key, a histogram
--- options -f json
--- program
BEGIN { @t["x"] = hist(3); print(@t["x"]); clear(@t); exit(); }
--- exit 0
--- stdout
{"type": "hist", "data": {"@t": {"x": [{"min": 2, "max": 3, "count": 1}]}}}


=== stats, the top of two
--- options -f json
--- program
BEGIN { @t["x"] = stats(3); @t["y"] = stats(5); print(@t, 1); clear(@t); exit(); }
--- exit 0
--- stdout
{"type": "stats", "data": {"@t": {"x": {"count": 1, "average": 3, "total": 3}, "y": {"count": 1, "average": 5, "total": 5}}}}


=== map with a divisor
--- options -f json
--- program
BEGIN { @t["x"] = 300; print(@t, 0, 100); clear(@t); exit(); }
--- exit 0
--- stdout
{"type": "map", "data": {"@t": {"x": 3}}}


=== histogram with a divisor
--- options -f json
--- program
BEGIN { @t = hist(3); print(@t, 0, 1); clear(@t); exit(); }
--- exit 0
--- stdout
{"type": "hist", "data": {"@t": [{"min": 2, "max": 3, "count": 1}]}}


=== empty string
--- options -f json
--- program
BEGIN { print(""); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": ""}


=== control bytes
--- options -f json
--- program
BEGIN { print("\x01\x1f\t\r"); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": "\u0001\u001f\t\r"}


=== bytes that are no text
--- options -f json
--- program
BEGIN { printf("%s", "a\xff\xfeb"); exit(); }
--- exit 0
--- stdout
{"type": "printf", "data": "a��b"}


=== key with quotes
--- options -f json
--- program
BEGIN { @["a\"b"] = 1; exit(); }
--- exit 0
--- stdout


{"type": "map", "data": {"@": {"a\"b": 1}}}
=== largest numbers
--- options -f json
--- program
BEGIN { print((uint64)0xffffffffffffffff); print((int64)-9223372036854775807); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": 18446744073709551615}
{"type": "value", "data": -9223372036854775807}


=== messages are not records
--- options -f json
--- program
BEGIN { errorf("e %d", 1); warnf("w"); exit(); }
--- exit 0
--- stdout


--- stderr
stdin:1:9: ERROR: e 1
stdin:1:28: WARNING: w
=== records of a loop
--- options -f json
--- program
BEGIN { for ($i : 0..3) { print($i); } exit(); }
--- exit 0
--- stdout
{"type": "value", "data": 0}
{"type": "value", "data": 1}
{"type": "value", "data": 2}


=== lines of printf are joined by nobody
--- options -f json
--- program
BEGIN { printf("a"); printf("b\n"); exit(); }
--- exit 0
--- stdout
{"type": "printf", "data": "a"}
{"type": "printf", "data": "b\n"}


=== cat
--- options -f json
--- program
BEGIN { cat("/proc/sys/kernel/ostype"); exit(); }
--- exit 0
--- stdout
{"type": "cat", "data": "Linux\n"}


=== system
--- options --unsafe -f json
--- program
BEGIN { system("echo a b"); exit(); }
--- exit 0
--- stdout
{"type": "syscall", "data": "a b\n"}


=== array of bytes
--- options -f json
--- program
BEGIN { print((uint8[4])(uint32)0x04030201); exit(); }
--- exit 0
--- stdout
{"type": "value", "data": [1,2,3,4]}


