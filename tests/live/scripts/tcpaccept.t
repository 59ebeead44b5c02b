# SPDX-License-Identifier: GPL-2.0-or-later
# Connections that are accepted, IPv4 and IPv6
script_backends
need scenes
functions inet_csk_accept
script tcpaccept
run "$scenes" tcp 4000 tcp6 4002
ends 0.2
match "^$clock $child +scenes +127\\.0\\.0\\.1 +4001 +127\\.0\\.0\\.1 +4000 +0/7\$" \
	"^$clock $child +scenes +::1 +4003 +::1 +4002 +0/7\$"
