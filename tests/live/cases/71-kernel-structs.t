# SPDX-License-Identifier: GPL-2.0-or-later
# Structs of the kernel as values: one that needs more than the stack has, members of the copy, equality
need root tracefs workload event:syscalls/sys_enter_read
only bpf
trace -c "$workload read 3 77" -e 'tracepoint:syscalls:sys_enter_read /comm == "workload" && args.count == 77/ {
	$t = *(struct task_struct *)curtask; $fs = *curtask.fs;
	@same[$t.comm, (uint32)$t.pid == tid, (uint32)$t.tgid == pid, $fs.umask == curtask.fs.umask] = count();
	@fs = $fs.pwd; @size = sizeof($t) > 512; }'
has '@same[workload, true, true, true]: 3' '@size: true'
match '^@fs: { .mnt = 0x[0-9a-f]+, .dentry = 0x[0-9a-f]+ }$'
