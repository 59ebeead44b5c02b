# SPDX-License-Identifier: GPL-2.0-or-later
# len(@map) where the probe fires: plain maps, shares of CPUs, histograms; in filters, with long strings
need root tracefs workload event:syscalls/sys_enter_read
cat >len.bt <<'END'
BEGIN { @m["a string", 1] = 10; @m["a string", 2] = 20; @never[1] = 1; delete(@never, 1); }
tracepoint:syscalls:sys_enter_read /comm == "workload" && args.count == 77 && len(@m) < 5/
{
	@m[comm, elapsed] = 1; @c[args.count, "a string"] = count(); @h[args.count, len(@c)] = hist(args.count);
	@s["a longer string than the stack has room for, which is kept in scratch", len(@m)] = 1;
	printf("%d %d %d %d %d %s\n", len(@m), len(@c), len(@h), len(@s), len(@never), comm);
	if (len(@m) == len(@s) + 2) { @ok = count(); }
}
END
if [ "$backend" = bpf ]; then
	sonde --backend bpf -e 'kprobe:no_such_function { @a[1] = 1; if (len(@a) > 5) { exit(); } }'
	! grep -q 'since 5.13' err || skip "no counting on this kernel"
fi
trace -c "$workload read 7 77" len.bt
has '3 1 1 1 0 workload' '4 1 1 2 0 workload' '5 1 1 3 0 workload' '@ok: 3'
