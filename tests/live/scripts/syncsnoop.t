# SPDX-License-Identifier: GPL-2.0-or-later
# sync and fsync
script_backends
need event:syscalls/sys_enter_sync
script syncsnoop
run dd if=/dev/zero of="$tmp/synced" bs=4k count=1 conv=fsync
dd_pid=$child
[ -z "${SONDE_IN_VM:-}" ] || run sync
ends 0.2
match "^$clock  $dd_pid +dd +tracepoint:syscalls:sys_enter_fsync\$"
[ -z "${SONDE_IN_VM:-}" ] || match "^$clock  $child +sync +tracepoint:syscalls:sys_enter_sync\$"
