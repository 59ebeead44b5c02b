# SPDX-License-Identifier: GPL-2.0-or-later
# Program 14: failed reads
need root tracefs workload kprobes func:vfs_read
trace -c "$workload file /etc 10 file /tmp 10 read 5 10" \
	-e 'kretprobe:vfs_read { if ((int64)retval < 0 && pid == cpid) { @[comm, retval] = count(); } }'
is '@[workload, -21]: 2'
same
