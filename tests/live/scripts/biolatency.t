# SPDX-License-Identifier: GPL-2.0-or-later
# Eight reads are eight entries of the histogram
script_backends
need block
functions 'blk_account_io_start __blk_account_io_start' 'blk_account_io_done __blk_account_io_done'
script biolatency
dd if="$SONDE_BLOCKDEV" of=/dev/null bs=4k count=8 iflag=direct
ends 0.2
match '^@usecs: $'
[ "$(sed -n 's/^[[(].*[])] *\([0-9]*\) |.*/\1/p' out | awk '{ n += $1 } END { print n }')" = 8 ] || fail "not 8 in all"
