# SPDX-License-Identifier: GPL-2.0-or-later
# A file that is there and one that is not
script_backends
need scenes event:syscalls/sys_enter_statx event:syscalls/sys_enter_newstat
script statsnoop
run "$scenes" stat /proc/self/status stat "$tmp/none"
stat /proc/version
ends 0.2
match "^$child +scenes +0 /proc/self/status\$" "^$child +scenes +2 $tmp/none\$" '^[0-9]+ +stat +0 /proc/version$'
