# SPDX-License-Identifier: GPL-2.0-or-later
# sonde record: report, replay and trace-cmd agree on what was recorded; nothing is left behind
once
need root tracefs event:sched/sched_switch event:raw_syscalls/sys_enter command:dd
file=$PWD/trace.dat

record()
{
	sonde record -o "$file" "$@" dd if=/dev/zero of=/dev/null bs=512 count=5000
	expect_status 0
}

# sonde with its process in $pid, which has left nothing in the kernel.
clean()
{
	"$sonde" "$@" >out 2>err &
	pid=$!
	wait "$pid"
	status=$?
	nothing_left "$pid"
}

# Lines of our report without its first, and as many as the recorder counted.
check()
{
	local said
	said=$(sed -n 's/.*: \([0-9]*\) events, 0 lost.*/\1/p' err)
	[ -n "$said" ] || fail "lost events, or did not say how many: $(cat err)"
	sonde report "$file"
	expect_status 0
	quiet
	[ "$(tail -n +2 out | wc -l)" = "$said" ] || fail "said $said events, reports $(tail -n +2 out | wc -l)"
	[ "$(grep -c ' dd-.* sys_enter: .* NR '"$nr_write"' ' out)" -ge 5000 ] || fail "not every write is there"
}

# trace-cmd report prints the same of the same file.
agree()
{
	command -v trace-cmd >/dev/null || return 0
	trace-cmd report "$file" >theirs 2>/dev/null
	cmp -s theirs out || fail "trace-cmd report differs ($*): $(diff theirs out | head -n 4)"
}

for how in "--compression none" "--compression zstd" "--file-version 6"; do
	# shellcheck disable=SC2086
	record -e sched -e raw_syscalls $how
	check
	agree "$how"
done

# What replay counts is what report prints.
sonde report "$file"
want=$(grep -c ' dd-.* sys_enter: ' out)
sonde -i "$file" --no-warnings -e 'tracepoint:raw_syscalls:sys_enter /comm == "dd"/ { @ = count(); }'
has "@: $want"

# Filters of the kernel, one command only, stacks.
sonde record -q -F -e raw_syscalls:sys_enter -f "id == $nr_write" -T -o "$file" \
	dd if=/dev/zero of=/dev/null bs=512 count=100
sonde report "$file"
agree "-F -f -T"
count 1 '^cpus='
[ "$(grep -c ' sys_enter: .* NR '"$nr_write"' ' out)" -ge 100 ] || fail "the filter dropped what it should not"
no_match 'NR '"$nr_read"' '
match 'kernel_stack: .*stack trace'

# A small buffer that nobody looks at meanwhile: losses are counted and said, by report too.
# shellcheck disable=SC2016 # the command's own parent
sonde record -e raw_syscalls -b 8 -o "$file" \
	sh -c 'kill -STOP $PPID; dd if=/dev/zero of=/dev/null bs=512 count=5000; kill -CONT $PPID'
err_match '^WARNING: [0-9]+ events were lost' 
sonde report "$file"
match 'EVENTS DROPPED'
agree "lost events"

# The command's status is ours; errors leave no file and no instance.
sonde record -q -e sched_switch -o "$file" false
expect_status 1
sonde record -e sched_swich -o nothing.dat true
expect_status 1
err_match "no event 'sched_swich'" 'did you mean .*sched_switch'
[ ! -e nothing.dat ] || fail "left a file"

clean record -e sched_switch -o no/such/folder/x.dat true
expect_status 1
err_match '^ERROR: cannot write no/such/folder/x.dat\.cpu0: No such file or directory$'

# Where there are many CPUs, their files are more than may be open as a rule.
(
	ulimit -Sn 8
	exec "$sonde" record -q -e sched_switch -o "$file" true
) >out 2>err || fail "with a limit of 8 files: $(cat err)"

# Old pages go (-m); what is left are the newest, and whole.
sonde record -e raw_syscalls:sys_enter -f "id == $nr_write" -m 500 -o "$file" dd if=/dev/zero of=/dev/null bs=512 count=100000
err_match '^The oldest [0-9]+ bytes were not kept'
sonde report "$file"
agree "-m"
kept=$(grep -c ' dd-.* sys_enter: .* NR '"$nr_write"' ' out)
[ "$kept" -ge 2000 ] && [ "$kept" -lt 50000 ] || fail "kept $kept events"
match ' dd-.* NR '"$nr_write"' \(2, ' # what it says at its end

# Only one CPU.
sonde record -q -e raw_syscalls -M 1 -o "$file" taskset 1 dd if=/dev/zero of=/dev/null bs=512 count=100
sonde report "$file"
match ' dd-.*\[000\].* NR '"$nr_write"' '
no_match '\[001\]'

# An event made for this, and gone after it; what cannot be says why.
if [ -e "$(tracefs)/uprobe_events" ] && [ -z "${SONDE_IN_VM:-}" ]; then
	clean record -e 'uretprobe:libc:malloc ret=$retval' -F -o "$file" ls /
	expect_status 0
	sonde report "$file"
	match ' ls-.* \([0-9a-f]+ <- [0-9a-f]+\) ret=0x[0-9a-f]+$'
	agree "uretprobe"
fi
clean record -e kprobe:no_such_function_at_all -o nothing.dat true
expect_status 1
err_match "no kernel function 'no_such_function_at_all'|no kprobe_events"
clean record -p no_such_tracer -o nothing.dat true
expect_status 1
err_match "has no tracer 'no_such_tracer'" 'it has: .*nop'
clean record -p wakeup -o nothing.dat true
expect_status 1
err_match 'wakeup keeps a text' 'sonde start -p wakeup'
clean record -e sched -g vfs_read -o nothing.dat true
expect_status 1
err_match 'Say -p function'

# On a terminal it says how it goes.
if [ -x /usr/bin/script ]; then
	/usr/bin/script -qec "$sonde record -e sched_switch -o $file sleep 2.5" typescript </dev/null >/dev/null
	grep -qE '2 s, [0-9]+ events, [0-9.]+ MB, 0 lost' typescript || fail "no progress: $(cat typescript)"
fi

# Killed: the next cleanup takes the instance away, and what was made for it.
made=''
[ ! -e "$(tracefs)/uprobe_events" ] || [ -n "${SONDE_IN_VM:-}" ] || made='-e uprobe:libc:malloc'
# shellcheck disable=SC2086
"$sonde" record -q -e sched_switch $made -o killed.dat sleep 100 2>/dev/null &
pid=$!
within 10 test -d "$(tracefs)/instances/sonde_$pid" || fail "no instance"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
sonde cleanup
within 10 test ! -d "$(tracefs)/instances/sonde_$pid" || fail "its instance is left"
nothing_left "$pid"
