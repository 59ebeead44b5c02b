# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash
# What the developer's scripts share. Source it; it sets $top, the root of the tree.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc 2>/dev/null || echo 2)

die()
{
	echo "${0##*/}: $*" >&2
	exit 1
}

# The mount point of tracefs; mounts it if it is missing and we may.
tracefs()
{
	local dir

	for dir in /sys/kernel/tracing /sys/kernel/debug/tracing; do
		if [ -e "$dir/events" ]; then
			echo "$dir"
			return 0
		fi
	done
	[ "$(id -u)" = 0 ] && [ -d /sys/kernel/tracing ] || return 1
	mount -t tracefs nodev /sys/kernel/tracing 2>/dev/null && echo /sys/kernel/tracing
}

# Does the kernel's tracing answer? A task that has died in the kernel with the locks of tracefs stops
# everybody who comes after it, and no signal ends them: one goes ahead, and the others stay away.
tracing_answers()
{
	local dir pid

	dir=$(tracefs) || return 0
	cat "$dir/current_tracer" "$dir/set_event" "$dir/dynamic_events" >/dev/null 2>&1 &
	pid=$!
	disown "$pid" # nobody is to wait for it
	for _ in $(seq 100); do
		kill -0 "$pid" 2>/dev/null || return 0
		sleep 0.1
	done
	return 1
}

# build DIR TARGETS -- CONFIGURE-ARGS: configure in DIR if needed, and make TARGETS there.
build()
{
	local dir=$1 target targets=()

	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		targets+=("$1")
		shift
	done
	shift
	if [ -e "$top/config.status" ]; then
		echo "$top was configured in place; run 'make distclean' there first" >&2
		return 1
	fi
	if [ ! -x "$top/configure" ] || [ "$top/configure.ac" -nt "$top/configure" ]; then
		"$top/scripts/autogen" || return 1
	fi
	mkdir -p "$dir"
	if [ ! -e "$dir/Makefile" ] || [ "$(cat "$dir/.args" 2>/dev/null)" != "$*" ]; then
		(cd "$dir" && "$top/configure" -q "$@") || return 1
		echo "$*" >"$dir/.args"
	fi
	# One after the other: "all" is a make of its own, which must not race with the next target.
	for target in "${targets[@]}"; do
		make -s V=1 -C "$dir" -j"$jobs" "$target" || return 1
	done
}
