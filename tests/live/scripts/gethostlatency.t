# SPDX-License-Identifier: GPL-2.0-or-later
# A name that is looked up
script_backends
need scenes uprobes
"$sonde" -l 'uprobe:libc:getaddrinfo' 2>/dev/null | grep -q . || skip "no libc.so here"
script gethostlatency
run "$scenes" resolve 127.0.0.7
ends 0.2
match "^$clock  $child +scenes +[0-9]+ 127.0.0.7\$"
