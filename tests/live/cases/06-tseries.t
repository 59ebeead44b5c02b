# SPDX-License-Identifier: GPL-2.0-or-later
# Time series: what a program in the kernel gathers on each CPU is what all gather
need root tracefs workload event:syscalls/sys_enter_read
cat >series.bt <<'END'
tracepoint:syscalls:sys_enter_read /comm == "workload"/
{
	@sum = tseries(args.count, 1000000000s, 3, "sum");
	@max[comm] = tseries((int64)args.count - 200, 1000000000s, 3, "max");
	@min = tseries((int64)args.count - 200, 1000000000s, 3, "min");
	@avg = tseries(args.count, 1000000000s, 3, "avg");
	@last = tseries(args.count, 1000000000s, 3);
}
END
line() { grep -qF -e "$1" out || fail "no $1"; }
export TZ=UTC
trace -f json -c "$workload read 20 100 read 5 250 read 2 3000" series.bt
line '"@sum": [{"interval_start": "2001-09-09T01:46:40.000000000", "value": 9250}]'
line '"@max": {"workload": [{"interval_start": "2001-09-09T01:46:40.000000000", "value": 2800}]}'
line '"@min": [{"interval_start": "2001-09-09T01:46:40.000000000", "value": -100}]'
line '"@avg": [{"interval_start": "2001-09-09T01:46:40.000000000", "value": 342}]'
line '"@last": [{"interval_start": "2001-09-09T01:46:40.000000000", "value": 3000}]'
trace -c "$workload read 2 100 sleep 300 read 1 250" \
	-e 'tracepoint:syscalls:sys_enter_read /comm == "workload"/ { @ = tseries(1, 100ms, 10, "sum"); }'
match '^[0-2][0-9]:[0-9:]*\.[0-9]00 .*\* 2$' '^[0-2][0-9]:[0-9:]*\.[0-9]00 .*\| -$' \
	'^[0-2][0-9]:[0-9:]*\.[0-9]00 \*.*\| 1$'
