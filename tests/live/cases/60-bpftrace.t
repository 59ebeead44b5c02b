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
# every kind of JSON record
compare -f json -e 'BEGIN { printf("a%d\n", 1); print(5); print("str"); print((1,"x",(2,3))); time("%%"); exit(); }'
compare -f json -e 'BEGIN { @a=1; @b["x"]=2; @c[1,"y"]=3; @h=hist(5); @hk["a"]=hist(7); @l=lhist(5,0,100,10);
	@lk[1]=lhist(3,0,10,2); exit(); }'
compare -f json -e 'BEGIN { @s=stats(4); @sk["a"]=stats(7); @y=avg(9); @yk[1]=avg(3); @m=min(4); @x=max(8); @u=sum(3);
	@c=count(); exit(); }'
compare -f json -e 'BEGIN { @s="text"; @t=(1,"a"); @tk[1]=(2,"b",3); @sk["k"]="v"; @n=-5; exit(); }'
compare -f json -e 'BEGIN { @[1]=5; @[2]=3; @[3]=9; print(@, 2); print(@, 2, 2); clear(@); exit(); }'
compare -f json --unsafe -e 'BEGIN { system("echo a"); cat("/etc/hostname"); exit(); }'
compare -f json -e 'BEGIN { printf("quote \" back \\ tab \t end\n"); @["quo\"te"]="ba\\ck"; exit(); }'
compare -f json -e 'interval:ms:20 { @n++; print(@n); if (@n == 2) { exit(); } }'
compare -f json -e 'BEGIN { printf("%s\n", ntop(0x0100007f)); @[ntop(0x0100007f)] = 1; @b = buf("abc", 3); exit(); }'
compare -f json -e 'BEGIN { @h=hist(0); @h=hist(-1); @h=hist(1); @h=hist(1000000); @h=hist(2); exit(); }'
compare -f json -e 'BEGIN { @l=lhist(-5,0,100,10); @l=lhist(500,0,100,10); @l=lhist(55,0,100,10); exit(); }'
compare -f json -e 'BEGIN { print(@x); @x[1] = 1; print(@x); zero(@x); print(@x); @k["a",1,"b"] = count(); exit(); }'
# the same and more as text
compare -e 'BEGIN { print(5); print("str"); print((1,"x",(2,3))); print(-1); $x = (1, "b"); printf("%d %s\n", $x.0, $x.1); exit(); }'
compare -e 'BEGIN { printf("%d %u %x %X %o %c %s %5d|%-5d|%05d %lld %lx\n", -1, 5, 255, 255, 8, 65, "s", 3, 3, 3, -7, 255); exit(); }'
compare -e 'BEGIN { @h=hist(0); @h=hist(-1); @h=hist(1); @h=hist(1000000); @h=hist(2); exit(); }'
compare -e 'BEGIN { @l=lhist(-5,0,100,10); @l=lhist(500,0,100,10); @l=lhist(55,0,100,10); exit(); }'
compare -e 'BEGIN { @s="text"; @t=(1,"a"); @tk[1]=(2,"b",3); @sk["k"]="v"; @n=-5; exit(); }'
compare -e 'BEGIN { @b = buf("abc\x01", 4); printf("%r\n", buf("a\n\xffb", 4)); exit(); }'
compare -e 'BEGIN { printf("%s %s %s\n", ntop(0x0100007f), ntop(10, "abcdefghijklmnop"), macaddr("abcdef")); exit(); }'
compare -e 'BEGIN { $i = 0; while ($i < 3) { printf("%d\n", $i); $i++; } unroll(2) { printf("u\n"); } exit(); }'
compare -e 'BEGIN { printf("%d %d %d %d\n", 7 / 2, 7 % 4, 1 << 4, -8 >> 1); exit(); }'
compare -e 'BEGIN { if (strncmp("abc", "abd", 2) == 0) { printf("eq\n"); } if ("a" == "a") { printf("same\n"); } exit(); }'
compare -e 'struct S { int a; char b[4]; } BEGIN { printf("%d %d\n", sizeof(struct S), sizeof(uint16)); exit(); }'
compare -e 'BEGIN { $d = (uint16)4011; printf("%d %d\n", sizeof($d), bswap($d)); printf("%s\n", strftime("%Y", 0)); exit(); }'
compare -e 'BEGIN { @a[1]=1; @a[2]=2; delete(@a[1]); print(@a); clear(@a); print(@a); print(@nothing); @nothing = 1; exit(); }'
compare -e 'BEGIN { @c=count(); @c=count(); @s=sum(5); @s=sum(6); @m=min(4); @m=min(2); @x=max(3); @y=avg(2); @y=avg(4);
	@t=stats(1); @t=stats(3); exit(); }'
compare -e 'BEGIN { @k[1,2]=1; @k[0,3]=2; @k[1,1]=3; @j["b"]=2; @j["a"]=1; exit(); }'
compare -e 'BEGIN { @[5]=lhist(5,0,10,5); @[5]=lhist(7,0,10,5); @[1]=lhist(1,0,10,5); print(@, 1); exit(); }'
compare -e 'BEGIN { printf("%s\n", probe); @[probe] = 1; exit(); } END { printf("%s\n", probe); }'
compare -q -e 'BEGIN { @a = 1; printf("no newline"); exit(); } END { printf("bye\n"); }'
# (bpftrace prints what BEGIN said when it comes to it: before or after what the command says)
compare -c /bin/true -e 'BEGIN { printf("b\n"); } END { printf("e\n"); }'
# what is refused, and lists
compare -e 'BEGIN { printf("%d\n"); exit(); }'
compare -e 'BEGIN { printf("%s\n", 5); exit(); }'
compare -e 'BEGIN { @x = 1; @x = "a"; exit(); }'
compare -e 'BEGIN {'
compare -e 'tracepoint:no:such { }'
compare -l 'tracepoint:sched:sched_process_*'
compare -lv 'tracepoint:sched:sched_process_fork'
compare -e 'BEGIN { nonsense(); }'
compare /no/such/file.bt
compare --no-such-option
