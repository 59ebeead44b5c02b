# SPDX-License-Identifier: GPL-2.0-or-later
# Of three that want one processor two wait
script_backends
need workload command:taskset
member 'struct cfs_rq' nr_running
script runqlen
for _ in 1 2 3; do
	taskset -c 0 "$workload" spin 300 &
done
wait $!
ends
match '^@runqlen: $' '^\[2, 3\) +[1-9][0-9]* +\|'
