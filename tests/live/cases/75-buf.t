# SPDX-License-Identifier: GPL-2.0-or-later
# buf() of memory that is read while the probe runs, of a length known only then
need root tracefs workload kprobes event:syscalls/sys_enter_write
text="$(printf '%0300d' 7) end"
run_it() { trace -c "/bin/echo '$text'" -e "tracepoint:syscalls:sys_enter_write /comm == \"echo\"/ { $1 }"; }
run_it 'printf("%r|%r\n", buf(args.buf, args.count), buf(args.buf + 298, 6));'
has "$text\\x0a|07 end" "$text"
sonde --backend "$backend" -c true -e 'tracepoint:syscalls:sys_enter_write { @[buf(args.buf, args.count - 300)] = count(); }'
if grep -q "this kernel's maps take keys of" err; then
	pass
fi
run_it '@[buf(args.buf, args.count - 300)] = count();'
match '^@\[00000\]: 1$'
