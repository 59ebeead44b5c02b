# SPDX-License-Identifier: GPL-2.0-or-later
# fentry and fexit of BPF programs: of another sonde's, which has type information
need root workload btf kprobes event:syscalls/sys_enter_read
only bpf
program='tracepoint:syscalls:sys_enter_read /comm == "workload" && args.count == 77/ { @m[pid] = 1; if (len(@m) > 0) { @n = count(); } }'
sonde --backend bpf -c true -e "$program"
if [ $status -ne 0 ] && grep -q 'cannot count the keys' err; then
	skip "this kernel's BPF has no loops over maps, whose body is a function"
fi
start -e "$program"
other=$pid
sonde --backend bpf -c "$workload read 3 77" -e 'fentry:bpf:body { @in[probe] = count(); } fexit:bpf:body { @out[probe] = count(); }'
end() { kill -INT "$other"; wait "$other"; }
if [ $status -ne 0 ] && grep -q 'takes no f' err; then
	end
	skip "$(grep -o 'this kernel takes no.*' err | head -n 1)"
fi
[ $status -eq 0 ] || { end; fail "exit status $status"; }
match '^@in\[fentry:bpf:body\]: [0-9]+$' '^@out\[fexit:bpf:body\]: [0-9]+$'
no_match ': [0-2]$'
sonde --backend bpf -e 'fentry:bpf:no_such_function { exit(); }'
end
expect_status 1
err_match 'cannot attach fentry:bpf:no_such_function' 'a loaded BPF program must have a function of this name'
