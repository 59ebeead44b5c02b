# SPDX-License-Identifier: GPL-2.0-or-later
# A connection's ends, its bytes and its life
script_backends
need scenes
functions tcp_set_state
script tcplife
run "$scenes" tcp 4030 tcp6 4032
ends 0.2
match "^$child +scenes +127\\.0\\.0\\.1 +4031 +127\\.0\\.0\\.1 +4030 +2 +0 [0-9]+\$" \
	"^$child +scenes +127\\.0\\.0\\.1 +4030 +127\\.0\\.0\\.1 +4031 +0 +2 [0-9]+\$" \
	"^$child +scenes +::1 +4033 +::1 +4032 +2 +0 [0-9]+\$"
