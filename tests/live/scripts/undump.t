# SPDX-License-Identifier: GPL-2.0-or-later
# What goes through a UNIX socket
script_backends
need scenes
functions unix_stream_read_actor
script undump
run "$scenes" unix 'some words'
ends 0.2
match "^$clock scenes +$child +10 +some words\$"
