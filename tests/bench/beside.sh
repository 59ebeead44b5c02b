# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables of run
#
# Sonde beside perf and trace-cmd: what an event costs the traced thread, and how fast a stream of
# events is worked on. Part of run.

# ns of its processor that an event costs the load, beside perf record of the same event.
bench_traced()
{
	local event=raw_syscalls:sys_enter base cpu t
	local program='tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }'

	for _ in $(seq "$rounds"); do
		"$work/load" "$blocks" 2>"$work/err"
		base=$(sed -n 's/.*cpu //p' "$work/err")
		for t in sonde perf tracefs perf-record bpftrace; do
			command -v "${t%-record}" >/dev/null || [ -x "$sonde" ] || continue
			case $t in
			perf-record)
				perf record -q -a -e "$event" -o "$work/perf.data" -- \
					"$work/load" "$blocks"
				;;
			bpftrace) bpftrace -q -e "$program" -c "$work/load $blocks" ;;
			sonde) "$sonde" -q -e "$program" -c "$work/load $blocks" ;;
			*) "$sonde" -q --backend "$t" -e "$program" -c "$work/load $blocks" ;;
			esac >/dev/null 2>"$work/err"
			cpu=$(sed -n 's/^load .*cpu //p' "$work/err")
			[ -n "$cpu" ] || continue
			note traced "$t" "$(awk -v a="$cpu" -v b="$base" -v n=$((blocks * 2)) \
				'BEGIN { print (a - b) / n }')" ns
		done
	done
	rm -f "$work/perf.data"
}

# One recording, worked on by each: thousands of events a second of processor time (of both ends of a
# pipe; other work on the machine does not count). bpftrace has no recordings: its programs run in the
# kernel, while the load does, and that is what counts.
# perf-fields: perf script that prints no more than awk reads.
vm_one() # NAME PROGRAM PERF_AWK TRACE_CMD_AWK PERF_FIELDS
{
	local t ns n

	for t in sonde perf-script perf-fields trace-cmd bpftrace; do
		n=$vm_events
		case $t in
		sonde) set -- "$@" "$sonde -q -i $work/trace.dat -e \"\$PROGRAM\"" ;;
		perf-script)
			n=$vm_perf_events
			set -- "$@" "perf script -i $work/perf.data | awk \"\$PERF_AWK\""
			;;
		perf-fields)
			n=$vm_perf_events
			set -- "$@" "perf script -F $5 -i $work/perf.data | awk \"\$PERF_AWK\""
			;;
		trace-cmd) set -- "$@" "trace-cmd report -i $work/trace.dat | awk \"\$TRACE_CMD_AWK\"" ;;
		bpftrace)
			n=$((vm_blocks * 4))
			set -- "$@" "bpftrace -q -e \"\$PROGRAM\" -c '$work/load $vm_blocks'"
			;;
		esac
		PROGRAM=$2 PERF_AWK=$3 TRACE_CMD_AWK=$4 "$work/measure" bash -c "${*: -1}" \
			3>"$work/m" >"$work/out" 2>"$work/err"
		set -- "${@:1:5}"
		ns=$(sed -n 's/.* cpu //p' "$work/m")
		[ "$t" != bpftrace ] || ns=$(sed -n 's/^load .*cpu //p' "$work/err")
		[ -s "$work/out" ] && [ -n "$ns" ] || continue
		note "$1" "$t" "$(awk -v n="$n" -v t="$ns" 'BEGIN { print n / t * 1e6 }')" k/s
	done
}

bench_vm()
{
	local enter='tracepoint:raw_syscalls:sys_enter' exit='tracepoint:raw_syscalls:sys_exit'

	vm_blocks=$((blocks / 2))
	"$sonde" record -b 65536 -e raw_syscalls -o "$work/trace.dat" "$work/load" "$vm_blocks" >/dev/null 2>&1
	[ -s "$work/trace.dat" ] || return
	! command -v perf >/dev/null ||
		perf record -q -a -m 64M -e raw_syscalls:sys_enter,raw_syscalls:sys_exit \
			-o "$work/perf.data" -- "$work/load" "$vm_blocks" >/dev/null 2>&1
	vm_events=$("$sonde" -q -i "$work/trace.dat" -e "$enter, $exit { @ = count(); }" | sed -n 's/^@: //p')
	# what was lost is not counted
	vm_perf_events=$(perf script -i "$work/perf.data" -F tid 2>/dev/null | wc -l)
	# shellcheck disable=SC2016 # awk's and sonde's variables
	for _ in $(seq "$rounds"); do
		vm_one vm_count "$enter, $exit { @[comm] = count(); }" \
			'{ n[$1]++ } END { for (c in n) print c, n[c] }' \
			'{ sub(/-[0-9]+$/, "", $1); n[$1]++ } END { for (c in n) print c, n[c] }' comm,tid
		vm_one vm_pairs "$enter { @s[tid] = nsecs; } $exit /@s[tid]/ { @ns = sum(nsecs - @s[tid]); delete(@s[tid]); }" \
			'{ sub(":", "", $4) } /sys_enter/ { s[$2] = $4; next } $2 in s { t += $4 - s[$2]; delete s[$2] } END { print t }' \
			'{ p = $1; sub(/.*-/, "", p); at = $3; sub(":", "", at) } /sys_enter/ { s[p] = at; next } p in s { t += at - s[p]; delete s[p] } END { print t }' \
			comm,tid,cpu,time,event
		vm_one vm_printf "$enter, $exit { printf(\"%d %s\\n\", tid, comm); }" \
			'{ print $2, $1 }' \
			'{ p = $1; sub(/.*-/, "", p); sub(/-[0-9]+$/, "", $1); print p, $1 }' comm,tid
	done
	rm -f "$work/trace.dat" "$work/perf.data" "$work/out"
}

beside() # BENCH OF TOOL…: medians; in brackets OF's divided by each
{
	local b=$1 of=$2 t

	shift 2
	grep -q "^$b " "$work/results" || return
	of=$(median "$b" "$of")
	printf '%-18s %-4s' "$b" "$(awk -v b="$b" '$1 == b { print $4; exit }' "$work/results")"
	for t; do
		awk -v t="$t" -v s="$of" -v o="$(median "$b" "$t")" \
			'BEGIN { if (o + 0) printf "  %s %.4g (%.2f)", t, o, s / o; else printf "  %s -", t }'
	done
	echo
}

beside_rows()
{
	local b

	for b in vm_count vm_pairs vm_printf; do
		beside "$b" sonde sonde perf-script perf-fields trace-cmd bpftrace
	done
	beside traced perf-record perf-record sonde perf tracefs bpftrace
}
