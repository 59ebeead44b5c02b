# SPDX-License-Identifier: GPL-2.0-or-later
# The backlog of a socket that listens
script_backends
need scenes
functions 'tcp_v4_syn_recv_sock tcp_v6_syn_recv_sock'
script tcpsynbl
"$scenes" tcp 4050 tcp 4052
ends 0.2
match '^@backlog\[7\]: $' '^\[0\] +2 \|@'
