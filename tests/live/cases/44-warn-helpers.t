# SPDX-License-Identifier: GPL-2.0-or-later
# -k: reads that fail, a full map, a key that is not there; the program goes on with the results
need root tracefs workload event:syscalls/sys_exit_read
only bpf
trace -k -c "$workload read 1 10" -e 'config = { max_map_keys = 1 } tracepoint:syscalls:sys_exit_read /comm == "workload" && args.ret == 10/ {
	$s = str(uptr((uint8 *)16)); $v = *(uint64 *)32; @m[1] = 1; @m[2] = 2; delete(@m, 3);
	printf("<%s> %d %d\n", $s, $v, @m[2]); @h = hist(7); }'
has '<> 0 0'
grep -q 'helper: probe_read_user_str, retcode: -' err out || fail "no word of the string"
grep -q 'helper: probe_read_kernel, retcode: -' err out || fail "no word of the read"
grep -q 'helper: map_update_elem, retcode: -7' err out || fail "no word of the full map"
grep -q 'helper: map_delete_elem, retcode: -2' err out || fail "no word of the missing key"
trace -c "$workload read 1 10" -e 'tracepoint:syscalls:sys_exit_read /comm == "workload" && args.ret == 10/ {
	printf("<%s>\n", str(uptr((uint8 *)16))); }'
! grep -q 'helper:' err out || fail "warns without being asked"
