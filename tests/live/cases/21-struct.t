# SPDX-License-Identifier: GPL-2.0-or-later
# A struct that the script defines, behind a user pointer
need root tracefs workload uprobes
cat >point.bt <<END
struct point { int x; char *name; };
uprobe:$workload:work_point { @[str(((struct point *)arg0)->name)] = sum(((struct point *)arg0)->x); }
END
trace -c "$workload calls 5" point.bt
is '@[point]: 10'
same
