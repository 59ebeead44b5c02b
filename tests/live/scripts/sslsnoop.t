# SPDX-License-Identifier: GPL-2.0-or-later
# Handshakes, reads and writes of a TLS connection
script_backends
need uprobes
tls_server
script sslsnoop
tls_client
ends 0.2
match '^[0-9]+ +[0-9]+ +openssl +[0-9]+ +1 SSL_do_handshake$' '^[0-9]+ +[0-9]+ +openssl +[0-9]+ +6 SSL_write$' \
	'^[0-9]+ +[0-9]+ +openssl +[0-9]+ +6 SSL_read$'
