# SPDX-License-Identifier: GPL-2.0-or-later
# Pointers kept in a map until the call returns: their strings are those of the call
need root tracefs workload event:syscalls/sys_enter_openat
trace -c "$workload open /etc/hostname 2 open /etc/none 1" -e '
	tracepoint:syscalls:sys_enter_openat /comm == "workload"/ { @name[tid] = args.filename; }
	tracepoint:syscalls:sys_exit_openat /@name[tid]/ {
		printf("%s %s %d\n", str(@name[tid]), str(@name[tid], 4), args.ret >= 0);
		@calls[str(@name[tid])] = count();
		delete(@name[tid]);
	}
	tracepoint:syscalls:sys_exit_openat /comm == "workload"/ {
		@none[str(@name[tid])] = count();
	}'
is '/etc/hostname /etc 1
/etc/hostname /etc 1
/etc/none /etc 0
@calls[/etc/none]: 1
@calls[/etc/hostname]: 2
@none[]: 3'
same
[ "$backend" = bpf ] || err_match 'WARNING: (str\(\) of this pointer|the string is read from)'
