# SPDX-License-Identifier: GPL-2.0-or-later
# A sleep: parent, process, seconds
script_backends
need scenes event:syscalls/sys_enter_nanosleep
script naptime
run "$scenes" nap 250
ends 0.2
match "^$clock $BASHPID +[^ ]+ +$child +scenes +0\\.250\$"
