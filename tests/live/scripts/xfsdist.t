# SPDX-License-Identifier: GPL-2.0-or-later
# Writes and reads of a file
script_backends
need module:xfs
functions xfs_file_read_iter xfs_file_write_iter xfs_file_open xfs_file_fsync
mounted xfs
script xfsdist
dd if=/dev/zero of="$tmp/mnt/file" bs=4k count=5 conv=fsync
dd if="$tmp/mnt/file" of=/dev/null bs=4k count=5
ends 0.2
match '^@us\[xfs_file_write_iter\]: $' '^@us\[xfs_file_read_iter\]: $' '^@us\[xfs_file_open\]: $' '^@us\[xfs_file_fsync\]: $'
