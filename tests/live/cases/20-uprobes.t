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

# what the kernel's event filter can check of arguments and signed results
trace -c "$workload calls 1000" -e "uprobe:$workload:work_call /arg0 >= 990 && str(arg1) == \"call\"/ { @late = count(); }
	uretprobe:$workload:work_call /retval < 10 && retval != -1/ { @low = count(); }
	uretprobe:$workload:work_call /retval > 1990/ { @high = count(); }
	uretprobe:$workload:work_call /retval < 0/ { @negative = count(); }"
is '@high: 4
@late: 10
@low: 5
@negative: 0'
