# SPDX-License-Identifier: GPL-2.0-or-later
# Iterators run once, and then the session ends
need root btf workload
only bpf
grep -q ' bpf_iter_task$' /proc/kallsyms || skip "this kernel has no iterators"
"$workload" sleep 20000 9>&- &
load=$!
trace -e 'BEGIN { printf("begin\n"); }
	iter:task { if (ctx->task->pid == '$load') { printf("%s %d\n", ctx->task->comm, ctx.task.tgid == '$load'); } @n = count(); }
	END { printf("end\n"); }'
match '^workload 1$' '^begin$' '^end$' '^@n: [0-9]+$'

trace -e 'iter:task_file { if (ctx.task.pid == '$load') { @[ctx.fd] = count(); } }'
match '^@\[0\]: 1$' '^@\[1\]: 1$' '^@\[2\]: 1$'

# Pinned: the kernel prints to whoever reads the file, when sonde has long ended.
pin=/sys/fs/bpf/live62-$$
[ "$(stat -f -c %t /sys/fs/bpf 2>/dev/null)" = cafe4a11 ] || { mount -t bpf bpffs /sys/fs/bpf 2>/dev/null && mounted=1; }
if [ "$(stat -f -c %t /sys/fs/bpf 2>/dev/null)" = cafe4a11 ]; then
	trap 'rm -f "$pin"; [ -z "${mounted:-}" ] || umount /sys/fs/bpf' EXIT
	rm -f "$pin"
	trace -e 'iter:task:'"${pin##*/}"' { $p = ctx.task.pid; if ($p == '$load') {
		printf("[%-12s|%6d|%x|%s] 100%% of %d\n", ctx.task.comm, $p, -1, "text", 5 - 7); } }'
	match "^Program pinned to $pin\$"
	cat "$pin" >out || fail "cannot read what was pinned"
	is_line="[workload    |$(printf %6d "$load")|ffffffffffffffff|text] 100% of -2"
	[ "$(cat out)" = "$is_line" ] || fail "read $(cat out), not $is_line"
	sonde --backend bpf -e 'iter:task:'"$pin"' { printf("again\n"); }'
	expect_status 1
	err_match 'File exists' 'HINT: there is a file of this name'
fi
sonde --backend bpf -e 'iter:task:/tmp/live62 { printf("\n"); }'
expect_status 1
err_match 'HINT: .*mount -t bpf'
kill $load

sonde -l 'iter:*'
has iter:task iter:task_file
sonde --backend bpf -e 'iter:no_such_object { printf("\n"); }'
expect_status 1
err_match 'no iterator "no_such_object"'
