# SPDX-License-Identifier: GPL-2.0-or-later
# A bare count() costs no record an event, and is exact
need root tracefs workload event:syscalls/sys_enter_getppid
trace -c "$workload syscalls 300000" --buffer-size 64K -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @ = count(); }'
if [ "$backend" != tracefs ]; then # whose rings are that small
	has '@: 300000'
fi
[ "$backend" = perf ] || exit 0
"$sonde" explain --backend perf -e 'tracepoint:syscalls:sys_enter_getppid { @ = count(); }' >explained
grep -q 'counted by the kernel' explained || fail "not counted by the kernel: $(cat explained)"
# what an interval takes away is not counted again
trace -c "$workload syscalls 200000 sleep 30 syscalls 100000" -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @ = count(); } interval:ms:10 { @sum = @sum + (uint64)@; clear(@); } END { @sum = @sum + (uint64)@; clear(@); }'
has '@sum: 300000'
