# SPDX-License-Identifier: GPL-2.0-or-later
# Memory that comes back from swap
script_backends
need scenes block command:mkswap
functions swap_readpage
small_cgroup 8
mkswap "$SONDE_BLOCKDEV" && swapon "$SONDE_BLOCKDEV" || skip "cannot swap"
trap 'swapoff "$SONDE_BLOCKDEV"; rmdir "$group"; kill $(jobs -p) 2>/dev/null' EXIT
script swapin
in_group "$scenes" eat 24
ends 1.3
match "^$clock\$" '^@\[scenes, [0-9]+\]: [1-9][0-9]+$'
