# SPDX-License-Identifier: GPL-2.0-or-later
# Functions that look something up: find(), len(), pton(), names of calls and tasks, clocks.
--- options -q

=== find: the value, of each kind; the variable keeps its own where there is no key
--- program
BEGIN {
	@m[1, "a"] = 5; @s[1] = "text"; @t[3] = (1, "x");
	$v = (int64)77; $s = "a longer initial"; let $t;
	print((find(@m, (1, "a"), $v), $v)); $v = 78; print((find(@m, (1, "b"), $v), $v));
	print(find(@s, 1, $s)); print($s); print(find(@s, 2, $s)); print($s);
	if (find(@t, 3, $t)) { print($t); }
	clear(@m); clear(@s); clear(@t); exit();
}
--- exit 0
--- stdout
(true, 5)
(false, 78)
true
text
false
text
(1, x)





=== find: as an operand, the rest of the expression sees what it set
--- program
BEGIN { @a[1] = 10; $v = (int64)1; print(($v + find(@a, 1, $v)) * 100 + $v); clear(@a); exit(); }
--- exit 0
--- stdout
210



=== find: what is wrong
--- program
BEGIN { @c[1] = hist(1); @k = 1; @m[1] = 2; $v = 0; find(@c, 1, $v); find(@m, 1, 2); find(@m, $v); find($v, 1, $v); exit(); }
--- exit 1
--- stderr
stdin:1:58: ERROR: find() of @c: a value of type 'hist_t' is for printing only
BEGIN { @c[1] = hist(1); @k = 1; @m[1] = 2; $v = 0; find(@c, 1, $v); find(@m, 1, 2); find(@m, $v); find($v, 1, $v); exit(); }
                                                         ~~
HINT: has_key(@c, KEY) says whether it is there
stdin:1:70: ERROR: find() expects a map, a key and a variable: find(@m, KEY, $value)
BEGIN { @c[1] = hist(1); @k = 1; @m[1] = 2; $v = 0; find(@c, 1, $v); find(@m, 1, 2); find(@m, $v); find($v, 1, $v); exit(); }
                                                                     ~~~~~~~~~~~~~~
stdin:1:86: ERROR: find() expects a map, a key and a variable: find(@m, KEY, $value)
BEGIN { @c[1] = hist(1); @k = 1; @m[1] = 2; $v = 0; find(@c, 1, $v); find(@m, 1, 2); find(@m, $v); find($v, 1, $v); exit(); }
                                                                                     ~~~~~~~~~~~~
stdin:1:105: ERROR: find() expects a map here
BEGIN { @c[1] = hist(1); @k = 1; @m[1] = 2; $v = 0; find(@c, 1, $v); find(@m, 1, 2); find(@m, $v); find($v, 1, $v); exit(); }
                                                                                                        ~~
=== len: of maps, strings, arrays
--- program
BEGIN { @m[1] = 1; @m[2] = 1; @e[1] = 1; delete(@e, 1); $s = "abc"; print((len(@m), len(@e), len($s), len(pton("::1")))); clear(@m); exit(); }
--- exit 0
--- stdout
(2, 0, 3, 16)




=== len: of a histogram and a time series: their buckets
--- program
BEGIN { @h[1] = hist(1); @h[1] = hist(1); @h[1] = hist(5); @h[2] = hist(1); @t["a"] = tseries(1, 1000000000s, 5); print((len(@h), len(@t))); clear(@h); clear(@t); exit(); }
--- exit 0
--- stdout
(3, 1)




=== pton and back
--- program
BEGIN { print(ntop(pton("192.0.2.7"))); print(ntop(pton("2001:db8::17"))); print(pton("1.2.3.4")); $a = pton("255.0.0.1"); print(($a[0], $a[3])); exit(); }
--- exit 0
--- stdout
192.0.2.7
2001:db8::17
[1,2,3,4]
(255, 1)


=== syscall_name
--- program
BEGIN { $n = 999999; printf("%s|%s\n", syscall_name($n), syscall_name(-1)); @[syscall_name($n)] = 1; exit(); }
--- exit 0
--- stdout
999999|-1


@[999999]: 1
=== names of the session's own task
--- needs native
--- program
BEGIN { printf("%d %s %d %d\n", pcomm == "sonde", comm(pid), usermode, ppid == ppid()); printf("[%s]\n", comm(4194305)); exit(); }
--- exit 0
--- stdout
1 sonde 1 1
[]


=== clocks: tai is ahead of or with the time of day, and its software form agrees
--- program
BEGIN { $d = (int64)(nsecs(tai) - nsecs(sw_tai)); print(($d < 1000000 && $d > -1000000, nsecs(boot) >= nsecs(monotonic), nsecs(tai) > nsecs(boot))); exit(); }
--- exit 0
--- stdout
(true, true, true)


=== clock that is none
--- program
BEGIN { print(nsecs(wall)); exit(); }
--- exit 1
--- stderr
stdin:1:21: ERROR: nsecs() expects a clock: monotonic, boot, tai or sw_tai
BEGIN { print(nsecs(wall)); exit(); }
                    ~~~~
=== kfunc_exist
--- needs btf
--- program
BEGIN { print((kfunc_exist("no_such_function"), kfunc_exist("schedule"))); exit(); }
--- exit 0
--- stdout
(false, false)


=== task functions want a task
--- needs btf
--- program
BEGIN { print(pcomm(5)); print(ppid("x")); exit(); }
--- exit 1
--- stderr
stdin:1:21: ERROR: pcomm() expects a struct task_struct *, not 'int64'
BEGIN { print(pcomm(5)); print(ppid("x")); exit(); }
                    ^
HINT: cast it: (struct task_struct *)
stdin:1:37: ERROR: ppid() expects a struct task_struct *, not 'string[2]'
BEGIN { print(pcomm(5)); print(ppid("x")); exit(); }
                                    ~~~
=== signal_thread is unsafe
--- program
BEGIN { signal_thread("SIGTERM"); }
--- exit 1
--- stderr
stdin:1:9: ERROR: signal_thread() is an unsafe function being used in safe mode
BEGIN { signal_thread("SIGTERM"); }
        ~~~~~~~~~~~~~~~~~~~~~~~~
HINT: --unsafe allows it
