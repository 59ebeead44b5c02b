# SPDX-License-Identifier: GPL-2.0-or-later
# Three hundred reads
script_backends
need workload
functions vfs_read
script vfscount
"$workload" read 300 10
ends 0.2
match '^@\[vfs_read\]: [3-9][0-9]{2}$' '^@\[vfs_open\]: [0-9]+$'
