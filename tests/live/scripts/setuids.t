# SPDX-License-Identifier: GPL-2.0-or-later
# setuid, setresuid and setfsuid with what they ask for
script_backends
need scenes event:syscalls/sys_enter_setuid
script setuids
run "$scenes" setfsuid 77 setresuid 11 12 0 setuid 0
ends 0.2
uid_then=0 uid=11
[ "$backend" = bpf ] || uid_then='[0-9]+' uid='[0-9]+' # that of now, not that of the event
match "^$clock $child +scenes +$uid_then +setfsuid  uid=77 \\(prevuid=0\\)\$" \
	"^$clock $child +scenes +$uid_then +setresuid ruid=11 euid=12 suid=0 \\(0\\)\$" \
	"^$clock $child +scenes +$uid +setuid    uid=0 \\(0\\)\$"
