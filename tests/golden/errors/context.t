# SPDX-License-Identifier: GPL-2.0-or-later
# Builtins in probes that do not have them.
--- options --tracefs tracefs --dump=asm

=== arg0 in BEGIN
--- program
BEGIN { print(arg0); }
--- exit 1
--- stderr
stdin:1:15: ERROR: arg0 can only be used in rawtracepoint, kprobe, uprobe and usdt probes, not in BEGIN
BEGIN { print(arg0); }
              ~~~~
=== arg0 in a tracepoint
--- program
tracepoint:sched:sched_switch { print(arg0); }
--- exit 1
--- stderr
stdin:1:39: ERROR: arg0 can only be used in rawtracepoint, kprobe, uprobe and usdt probes, not in tracepoint
tracepoint:sched:sched_switch { print(arg0); }
                                      ~~~~
HINT: a tracepoint's arguments are args.NAME: sonde -lv lists them
=== arg0 in a kretprobe
--- program
kretprobe:vfs_read { print(arg0); }
--- exit 1
--- stderr
stdin:1:28: ERROR: arg0 can only be used in rawtracepoint, kprobe, uprobe and usdt probes, not in kretprobe
kretprobe:vfs_read { print(arg0); }
                           ~~~~
HINT: keep it in a map from the kprobe: @arg[tid] = arg0
=== arg0 in profile
--- program
profile:hz:99 { print(arg0); }
--- exit 1
--- stderr
stdin:1:23: ERROR: arg0 can only be used in rawtracepoint, kprobe, uprobe and usdt probes, not in profile
profile:hz:99 { print(arg0); }
                      ~~~~
=== sarg0 in interval
--- program
interval:s:1 { print(sarg0); }
--- exit 1
--- stderr
stdin:1:22: ERROR: sarg0 can only be used in kprobe and uprobe probes, not in interval
interval:s:1 { print(sarg0); }
                     ~~~~~
=== retval in a kprobe
--- program
kprobe:vfs_read { print(retval); }
--- exit 1
--- stderr
stdin:1:25: ERROR: retval can only be used in kretprobe, uretprobe and fexit probes, not in kprobe
kprobe:vfs_read { print(retval); }
                        ~~~~~~
HINT: the function's result is known in its kretprobe
=== retval in a uprobe
--- needs 64bit
--- program
uprobe:libc:malloc { print(retval); }
--- exit 1
--- stderr
stdin:1:28: ERROR: retval can only be used in kretprobe, uretprobe and fexit probes, not in uprobe
uprobe:libc:malloc { print(retval); }
                           ~~~~~~
HINT: the function's result is known in its uretprobe
=== retval in BEGIN
--- program
BEGIN { print(retval); }
--- exit 1
--- stderr
stdin:1:15: ERROR: retval can only be used in kretprobe, uretprobe and fexit probes, not in BEGIN
BEGIN { print(retval); }
              ~~~~~~
=== retval in a tracepoint that returns nothing
--- program
tracepoint:sched:sched_switch { print(retval); }
--- exit 1
--- stderr
stdin:1:39: ERROR: retval can only be used in kretprobe, uretprobe and fexit probes, not in tracepoint
tracepoint:sched:sched_switch { print(retval); }
                                      ~~~~~~
=== args in BEGIN
--- program
BEGIN { print(args.x); }
--- exit 1
--- stderr
stdin:1:15: ERROR: args can only be used in tracepoint, rawtracepoint, uprobe, fentry and fexit probes, not in BEGIN
BEGIN { print(args.x); }
              ~~~~
=== args in a kprobe
--- program
kprobe:vfs_read { print(args.file); }
--- exit 1
--- stderr
stdin:1:25: ERROR: args can only be used in tracepoint, rawtracepoint, uprobe, fentry and fexit probes, not in kprobe
kprobe:vfs_read { print(args.file); }
                        ~~~~
HINT: arguments are arg0, arg1, ...
=== args in profile
--- program
profile:hz:99 { print(args.x); }
--- exit 1
--- stderr
stdin:1:23: ERROR: args can only be used in tracepoint, rawtracepoint, uprobe, fentry and fexit probes, not in profile
profile:hz:99 { print(args.x); }
                      ~~~~
=== func in a tracepoint
--- program
tracepoint:sched:sched_switch { print(func); }
--- exit 1
--- stderr
stdin:1:39: ERROR: func can only be used in kprobe, kretprobe, uprobe, uretprobe, fentry and fexit probes, not in tracepoint
tracepoint:sched:sched_switch { print(func); }
                                      ~~~~
=== kstack in BEGIN
--- program
BEGIN { print(kstack); }
--- exit 1
--- stderr
stdin:1:15: ERROR: kstack is not available in BEGIN probes: they run in sonde itself
BEGIN { print(kstack); }
              ~~~~~~
HINT: a profile probe samples stacks
=== ustack in END
--- program
END { print(ustack); }
--- exit 1
--- stderr
stdin:1:13: ERROR: ustack is not available in END probes: they run in sonde itself
END { print(ustack); }
            ~~~~~~
HINT: a profile probe samples stacks
=== kstack() in interval
--- program
interval:s:1 { @[kstack(3)] = count(); }
--- exit 1
--- stderr
stdin:1:18: ERROR: kstack is not available in interval probes: they run in sonde itself
interval:s:1 { @[kstack(3)] = count(); }
                 ~~~~~~~~~
HINT: a profile probe samples stacks
=== reg in a tracepoint
--- program
tracepoint:sched:sched_switch { print(reg("ip")); }
--- exit 1
--- stderr
stdin:1:39: ERROR: reg() can only be used in profile, kprobe, kretprobe, uprobe, uretprobe, usdt, software and hardware probes, not in tracepoint
tracepoint:sched:sched_switch { print(reg("ip")); }
                                      ~~~~~~~~~
=== uaddr in a kprobe
--- program
kprobe:vfs_read { print(uaddr("x")); }
--- exit 1
--- stderr
stdin:1:25: ERROR: uaddr() can only be used in uprobe, uretprobe and usdt probes
kprobe:vfs_read { print(uaddr("x")); }
                        ~~~~~~~~~~
=== cpid without -c
--- program
BEGIN { print(cpid); }
--- exit 1
--- stderr
stdin:1:15: ERROR: cpid is not set: there is no child process
BEGIN { print(cpid); }
              ~~~~
HINT: -c CMD starts one
=== one clause for two kinds of probes
--- program
kprobe:vfs_read, kretprobe:vfs_read { print(retval); }
--- exit 1
--- stderr
stdin:1:45: ERROR: retval can only be used in kretprobe, uretprobe and fexit probes, not in kprobe
kprobe:vfs_read, kretprobe:vfs_read { print(retval); }
                                            ~~~~~~
HINT: the function's result is known in its kretprobe
=== a field that one of two tracepoints lacks
--- program
tracepoint:sched:sched_switch, tracepoint:sched:sched_wakeup { print(args.prev_pid); }
--- exit 1
--- stderr
stdin:1:75: ERROR: tracepoint:sched:sched_wakeup has no argument named 'prev_pid'
tracepoint:sched:sched_switch, tracepoint:sched:sched_wakeup { print(args.prev_pid); }
                                                                          ~~~~~~~~
