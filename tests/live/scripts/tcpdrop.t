# SPDX-License-Identifier: GPL-2.0-or-later
# A packet that the device drops, with the stack that dropped it
script_backends
need scenes event:skb/kfree_skb
grep -q ' reason;' "$(tracefs)/events/skb/kfree_skb/format" || lacking=reason
[ -n "${lacking:-}" ] || lossy_loopback
script tcpdrop
run "$scenes" connect 4020 200
ends 0.2
match "^$clock $child +scenes +127\\.0\\.0\\.1:[0-9]+ +127\\.0\\.0\\.1:4020 +SYN_SENT *\$" '^ +tcp_connect\+[0-9]+$'
