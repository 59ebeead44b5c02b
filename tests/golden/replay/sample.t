=== counts by the name of the thread, in a recording
--- options -i report/sample.dat --no-warnings
--- program
tracepoint:raw_syscalls:sys_enter { @[comm] = count(); }
--- exit 0
--- stdout
Attaching 1 probe...


@[sh]: 99
@[sleep]: 111
@[cat]: 120
--- stderr
=== intervals fire on the time of the recording, BEGIN and END run
--- options -i report/sample.dat
--- program
BEGIN { printf("begin %d\n", elapsed) }
tracepoint:sched:sched_switch { @n = count(); @[str(args.next_comm)] = count(); }
interval:ms:5 { printf("at %d ms: ", elapsed / 1000000); print(@n); }
END { clear(@n); printf("end\n") }
--- exit 0
--- stdout
Attaching 4 probes...
begin 0
at 5 ms: @n: 10
at 10 ms: @n: 10
at 15 ms: @n: 10
at 20 ms: @n: 10
end


@[autom4te]: 1
@[sleep]: 1
@[sonde]: 4
@[sh]: 7
@n: 0
--- stderr
=== a field that the event has not
--- options -i report/sample.dat
--- program
tracepoint:sched:sched_switch { @ = args.nofield }
--- exit 1
--- stderr
stdin:1:42: ERROR: tracepoint:sched:sched_switch has no argument named 'nofield'
tracepoint:sched:sched_switch { @ = args.nofield }
                                         ~~~~~~~
=== an event that the file has not
--- options -i report/sample.dat
--- program
tracepoint:sched:sched_wakeup { @ = count() }
--- exit 1
--- stderr
stdin:1:18: ERROR: no tracepoint sched:sched_wakeup
tracepoint:sched:sched_wakeup { @ = count() }
                 ~~~~~~~~~~~~
HINT: sonde -l 'tracepoint:sched:*' lists them
=== a probe that no recording has
--- options -i report/sample.dat
--- program
kprobe:vfs_read { @ = count() }
--- exit 1
--- stderr
stdin:1:1: ERROR: backend replay: the recording has no event that was kprobe:vfs_read
kprobe:vfs_read { @ = count() }
~~~~~~~~~~~~~~~
HINT: sonde record --for records what a program asks for; sonde report --events lists what is in the file
=== values that the recording does not hold
--- options -i report/sample.dat
--- program
tracepoint:syscalls:sys_enter_openat { @[pid, str(args.filename), kstack] = count() }
--- exit 1
--- stderr
stdin:1:42: ERROR: backend replay: the recording holds the ids of threads, not those of processes
tracepoint:syscalls:sys_enter_openat { @[pid, str(args.filename), kstack] = count() }
                                         ~~~
HINT: tid and comm are in it
stdin:1:47: ERROR: backend replay: the recording holds the pointer, not the string behind it
tracepoint:syscalls:sys_enter_openat { @[pid, str(args.filename), kstack] = count() }
                                              ~~~~~~~~~~~~~~~~~~
HINT: sonde record --for records the strings that a program asks for
stdin:1:67: ERROR: backend replay: the file has no records of kernel stacks
tracepoint:syscalls:sys_enter_openat { @[pid, str(args.filename), kstack] = count() }
                                                                  ~~~~~~
HINT: sonde record -T records them
=== integers and constants of records, exit
--- options -i report/sample.dat
--- program
tracepoint:syscalls:sys_enter_openat { @flags[args.flags] = count(); if (args.flags == 577) { printf("%d %s %d\n", cpu, probe, nsecs); exit(); } }
--- exit 0
--- stdout
Attaching 1 probe...
1 tracepoint:syscalls:sys_enter_openat 55565249


@flags[577]: 1
@flags[524288]: 2
--- stderr
=== a file that is none
--- options -i replay/sample.t
--- program
tracepoint:sched:sched_switch { @ = count() }
--- exit 1
--- stderr
ERROR: cannot read replay/sample.t: at byte 0, in the start: this is neither a trace.dat nor a perf.data
=== no process with a recording
--- options -i report/sample.dat -p 1
--- program
tracepoint:sched:sched_switch { @ = count() }
--- exit 1
--- stderr
ERROR: -i replays a recording: no -p and no -c with it
=== a time series has the times of the recording
--- options -q -i report/sample.dat --no-warnings
--- environment TZ=UTC
--- program
tracepoint:sched:sched_switch { @n = tseries(1, 5ms, 3, "sum"); @[str(args.next_comm)] = tseries(args.next_pid, 5ms, 10, "max"); }
--- exit 0
--- stdout


@[autom4te]:
             15085                                           15087
hh:mm:ss.ms  |___________________________________________________|
04:33:39.715 |                         *                         | 15086
04:33:39.720 |                                                   | -
04:33:39.725 |                                                   | -
04:33:39.730 |                                                   | -
04:33:39.735 |                                                   | -
             v___________________________________________________v
             15085                                           15087

@[sh]:
             15088                                           15092
hh:mm:ss.ms  |___________________________________________________|
04:33:39.715 |                                                   * 15092
04:33:39.720 |                                                   | -
04:33:39.725 |                                                   | -
04:33:39.730 |                                                   | -
04:33:39.735 *                                                   | 15088
             v___________________________________________________v
             15088                                           15092

@[sleep]:
             15091                                           15093
hh:mm:ss.ms  |___________________________________________________|
04:33:39.735 |                         *                         | 15092
             v___________________________________________________v
             15091                                           15093

@[sonde]:
             15087                                           15090
hh:mm:ss.ms  |___________________________________________________|
04:33:39.710 |                *                                  | 15088
04:33:39.715 |                                                   * 15090
04:33:39.720 |                                                   | -
04:33:39.725 |                                                   | -
04:33:39.730 |                                                   | -
04:33:39.735 *                                                   | 15087
             v___________________________________________________v
             15087                                           15090

@n:
             2                                                   4
hh:mm:ss.ms  |___________________________________________________|
04:33:39.735 |                         *                         | 3
             v___________________________________________________v
             2                                                   4

