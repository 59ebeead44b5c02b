# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables of run
#
# What cases use. They see $backend, $workload, $work (of the whole run) and run in a folder of
# their own. A case ends with the first check that fails.

pass() { exit 0; }
fail() { echo "$*"; exit 1; }
skip() { echo "$*"; exit 77; }
# What the run says of a case besides its result.
note() { echo "$*" >>notes; }
# The case has nothing to do with backends: run it once; with LIVE_ONCE=no not even that.
once() { [ "$backend" = "$first" ] && [ "${LIVE_ONCE:-yes}" != no ] || exit 78; }
only() { [ "$backend" = "$1" ] || exit 78; }

# Numbers of system calls.
case $(uname -m) in
x86_64) nr_read=0 nr_write=1 ;;
aarch64 | riscv64) nr_read=63 nr_write=64 ;;
*) nr_read=3 nr_write=4 ;; # ARM, i386, PowerPC, s390
esac

tracefs()
{
	local dir

	for dir in /sys/kernel/tracing /sys/kernel/debug/tracing; do
		[ -r "$dir/available_events" ] && echo "$dir" && return
	done
	return 1
}

# need WHAT...: skip the case where the kernel or the machine lacks something
need()
{
	local what

	for what in "$@"; do
		"need_${what%%:*}" "${what#*:}"
	done
}

need_root() { [ "$(id -u)" = 0 ] || skip "needs root"; }
need_tracefs() { tracefs >/dev/null || skip "no tracefs"; }
need_workload() { [ -x "$workload" ] || skip "no workload: no compiler here"; }
need_btf() { [ -r /sys/kernel/btf/vmlinux ] || skip "no BTF"; }

need_kprobes()
{
	[ -e "$(tracefs)/kprobe_events" ] || [ -d /sys/bus/event_source/devices/kprobe ] ||
		skip "no kprobes"
}

need_uprobes()
{
	[ -e "$(tracefs)/uprobe_events" ] || [ -d /sys/bus/event_source/devices/uprobe ] ||
		skip "no uprobes"
}

# event:SYSTEM/EVENT
need_event() { [ -d "$(tracefs)/events/$1" ] || skip "no tracepoint ${1/\//:}"; }
# once_said NAME COMMAND...: its output is in the file $said. Under emulation a process takes a tenth of
# a second, and the kernel longer for its symbols: what does not change in a run is asked for once.
once_said()
{
	said=$work/said.$1
	shift
	[ -e "$said" ] || "$@" >"$said" 2>/dev/null
}

# has_symbol REGEX: the kernel has it, or one of the modules that are there now
has_symbol()
{
	local modules

	modules=$(</proc/modules)
	once_said "symbols${#modules}" cat /proc/kallsyms
	grep -q -e "$1" "$said"
} 2>/dev/null

# The kernel puts user stacks into tracing buffers: it has a function that walks them.
walks_user_stacks() { has_symbol ' \(stack_trace_save_user\|save_stack_trace_user\)$'; }

# func:NAME
need_func() { has_symbol " [tT] $1\$" || skip "no kernel function $1"; }
need_command() { command -v "$1" >/dev/null || skip "no $1"; }
# helper:NAME: of BPF, for the bpf backend
need_helper()
{
	[ "$backend" = bpf ] || return 0
	once_said features "$sonde" features
	grep -q "^ *$1: yes" "$said" || skip "no BPF helper $1"
}
need_block() { [ -b "${SONDE_BLOCKDEV:-}" ] || skip "no block device to read (SONDE_BLOCKDEV)"; }

# The backend must be in this build, and the machine must let it trace anything.
need_backend()
{
	once_said help "$sonde" -h
	[[ $(<"$said") == *$'\n'"  $backend "* ]] || skip "backend $backend is not in this build"
}

# What else is installed that cases run does not hang them either: trace-cmd waits for ever for a
# listener that is gone.
peer() { timeout -k 5 "${LIVE_TIMEOUT:-$([ -n "${SONDE_IN_VM:-}" ] && echo 200 || echo 60)}" "$@"; }
for name in babeltrace2 bpftrace perf trace-cmd; do
	! type -P "$name" >/dev/null || eval "$name() { peer $name \"\$@\"; }"
