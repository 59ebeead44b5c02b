# SPDX-License-Identifier: GPL-2.0-or-later
# Strings and tuples of different sizes meet; histograms and what each CPU counts lose keys
need root tracefs workload event:syscalls/sys_enter_getppid
p='tracepoint:syscalls:sys_enter_getppid /comm == "workload"/'
trace -c "$workload syscalls 2" -e "$p"'{
	$t = ("ab", 1); $v = ("abcdefghijklmnopqrstuvw", 2); @a = $v; @a = $t; @b[$t]++; @b[$v]++;
	@e = ($v, 6); @e = ($t, 7); @g[@a] = 1; @g[("ab", 1)] += 5; }'
has '@a: (ab, 1)' '@b[ab, 1]: 2' '@b[abcdefghijklmnopqrstuvw, 2]: 2' '@e: ((ab, 1), 7)' '@g[ab, 1]: 6'
same
trace -c "$workload syscalls 1" -e "$p"'{ $s = "hello"; $n = pid ? 3 : 60; @["something longer"] = 1;
	@[str($s, 2)] = 2; @b[str($s, $n)] = 3; printf("%s|%s\n", str("abc", 1), str($s, $n + 20)); }'
has 'a|hello' '@[he]: 2' '@b[hel]: 3'
same
trace -c "$workload syscalls 1" -e "$p"'{ @h[1] = hist(5); @h[2] = hist(9); @l["x", 1] = lhist(3, 0, 10, 1);
	@l["y", 1] = lhist(3, 0, 10, 1); printf("%d %d\n", has_key(@h, 1), has_key(@h, 3)); delete(@h[1]);
	delete(@l, ("y", 1)); }'
has '1 0' '@h[2]: ' '@l[x, 1]: '
no_match '@h\[1\]|@l\[y'
same
trace -c "$workload syscalls 2" -e "$p"'{ @c[1] = count(); @c[2] = count(); @d = avg(-3); } END {
	printf("%d %d\n", has_key(@c, 1), has_key(@c, 3)); @c[2] = count(); delete(@c, 1); @f = (int64)@d; }'
has '1 0' '@c[2]: 3' '@f: -3'
no_match '@c\[1\]'
same
