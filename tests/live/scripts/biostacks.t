# SPDX-License-Identifier: GPL-2.0-or-later
# The stack that started a read
script_backends
need block
functions 'blk_account_io_start __blk_account_io_start' 'blk_start_request blk_mq_start_request'
script biostacks
dd if="$SONDE_BLOCKDEV" of=/dev/null bs=4k count=3 iflag=direct
ends 0.2
match '^@usecs\[$' '^ +(blk_mq_)?submit_bio.*\+[0-9]+$' '^ +vfs_read\+[0-9]+$' '^\[[0-9]+[KM]?, [0-9]+[KM]?\) +[1-3] \|@'
