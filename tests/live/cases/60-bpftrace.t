# SPDX-License-Identifier: GPL-2.0-or-later
# The same bytes and exit status as bpftrace 0.17, where that is installed
only bpf
need root command:bpftrace
bpftrace --version | grep -q ' v0\.17' || skip "another version of bpftrace"
bpftrace -e 'BEGIN { exit(); }' >/dev/null 2>&1 || skip "bpftrace does not work here"

compare() {
	local want

	bpftrace "$@" >bpftrace.out 2>/dev/null
	want=$?
	sonde "$@"
	expect_status $want
	cmp -s bpftrace.out out || fail "not bpftrace's output: $* $(diff bpftrace.out out)"
}
compare -e 'BEGIN { @z=1; @a=2; @h=hist(3); @c=count(); @e[1]=1; delete(@e[1]); @b["x",1]=3; @b["a",2]=1;
	@cc[1]=count(); clear(@cc); @s=sum(0); @y=avg(4); exit(); }'
compare -e 'BEGIN { @l = lhist(5, 0, 100, 10); @l2[1] = lhist(50, 0, 100, 10); @s[1] = stats(4); @m = min(3); exit(); }'
compare -f json -e 'BEGIN { @l = lhist(5, 0, 100, 10); @s[1] = stats(4); @t = (1,"a"); @q["a",1] = 3; print((1,2)); exit(); }'
compare -e 'BEGIN { @[1]=5; @[2]=3; @[3]=9; print(@, 2); print(@, 2, 2); exit(); } END { printf("end\n"); clear(@); }'
compare --unsafe -e 'BEGIN { system("echo a; exit 3"); cat("/etc/hostname"); cat("/none"); exit(); }'
compare -q -e 'BEGIN { printf("%s %d %d\n", str($1), $2, $#); exit(); }' word 7
compare -e 'interval:ms:10 { @c++; printf("%d\n", @c); if (@c == 3) { exit(); } }'
compare -c '/bin/sh -c "exit 3"' -e 'BEGIN { @x = 1; zero(@x); }'
compare -e 'BEGIN { nonsense(); }'
compare /no/such/file.bt
compare --no-such-option
