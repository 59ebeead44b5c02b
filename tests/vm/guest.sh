# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables of run
#
# Part of tests/vm/run: one qemu from start to verdict.

# A guest that has not reached its process 1 by then (seconds) hangs; usual are 2 to 8.
boot_limit=90

# Kernel parameters: leave after a panic, keep the console short, no watchdogs that
# mistake slow emulation for a lock-up.
params='panic=-1 loglevel=4 mitigations=off nowatchdog rcupdate.rcu_cpu_stall_suppress=1'

# Sets qemu[] to the command for the resolved kernel with initramfs $1. Prints why not.
# One thread for both processors: with two, x86 guests hang now and then; with one, 32-bit
# ARM guests always do.
qemu_command()
{
	local tty out ctl thread=multi

	case $arch in
	x86_64)
		qemu=(qemu-system-x86_64 -M pc -cpu 'max,-smap,-smep')
		tty=ttyS0 out=ttyS1 ctl=ttyS2 thread=single
		;;
	arm64)
		qemu=(qemu-system-aarch64 -M virt -cpu cortex-a57)
		tty=ttyAMA0 out=ttyS0 ctl=ttyS1
		;;
	armhf)
		qemu=(qemu-system-arm -M 'virt,highmem=off' -cpu cortex-a15)
		tty=ttyAMA0 out=ttyS0 ctl=ttyS1
		;;
	*)
		echo "unknown architecture $arch"
		return 1
		;;
	esac
	if ! command -v "${qemu[0]}" >/dev/null; then
		echo "${qemu[0]} is not installed"
		return 1
	fi
	qemu+=(-accel "${SONDE_VM_ACCEL:-tcg,thread=$thread}" -smp 2 -m "$memory" -nodefaults -no-user-config
		-display none -no-reboot -kernel "$image" -initrd "$1"
		-append "console=$tty sonde.out=$out sonde.ctl=$ctl $params $append")
}

# Kills process $1 when the guest does not get ready, or not done in time; ends when
# descriptor 4, the read end of a pipe from the caller, does.
watch_guest()
{
	local pid=$1 log=$2 limit=$boot_limit

	[ "$limit" -lt "$timeout" ] || limit=$timeout
	read -r -t "$limit" -u 4 && return
	if ! grep -q '^ready' "$log.ctl"; then
		echo "hangs at boot ($limit s)" >"$log.verdict"
	else
		read -r -t $((timeout - limit + 1)) -u 4 && return
		echo "not done after $timeout s" >"$log.verdict"
	fi
	kill "$pid"
	read -r -t 5 -u 4 || kill -KILL "$pid"
}

# Boots the guest once; its output goes to descriptor 3, which should be a pipe.
# Leaves $log.console, $log.ctl and, when it was stopped, $log.verdict.
boot_once()
{
	local log=$1 pid dog dev=isa-serial

	[ "$arch" = x86_64 ] || dev=pci-serial
	rm -f "$log.verdict" "$log.done"
	: >"$log.console"
	: >"$log.ctl"
	mkfifo "$log.done"
	exec 4<>"$log.done"
	"${qemu[@]}" -serial "file:$log.console" \
		-chardev file,id=out,path=/dev/fd/3 -device "$dev,chardev=out" \
		-chardev "file,id=ctl,path=$log.ctl" -device "$dev,chardev=ctl" \
		</dev/null >/dev/null 2>"$log.qemu" 4<&- &
	pid=$!
	watch_guest $pid "$log" 3>&- &
	dog=$!
	echo "$BASHPID $dog $pid" >"$log.pid"
	wait $pid
	rm -f "$log.pid"
	echo >&4
	wait $dog
	exec 4<&-
}

# Says what became of the guest: "exit STATUS", or what went wrong.
verdict()
{
	local log=$1 found

	found=$(grep -aoE 'Kernel panic - .*|Out of memory: Killed .*|oom-kill:.*' "$log.console" | head -n 1)
	if [ -n "$found" ]; then
		echo "$found" | tr -d '\r'
	elif [ -s "$log.verdict" ]; then
		cat "$log.verdict"
	elif found=$(grep -aoE '(kernel )?BUG: .*|kernel BUG at .*|Oops: .*' "$log.console"); then
		echo "$found" | head -n 1 | tr -d '\r'
	elif grep -q '^exit' "$log.ctl"; then
		sed -n 's/^\(exit [0-9]*\).*/\1/p' "$log.ctl"
	elif [ -s "$log.qemu" ]; then
		head -n 1 "$log.qemu"
	else
		echo "stopped before its end"
	fi
}

