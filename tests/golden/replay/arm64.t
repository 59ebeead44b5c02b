=== a recording of 64-bit ARM: its kprobes, by the registers of that machine
--- options -i report/arm64.dat --no-warnings
--- program
kprobe:do_sys_openat2 { printf("%d %s %s\n", (int32)arg0, str(arg1), comm); }
kretprobe:do_sys_openat2 { @fds[comm] = sum(retval); }
tracepoint:raw_syscalls:sys_exit /args.ret < 0/ { @failed[args.id, args.ret] = count(); }
--- exit 0
--- stdout
Attaching 3 probes...
-100 /etc/passwd cat
-100 /etc/group cat


@failed[221, -2]: 2
@fds[cat]: 6
--- stderr
