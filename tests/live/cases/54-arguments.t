# SPDX-License-Identifier: GPL-2.0-or-later
# All arguments of a function with more of them than there are registers for
need root tracefs workload uprobes
[ "$(uname -m)" = x86_64 ] || skip "the stack's layout is x86-64's"
trace -c "$workload many 1" -e "uprobe:$workload:work_many {
	print((arg0, arg1, arg2, arg3, arg4, arg5));
	print((sarg0, sarg1, sarg2, sarg3)); @ret = arg0 + sarg0; }"
is '(10, 11, 12, 13, 14, 15)
(16, 17, 18, 19)
@ret: 26'
same
# what is beyond the list is on the stack too, and as it is
[ "$backend" = bpf ] && {
trace -c "$workload many 1" -e "uprobe:$workload:work_many {
	@same = sarg4 == *(uint64 *)(reg(\"sp\") + 40) && sarg5 == *(uint64 *)(reg(\"sp\") + 48) &&
		sarg6 == *(uint64 *)(reg(\"sp\") + 56) && sarg7 == *(uint64 *)(reg(\"sp\") + 64) &&
		sarg8 == *(uint64 *)(reg(\"sp\") + 72) && sarg9 == *(uint64 *)(reg(\"sp\") + 80); }"
is '@same: true'
}
# arguments that are in no register are refused, not read from somewhere else
for i in arg6 arg7 arg8 arg9; do
	sonde --backend "$backend" -e "uprobe:$workload:work_many { print($i); }"
	expect_status 1
	err_match "ERROR: .*in (a|no) register"
done
