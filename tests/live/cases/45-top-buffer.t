# SPDX-License-Identifier: GPL-2.0-or-later
# A kernel without instances: the one buffer is taken, if nobody uses it, and given back as it was.
# All of tracefs is shown again, but for its folder of instances.
need root tracefs workload event:syscalls/sys_enter_getppid command:unshare
only tracefs
unshare -m true 2>/dev/null || skip "no mount namespaces"
dir=$(tracefs)
exec 8>"${TMPDIR:-/tmp}/sonde-top-buffer.lock"
! command -v flock >/dev/null || flock 8 # one at a time on this machine
grep -q . "$dir/set_event" && skip "the top buffer is in use"
[ "$(cat "$dir/current_tracer")" = nop ] || skip "the top buffer is in use"
[ "$(cat "$dir/tracing_on")" = 1 ] || skip "somebody has switched tracing off"

# without-instances COMMAND...: in a namespace where tracefs has none
cat >without-instances <<'END'
real=$(mktemp -d) && shown=$1 && shift
mount --bind "$shown" "$real" && mount -t tmpfs none "$shown" || exit 77
for at in "$real"/*; do
	name=${at##*/}
	[ "$name" != instances ] || continue
	if [ -d "$at" ]; then mkdir "$shown/$name"; else : >"$shown/$name"; fi
	mount --bind "$at" "$shown/$name" || exit 77
done
"$@"
status=$?
umount -l "$real"
rmdir "$real"
exit $status
END

# What is set for everybody.
settings()
{
	cat "$dir"/{tracing_on,trace_clock,set_event,current_tracer,kprobe_events,uprobe_events} 2>/dev/null
	cat "$dir"/options/{overwrite,record-cmd,stacktrace,userstacktrace} "$dir"/events/syscalls/sys_enter_getppid/{enable,filter}
	cat "$dir/buffer_size_kb"
	sed -n 1p "$dir/per_cpu/cpu0/stats"
}

hidden() { unshare -m bash without-instances "$dir" "$sonde" --backend tracefs "$@" >out 2>err; status=$?; }

# its size is rounded by the first that uses it
sed 's/.*expanded: *//; s/)//' "$dir/buffer_size_kb" >size
cat size >"$dir/buffer_size_kb"
echo >"$dir/trace"
settings >before
hidden -v -e 'tracepoint:syscalls:sys_enter_getppid /comm == "workload"/ { @n = count(); @[comm, pid == tid] = count(); @s[kstack(1)] = count(); }' \
	-c "$workload syscalls 1234"
[ $status -ne 77 ] || skip "no bind mounts here"
expect_status 0
has '@n: 1234' '@[workload, true]: 1234'
match '^    [a-z_]' '^\]: [0-9]+$'
settings >after
diff before after || fail "not given back as it was"
ls "$dir/instances" | grep -q "^sonde_$!" && fail "an instance was made"

# names that change, and a program that follows
hidden -e 'tracepoint:syscalls:sys_enter_getppid { @[comm] = count(); }' -c "bash -c 'exec \"$workload\" syscalls 50'"
expect_status 0
has '@[workload]: 50'
settings >after
diff before after || fail "not given back as it was"

# killed: the next run puts it back
unshare -m bash without-instances "$dir" bash -c '__BPFTRACE_NOTIFY_PROBES_ATTACHED=1 "$@" & echo $! >killed; wait' - \
	"$sonde" --backend tracefs -e 'tracepoint:syscalls:sys_enter_getppid { @ = count(); }' >out 2>err &
within 30 grep -q NOTIFY_PROBES_ATTACHED err || fail "sonde does not attach"
kill -KILL "$(cat killed)"
wait $! 2>/dev/null
settings >after
! diff before after >/dev/null || fail "nothing was taken"
"$sonde" cleanup >cleanup.out || fail "cleanup: $(cat cleanup.out)"
settings >after
diff before after || fail "not given back after a kill"

# others go first
echo 1 >"$dir/events/syscalls/sys_enter_getppid/enable"
hidden -e 'tracepoint:syscalls:sys_enter_getppid { @ = count(); }' -c true
echo 0 >"$dir/events/syscalls/sys_enter_getppid/enable"
echo >"$dir/trace"
expect_status 1
err_match 'one tracing buffer for all, and it is in use: events are switched on'
