# SPDX-License-Identifier: GPL-2.0-or-later
# Work on processor 0 is seen on processor 0
script_backends
need workload command:taskset
script cpuwalk
taskset -c 0 "$workload" spin 500
ends
match '^@cpu: $' '^\[0, 1\) +[0-9]+ \|@'
