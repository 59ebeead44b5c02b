# SPDX-License-Identifier: GPL-2.0-or-later
# User stacks
need root tracefs workload uprobes
need_backend
if [ "$backend" = tracefs ] && ! walks_user_stacks; then
	sonde --backend tracefs -c "$workload calls 3" -e "uprobe:$workload:work_call { @[ustack(1)] = count(); }"
	expect_status 1
	err_match 'ERROR: backend tracefs: .*no user stacks'
	skip "this kernel's tracing buffers record no user stacks"
fi
trace -c "$workload calls 3" -e "uprobe:$workload:work_call { @[ustack(1)] = count(); }"
match '^    work_call\+' '^\]: 3$'
