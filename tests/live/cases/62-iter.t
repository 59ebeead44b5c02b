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
kill $load

sonde -l 'iter:*'
has iter:task iter:task_file
sonde --backend bpf -e 'iter:no_such_object { printf("\n"); }'
expect_status 1
err_match 'no iterator "no_such_object"'