done

# sonde ARG...: run it; its output is in out and err, its exit status in $status
sonde()
{
	timeout -k 5 "${LIVE_TIMEOUT:-60}" "$sonde" "$@" >out 2>err
	status=$?
	case $status in
	124 | 137) fail "sonde did not end" ;;
	esac
}

# trace ARG...: the same with the backend of this round; must succeed
trace()
{
	need_backend
	sonde --backend "$backend" "$@"
	[ $status -eq 0 ] || fail "exit status $status"
}

# start ARG...: run it in the background until its probes are attached; its process is $pid
start()
{
	need_backend
	rm -f out err # of the one before: it says that its probes are attached
	__BPFTRACE_NOTIFY_PROBES_ATTACHED=1 "$sonde" --backend "$backend" "$@" >out 2>err 9>&- &
	pid=$!
	within 30 grep -q NOTIFY_PROBES_ATTACHED err || fail "sonde does not attach"
}

# finish SIGNAL: end it; $status is its exit status
finish()
{
	kill "-$1" "$pid"
	within 30 gone "$pid" || fail "sonde does not end at SIG$1"
	wait "$pid"
	status=$?
}

gone()
{
	local state

	read -r _ _ state _ 2>/dev/null <"/proc/$1/stat" || return 0
	[ "$state" = Z ]
}

# within SECONDS COMMAND...: try until it succeeds
within()
{
	local end=$((SECONDS + $1))

	shift
	until "$@" 2>/dev/null; do
		[ $SECONDS -lt $end ] || return 1
		sleep 0.02
	done
}

expect_status() { [ "$status" -eq "$1" ] || fail "exit status $status instead of $1"; }

# has LINE...: the output has each as a whole line
has()
{
	local line

	for line in "$@"; do
		grep -qxF -e "$line" out || fail "no line: $line"
	done
}

# match REGEX...: each matches some line
match()
{
	local re

	for re in "$@"; do
		grep -qE -e "$re" out || fail "nothing matches: $re"
	done
}

no_match() { ! grep -qE -e "$1" out || fail "should not match: $1"; }

# count N REGEX: N lines match
count()
{
	local n

	n=$(grep -cE -e "$2" out)
	[ "$n" -eq "$1" ] || fail "$n lines match instead of $1: $2"
}

# err_match REGEX...
err_match()
{
	local re

	for re in "$@"; do
		grep -qE -e "$re" err || fail "no such message: $re"
	done
}

quiet() { [ ! -s err ] || fail "messages: $(cat err)"; }

# The output as the program made it: without the first line, and without empty ones.
body() { grep -vE '^(Attaching [0-9]+ probes?\.\.\.)?$' out; }

# is TEXT: that is all of the body
is()
{
	[ "$(body)" = "$1" ] || fail "the output is not: $1"
}

# same: the body is the same under every backend (in any order of lines: "same sort")
same()
{
	local file=$work/same.${name}.${same_part:=1} other

	body | ${1:-cat} >"$file.$backend"
	same_part=$((same_part + 1))
	for other in "$file".*; do
		cmp -s "$other" "$file.$backend" ||
			fail "not the same as under ${other##*.}: $(diff "$other" "$file.$backend")"
	done
}

# What sonde must leave as it was.
kernel_state()
{
	local dir

	dir=$(tracefs) || return
	cat "$dir/kprobe_events" "$dir/uprobe_events" "$dir/dynamic_events" 2>/dev/null | grep "sonde_${1:-}"
	find "$dir/instances" -maxdepth 1 -name "sonde_${1:-}*" 2>/dev/null
}

# nothing_left PID
nothing_left()
{
	[ -z "$(kernel_state "$1")" ] || fail "left in the kernel: $(kernel_state "$1")"
}

# What to show of a case that failed.
report_run()
{
	sed 's/^/  /' "$tmp/log" | head -n 30
	[ ! -s "$tmp/out" ] || head -n 30 "$tmp/out" | sed 's/^/  | /'
	[ ! -s "$tmp/err" ] || head -n 15 "$tmp/err" | sed 's/^/  ! /'
}
