# SPDX-License-Identifier: GPL-2.0-or-later
# A connection request that is sent again
script_backends
need scenes
functions tcp_retransmit_skb
lossy_loopback
script tcpretrans
"$scenes" connect 4040 2500
ends 0.2
match "^$clock [0-9]+ +127\\.0\\.0\\.1:[0-9]+ +127\\.0\\.0\\.1:4040 +SYN_SENT\$"
