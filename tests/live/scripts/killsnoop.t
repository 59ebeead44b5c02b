# SPDX-License-Identifier: GPL-2.0-or-later
# A signal: who, which, to whom, result
script_backends
need event:syscalls/sys_enter_kill
script killsnoop
sleep 100 &
target=$!
kill -WINCH $target
run env kill -s WINCH 999999999
ends 0.2
match "^$clock  $BASHPID +[^ ]+ +28 +$target +0\$" "^$clock  $child +[^ ]+ +28 +999999999 -3\$"
