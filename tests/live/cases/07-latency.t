# SPDX-License-Identifier: GPL-2.0-or-later
# Program 7: time from entry to return
need root tracefs workload kprobes func:vfs_read
trace -c "$workload read 50 100" -e 'kprobe:vfs_read /comm == "workload"/ { @start[tid] = nsecs; }
	kretprobe:vfs_read /@start[tid]/ { @ns[comm] = hist(nsecs - @start[tid]); @n = count(); delete(@start[tid]); }'
has '@n: 50'
match '^@ns\[workload\]: $'
no_match '@start'
sum=$(sed -n '/@ns/,$s/^\[.*) *\([0-9]*\) |.*/\1/p' out | awk '{ n += $1 } END { print n }')
[ "$sum" = 50 ] || fail "$sum in the histogram"
