# SPDX-License-Identifier: GPL-2.0-or-later
# Program 5: sizes of reads by a process that runs already
# (of the read that waits since before, 32-bit ARM tells no end)
need root tracefs workload event:syscalls/sys_exit_read
mkfifo fifo
"$workload" wait read 20 100 read 5 1000 read 3 0 <fifo 9>&- &
load=$!
exec 9>fifo
start -e 'tracepoint:syscalls:sys_exit_read /pid == $1/ { @bytes = hist(args.ret); }' $load
exec 9>&-
wait $load
finish INT
expect_status 0
match '^@bytes: $' '^\[64, 128\) +20 \|@+\|$' '^\[512, 1K\) +5 \|@+ +\|$' '^\[0\] +[34] \|'
same
