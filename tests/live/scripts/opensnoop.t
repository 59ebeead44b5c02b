# SPDX-License-Identifier: GPL-2.0-or-later
# A file that is opened, and one that is not there
script_backends
need event:syscalls/sys_enter_openat
script opensnoop
echo >"$tmp/opened"
run cat "$tmp/opened"
cat "$tmp/none"
ends 0.2
match "^$child +cat +3 +0 $tmp/opened\$" "^[0-9]+ +cat +-1 +2 $tmp/none\$"
