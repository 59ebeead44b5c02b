# SPDX-License-Identifier: GPL-2.0-or-later
# Watchpoints: writes to a variable of the -c command
need root workload command:nm
only bpf
at=$(nm "$workload" | sed -n 's/ [BbDd] touched$//p')
file "$workload" 2>/dev/null | grep -q pie && skip "the workload's addresses are not fixed"
readelf -h "$workload" 2>/dev/null | grep -q 'Type:.*DYN' && skip "the workload's addresses are not fixed"
[ -n "$at" ] || skip "no symbol"
sonde --backend bpf -c "$workload touch 9" -e "watchpoint:0x$at:8:w { @[ustack(1)] = count(); }"
[ $status -eq 0 ] || ! grep -q 'No such device\|No space\|not supported' err || skip "no watchpoints: $(cat err)"
expect_status 0
match 'do_touch' '^\]: 9$'
sonde --backend bpf -c "$workload touch 9" -e "w:0x$at:8:q { @ = count(); }"
expect_status 1
err_match 'mode of a watchpoint'
