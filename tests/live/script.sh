# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# shellcheck disable=SC2154 # the variables of run
#
# What the cases of scripts/ use beside lib.sh. Each drives one script of Debian's package
# bpftrace, as installed and unmodified: it says which functions the script probes, starts it,
# does what the script watches, and looks for a line with the values that this must give.

# guest: the case changes the system (devices, memory limits, loopback): only in a VM
need_guest() { [ -n "${SONDE_IN_VM:-}" ] || skip "changes the system: only in a VM"; }
need_module() { modprobe "$1" 2>/dev/null || skip "no kernel module $1"; }
need_scenes() { [ -x "$scenes" ] || skip "no scenes: no compiler here"; }

need_script()
{
	file=/usr/sbin/$1.bt
	[ -f "$file" ] || file=$(command -v "$1.bt") || skip "no $1.bt: the package bpftrace is not installed"
}

# kallsyms:NAME
need_kallsyms() { has_symbol " $1\$" || skip "no kernel symbol $1"; }

# The kernel takes a kprobe at the start of function $1.
can_probe()
{
	local events

	events=$(tracefs)/kprobe_events
	has_symbol " [tT] $1\([[:space:]]\|\$\)" || return 1
	echo "p:sonde_tests/can_probe $1" 2>/dev/null >>"$events" || return 1
	echo "-:sonde_tests/can_probe" >>"$events"
}

# functions NAMES...: for each argument, one of the functions in it must be there.
functions()
{
	local names name found

	need kprobes
	for names in "$@"; do
		found=
		for name in $names; do
			if can_probe "$name"; then
				found=$name
				break
			fi
		done
		[ -n "$found" ] || lacking=${lacking:-$names}
	done
}

# member TYPE NAME: where the kernel's TYPE has no such member, the script is refused and the error
# names it. offsetof() has tests of its own.
member()
{
	"$sonde" --dry-run -e "BEGIN { print(offsetof($1, $2)); }" >/dev/null 2>&1 || lacking=${lacking:-$2}
}

# Scripts are run in the kernel (BPF); with LIVE_SCRIPTS set under the other backends too, and a
# table says at the end which of them gives data, and why not.
script_backends()
{
	[ "$backend" = bpf ] || [ -n "${LIVE_SCRIPTS:-}" ] || exit 78
}

# refused: this backend cannot run the script, and says where and why. Then that is the outcome.
refused()
{
	[ "$backend" != bpf ] || return 1
	sonde --backend "$backend" --dry-run "$file"
	[ $status -ne 0 ] || return 1
	err_match "^$file:[0-9]+:[0-9]+: ERROR: backend $backend: ."
	sed -n "s/^.*:\([0-9]*\):[0-9]*: ERROR: backend $backend: /refused: line \1: /p" err | head -n 1 >verdict
}

# inexact: what the program says that may differ from what a program in the kernel sees.
inexact()
{
	sed -nE 's/^.*WARNING: (.*read from \/proc.*|str\(\) of this.*)/same; may differ: \1/p' err | head -n 1
}

# script NAME: start it; where the kernel lacks something it needs, look that the error names
# that, and pass.
script()
{
	local name

	need root tracefs "script:$1"
	need_backend
	if [ -z "${lacking:-}" ]; then
		refused && pass
		start "$file"
		inexact >verdict
		return
	fi
	rm -f out err
	"$sonde" --backend "$backend" "$file" >out 2>err &
	pid=$!
	echo "not here: no ${lacking// / or }" >verdict
	# of a list in which none exists each is warned of, and that the clause never runs
	within 20 grep -qE "ERROR: |WARNING: none of the probes" err || fail "no error, though there is no $lacking"
	for name in $lacking; do
		err_match "(ERROR|WARNING): .*\\b$name\\b"
	done
	kill -INT $pid 2>/dev/null
	wait $pid
	pass
}

# table_row STATUS: the line of the table for the case that has just ended
table_row()
{
	local what

	what=$(cat "$tmp/verdict" 2>/dev/null)
	case $1 in
	0) [ "$backend" = bpf ] && what=${what:-works} || what=${what:-same} ;;
	77) what="not tried: $(tail -n 1 "$tmp/log")" ;;
	78) return ;;
	*) what="fails" ;;
	esac
	printf 'TABLE %-15s %-8s %s\n' "${name#scripts/}" "$backend" "$what" >>"$work/table"
}

# run COMMAND...: its process is $child
run()
{
	"$@" &
	child=$!
	wait $child
}

# The script ends as with Ctrl-C.
ends()
{
	sleep "${1:-0}"
	finish INT
	expect_status 0
}

# until_match REGEX: wait for the line, then end the script
until_match()
{
	within 20 grep -qE -e "$1" out || fail "nothing matches: $1"
	ends
}

clock='[0-9]{2}:[0-9]{2}:[0-9]{2}'

# mounted TYPE: a new file system on the block device, at $tmp/mnt
mounted()
{
	need guest block "command:mkfs.$1"
	case $1 in
	ext4) mkfs.ext4 -q -F "$SONDE_BLOCKDEV" ;;
	xfs) mkfs.xfs -q -f "$SONDE_BLOCKDEV" ;;
	esac || skip "mkfs.$1 fails"
	mkdir -p "$tmp/mnt"
	mount -t "$1" "$SONDE_BLOCKDEV" "$tmp/mnt" || skip "cannot mount $1"
	trap 'umount "$tmp/mnt"; kill $(jobs -p) 2>/dev/null' EXIT
}

# lossy_loopback: what is sent over 127.0.0.1 is dropped on the way, until the case ends
lossy_loopback()
{
	need guest command:tc
	tc qdisc add dev lo root pfifo limit 0 || skip "no qdisc pfifo"
	trap 'tc qdisc del dev lo root; kill $(jobs -p) 2>/dev/null' EXIT
}

# small_cgroup MB: a control group, in $group, that may have so much memory
small_cgroup()
{
	need guest
	group=/sys/fs/cgroup/small
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control 2>/dev/null
	mkdir "$group" && echo "$1M" >"$group/memory.max" || skip "no memory control groups"
	trap 'rmdir "$group"; kill $(jobs -p) 2>/dev/null' EXIT
}

# in_group COMMAND...: run in that group
in_group()
{
	sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"
}

# A TLS server on port 4433 until the case ends, and a client that sends it "hello" and ends.
tls_server()
{
	need command:openssl
	openssl req -config /dev/null -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
		-subj /CN=sonde -keyout key.pem -out cert.pem 2>/dev/null || skip "openssl makes no certificate"
	# it stays: a process that has ended has no symbols
	mkfifo server.in
	openssl s_server -accept 127.0.0.1:4433 -key key.pem -cert cert.pem -quiet <>server.in >server.out &
	within 20 grep -q ":1151 " /proc/net/tcp || skip "openssl serves nothing"
}

tls_client()
{
	(echo hello && sleep 1) | openssl s_client -connect 127.0.0.1:4433 -quiet -no_ign_eof >client.out
	within 10 grep -q hello server.out || fail "the server got nothing"
}
