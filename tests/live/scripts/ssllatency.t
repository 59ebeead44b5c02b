# SPDX-License-Identifier: GPL-2.0-or-later
# Handshakes, reads and writes of a TLS connection
script_backends
need uprobes
tls_server
script ssllatency
tls_client
ends 0.2
match '^@hist\[SSL_read\]: $' '^@stat\[SSL_read\]: count [1-9]' \
	'^\[[0-9]+, [0-9]+\) +[0-9]+ \|@|^\[1000, \.\.\.\) +[0-9]+ \|@'
