# SPDX-License-Identifier: GPL-2.0-or-later
# Five hundred calls of one process
script_backends
need workload event:raw_syscalls/sys_enter
script syscount
"$workload" syscalls 5000
ends 0.2
match '^Top 10 syscalls IDs:$' '^@process\[workload\]: 5[0-9]{3}$'
[ "$(uname -m)" != x86_64 ] || match '^@syscall\[110\]: 5[0-9]{3}$'
