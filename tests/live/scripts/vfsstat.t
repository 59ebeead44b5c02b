# SPDX-License-Identifier: GPL-2.0-or-later
# Three hundred reads within a second
script_backends
need workload
functions vfs_read vfs_write vfs_open
script vfsstat
"$workload" read 300 10
ends 1.3
match "^$clock\$" '^@\[vfs_read\]: [0-9]+$'
[ "$(sed -n 's/^@\[vfs_read\]: //p' out | awk '{ n += $1 } END { print n }')" -ge 300 ] || fail "fewer than 300"
