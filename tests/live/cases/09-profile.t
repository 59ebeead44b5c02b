# SPDX-License-Identifier: GPL-2.0-or-later
# Program 9: kernel stacks by time
need root workload
if [ "$backend" = tracefs ]; then
	need_backend
	sonde --backend tracefs -e 'profile:hz:99 { @[kstack] = count(); }'
	expect_status 1
	err_match '^stdin:1:1: ERROR: backend tracefs: profile needs perf events'
	pass
fi
trace -c "$workload spin 400 read 20000 4096 spin 100" \
	-e 'profile:hz:99 { @[kstack] = count(); @n = count(); @c[comm] = count(); }'
match '^@n: [0-9]+$' '^@c\[workload\]: [0-9]+$' '^@\[$|^@\[\]: '
