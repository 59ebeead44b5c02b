# SPDX-License-Identifier: GPL-2.0-or-later
# setuid, setresuid and setfsuid with what they ask for
only bpf
need scenes event:syscalls/sys_enter_setuid
script setuids
run "$scenes" setfsuid 77 setresuid 11 12 0 setuid 0
ends 0.2
match "^$clock $child +scenes +0 +setfsuid  uid=77 \\(prevuid=0\\)\$" \
	"^$clock $child +scenes +0 +setresuid ruid=11 euid=12 suid=0 \\(0\\)\$" \
	"^$clock $child +scenes +11 +setuid    uid=0 \\(0\\)\$"
