# SPDX-License-Identifier: GPL-2.0-or-later
# Program 6: return values of a kernel function
need root tracefs workload kprobes func:vfs_read
trace -c "$workload read 20 100 read 5 250 read 2 3000" \
	-e 'kretprobe:vfs_read /comm == "workload"/ { @bytes = lhist(retval, 0, 2000, 200); }'
match '^\[0, 200\) +20 \|' '^\[200, 400\) +5 \|' '^\[2000, \.\.\.\) +2 \|'
same