# Boots, and once more if the guest did not reach its process 1, or hung in the tests:
# emulation is not perfect. The last verdict is in $log.verdict.
boot()
{
	local log=$1 what

	boot_once "$log"
	what=$(verdict "$log")
	if ! grep -q '^ready' "$log.ctl" || { [ -z "$command" ] && [ -s "$log.verdict" ]; }; then
		{
			console_tail "$log" 5
			echo "vm-$label: $what; once more"
		} >&2
		boot_once "$log"
		what=$(verdict "$log")
	fi
	echo "$what" >"$log.verdict"
}

console_tail()
{
	tail -n "$2" "$1.console" | tr -d '\r' | sed "s/^/vm-$label: console: /"
}

# Resolves kernel $1 and sets qemu[]; on failure prints a SKIP line.
prepare_guest()
{
	local initrd

	label=$(basename "$1")
	if ! resolve_kernel "$1"; then
		echo "SKIP vm-$label: $reason"
		return 1
	fi
	initrd=$work/$label.initramfs
	if ! reason=$(guest_archive "$initrd"); then
		echo "SKIP vm-$label: $reason"
		return 1
	fi
	qemu_command "$initrd" >"$work/$label.reason" && return
	echo "SKIP vm-$label: $(cat "$work/$label.reason")"
	return 1
}

interactive_guest()
{
	prepare_guest "$1" || exit 77
	"${qemu[@]}" -serial mon:stdio
}

# Runs the command in kernel $1; this script's output and status are the command's.
command_guest()
{
	local log what

	prepare_guest "$1" >&2 || exit 77
	log=$work/$label
	# in the background, because signals are handled during wait only
	boot "$log" 3>&1 | cat &
	wait $!
	what=$(cat "$log.verdict")
	[ -z "$console" ] || console_tail "$log" 1000 >&2
	case $what in
	'exit '*) exit "${what#exit }" ;;
	esac
	[ -n "$console" ] || console_tail "$log" 25 >&2
	echo "vm-$label: $what" >&2
	exit 125
}

# Runs the live tests in kernel $1: prints its lines with the kernel's name before
# them, and leaves "PASSED FAILED SKIPPED" in $work/LABEL.result.
test_guest()
{
	local log line what counts start=$SECONDS

	if ! prepare_guest "$1"; then
		echo 0 0 1 >"$work/$label.result"
		return
	fi
	log=$work/$label
	boot "$log" 3>&1 | while IFS= read -r line || [ -n "$line" ]; do
		printf 'vm-%s: %s\n' "$label" "$line"
		printf '%s\n' "$line" >>"$log.out"
	done
	what=$(cat "$log.verdict")
	counts=$(tail -n 1 "$log.out" 2>/dev/null |
		sed -n 's/^live: \([0-9]*\) passed, \([0-9]*\) failed, \([0-9]*\) skipped.*/\1 \2 \3/p')
	case $what in
	'exit 0') [ -n "$counts" ] || what='no "live:" line at the end' ;;
	'exit '*) [[ ! $counts =~ ^[0-9]+\ [1-9] ]] || what='exit 0' ;;
	esac
	read -r passed failed skipped <<<"${counts:-0 0 0}"
	if [ "$what" != 'exit 0' ]; then
		failed=$((failed + 1))
		console_tail "$log" 40
		echo "vm-$label: FAIL $what"
	fi
	grep -aE 'WARNING: ' "$log.console" | tr -d '\r' | sort | uniq -c | sed "s/^/vm-$label: console: /"
	echo "vm-$label: $passed passed, $failed failed, $skipped skipped;" \
		"$((SECONDS - start)) s, of these $(sed -n 's/^ready //p' "$log.ctl" | tail -n 1) s boot"
	echo "$passed $failed $skipped" >"$work/$label.result"
}

# Runs the live tests in all kernels given, some at a time, and ends with the sums.
all_guests()
{
	local kernel p f s passed=0 failed=0 skipped=0 jobs=${SONDE_VM_JOBS:-2}

	for kernel in "$@"; do
		while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do
			wait -n
		done
		(test_guest "$kernel") &
	done
	wait
	for kernel in "$@"; do
		read -r p f s <"$work/$(basename "$kernel").result" || p=0 f=1 s=0
		passed=$((passed + p))
		failed=$((failed + f))
		skipped=$((skipped + s))
	done 2>/dev/null
	echo "vm: $passed passed, $failed failed, $skipped skipped"
	[ "$failed" -eq 0 ]
}
