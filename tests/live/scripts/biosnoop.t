# SPDX-License-Identifier: GPL-2.0-or-later
# A read of the block device: disk, process and its name
script_backends
need block
functions 'blk_account_io_start __blk_account_io_start' 'blk_account_io_done __blk_account_io_done'
member 'struct request_queue' disk
script biosnoop
run dd if="$SONDE_BLOCKDEV" of=/dev/null bs=4k count=3 iflag=direct
ends 0.2
count 3 "^[0-9]+ +${SONDE_BLOCKDEV##*/} +dd +$child +[0-9]+\$"
