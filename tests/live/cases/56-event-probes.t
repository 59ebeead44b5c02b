# SPDX-License-Identifier: GPL-2.0-or-later
# Strings of system calls where there are no kprobes: by event probes where those read pointers
# right, which is tried and not believed (6.1 makes a pointer to letters its lowest byte)
need root tracefs workload event:syscalls/sys_enter_openat
only tracefs
need_command unshare
grep -qF 'e[:[' "$(tracefs)/README" || skip "no event probes"
# the same tracefs in a place of its own, without kprobe_events
cat >without <<'EOF'
dir=$1
shift
mkdir -p real
mount --bind "$dir" real && mount -t tmpfs none "$dir" || exit 99
for f in real/*; do
	[ "${f##*/}" != kprobe_events ] || continue
	if [ -d "$f" ]; then mkdir "$dir/${f##*/}"; else : >"$dir/${f##*/}"; fi
	mount --bind "$f" "$dir/${f##*/}" || exit 99
done
exec "$@"
EOF
there()
{
	unshare -m bash without "$(tracefs)" "$sonde" "$@" >out 2>err &
	pid=$!
	within 60 gone "$pid" || fail "sonde does not end"
	wait "$pid"
	status=$?
	nothing_left "$pid"
}
: >file
program='tracepoint:syscalls:sys_enter_openat /comm == "workload"/ { @[str(args.filename), args.flags & 3, pid == tid] = count(); }'
there explain --backend tracefs -e "$program"
expect_status 0
chosen=no
grep -q 'event probe on syscalls.sys_enter_openat' out err && chosen=yes
note "event probes read strings: $chosen"
if [ $chosen = no ]; then
	grep -q 'it may have changed' out err || fail "neither exact nor said to be inexact"
fi
there --backend tracefs -e "$program" -c "$workload open $PWD/file 300"
expect_status 0
[ $chosen = no ] || has "@[$PWD/file, 0, true]: 300"
[ $chosen = no ] || ! grep -q inexact err || fail "exact, and called inexact"
