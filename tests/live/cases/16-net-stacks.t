# SPDX-License-Identifier: GPL-2.0-or-later
# Program 16: kernel stacks of sent packets
need root tracefs kprobes func:__dev_queue_xmit
[ -d /sys/class/net/lo ] || skip "no loopback"
start -e 'kprobe:__dev_queue_xmit { @[kstack] = count(); }'
for _ in 1 2 3; do
	(echo x >/dev/udp/127.0.0.1/9) 2>/dev/null
done
finish INT
expect_status 0
match '^@\[$' '^    __dev_queue_xmit\+' '^    (ip|udp)_' '^\]: [0-9]+$'
