# SPDX-License-Identifier: GPL-2.0-or-later
# Recordings of all kinds, made by sonde and by trace-cmd: both print each of them the same, line for
# line. The table is 86-twenty.table; rows that cannot run here say why.
# LIVE_ROWS: a regular expression: only the rows whose "NAME (WHO)" matches.
once
need root tracefs workload command:trace-cmd command:unshare event:sched/sched_switch event:raw_syscalls/sys_enter
trace-cmd list -o >/dev/null 2>&1 || skip "trace-cmd does not run here"
dir=$(tracefs)
ran=0 skipped=0 lines=0 wrong=0
case_dir=$PWD
cp "$workload" twenty # a name that nobody else's workload has
work_load=$PWD/twenty

# trace-cmd gives up where it may not write a file that it does not need: it gets /dev/null instead,
# in its instances ($buffers, made for that) too.
trace_cmd()
{
	local result instance

	for instance in $buffers; do
		mkdir -p "$dir/instances/$instance" || return
	done
	buffers=$buffers unshare -m sh -c '
		for b in . $buffers; do
			[ "$b" = . ] || b=instances/$b
			for f in set_ftrace_filter set_ftrace_notrace set_ftrace_pid set_ftrace_notrace_pid; do
				f=$0/$b/$f
				[ ! -e "$f" ] || (: >>"$f") 2>/dev/null || mount --bind /dev/null "$f"
			done
		done
		f=/proc/sys/kernel/ftrace_enabled
		[ ! -e "$f" ] || (echo 1 >"$f") 2>/dev/null || mount --bind /dev/null "$f"
		exec timeout -k 5 "${LIVE_TIMEOUT:-200}" trace-cmd "$@"' "$dir" "$@"
	result=$?
	for instance in $buffers; do
		rmdir "$dir/instances/$instance"
	done
	return $result
}

# Events made by hand: all are of the group live86, and go with the case.
remove_events()
{
	local kind name

	for kind in kprobe uprobe; do
		sed -n 's/^[^:]*:\(live86\/[^ ]*\).*/\1/p' "$dir/${kind}_events" 2>/dev/null >old
		while read -r name; do
			echo "-:$name" >>"$dir/${kind}_events"
		done <old
	done
}

# The kernel as it was: trace-cmd leaves the top level switched off, and its instances where it fails.
tracing_on=$(cat "$dir/tracing_on")
restore()
{
	# shellcheck disable=SC2046
	kill $(jobs -p) 2>/dev/null
	remove_events
	rmdir "$dir"/instances/[lt]86? 2>/dev/null
	echo "$tracing_on" >"$dir/tracing_on"
}
trap restore EXIT

# define KIND LINE
define() { echo "$2" >>"$dir/$1_events"; } 2>/dev/null

# The registers of a function's first arguments.
case $(uname -m) in
x86_64) a0=%di a1=%si ret=%ax ;;
aarch64) a0=%x0 a1=%x1 ret=%x0 ;;
*) a0=%r0 a1=%r1 ret=%r0 ;;
esac

# Where function $1 of the workload is in its file.
offset_of()
{
	local value

	value=$(readelf -sW "$work_load" | awk -v f="$1" '$8 == f { print "0x" $2; exit }')
	readelf -lW "$work_load" | while read -r kind offset start _ size _; do
		[ "$kind" != LOAD ] || [ $((value)) -lt $((start)) ] || [ $((value)) -ge $((start + size)) ] ||
			printf '0x%x\n' $((value - start + offset))
	done
}

make_uprobes()
{
	local at

	[ -e "$dir/uprobe_events" ] || { echo "no uprobe_events"; return 1; }
	at=$work_load:$(offset_of work_call)
	define uprobe "p:live86/call $at i=$a0:s32 name=+0($a1):ustring first=+0($a1):u8[3] hex=$a0:x16" &&
		define uprobe "r:live86/back $at ret=$ret:s64 c=\$comm" || { echo "the kernel takes no such uprobe"; return 1; }
}

