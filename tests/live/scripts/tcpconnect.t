# SPDX-License-Identifier: GPL-2.0-or-later
# Connections that are made, IPv4 and IPv6
script_backends
need scenes
functions tcp_connect
script tcpconnect
run "$scenes" tcp 4010 tcp6 4012
ends 0.2
match "^$clock $child +scenes +127\\.0\\.0\\.1 +4011 +127\\.0\\.0\\.1 +4010 *\$" \
	"^$clock $child +scenes +::1 +4013 +::1 +4012 *\$"
