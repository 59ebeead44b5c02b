# SPDX-License-Identifier: GPL-2.0-or-later
# Program 9: kernel stacks by time
need root workload
trace -c "$workload spin 400 read 20000 4096 spin 100" \
	-e 'profile:hz:99 { @[kstack] = count(); @n = count(); @c[comm] = count(); }'
match '^@n: [0-9]+$' '^@c\[workload\]: [0-9]+$' '^@\[$|^@\[\]: '
