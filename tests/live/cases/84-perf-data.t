# SPDX-License-Identifier: GPL-2.0-or-later
# perf.data: report, replay and convert see the samples that perf script sees
once
need root tracefs workload command:perf event:sched/sched_switch
file=$PWD/perf.data

# perf record ARG...: in the file
record()
{
	rm -f "$file"
	perf record -q -o "$file" "$@" >said 2>&1 || skip "perf record $1 fails here: $(tail -n 1 said)"
}

# check NAME: as many events of it, by the same threads, as perf script has
check()
{
	# of one that is ending perf itself says -1, but the event which
	perf script -i "$file" -F comm,tid,event,trace 2>/dev/null |
		sed -n "s/^ *:-1  *-1 *$1.*prev_comm=\(.*\) prev_pid=\([0-9]*\) .*/ending \1 \2/p; t
			s/^ *\(.*[^ ]\)  *\([0-9][0-9]*\) *$1.*/named \1 \2/p" >named
	sed -i 's/^named :\([0-9]*\) \1$/named <...> \1/' named # begun while perf was starting: no name
	awk '{ how = $1; sub("^[a-z]* ", "") } how == "named" { of[$NF] = $0; print } how == "ending" { last[NR] = $0 }
		END { for (i in last) { n = split(last[i], word, " "); print word[n] in of ? of[word[n]] : last[i] } }' \
		named | sort >theirs
	[ -s theirs ] || fail "perf script shows nothing of $1"
	sonde report -f json "$file"
	expect_status 0
	sed -n 's/.*"pid": \([0-9]*\), "comm": "\([^"]*\)", "event": "\(perf\|sched\):.*/\2 \1/p' out | sort >ours
	cmp -s theirs ours || fail "$1: $(diff theirs ours | head -n 5)"
}

record -e sched:sched_switch -g -a -- "$workload" sleep 5 fork 3 sleep 5
check sched:sched_switch
n=$(wc -l <theirs)
sonde -i "$file" --no-warnings -e 'tracepoint:sched:sched_switch { @n = count(); @k[kstack(1)] = count(); @[comm] = count(); @p[pid] = count(); }'
expect_status 0
has "@n: $n" "@[workload]: $(grep -c '^workload ' theirs)"
# the first frame of each stack is perf script's
frame=$(perf script -i "$file" -F comm,ip,sym 2>/dev/null | sed -n '2s/^[^a-z]*[0-9a-f]* \([a-z_.0-9A-Z]*\).*/\1/p')
[ -z "$frame" ] || match "^ *$frame\+"
sonde report "$file"
[ -z "$frame" ] || match "^=> $frame \("
sonde convert "$file" --to folded
[ "$(awk '{ s += $NF } END { print s }' out)" = "$n" ] || fail "folded counts others than $n"
match '^workload;.*;schedule;__schedule'
sonde convert "$file" --to chrome
match '"ph": "X", "name": "workload"'

record -F 499 -g -- "$workload" spin 300
if perf script -i "$file" -F event 2>/dev/null | grep -q 'cpu-clock\|cycles'; then
	check '\(cpu-clock\|cycles\)[^ ]*:'
	sonde -i "$file" --no-warnings -e 'profile:hz:99 { @[comm] = count(); }'
	has "@[workload]: $(grep -c '^workload ' theirs)"
	sonde convert "$file" --to folded
	match '^workload;0x'
fi

# A stream, and a file that is cut.
perf record -q -e sched:sched_switch -o - -- "$workload" sleep 5 fork 2 >stream.data 2>said
sonde report stream.data
expect_status 0
match ' sched_switch: '
head -c $(($(wc -c <"$file") * 2 / 3)) "$file" >cut.data
sonde report cut.data
expect_status 1
err_match 'at byte [0-9]+'
sonde -i stream.data --no-warnings -e 'kprobe:vfs_read { @ = count(); }'
expect_status 1
err_match 'no event that was kprobe:vfs_read'
