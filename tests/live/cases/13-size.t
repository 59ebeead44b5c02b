# SPDX-License-Identifier: GPL-2.0-or-later
# Program 13: a histogram under a key
need root tracefs workload kprobes func:vfs_read
trace -c "$workload read 10 64 read 2 4096" \
	-e 'kretprobe:vfs_read /comm == "workload"/ { @["size"] = hist(retval); }'
match '^@\[size\]: $' '^\[64, 128\) +10 \|' '^\[4K, 8K\) +2 \|'
same
