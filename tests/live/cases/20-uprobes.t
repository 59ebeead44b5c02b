# SPDX-License-Identifier: GPL-2.0-or-later
# Arguments and return values of functions in a program
need root tracefs workload uprobes
trace -c "$workload calls 20" -e "uprobe:$workload:work_call { @n = count(); @s[str(arg1)] = count(); @max = max(arg0); }
	uretprobe:$workload:work_call { @ret = sum(retval); }"
is '@max: 19
@n: 20
@ret: 380
@s[call]: 20'
same
