# SPDX-License-Identifier: GPL-2.0-or-later
# sonde report --profile: where a task's time went, as a program over the recording sums it up
once
need root tracefs workload event:sched/sched_switch event:sched/sched_wakeup event:raw_syscalls/sys_exit
file=$PWD/trace.dat
me=profile$$
cp "$workload" "$me"

sonde record -q -e sched_switch -e sched_wakeup -e raw_syscalls -T -o "$file" "./$me" sleep 20 read 100 512 sleep 30
expect_status 0
sonde report --profile "$file"
expect_status 0
# of the one task: from its line to the next empty one
sed -n "/^task: $me-/,/^\$/p" out >task
[ -s task ] || fail "the task is not there"
grep -q '^  call read  *100 x ' task || fail "not 100 calls of read: $(grep 'call read ' task)"
grep -Eq '^  call (clock_)?nanosleep +2 x' task || fail "not two naps"
grep -Eq '^        (schedule|__schedule)$' task || fail "no stack of a sleep"
tid=$(sed -n "s/^task: $me-//p" task)
# ns off the CPU, and on it
off=$(awk '/^  [A-Zt] [a-z]/ { for (i = 1; i < NF; i++) if ($i == "x") s += $(i + 1) } END { printf "%.0f", s * 1e6 }' task)
on=$(awk '/^  running/ { printf "%.0f", $4 * 1e6 }' task)
sonde -i "$file" --no-warnings -e "tracepoint:sched:sched_switch { if (args.prev_pid == $tid) { if (@in) { @on = sum(nsecs - @in); } @out = nsecs; @in = 0; } if (args.next_pid == $tid) { if (@out) { @off = sum(nsecs - @out); } @in = nsecs; @out = 0; } }"
expect_status 0
for what in on off; do
	sum=$(sed -n "s/^@$what: //p" out)
	# printed with three digits behind the point of each state
	awk -v a="$sum" -v b="${!what}" 'BEGIN { d = a - b; exit !(d < 5000 && d > -5000) }' ||
		fail "$what the CPU: --profile says ${!what} ns, the program $sum ns"
done
[ "$off" -gt 50000000 ] || fail "slept only $off ns"
sonde report --profile -f json "$file"
expect_status 1
