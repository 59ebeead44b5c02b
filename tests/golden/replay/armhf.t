=== a recording of 32-bit ARM: its longs and addresses have four bytes
--- options -i report/armhf.dat --no-warnings
--- program
tracepoint:raw_syscalls:sys_exit /args.ret < 0/ { @failed[args.id, args.ret] = count(); }
tracepoint:raw_syscalls:sys_enter { @n = count(); @last[args.id] = max(args.args[5]); @sum = sum(args.args[2]); }
END { printf("%lu %lu\n", @last[85], @last[6]); clear(@last); }
--- exit 0
--- stdout
Attaching 3 probes...
3203407332 3201083312


@failed[11, -2]: 2
@failed[114, -10]: 3

@n: 55
@sum: 19241923376
--- stderr
=== its kprobes, by the registers of that machine
--- options -i report/armhf.dat --no-warnings
--- program
kprobe:do_sys_openat2 { printf("%d %s %s\n", (int32)arg0, str(arg1), comm); }
kretprobe:do_sys_openat2 { printf("%d %s\n", retval, comm); }
--- exit 0
--- stdout
Attaching 2 probes...
-100 /dev/null sh
3 sh


--- stderr
