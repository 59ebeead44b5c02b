# SPDX-License-Identifier: GPL-2.0-or-later
# The kernel's objects: path(), socket_cookie()
need root workload btf kprobes func:filp_close
only bpf
mkdir -p deep/er
echo 12345 >deep/er/file
program='fentry:filp_close /comm == "bash"/ { $f = args.filp; @[path(args.filp.f_path)] = count(); @same[path($f->f_path, 512)] = count(); }'
sonde --backend bpf -c "bash -c 'exec 8<$PWD/deep/er/file; exec 8</dev/null'" -e "$program"
if [ $status -ne 0 ] && grep -q 'takes no f' err; then
	skip "$(grep -o 'this kernel takes no.*' err | head -n 1)"
fi
expect_status 0
match "^@\[$PWD/deep/er/file\]: [1-9]" "^@same\[$PWD/deep/er/file\]: [1-9]"

sonde --backend bpf -e 'fentry:vfs_read { print(path(args.file.f_path)); }'
expect_status 1
err_match 'stdin:1:25: ERROR: the kernel rejects this program: .*not allowed' 'HINT: path\(\) works in iterators'

if grep -q ' bpf_iter_task_file$' /proc/kallsyms; then
	"$workload" sleep 20000 9>&- 8<deep/er/file &
	load=$!
	sonde --backend bpf -e 'iter:task_file { if (ctx.task.pid == '$load' && ctx.fd == 8) { print(path(ctx.file.f_path)); } }'
	kill $load
	if [ $status -eq 0 ]; then
		has "$PWD/deep/er/file"
	else # 5.10: not in iterators yet
		err_match 'ERROR: the kernel rejects this program: helper call is not allowed'
	fi
fi

need func:tcp_connect
connect() { bash -c ': </dev/tcp/127.0.0.1/9' 2>/dev/null; bash -c ': </dev/tcp/127.0.0.1/9' 2>/dev/null; }
program='fentry:tcp_connect { @cookies[socket_cookie(args.sk) > 0 && socket_cookie(args.sk) == socket_cookie(args.sk)] = count(); @different[socket_cookie(args.sk)] = count(); }'
sonde --backend bpf -c true -e "$program"
if [ $status -ne 0 ] && grep -q 'unknown func bpf_get_socket_cookie' err; then
	# before 5.12 only programs of the network's own kinds have it
	err_match '^stdin:1:[0-9]+: ERROR: the kernel rejects' '^HINT: this kernel lacks a function'
	pass
fi
start -e "$program"
connect
finish INT
if grep -q '^@cookies' out; then
	match '^@cookies\[.*\]: 2$'
	[ "$(grep -c '^@different\[[0-9]*[1-9][0-9]*\]: 1$' out)" = 2 ] || fail "not two cookies"
	no_match '@cookies\[(0|false)\]'
fi
