# SPDX-License-Identifier: GPL-2.0-or-later
# debugf(): lines in the kernel's own trace, of a program in the kernel or of sonde
need root tracefs workload event:syscalls/sys_enter_openat
trace=$(tracefs)/trace
[ -w "$(tracefs)/trace_marker" ] || skip "no trace_marker"
# what runs here may have turned the trace off, and others' settings are not ours to change for long
was=$(cat "$(tracefs)/tracing_on")
[ "$was" = 1 ] || { echo 1 >"$(tracefs)/tracing_on" && trap 'echo 0 >"$(tracefs)/tracing_on"' EXIT; }
mark="debugf-$$-$backend"
trace -c "$workload open /etc/hostname 2" -e '
	tracepoint:syscalls:sys_enter_openat /comm == "workload"/ {
		$f = str(args.filename, 20);
		debugf("'"$mark"' %d %s %x\n", args.flags & 0, $f, 255);
		debugf("'"$mark"' nothing but text\n");
	}
	BEGIN { debugf("'"$mark"' begin %d\n", 5); }'
quiet_trace() { grep -c "$mark $1" "$trace"; }
[ "$(quiet_trace '0 /etc/hostname ff')" = 2 ] || fail "not in the trace: $(grep "$mark" "$trace")"
[ "$(quiet_trace 'nothing but text')" = 2 ] || fail "no text: $(grep "$mark" "$trace")"
[ "$(quiet_trace 'begin 5')" = 1 ] || fail "not from BEGIN: $(grep "$mark" "$trace")"
# the kernel switches its event on when such a program is loaded, and never off: others look at it
echo 0 2>/dev/null >"$(tracefs)/events/bpf_trace/bpf_trace_printk/enable" || true
