# SPDX-License-Identifier: GPL-2.0-or-later
# Sizes of reads, by process
script_backends
need block event:block/block_rq_issue
script bitesize
dd if="$SONDE_BLOCKDEV" of=/dev/null bs=4k count=5 iflag=direct
dd if="$SONDE_BLOCKDEV" of=/dev/null bs=16k count=3 iflag=direct
ends 0.2
# kernels before 6.0 send requests from a worker
match '^@\[(dd|kworker/.*)\]: $'
for size in '4K, 8K 5' '16K, 32K 3'; do
	n=$(grep -F "[${size% *})" out | sed 's/.*) *\([0-9]*\) |.*/\1/' | awk '{ n += $1 } END { print n + 0 }')
	[ "$n" = "${size##* }" ] || fail "$n reads of $size"
done
