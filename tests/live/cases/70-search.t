# SPDX-License-Identifier: GPL-2.0-or-later
# strlen(), strstr(), strcontains(), memcmp(), globmatch() of what the probe captured
need root tracefs workload event:syscalls/sys_enter_openat
trace -c "$workload open /etc/hostname 3 open /etc/passwd 1" -e '
	tracepoint:syscalls:sys_enter_openat /comm == "workload" && strcontains(str(args.filename), "stna")/ {
	$f = str(args.filename); $n = str(args.filename, 4);
	@[strlen($f), strstr($f, "host"), strstr($f, $n), globmatch($f, "*h[m-q]st?*e"), memcmp($f, $n, 4),
		memcmp($n, $f, 5), strlen(comm)] = count(); }'
is '@[13, 5, 0, true, 0, -47, 8]: 3'
same