make_kprobes()
{
	[ -e "$dir/kprobe_events" ] || { echo "no kprobe_events"; return 1; }
	define kprobe 'p:live86/openat do_sys_openat2 dfd=$arg1:s32 name=+0($arg2):ustring how=+0($arg3):x64' &&
		define kprobe 'r:live86/opened do_sys_openat2 fd=$retval:s32 c=$comm' || { echo "the kernel takes no such kprobe"; return 1; }
}

# can WHAT: the reason why not
can()
{
	case $1 in
	-) ;;
	tracer:*)
		grep -qw "${1#*:}" "$dir/available_tracers" || { echo "this kernel has no tracer ${1#*:}"; return 1; }
		(echo "" >"$dir/set_ftrace_notrace") 2>/dev/null || { echo "this kernel forbids the tracer ${1#*:}"; return 1; }
		;;
	option:*) [ -e "$dir/options/${1#*:}" ] || { echo "this kernel has no option ${1#*:}"; return 1; } ;;
	clock:*) grep -qw -e "${1#*:}" "$dir/trace_clock" || { echo "this kernel has no clock ${1#*:}"; return 1; } ;;
	event:*) [ -d "$dir/events/${1#*:}" ] || { echo "no event ${1#*:}"; return 1; } ;;
	zip:*) trace-cmd list -c | grep -qw "${1#*:}" || { echo "this trace-cmd reads no ${1#*:}"; return 1; } ;;
	cpus:2) [ "$(nproc)" -ge 2 ] || { echo "one CPU"; return 1; } ;;
	kprobes) [ -d "$dir/events/live86/openat" ] || make_kprobes ;;
	uprobes) [ -d "$dir/events/live86/call" ] || make_uprobes ;;
	# Under emulation a row takes seconds: there run those that say so, and those the host cannot.
	host) [ -z "${SONDE_IN_VM:-}" ] || { echo "not under emulation"; return 1; } ;;
	*) echo "no such need: $1"; return 1 ;;
	esac
}

# bad WHAT: of this row; the others run all the same
bad()
{
	echo "$row ($by): $*"
	wrong=$((wrong + 1))
	return 1
}

# made OPTION...: a recording in $file
made()
{
	rm -f "$file"
	case $by in
	sonde) timeout -k 5 60 "$sonde" record -o "$file" "$@" >said 2>&1 ;;
	*) trace_cmd record -o "$file" "$@" >said 2>&1 ;;
	esac
	status=$?
	[ $status -eq 0 ] && [ -s "$file" ]
}

# seen EXPECTED: an event like this, or none is wanted
seen() { "$sonde" report "$file" 2>/dev/null | grep -cE -e "${1:-.}" >/dev/null; }

# agree LOOK EXPECTED: what the two print of $file with the options LOOK
agree()
{
	local options

	eval "options=($1)"
	[[ $1 == -i* ]] || options+=("$file")
	trace-cmd report "${options[@]}" >theirs 2>their_err
	timeout -k 5 60 "$sonde" report "${options[@]}" >ours 2>our_err || bad "$1: $(tail -n 1 our_err)" || return
	cmp -s theirs ours || bad "$1: trace-cmd report differs: $(diff theirs ours | head -n 6)" || return
	[ ! -s our_err ] || bad "$1: $(head -n 3 our_err)" || return
	[ -z "$2" ] || grep -qE -e "$2" ours || bad "$1: nothing matches: $2" || return
	lines=$((lines + $(wc -l <ours)))
}

