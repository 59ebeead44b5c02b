# SPDX-License-Identifier: GPL-2.0-or-later
# A program traces the workload while what it needs of it is recorded (record --for): the replay of
# the recording gives the maps that the live run gave
only "$first"
need root tracefs workload event:raw_syscalls/sys_enter event:syscalls/sys_exit_read
file=$PWD/trace.dat
# a name that nobody else's workload has: both sides look at all that runs
me=replay$$
cp "$workload" "$me"
workload=$PWD/$me

# Functions of the tracer, which a stack of BPF begins with, are not in the recording's.
maps() { grep -v '^Attaching\|^$\|^ *\(__traceiter\|perf_syscall\|perf_trace\|bpf_\|trace_call_bpf\|__bpf\|kprobe_\|ftrace_\|fprobe_\)' "$1" | sort; }

# same PROGRAM COMMAND...: the command is the workload
same()
{
	local program=${1//'"workload"'/'"'$me'"'}

	shift
	start --no-warnings -e "$program"
	timeout -k 5 60 "$sonde" record -q --for "$program" -o "$file" "$@" >recorded 2>&1 ||
		fail "cannot record '$program': $(head -n 3 recorded)"
	finish INT
	maps out >live
	sonde -i "$file" --no-warnings -e "$program"
	[ $status -eq 0 ] || fail "cannot replay '$program': $(head -n 3 err)"
	maps out >replayed
	cmp -s live replayed || fail "'$program': $(diff live replayed | head -n 20)"
	[ "$(wc -l <live)" -ge 1 ] || fail "'$program' gave nothing"
	say="$say ."
}
has_func() { grep -q " [tT] $1\$" /proc/kallsyms && [ -e "$(tracefs)/kprobe_events" ]; }

same 'tracepoint:raw_syscalls:sys_enter /comm == "workload"/ { @[comm] = count(); @n[args.id] = count(); }' \
	"$workload" syscalls 100 read 20 512
same 'tracepoint:syscalls:sys_exit_read /comm == "workload"/ { @bytes = hist(args.ret); @l = lhist(args.ret, 0, 2000, 200); @s = stats(args.ret); }' \
	"$workload" read 50 512 read 20 1300 read 7 0
same 'tracepoint:sched:sched_process_* /comm == "workload"/ { @[probe] = count(); @p[pid == tid] = count(); }' \
	"$workload" fork 9
same 'tracepoint:syscalls:sys_enter_read /comm == "workload"/ { @start[tid] = nsecs; @c[cpu < 4096] = count(); } tracepoint:syscalls:sys_exit_read /@start[tid]/ { @n[comm] = count(); @late = max(nsecs - @start[tid] > 0); delete(@start[tid]); }' \
	"$workload" read 33 100
same 'tracepoint:syscalls:sys_enter_read /comm == "workload" && args.count == 512/ { @ = sum(args.count); @who[comm, pid, tid] = count(); @avg = avg(args.fd); @min = min(args.count); }' \
	"$workload" read 11 512 read 5 100
same 'tracepoint:sched:sched_process_fork /comm == "workload"/ { @[kstack] = count(); }' "$workload" fork 5
same 'tracepoint:syscalls:sys_enter_nanosleep,tracepoint:syscalls:sys_enter_clock_nanosleep /comm == "workload"/ { @[probe] = count(); } tracepoint:task:task_rename /str(args.newcomm) == "workload"/ { @names[str(args.newcomm)] = count(); }' \
	"$workload" sleep 20
if [ -e "$(tracefs)/uprobe_events" ]; then
	same "uprobe:$workload:work_call /arg0 > 2/ { @[arg0, str(arg1), comm] = count(); } uretprobe:$workload:work_call { @ret = sum(retval); @l = lhist(retval, 0, 20, 5); }" \
		"$workload" calls 10
	! walks_user_stacks || same "uprobe:$workload:work_call { @[ustack(raw, 2)] = count(); }" "$workload" calls 3
fi
if [ -b "${SONDE_BLOCKDEV:-}" ]; then
	dev=$(stat -L -c '(0x%t << 20) + 0x%T' "$SONDE_BLOCKDEV")
	same "tracepoint:block:block_rq_complete /args.dev == $((dev))/ { @ = hist(args.nr_sector * 512); }" \
		dd if="$SONDE_BLOCKDEV" of=/dev/null bs=64k count=40 iflag=direct status=none
fi
if has_func vfs_read; then
	same 'kretprobe:vfs_read /comm == "workload"/ { @bytes = lhist(retval, 0, 2000, 200); if ((int64)retval < 0) { @[pid, comm, retval] = count(); } }' \
		"$workload" read 20 512 read 9 1300 read 3 0
	same 'kprobe:vfs_read /comm == "workload"/ { @start[tid] = nsecs; @size = hist(arg2); } kretprobe:vfs_read /@start[tid]/ { @n[comm] = count(); delete(@start[tid]); }' \
		"$workload" read 40 64
	same 'kprobe:mark_page_accessed,kprobe:folio_mark_accessed,kprobe:vfs_read /comm == "workload"/ { @seen = count(); }' \
		"$workload" file "$workload" 20000
fi
if has_func do_sys_openat2; then
	same 'kprobe:do_sys_openat2 /comm == "workload"/ { @[comm, str(arg1)] = count(); @k[kstack(2)] = count(); }' \
		"$workload" open /etc/hostname 7
	same 'tracepoint:syscalls:sys_enter_openat /comm == "workload"/ { @[str(args.filename), args.flags] = count(); }' \
		"$workload" open /etc/hostname 7
fi
[ "${#say}" -ge 14 ] || fail "only ${#say} / 2 programs were compared"

# report --script is the same; the last program, and its recording
sonde -i "$file" --no-warnings -q -e 'BEGIN { printf("begin\n"); } END { printf("end\n"); }'
mv out by_option
echo 'BEGIN { printf("begin\n"); } END { printf("end\n"); }' >script.bt
sonde report --script script.bt "$file"
expect_status 0
[ "$(grep -c '^begin$\|^end$' out)" = 2 ] || fail "report --script: $(cat out)"

# What is read is not written to.
cp "$file" own.dat
sonde -i own.dat -o own.dat -e 'BEGIN { printf("begin\n"); }'
expect_status 1
err_match 'own.dat is the recording itself'
cmp "$file" own.dat || fail "it is not what it was"

# What cannot be recorded is refused where it stands, and nothing is left behind.
sonde record -q --for 'tracepoint:raw_syscalls:sys_enter { print(uid); }' -o none.dat true
expect_status 1
err_match "cannot be recorded: no event records the user's id"
sonde record -q --for 'BEGIN { exit(); }' -o none.dat true
expect_status 1
err_match 'nothing to record'
[ ! -e none.dat ] || fail "a file is left"
grep -q sonde_ "$(tracefs)/uprobe_events" && grep "sonde_$$" "$(tracefs)/uprobe_events" && fail "probes are left"
pass
