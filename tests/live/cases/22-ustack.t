# SPDX-License-Identifier: GPL-2.0-or-later
# User stacks
need root tracefs workload uprobes
trace -c "$workload calls 3" -e "uprobe:$workload:work_call { @[ustack(1)] = count(); }"
match '^    work_call\+' '^\]: 3$'