# trim NAME: without blanks around it
trim()
{
	local -n var=$1

	var=${var#"${var%%[! ]*}"}
	var=${var%"${var##*[! ]}"}
}

# What can be recorded of a row goes to the file rows, with who records it.
plan_row()
{
	local need

	for need in $needs; do
		if ! why=$(can "$need"); then
			skipped=$((skipped + 1))
			note "row '$row' is skipped: $why"
			return
		fi
	done
	# trace-cmd takes many seconds under emulation, for the kernel's symbols
	if [ "$who" = both ]; then
		who='sonde trace-cmd'
		can host >/dev/null || [[ $needs == *tracer* ]] || who=sonde
	fi
	for by in $who; do
		[[ "$row ($by)" =~ ${LIVE_ROWS:-.} ]] || continue
		printf '%s|%s|%s|%s|%s|%s\n' "$by" "$row" "$record" "$command" "$look" "$expected" >>rows
	done
}

# A row by one of them; "then": a command that makes another file of $file.
run_row()
{
	local options result

	buffers=$(grep -oE -e '-B [lt]86[a-z]' <<<"$record" | cut -c 4-)
	file=$PWD/trace.dat
	eval "options=($record $command)"
	ran=$((ran + 1))
	# Where somebody else has switched off the top level meanwhile, trace-cmd records nothing; and
	# its file is broken, as it says, where a text of the kernel has grown between two readings.
	for _ in 1 2 3 4; do
		made "${options[@]}"
		result=$?
		! grep -q 'error in size of file' said || continue
		[ $result -eq 0 ] || break
		[ "$look" != then ] && ! seen "$expected" || break
	done
	if grep -q 'error in size of file' said; then
		skipped=$((skipped + 1)) ran=$((ran - 1))
		note "row '$row' ($by) is skipped: trace-cmd's file is broken ($(grep 'error in size' said))"
		return
	fi
	[ $result -eq 0 ] || bad "cannot record: $(tail -n 3 said)" || return
	if [ "$look" = then ]; then
		rm -f other.dat
		eval "$expected" >said 2>&1 || bad "$(tail -n 3 said)" || return
		mv other.dat "$file" && agree "" " twenty-"
	else
		agree "" "$expected"
		[ -z "$look" ] || agree "$look" ""
	fi
}

# lane WHO: the rows of one of them, in a folder of its own; most of the time it waits for the kernel, and
# the other may go on. What it comes to is in the file sum.
lane()
{
	local by row record command look expected

	skipped=0
	mkdir "$1" && cd "$1" || exit
	while IFS='|' read -r by row record command look expected <&3; do
		[ "$by" = "$1" ] || continue
		# each has buffers of its own
		[ "$by" = sonde ] || record=${record//l86/t86} expected=${expected//l86/t86}
		run_row
	done 3<"$case_dir/rows"
	echo "$ran $skipped $lines $wrong" >sum
}

# A task that -P can follow; under emulation it would take all of the processor.
if can host >/dev/null; then
	bash -c 'while sleep 0.01; do (exit); done' </dev/null >/dev/null 2>&1 &
	other=$!
fi
while IFS='|' read -r row needs who record command look expected; do
	for column in row needs who record command look expected; do
		trim $column
	done
	[ -z "$row" ] || [[ $row == \#* ]] || plan_row
done <"$here/cases/86-twenty.table"
[ -s rows ] || skip "no row can run here"
(lane sonde) &
sonde_lane=$!
can host >/dev/null || wait $sonde_lane
(lane trace-cmd) &
wait $sonde_lane $!
cat sonde/notes trace-cmd/notes >>notes 2>/dev/null
for by in sonde trace-cmd; do
	read -r a b c d <"$by/sum" || fail "$by: did not come to its end"
	ran=$((ran + a)) skipped=$((skipped + b)) lines=$((lines + c)) wrong=$((wrong + d))
done
[ $wrong -eq 0 ] || fail "$wrong of $ran recordings"
[ -n "${SONDE_IN_VM:-}${LIVE_ROWS:-}" ] || [ $ran -ge 20 ] || fail "only $ran recordings"
note "$ran recordings, $lines lines equal; $skipped rows skipped"
