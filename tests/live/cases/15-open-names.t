# SPDX-License-Identifier: GPL-2.0-or-later
# Program 15: a string argument of a kernel function
need root tracefs workload kprobes
func=do_sys_openat2
grep -q " [tT] $func\$" /proc/kallsyms || func=do_sys_open
need "func:$func"
trace -c "$workload open /etc/hostname 2 open /etc/none 1" \
	-e "kprobe:$func /comm == \"workload\"/ { printf(\"%s(%d): %s\\n\", comm, uid, str(arg1)); }"
is 'workload(0): /etc/hostname
workload(0): /etc/hostname
workload(0): /etc/none'
same
