# SPDX-License-Identifier: GPL-2.0-or-later
# What is known of the current task without its memory
need root tracefs btf event:sched/sched_process_exec
trace -c "/bin/sh -c '/bin/true; echo \$\$'" -e '
	tracepoint:sched:sched_process_exec /comm == "true"/ {
		$t = (struct task_struct *)curtask;
		printf("%d %s %s %s %d %d\n", $t->real_parent->pid, $t->real_parent->comm,
			$t->comm, $t->group_leader->comm, $t->tgid == pid, $t->pid == tid); }'
shell=$(grep -E '^[0-9]+$' out)
has "$shell sh true true 1 1"
[ "$backend" = bpf ] || err_match "WARNING: .*parent's number is read from /proc"
sonde --backend "$backend" --dry-run -e 'tracepoint:sched:sched_switch { @ = curtask->flags; }'
[ "$backend" = bpf ] || err_match "backend $backend: reads through curtask"
