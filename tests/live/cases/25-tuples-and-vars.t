# SPDX-License-Identifier: GPL-2.0-or-later
# Variables, tuples, loops and maps in the traced program
need root tracefs workload event:syscalls/sys_exit_read
trace -c "$workload read 6 10 read 4 20" -e 'tracepoint:syscalls:sys_exit_read /comm == "workload"/ {
	$size = args.ret; $kind = $size > 15 ? 2 : 1;
	@sum[$kind, comm] = sum($size); @last = ($kind, $size); @s = stats($size); @a = avg($size); @n++;
	if (@n % 5 == 0) { printf("%d: %d\n", @n, $size); } }'
has '@sum[1, workload]: 60' '@sum[2, workload]: 80' '@last: (2, 20)' '@n: 10' '5: 10' '10: 20' '@a: 14' \
	'@s: count 10, average 14, total 140'
same
