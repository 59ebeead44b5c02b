# SPDX-License-Identifier: GPL-2.0-or-later
# sonde convert: every event arrives, with its fields, in each format; babeltrace2 reads CTF
once
need root tracefs workload event:sched/sched_switch event:syscalls/sys_enter_getppid
file=$PWD/trace.dat
me=convert$$ # others call getppid too
cp "$workload" "$me"

sonde record -q -e sched:sched_switch -e syscalls:sys_enter_getppid -e syscalls:sys_exit_getppid -T \
	-o "$file" "./$me" sleep 5 syscalls 300 sleep 5
expect_status 0
sonde report -f json "$file"
expect_status 0
mv out json
events=$(wc -l <json)
[ "$events" -gt 600 ] || fail "only $events events"

sonde convert "$file" --to jsonl
cmp -s out json || fail "jsonl is not what report -f json prints"
sonde convert "$file" --to csv
[ "$(wc -l <out)" = $((events + 1)) ] || fail "csv has other events"
sonde convert "$file" --to folded
[ "$(awk '{ n += $NF } END { print n }' out)" = "$(grep -vc '"ftrace:' json)" ] || fail "folded counts others"
match "^$me;.*;.*;"
sonde convert "$file" --to chrome
expect_status 0
pid=$(sed -n "s/.*\"thread_name\", \"pid\": \([1-9][0-9]*\),.*{\"name\": \"$me\"}.*/\1/p" out)
[ "$(grep -c "\"ph\": \"B\", \"name\": \"getppid\", \"pid\": $pid," out)" = 300 ] || fail "no slice for each system call"
[ "$(grep -c "\"ph\": \"E\", \"name\": \"\", \"pid\": $pid," out)" = 300 ] || fail "the slices do not end"
switches=$(grep '"sched:sched_switch"' json | grep -vc '"next_pid": 0,')
[ "$switches" -gt 0 ] || fail "nothing was switched to"
[ "$(grep -c '"ph": "X", .*"pid": 0, ' out)" = "$switches" ] || fail "not a slice for each of $switches switches"
if command -v jq >/dev/null; then
	jq -e '.traceEvents | length > 600' <out >/dev/null || fail "chrome: no JSON"
fi
sonde convert "$file" --to ctf
expect_status 1
err_match '-o DIRECTORY is needed'
sonde convert "$file" --to ctf -o ctf
expect_status 0
cp ctf/cpu_* ctf/cpu_9999 2>/dev/null || cp "$(ls -d ctf/cpu_* | head -n 1)" ctf/cpu_9999
sonde convert "$file" --to ctf -o ctf
[ ! -e ctf/cpu_9999 ] || fail "a stream of another conversion is left"
sonde convert "$file" --to nothing
expect_status 1
head -c $(($(wc -c <"$file") / 2)) "$file" >cut.dat
sonde convert cut.dat --to csv
expect_status 1
err_match 'at byte [0-9]+'

command -v babeltrace2 >/dev/null || skip "no babeltrace2: the directory was made, nothing has read it"
babeltrace2 ctf >theirs 2>errors || fail "babeltrace2: $(head -n 3 errors)"
[ "$(wc -l <theirs)" = "$events" ] || fail "babeltrace2 sees $(wc -l <theirs) events of $events"
[ "$(grep -c " syscalls:sys_enter_getppid: .*comm = \"$me\"" theirs)" = 300 ] || fail "babeltrace2 sees other fields"
# (from: some kernels lose the events of their idle tasks)
grep -q "sched:sched_switch: .*prev_comm = \"$me\", prev_pid = [0-9]*, prev_prio = 1" theirs || fail "babeltrace2 sees no switch"
