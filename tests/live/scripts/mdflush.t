# SPDX-License-Identifier: GPL-2.0-or-later
# A flush of an md device
script_backends
need guest module:raid1 module:loop
truncate -s 8M disk
losetup /dev/loop5 disk
echo md5 >/sys/module/md_mod/parameters/new_array
md=/sys/block/md5/md
echo none >$md/metadata_version
echo raid1 >$md/level
echo 1 >$md/raid_disks
echo 4096 >$md/component_size
cat /sys/block/loop5/dev >$md/new_dev
echo 0 >$md/dev-loop5/slot
echo active >$md/array_state
mdev -s
trap 'echo clear >$md/array_state; losetup -d /dev/loop5; kill $(jobs -p) 2>/dev/null' EXIT
functions md_flush_request
member 'struct bio' bi_bdev
script mdflush
run dd if=/dev/zero of=/dev/md5 bs=4k count=1 conv=fsync
ends 0.2
match "^$clock $child +dd +md5\$"
