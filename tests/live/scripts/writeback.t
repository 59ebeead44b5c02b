# SPDX-License-Identifier: GPL-2.0-or-later
# A file that sync writes back
script_backends
need event:writeback/writeback_start
mounted ext4
script writeback
dd if=/dev/zero of="$tmp/mnt/file" bs=4k count=16
sync
until_match "^$clock  $(cat "/sys/block/${SONDE_BLOCKDEV##*/}/dev") +[0-9]+ +sync +[0-9]+\\.[0-9]{3}\$"
