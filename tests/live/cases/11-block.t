# SPDX-License-Identifier: GPL-2.0-or-later
# Program 11: sizes of block requests
need root tracefs block event:block/block_rq_complete
trace -c "dd if=$SONDE_BLOCKDEV of=/dev/null bs=4096 count=16 iflag=direct" \
	-e 'tracepoint:block:block_rq_complete { @ = hist(args.nr_sector * 512); }'
match '^@: $' '^\[4K, 8K\) +16 \|'
same
